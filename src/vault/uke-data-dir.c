/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-data-dir.h"

#include "vault/uke-durable-file.h"
#include "vault/uke-vault-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct _UkeDataLock {
  int fd; /* (owned) */
};

/* The holder's line is for people; anything longer than this is not one of ours. */
#define MAX_HOLDER_BYTES 128

/**
 * uke_data_dir_new:
 * @path: (nullable): the directory, or %NULL for the default one; need not exist
 *
 * Returns: (transfer full): the paths in it
 * Thread: any
 */
UkeDataDir *
uke_data_dir_new (const char *path)
{
  UkeDataDir *dir = g_new0 (UkeDataDir, 1);

  dir->path = path != NULL ? g_canonicalize_filename (path, NULL) : uke_data_dir_default_path ();
  dir->database = g_build_filename (dir->path, "uketsuke.db", NULL);
  dir->slots = g_build_filename (dir->path, "keys.uks", NULL);
  dir->slots_copy = g_build_filename (dir->path, "keys-copy.uks", NULL);
  dir->lock = g_build_filename (dir->path, "in-use.lock", NULL);
  dir->backups = g_build_filename (dir->path, "backups", NULL);
  return dir;
}

/**
 * uke_data_dir_free:
 * @dir: (nullable) (transfer full): paths
 *
 * Thread: any
 */
void
uke_data_dir_free (UkeDataDir *dir)
{
  if (dir == NULL)
    return;
  g_free (dir->path);
  g_free (dir->database);
  g_free (dir->slots);
  g_free (dir->slots_copy);
  g_free (dir->lock);
  g_free (dir->backups);
  g_free (dir);
}

/**
 * uke_data_dir_default_path:
 *
 * Returns: (transfer full): `$XDG_DATA_HOME/uketsuke`
 * Thread: any
 * Source: decision 25
 */
char *
uke_data_dir_default_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "uketsuke", NULL);
}

/**
 * uke_data_dir_create_sync:
 * @dir: paths
 * @error: return location
 *
 * Makes the directory, readable by its owner alone, or takes others' access away from one that is
 * there. Nothing in it is touched.
 *
 * Returns: whether the directory is there
 * Errors: %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_NO_SPACE, %UKE_VAULT_ERROR_IO
 * Thread: any but the main one
 */
gboolean
uke_data_dir_create_sync (const UkeDataDir *dir, GError **error)
{
  struct stat info;

  if (g_mkdir_with_parents (dir->path, 0700) != 0 || stat (dir->path, &info) != 0) {
    uke_vault_error_set_from_errno (error, errno, "making the data directory");
    return FALSE;
  }
  if ((info.st_mode & 077) != 0 && chmod (dir->path, 0700) != 0) {
    uke_vault_error_set_from_errno (error, errno, "closing the data directory to others");
    return FALSE;
  }
  return TRUE;
}

/**
 * uke_data_dir_has_database:
 * @dir: paths
 *
 * Returns: whether anything stands where the database belongs, even a dangling link: whatever it
 * is, it must not be written over
 * Thread: any
 */
gboolean
uke_data_dir_has_database (const UkeDataDir *dir)
{
  struct stat info;

  return lstat (dir->database, &info) == 0 || errno != ENOENT;
}

/**
 * uke_data_dir_has_slots:
 * @dir: paths
 *
 * Returns: whether anything stands where the slot file or its copy belongs
 * Thread: any
 */
gboolean
uke_data_dir_has_slots (const UkeDataDir *dir)
{
  struct stat info;

  if (lstat (dir->slots, &info) == 0 || errno != ENOENT)
    return TRUE;
  return lstat (dir->slots_copy, &info) == 0 || errno != ENOENT;
}

static gboolean
remove_path (const char *path, GError **error)
{
  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  uke_vault_error_set_from_errno (error, errno, "removing a file of the clinic");
  return FALSE;
}

/* What is in a folder that is this program's alone, and the folder. */
static gboolean
remove_folder (const char *path, GError **error)
{
  g_autoptr (GDir) dir = NULL;
  struct stat info;
  const char *name;

  if (lstat (path, &info) != 0)
    return TRUE;
  if (!S_ISDIR (info.st_mode))
    return remove_path (path, error);
  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *inner = g_build_filename (path, name, NULL);

    if (!remove_folder (inner, error))
      return FALSE;
  }
  if (g_rmdir (path) == 0 || errno == ENOENT)
    return TRUE;
  uke_vault_error_set_from_errno (error, errno, "removing a folder of the clinic");
  return FALSE;
}

/* The file of that name, and what stands beside it under longer names: logs, copies, a write that
 * was cut off. */
