/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/uke-db.h"

#include "support/uke-test-db.h"

static gboolean
insert_number (UkeDb *db, int64_t n, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, "INSERT INTO t VALUES (?)", error);

  g_assert_nonnull (stmt);
  uke_stmt_bind_int64_at (stmt, 1, n);
  return uke_stmt_run (stmt, error);
}

static int64_t
count_kept (UkeDb *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, "SELECT count (*) FROM t", &error);

  g_assert_true (uke_stmt_step_row (stmt, &error));
  return uke_stmt_int64 (stmt, 0);
}

/* What is gathered is seen by every question that follows, however much it is, and counted. */
static void
test_gather (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autoptr (GError) error = NULL;

  uke_test_exec (db, "CREATE TABLE t (n BIGINT PRIMARY KEY)");
  g_assert_true (uke_db_begin (db, &error));
  uke_db_gather (db);
  uke_db_gather (db);
  for (int i = 1; i <= 350; i++)
    g_assert_true (insert_number (db, i, &error));
  g_assert_cmpint (count_kept (db), ==, 350);
  g_assert_true (insert_number (db, 351, &error));
  g_assert_cmpint (uke_test_query (db, "SELECT max (n) FROM t"), ==, 351);
  g_assert_true (insert_number (db, 352, &error));
  g_assert_cmpint (uke_db_changes (db), ==, 1);
  g_assert_true (uke_db_settle (db, &error));
  g_assert_true (insert_number (db, 353, &error));
  g_assert_true (uke_db_settle (db, &error));
  g_assert_true (insert_number (db, 354, &error));
  g_assert_false (insert_number (db, 354, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CONSTRAINT);
  uke_db_rollback (db);
  g_assert_cmpint (count_kept (db), ==, 0);
}

/* What went wrong in gathering is told by whatever comes next: a question, settling, a
 * commit; and what is taken back is no longer of interest. */
static void
test_gathered_errors (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  uke_test_exec (db, "CREATE TABLE t (n BIGINT PRIMARY KEY)");
  g_assert_true (insert_number (db, 1, NULL));
  for (int way = 0; way < 5; way++) {
    g_autoptr (GError) error = NULL;
    gboolean is_told = FALSE;

    g_assert_true (uke_db_begin (db, &error));
    g_assert_true (uke_db_savepoint (db, "point", &error));
    uke_db_gather (db);
    g_assert_true (insert_number (db, 2, &error));
    g_assert_true (insert_number (db, 1, &error));
    g_assert_true (insert_number (db, 3, &error));
    if (way == 0)
      is_told = !uke_db_exec (db, "SELECT 1", &error);
    else if (way == 1)
      is_told = !uke_db_settle (db, &error);
    else if (way == 2)
      is_told = !uke_db_commit (db, &error);
    else if (way == 3)
      is_told = uke_db_changes (db) == 0 && !uke_db_settle (db, &error);
    else
      g_assert_true (uke_db_rollback_to (db, "point", &error));
    g_assert_cmpint (is_told, ==, way < 4);
    if (is_told)
      g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CONSTRAINT);
    uke_db_rollback (db);
    g_assert_cmpint (count_kept (db), ==, 1);
  }
}

static gboolean
replace_numbers (UkeDb *db, int64_t first, int64_t last, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "UPDATE t SET n = n WHERE n >= ? AND n <= ?", error);

  g_assert_nonnull (stmt);
  uke_stmt_bind_int64_at (stmt, 1, first);
  uke_stmt_bind_int64_at (stmt, 2, last);
  return uke_stmt_run_one (stmt, error);
}

/* A row that must be there and is not is found among many, wherever it stands, and so is more than
 * one; others may change none. */
static void
test_must_change_one (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  uke_test_exec (db, "CREATE TABLE t (n BIGINT PRIMARY KEY)");
  g_assert_true (insert_number (db, 1, NULL));
  uke_test_exec (db, "INSERT INTO t VALUES (11), (12)");
  for (int round = 0; round < 320; round++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (UkeStmt) none = uke_db_prepare_cached (db, "DELETE FROM t WHERE n = 0", &error);
    gboolean works = TRUE;

    g_assert_true (uke_db_begin (db, &error));
    uke_db_gather (db);
    /* Each second time all of them stand one place later. */
    for (int i = 0; i < round % 2 && works; i++)
      works = uke_stmt_run (none, &error);
    for (int i = 0; i < 150 && works; i++) {
      int64_t first = i != round / 2 ? 1 : round % 4 < 2 ? 2 : 11;

      works = replace_numbers (db, first, first == 11 ? 12 : first, &error)
              && uke_stmt_run (none, &error);
    }
    works = works && uke_db_settle (db, &error);
    g_assert_cmpint (works, ==, round / 2 >= 150);
    if (!works)
      g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CORRUPT);
    uke_db_rollback (db);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/postgresql-gather/gather", test_gather);
  g_test_add_func ("/db/postgresql-gather/errors", test_gathered_errors);
  g_test_add_func ("/db/postgresql-gather/must-change-one", test_must_change_one);
  return g_test_run ();
}
