/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-private.h"
#include "db/uke-db-sqlite-private.h"

#include <string.h>

static UkeDbError
translate_status (int status, int system_errno)
{
  switch (status & 0xff) {
  case SQLITE_CONSTRAINT:
    return UKE_DB_ERROR_CONSTRAINT;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_PROTOCOL:
    return UKE_DB_ERROR_BUSY;
  case SQLITE_FULL:
    return UKE_DB_ERROR_FULL;
  case SQLITE_READONLY:
    return UKE_DB_ERROR_READ_ONLY;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
  case SQLITE_FORMAT:
    return UKE_DB_ERROR_CORRUPT;
  case SQLITE_INTERRUPT:
    return UKE_DB_ERROR_CANCELLED;
  case SQLITE_MISUSE:
  case SQLITE_RANGE:
  case SQLITE_AUTH:
    return UKE_DB_ERROR_MISUSE;
  case SQLITE_PERM:
  case SQLITE_CANTOPEN:
    return uke_db_error_from_errno (system_errno);
  case SQLITE_IOERR:
    if (status == SQLITE_IOERR_CORRUPTFS)
      return UKE_DB_ERROR_CORRUPT;
    return uke_db_error_from_errno (system_errno);
  default:
    return UKE_DB_ERROR_FAILED;
  }
}

/* SQLCipher answers a page that does not authenticate with the plainest of errors, and goes on
 * doing so. Every plain error of SQLite's own brings a text about its cause. */
static gboolean
is_damaged_page (sqlite3 *handle, int status)
{
  return status == SQLITE_ERROR && handle != NULL
         && strcmp (sqlite3_errmsg (handle), sqlite3_errstr (SQLITE_ERROR)) == 0;
}

/**
 * uke_db_sqlite_fail:
 * @handle: (nullable): the connection
 * @status: what SQLite answered
 * @doing: what was being done, for the message
 * @error: return location
 *
 * Translates SQLite's answer at the border of this layer. SQLite's own text is passed on only
 * where it speaks of our statements and columns: elsewhere it may quote what a person has typed.
 *
 * Returns: always %FALSE, so that a failing function can return it
 * Errors: every code of #UkeDbError but those of schema and key
 * Thread: the owner of @handle
 */
gboolean
uke_db_sqlite_fail (sqlite3 *handle, int status, const char *doing, GError **error)
{
  int extended = handle != NULL ? sqlite3_extended_errcode (handle) : status;
  int system_errno = handle != NULL ? sqlite3_system_errno (handle) : 0;
  gboolean is_ours = (status & 0xff) == SQLITE_CONSTRAINT || strcmp (doing, "prepare") == 0;

  if ((extended & 0xff) != (status & 0xff))
    extended = status;
  if (is_damaged_page (handle, extended))
    extended = status = SQLITE_CORRUPT;
  g_set_error (error, UKE_DB_ERROR, translate_status (extended, system_errno), "%s: %s (%d)", doing,
               is_ours && handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (status),
               extended);
  return FALSE;
}

/**
 * uke_db_sqlite_get_int64:
 * @handle: a connection
 * @sql: a statement that answers one number
 * @out_value: (out): its first column
 * @error: return location
 *
 * Returns: whether there was a row
 * Errors: NOT_FOUND when it answers no row; those of uke_db_sqlite_fail()
 * Thread: the owner of @handle
 */
gboolean
uke_db_sqlite_get_int64 (sqlite3 *handle, const char *sql, int64_t *out_value, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  int status = sqlite3_prepare_v2 (handle, sql, -1, &stmt, NULL);

  if (status == SQLITE_OK)
    status = sqlite3_step (stmt);
  if (status == SQLITE_ROW)
    *out_value = sqlite3_column_int64 (stmt, 0);
  else if (status == SQLITE_DONE)
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_NOT_FOUND, "no row: %s", sql);
  else
    uke_db_sqlite_fail (handle, status, sql, error);
  sqlite3_finalize (stmt);
  return status == SQLITE_ROW;
}

/**
 * uke_db_sqlite_dup_text:
 * @handle: a connection
 * @sql: a statement that answers one text
 *
 * Returns: (transfer full) (nullable): its first column, %NULL when there is none
 * Thread: the owner of @handle
 */
char *
uke_db_sqlite_dup_text (sqlite3 *handle, const char *sql)
{
  sqlite3_stmt *stmt = NULL;
  char *text = NULL;

  if (sqlite3_prepare_v2 (handle, sql, -1, &stmt, NULL) == SQLITE_OK
      && sqlite3_step (stmt) == SQLITE_ROW)
    text = g_strdup ((const char *)sqlite3_column_text (stmt, 0));
  sqlite3_finalize (stmt);
  return text;
}
