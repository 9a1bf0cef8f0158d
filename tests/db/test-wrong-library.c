/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* This program is linked with the system's libsqlite3 on purpose: it is the program that a wrong
 * order of libraries makes (security finding 1), with the layer's own sources on top. */
#include "db/uke-db-self-test.h"
#include "db/uke-db.h"

#include "db/uke-db-sqlite-private.h"
#include "support/uke-test-db.h"

/* The key as so many programs set it: as SQL. It takes the place of uke-db-key.c here. */
int
uke_db_key_apply (sqlite3 *handle, const uint8_t *key)
{
  return sqlite3_exec (handle, "PRAGMA key = 'secret'", NULL, NULL, NULL);
}

gboolean
uke_db_key_is_of_same_object (void)
{
  return TRUE;
}

/* The danger is real: with this library, setting a key succeeds and the file is plain text. */
static void
test_danger (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (folder->file, &handle), ==, SQLITE_OK);
  g_assert_cmpint (uke_db_key_apply (handle, folder->key), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "CREATE TABLE t (a); INSERT INTO t VALUES ('山田花子')",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (handle);
  g_assert_cmpuint (uke_test_folder_count (folder, "SQLite format 3"), ==, 1);
  g_assert_cmpuint (uke_test_folder_count (folder, "山田花子"), ==, 1);
}

/* The self-test sees it before any key is used. */
static void
test_self_test (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();

  g_assert_null (uke_db_cipher_version ());
  g_assert_cmpint (uke_db_self_test (folder->path), ==, UKE_DB_SELF_TEST_NO_CIPHER);
}

/* A program that skips the self-test still makes no plain file: opening refuses as well. */
static void
test_open (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDbConfig config = uke_test_folder_config (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDb) db = uke_db_open (&config, &error);

  g_assert_null (db);
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_NOT_ENCRYPTED);
  g_assert_cmpuint (uke_test_folder_count (folder, "SQLite format 3"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/wrong-library/danger", test_danger);
  g_test_add_func ("/db/wrong-library/self-test", test_self_test);
  g_test_add_func ("/db/wrong-library/open", test_open);
  return g_test_run ();
}
