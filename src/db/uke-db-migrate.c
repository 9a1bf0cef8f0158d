/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-migrate.h"

#include "db/uke-db-backup.h"
#include "db/uke-db-driver-private.h"
#include "db/uke-db-private.h"

/* The file of each version for a dialect, version 1 first; NULL when the numbering is wrong. */
static GPtrArray *
list_files (const UkeDbMigrations *set, UkeDbDialect dialect, GError **error)
{
  g_auto (GStrv) names = g_resources_enumerate_children (set->resource_folder, 0, NULL);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);

  for (unsigned i = 0; names != NULL && names[i] != NULL; i++) {
    gboolean is_own;
    unsigned version = (unsigned)g_ascii_strtoull (names[i], NULL, 10);

    if (version == 0 || version > 9999
        || uke_db_query_ending_serves (names[i], dialect, &is_own) == 0)
      continue;
    if (files->len < version)
      g_ptr_array_set_size (files, (int)version);
    /* The file that is for this dialect alone goes before the one for all. */
    if (files->pdata[version - 1] != NULL && !is_own)
      continue;
    g_free (files->pdata[version - 1]);
    files->pdata[version - 1] = g_build_path ("/", set->resource_folder, names[i], NULL);
  }
  if (files->len > 0 && !g_ptr_array_find (files, NULL, NULL))
    return g_steal_pointer (&files);
  g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "migrations are missing in %s",
               set->resource_folder);
  return NULL;
}

/**
 * uke_db_migrations_get_latest:
 * @set: the program's migrations
 * @dialect: whose SQL is wanted
 *
 * Returns: the version that the program's schema has; 0 when the set is malformed
 * Thread: any
 */
int
uke_db_migrations_get_latest (const UkeDbMigrations *set, UkeDbDialect dialect)
{
  g_autoptr (GPtrArray) files = list_files (set, dialect, NULL);

  return files != NULL ? (int)files->len : 0;
}

/**
 * uke_db_get_schema_version:
 * @db: a connection
 * @out_version: (out): the number of the last migration; 0 for a new file
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: IO, CORRUPT, BUSY
 * Thread: the owner of @db
 */
gboolean
uke_db_get_schema_version (UkeDb *db, int *out_version, GError **error)
{
  int64_t version;

  if (!uke_db_query_int64 (db, db->driver->version_sql, &version, error))
    return FALSE;
  *out_version = (int)version;
  return TRUE;
}

static gboolean
set_number (UkeDb *db, const char *sql, int64_t value, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%s%" G_GINT64_FORMAT, sql, value);

  return uke_db_exec (db, text, error);
}

static gboolean
run_script (UkeDb *db, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, error);
  g_autofree char *sql = NULL;
  gboolean is_done;

  if (bytes == NULL)
    return FALSE;
  sql = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  db->is_migrating = TRUE;
  is_done = uke_db_exec (db, sql, error);
  db->is_migrating = FALSE;
  return is_done;
}

/* A script that rebuilds a table can leave rows that refer to nothing without any error. */
static gboolean
check_references (UkeDb *db, GError **error)
{
  g_autoptr (UkeStmt) stmt = NULL;
  gboolean has_row = FALSE;

  if (db->driver->broken_reference_sql == NULL)
    return TRUE;
  stmt = uke_db_prepare (db, db->driver->broken_reference_sql, error);
  if (stmt == NULL || !uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (has_row)
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CONSTRAINT, "rows refer to nothing");
  return !has_row;
}

