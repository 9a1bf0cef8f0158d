/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-rows.h"

#include "feed/uke-ext-bytes.h"
#include "feed/uke-field-versions.h"
#include "store/uke-rows-private.h"
#include "store/uke-store-error.h"

#include <string.h>

static void
read_value (UkeStmt *stmt, int column, UkeFieldType type, UkeValue *out_value)
{
  UkeId id;

  if (uke_stmt_is_null (stmt, column))
    return;
  switch (type) {
  case UKE_TYPE_TEXT:
  case UKE_TYPE_CODE:
    uke_value_take_text (out_value, uke_stmt_dup_text (stmt, column));
    break;
  case UKE_TYPE_INT:
  case UKE_TYPE_BOOL:
  case UKE_TYPE_DATE:
  case UKE_TYPE_TIME:
    uke_value_set_int (out_value, uke_stmt_int64 (stmt, column));
    break;
  case UKE_TYPE_ID:
    id = uke_stmt_id (stmt, column);
    uke_value_set_id (out_value, &id);
    break;
  }
}

/**
 * uke_row_read:
 * @stmt: a statement with a row: id, the fields, cver, fv, del_seq, ext
 * @entity: what kind of record it is
 * @error: return location
 *
 * Returns: (transfer full): the record
 * Errors: UKE_FEED_ERROR_CORRUPT when the versions cannot be read
 * Thread: the owner of the connection
 */
UkeRecord *
uke_row_read (UkeStmt *stmt, const UkeEntity *entity, GError **error)
{
  int n = (int)entity->n_fields;
  g_autofree int64_t *versions = g_new (int64_t, entity->n_fields);
  UkeId id = uke_stmt_id (stmt, 0);
  UkeExt *ext = NULL;
  UkeValue *values;
  const uint8_t *fv, *blob;
  size_t fv_len, blob_len;
  gboolean has_all;

  fv = uke_stmt_blob (stmt, n + 2, &fv_len);
  if (!uke_field_versions_decode (entity, fv, fv_len, versions, &has_all, error))
    return NULL;
  if (!uke_stmt_is_null (stmt, n + 4)) {
    blob = uke_stmt_blob (stmt, n + 4, &blob_len);
    if (!uke_ext_bytes_decode (blob, blob_len, fv, fv_len, &ext, error))
      return NULL;
  }
  values = g_new0 (UkeValue, entity->n_fields);
  for (int i = 0; i < n; i++)
    read_value (stmt, i + 1, entity->fields[i].type, &values[i]);
  return uke_record_new_take_row (entity, &id, values, g_steal_pointer (&versions),
                                  uke_stmt_int64 (stmt, n + 1), uke_stmt_int64 (stmt, n + 3), ext,
                                  has_all);
}

/**
 * uke_row_bind_ext:
 * @stmt: a statement
 * @pos: parameter, from 1
 * @ext: (nullable): fields that this program does not know
 * @scratch: any bytes, for use again and again
 *
 * Thread: the owner of the connection
 * Source: sync.md 2.13
 */
void
uke_row_bind_ext (UkeStmt *stmt, int pos, const UkeExt *ext, GByteArray *scratch)
{
  if (uke_ext_get_n (ext) == 0) {
    uke_stmt_bind_null_at (stmt, pos);
    return;
  }
  uke_ext_bytes_encode (ext, scratch);
  uke_stmt_bind_blob_at (stmt, pos, scratch->data, scratch->len);
}

/**
 * uke_row_bind_value:
 * @stmt: a statement
 * @pos: parameter, from 1
 * @value: a value that outlives the statement's next step
 *
 * Thread: the owner of the connection
 */
void
uke_row_bind_value (UkeStmt *stmt, int pos, const UkeValue *value)
{
  switch (value->kind) {
  case UKE_VALUE_NULL:
    uke_stmt_bind_null_at (stmt, pos);
    break;
  case UKE_VALUE_INT:
    uke_stmt_bind_int64_at (stmt, pos, value->integer);
    break;
  case UKE_VALUE_TEXT:
    uke_stmt_bind_text_static_at (stmt, pos, value->text, strlen (value->text));
    break;
  case UKE_VALUE_ID:
    uke_stmt_bind_blob_static_at (stmt, pos, value->id.bytes, sizeof value->id.bytes);
    break;
  }
}

/**
 * uke_rows_find_any:
 * @db: a connection
 * @entity: what kind of record
 * @id: its id
 * @error: return location
 *
 * Reads a record, deleted or not.
 *
 * Returns: (transfer full) (nullable): the record; NULL without an error when there is none
 * Errors: UKE_DB_ERROR: CORRUPT, IO; UKE_FEED_ERROR: CORRUPT
 * Thread: the owner of @db
 */
