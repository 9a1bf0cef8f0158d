/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-same-name.h"

#include "db/uke-db-queries.h"
#include "store/uke-patient-rows.h"
#include "store/uke-rows.h"
#include "store/uke-schema.h"
#include "store/uke-search-row.h"

/**
 * uke_patient_rows_list_same_name:
 * @db: a connection
 * @patient: a patient
 * @after: an entry: only who was registered after it; -1: everybody
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeRecord): everybody who is read like the
 * patient, the patient too
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
GPtrArray *
uke_patient_rows_list_same_name (UkeDb *db, UkeRecord *patient, int64_t after, GError **error)
{
  g_autoptr (GPtrArray) phones = g_ptr_array_new ();
  g_autoptr (UkeSearchRow) row = uke_search_row_new (patient, phones);
  g_autoptr (UkeStmt) stmt = NULL;
  g_autoptr (GArray) ids = NULL;

  if (row == NULL)
    return g_ptr_array_new_with_free_func (g_object_unref);
  stmt = uke_db_prepare_query (db, UKE_QUERY ("patient-by-reading"), error);
  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_text (stmt, ":sort_key", row->sort_key);
  uke_stmt_bind_int64 (stmt, ":after", after);
  ids = uke_store_read_ids (stmt, error);
  return ids != NULL ? uke_rows_get_many (db, &UKE_ENTITY_PATIENT, ids, error) : NULL;
}
