/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-projection.h"

#include "db/uke-db-queries.h"
#include "store/uke-commit.h"
#include "store/uke-rows-private.h"
#include "store/uke-rows.h"
#include "store/uke-schema.h"
#include "store/uke-store-error.h"

#include <string.h>

/* So many rows are put into order before they are written: no more than some 20 MB. */
#define BATCH 50000

/* What a card must be, derived by SQL from the rows it comes from; the sum of a table's flags. */
#define CARD_FLAGS                                                                                 \
  "(coalesce (a.is_first_visit, 0) * 1 + coalesce (a.is_provisional, 0) * 2 + "                    \
  "coalesce (a.needs_new_time, 0) * 4 + coalesce (a.overlap_accepted, 0) * 8 + "                   \
  "CASE WHEN p.alert IS NOT NULL THEN 16 ELSE 0 END + "                                            \
  "CASE WHEN p.ended_reason IS NOT NULL THEN 32 ELSE 0 END + "                                     \
  "CASE WHEN a.rescheduled_from_id IS NOT NULL THEN 64 ELSE 0 END)"

/* Between the texts stands a 0x1F, as a character of its own in the SQL. */
#define CARD_TEXTS                                                                                 \
  "coalesce (p.family_name, '') || '\037' || coalesce (p.given_name, '') || '\037' || "            \
  "coalesce (p.family_kana, '') || '\037' || coalesce (p.given_kana, '') || '\037' || "            \
  "coalesce (p.patient_number, '') || '\037' || coalesce (a.channel, '') || '\037' || "            \
  "coalesce (a.note, '')"

#define CARD_ROWS                                                                                  \
  "SELECT a.clinic_id, a.starts_at_us, a.id, a.patient_id, a.provider_id, a.chair_id, a.menu_id, " \
  "a.length_min, a.status, " CARD_FLAGS ", " CARD_TEXTS ", p.visit_count, a.arrived_at_us, "       \
  "a.in_room_at_us, a.paying_at_us, a.done_at_us "                                                 \
  "FROM appointment AS a LEFT JOIN patient AS p ON p.id = a.patient_id WHERE a.del_seq IS NULL"

/* Making the projection of all patients: their phones are read beside them, both in the order of
 * the patients' ids, and rows are inserted in the order in which they lie. */
typedef struct {
  UkeStmt *patients, *phones, *insert; /* (owned) */
  UkeRecord *next_phone;               /* (owned) (nullable) */
  GPtrArray *rows;                     /* (owned) (element-type UkeSearchRow) */
} Rebuild;

static void
clear_rebuild (Rebuild *self)
{
  g_clear_pointer (&self->patients, uke_stmt_free);
  g_clear_pointer (&self->phones, uke_stmt_free);
  g_clear_pointer (&self->insert, uke_stmt_free);
  g_clear_object (&self->next_phone);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rebuild, clear_rebuild)

/* (nullable): NULL without an error behind the last. */
static UkeRecord *
read_next (UkeStmt *stmt, const UkeEntity *entity, GError **error)
{
  gboolean has_row;

  if (!uke_stmt_step (stmt, &has_row, error) || !has_row)
    return NULL;
  return uke_row_read (stmt, entity, error);
}

