/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-decide.h"
#include "store/uke-log-store.h"
#include "support/uke-test-pusher.h"

#include <string.h>

static void
add_patients (UkeTestPusher *desk, unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    g_autoptr (UkeDraft) draft
        = uke_test_store_patient (desk->server->store, "12", "山田", NULL, NULL, NULL);
    UkeChangeSet *set = uke_test_pusher_set (desk, UKE_INTENT_PATIENT_REGISTER);
    g_autoptr (UkeWirePushAnswer) answer = NULL;

    uke_change_set_add_draft (set, draft);
    answer = uke_test_pusher_send_set (desk, set);
    g_assert_nonnull (answer);
  }
}

static UkeWirePage *
read_page (UkeTestPusher *desk, unsigned limit, size_t max_bytes)
{
  UkeAuthorityPeer peer = uke_test_authority_peer (desk->server, desk->dev);
  UkeWirePage *page = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_authority_changes (
      desk->server->store->db, &peer, desk->has_cursor ? &desk->cursor : NULL, limit, max_bytes,
      desk->server->store->now_us, &page, &desk->refusal, &error));
  g_assert_no_error (error);
  return page;
}

/* P8: page after page from the beginning, each entry follows the one before, up to the head; what
 * is written as JSON is read back the same. */
static void
test_pages (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 1);
  UkeTestPusher reader = uke_test_pusher_make (server, 3, 1);
  g_autoptr (UkeWirePage) all = NULL;
  g_autoptr (UkeWirePage) small = NULL;
  g_autoptr (UkeWirePage) tiny = NULL;
  g_autoptr (UkeWirePage) back = NULL;
  g_autoptr (UkeWirePage) none = NULL;
  g_autoptr (GString) json = g_string_new (NULL);

  add_patients (&desk, 20);
  small = read_page (&reader, 7, UKE_WIRE_MAX_BYTES);
  g_assert_cmpuint (small->entries->len, ==, 7);
  g_assert_true (small->more);
  tiny = read_page (&reader, 100, 1);
  g_assert_cmpuint (tiny->entries->len, ==, 1);
  g_assert_true (tiny->more);
  uke_wire_page_write (small, json);
  back = uke_wire_page_read (json->str, json->len, NULL);
  g_assert_cmpuint (back->entries->len, ==, 7);
  all = uke_test_pusher_pull (&reader);
  g_assert_cmpint (reader.cursor.seq, ==, all->head);
  g_assert_false (all->more);
  none = uke_test_pusher_pull (&reader);
  g_assert_cmpuint (none->entries->len, ==, 0);
  g_assert_true (uke_cursor_verify (&none->cursor, server->public_key));
}

/* The bytes of a page as JSON stay under what was asked for. */
static void
test_page_size (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 1);

  add_patients (&desk, 30);
  for (size_t max = 2000; max < 30000; max += 3000) {
    g_autoptr (UkeWirePage) page = read_page (&desk, 1000, max);
    g_autoptr (GString) json = g_string_new (NULL);

    uke_wire_page_write (page, json);
    g_assert_cmpuint (json->len, <, max + 1000);
  }
}

/* P17: from before the first entry that is kept no page is handed out, from there on one is. */
static void
test_too_old (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 1);
  UkeTestPusher before = uke_test_pusher_make (server, 3, 1), at;
  g_autoptr (UkeWirePage) first = NULL;
  g_autoptr (UkeWirePage) second = NULL;
  g_autoptr (UkeWirePage) rest = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  add_patients (&desk, 2);
  first = uke_test_pusher_pull (&before);
  add_patients (&desk, 2);
  at = before;
  second = uke_test_pusher_pull (&at);
  add_patients (&desk, 2);
  g_assert_true (uke_authority_raise_min_seq (server->store->db, at.cursor.seq + 1, NULL));
  g_assert_null (uke_test_pusher_pull (&before));
  g_assert_cmpint (before.refusal.code, ==, UKE_WIRE_TOO_OLD);
  g_assert_cmpint (before.refusal.min_seq, ==, at.cursor.seq + 1);
  rest = uke_test_pusher_pull (&at);
  g_assert_cmpuint (rest->entries->len, ==, 2);
  g_assert_true (uke_log_store_verify (server->store->db, problems, NULL, NULL));
  g_assert_cmpuint (problems->len, ==, 0);
}

/* The log is cut only where it is old and long; receipts and chain stay, so nothing comes twice. */
static void
test_compact (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 1);
  int64_t later_us = server->store->now_us + 2 * UKE_AUTHORITY_KEEP_US;
  int64_t min_seq = 0;

  add_patients (&desk, 3);
  g_assert_true (uke_authority_compact (server->store->db, later_us, &min_seq, NULL));
  g_assert_cmpint (min_seq, ==, 1);
  /* A log of 100,000 entries more, as far as compaction looks. */
  uke_test_exec (
      server->store->db,
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
      "INSERT INTO flog (feed, seq, cs_id, dev, inc, dseq, base, intent, outcome, hlc, "
      "clkq, at_us, sv, phash, chain, payload) SELECT 1, i + 10, X'00', 1, 1, i, "
      "0, 1, 1, 0, 0, 9000000000000000, 1, X'00', X'00', X'01' FROM n; "
      "UPDATE feed SET seq = 100010");
  g_assert_true (uke_authority_compact (server->store->db, server->store->now_us, &min_seq, NULL));
  g_assert_cmpint (min_seq, ==, 1);
  g_assert_true (uke_authority_compact (server->store->db, later_us, &min_seq, NULL));
  g_assert_cmpint (min_seq, ==, 5);
  g_assert_cmpint (uke_test_query (server->store->db, "SELECT count(*) FROM flog WHERE payload IS "
                                                      "NULL AND seq < 5"),
                   ==, 4);
  g_assert_cmpint (uke_test_query (server->store->db, "SELECT count(*) FROM flog WHERE payload IS "
                                                      "NULL AND seq >= 5"),
                   ==, 0);
  g_assert_cmpint (uke_test_query (server->store->db, "SELECT count(*) FROM receipt"), ==, 4);
}

