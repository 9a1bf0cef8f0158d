/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-replica-base-private.h"
#include "support/uke-test-db.h"
#include "vault/uke-data-dir.h"

/* How a file is filled is met in tests/sync/test-sync-engine.c. */

static void
put (const char *database, const char *ending, const char *text)
{
  g_autofree char *path = g_strconcat (database, ending, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
assert_text (const char *database, const char *ending, const char *expected)
{
  g_autofree char *path = g_strconcat (database, ending, NULL);
  g_autofree char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, expected);
}

/* The new file takes the old one's place, which is kept. */
static void
test_swap (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDataDir) dir = uke_data_dir_new (folder->path);
  g_autoptr (GError) error = NULL;

  put (dir->database, "", "old");
  put (dir->database, ".next", "new");
  put (dir->database, ".next-wal", "");
  g_assert_true (uke_replica_base_swap (folder->path, &error));
  g_assert_no_error (error);
  assert_text (dir->database, "", "new");
  assert_text (dir->database, ".before", "old");
}

/* A file with a log beside it stays where it is: the log would be lost, or become the other's. */
static void
test_log_beside (gconstpointer ending)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDataDir) dir = uke_data_dir_new (folder->path);
  g_autoptr (GError) error = NULL;

  put (dir->database, "", "old");
  put (dir->database, ".next", "new");
  put (dir->database, ending, "what was committed last");
  g_assert_false (uke_replica_base_swap (folder->path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED);
  assert_text (dir->database, "", "old");
  assert_text (dir->database, ".next", "new");
  assert_text (dir->database, ending, "what was committed last");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clinic/replica-base/swap", test_swap);
  g_test_add_data_func ("/clinic/replica-base/log-beside-next", ".next-wal", test_log_beside);
  g_test_add_data_func ("/clinic/replica-base/log-beside-old", "-wal", test_log_beside);
  return g_test_run ();
}
