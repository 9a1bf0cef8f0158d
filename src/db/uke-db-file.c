/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-file.h"

#include "db/uke-db-error.h"
#include "db/uke-db-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

struct _UkeDbFileLock {
  int fd; /* (owned): the lock lives and dies with this description of the file */
};

/**
 * uke_db_file_get_kind:
 * @path: a file that this process does not have open as a database
 * @out_kind: (out): what it is
 * @error: return location
 *
 * Returns: whether one could look; a missing file is success
 * Errors: IO, READ_ONLY when it may not be read
 * Thread: any
 */
gboolean
uke_db_file_get_kind (const char *path, UkeDbFileKind *out_kind, GError **error)
{
  static const char magic[16] = "SQLite format 3";
  char head[sizeof magic];
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  ssize_t n_read;

  if (fd < 0 && errno == ENOENT) {
    *out_kind = UKE_DB_FILE_MISSING;
    return TRUE;
  }
  if (fd < 0)
    return uke_db_fail_errno ("look at the database file", errno, error);
  n_read = read (fd, head, sizeof head);
  close (fd);
  if (n_read < 0)
    return uke_db_fail_errno ("read the database file", EIO, error);
  if (n_read == 0)
    *out_kind = UKE_DB_FILE_EMPTY;
  else if (n_read == sizeof head && memcmp (head, magic, sizeof head) == 0)
    *out_kind = UKE_DB_FILE_PLAIN;
  else
    *out_kind = UKE_DB_FILE_OPAQUE;
  return TRUE;
}

/**
 * uke_db_file_get_free_bytes:
 * @folder: a folder
 * @out_bytes: (out): what this user can still write there, in bytes
 * @error: return location
 *
 * Returns: whether one could look
 * Errors: NOT_FOUND, IO
 * Thread: any
 */
gboolean
uke_db_file_get_free_bytes (const char *folder, uint64_t *out_bytes, GError **error)
{
  struct statvfs facts;

  if (statvfs (folder, &facts) != 0)
    return uke_db_fail_errno ("look at the free space", errno, error);
  *out_bytes = (uint64_t)facts.f_bavail * facts.f_frsize;
  return TRUE;
}

/**
 * uke_db_file_ensure_private_folder:
 * @folder: a folder that may not exist yet
 * @error: return location
 *
 * Makes the folder, or takes the rights of everybody else away from it.
 *
 * Returns: whether the folder is there and this user's alone
 * Errors: READ_ONLY when it is another user's or cannot be made, FULL, IO
 * Thread: any
 * Source: security.md 3.7
 */
gboolean
uke_db_file_ensure_private_folder (const char *folder, GError **error)
{
  struct stat facts;

  if (g_mkdir_with_parents (folder, 0700) != 0 || stat (folder, &facts) != 0)
    return uke_db_fail_errno ("make the data folder", errno, error);
  if (!S_ISDIR (facts.st_mode) || facts.st_uid != geteuid ()) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_READ_ONLY,
                 "the data folder belongs to another user");
    return FALSE;
  }
  if ((facts.st_mode & 077) != 0 && g_chmod (folder, 0700) != 0)
    return uke_db_fail_errno ("make the data folder private", errno, error);
  return TRUE;
}

/**
 * uke_db_file_sync_folder:
 * @folder: a folder
 * @error: return location
 *
 * Makes the names in the folder survive a loss of power.
 *
 * Returns: whether the disk says so
 * Errors: IO, NOT_FOUND
 * Thread: any
 */
gboolean
uke_db_file_sync_folder (const char *folder, GError **error)
{
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  int saved = 0;

  if (fd < 0 || fsync (fd) != 0)
    saved = errno;
  if (fd >= 0)
    close (fd);
  return saved == 0 || uke_db_fail_errno ("synchronise the folder", saved, error);
}

static void
read_holder (int fd, UkeDbFileHolder *out_holder)
{
  char text[64] = "";
  ssize_t n_read = pread (fd, text, sizeof text - 1, 0);
  char *program = NULL;

  *out_holder = (UkeDbFileHolder){ 0 };
  if (n_read <= 0)
    return;
  out_holder->pid = (int)g_ascii_strtoll (text, &program, 10);
  g_strlcpy (out_holder->program, g_strstrip (program), sizeof out_holder->program);
}

static gboolean
write_holder (int fd, const char *program, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%d %.31s\n", (int)getpid (), program);

  if (ftruncate (fd, 0) != 0 || pwrite (fd, text, strlen (text), 0) != (ssize_t)strlen (text))
    return uke_db_fail_errno ("write the lock file", errno, error);
  return TRUE;
}

/**
 * uke_db_file_lock:
 * @folder: a data folder
 * @program: the name of this program, for who comes second
 * @out_holder: (out) (optional): who holds the folder, when the answer is BUSY
 * @error: return location
 *
 * Takes the folder for this process. The lock is the kernel's, on `folder/lock`; the file's text
 * only says who has it, and what a dead process wrote there counts for nothing.
 *
 * Returns: (transfer full): the lock
 * Errors: BUSY when another process has the folder; READ_ONLY, FULL, IO, NOT_FOUND
 * Thread: any
 * Source: decision 25
 */
UkeDbFileLock *
uke_db_file_lock (const char *folder,
                  const char *program,
                  UkeDbFileHolder *out_holder,
                  GError **error)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  g_autoptr (UkeDbFileLock) lock = g_new0 (UkeDbFileLock, 1);
  /* Locks of a description, not of the process: closing another descriptor does not drop them. */
  struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  UkeDbFileHolder holder;

  lock->fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock->fd < 0) {
    uke_db_fail_errno ("open the lock file", errno, error);
    return NULL;
  }
  if (fcntl (lock->fd, F_OFD_SETLK, &whole) == 0)
    return write_holder (lock->fd, program, error) ? g_steal_pointer (&lock) : NULL;
  if (errno != EAGAIN && errno != EACCES) {
    uke_db_fail_errno ("lock the data folder", errno, error);
    return NULL;
  }
  read_holder (lock->fd, &holder);
  if (out_holder != NULL)
    *out_holder = holder;
  g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_BUSY, "the data folder is in use by %s (%d)",
               holder.program, holder.pid);
  return NULL;
}

/**
 * uke_db_file_lock_free:
 * @lock: (transfer full) (nullable): the lock
 *
 * Lets go of the folder. The file stays, because removing it would let two hold it at once.
 *
 * Thread: any
 */
void
uke_db_file_lock_free (UkeDbFileLock *lock)
{
  if (lock == NULL)
    return;
  if (lock->fd >= 0)
    close (lock->fd);
  g_free (lock);
}