/* One migration and its number, in one transaction. */
static gboolean
migrate_one (UkeDb *db,
             const UkeDbMigrations *set,
             const char *path,
             int version,
             gboolean is_last,
             GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  gboolean is_first = version == 1 && set->application_id != 0;
  int found = 0;

  if (transaction == NULL || !uke_db_get_schema_version (db, &found, error))
    return FALSE;
  /* Another program on the same schema may have been quicker. */
  if (found >= version)
    return TRUE;
  if (!uke_db_allow_long (db, error) || !run_script (db, path, error)
      || (is_last && set->after != NULL && !set->after (db, error)) || !check_references (db, error)
      || !set_number (db, db->driver->set_version_sql, version, error))
    return FALSE;
  if (is_first && db->driver->application_sql != NULL
      && !set_number (db, db->driver->set_application_sql, set->application_id, error))
    return FALSE;
  return uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
check_application (UkeDb *db, const UkeDbMigrations *set, int version, GError **error)
{
  int64_t found = 0;

  if (set->application_id == 0 || version == 0 || db->driver->application_sql == NULL)
    return TRUE;
  if (!uke_db_query_int64 (db, db->driver->application_sql, &found, error))
    return FALSE;
  if (found != set->application_id)
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_NEWER_SCHEMA,
                 "the file belongs to another program");
  return found == set->application_id;
}

/**
 * uke_db_migrate:
 * @db: a connection that may write, outside any transaction
 * @set: the program's migrations
 * @before: (nullable): makes a copy before an existing file is changed
 * @before_data: for @before
 * @error: return location
 *
 * Brings the schema up to date: each migration and its number are one transaction, so that an
 * interruption leaves the file at one version or the next. A file of a newer program is left as it
 * is, and so is one whose migration fails.
 *
 * Returns: whether the schema is the program's
 * Errors: NEWER_SCHEMA; those of @before; MISUSE for a malformed set; FAILED, CONSTRAINT, FULL, IO
 *   of a migration
 * Thread: the owner of @db
 * Source: style.md 8, decision 15
 */
gboolean
uke_db_migrate (UkeDb *db,
                const UkeDbMigrations *set,
                UkeDbBackupFunc before,
                gpointer before_data,
                GError **error)
{
  g_autoptr (GPtrArray) files = NULL;
  int version = 0;

  g_return_val_if_fail (db != NULL && set != NULL, FALSE);
  files = list_files (set, uke_db_get_dialect (db), error);
  if (files == NULL || !uke_db_get_schema_version (db, &version, error)
      || !check_application (db, set, version, error))
    return FALSE;
  if (version > (int)files->len || version < 0) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_NEWER_SCHEMA,
                 "the file has schema %d, the program knows %u", version, files->len);
    return FALSE;
  }
  if (version > 0 && version < (int)files->len && before != NULL
      && !before (db, version, (int)files->len, before_data, error))
    return FALSE;
  for (int next = version + 1; next <= (int)files->len; next++)
    if (!migrate_one (db, set, files->pdata[next - 1], next, next == (int)files->len, error)) {
      g_prefix_error (error, "migrate to schema %d: ", next);
      return FALSE;
    }
  return TRUE;
}

/**
 * uke_db_migrate_backup_beside:
 * @db: the connection
 * @from_version: the schema that the file has
 * @to_version: the schema that it is about to get
 * @key: the 32 raw bytes that the copy is encrypted with
 * @error: return location
 *
 * The #UkeDbBackupFunc of every program: an encrypted copy named after the schema it holds, beside
 * the database. The two newest are kept. On PostgreSQL there is nothing to lie beside: a migration
 * is one transaction there too, and copies are the host's.
 *
 * Returns: whether the copy was made
 * Errors: those of uke_db_backup()
 * Thread: the owner of @db
 * Source: decision 15
 */
gboolean
uke_db_migrate_backup_beside (UkeDb *db,
                              int from_version,
                              int to_version,
                              gpointer key,
                              GError **error)
{
  g_autofree char *version = g_strdup_printf ("%04d", from_version);
  g_autofree char *path = NULL;

  if (uke_db_get_dialect (db) != UKE_DB_DIALECT_SQLITE)
    return TRUE;
  path = uke_db_backup_beside (db, "schema", version, key, NULL, error);
  if (path == NULL)
    g_prefix_error (error, "copy schema %d before schema %d: ", from_version, to_version);
  return path != NULL;
}
