/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-stmt.h"

#include "db/uke-db-driver-private.h"
#include "db/uke-db-private.h"

#include <string.h>

/* A cache that has grown past this holds text that was built, not text that was written. */
#define MAX_IDLE 512

static UkeStmt *
make_stmt (UkeDb *db, const char *sql, gboolean is_kept, GError **error)
{
  UkeStmt *stmt = g_new0 (UkeStmt, 1);

  stmt->db = db;
  if (!db->driver->prepare (stmt, sql, is_kept, error)) {
    g_free (stmt);
    return NULL;
  }
  stmt->sql = is_kept ? g_strdup (sql) : NULL;
  db->n_statements++;
  return stmt;
}

/**
 * uke_stmt_finalize:
 * @stmt: (transfer full): a statement that nobody holds
 *
 * Ends it for good; for the connection's cache.
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_finalize (UkeStmt *stmt)
{
  stmt->db->driver->finalize (stmt);
  g_free (stmt->sql);
  g_free (stmt);
}

/**
 * uke_db_prepare:
 * @db: a connection
 * @sql: exactly one statement
 * @error: return location
 *
 * Prepares a statement that is used once, or kept by the caller.
 *
 * Returns: (transfer full): the statement, bound to NULLs
 * Errors: FAILED for SQL that is wrong, MISUSE for none or several statements, CORRUPT, IO, BUSY
 * Thread: the owner of @db
 */
UkeStmt *
uke_db_prepare (UkeDb *db, const char *sql, GError **error)
{
  g_return_val_if_fail (db != NULL && sql != NULL, NULL);
  UKE_DB_ASSERT_OWNER (db);
  return make_stmt (db, sql, FALSE, error);
}

/**
 * uke_db_prepare_cached:
 * @db: a connection
 * @sql: exactly one statement, of text that the program carries with it
 * @error: return location
 *
 * Takes a statement from the connection's cache, or prepares it the first time. Somebody may be in
 * the middle of the same statement: then this is a second one.
 *
 * Returns: (transfer full): the statement, reset and bound to NULLs
 * Errors: those of uke_db_prepare()
 * Thread: the owner of @db
 */
UkeStmt *
uke_db_prepare_cached (UkeDb *db, const char *sql, GError **error)
{
  UkeStmt *stmt = NULL;

  g_return_val_if_fail (db != NULL && sql != NULL, NULL);
  UKE_DB_ASSERT_OWNER (db);
  if (!g_hash_table_steal_extended (db->idle, sql, NULL, (gpointer *)&stmt))
    return make_stmt (db, sql, TRUE, error);
  db->n_statements++;
  return stmt;
}

/**
 * uke_stmt_free:
 * @stmt: (transfer full) (nullable): a statement
 *
 * Resets a cached statement, forgets what it was bound to and gives it back; ends any other.
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_free (UkeStmt *stmt)
{
  UkeDb *db;

  if (stmt == NULL)
    return;
  db = stmt->db;
  UKE_DB_ASSERT_OWNER (db);
  db->n_statements--;
  if (stmt->sql == NULL || g_hash_table_size (db->idle) >= MAX_IDLE
      || g_hash_table_contains (db->idle, stmt->sql)) {
    uke_stmt_finalize (stmt);
    return;
  }
  db->driver->reset (stmt);
  db->driver->clear_bindings (stmt);
  stmt->is_unbound = FALSE;
  g_hash_table_insert (db->idle, stmt->sql, stmt);
}

/**
 * uke_stmt_parameter:
 * @stmt: a statement
 * @name: a parameter with its colon
 *
 * Returns: its position from 1, for the binders that end in `_at`; 0 when there is none
 * Thread: the owner of its connection
 */
int
uke_stmt_parameter (UkeStmt *stmt, const char *name)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  return stmt->db->driver->parameter (stmt, name);
}

static int
find_parameter (UkeStmt *stmt, const char *name)
{
  int pos = uke_stmt_parameter (stmt, name);

  if (pos == 0) {
    g_critical ("the statement has no parameter %s", name);
    stmt->is_unbound = TRUE;
  }
  return pos;
}

/* Remembers a value that could not be bound, for the next step to report. */
static void
note_bound (UkeStmt *stmt, gboolean is_bound)
{
  stmt->is_unbound |= !is_bound;
}

