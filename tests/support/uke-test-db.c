/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/uke-test-db.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

UkeTestFolder *
uke_test_folder_new_in (const char *parent)
{
  UkeTestFolder *folder = g_new0 (UkeTestFolder, 1);

  folder->path = g_build_filename (parent, "uke-test-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp_full (folder->path, 0700));
  folder->file = uke_test_folder_child (folder, "clinic.db");
  for (unsigned i = 0; i < sizeof folder->key; i++)
    folder->key[i] = (uint8_t)(i * 7 + 1);
  return folder;
}

UkeTestFolder *
uke_test_folder_new (void)
{
  return uke_test_folder_new_in (g_get_tmp_dir ());
}

/* Removes what tests leave behind: files, and folders of files. */
static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      remove_tree (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

void
uke_test_folder_free (UkeTestFolder *folder)
{
  remove_tree (folder->path);
  g_free (folder->path);
  g_free (folder->file);
  g_free (folder);
}

char *
uke_test_folder_child (UkeTestFolder *folder, const char *name)
{
  return g_build_filename (folder->path, name, NULL);
}

UkeDbConfig
uke_test_folder_config (UkeTestFolder *folder)
{
  return (UkeDbConfig){ .path = folder->file, .key = folder->key, .create = TRUE };
}

UkeDb *
uke_test_folder_open (UkeTestFolder *folder)
{
  UkeDbConfig config = uke_test_folder_config (folder);
  g_autoptr (GError) error = NULL;
  UkeDb *db = uke_db_open (&config, &error);

  g_assert_no_error (error);
  return db;
}

/* How often the bytes of needle stand in any file of the folder. */
unsigned
uke_test_folder_count (UkeTestFolder *folder, const char *needle)
{
  g_autoptr (GDir) dir = g_dir_open (folder->path, 0, NULL);
  unsigned n_found = 0;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = uke_test_folder_child (folder, name);
    g_autofree char *bytes = NULL;
    const char *at;
    size_t len = 0;

    if (!g_file_get_contents (path, &bytes, &len, NULL))
      continue;
    for (at = bytes; (at = memmem (at, len - (size_t)(at - bytes), needle, strlen (needle))); at++)
      n_found++;
  }
  return n_found;
}

void
uke_test_flip_bit (const char *path, int64_t offset, unsigned bit)
{
  int fd = open (path, O_RDWR | O_CLOEXEC);
  uint8_t byte;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pread (fd, &byte, 1, offset), ==, 1);
  byte ^= (uint8_t)(1u << bit);
  g_assert_cmpint (pwrite (fd, &byte, 1, offset), ==, 1);
  close (fd);
}

int64_t
uke_test_query (UkeDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  int64_t value = 0;

  if (!uke_db_query_int64 (db, sql, &value, &error))
    g_assert_no_error (error);
  return value;
}

void
uke_test_exec (UkeDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;

  if (!uke_db_exec (db, sql, &error))
    g_assert_no_error (error);
}
