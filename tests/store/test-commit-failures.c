/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-store-verify.h"
#include "support/uke-test-store.h"

#include <string.h>

#define NINE_US (UKE_TEST_NOW_US + INT64_C (86400000000))

/* A SELECT of one text that holds everything in a table. */
static char *
make_dump_sql (UkeDb *db, const char *table)
{
  g_auto (GStrv) columns = uke_test_list_columns (db, table);
  GString *sql = g_string_new ("SELECT ''");
  const char *quote = uke_test_is_postgresql () ? "quote_nullable" : "quote";

  for (unsigned i = 0; columns[i] != NULL; i++)
    g_string_append_printf (sql, " || %s (%s) || ','", quote, columns[i]);
  g_string_append_printf (sql, " FROM %s ORDER BY 1", table);
  return g_string_free (sql, FALSE);
}

/* A hash of every row of every table. */
static char *
hash_everything (UkeDb *db)
{
  g_autoptr (GChecksum) hash = g_checksum_new (G_CHECKSUM_SHA256);
  g_auto (GStrv) tables = uke_test_list_tables (db);
  gboolean has_row;

  for (unsigned i = 0; tables[i] != NULL; i++) {
    g_autofree char *sql = make_dump_sql (db, tables[i]);
    g_autoptr (UkeStmt) rows = uke_db_prepare (db, sql, NULL);

    while (uke_stmt_step (rows, &has_row, NULL) && has_row)
      g_checksum_update (hash, (const guchar *)uke_stmt_text (rows, 0), -1);
  }
  return g_strdup (g_checksum_get_string (hash));
}

static void
assert_sound (UkeTestStore *store)
{
  g_autoptr (GPtrArray) checks = uke_store_verify (store->db, NULL, NULL, NULL, NULL);

  for (unsigned i = 0; i < checks->len; i++)
    g_assert_cmpuint (((UkeStoreCheck *)checks->pdata[i])->problems->len, ==, 0);
}

/* A change-set that writes every table a commit can write: a new patient with a booking, and a
 * booking of somebody else that is moved to where another is. */
static UkeChangeSet *
make_set (UkeTestStore *store)
{
  UkeId id = uke_id_new (store->now_us);
  UkeChangeSet *set = uke_change_set_new (&id, UKE_INTENT_DEMO);
  g_autoptr (UkeDraft) patient
      = uke_test_store_patient (store, "99", "佐藤", "花子", "さとう", "はなこ");
  g_autoptr (UkeDraft) phone
      = uke_test_store_phone (store, uke_draft_get_id (patient), "09000009999");
  g_autoptr (UkeDraft) first
      = uke_test_store_appointment (store, uke_draft_get_id (patient), NINE_US, 30);
  g_autoptr (UkeDraft) second
      = uke_test_store_appointment (store, uke_draft_get_id (patient), NINE_US, 30);

  uke_change_set_add_draft (set, patient);
  uke_change_set_add_draft (set, phone);
  uke_change_set_add_draft (set, first);
  uke_change_set_add_draft (set, second);
  return set;
}

/* Makes a step ("INSERT ON table") fail, or lets it be again. */
static void
set_trap (UkeDb *db, const char *step, gboolean is_set)
{
  const char *table = strstr (step, " ON ");
  g_autofree char *sql = NULL;

  if (!uke_test_is_postgresql ())
    sql = is_set ? g_strdup_printf ("CREATE TEMP TRIGGER fails BEFORE %s BEGIN SELECT RAISE "
                                    "(ABORT, 'injected'); END",
                                    step)
                 : g_strdup ("DROP TRIGGER fails");
  else
    sql = is_set ? g_strdup_printf ("CREATE FUNCTION fail () RETURNS trigger LANGUAGE plpgsql AS "
                                    "$$ BEGIN RAISE EXCEPTION 'injected'; END $$; CREATE TRIGGER "
                                    "fails BEFORE %s FOR EACH ROW EXECUTE FUNCTION fail ()",
                                    step)
                 : g_strdup_printf ("DROP TRIGGER fails%s; DROP FUNCTION fail", table);
  uke_test_exec (db, sql);
}

/* Whichever statement of a commit fails, the file holds what it held; and then it can be done. */
static void
test_each_statement (void)
{
  static const char *const steps[] = {
    "INSERT ON flog",
    "INSERT ON receipt",
    "UPDATE ON feed",
    "INSERT ON conflict",
    "INSERT ON patient",
    "INSERT ON patient_phone",
    "INSERT ON appointment",
    "INSERT ON slot_claim",
    "INSERT ON audit",
    "UPDATE ON device",
    "UPDATE ON devpos",
    "INSERT ON patient_search",
    "INSERT ON appointment_card",
  };
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autofree char *before = hash_everything (store->db);
  g_autoptr (UkeCommitted) committed = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *after = NULL;

    g_test_message ("%s", steps[i]);
    set_trap (store->db, steps[i], TRUE);
    g_assert_null (uke_test_store_try (store, make_set (store), &error));
    g_assert_nonnull (error);
    set_trap (store->db, steps[i], FALSE);
    g_assert_false (uke_db_in_transaction (store->db));
    after = hash_everything (store->db);
    g_assert_cmpstr (after, ==, before);
  }
  committed = uke_test_store_try (store, make_set (store), NULL);
  g_assert_nonnull (committed);
  assert_sound (store);
}

/* When the disk is full in the middle, the file holds what it held; with space it can be done. */
static void
test_no_space (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  for (unsigned i = 0; i < 40 && error == NULL; i++) {
    g_autofree char *limit
        = g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT,
                           uke_test_query (store->db, "PRAGMA page_count") + i % 3);

    uke_test_query (store->db, limit);
    g_free (before);
    before = hash_everything (store->db);
    uke_committed_free (uke_test_store_try (store, make_set (store), &error));
  }
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_FULL);
  after = hash_everything (store->db);
  g_assert_cmpstr (after, ==, before);
  uke_test_query (store->db, "PRAGMA max_page_count = 100000");
  g_clear_error (&error);
  uke_committed_free (uke_test_store_try (store, make_set (store), &error));
  g_assert_no_error (error);
  assert_sound (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/commit-failures/each-statement", test_each_statement);
  /* A full disk of PostgreSQL is its host's; what is said then is in tests/db. */
  if (!uke_test_is_postgresql ())
    g_test_add_func ("/store/commit-failures/no-space", test_no_space);
  return g_test_run ();
}