/**
 * uke_stmt_bind_null:
 * @stmt: a statement
 * @name: a parameter with its colon
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_null (UkeStmt *stmt, const char *name)
{
  uke_stmt_bind_null_at (stmt, find_parameter (stmt, name));
}

/**
 * uke_stmt_bind_int64:
 * @stmt: a statement
 * @name: a parameter with its colon
 * @value: the number
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_int64 (UkeStmt *stmt, const char *name, int64_t value)
{
  uke_stmt_bind_int64_at (stmt, find_parameter (stmt, name), value);
}

/**
 * uke_stmt_bind_boolean:
 * @stmt: a statement
 * @name: a parameter with its colon
 * @value: bound as 0 or 1
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_boolean (UkeStmt *stmt, const char *name, gboolean value)
{
  uke_stmt_bind_int64_at (stmt, find_parameter (stmt, name), value != FALSE);
}

/**
 * uke_stmt_bind_text:
 * @stmt: a statement
 * @name: a parameter with its colon
 * @text: (nullable): UTF-8, copied; %NULL binds NULL
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_text (UkeStmt *stmt, const char *name, const char *text)
{
  uke_stmt_bind_text_at (stmt, find_parameter (stmt, name), text);
}

/**
 * uke_stmt_bind_text_len:
 * @stmt: a statement
 * @name: a parameter with its colon
 * @text: (nullable): UTF-8, copied; %NULL binds NULL
 * @len: bytes of @text
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_text_len (UkeStmt *stmt, const char *name, const char *text, size_t len)
{
  uke_stmt_bind_text_len_at (stmt, find_parameter (stmt, name), text, len);
}

/**
 * uke_stmt_bind_blob:
 * @stmt: a statement
 * @name: a parameter with its colon
 * @bytes: (nullable): copied; %NULL with @len 0 binds a blob of no bytes
 * @len: bytes
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_blob (UkeStmt *stmt, const char *name, const void *bytes, size_t len)
{
  uke_stmt_bind_blob_at (stmt, find_parameter (stmt, name), bytes, len);
}

/**
 * uke_stmt_bind_bytes:
 * @stmt: a statement
 * @name: a parameter with its colon
 * @bytes: (nullable): copied; %NULL binds NULL
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_bytes (UkeStmt *stmt, const char *name, GBytes *bytes)
{
  if (bytes == NULL)
    uke_stmt_bind_null (stmt, name);
  else
    uke_stmt_bind_blob (stmt, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/**
 * uke_stmt_bind_id:
 * @stmt: a statement
 * @name: a parameter with its colon
 * @id: (nullable): copied; %NULL and none bind NULL
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_id (UkeStmt *stmt, const char *name, const UkeId *id)
{
  uke_stmt_bind_id_at (stmt, find_parameter (stmt, name), id);
}

/**
 * uke_stmt_bind_null_at:
 * @stmt: a statement
 * @pos: parameter from 1
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_null_at (UkeStmt *stmt, int pos)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  note_bound (stmt, stmt->db->driver->bind_null (stmt, pos));
}

/**
 * uke_stmt_bind_int64_at:
 * @stmt: a statement
 * @pos: parameter from 1
 * @value: the number
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_int64_at (UkeStmt *stmt, int pos, int64_t value)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  note_bound (stmt, stmt->db->driver->bind_int64 (stmt, pos, value));
}

/**
 * uke_stmt_bind_text_at:
 * @stmt: a statement
 * @pos: parameter from 1
 * @text: (nullable): UTF-8, copied; %NULL binds NULL
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_text_at (UkeStmt *stmt, int pos, const char *text)
{
  uke_stmt_bind_text_len_at (stmt, pos, text, text != NULL ? strlen (text) : 0);
}

static void
bind_text (UkeStmt *stmt, int pos, const char *text, size_t len, gboolean is_static)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  if (text == NULL)
    note_bound (stmt, stmt->db->driver->bind_null (stmt, pos));
  else
    note_bound (stmt, stmt->db->driver->bind_text (stmt, pos, text, len, is_static));
}

/**
 * uke_stmt_bind_text_len_at:
 * @stmt: a statement
 * @pos: parameter from 1
 * @text: (nullable): UTF-8, copied; %NULL binds NULL
 * @len: bytes of @text
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_text_len_at (UkeStmt *stmt, int pos, const char *text, size_t len)
{
  bind_text (stmt, pos, text, len, FALSE);
}

/**
 * uke_stmt_bind_text_static_at:
 * @stmt: a statement
 * @pos: parameter from 1
 * @text: (nullable): UTF-8 that stays as it is until the parameter is bound anew or the statement
 *   let go of; %NULL binds NULL
 * @len: bytes of @text
 *
 * Spares bulk work the copy.
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_text_static_at (UkeStmt *stmt, int pos, const char *text, size_t len)
{
  bind_text (stmt, pos, text, len, TRUE);
}

/**
 * uke_stmt_bind_blob_at:
 * @stmt: a statement
 * @pos: parameter from 1
 * @bytes: (nullable): copied; %NULL with @len 0 binds a blob of no bytes
 * @len: bytes
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_blob_at (UkeStmt *stmt, int pos, const void *bytes, size_t len)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  note_bound (stmt, stmt->db->driver->bind_blob (stmt, pos, bytes, len, FALSE));
}

/**
 * uke_stmt_bind_blob_static_at:
 * @stmt: a statement
 * @pos: parameter from 1
 * @bytes: (nullable): bytes that stay as they are until the parameter is bound anew or the
 *   statement let go of
 * @len: bytes
 *
 * Spares bulk work the copy.
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_blob_static_at (UkeStmt *stmt, int pos, const void *bytes, size_t len)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  note_bound (stmt, stmt->db->driver->bind_blob (stmt, pos, bytes, len, TRUE));
}

/**
 * uke_stmt_bind_id_at:
 * @stmt: a statement
 * @pos: parameter from 1
 * @id: (nullable): copied; %NULL and none bind NULL
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_bind_id_at (UkeStmt *stmt, int pos, const UkeId *id)
{
  if (id == NULL || uke_id_is_none (id))
    uke_stmt_bind_null_at (stmt, pos);
  else
    uke_stmt_bind_blob_at (stmt, pos, id->bytes, sizeof id->bytes);
}

/**
 * uke_stmt_step:
 * @stmt: a statement
 * @out_has_row: (out): whether there is a row to read
 * @error: return location
 *
 * Goes to the next row. After the last one, and after an error, the statement is reset, so that it
 * holds no lock.
 *
 * Returns: whether it worked; no row is success
 * Errors: every code but those of schema and key; MISUSE when a value could not be bound
 * Thread: the owner of its connection
 */
