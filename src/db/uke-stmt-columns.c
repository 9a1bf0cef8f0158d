/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-driver-private.h"

#include <string.h>

/**
 * uke_stmt_n_columns:
 * @stmt: a statement
 *
 * Returns: how many columns its rows have; 0 for a statement that answers none
 * Thread: the owner of its connection
 */
int
uke_stmt_n_columns (UkeStmt *stmt)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  return stmt->db->driver->n_columns (stmt);
}

/**
 * uke_stmt_column_name:
 * @stmt: a statement
 * @column: column from 0
 *
 * Returns: (transfer none): its name in the SQL text
 * Thread: the owner of its connection
 */
const char *
uke_stmt_column_name (UkeStmt *stmt, int column)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  return stmt->db->driver->column_name (stmt, column);
}

/**
 * uke_stmt_column_index:
 * @stmt: a statement
 * @name: a column's name in the SQL text
 *
 * Returns: the column from 0; -1 when there is none
 * Thread: the owner of its connection
 */
int
uke_stmt_column_index (UkeStmt *stmt, const char *name)
{
  int n_columns = uke_stmt_n_columns (stmt);

  for (int i = 0; i < n_columns; i++)
    if (strcmp (uke_stmt_column_name (stmt, i), name) == 0)
      return i;
  return -1;
}

/**
 * uke_stmt_n_parameters:
 * @stmt: a statement
 *
 * Returns: the highest position of its parameters, which count from 1
 * Thread: the owner of its connection
 */
int
uke_stmt_n_parameters (UkeStmt *stmt)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  return stmt->db->driver->n_parameters (stmt);
}

/**
 * uke_stmt_parameter_name:
 * @stmt: a statement
 * @pos: parameter from 1
 *
 * Returns: (transfer none) (nullable): its name with the colon
 * Thread: the owner of its connection
 */
const char *
uke_stmt_parameter_name (UkeStmt *stmt, int pos)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  return stmt->db->driver->parameter_name (stmt, pos);
}

/**
 * uke_stmt_is_null:
 * @stmt: a statement on a row
 * @column: column from 0
 *
 * Ask before reading the column as another type.
 *
 * Returns: whether it is NULL
 * Thread: the owner of its connection
 */
gboolean
uke_stmt_is_null (UkeStmt *stmt, int column)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  return stmt->db->driver->is_null (stmt, column);
}

/**
 * uke_stmt_int64:
 * @stmt: a statement on a row
 * @column: column from 0
 *
 * Returns: the number; 0 for NULL
 * Thread: the owner of its connection
 */
int64_t
uke_stmt_int64 (UkeStmt *stmt, int column)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  return stmt->db->driver->int64 (stmt, column);
}

/**
 * uke_stmt_boolean:
 * @stmt: a statement on a row
 * @column: column from 0
 *
 * Returns: whether the number is not 0; %FALSE for NULL
 * Thread: the owner of its connection
 */
gboolean
uke_stmt_boolean (UkeStmt *stmt, int column)
{
  return uke_stmt_int64 (stmt, column) != 0;
}

/**
 * uke_stmt_text:
 * @stmt: a statement on a row
 * @column: column from 0
 *
 * Returns: (transfer none) (nullable): the text, until the next step or reset; %NULL for NULL
 * Thread: the owner of its connection
 */
const char *
uke_stmt_text (UkeStmt *stmt, int column)
{
  size_t len;

  return uke_stmt_text_len (stmt, column, &len);
}

/**
 * uke_stmt_text_len:
 * @stmt: a statement on a row
 * @column: column from 0
 * @out_len: (out): bytes without the terminating NUL
 *
 * Returns: (transfer none) (nullable): the text, until the next step or reset; %NULL for NULL
 * Thread: the owner of its connection
 */
const char *
uke_stmt_text_len (UkeStmt *stmt, int column, size_t *out_len)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  return stmt->db->driver->text (stmt, column, out_len);
}

/**
 * uke_stmt_dup_text:
 * @stmt: a statement on a row
 * @column: column from 0
 *
 * Returns: (transfer full) (nullable): a copy of the text; %NULL for NULL
 * Thread: the owner of its connection
 */
char *
uke_stmt_dup_text (UkeStmt *stmt, int column)
{
  return g_strdup (uke_stmt_text (stmt, column));
}

/**
 * uke_stmt_blob:
 * @stmt: a statement on a row
 * @column: column from 0
 * @out_len: (out): bytes
 *
 * Returns: (transfer none) (nullable): the bytes, until the next step or reset; %NULL for NULL and
 *   for no bytes
 * Thread: the owner of its connection
 */
const void *
uke_stmt_blob (UkeStmt *stmt, int column, size_t *out_len)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  return stmt->db->driver->blob (stmt, column, out_len);
}

/**
 * uke_stmt_dup_bytes:
 * @stmt: a statement on a row
 * @column: column from 0
 *
 * Returns: (transfer full) (nullable): a copy of the bytes; %NULL for NULL
 * Thread: the owner of its connection
 */
GBytes *
uke_stmt_dup_bytes (UkeStmt *stmt, int column)
{
  const void *bytes;
  size_t len = 0;

  if (uke_stmt_is_null (stmt, column))
    return NULL;
  bytes = uke_stmt_blob (stmt, column, &len);
  return g_bytes_new (bytes, len);
}

/**
 * uke_stmt_id:
 * @stmt: a statement on a row
 * @column: column from 0
 *
 * Returns: the id; none for NULL and for anything that is not 16 bytes
 * Thread: the owner of its connection
 */
UkeId
uke_stmt_id (UkeStmt *stmt, int column)
{
  UkeId id = { { 0 } };
  size_t len = 0;
  const void *bytes = uke_stmt_blob (stmt, column, &len);

  if (bytes != NULL && len == sizeof id.bytes)
    memcpy (id.bytes, bytes, sizeof id.bytes);
  return id;
}
