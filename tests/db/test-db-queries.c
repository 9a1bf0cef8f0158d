/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/uke-db-queries.h"

#include "db/uke-db-migrate.h"
#include "support/uke-test-db.h"

#include <string.h>

static UkeDb *
open_migrated (UkeTestFolder *folder)
{
  UkeDbMigrations set = { "/test/db/second", 0 };
  UkeDb *db = uke_test_folder_open (folder);
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_db_migrate (db, &set, NULL, NULL, &error));
  return db;
}

/* A query with a file for this engine alone is taken from it, any other from the common file. */
static void
test_dialects (void)
{
  g_autoptr (GError) error = NULL;
  const char *path = "/test/db/queries/engine";
  const char *sqlite = uke_db_query_text (UKE_DB_DIALECT_SQLITE, path, &error);
  const char *other = uke_db_query_text (UKE_DB_DIALECT_POSTGRESQL, path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (sqlite, "'sqlite'"));
  g_assert_nonnull (strstr (other, "'any'"));
  g_assert_true (sqlite == uke_db_query_text (UKE_DB_DIALECT_SQLITE, path, &error));
}

/* A query that the program does not carry is an error, not a crash. */
static void
test_unknown (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, "/test/db/queries/nothing", &error);

  g_assert_null (stmt);
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE);
}

/* The list has each query once, without endings. */
static void
test_list (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) list = uke_db_query_list (UKE_DB_DIALECT_SQLITE, "/test/db/queries", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (list), ==, 7);
  g_assert_cmpstr (list[0], ==, "/test/db/queries/engine");
}

/* A header that tells the truth passes; one that does not is told apart by what it conceals. */
static void
test_verify (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_migrated (folder);
  const struct {
    const char *path;
    const char *complaint;
  } cases[] = {
    { "/test/db/queries/person-get", NULL },
    { "/test/db/queries/person-list", NULL },
    { "/test/db/queries/engine", NULL },
    { "/test/db/queries/liar-column", "*out:*family_name*" },
    { "/test/db/queries/liar-index", "*goes by person_by_name*" },
    { "/test/db/queries/liar-parameter", "*in:*:person_id*" },
    { "/test/db/queries/liar-scan", "*reads all of person*" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_true (uke_db_query_verify (db, cases[i].path, &error) == (cases[i].complaint == NULL));
    if (cases[i].complaint != NULL)
      g_assert_true (g_pattern_match_simple (cases[i].complaint, error->message));
  }
}

/* The planner's full scans are found, and looking up by a key is none. */
static void
test_full_scans (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_migrated (folder);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) some = uke_db_query_full_scans (
      db, "SELECT 1 FROM person p WHERE given_name = 'x' UNION SELECT 2", &error);
  g_auto (GStrv) none = uke_db_query_full_scans (
      db, "SELECT 1 FROM person WHERE family_name = 'x' AND given_name = 'y'", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (some), ==, 1);
  g_assert_cmpstr (some[0], ==, "p");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/queries/dialects", test_dialects);
  g_test_add_func ("/db/queries/unknown", test_unknown);
  g_test_add_func ("/db/queries/list", test_list);
  g_test_add_func ("/db/queries/verify", test_verify);
  g_test_add_func ("/db/queries/full-scans", test_full_scans);
  return g_test_run ();
}