gboolean
uke_stmt_step (UkeStmt *stmt, gboolean *out_has_row, GError **error)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  if (G_UNLIKELY (stmt->is_unbound)) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "a value could not be bound");
    return FALSE;
  }
  return stmt->db->driver->step (stmt, out_has_row, error);
}

/**
 * uke_stmt_step_row:
 * @stmt: a statement
 * @error: return location
 *
 * Goes to the next row, which must be there.
 *
 * Returns: whether there is a row to read
 * Errors: NOT_FOUND when there is none; those of uke_stmt_step()
 * Thread: the owner of its connection
 */
gboolean
uke_stmt_step_row (UkeStmt *stmt, GError **error)
{
  gboolean has_row = FALSE;

  if (!uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_NOT_FOUND, "no row");
  return has_row;
}

/**
 * uke_stmt_run:
 * @stmt: a statement
 * @error: return location
 *
 * Runs the statement to its end, lets go of any rows, and resets it for the next values.
 *
 * Returns: whether it worked
 * Errors: those of uke_stmt_step()
 * Thread: the owner of its connection
 */
gboolean
uke_stmt_run (UkeStmt *stmt, GError **error)
{
  gboolean has_row = TRUE;

  while (has_row)
    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
  return TRUE;
}

/**
 * uke_stmt_run_one:
 * @stmt: an INSERT, UPDATE or DELETE that changes exactly one row
 * @error: return location
 *
 * As uke_stmt_run(), for a row that is known to be there: in the transaction that read it. Between
 * uke_db_gather() and uke_db_settle() this is not waited for either.
 *
 * Returns: whether it worked, or is on its way
 * Errors: those of uke_stmt_step(); CORRUPT when another number of rows was changed
 * Thread: the owner of its connection
 */
gboolean
uke_stmt_run_one (UkeStmt *stmt, GError **error)
{
  const UkeDbDriver *driver = stmt->db->driver;

  if (!uke_stmt_run (stmt, error))
    return FALSE;
  return (driver->expect_one != NULL && driver->expect_one (stmt->db))
         || uke_db_check_changed_one (uke_db_changes (stmt->db), error);
}

/**
 * uke_stmt_reset:
 * @stmt: a statement
 *
 * Goes back before the first row. The bound values stay.
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_reset (UkeStmt *stmt)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  stmt->db->driver->reset (stmt);
}

/**
 * uke_stmt_clear_bindings:
 * @stmt: a statement that has been reset
 *
 * Binds every parameter to NULL.
 *
 * Thread: the owner of its connection
 */
void
uke_stmt_clear_bindings (UkeStmt *stmt)
{
  UKE_DB_ASSERT_OWNER (stmt->db);
  stmt->db->driver->clear_bindings (stmt);
  stmt->is_unbound = FALSE;
}
