/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/uke-db-check.h"

#include "support/uke-test-db.h"

#include <string.h>
#include <sys/stat.h>

static UkeDb *
open_filled (UkeTestFolder *folder)
{
  UkeDb *db = uke_test_folder_open (folder);

  uke_test_exec (db,
                 "CREATE TABLE t (n INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;"
                 "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
                 "INSERT INTO t SELECT i, printf ('%0500d', i) FROM n");
  return db;
}

static GStrv
check (UkeDb *db)
{
  g_autoptr (GError) error = NULL;
  GStrv problems = NULL;

  if (!uke_db_check (db, UKE_DB_CHECK_ALL, &problems, NULL, &error))
    g_assert_no_error (error);
  return problems;
}

/* A healthy file has no problems. */
static void
test_healthy (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_filled (folder);
  g_auto (GStrv) problems = check (db);

  g_assert_cmpuint (g_strv_length (problems), ==, 0);
}

/* Any flipped bit, wherever it is, is found and its page is named. */
static void
test_damaged_page (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  struct stat facts;

  uke_db_free (open_filled (folder));
  g_assert_cmpint (stat (folder->file, &facts), ==, 0);
  for (int i = 0; i < 10; i++) {
    int page = g_test_rand_int_range (2, (int)(facts.st_size / 4096) + 1);
    int64_t offset = (int64_t)(page - 1) * 4096 + g_test_rand_int_range (0, 4096);
    g_autofree char *name = g_strdup_printf ("page %d", page);
    g_auto (GStrv) problems = NULL;
    UkeDb *db;

    uke_test_flip_bit (folder->file, offset, 5);
    db = uke_test_folder_open (folder);
    problems = check (db);
    g_assert_cmpuint (g_strv_length (problems), >, 0);
    g_assert_nonnull (strstr (problems[0], name));
    uke_db_free (db);
    uke_test_flip_bit (folder->file, offset, 5);
  }
}

/* A row that refers to nothing is a problem even though every page is sound. */
static void
test_dangling (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_filled (folder);
  g_auto (GStrv) problems = NULL;
  g_auto (GStrv) sound = NULL;

  uke_test_exec (db, "CREATE TABLE r (t INTEGER REFERENCES t) STRICT;"
                     "PRAGMA foreign_keys = OFF; INSERT INTO r VALUES (999)");
  problems = check (db);
  g_assert_cmpuint (g_strv_length (problems), ==, 1);
  g_assert_nonnull (strstr (problems[0], "refers to nothing"));
  g_assert_true (uke_db_check (db, UKE_DB_CHECK_CIPHER, &sound, NULL, NULL));
  g_assert_cmpuint (g_strv_length (sound), ==, 0);
}

/* A check can be called off. */
static void
test_cancelled (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_filled (folder);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GStrv problems = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (uke_db_check (db, UKE_DB_CHECK_ALL, &problems, cancellable, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CANCELLED);
  g_assert_null (problems);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/check/healthy", test_healthy);
  g_test_add_func ("/db/check/damaged-page", test_damaged_page);
  g_test_add_func ("/db/check/dangling", test_dangling);
  g_test_add_func ("/db/check/cancelled", test_cancelled);
  return g_test_run ();
}
