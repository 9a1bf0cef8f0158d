/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-sqlite-private.h"

#include <string.h>

static const char plain_magic[16] = "SQLite format 3";

/**
 * uke_db_sqlite_has_plain_magic:
 * @handle: an open connection
 * @out_is_empty: (out): whether the file has no bytes yet
 *
 * Looks at the first bytes of the file through SQLite's own descriptor, because opening and
 * closing another one would drop the locks of every connection that this process has on the file.
 *
 * Returns: whether the file is an SQLite database in plain text
 * Thread: the owner of @handle
 * Source: security.md finding 1
 */
gboolean
uke_db_sqlite_has_plain_magic (sqlite3 *handle, gboolean *out_is_empty)
{
  sqlite3_file *file = NULL;
  char head[sizeof plain_magic] = { 0 };
  sqlite3_int64 size = 0;

  sqlite3_file_control (handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (file == NULL || file->pMethods == NULL)
    return FALSE;
  file->pMethods->xFileSize (file, &size);
  *out_is_empty = size == 0;
  if (size < (sqlite3_int64)sizeof head)
    return FALSE;
  file->pMethods->xRead (file, head, sizeof head, 0);
  return memcmp (head, plain_magic, sizeof head) == 0;
}

/* The switches that SQL text cannot turn back. */
static const struct {
  int option;
  int value;
  const char *name;
} switches[] = {
  { SQLITE_DBCONFIG_DEFENSIVE, 1, "defensive" },
  { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, "trusted_schema" },
  { SQLITE_DBCONFIG_DQS_DML, 0, "double-quoted strings in queries" },
  { SQLITE_DBCONFIG_DQS_DDL, 0, "double-quoted strings in the schema" },
  { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, "extension loading" },
  { SQLITE_DBCONFIG_ENABLE_FKEY, 1, "foreign_keys" },
  { SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, 0, "legacy_alter_table" },
};

/**
 * uke_db_sqlite_harden:
 * @handle: a connection that has run nothing yet
 * @error: return location
 *
 * Sets the connection's switches and looks at each afterwards.
 *
 * Returns: whether all are as they must be
 * Errors: FAILED
 * Thread: the owner of @handle
 * Source: security.md 3.1 decision 3, style.md 8
 */
gboolean
uke_db_sqlite_harden (sqlite3 *handle, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS (switches); i++) {
    int value = -1;

    sqlite3_db_config (handle, switches[i].option, switches[i].value, &value);
    if (value != switches[i].value) {
      g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_FAILED, "cannot set %s", switches[i].name);
      return FALSE;
    }
  }
  return TRUE;
}

/* Each is set and then asked for; a connection whose answer differs is not used. */
static const struct {
  const char *set;
  const char *get;
  int64_t expected;
} pragmas[] = {
  { "PRAGMA temp_store = MEMORY", "PRAGMA temp_store", 2 },
  { "PRAGMA synchronous = FULL", "PRAGMA synchronous", 2 },
  { "PRAGMA secure_delete = ON", "PRAGMA secure_delete", 1 },
  { "PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", 1 },
  { "PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", 0 },
  { "PRAGMA cell_size_check = ON", "PRAGMA cell_size_check", 1 },
  { "PRAGMA mmap_size = 0", "PRAGMA mmap_size", 0 },
  { "PRAGMA recursive_triggers = ON", "PRAGMA recursive_triggers", 1 },
};

/* A log that one bulk import has blown up is cut back to this at the next checkpoint. */
#define WAL_LIMIT_BYTES "67108864"

static gboolean
set_pragma (sqlite3 *handle, const char *set, const char *get, int64_t expected, GError **error)
{
  int64_t value = 0;
  int status = sqlite3_exec (handle, set, NULL, NULL, NULL);

  if (status != SQLITE_OK)
    return uke_db_sqlite_fail (handle, status, set, error);
  if (!uke_db_sqlite_get_int64 (handle, get, &value, error))
    return FALSE;
  if (value != expected) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_FAILED, "%s does not hold", set);
    return FALSE;
  }
  return TRUE;
}

static gboolean
set_write_ahead_log (sqlite3 *handle, gboolean read_only, GError **error)
{
  g_autofree char *mode = NULL;
  int status;

  /* The name of a mode is the answer; an error, such as a lock, is none. */
  mode = uke_db_sqlite_dup_text (handle,
                                 read_only ? "PRAGMA journal_mode" : "PRAGMA journal_mode = WAL");
  status = sqlite3_errcode (handle);
  if (mode == NULL)
    return uke_db_sqlite_fail (handle, status, "journal_mode", error);
  /* On a medium that nobody can write there is no log. */
  if (read_only && sqlite3_uri_boolean (sqlite3_db_filename (handle, "main"), "immutable", 0))
    return TRUE;
  if (strcmp (mode, "wal") != 0) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_FAILED, "journal mode is %s, not wal", mode);
    return FALSE;
  }
  status = sqlite3_exec (handle, "PRAGMA journal_size_limit = " WAL_LIMIT_BYTES, NULL, NULL, NULL);
  return status == SQLITE_OK || uke_db_sqlite_fail (handle, status, "journal_size_limit", error);
}

/**
 * uke_db_sqlite_configure:
 * @handle: a connection whose key has been accepted
 * @read_only: whether it must refuse every change
 * @cache_kib: page cache in KiB
 * @error: return location
 *
 * Forces the settings that the promises of this layer rest on, and asserts every one: WAL with
 * synchronous FULL loses nothing that was acknowledged, temporary tables in memory leave no plain
 * text on the disk.
 *
 * Returns: whether all hold
 * Errors: FAILED; BUSY, READ_ONLY and IO of the file itself
 * Thread: the owner of @handle
 * Source: security.md findings 7 and 8, 3.1 decision 3
 */
gboolean
uke_db_sqlite_configure (sqlite3 *handle, gboolean read_only, unsigned cache_kib, GError **error)
{
  g_autofree char *cache_size = g_strdup_printf ("PRAGMA cache_size = -%u", cache_kib);

  for (size_t i = 0; i < G_N_ELEMENTS (pragmas); i++)
    if (!set_pragma (handle, pragmas[i].set, pragmas[i].get, pragmas[i].expected, error))
      return FALSE;
  if (!set_pragma (handle, cache_size, "PRAGMA cache_size", -(int64_t)cache_kib, error))
    return FALSE;
  if (!set_write_ahead_log (handle, read_only, error))
    return FALSE;
  return !read_only || set_pragma (handle, "PRAGMA query_only = ON", "PRAGMA query_only", 1, error);
}

/**
 * uke_db_cipher_is_new_enough:
 * @version: (nullable): what `PRAGMA cipher_version` answers, such as `4.6.1 community`
 *
 * Returns: whether it names SQLCipher 4.6 or newer
 * Thread: any
 * Source: security.md 3.1 decision 1
 */
gboolean
uke_db_cipher_is_new_enough (const char *version)
{
  char *rest = NULL;
  guint64 major, minor;

  if (version == NULL || !g_ascii_isdigit (version[0]))
    return FALSE;
  major = g_ascii_strtoull (version, &rest, 10);
  minor = *rest == '.' ? g_ascii_strtoull (rest + 1, NULL, 10) : 0;
  return major > UKE_DB_CIPHER_MAJOR
         || (major == UKE_DB_CIPHER_MAJOR && minor >= UKE_DB_CIPHER_MINOR);
}
