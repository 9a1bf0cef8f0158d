/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-backup.h"

#include "db/uke-db-driver-private.h"
#include "db/uke-db-file.h"
#include "db/uke-db-private.h"
#include "db/uke-db-sqlite-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* How many copies of a series are kept beside the database (decision 15). */
#define N_KEPT 2

/* How many pages between two looks at the cancellable: 1 MiB. */
#define PAGES_A_STEP 256

/* A copy in the making: gone with its scope unless it was given its name. */
typedef struct {
  char *path;      /* (owned): the name it gets at the end */
  char *part;      /* (owned): the name it has until then */
  sqlite3 *handle; /* (owned) (nullable) */
} Copy;

static void
free_copy (Copy *copy)
{
  sqlite3_close_v2 (copy->handle);
  if (copy->part != NULL)
    g_unlink (copy->part);
  g_free (copy->part);
  g_free (copy->path);
  g_free (copy);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Copy, free_copy)

static Copy *
make_copy (const char *path, const uint8_t *key, GError **error)
{
  g_autoptr (Copy) copy = g_new0 (Copy, 1);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  int fd, status;

  copy->path = g_strdup (path);
  /* What a crash has left behind is nobody's. */
  g_unlink (part);
  fd = g_open (part, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0) {
    uke_db_fail_errno ("make the copy", errno, error);
    return NULL;
  }
  close (fd);
  copy->part = g_steal_pointer (&part);
  status
      = sqlite3_open_v2 (copy->part, &copy->handle,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (status == SQLITE_OK)
    status = uke_db_key_apply (copy->handle, key);
  /* A copy that is not finished is thrown away, so it needs no journal to go back by; it is
   * synchronised as a whole at the end. */
  if (status == SQLITE_OK)
    status = sqlite3_exec (copy->handle,
                           "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
                           "PRAGMA temp_store = MEMORY",
                           NULL, NULL, NULL);
  if (status == SQLITE_OK)
    return g_steal_pointer (&copy);
  uke_db_sqlite_fail (copy->handle, status, "open the copy", error);
  return NULL;
}

static int
copy_pages (sqlite3_backup *backup,
            UkeDbProgress progress,
            gpointer progress_data,
            GCancellable *cancellable)
{
  int status = SQLITE_OK;

  while (status == SQLITE_OK) {
    if (g_cancellable_is_cancelled (cancellable))
      return SQLITE_INTERRUPT;
    status = sqlite3_backup_step (backup, PAGES_A_STEP);
    if (progress != NULL) {
      int total = sqlite3_backup_pagecount (backup);

      progress (total - sqlite3_backup_remaining (backup), total, progress_data);
    }
  }
  return status;
}

static gboolean
fill_copy (Copy *copy,
           UkeDb *db,
           UkeDbProgress progress,
           gpointer progress_data,
           GCancellable *cancellable,
           GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (copy->handle, "main", db->handle, "main");
  int status;

  if (backup == NULL)
    return uke_db_sqlite_fail (copy->handle, sqlite3_errcode (copy->handle), "begin to copy",
                               error);
  status = copy_pages (backup, progress, progress_data, cancellable);
  sqlite3_backup_finish (backup);
  if (status == SQLITE_INTERRUPT) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CANCELLED, "cancelled");
    return FALSE;
  }
  return status == SQLITE_DONE || uke_db_sqlite_fail (copy->handle, status, "copy", error);
}

static gboolean
sync_file (const char *path, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  int saved = 0;

  if (fd < 0 || fsync (fd) != 0)
    saved = errno;
  if (fd >= 0)
    close (fd);
  return saved == 0 || uke_db_fail_errno ("synchronise the copy", saved, error);
}

/* Only a copy that is whole, encrypted and on the disk gets the name. */
static gboolean
name_copy (Copy *copy, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (copy->path);
  gboolean is_empty = FALSE;

  if (uke_db_sqlite_has_plain_magic (copy->handle, &is_empty)) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_NOT_ENCRYPTED, "the copy is plain text");
    return FALSE;
  }
  sqlite3_close_v2 (g_steal_pointer (&copy->handle));
  if (!sync_file (copy->part, error))
    return FALSE;
  if (g_rename (copy->part, copy->path) != 0)
    return uke_db_fail_errno ("name the copy", errno, error);
  g_clear_pointer (&copy->part, g_free);
  return uke_db_file_sync_folder (folder, error);
}

static gboolean
check_engine (UkeDb *db, GError **error)
{
  if (uke_db_get_dialect (db) == UKE_DB_DIALECT_SQLITE)
    return TRUE;
  g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_OTHER_ENGINE,
               "copies of a PostgreSQL database are its host's");
  return FALSE;
}

