/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-pki"

#include "pki/uke-key-file.h"

#include "vault/uke-vault-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Keys and certificates of ours are smaller by far. */
#define MAX_BYTES 16384

static int
open_folder (const char *folder, GError **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    uke_vault_error_set_from_errno (error, errno, "opening the folder of the keys");
  return fd;
}

static gboolean
write_all (int fd, const uint8_t *bytes, size_t len)
{
  size_t done = 0;

  while (done < len) {
    ssize_t n = write (fd, bytes + done, len - done);

    if (n < 0 && errno != EINTR)
      return FALSE;
    done += n > 0 ? (size_t)n : 0;
  }
  return fsync (fd) == 0;
}

static gboolean
create_in (int folder, const char *name, const void *bytes, size_t len, GError **error)
{
  int fd = openat (folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean is_written;

  if (fd < 0 && errno == EEXIST) {
    g_set_error_literal (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_EXISTS, "the file is there");
    return FALSE;
  }
  if (fd < 0) {
    uke_vault_error_set_from_errno (error, errno, "making a key file");
    return FALSE;
  }
  is_written = write_all (fd, bytes, len) && fsync (folder) == 0;
  if (!is_written) {
    uke_vault_error_set_from_errno (error, errno, "writing a key file");
    unlinkat (folder, name, 0);
  }
  close (fd);
  return is_written;
}

/**
 * uke_key_file_create_sync:
 * @folder: the folder
 * @name: the file's name in it
 * @bytes: what it holds
 * @len: how many bytes
 * @error: return location
 *
 * Makes a file that its owner alone can read, and syncs it and its folder. One that is there is
 * never written over, and a link never followed; a file that could not be written whole is taken
 * away again.
 *
 * Returns: whether it is on the disk
 * Errors: %UKE_VAULT_ERROR_EXISTS, %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_NO_SPACE,
 * %UKE_VAULT_ERROR_IO
 * Thread: any but the main one of a desktop
 */
gboolean
uke_key_file_create_sync (const char *folder,
                          const char *name,
                          const void *bytes,
                          size_t len,
                          GError **error)
{
  int dir = open_folder (folder, error);
  gboolean is_made;

  if (dir < 0)
    return FALSE;
  is_made = create_in (dir, name, bytes, len, error);
  close (dir);
  return is_made;
}

static UkeSecret *
read_file (int fd, UkeKeyFileKind kind, GError **error)
{
  g_autoptr (UkeSecret) room = NULL;
  struct stat info;
  ssize_t len;

  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode) || info.st_size == 0
      || info.st_size > MAX_BYTES) {
    g_set_error_literal (error, UKE_PKI_ERROR, UKE_PKI_ERROR_MALFORMED, "not a key file");
    return NULL;
  }
  /* A manager's file may show a group: with an access list those bits are its mask. */
  if ((info.st_mode & (kind == UKE_KEY_FILE_OWN ? 077 : 037)) != 0) {
    g_set_error_literal (error, UKE_PKI_ERROR, UKE_PKI_ERROR_EXPOSED, "others can read a key file");
    return NULL;
  }
  room = uke_secret_new ((size_t)info.st_size);
  len = read (fd, uke_secret_edit (room), uke_secret_len (room));
  if (len != info.st_size) {
    uke_vault_error_set_from_errno (error, len < 0 ? errno : EIO, "reading a key file");
    return NULL;
  }
  return g_steal_pointer (&room);
}

/**
 * uke_key_file_read_sync:
 * @folder: the folder
 * @name: the file's name in it
 * @kind: who made it
 * @error: return location
 *
 * Reads a small file straight into guarded memory. A link is not followed, and a file that others
 * can read is refused.
 *
 * Returns: (transfer full): its bytes
 * Errors: %UKE_VAULT_ERROR_EMPTY when it is not there, %UKE_PKI_ERROR_MALFORMED,
 * %UKE_PKI_ERROR_EXPOSED, %UKE_VAULT_ERROR_READ_ONLY when it may not be read, %UKE_VAULT_ERROR_IO
 * Thread: any but the main one of a desktop
 */
UkeSecret *
uke_key_file_read_sync (const char *folder, const char *name, UkeKeyFileKind kind, GError **error)
{
  int dir = open_folder (folder, error);
  UkeSecret *secret = NULL;
  int fd, errsv;

  if (dir < 0)
    return NULL;
  fd = openat (dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  errsv = errno;
  close (dir);
  if (fd < 0 && errsv == ENOENT)
    g_set_error_literal (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_EMPTY, "no such key file");
  else if (fd < 0 && errsv == ELOOP)
    g_set_error_literal (error, UKE_PKI_ERROR, UKE_PKI_ERROR_MALFORMED, "a link, not a key file");
  else if (fd < 0)
    uke_vault_error_set_from_errno (error, errsv, "opening a key file");
  else
    secret = read_file (fd, kind, error);
  if (fd >= 0)
    close (fd);
  return secret;
}
