/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/uke-db-self-test.h"

#include "db/uke-db-sqlite-private.h"
#include "support/uke-test-db.h"

/* The library that this program is linked with passes, and leaves nothing behind. */
static void
test_passes (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (GDir) dir = NULL;

  g_assert_cmpint (uke_db_self_test (folder->path), ==, UKE_DB_SELF_TEST_OK);
  dir = g_dir_open (folder->path, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
}

/* A folder that cannot be written is told from a library that does not encrypt. */
static void
test_no_folder (void)
{
  g_assert_cmpint (uke_db_self_test ("/proc/no-such-folder"), ==, UKE_DB_SELF_TEST_SCRATCH);
}

/* Versions are compared as numbers, and what is not a version is not new enough. */
static void
test_versions (void)
{
  const char *good[] = { "4.6.1 community", "4.6", "4.17.0", "5.0.0", "10.1" };
  const char *bad[] = { NULL, "", "3.4.1", "4.5.9 community", "4", "community", " 4.6" };
  g_autofree char *version = uke_db_cipher_version ();

  g_assert_true (uke_db_cipher_is_new_enough (version));
  for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (uke_db_cipher_is_new_enough (good[i]));
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (uke_db_cipher_is_new_enough (bad[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/self-test/passes", test_passes);
  g_test_add_func ("/db/self-test/no-folder", test_no_folder);
  g_test_add_func ("/db/self-test/versions", test_versions);
  return g_test_run ();
}
