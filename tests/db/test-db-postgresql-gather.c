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
  g_assert_true (uke_db_flush (db, &error));
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

/* What went wrong in gathering is told by whatever comes next: a flush, a question, settling, a
 * commit; and what is taken back is no longer of interest. */
static void
test_gathered_errors (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  uke_test_exec (db, "CREATE TABLE t (n BIGINT PRIMARY KEY)");
  g_assert_true (insert_number (db, 1, NULL));
  for (int way = 0; way < 6; way++) {
    g_autoptr (GError) error = NULL;
    gboolean is_told = FALSE;

    g_assert_true (uke_db_begin (db, &error));
    g_assert_true (uke_db_savepoint (db, "point", &error));
    uke_db_gather (db);
    g_assert_true (insert_number (db, 2, &error));
    g_assert_true (insert_number (db, 1, &error));
    g_assert_true (insert_number (db, 3, &error));
    if (way == 0)
      is_told = !uke_db_flush (db, &error);
    else if (way == 1)
      is_told = !uke_db_exec (db, "SELECT 1", &error);
    else if (way == 2)
      is_told = !uke_db_settle (db, &error);
    else if (way == 3)
      is_told = !uke_db_commit (db, &error);
    else if (way == 4)
      is_told = uke_db_changes (db) == 0 && !uke_db_flush (db, &error);
    else
      g_assert_true (uke_db_rollback_to (db, "point", &error));
    g_assert_cmpint (is_told, ==, way < 5);
    if (is_told)
      g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CONSTRAINT);
    uke_db_rollback (db);
    g_assert_cmpint (count_kept (db), ==, 1);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/postgresql-gather/gather", test_gather);
  g_test_add_func ("/db/postgresql-gather/errors", test_gathered_errors);
  return g_test_run ();
}
