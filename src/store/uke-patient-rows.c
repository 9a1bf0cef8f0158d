/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-patient-rows.h"

#include "base/uke-number.h"
#include "db/uke-db-queries.h"
#include "store/uke-rows.h"
#include "store/uke-schema.h"

#include <string.h>

/* Longer numbers are not counted up. */

/**
 * uke_store_read_ids:
 * @stmt: a bound statement whose first column is an id
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeId): the ids of all rows
 * Errors: UKE_DB_ERROR
 * Thread: the owner of its connection
 */
GArray *
uke_store_read_ids (UkeStmt *stmt, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (UkeId));

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

static GPtrArray *
read_patients (UkeDb *db, UkeStmt *stmt, GError **error)
{
  g_autoptr (GArray) ids = uke_store_read_ids (stmt, error);

  return ids == NULL ? NULL : uke_rows_get_many (db, &UKE_ENTITY_PATIENT, ids, error);
}

/**
 * uke_patient_rows_find_number:
 * @db: a connection
 * @patient_number: (nullable): a patient number as typed
 * @out_id: (out): who has it, however it is written; UKE_ID_NONE when nobody
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_patient_rows_find_number (UkeDb *db, const char *patient_number, UkeId *out_id, GError **error)
{
  g_autofree char *key = uke_number_key (patient_number);
  g_autoptr (UkeStmt) stmt = NULL;
  gboolean has_row;

  *out_id = UKE_ID_NONE;
  if (*key == '\0')
    return TRUE;
  stmt = uke_db_prepare_query (db, UKE_QUERY ("patient-by-number"), error);
  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_text (stmt, ":number_key", key);
  if (!uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (has_row)
    *out_id = uke_stmt_id (stmt, 0);
  return TRUE;
}

/**
 * uke_patient_rows_list_born:
 * @db: a connection
 * @birth_date: a date
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeRecord): the patients born on it, in kana order
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
GPtrArray *
uke_patient_rows_list_born (UkeDb *db, UkeDate birth_date, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("patient-born"), error);

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_int64 (stmt, ":birth_date", birth_date);
  return read_patients (db, stmt, error);
}

/**
 * uke_patient_rows_list_kana:
 * @db: a connection
 * @birth_date: a date
 * @family_kana: hiragana as stored
 * @given_kana: (nullable): hiragana as stored
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeRecord): the patients of that reading born on that day
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
GPtrArray *
uke_patient_rows_list_kana (UkeDb *db,
                            UkeDate birth_date,
                            const char *family_kana,
                            const char *given_kana,
                            GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_query (db, UKE_QUERY ("patient-by-kana-and-birth"), error);

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_int64 (stmt, ":birth_date", birth_date);
  uke_stmt_bind_text (stmt, ":family_kana", family_kana);
  if (given_kana != NULL && *given_kana != '\0')
    uke_stmt_bind_text (stmt, ":given_kana", given_kana);
  return read_patients (db, stmt, error);
}

/**
 * uke_patient_rows_list_phone:
 * @db: a connection
 * @number: national digits
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeRecord): the patients with that telephone number
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
GPtrArray *
uke_patient_rows_list_phone (UkeDb *db, const char *number, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("patient-by-phone"), error);

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_text (stmt, ":number", number);
  return read_patients (db, stmt, error);
}

/**
 * uke_patient_rows_highest_number:
 * @db: a connection
 * @out_number: (out): the highest number that consists of digits, 0 where there is none
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_patient_rows_highest_number (UkeDb *db, int64_t *out_number, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("patient-highest-number"), error);
  gboolean has_row = stmt != NULL;

  *out_number = 0;
  if (stmt != NULL)
    uke_stmt_bind_int64 (stmt, ":max_len", UKE_NUMBER_MAX_DIGITS);
  while (has_row) {
    const char *key;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    key = has_row ? uke_stmt_text (stmt, 0) : NULL;
    if (key != NULL && strspn (key, "0123456789") == strlen (key)) {
      *out_number = g_ascii_strtoll (key, NULL, 10);
      return TRUE;
    }
  }
  return stmt != NULL;
}

/**
 * uke_patient_rows_next_number:
 * @db: a connection
 * @error: return location
 *
 * The highest number that consists of digits, and one, without the zeros that lead.
 *
 * Returns: (transfer full): the next free patient number
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
char *
uke_patient_rows_next_number (UkeDb *db, GError **error)
{
  int64_t highest;

  if (!uke_patient_rows_highest_number (db, &highest, error))
    return NULL;
  return g_strdup_printf ("%" G_GINT64_FORMAT, highest + 1);
}
