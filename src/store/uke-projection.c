/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-projection.h"

#include "db/uke-db-queries.h"
#include "store/uke-card.h"
#include "store/uke-commit.h"
#include "store/uke-rows.h"
#include "store/uke-schema.h"

#include <string.h>

/* What following one commit needs to know of its patients. */
typedef struct {
  UkeDb *db; /* (not owned) */
  const UkeChanges *changes;
  GHashTable *patients;   /* (owned): UkeId to UkeRecord: as they stand */
  GHashTable *new_phones; /* (owned): UkeId of a new patient to their new phones */
  GHashTable *searched;   /* (owned): UkeId of patients whose search row was written */
  GPtrArray *search;      /* (not owned) (element-type UkeSearchChange) */
} Follow;

/* The fields of a patient that the cards of their bookings show. */
static const unsigned CARD_FIELDS[] = {
  UKE_PATIENT_FAMILY_NAME, UKE_PATIENT_GIVEN_NAME,     UKE_PATIENT_FAMILY_KANA,
  UKE_PATIENT_GIVEN_KANA,  UKE_PATIENT_PATIENT_NUMBER, UKE_PATIENT_VISIT_COUNT,
  UKE_PATIENT_ALERT,       UKE_PATIENT_ENDED_REASON,
};

/* Those that the search memory holds. */
static const unsigned SEARCH_FIELDS[] = {
  UKE_PATIENT_FAMILY_NAME,
  UKE_PATIENT_GIVEN_NAME,
  UKE_PATIENT_FAMILY_KANA,
  UKE_PATIENT_GIVEN_KANA,
  UKE_PATIENT_SEX,
  UKE_PATIENT_PATIENT_NUMBER,
  UKE_PATIENT_BIRTH_DATE,
  UKE_PATIENT_ENDED_REASON,
  UKE_PATIENT_LAST_VISIT_DATE,
  UKE_PATIENT_IS_PROVISIONAL,
  UKE_PATIENT_MERGED_INTO_ID,
};

static gboolean
differ (UkeRecord *before, UkeRecord *after, const unsigned *fields, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!uke_value_equal (uke_record_get_value (before, fields[i]),
                          uke_record_get_value (after, fields[i])))
      return TRUE;
  return FALSE;
}

static gboolean
stands (UkeRecord *record)
{
  return record != NULL && !uke_record_is_deleted (record);
}

/* (transfer none) (nullable): the patient as they stand now. */
static gboolean
find_patient (Follow *self, const UkeId *id, UkeRecord **out_patient, GError **error)
{
  g_autoptr (GError) local = NULL;

  *out_patient = NULL;
  if (uke_id_is_none (id)
      || g_hash_table_lookup_extended (self->patients, id, NULL, (gpointer *)out_patient))
    return TRUE;
  *out_patient = uke_rows_find_any (self->db, &UKE_ENTITY_PATIENT, id, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (*out_patient != NULL)
    g_hash_table_insert (self->patients, (gpointer)uke_record_get_id (*out_patient), *out_patient);
  return TRUE;
}

static gboolean
write_card (Follow *self, UkeRecord *appointment, GError **error)
{
  UkeRecord *patient;

  return find_patient (self, uke_record_get_id_value (appointment, UKE_APPOINTMENT_PATIENT_ID),
                       &patient, error)
         && uke_card_write (self->db, appointment, patient, error);
}

static gboolean
follow_appointment (Follow *self, const UkeChange *change, GError **error)
{
  gboolean has_moved
      = stands (change->before)
        && (change->after == NULL
            || uke_record_get_time_us (change->before, UKE_APPOINTMENT_STARTS_AT_US)
                   != uke_record_get_time_us (change->after, UKE_APPOINTMENT_STARTS_AT_US));

  if (has_moved && !uke_card_delete (self->db, change->before, error))
    return FALSE;
  return change->after == NULL || write_card (self, change->after, error);
}

static GArray *
list_cards (Follow *self, const UkeId *patient_id, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (self->db, UKE_QUERY ("patient-cards"), error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (UkeId));

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_id (stmt, ":patient_id", patient_id);
  while (TRUE) {
    gboolean has_row;
    UkeId id;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      return g_steal_pointer (&ids);
    id = uke_stmt_id (stmt, 0);
    g_array_append_val (ids, id);
  }
}

/* The bookings of a patient who was there before, whose name or number is another now. */
static gboolean
follow_cards (Follow *self, const UkeChange *change, UkeRecord *now, GError **error)
{
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GPtrArray) appointments = NULL;

  if (change->before == NULL || now == NULL
      || !differ (change->before, now, CARD_FIELDS, G_N_ELEMENTS (CARD_FIELDS)))
    return TRUE;
  ids = list_cards (self, &change->id, error);
  appointments
      = ids != NULL ? uke_rows_get_many (self->db, &UKE_ENTITY_APPOINTMENT, ids, error) : NULL;
  if (appointments == NULL)
    return FALSE;
  for (unsigned i = 0; i < appointments->len; i++)
    if (!uke_card_write (self->db, appointments->pdata[i], now, error))
      return FALSE;
  return TRUE;
}

