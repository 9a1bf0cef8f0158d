/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/uke-db-file.h"

#include "db/uke-db-error.h"
#include "support/uke-test-db.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static UkeDbFileKind
get_kind (const char *path)
{
  g_autoptr (GError) error = NULL;
  UkeDbFileKind kind = UKE_DB_FILE_MISSING;

  g_assert_true (uke_db_file_get_kind (path, &kind, &error));
  return kind;
}

/* Missing, empty, plain and encrypted files are told apart without opening them. */
static void
test_kinds (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();

  g_assert_cmpint (get_kind (folder->file), ==, UKE_DB_FILE_MISSING);
  g_assert_true (g_file_set_contents (folder->file, "", 0, NULL));
  g_assert_cmpint (get_kind (folder->file), ==, UKE_DB_FILE_EMPTY);
  g_assert_true (g_file_set_contents (folder->file, "SQLite format 3\0rest", 20, NULL));
  g_assert_cmpint (get_kind (folder->file), ==, UKE_DB_FILE_PLAIN);
  g_unlink (folder->file);
  uke_db_free (uke_test_folder_open (folder));
  g_assert_cmpint (get_kind (folder->file), ==, UKE_DB_FILE_OPAQUE);
}

/* A process that holds the lock, says so through the pipe, and waits to be ended. */
static pid_t
hold_in_child (const char *folder)
{
  int ready[2];
  char byte = 0;
  pid_t child;

  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  if (child == 0) {
    UkeDbFileLock *lock = uke_db_file_lock (folder, "uketsuke", NULL, NULL);

    byte = lock != NULL ? 'y' : 'n';
    _exit (write (ready[1], &byte, 1) == 1 && pause () == 0);
  }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  g_assert_cmpint (byte, ==, 'y');
  close (ready[0]);
  close (ready[1]);
  return child;
}

/* Who comes second is told who was first, and a killed process leaves no lock behind. */
static void
test_lock (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  pid_t child = hold_in_child (folder->path);
  UkeDbFileHolder holder = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDbFileLock) lock = uke_db_file_lock (folder->path, "uketsukectl", &holder, &error);

  g_assert_null (lock);
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_BUSY);
  g_assert_cmpint (holder.pid, ==, child);
  g_assert_cmpstr (holder.program, ==, "uketsuke");
  g_clear_error (&error);
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  lock = uke_db_file_lock (folder->path, "uketsukectl", &holder, &error);
  g_assert_no_error (error);
  g_assert_nonnull (lock);
}

/* Looking at the lock file, as anybody may, does not drop the lock. */
static void
test_lock_survives_a_look (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autofree char *path = uke_test_folder_child (folder, "lock");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDbFileLock) first = uke_db_file_lock (folder->path, "a", NULL, &error);
  g_autoptr (UkeDbFileLock) second = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  second = uke_db_file_lock (folder->path, "b", NULL, &error);
  g_assert_null (second);
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_BUSY);
}

/* A data folder is made for this user alone, and one that was open to others is closed. */
static void
test_private_folder (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autofree char *path = uke_test_folder_child (folder, "a");
  g_autofree char *inner = g_build_filename (path, "b", NULL);
  g_autoptr (GError) error = NULL;
  struct stat facts;

  for (int i = 0; i < 2; i++) {
    g_assert_true (uke_db_file_ensure_private_folder (inner, &error));
    g_assert_cmpint (stat (inner, &facts), ==, 0);
    g_assert_cmphex (facts.st_mode & 0777, ==, 0700);
    g_assert_cmpint (g_chmod (inner, 0755), ==, 0);
  }
  g_assert_true (g_file_set_contents (folder->file, "x", 1, NULL));
  g_assert_false (uke_db_file_ensure_private_folder (folder->file, &error));
}

/* The free space of a folder is known, and a folder that is not there has none. */
static void
test_free_bytes (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autofree char *missing = uke_test_folder_child (folder, "missing");
  g_autoptr (GError) error = NULL;
  uint64_t bytes = 0;

  g_assert_true (uke_db_file_get_free_bytes (folder->path, &bytes, &error));
  g_assert_cmpuint (bytes, >, 0);
  g_assert_false (uke_db_file_get_free_bytes (missing, &bytes, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/file/kinds", test_kinds);
  g_test_add_func ("/db/file/lock", test_lock);
  g_test_add_func ("/db/file/lock-survives-a-look", test_lock_survives_a_look);
  g_test_add_func ("/db/file/private-folder", test_private_folder);
  g_test_add_func ("/db/file/free-bytes", test_free_bytes);
  return g_test_run ();
}
