/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/uke-stmt.h"

#include "support/uke-test-db.h"

/* One of every type that a column can have. */
static UkeDb *
open_with_table (UkeTestFolder *folder)
{
  UkeDb *db = uke_test_folder_open (folder);

  uke_test_create (db, "CREATE TABLE t (id BLOB, n INTEGER, body TEXT, bytes BLOB) STRICT");
  return db;
}

static void
insert_by_name (UkeDb *db, const UkeId *id, int64_t n, const char *body, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "INSERT INTO t VALUES (:id, :n, :body, :bytes)", &error);

  g_assert_no_error (error);
  uke_stmt_bind_id (stmt, ":id", id);
  uke_stmt_bind_int64 (stmt, ":n", n);
  uke_stmt_bind_text (stmt, ":body", body);
  uke_stmt_bind_bytes (stmt, ":bytes", bytes);
  g_assert_true (uke_stmt_run (stmt, &error));
  g_assert_cmpint (uke_db_changes (db), ==, 1);
}

/* A row that must be there and is not is an error. */
static void
test_run_one (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_with_table (folder);
  g_autoptr (GBytes) bytes = g_bytes_new ("\0", 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, "UPDATE t SET n = 8 WHERE n = ?", &error);
  UkeId id = uke_id_new (1);

  insert_by_name (db, &id, 7, "受付", bytes);
  uke_stmt_bind_int64_at (stmt, 1, 7);
  g_assert_true (uke_stmt_run_one (stmt, &error));
  g_assert_false (uke_stmt_run_one (stmt, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CORRUPT);
}

/* Every type reads back as it was bound by name. */
static void
test_types (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_with_table (folder);
  g_autoptr (GBytes) bytes = g_bytes_new ("\0\1\2", 3), back = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = NULL;
  UkeId id = uke_id_new (1), read_id;

  insert_by_name (db, &id, INT64_MIN, "受付", bytes);
  stmt = uke_db_prepare (db, "SELECT id, n, body, bytes FROM t", &error);
  g_assert_true (uke_stmt_step_row (stmt, &error));
  read_id = uke_stmt_id (stmt, uke_stmt_column_index (stmt, "id"));
  back = uke_stmt_dup_bytes (stmt, uke_stmt_column_index (stmt, "bytes"));
  g_assert_true (uke_id_equal (&read_id, &id));
  g_assert_cmpint (uke_stmt_int64 (stmt, 1), ==, INT64_MIN);
  g_assert_cmpstr (uke_stmt_text (stmt, 2), ==, "受付");
  g_assert_true (g_bytes_equal (back, bytes));
  g_assert_cmpint (uke_stmt_column_index (stmt, "nobody"), ==, -1);
  g_assert_cmpint (uke_stmt_n_columns (stmt), ==, 4);
}

/* No id, no text and no bytes are NULL; an empty text and an empty blob are not. */
static void
test_nulls (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_with_table (folder);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

  insert_by_name (db, &UKE_ID_NONE, 1, NULL, NULL);
  insert_by_name (db, NULL, 2, "", nothing);
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM t WHERE id IS NULL"), ==, 2);
  g_assert_cmpint (uke_test_query (db, "SELECT n FROM t WHERE body IS NULL AND bytes IS NULL"), ==,
                   1);
  g_assert_cmpint (uke_test_query (db, "SELECT n FROM t WHERE body = '' AND bytes = x''"), ==, 2);
}

/* Binding by position writes the same rows as binding by name. */
static void
test_positions (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_with_table (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, "INSERT INTO t VALUES (?, ?, ?, ?)", &error);
  UkeId id = uke_id_new (1);

  g_assert_no_error (error);
  uke_stmt_bind_id_at (stmt, 1, &id);
  uke_stmt_bind_text_static_at (stmt, 3, "abcdef", 3);
  uke_stmt_bind_blob_static_at (stmt, 4, "abc", 3);
  for (int i = 0; i < 100; i++) {
    uke_stmt_bind_int64_at (stmt, 2, i);
    g_assert_true (uke_stmt_run (stmt, &error));
  }
  uke_stmt_bind_null_at (stmt, 3);
  uke_stmt_bind_blob_at (stmt, 4, NULL, 0);
  g_assert_true (uke_stmt_run (stmt, &error));
  g_assert_cmpint (uke_test_query (db, "SELECT sum (n) FROM t WHERE body = 'abc'"), ==, 4950);
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM t WHERE body IS NULL"), ==, 1);
}

/* A cached statement forgets what it was bound to, and somebody in the middle of it keeps it. */
static void
test_cache (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  const char *sql = "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE "
                    "value < 3) SELECT value FROM n WHERE value > coalesce (:min, 0)";
  g_autoptr (GError) error = NULL;
  int64_t sum = 0;

  for (int round = 0; round < 3; round++) {
    g_autoptr (UkeStmt) outer = uke_db_prepare_cached (db, sql, &error);
    gboolean has_row = TRUE;

    while (uke_stmt_step (outer, &has_row, &error) && has_row) {
      g_autoptr (UkeStmt) inner = uke_db_prepare_cached (db, sql, &error);

      g_assert_true (inner != outer);
      uke_stmt_bind_int64 (inner, ":min", 2);
      g_assert_true (uke_stmt_step_row (inner, &error));
      sum += uke_stmt_int64 (inner, 0);
    }
    g_assert_no_error (error);
  }
  g_assert_cmpint (sum, ==, 27);
}

/* A statement after its last row holds no lock: the log can be folded back at once. */
static void
test_done_releases (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_with_table (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, "SELECT count (*) FROM t", &error);

  g_assert_true (uke_stmt_run (stmt, &error));
  g_assert_cmpint (uke_test_query (db, "PRAGMA wal_checkpoint (TRUNCATE)"), ==, 0);
}

/* A missing row is an error only for those who say that there must be one. */
static void
test_no_row (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_with_table (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, "SELECT n FROM t", &error);
  gboolean has_row = TRUE;

  g_assert_true (uke_stmt_step (stmt, &has_row, &error));
  g_assert_false (has_row);
  g_assert_false (uke_stmt_step_row (stmt, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_NOT_FOUND);
}

/* A name that the statement does not have stops a program under test. */
static void
test_unknown_name (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_with_table (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, "SELECT :there", &error);

  g_test_expect_message ("uke-db", G_LOG_LEVEL_CRITICAL, "*no parameter :elsewhere*");
  uke_stmt_bind_int64 (stmt, ":elsewhere", 1);
  g_test_assert_expected_messages ();
  g_assert_false (uke_stmt_run (stmt, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE);
}

/* One statement is one statement: what stands behind it is refused, not ignored. */
static void
test_one_statement (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_with_table (folder);
  const char *refused[] = { "", "-- nothing", "DELETE FROM t; DELETE FROM t", "SELEKT 1" };

  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (UkeStmt) stmt = uke_db_prepare (db, refused[i], &error);

    g_assert_null (stmt);
    g_assert_nonnull (error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/stmt/run-one", test_run_one);
  g_test_add_func ("/db/stmt/types", test_types);
  g_test_add_func ("/db/stmt/nulls", test_nulls);
  g_test_add_func ("/db/stmt/positions", test_positions);
  g_test_add_func ("/db/stmt/cache", test_cache);
  if (!uke_test_is_postgresql ())
    g_test_add_func ("/db/stmt/done-releases", test_done_releases);
  g_test_add_func ("/db/stmt/no-row", test_no_row);
  g_test_add_func ("/db/stmt/unknown-name", test_unknown_name);
  g_test_add_func ("/db/stmt/one-statement", test_one_statement);
  return g_test_run ();
}