static void
bind_text (UkeStmt *stmt, int pos, const char *text)
{
  if (text == NULL)
    uke_stmt_bind_null_at (stmt, pos);
  else
    uke_stmt_bind_text_static_at (stmt, pos, text, strlen (text));
}

/**
 * uke_projection_write_search:
 * @stmt: the query `search-write`
 * @row: what the search memory holds of a patient
 * @error: return location
 *
 * Returns: whether it was written
 * Errors: UKE_DB_ERROR
 * Thread: the owner of the connection
 */
gboolean
uke_projection_write_search (UkeStmt *stmt, const UkeSearchRow *row, GError **error)
{
  g_autofree char *body = uke_search_row_make_body (row);

  bind_text (stmt, 1, row->sort_key);
  uke_stmt_bind_id_at (stmt, 2, &row->patient_id);
  uke_stmt_bind_int64_at (stmt, 3, uke_search_row_get_facts (row));
  bind_text (stmt, 4, body);
  bind_text (stmt, 5, row->number_key);
  return uke_stmt_run (stmt, error);
}

static gboolean
write_search_row (UkeDb *db, const UkeSearchRow *row, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("search-write"), error);

  return stmt != NULL && uke_projection_write_search (stmt, row, error);
}

static gboolean
delete_search_row (UkeDb *db, const UkeSearchRow *row, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("search-delete"), error);

  if (stmt == NULL)
    return FALSE;
  bind_text (stmt, 1, row->sort_key);
  uke_stmt_bind_id_at (stmt, 2, &row->patient_id);
  return uke_stmt_run (stmt, error);
}

static GPtrArray *
list_phones (Follow *self, const UkeId *patient_id, gboolean is_new, GError **error)
{
  GPtrArray *phones;

  if (!is_new)
    return uke_rows_list_by_id (self->db, &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_PATIENT_ID,
                                patient_id, error);
  phones = g_hash_table_lookup (self->new_phones, patient_id);
  return phones != NULL ? g_ptr_array_ref (phones) : g_ptr_array_new ();
}

/* @before: (nullable): the patient as they stood, where they changed at all. */
static gboolean
follow_search (Follow *self, UkeRecord *patient, UkeRecord *before, gboolean is_new, GError **error)
{
  g_autoptr (GPtrArray) no_phones = g_ptr_array_new ();
  g_autoptr (GPtrArray) phones = list_phones (self, uke_record_get_id (patient), is_new, error);
  g_autoptr (UkeSearchRow) was = NULL;
  UkeSearchChange *change;

  if (phones == NULL)
    return FALSE;
  if (!g_hash_table_add (self->searched, (gpointer)uke_record_get_id (patient)))
    return TRUE;
  change = g_new0 (UkeSearchChange, 1);
  change->patient_id = *uke_record_get_id (patient);
  change->is_new = is_new;
  change->row = uke_search_row_new (patient, phones);
  g_ptr_array_add (self->search, change);
  was = before != NULL ? uke_search_row_new (before, no_phones) : NULL;
  if (was != NULL && (change->row == NULL || !g_str_equal (was->sort_key, change->row->sort_key))
      && !delete_search_row (self->db, was, error))
    return FALSE;
  return change->row == NULL || write_search_row (self->db, change->row, error);
}

