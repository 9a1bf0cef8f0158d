/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/uke-db-postgresql-private.h"

static void
assert_translated (const char *source, const char *text, const char *names)
{
  g_auto (UkePgSql) sql = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) joined = g_string_new (NULL);

  g_test_message ("%s", source);
  g_assert_true (uke_pg_sql_translate (source, &sql, &error));
  g_assert_no_error (error);
  for (unsigned i = 0; i < sql.names->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? " " : "", (const char *)sql.names->pdata[i]);
  g_assert_cmpstr (sql.text, ==, text);
  g_assert_cmpstr (joined->str, ==, names);
}

/* Parameters get numbers; a name that comes twice is one parameter. */
static void
test_numbers (void)
{
  assert_translated ("SELECT ?, ?", "SELECT $1, $2", " ");
  assert_translated ("SELECT :a, :b, :a", "SELECT $1, $2, $1", ":a :b");
  assert_translated ("SELECT :a_1+:b2", "SELECT $1+$2", ":a_1 :b2");
  assert_translated ("SELECT ?2, ?1", "SELECT $2, $1", " ");
  assert_translated ("SELECT :id, ?, :id", "SELECT $1, $2, $1", ":id ");
}

/* A cast is no parameter, and neither is the time of day or what stands in an array's bounds. */
static void
test_colons (void)
{
  assert_translated ("SELECT a::text, :a::bytea", "SELECT a::text, $1::bytea", ":a");
  assert_translated ("SELECT '12:30', b[1:2]", "SELECT '12:30', b[1:2]", "");
}

/* In quotes, comments and bodies nothing is touched. */
static void
test_opaque (void)
{
  assert_translated ("SELECT ':a?', 'it''s :b', \"c?\", ?", "SELECT ':a?', 'it''s :b', \"c?\", $1",
                     "");
  assert_translated ("-- :a ?\nSELECT :b -- ?", "-- :a ?\nSELECT $1 -- ?", ":b");
  assert_translated ("/* ? /* :a */ ? */ SELECT ?", "/* ? /* :a */ ? */ SELECT $1", "");
  assert_translated ("DO $$ BEGIN x := ?; END $$", "DO $$ BEGIN x := ?; END $$", "");
  assert_translated ("SELECT $t$ :a $$ ? $t$, :b", "SELECT $t$ :a $$ ? $t$, $1", ":b");
  assert_translated ("SELECT a$b, :c", "SELECT a$b, $1", ":c");
  assert_translated ("SELECT 'open :a", "SELECT 'open :a", "");
}

/* Bytes are written as in SQLite; a name that ends in x is none. */
static void
test_bytes (void)
{
  assert_translated ("SELECT X'00fF', x''", "SELECT '\\x00fF'::bytea, '\\x'::bytea", "");
  assert_translated ("SELECT max'a'", "SELECT max'a'", "");
}

/* Statements are counted without comments, empty ones and what stands in bodies. */
static void
test_count (void)
{
  static const struct {
    const char *source;
    unsigned n;
  } cases[] = {
    { "", 0 },
    { " -- nothing\n/* at all */ ;; ", 0 },
    { "SELECT 1", 1 },
    { "SELECT 1; -- behind", 1 },
    { "SELECT 1; SELECT 2;", 2 },
    { "SELECT ';'; SELECT 2 /* ; */", 2 },
    { "DO $$ a; b; $$; SELECT 1", 2 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].source);
    g_assert_cmpuint (uke_pg_sql_count (cases[i].source), ==, cases[i].n);
  }
}

/* A statement of nothing is refused. */
static void
test_nothing (void)
{
  g_auto (UkePgSql) sql = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_pg_sql_translate ("-- only this", &sql, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE);
}

/* What would end a migration's transaction is seen, at the beginning of any statement only. */
static void
test_transactions (void)
{
  static const char *const sneaky[]
      = { "COMMIT",          "SELECT 1; end", "-- x\nbegin;",     "ROLLBACK TO a",
          "/**/Savepoint a", "ABORT",         "START TRANSACTION" };
  static const char *const honest[]
      = { "SELECT 1 AS begin", "DO $$ BEGIN END $$", "CREATE TABLE commit_log (a INT)",
          "UPDATE a SET b = 'x; COMMIT'", "-- COMMIT;\nSELECT 1" };

  for (size_t i = 0; i < G_N_ELEMENTS (sneaky); i++)
    g_assert_true (uke_pg_sql_ends_transaction (sneaky[i]));
  for (size_t i = 0; i < G_N_ELEMENTS (honest); i++)
    g_assert_false (uke_pg_sql_ends_transaction (honest[i]));
}

/* Only what begins with SELECT is read through a cursor. */
static void
test_select (void)
{
  g_assert_true (uke_pg_sql_is_select ("-- all\nselect 1"));
  g_assert_false (uke_pg_sql_is_select ("WITH a AS (SELECT 1) INSERT INTO b SELECT * FROM a"));
  g_assert_false (uke_pg_sql_is_select ("SELECTED"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/postgresql-sql/numbers", test_numbers);
  g_test_add_func ("/db/postgresql-sql/colons", test_colons);
  g_test_add_func ("/db/postgresql-sql/opaque", test_opaque);
  g_test_add_func ("/db/postgresql-sql/bytes", test_bytes);
  g_test_add_func ("/db/postgresql-sql/count", test_count);
  g_test_add_func ("/db/postgresql-sql/nothing", test_nothing);
  g_test_add_func ("/db/postgresql-sql/transactions", test_transactions);
  g_test_add_func ("/db/postgresql-sql/select", test_select);
  return g_test_run ();
}
