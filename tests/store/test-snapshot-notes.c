/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-snapshot-notes.h"

#include "feed/uke-feed-error.h"
#include "store/uke-store-error.h"
#include "support/uke-test-store.h"

#include <string.h>

/* One note of each form: about a record, about a field, about a slot, settled and open. */
static const char notes[]
    = "DELETE FROM conflict; INSERT INTO conflict VALUES "
      "(1, 0, 10, 3, x'01000000000000000000000000000000', NULL, NULL, NULL, 0, NULL, 1, NULL), "
      "(1, 1, 1, 3, x'01000000000000000000000000000000', 3, '\"a\\n髙\"', 'null', 7, NULL, 0, 12), "
      "(4, 0, 7, 9, x'02000000000000000000000000000000', NULL, NULL, NULL, 0, "
      "x'03000000000000000000000000000000', 1, NULL)";

static GString *
write_lines (UkeDb *db, const char *sql)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, sql, NULL);
  GString *lines = g_string_new (NULL);
  gboolean has_row = TRUE;

  while (uke_stmt_step (stmt, &has_row, NULL) && has_row) {
    uke_snapshot_notes_append (stmt, lines);
    g_string_append_c (lines, '\n');
  }
  return lines;
}

/* Notes come out of their lines as they went in, and open ones are told from the others. */
static void
test_there_and_back (void)
{
  g_autoptr (UkeTestStore) from = uke_test_store_new (), to = uke_test_store_new ();
  g_autoptr (GString) open = NULL, others = NULL, again = NULL, all = NULL;
  g_autoptr (GError) error = NULL;
  int64_t n = 0;

  uke_test_exec (from->db, notes);
  open = write_lines (from->db, UKE_SNAPSHOT_NOTES_SQL (UKE_SNAPSHOT_NOTES_OPEN));
  others = write_lines (from->db, UKE_SNAPSHOT_NOTES_SQL (UKE_SNAPSHOT_NOTES_OTHERS));
  all = write_lines (from->db, UKE_SNAPSHOT_NOTES_SQL ("TRUE"));
  uke_test_exec (to->db, "DELETE FROM conflict");
  g_assert_true (uke_snapshot_notes_load (to->db, open->str, open->len, &n, &error));
  g_assert_cmpint (n, ==, 2);
  g_assert_true (uke_snapshot_notes_load (to->db, others->str, others->len, &n, &error));
  g_assert_cmpint (n, ==, 1);
  again = write_lines (to->db, UKE_SNAPSHOT_NOTES_SQL ("TRUE"));
  g_assert_cmpstr (again->str, ==, all->str);
}

/* A line that is not of the form is refused. */
static void
test_refused (void)
{
#define ID "\"01000000000000000000000000000000\""
  static const char *const bad[] = {
    "[1,0,10,3," ID ",null,null,null,0,null,1,null]",
    "[1,0,10,3," ID ",null,null,null,0,null,1]\n",
    "[1,0,10,3,null,null,null,null,0,null,1,null]\n",
    "[1,0,10,3,\"01\",null,null,null,0,null,1,null]\n",
    "[null,0,10,3," ID ",null,null,null,0,null,1,null]\n",
    "[1,-1,10,3," ID ",null,null,null,0,null,1,null]\n",
    "[1,0,10,3," ID ",null,5,null,0,null,1,null]\n",
    "[1,0,10,3," ID ",null,null,null,0,7,1,null]\n",
    "[1,0,10,3," ID ",null,null,null,0,null,1,\"x\"]\n",
    "{}\n",
    "\n",
  };
  g_autoptr (UkeTestStore) store = uke_test_store_new ();

  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    int64_t n;

    g_assert_false (uke_snapshot_notes_load (store->db, bad[i], strlen (bad[i]), &n, &error));
    g_assert_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT);
  }
}

/* What would cost too much to read is not read. */
static void
test_limits (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (GError) error = NULL;
  int64_t n;

  g_assert_false (uke_snapshot_notes_load (store->db, "[[[]]]\n", 7, &n, &error));
  g_assert_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_LIMIT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/snapshot-notes/there-and-back", test_there_and_back);
  g_test_add_func ("/store/snapshot-notes/refused", test_refused);
  g_test_add_func ("/store/snapshot-notes/limits", test_limits);
  return g_test_run ();
}