/**
 * uke_db_backup:
 * @db: a connection to SQLite, not in a write transaction
 * @path: where the copy goes; a file of that name is replaced
 * @key: the 32 raw bytes that the copy is encrypted with
 * @progress: (nullable) (scope call): told how far it is
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it without a copy
 * @error: return location
 *
 * Copies the database as it is now, while others go on writing. The copy has its name only when it
 * is whole and on the disk; before that, nothing at @path changes.
 *
 * Returns: whether the copy was made
 * Errors: FULL, READ_ONLY, IO, CORRUPT, CANCELLED, BUSY; MISUSE in a write transaction;
 * OTHER_ENGINE on PostgreSQL Thread: the owner of @db Source: security.md 3.1, 3.6
 */
gboolean
uke_db_backup (UkeDb *db,
               const char *path,
               const uint8_t *key,
               UkeDbProgress progress,
               gpointer progress_data,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (Copy) copy = NULL;
  gboolean is_own_read, is_filled;

  g_return_val_if_fail (db != NULL && path != NULL, FALSE);
  if (!check_engine (db, error))
    return FALSE;
  g_return_val_if_fail (key != NULL, FALSE);
  if (sqlite3_txn_state (db->handle, "main") == SQLITE_TXN_WRITE) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "a copy inside a write transaction");
    return FALSE;
  }
  copy = make_copy (path, key, error);
  if (copy == NULL)
    return FALSE;
  /* One snapshot for all the pages: without it every commit of others would start the copy anew. */
  is_own_read = !uke_db_in_transaction (db);
  if (is_own_read && !uke_db_begin_read (db, error))
    return FALSE;
  is_filled = fill_copy (copy, db, progress, progress_data, cancellable, error);
  if (is_own_read)
    uke_db_end_read (db);
  return is_filled && name_copy (copy, error);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)b, *(char *const *)a);
}

static void
remove_older_copies (const char *database, const char *series)
{
  g_autofree char *folder = g_path_get_dirname (database);
  g_autofree char *base = g_path_get_basename (database);
  g_autofree char *prefix = g_strdup_printf ("%s.%s-", base, series);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_prefix (name, prefix) && g_str_has_suffix (name, ".backup"))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_sort (names, compare_newest_first);
  for (unsigned i = N_KEPT; i < names->len; i++) {
    g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);

    g_unlink (path);
  }
}

/**
 * uke_db_backup_beside:
 * @db: the connection
 * @series: what the copy precedes: copies of one series replace each other
 * @mark: what tells the copies of a series apart; of one length, later ones sorting after earlier
 * @key: the 32 raw bytes that the copy is encrypted with
 * @cancellable: (nullable): ends it without a copy
 * @error: return location
 *
 * Copies the database beside itself. The two newest copies of the series are kept.
 *
 * Returns: (transfer full) (nullable): where the copy lies
 * Errors: those of uke_db_backup()
 * Thread: the owner of @db
 * Source: decision 15
 */
char *
uke_db_backup_beside (UkeDb *db,
                      const char *series,
                      const char *mark,
                      const uint8_t *key,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autofree char *path = NULL;

  if (!check_engine (db, error))
    return NULL;
  path = g_strdup_printf ("%s.%s-%s.backup", uke_db_get_path (db), series, mark);
  if (!uke_db_backup (db, path, key, NULL, NULL, cancellable, error))
    return NULL;
  remove_older_copies (uke_db_get_path (db), series);
  return g_steal_pointer (&path);
}

/**
 * uke_db_fold_log:
 * @db: a connection without a transaction
 * @error: return location
 *
 * Folds the log into the file, so that the file alone is the database and may be moved. Closing the
 * last connection tries the same, and passes over it in silence where the disk does not allow it.
 *
 * Returns: whether the log is empty, and what was in it is on the disk
 * Errors: FULL, IO; BUSY while somebody reads; OTHER_ENGINE on PostgreSQL
 * Thread: the owner of @db
 */
gboolean
uke_db_fold_log (UkeDb *db, GError **error)
{
  int status;

  g_return_val_if_fail (db != NULL, FALSE);
  UKE_DB_ASSERT_OWNER (db);
  if (db->driver->dialect != UKE_DB_DIALECT_SQLITE) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_OTHER_ENGINE, "there is no log of ours");
    return FALSE;
  }
  status = sqlite3_wal_checkpoint_v2 (db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  return status == SQLITE_OK || uke_db_sqlite_fail (db->handle, status, "fold the log", error);
}