/* A signed head is kept every 256 entries or 60 seconds, each a place of the history. */
static void
test_heads (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 1);

  add_patients (&desk, 3);
  g_assert_cmpint (uke_test_query (server->store->db, "SELECT count(*) FROM head_sig"), ==, 1);
  server->store->now_us += INT64_C (61000000);
  add_patients (&desk, 1);
  g_assert_cmpint (uke_test_query (server->store->db, "SELECT count(*) FROM head_sig"), ==, 2);
  g_assert_cmpint (uke_test_query (server->store->db,
                                   "SELECT count(*) FROM head_sig AS h JOIN flog AS l ON l.seq = "
                                   "h.seq AND l.chain = h.chain"),
                   ==, 2);
  server->store->now_us -= INT64_C (61000000);
  add_patients (&desk, 256);
  g_assert_cmpint (uke_test_query (server->store->db, "SELECT max (seq) / 256 FROM head_sig"), ==,
                   1);
}

/* What a desk is told is in a backup reaches no further than its own proven place. */
static void
test_durable (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 1);
  g_autoptr (UkeWirePage) first = NULL;
  g_autoptr (UkeWirePage) second = NULL;
  int64_t at;

  first = uke_test_pusher_pull (&desk);
  at = desk.cursor.seq;
  add_patients (&desk, 3);
  g_assert_true (uke_authority_set_backup (server->store->db, 9999, UKE_TEST_NOW_US, NULL));
  g_assert_cmpint (uke_test_query (server->store->db, "SELECT backup_seq - seq FROM feed"), ==, 0);
  second = read_page (&desk, 100, UKE_WIRE_MAX_BYTES);
  g_assert_cmpint (second->durable, ==, at);
  g_assert_true (uke_authority_set_backup (server->store->db, 1, UKE_TEST_NOW_US, NULL));
  g_assert_cmpint (uke_test_query (server->store->db, "SELECT backup_seq - seq FROM feed"), ==, 0);
}

static UkeWireWelcome
say_hello (UkeTestPusher *desk, int64_t next_dseq)
{
  UkeAuthorityPeer peer = uke_test_authority_peer (desk->server, desk->dev);
  UkeWireHello hello = { .proto = UKE_WIRE_PROTO,
                         .version = (char *)"0.1.0",
                         .sv = UKE_SCHEMA_VERSION,
                         .inc = desk->inc,
                         .next_dseq = next_dseq,
                         .has_cursor = desk->has_cursor,
                         .cursor = desk->cursor };
  UkeWireWelcome welcome = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_authority_hello (desk->server->store->db, &peer, &hello,
                                      desk->server->store->now_us, &welcome, &desk->refusal,
                                      &error));
  g_assert_no_error (error);
  return welcome;
}

/* A desk is told the last number of its own that the server has, and the register what it said. */
static void
test_hello (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 41);
  UkeTestPusher unknown = uke_test_pusher_make (server, 9, 1);
  g_autoptr (UkeWirePage) page = NULL;
  UkeWireWelcome welcome;

  add_patients (&desk, 3);
  page = uke_test_pusher_pull (&desk);
  welcome = say_hello (&desk, 4);
  g_assert_cmpint (welcome.last_dseq, ==, 3);
  g_assert_cmpint (welcome.head, ==, desk.cursor.seq);
  g_assert_cmpint (welcome.state, ==, UKE_FEED_OPEN);
  g_assert_cmpint (uke_test_query (server->store->db, "SELECT last_inc FROM server_device WHERE "
                                                      "dev = 2"),
                   ==, 41);
  g_assert_cmpint (uke_test_query (server->store->db, "SELECT last_seq FROM server_device WHERE "
                                                      "dev = 2"),
                   ==, desk.cursor.seq);
  desk.inc = 42;
  g_assert_cmpint (say_hello (&desk, 1).last_dseq, ==, 0);
  say_hello (&unknown, 1);
  g_assert_cmpint (unknown.refusal.code, ==, UKE_WIRE_UNKNOWN_DEVICE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/authority-changes/pages", test_pages);
  g_test_add_func ("/store/authority-changes/page-size", test_page_size);
  g_test_add_func ("/store/authority-changes/too-old", test_too_old);
  g_test_add_func ("/store/authority-changes/compact", test_compact);
  g_test_add_func ("/store/authority-changes/heads", test_heads);
  g_test_add_func ("/store/authority-changes/durable", test_durable);
  g_test_add_func ("/store/authority-changes/hello", test_hello);
  return g_test_run ();
}
