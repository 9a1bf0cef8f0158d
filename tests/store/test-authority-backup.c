/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-digest.h"
#include "support/uke-test-pusher.h"

static void
add_patient (UkeTestPusher *desk)
{
  g_autoptr (UkeDraft) draft
      = uke_test_store_patient (desk->server->store, "12", "山田", NULL, NULL, NULL);
  UkeChangeSet *set = uke_test_pusher_set (desk, UKE_INTENT_PATIENT_REGISTER);
  g_autoptr (UkeWirePushAnswer) answer = NULL;

  uke_change_set_add_draft (set, draft);
  answer = uke_test_pusher_send_set (desk, set);
  g_assert_nonnull (answer);
}

/* A server with a device and a patient, whose sums are kept. */
static UkeTestAuthority *
make_server (void)
{
  UkeTestAuthority *server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 1);

  uke_test_exec (server->store->db, "BEGIN");
  g_assert_true (uke_digest_keep (server->store->db, NULL));
  uke_test_exec (server->store->db, "COMMIT");
  add_patient (&desk);
  add_patient (&desk);
  return server;
}

/* The first thing that is wrong with @copy, or NULL. */
static char *
look (UkeTestAuthority *server, UkeTestAuthority *copy)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  int64_t seq = 0;

  g_assert_true (
      uke_authority_verify_copy (server->store->db, copy->store->db, &seq, problems, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (seq, ==, uke_test_query (copy->store->db, "SELECT seq FROM feed"));
  return problems->len > 0 ? g_strdup (problems->pdata[0]) : NULL;
}

/* A whole copy is a backup, and says how far it goes. */
static void
test_good (void)
{
  g_autoptr (UkeTestAuthority) server = make_server ();

  g_assert_null (look (server, server));
}

/* A value that was changed in a row, a text of the log, and another clinic's data are seen. */
static void
test_bad (void)
{
  static const struct {
    const char *sql, *problem;
  } faults[] = {
    { "UPDATE patient SET family_name = '山口'", "rows: *" },
    { "UPDATE flog SET at_us = at_us + 1 WHERE seq = (SELECT max (seq) FROM flog)", "log: *" },
    { "DELETE FROM digest WHERE bucket = 4096", "rows: *" },
  };
  g_autoptr (UkeTestAuthority) server = make_server ();
  g_autoptr (UkeTestAuthority) other = make_server ();
  g_autofree char *strange = look (server, other);

  g_assert_cmpstr (strange, ==, "log: the copy has another epoch");
  for (unsigned i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autoptr (UkeTestAuthority) copy = make_server ();
    g_autofree char *problem = NULL;

    uke_test_exec (copy->store->db, faults[i].sql);
    problem = look (copy, copy);
    g_test_message ("%s: %s", faults[i].sql, problem);
    g_assert_nonnull (problem);
    g_assert_true (g_pattern_match_simple (faults[i].problem, problem));
  }
}

/* What was verified is remembered with its time; it never goes back, and never beyond the log. */
static void
test_kept (void)
{
  g_autoptr (UkeTestAuthority) server = make_server ();
  UkeDb *db = server->store->db;
  int64_t head = uke_test_query (db, "SELECT seq FROM feed"), seq, at_us;

  g_assert_true (uke_authority_get_backup (db, &seq, &at_us, NULL));
  g_assert_cmpint (seq, ==, 0);
  g_assert_cmpint (at_us, ==, 0);
  g_assert_true (uke_authority_set_backup (db, head - 1, 5, NULL));
  g_assert_true (uke_authority_set_backup (db, head - 2, 7, NULL));
  g_assert_true (uke_authority_get_backup (db, &seq, &at_us, NULL));
  g_assert_cmpint (seq, ==, head - 1);
  g_assert_cmpint (at_us, ==, 7);
  g_assert_true (uke_authority_set_backup (db, head + 9, 8, NULL));
  g_assert_true (uke_authority_get_backup (db, &seq, &at_us, NULL));
  g_assert_cmpint (seq, ==, head);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/authority-backup/good", test_good);
  g_test_add_func ("/store/authority-backup/bad", test_bad);
  g_test_add_func ("/store/authority-backup/kept", test_kept);
  return g_test_run ();
}