static gboolean
read_next_phone (Rebuild *self, GError **error)
{
  g_autoptr (GError) local = NULL;

  g_clear_object (&self->next_phone);
  self->next_phone = read_next (self->phones, &UKE_ENTITY_PATIENT_PHONE, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The phones of @patient_id; those of patients who are not there are passed over. */
static gboolean
take_phones (Rebuild *self, const UkeId *patient_id, GPtrArray *phones, GError **error)
{
  while (self->next_phone != NULL) {
    int order = uke_id_compare (
        uke_record_get_id_value (self->next_phone, UKE_PATIENT_PHONE_PATIENT_ID), patient_id);

    if (order > 0)
      return TRUE;
    if (order == 0)
      g_ptr_array_add (phones, g_object_ref (self->next_phone));
    if (!read_next_phone (self, error))
      return FALSE;
  }
  return TRUE;
}

static int
compare_rows (const void *a, const void *b)
{
  const UkeSearchRow *first = *(UkeSearchRow *const *)a, *second = *(UkeSearchRow *const *)b;
  int order = strcmp (first->sort_key, second->sort_key);

  return order != 0 ? order : uke_id_compare (&first->patient_id, &second->patient_id);
}

static gboolean
write_rows (Rebuild *self, GError **error)
{
  g_ptr_array_sort (self->rows, compare_rows);
  for (unsigned i = 0; i < self->rows->len; i++)
    if (!uke_projection_write_search (self->insert, self->rows->pdata[i], error))
      return FALSE;
  g_ptr_array_set_size (self->rows, 0);
  return TRUE;
}

static gboolean
add_patient (Rebuild *self, UkeRecord *patient, GError **error)
{
  g_autoptr (GPtrArray) phones = g_ptr_array_new_with_free_func (g_object_unref);
  UkeSearchRow *row;

  if (!take_phones (self, uke_record_get_id (patient), phones, error))
    return FALSE;
  row = uke_search_row_new (patient, phones);
  if (row != NULL)
    g_ptr_array_add (self->rows, row);
  return self->rows->len < BATCH || write_rows (self, error);
}

static char *
make_phones_sql (void)
{
  const char *list = uke_row_sql (&UKE_ENTITY_PATIENT_PHONE)->list;

  return g_strdup_printf ("%.*sdel_seq IS NULL AND patient_id IS NOT NULL ORDER BY patient_id",
                          (int)(strstr (list, "del_seq IS NULL") - list), list);
}

static gboolean
rebuild_search (UkeDb *db, GError **error)
{
  g_autofree char *phones_sql = make_phones_sql ();
  g_auto (Rebuild) self = {
    .patients = uke_db_prepare (db, uke_row_sql (&UKE_ENTITY_PATIENT)->list, error),
    .rows = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_row_free),
  };

  self.phones = self.patients != NULL ? uke_db_prepare (db, phones_sql, error) : NULL;
  self.insert
      = self.phones != NULL ? uke_db_prepare_query (db, UKE_QUERY ("search-write"), error) : NULL;
  if (self.insert == NULL || !read_next_phone (&self, error))
    return FALSE;
  while (TRUE) {
    g_autoptr (GError) local = NULL;
    g_autoptr (UkeRecord) patient = read_next (self.patients, &UKE_ENTITY_PATIENT, &local);

    if (patient == NULL && local != NULL) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    if (patient == NULL)
      return write_rows (&self, error);
    if (!add_patient (&self, patient, error))
      return FALSE;
  }
}

/**
 * uke_projection_rebuild:
 * @db: the writing connection, inside a transaction
 * @error: return location
 *
 * Throws the projections away and derives them anew from the rows.
 *
 * Returns: whether it was done
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_projection_rebuild (UkeDb *db, GError **error)
{
  return uke_db_exec (db, "DELETE FROM appointment_card", error)
         && uke_db_exec (db, "DELETE FROM patient_search", error)
         && uke_db_exec (db, "INSERT INTO appointment_card " CARD_ROWS " ORDER BY 1, 2, 3", error)
         && rebuild_search (db, error);
}

static gboolean
count (UkeDb *db, const char *sql, const char *what, GPtrArray *problems, GError **error)
{
  int64_t n;

  if (!uke_db_query_int64 (db, sql, &n, error))
    return FALSE;
  if (n != 0)
    g_ptr_array_add (problems, g_strdup_printf ("%s: %" G_GINT64_FORMAT " rows", what, n));
  return TRUE;
}

static gboolean
is_stored (UkeStmt *stmt, const UkeSearchRow *fresh)
{
  g_autofree char *body = uke_search_row_make_body (fresh);

  return g_str_equal (uke_stmt_text (stmt, 0), fresh->sort_key)
         && uke_stmt_int64 (stmt, 2) == uke_search_row_get_facts (fresh)
         && g_str_equal (uke_stmt_text (stmt, 3), body)
         && g_strcmp0 (uke_stmt_text (stmt, 4), fresh->number_key) == 0;
}

/* Derives one patient's row anew and compares. */
static gboolean
check_stored (UkeDb *db, UkeStmt *stmt, gboolean *out_is_right, GError **error)
{
  UkeId id = uke_stmt_id (stmt, 1);
  g_autoptr (UkeRecord) patient = uke_rows_get (db, &UKE_ENTITY_PATIENT, &id, error);
  g_autoptr (GPtrArray) phones = NULL;
  g_autoptr (UkeSearchRow) fresh = NULL;

  if (patient == NULL)
    return FALSE;
  phones = uke_rows_list_by_id (db, &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_PATIENT_ID, &id,
                                error);
  if (phones == NULL)
    return FALSE;
  fresh = uke_search_row_new (patient, phones);
  *out_is_right = fresh != NULL && is_stored (stmt, fresh);
  return TRUE;
}

static gboolean
verify_search (UkeDb *db, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db,
                                             "SELECT sort_key, patient_id, facts, body, number_key "
                                             "FROM patient_search ORDER BY patient_id",
                                             error);
  int64_t n_wrong = 0;

  while (stmt != NULL) {
    g_autoptr (GError) local = NULL;
    gboolean has_row, is_right = FALSE;

    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      break;
    if (!check_stored (db, stmt, &is_right, &local)
        && !g_error_matches (local, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    n_wrong += is_right ? 0 : 1;
  }
  if (n_wrong > 0)
    g_ptr_array_add (problems,
                     g_strdup_printf ("patient_search differs from the patients: %" G_GINT64_FORMAT
                                      " rows",
                                      n_wrong));
  return stmt != NULL;
}

/**
 * uke_projection_verify:
 * @db: a connection
 * @problems: (element-type utf8): what is wrong is added, without any content
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Derives every projection anew and compares.
 *
 * Returns: whether it could be checked to the end
 * Errors: UKE_DB_ERROR; G_IO_ERROR_CANCELLED
 * Thread: the owner of @db
 */
gboolean
uke_projection_verify (UkeDb *db, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  return count (db,
                "SELECT count(*) FROM (" CARD_ROWS
                " EXCEPT SELECT * FROM appointment_card) AS lost",
                "appointment_card lacks bookings as they stand", problems, error)
         && count (db,
                   "SELECT count(*) FROM (SELECT * FROM appointment_card EXCEPT " CARD_ROWS
                   ") AS strange",
                   "appointment_card holds cards that no booking has", problems, error)
         && count (
             db,
             "SELECT count(*) FROM patient AS p WHERE p.del_seq IS NULL AND "
             "p.merged_into_id IS NULL AND p.id NOT IN (SELECT patient_id FROM patient_search)",
             "patient_search lacks patients", problems, error)
         && verify_search (db, problems, cancellable, error);
}
