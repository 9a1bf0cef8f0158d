/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-durable-file.h"

#include "vault/uke-vault-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
write_and_sync (int fd, GBytes *bytes, GError **error)
{
  size_t len = 0, done = 0;
  const uint8_t *data = g_bytes_get_data (bytes, &len);

  while (done < len) {
    ssize_t n = write (fd, data + done, len - done);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      uke_vault_error_set_from_errno (error, errno, "writing a key file");
      return FALSE;
    }
    done += (size_t)n;
  }
  /* A failed fsync is not tried again: the kernel may have dropped the pages by then. */
  if (fsync (fd) != 0) {
    uke_vault_error_set_from_errno (error, errno, "syncing a key file");
    return FALSE;
  }
  return TRUE;
}

/**
 * uke_durable_file_sync_directory:
 * @directory: a directory
 * @error: return location
 *
 * Returns: whether it is on the disk what files are in it and what they are called
 * Errors: %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO
 * Thread: any but the main one
 */
gboolean
uke_durable_file_sync_directory (const char *directory, GError **error)
{
  int fd = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean is_synced = fd >= 0 && fsync (fd) == 0;

  if (!is_synced)
    uke_vault_error_set_from_errno (error, errno, "syncing the data directory");
  if (fd >= 0)
    close (fd);
  return is_synced;
}

/**
 * uke_durable_file_replace_sync:
 * @path: the file
 * @bytes: its new content
 * @error: return location
 *
 * Writes the content beside the file, syncs it, puts it in the file's place in one step and syncs
 * the directory. After a power cut at any instant the file holds the old or the new content, and
 * after success the new. Only its owner can read it.
 *
 * Returns: whether the new content is on the disk
 * Errors: %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_NO_SPACE, %UKE_VAULT_ERROR_IO
 * Thread: any but the main one
 * Source: security.md 3.3
 */
gboolean
uke_durable_file_replace_sync (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *beside = g_strconcat (path, ".XXXXXX", NULL);
  g_autofree char *directory = g_path_get_dirname (path);
  int fd = g_mkstemp_full (beside, O_RDWR | O_CLOEXEC, 0600);
  gboolean is_written;

  if (fd < 0) {
    uke_vault_error_set_from_errno (error, errno, "making a key file");
    return FALSE;
  }
  is_written = write_and_sync (fd, bytes, error);
  close (fd);
  if (is_written && rename (beside, path) != 0) {
    uke_vault_error_set_from_errno (error, errno, "putting a key file in its place");
    is_written = FALSE;
  }
  if (!is_written) {
    g_unlink (beside);
    return FALSE;
  }
  return uke_durable_file_sync_directory (directory, error);
}

/**
 * uke_durable_file_read_sync:
 * @path: the file
 * @max_bytes: how large it may be
 * @error: return location
 *
 * Reads a small regular file; a link, device or larger file is refused.
 *
 * Returns: (transfer full): its content
 * Errors: %UKE_VAULT_ERROR_EMPTY when there is no file, %UKE_VAULT_ERROR_DAMAGED_SLOTS when it is
 * something else than a small file, %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO
 * Thread: any but the main one
 */
GBytes *
uke_durable_file_read_sync (const char *path, size_t max_bytes, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  struct stat info;
  g_autofree uint8_t *data = NULL;
  ssize_t len;

  if (fd < 0 && errno == ENOENT) {
    g_set_error_literal (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_EMPTY, "no such file");
    return NULL;
  }
  if (fd < 0 && errno != ELOOP) {
    uke_vault_error_set_from_errno (error, errno, "opening a key file");
    return NULL;
  }
  if (fd < 0 || fstat (fd, &info) != 0 || !S_ISREG (info.st_mode)
      || info.st_size > (off_t)max_bytes) {
    if (fd >= 0)
      close (fd);
    g_set_error_literal (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_DAMAGED_SLOTS,
                         "not a small regular file");
    return NULL;
  }
  data = g_malloc ((size_t)info.st_size + 1);
  len = read (fd, data, (size_t)info.st_size);
  if (len < 0)
    uke_vault_error_set_from_errno (error, errno, "reading a key file");
  close (fd);
  return len < 0 ? NULL : g_bytes_new_take (g_steal_pointer (&data), (size_t)len);
}
