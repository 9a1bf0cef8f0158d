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

/* How many records are derived at a time. */
#define BATCH 500

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

static gboolean
add_batch (UkeDb *db, GPtrArray *patients, GError **error)
{
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  g_autoptr (GPtrArray) search
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_change_free);

  for (unsigned i = 0; i < patients->len; i++) {
    UkeRecord *patient = patients->pdata[i];
    g_autoptr (GPtrArray) phones
        = uke_rows_list_by_id (db, &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_PATIENT_ID,
                               uke_record_get_id (patient), error);

    if (phones == NULL)
      return FALSE;
    uke_changes_add (changes, &UKE_ENTITY_PATIENT, uke_record_get_id (patient), NULL, patient);
    for (unsigned j = 0; j < phones->len; j++)
      uke_changes_add (changes, &UKE_ENTITY_PATIENT_PHONE, uke_record_get_id (phones->pdata[j]),
                       NULL, phones->pdata[j]);
  }
  return uke_projection_follow (db, changes, search, error);
}

/* The next patients behind @after, deleted ones left out. */
static GPtrArray *
read_batch (UkeDb *db, const UkeId *after, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("%.*s del_seq IS NULL AND id > ? ORDER BY id LIMIT %d",
                         (int)(strstr (uke_row_sql (&UKE_ENTITY_PATIENT)->list, "del_seq IS NULL")
                               - uke_row_sql (&UKE_ENTITY_PATIENT)->list),
                         uke_row_sql (&UKE_ENTITY_PATIENT)->list, BATCH);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, sql, error);
  g_autoptr (GPtrArray) patients = g_ptr_array_new_with_free_func (g_object_unref);

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_blob_at (stmt, 1, after->bytes, sizeof after->bytes);
  while (TRUE) {
    UkeRecord *patient;
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      return g_steal_pointer (&patients);
    patient = uke_row_read (stmt, &UKE_ENTITY_PATIENT, error);
    if (patient == NULL)
      return NULL;
    g_ptr_array_add (patients, patient);
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
  UkeId after = UKE_ID_NONE;

  if (!uke_db_exec (db, "DELETE FROM appointment_card", error)
      || !uke_db_exec (db, "DELETE FROM patient_search", error)
      || !uke_db_exec (db, "INSERT INTO appointment_card " CARD_ROWS " ORDER BY 1, 2, 3", error))
    return FALSE;
  while (TRUE) {
    g_autoptr (GPtrArray) patients = read_batch (db, &after, error);

    if (patients == NULL || !add_batch (db, patients, error))
      return FALSE;
    if (patients->len < BATCH)
      return TRUE;
    after = *uke_record_get_id (patients->pdata[patients->len - 1]);
  }
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
