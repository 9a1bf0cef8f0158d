/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults/uke-kill.h"

#include "db/uke-db-check.h"
#include "support/uke-test-db.h"

#define DEFAULT_KILLS 200

static gpointer
open_for_writing (gpointer data)
{
  UkeDb *db = uke_test_folder_open (data);

  uke_test_exec (db, "CREATE TABLE IF NOT EXISTS item (n INTEGER PRIMARY KEY, body TEXT) STRICT;"
                     "CREATE TABLE IF NOT EXISTS audit (n INTEGER PRIMARY KEY, said TEXT) STRICT;"
                     "CREATE INDEX IF NOT EXISTS item_by_body ON item (body)");
  return db;
}

/* An item and its audit row in one transaction, now and then large enough for several pages. */
static int64_t
write_item (gpointer opened, int64_t n, UkeKillNote *note)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) item = NULL, audit = NULL;

  g_assert_true (uke_db_begin (opened, &error));
  item = uke_db_prepare_cached (
      opened, "INSERT INTO item VALUES (:n, printf ('%0*d', 20 + (:n % 7) * 2000, :n))", &error);
  uke_stmt_bind_int64 (item, ":n", n);
  g_assert_true (uke_stmt_run (item, &error));
  audit = uke_db_prepare_cached (opened, "INSERT INTO audit VALUES (:n, 'item ' || :n)", &error);
  uke_stmt_bind_int64 (audit, ":n", n);
  g_assert_true (uke_stmt_run (audit, &error));
  g_assert_true (uke_db_commit (opened, &error));
  return n;
}

/* No gap, no item without its audit row or the reverse, no damaged page. */
static UkeKillFound
check_items (gpointer data)
{
  g_autoptr (UkeDb) db = open_for_writing (data);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) problems = NULL;
  int64_t n_items = uke_test_query (db, "SELECT count (*) FROM item");

  g_assert_cmpint (uke_test_query (db, "SELECT ifnull (max (n), 0) FROM item"), ==, n_items);
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM audit JOIN item USING (n)"), ==,
                   n_items);
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM audit"), ==, n_items);
  g_assert_true (uke_db_check (db, UKE_DB_CHECK_ALL, &problems, NULL, &error));
  g_assert_cmpuint (g_strv_length (problems), ==, 0);
  return (UkeKillFound){ .n = n_items, .n_now = n_items };
}

static const UkeKillTarget items = {
  .open = open_for_writing,
  .write = write_item,
  .check = check_items,
  .max_unsaid = 1,
};

/* Killed at any moment, a writer loses nothing that it had acknowledged, and tears nothing. */
static void
test_kill (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  const char *wanted = g_getenv ("UKE_TEST_KILLS");
  unsigned n_kills = wanted != NULL ? (unsigned)g_ascii_strtoull (wanted, NULL, 10) : DEFAULT_KILLS;
  UkeKillCount count = uke_kill_run (&items, folder, n_kills);

  g_test_message ("%u kills, %d acknowledged commits, %d lost", count.n_kills,
                  (int)count.n_acknowledged, (int)count.n_lost);
  g_assert_cmpuint (count.n_kills, ==, n_kills);
  g_assert_cmpint (count.n_acknowledged, >=, n_kills);
  g_assert_cmpint (count.n_lost, ==, 0);
}

/* A writer that acknowledges before it commits. */
static int64_t
write_too_late (gpointer opened, int64_t n, UkeKillNote *note)
{
  static int64_t n_open = 0;

  if (n_open++ == 0)
    uke_test_exec (opened, "BEGIN IMMEDIATE");
  uke_test_exec (opened, "INSERT INTO item SELECT ifnull (max (n), 0) + 1, '' FROM item;"
                         "INSERT INTO audit SELECT ifnull (max (n), 0) + 1, '' FROM audit");
  return n;
}

/* The harness sees a loss where there is one: a test that cannot fail proves nothing. */
static void
test_notices_loss (void)
{
  static const UkeKillTarget liar = {
    .open = open_for_writing,
    .write = write_too_late,
    .check = check_items,
    .max_unsaid = 1,
  };
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeKillCount count = uke_kill_run (&liar, folder, 3);

  g_assert_cmpint (count.n_lost, ==, count.n_acknowledged);
  g_assert_cmpint (count.n_lost, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faults/kill/db", test_kill);
  g_test_add_func ("/faults/kill/notices-loss", test_notices_loss);
  return g_test_run ();
}
