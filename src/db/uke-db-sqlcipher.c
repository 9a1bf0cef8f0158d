/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-driver-private.h"
#include "db/uke-db-private.h"
#include "db/uke-db-sqlite-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_CACHE_KIB (8 * 1024)
#define DEFAULT_BUSY_TIMEOUT_MS 5000

/* Attaching another file is how data leaves a database, so nobody may. VACUUM attaches a nameless
 * file, which temp_store keeps in memory. A migration may not end the transaction that it and its
 * version number share. */
static int
authorise_cb (void *data,
              int action,
              const char *first,
              const char *second,
              const char *db,
              const char *by)
{
  UkeDb *self = data;

  if (action == SQLITE_TRANSACTION || action == SQLITE_SAVEPOINT)
    return self->is_migrating ? SQLITE_DENY : SQLITE_OK;
  if (action != SQLITE_ATTACH)
    return SQLITE_OK;
  return first != NULL && first[0] == '\0' ? SQLITE_OK : SQLITE_DENY;
}

/* SQLite gives the log and its index the mode of the database file. */
static gboolean
make_private_file (const UkeDbConfig *config, GError **error)
{
  struct stat facts;
  int fd;

  if (stat (config->path, &facts) == 0) {
    if ((facts.st_mode & 077) != 0 && !config->read_only)
      (void)!chmod (config->path, 0600);
    return TRUE;
  }
  if (errno != ENOENT || !config->create || config->read_only)
    return uke_db_fail_errno ("look at the database file", errno, error);
  fd = open (config->path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return uke_db_fail_errno ("make the database file", errno, error);
  close (fd);
  return TRUE;
}

/* Invariant 2 of UkeDb, before the key is used: the library encrypts, and the file is not plain. */
static gboolean
check_is_encrypted (sqlite3 *handle, const UkeDbConfig *config, GError **error)
{
  g_autofree char *version = uke_db_sqlite_dup_text (handle, "PRAGMA cipher_version");
  gboolean is_empty = FALSE;

  if (!uke_db_cipher_is_new_enough (version)) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_NOT_ENCRYPTED,
                 "the SQLite library in this program cannot encrypt");
    return FALSE;
  }
  if (uke_db_sqlite_has_plain_magic (handle, &is_empty)) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_NOT_ENCRYPTED, "the file is plain text");
    return FALSE;
  }
  /* An empty file opens with any key: it is a fresh one or a lost one, and only the caller knows.
   */
  if (is_empty && !config->create) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CORRUPT, "the database file is empty");
    return FALSE;
  }
  return TRUE;
}

static gboolean
apply_key (sqlite3 *handle, const UkeDbConfig *config, GError **error)
{
  int status;

  status = uke_db_key_apply (handle, config->key);
  if (status != SQLITE_OK)
    return uke_db_sqlite_fail (handle, status, "set the key", error);
  /* SQLCipher writes to the error stream by itself; here the caller decides what is said. The key
   * sets the level anew, so it is lowered behind it. */
  sqlite3_exec (handle, "PRAGMA cipher_log_level = NONE", NULL, NULL, NULL);
  /* The first read is what tries the key: page 1 does not authenticate under another one. */
  status = sqlite3_exec (handle, "SELECT count (*) FROM sqlite_schema", NULL, NULL, NULL);
  if (status == SQLITE_NOTADB) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_WRONG_KEY,
                 "the key does not open this file, or its first page is damaged");
    return FALSE;
  }
  return status == SQLITE_OK || uke_db_sqlite_fail (handle, status, "read the file", error);
}

/* Without its log, a database on a medium that cannot be written needs no lock and no index. */
static char *
choose_name (const UkeDbConfig *config)
{
  g_autofree char *folder = g_path_get_dirname (config->path);
  g_autofree char *log = g_strconcat (config->path, "-wal", NULL);
  g_autofree char *absolute = NULL, *uri = NULL;

  if (!config->read_only || access (folder, W_OK) == 0 || access (log, F_OK) == 0)
    return g_strdup (config->path);
  absolute = g_canonicalize_filename (config->path, NULL);
  uri = g_filename_to_uri (absolute, NULL, NULL);
  return uri != NULL ? g_strconcat (uri, "?immutable=1", NULL) : g_strdup (config->path);
}

/* A log that was left behind is folded into the file at once: until then a page that was torn while
 * it was being folded stands in the file, whole in the log alone, and would look like damage. Where
 * that is not possible now, the log is as good. */
