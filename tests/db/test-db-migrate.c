/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/uke-db-migrate.h"

#include "db/uke-db-queries.h"
#include "support/uke-test-db.h"

#include <sys/stat.h>

#define APPLICATION_ID 0x554b4554

static const UkeDbMigrations good = { "/test/db/good", APPLICATION_ID };
static const UkeDbMigrations second = { "/test/db/second", APPLICATION_ID };

static int
get_version (UkeDb *db)
{
  g_autoptr (GError) error = NULL;
  int version = -1;

  g_assert_true (uke_db_get_schema_version (db, &version, &error));
  return version;
}

static void
migrate (UkeDb *db, UkeTestFolder *folder, const UkeDbMigrations *set)
{
  g_autoptr (GError) error = NULL;

  if (!uke_db_migrate (db, set, uke_db_migrate_backup_beside, folder->key, &error))
    g_assert_no_error (error);
}

static void
assert_refused (UkeDb *db, const char *resource_folder, UkeDbError code)
{
  UkeDbMigrations set = { resource_folder, APPLICATION_ID };
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_db_migrate (db, &set, NULL, NULL, &error));
  g_assert_error (error, UKE_DB_ERROR, (int)code);
}

static gboolean
has_column (UkeDb *db, const char *name)
{
  g_auto (GStrv) columns = uke_test_list_columns (db, "person");

  return g_strv_contains ((const char *const *)columns, name);
}

/* A new file gets every migration, and no copy is made of nothing. */
static void
test_new (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autofree char *copy = g_strconcat (folder->file, ".schema-0000.backup", NULL);

  migrate (db, folder, &second);
  g_assert_cmpint (get_version (db), ==, 2);
  g_assert_cmpint (uke_db_migrations_get_latest (&second, uke_db_get_dialect (db)), ==, 2);
  g_assert_cmpint (uke_test_query (db, uke_test_is_postgresql ()
                                           ? "SELECT application_id FROM schema_version"
                                           : "PRAGMA application_id"),
                   ==, APPLICATION_ID);
  g_assert_true (has_column (db, "given_name"));
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
}

/* An existing file keeps its rows, and an encrypted copy of what it was stays beside it. */
static void
test_existing (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder), before = NULL;
  g_autofree char *copy = g_strconcat (folder->file, ".schema-0001.backup", NULL);
  UkeDbConfig config = uke_test_folder_config (folder);
  g_autoptr (GError) error = NULL;
  struct stat facts;

  migrate (db, folder, &good);
  uke_test_exec (db, "INSERT INTO person VALUES (x'01', '佐藤佐藤佐藤')");
  migrate (db, folder, &second);
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM person WHERE given_name = ''"), ==,
                   1);
  config.path = copy;
  before = uke_db_open (&config, &error);
  g_assert_no_error (error);
  g_assert_cmpint (get_version (before), ==, 1);
  g_assert_cmpint (uke_test_query (before, "SELECT count (*) FROM person"), ==, 1);
  g_assert_cmpint (stat (copy, &facts), ==, 0);
  g_assert_cmphex (facts.st_mode & 0777, ==, 0600);
  g_assert_cmpuint (uke_test_folder_count (folder, "佐藤佐藤佐藤"), ==, 0);
}

/* A second run changes nothing and copies nothing. */
static void
test_again (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autofree char *copy = g_strconcat (folder->file, ".schema-0002.backup", NULL);

  migrate (db, folder, &second);
  migrate (db, folder, &second);
  g_assert_cmpint (get_version (db), ==, 2);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
}

/* A file of a newer program is refused and not one byte of it changes. */
static void
test_newer (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDb *db = uke_test_folder_open (folder);
  g_autofree char *before = NULL, *after = NULL;
  size_t before_len, after_len;

  migrate (db, folder, &second);
  uke_db_free (db);
  g_assert_true (g_file_get_contents (folder->file, &before, &before_len, NULL));
  db = uke_test_folder_open (folder);
  assert_refused (db, "/test/db/good", UKE_DB_ERROR_NEWER_SCHEMA);
  uke_db_free (db);
  g_assert_true (g_file_get_contents (folder->file, &after, &after_len, NULL));
  g_assert_cmpmem (before, before_len, after, after_len);
}