/* A deleted patient: as they stood, but deleted. */
static gboolean
forget_patient (Follow *self, const UkeChange *change, GError **error)
{
  g_autoptr (GPtrArray) no_phones = g_ptr_array_new ();
  g_autoptr (UkeSearchRow) was = uke_search_row_new (change->before, no_phones);
  UkeSearchChange *gone = g_new0 (UkeSearchChange, 1);
  UkeRecord *now;

  gone->patient_id = change->id;
  g_ptr_array_add (self->search, gone);
  /* A deleted patient's bookings still show them, and they may have been renamed before. */
  return (was == NULL || delete_search_row (self->db, was, error))
         && find_patient (self, &change->id, &now, error)
         && follow_cards (self, change, now, error);
}

static gboolean
follow_patient (Follow *self, const UkeChange *change, GError **error)
{
  if (change->after == NULL)
    return forget_patient (self, change, error);
  if (stands (change->before)
      && !differ (change->before, change->after, SEARCH_FIELDS, G_N_ELEMENTS (SEARCH_FIELDS)))
    return follow_cards (self, change, change->after, error);
  return follow_search (self, change->after, change->before, change->before == NULL, error)
         && follow_cards (self, change, change->after, error);
}

static gboolean
follow_phone (Follow *self, const UkeChange *change, GError **error)
{
  UkeRecord *phone = change->after != NULL ? change->after : change->before;
  const UkeId *patient_id = uke_record_get_id_value (phone, UKE_PATIENT_PHONE_PATIENT_ID);
  UkeRecord *patient;

  if (g_hash_table_contains (self->searched, patient_id))
    return TRUE;
  if (!find_patient (self, patient_id, &patient, error))
    return FALSE;
  return !stands (patient) || follow_search (self, patient, NULL, FALSE, error);
}

/* New patients' phones, and every patient as they stand after the change-set. */
static void
collect (Follow *self)
{
  for (unsigned i = 0; i < uke_changes_get_n (self->changes); i++) {
    const UkeChange *change = uke_changes_get (self->changes, i);
    const UkeId *patient_id;
    GPtrArray *phones;

    if (change->entity == &UKE_ENTITY_PATIENT && change->after != NULL)
      g_hash_table_insert (self->patients, (gpointer)&change->id, g_object_ref (change->after));
    if (change->entity != &UKE_ENTITY_PATIENT_PHONE || change->after == NULL)
      continue;
    patient_id = uke_record_get_id_value (change->after, UKE_PATIENT_PHONE_PATIENT_ID);
    phones = g_hash_table_lookup (self->new_phones, patient_id);
    if (phones == NULL) {
      phones = g_ptr_array_new ();
      g_hash_table_insert (self->new_phones, (gpointer)patient_id, phones);
    }
    g_ptr_array_add (phones, change->after);
  }
}

static gboolean
follow_each (Follow *self, const UkeEntity *entity, GError **error)
{
  for (unsigned i = 0; i < uke_changes_get_n (self->changes); i++) {
    const UkeChange *change = uke_changes_get (self->changes, i);
    gboolean is_done = TRUE;

    if (change->entity != entity)
      continue;
    if (entity == &UKE_ENTITY_PATIENT)
      is_done = follow_patient (self, change, error);
    else if (entity == &UKE_ENTITY_PATIENT_PHONE)
      is_done = follow_phone (self, change, error);
    else
      is_done = follow_appointment (self, change, error);
    if (!is_done)
      return FALSE;
  }
  return TRUE;
}

/**
 * uke_projection_follow:
 * @db: the writing connection, inside the transaction that made @changes, behind its rows
 * @changes: what changed
 * @search: (element-type UkeSearchChange): what the search memory must follow is added
 * @error: return location
 *
 * Returns: whether the projections agree with the rows again
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_projection_follow (UkeDb *db, const UkeChanges *changes, GPtrArray *search, GError **error)
{
  g_autoptr (GHashTable) patients
      = g_hash_table_new_full (uke_id_hash, uke_id_equal, NULL, g_object_unref);
  g_autoptr (GHashTable) new_phones
      = g_hash_table_new_full (uke_id_hash, uke_id_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
  g_autoptr (GHashTable) searched = g_hash_table_new (uke_id_hash, uke_id_equal);
  Follow self = { db, changes, patients, new_phones, searched, search };

  collect (&self);
  return follow_each (&self, &UKE_ENTITY_PATIENT, error)
         && follow_each (&self, &UKE_ENTITY_PATIENT_PHONE, error)
         && follow_each (&self, &UKE_ENTITY_APPOINTMENT, error);
}