static void
fold_log (sqlite3 *handle)
{
  int status = sqlite3_wal_checkpoint_v2 (handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

  if (status != SQLITE_OK)
    g_debug ("the log is not folded at the start (%d)", status);
}

static gboolean
open_sqlcipher (UkeDb *db, const UkeDbConfig *config, GError **error)
{
  unsigned timeout
      = config->busy_timeout_ms > 0 ? config->busy_timeout_ms : DEFAULT_BUSY_TIMEOUT_MS;
  unsigned cache_kib = config->cache_kib > 0 ? config->cache_kib : DEFAULT_CACHE_KIB;
  g_autofree char *name = NULL;
  sqlite3 *handle = NULL;
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  int status;

  if (!make_private_file (config, error))
    return FALSE;
  name = choose_name (config);
  if (strcmp (name, config->path) != 0)
    flags |= SQLITE_OPEN_URI;
  flags |= config->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  status = sqlite3_open_v2 (name, &handle, flags, NULL);
  db->handle = handle;
  if (status != SQLITE_OK)
    return uke_db_sqlite_fail (handle, status, "open the database", error);
  sqlite3_busy_timeout (handle, (int)MIN (timeout, (unsigned)G_MAXINT));
  /* SQLite falls back to reading when it may not write; the caller has asked to write. */
  if (!config->read_only && sqlite3_db_readonly (handle, "main") == 1) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_READ_ONLY, "the database cannot be written");
    return FALSE;
  }
  if (!uke_db_sqlite_harden (handle, error) || !check_is_encrypted (handle, config, error)
      || !apply_key (handle, config, error)
      || !uke_db_sqlite_configure (handle, config->read_only, cache_kib, error))
    return FALSE;
  if (!config->read_only)
    fold_log (handle);
  sqlite3_set_authorizer (handle, authorise_cb, db);
  return TRUE;
}

static gboolean
close_sqlcipher (UkeDb *db, GError **error)
{
  sqlite3 *handle = g_steal_pointer (&db->handle);
  int status = sqlite3_close (handle);

  if (status == SQLITE_OK)
    return TRUE;
  uke_db_sqlite_fail (handle, status, "close the database", error);
  sqlite3_close_v2 (handle);
  return FALSE;
}

static gboolean
exec_sqlcipher (UkeDb *db, const char *sql, GError **error)
{
  int status = sqlite3_exec (db->handle, sql, NULL, NULL, NULL);

  return status == SQLITE_OK || uke_db_sqlite_fail (db->handle, status, "execute", error);
}

static gboolean
is_in_transaction (UkeDb *db)
{
  return !sqlite3_get_autocommit (db->handle);
}

static int64_t
count_changes (UkeDb *db)
{
  return sqlite3_changes64 (db->handle);
}

static void
interrupt_sqlcipher (UkeDb *db)
{
  sqlite3_interrupt (db->handle);
}

/* How many steps of SQLite's machine pass between two looks: some ten microseconds. */
#define STEPS_A_LOOK 1000

static int
look_cb (void *cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

static void
set_cancellable (UkeDb *db, GCancellable *cancellable)
{
  sqlite3_progress_handler (db->handle, cancellable != NULL ? STEPS_A_LOOK : 0, look_cb,
                            cancellable);
}

static gboolean
prepare_stmt (UkeStmt *stmt, const char *sql, gboolean is_kept, GError **error)
{
  sqlite3_stmt *handle = NULL;
  const char *rest = NULL;
  int status = sqlite3_prepare_v3 (stmt->db->handle, sql, -1,
                                   is_kept ? SQLITE_PREPARE_PERSISTENT : 0, &handle, &rest);

  if (status != SQLITE_OK)
    return uke_db_sqlite_fail (stmt->db->handle, status, "prepare", error);
  while (handle != NULL && (g_ascii_isspace (*rest) || *rest == ';'))
    rest++;
  if (handle == NULL || *rest != '\0') {
    sqlite3_finalize (handle);
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "not exactly one statement");
    return FALSE;
  }
  stmt->handle = handle;
  return TRUE;
}

static void
finalize_stmt (UkeStmt *stmt)
{
  sqlite3_finalize (g_steal_pointer (&stmt->handle));
}

static gboolean
step_stmt (UkeStmt *stmt, gboolean *out_has_row, GError **error)
{
  int status = sqlite3_step (stmt->handle);

  if (status == SQLITE_ROW) {
    *out_has_row = TRUE;
    return TRUE;
  }
  if (status == SQLITE_DONE) {
    *out_has_row = FALSE;
    sqlite3_reset (stmt->handle);
    return TRUE;
  }
  uke_db_sqlite_fail (stmt->db->handle, status, "step", error);
  sqlite3_reset (stmt->handle);
  return FALSE;
}