static gboolean
remove_with_name (const UkeDataDir *dir, const char *path, GError **error)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autoptr (GDir) files = g_dir_open (dir->path, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL) {
    g_autofree char *one = NULL;

    if (!g_str_has_prefix (name, base))
      continue;
    one = g_build_filename (dir->path, name, NULL);
    if (!remove_path (one, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * uke_data_dir_remove_sync:
 * @dir: paths
 * @error: return location
 *
 * Takes the clinic out of the directory: slots first, and settled on the disk, so that from there
 * on nobody can read what is left; then database, backups and enrolment. Nothing is taken away that
 * this program did not write: the directory may be somebody's, and have other things in it. The
 * lock file stays with whoever holds it.
 *
 * Returns: whether nothing of it is left
 * Errors: %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO
 * Thread: any but the main one
 */
gboolean
uke_data_dir_remove_sync (const UkeDataDir *dir, GError **error)
{
  g_autofree char *server = g_build_filename (dir->path, "server", NULL);

  return remove_with_name (dir, dir->slots, error) && remove_with_name (dir, dir->slots_copy, error)
         && uke_durable_file_sync_directory (dir->path, error)
         && remove_with_name (dir, dir->database, error) && remove_folder (dir->backups, error)
         && remove_folder (server, error) && uke_durable_file_sync_directory (dir->path, error);
}

static char *
read_holder (int fd)
{
  char text[MAX_HOLDER_BYTES + 1];
  ssize_t len = pread (fd, text, MAX_HOLDER_BYTES, 0);

  text[MAX (len, 0)] = '\0';
  g_strdelimit (text, "\n", '\0');
  return g_utf8_make_valid (text, -1);
}

static UkeDataLock *
take_lock (const char *path, const char *program, int how, char **out_holder, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  g_autofree char *line = g_strdup_printf ("%s %ld\n", program, (long)getpid ());
  UkeDataLock *lock;

  if (fd < 0) {
    uke_vault_error_set_from_errno (error, errno, "opening the lock file");
    return NULL;
  }
  if (flock (fd, how) != 0) {
    int errsv = errno;

    if (errsv == EWOULDBLOCK && out_holder != NULL)
      *out_holder = read_holder (fd);
    if (errsv == EWOULDBLOCK)
      g_set_error_literal (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_IN_USE,
                           "another process holds the data directory");
    else
      uke_vault_error_set_from_errno (error, errsv, "locking the data directory");
    close (fd);
    return NULL;
  }
  /* Who holds it is told, not relied on: a full disk must not keep the clinic shut. */
  if (ftruncate (fd, 0) != 0 || pwrite (fd, line, strlen (line), 0) < 0)
    g_debug ("the holder's name could not be written");
  lock = g_new0 (UkeDataLock, 1);
  lock->fd = fd;
  return lock;
}

/**
 * uke_data_dir_lock_sync:
 * @dir: paths; the directory exists
 * @program: who asks, as the next one that finds it locked is told
 * @out_holder: (out) (optional) (nullable): "program pid" of the holder when it is in use
 * @error: return location
 *
 * Takes the directory for this process. The lock belongs to the open file, so it ends with the
 * process however that ends, and a left-over file means nothing.
 *
 * Returns: (transfer full): the lock
 * Errors: %UKE_VAULT_ERROR_IN_USE with @out_holder, %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO
 * Thread: any
 * Source: decision 25
 */
UkeDataLock *
uke_data_dir_lock_sync (const UkeDataDir *dir,
                        const char *program,
                        char **out_holder,
                        GError **error)
{
  return take_lock (dir->lock, program, LOCK_EX | LOCK_NB, out_holder, error);
}

/* What the waiting thread is given. */
typedef struct {
  char *path;    /* (owned) */
  char *program; /* (owned) */
} Waiting;

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_free (waiting->path);
  g_free (waiting->program);
  g_free (waiting);
}

static void
wait_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Waiting *waiting = data;
  GError *error = NULL;
  UkeDataLock *lock = take_lock (waiting->path, waiting->program, LOCK_EX, NULL, &error);

  if (lock != NULL)
    g_task_return_pointer (task, lock, (GDestroyNotify)uke_data_lock_free);
  else
    g_task_return_error (task, error);
}

/**
 * uke_data_dir_wait_lock_async:
 * @dir: paths; the directory exists
 * @program: who asks, as the next one that finds it locked is told
 * @cancellable: (nullable): to stop waiting; a thread stays behind until the lock is free, and
 *   gives it back at once
 * @callback: called when it is this process's
 * @user_data: for @callback
 *
 * Waits until whoever holds the directory has ended. The system wakes the waiting: nothing is asked
 * again and again.
 *
 * Errors: %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO, G_IO_ERROR_CANCELLED
 * Thread: main
 * Source: decision 25
 */
void
uke_data_dir_wait_lock_async (const UkeDataDir *dir,
                              const char *program,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Waiting *waiting = g_new0 (Waiting, 1);

  g_task_set_source_tag (task, uke_data_dir_wait_lock_async);
  waiting->path = g_strdup (dir->lock);
  waiting->program = g_strdup (program);
  g_task_set_task_data (task, waiting, waiting_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, wait_in_thread);
}

/**
 * uke_data_dir_wait_lock_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): the lock
 * Errors: those of uke_data_dir_wait_lock_async()
 * Thread: main
 */
UkeDataLock *
uke_data_dir_wait_lock_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * uke_data_lock_free:
 * @lock: (nullable) (transfer full): a lock
 *
 * Gives the directory back. The file stays: removing it would let two processes each hold a lock
 * on a file of that name.
 *
 * Thread: any
 */
void
uke_data_lock_free (UkeDataLock *lock)
{
  if (lock == NULL)
    return;
  close (lock->fd);
  g_free (lock);
}