UkeRecord *
uke_rows_find_any (UkeDb *db, const UkeEntity *entity, const UkeId *id, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, uke_row_sql (entity)->select, error);
  gboolean has_row;

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_id_at (stmt, 1, id);
  if (!uke_stmt_step (stmt, &has_row, error) || !has_row)
    return NULL;
  return uke_row_read (stmt, entity, error);
}

/**
 * uke_rows_find:
 * @db: a connection
 * @entity: what kind of record
 * @id: its id
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the record; NULL without an error when there is none or it
 *   was deleted
 * Errors: those of uke_rows_find_any()
 * Thread: the owner of @db
 */
UkeRecord *
uke_rows_find (UkeDb *db, const UkeEntity *entity, const UkeId *id, GError **error)
{
  g_autoptr (UkeRecord) record = uke_rows_find_any (db, entity, id, error);

  if (record == NULL || uke_record_is_deleted (record))
    return NULL;
  return g_steal_pointer (&record);
}

/**
 * uke_rows_get:
 * @db: a connection
 * @entity: what kind of record
 * @id: its id
 * @error: return location
 *
 * Returns: (transfer full): the record
 * Errors: UKE_STORE_ERROR: NOT_FOUND, also when it was deleted; those of uke_rows_find_any()
 * Thread: the owner of @db
 */
UkeRecord *
uke_rows_get (UkeDb *db, const UkeEntity *entity, const UkeId *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  UkeRecord *record = uke_rows_find (db, entity, id, &local);

  if (record == NULL && local == NULL)
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND, "no such %s", entity->name);
  else if (record == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return record;
}

static GPtrArray *
read_all (UkeStmt *stmt, const UkeEntity *entity, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean has_row;

  while (TRUE) {
    UkeRecord *record;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      return g_steal_pointer (&records);
    record = uke_row_read (stmt, entity, error);
    if (record == NULL)
      return NULL;
    g_ptr_array_add (records, record);
  }
}

/**
 * uke_rows_list:
 * @db: a connection
 * @entity: what kind of records; a small table
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeRecord): every record, in order of their making
 * Errors: those of uke_rows_find_any()
 * Thread: the owner of @db
 */
GPtrArray *
uke_rows_list (UkeDb *db, const UkeEntity *entity, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, uke_row_sql (entity)->list, error);

  return stmt == NULL ? NULL : read_all (stmt, entity, error);
}

/**
 * uke_rows_list_by_id:
 * @db: a connection
 * @entity: what kind of records
 * @field: position of an ID field that an index stands on
 * @value: what it must be
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeRecord): the records, in order of their making
 * Errors: those of uke_rows_find_any()
 * Thread: the owner of @db
 */
GPtrArray *
uke_rows_list_by_id (UkeDb *db,
                     const UkeEntity *entity,
                     unsigned field,
                     const UkeId *value,
                     GError **error)
{
  g_autofree char *sql = uke_row_sql_list_by (entity, field);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, sql, error);

  g_return_val_if_fail (entity->fields[field].type == UKE_TYPE_ID, NULL);
  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_id_at (stmt, 1, value);
  return read_all (stmt, entity, error);
}

/**
 * uke_rows_list_by_text:
 * @db: a connection
 * @entity: what kind of records
 * @field: position of a TEXT or CODE field that an index stands on
 * @value: what it must be
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeRecord): the records, in order of their making
 * Errors: those of uke_rows_find_any()
 * Thread: the owner of @db
 */
GPtrArray *
uke_rows_list_by_text (UkeDb *db,
                       const UkeEntity *entity,
                       unsigned field,
                       const char *value,
                       GError **error)
{
  g_autofree char *sql = uke_row_sql_list_by (entity, field);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, sql, error);

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_text_at (stmt, 1, value);
  return read_all (stmt, entity, error);
}

/**
 * uke_rows_get_many:
 * @db: a connection
 * @entity: what kind of records
 * @ids: (element-type UkeId): their ids
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeRecord): those that exist and are not deleted, in the
 *   order of @ids
 * Errors: those of uke_rows_find_any()
 * Thread: the owner of @db
 */
GPtrArray *
uke_rows_get_many (UkeDb *db, const UkeEntity *entity, GArray *ids, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);

  for (unsigned i = 0; i < ids->len; i++) {
    g_autoptr (GError) local = NULL;
    UkeRecord *record = uke_rows_find (db, entity, &g_array_index (ids, UkeId, i), &local);

    if (local != NULL) {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
    if (record != NULL)
      g_ptr_array_add (records, record);
  }
  return g_steal_pointer (&records);
}