static void
reset_stmt (UkeStmt *stmt)
{
  sqlite3_reset (stmt->handle);
}

static void
clear_stmt (UkeStmt *stmt)
{
  sqlite3_clear_bindings (stmt->handle);
}

static int
find_parameter (UkeStmt *stmt, const char *name)
{
  return sqlite3_bind_parameter_index (stmt->handle, name);
}

static int
count_parameters (UkeStmt *stmt)
{
  return sqlite3_bind_parameter_count (stmt->handle);
}

static const char *
name_parameter (UkeStmt *stmt, int pos)
{
  return sqlite3_bind_parameter_name (stmt->handle, pos);
}

static gboolean
bind_null (UkeStmt *stmt, int pos)
{
  return sqlite3_bind_null (stmt->handle, pos) == SQLITE_OK;
}

static gboolean
bind_int64 (UkeStmt *stmt, int pos, int64_t value)
{
  return sqlite3_bind_int64 (stmt->handle, pos, value) == SQLITE_OK;
}

static gboolean
bind_text (UkeStmt *stmt, int pos, const char *text, size_t len, gboolean is_static)
{
  return sqlite3_bind_text64 (stmt->handle, pos, text, len,
                              is_static ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8)
         == SQLITE_OK;
}

static gboolean
bind_blob (UkeStmt *stmt, int pos, const void *bytes, size_t len, gboolean is_static)
{
  /* SQLite takes a NULL pointer for NULL, but no bytes are a value. */
  return sqlite3_bind_blob64 (stmt->handle, pos, bytes != NULL ? bytes : "", len,
                              is_static ? SQLITE_STATIC : SQLITE_TRANSIENT)
         == SQLITE_OK;
}

static int
count_columns (UkeStmt *stmt)
{
  return sqlite3_column_count (stmt->handle);
}

static const char *
name_column (UkeStmt *stmt, int column)
{
  return sqlite3_column_name (stmt->handle, column);
}

static gboolean
column_is_null (UkeStmt *stmt, int column)
{
  return sqlite3_column_type (stmt->handle, column) == SQLITE_NULL;
}

static int64_t
column_int64 (UkeStmt *stmt, int column)
{
  return sqlite3_column_int64 (stmt->handle, column);
}

static const char *
column_text (UkeStmt *stmt, int column, size_t *out_len)
{
  const char *text = (const char *)sqlite3_column_text (stmt->handle, column);

  *out_len = (size_t)sqlite3_column_bytes (stmt->handle, column);
  return text;
}

static const void *
column_blob (UkeStmt *stmt, int column, size_t *out_len)
{
  const void *bytes = sqlite3_column_blob (stmt->handle, column);

  *out_len = (size_t)sqlite3_column_bytes (stmt->handle, column);
  return bytes;
}

const UkeDbDriver UKE_DB_SQLCIPHER = {
  .dialect = UKE_DB_DIALECT_SQLITE,
  .prepares_control = TRUE,
  .begin_sql = "BEGIN IMMEDIATE",
  .begin_read_sql = "BEGIN",
  .version_sql = "PRAGMA user_version",
  .set_version_sql = "PRAGMA user_version = ",
  .application_sql = "PRAGMA application_id",
  .set_application_sql = "PRAGMA application_id = ",
  .broken_reference_sql = "SELECT 1 FROM pragma_foreign_key_check LIMIT 1",
  .snapshot_sql = "SELECT 1 FROM sqlite_schema LIMIT 1",
  .open = open_sqlcipher,
  .close = close_sqlcipher,
  .exec = exec_sqlcipher,
  .in_transaction = is_in_transaction,
  .changes = count_changes,
  .interrupt = interrupt_sqlcipher,
  .set_cancellable = set_cancellable,
  .prepare = prepare_stmt,
  .finalize = finalize_stmt,
  .step = step_stmt,
  .reset = reset_stmt,
  .clear_bindings = clear_stmt,
  .parameter = find_parameter,
  .n_parameters = count_parameters,
  .parameter_name = name_parameter,
  .bind_null = bind_null,
  .bind_int64 = bind_int64,
  .bind_text = bind_text,
  .bind_blob = bind_blob,
  .n_columns = count_columns,
  .column_name = name_column,
  .is_null = column_is_null,
  .int64 = column_int64,
  .text = column_text,
  .blob = column_blob,
};