/* A migration that fails half-way leaves the former schema as it was. */
static void
test_malformed (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  migrate (db, folder, &good);
  assert_refused (db, "/test/db/malformed", UKE_DB_ERROR_FAILED);
  g_assert_cmpint (get_version (db), ==, 1);
  g_assert_false (has_column (db, "given_name"));
  g_assert_false (uke_db_in_transaction (db));
  migrate (db, folder, &second);
  g_assert_cmpint (get_version (db), ==, 2);
}

/* A script cannot end the transaction that it shares with its number. */
static void
test_sneaky (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  migrate (db, folder, &good);
  assert_refused (db, "/test/db/sneaky", UKE_DB_ERROR_MISUSE);
  g_assert_cmpint (get_version (db), ==, 1);
  g_assert_false (has_column (db, "given_name"));
}

/* Rows that refer to nothing stop a migration. */
static void
test_dangling (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  assert_refused (db, "/test/db/dangling", UKE_DB_ERROR_CONSTRAINT);
  g_assert_cmpint (get_version (db), ==, 1);
}

/* A set with a number missing, and a set that is not there, are mistakes of the program. */
static void
test_wrong_sets (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  assert_refused (db, "/test/db/gap", UKE_DB_ERROR_MISUSE);
  assert_refused (db, "/test/db/nowhere", UKE_DB_ERROR_MISUSE);
  g_assert_cmpint (get_version (db), ==, 0);
}

/* An encrypted file of another program is refused. */
static void
test_other_application (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  uke_test_exec (db, uke_test_is_postgresql () ? "UPDATE schema_version SET version = 1"
                                               : "PRAGMA user_version = 1");
  assert_refused (db, "/test/db/second", UKE_DB_ERROR_NEWER_SCHEMA);
}

static gboolean
refuse_copy (UkeDb *db, int from_version, int to_version, gpointer data, GError **error)
{
  g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_FULL, "no room for the copy");
  return FALSE;
}

/* Without a copy there is no migration. */
static void
test_copy_fails (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autoptr (GError) error = NULL;

  migrate (db, folder, &good);
  g_assert_false (uke_db_migrate (db, &second, refuse_copy, NULL, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_FULL);
  g_assert_cmpint (get_version (db), ==, 1);
}

/* Of the copies of former schemas, the two newest are kept, and nothing else is touched. */
static void
test_two_kept (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autofree char *other = uke_test_folder_child (folder, "other.db.schema-0001.backup");
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (other, "x", 1, NULL));
  for (int version = 8; version <= 11; version++)
    g_assert_true (uke_db_migrate_backup_beside (db, version, version + 1, folder->key, &error));
  for (int version = 8; version <= 11; version++) {
    g_autofree char *copy = g_strdup_printf ("%s.schema-%04d.backup", folder->file, version);

    g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS) == (version >= 10));
  }
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
}

/* A schema of a newer program is refused and left as it is. */
static void
test_newer_schema (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  migrate (db, folder, &second);
  assert_refused (db, "/test/db/good", UKE_DB_ERROR_NEWER_SCHEMA);
  g_assert_cmpint (get_version (db), ==, 2);
  g_assert_true (has_column (db, "given_name"));
}

static gpointer
migrate_elsewhere (gpointer folder)
{
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  migrate (db, folder, &second);
  g_assert_cmpint (get_version (db), ==, 2);
  return NULL;
}

/* Server processes that start at the same moment migrate their schema once. */
static void
test_together (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  GThread *threads[4];

  for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("server", migrate_elsewhere, folder);
  for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
add_file_tests (void)
{
  g_test_add_func ("/db/migrate/existing", test_existing);
  g_test_add_func ("/db/migrate/newer", test_newer);
  g_test_add_func ("/db/migrate/dangling", test_dangling);
  g_test_add_func ("/db/migrate/two-kept", test_two_kept);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/migrate/new", test_new);
  g_test_add_func ("/db/migrate/again", test_again);
  g_test_add_func ("/db/migrate/malformed", test_malformed);
  g_test_add_func ("/db/migrate/sneaky", test_sneaky);
  g_test_add_func ("/db/migrate/wrong-sets", test_wrong_sets);
  g_test_add_func ("/db/migrate/other-application", test_other_application);
  g_test_add_func ("/db/migrate/copy-fails", test_copy_fails);
  g_test_add_func ("/db/migrate/newer-schema", test_newer_schema);
  if (uke_test_is_postgresql ())
    g_test_add_func ("/db/migrate/together", test_together);
  else
    add_file_tests ();
  return g_test_run ();
}
