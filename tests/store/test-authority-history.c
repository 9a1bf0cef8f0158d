/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-decide.h"
#include "store/uke-log-store.h"
#include "support/uke-test-pusher.h"

#include <string.h>

static UkeChangeSet *
make_patient (UkeTestPusher *desk)
{
  UkeChangeSet *set = uke_test_pusher_set (desk, UKE_INTENT_PATIENT_REGISTER);
  static unsigned n_made;
  g_autofree char *number = g_strdup_printf ("%u", ++n_made);
  /* A name of its own too: two desks' new patients of one name are asked about. */
  g_autoptr (UkeDraft) draft
      = uke_test_store_patient (desk->server->store, number, "山田", number, NULL, NULL);

  uke_change_set_add_draft (set, draft);
  return set;
}

static void
add_patients (UkeTestPusher *desk, unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    g_autoptr (UkeWirePushAnswer) answer = uke_test_pusher_send_set (desk, make_patient (desk));

    g_assert_nonnull (answer);
  }
}

static void
pull (UkeTestPusher *desk)
{
  g_autoptr (UkeWirePage) page = uke_test_pusher_pull (desk);

  g_assert_nonnull (page);
}

/* Puts the server back to where it stood after entry @seq. */
static void
put_back (UkeTestAuthority *server, int64_t seq)
{
  g_autofree char *sql = g_strdup_printf (
      "DELETE FROM flog WHERE seq > %" G_GINT64_FORMAT "; DELETE FROM receipt WHERE seq > "
      "%" G_GINT64_FORMAT "; DELETE FROM head_sig WHERE seq > %" G_GINT64_FORMAT
      "; DELETE FROM patient_search; DELETE FROM patient WHERE cver > %" G_GINT64_FORMAT
      "; DELETE FROM devpos WHERE dev > 1; UPDATE feed SET seq = %" G_GINT64_FORMAT
      ", chain = (SELECT chain FROM flog WHERE flog.seq = %" G_GINT64_FORMAT ")",
      seq, seq, seq, seq, seq, seq);

  uke_test_exec (server->store->db, sql);
}

static int64_t
count_epochs (UkeTestAuthority *server)
{
  return uke_test_query (server->store->db, "SELECT count(*) FROM epoch_line");
}

static UkeId
get_epoch (UkeTestAuthority *server)
{
  UkeLogHead head;

  g_assert_true (uke_log_store_get_head (server->store->db, &head, NULL));
  return head.epoch;
}

/* P12: a cursor beyond the head proves that the server was put back: a new epoch, once, and the
 * device is told its id. */
static void
test_beyond_head (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 1);
  UkeId epoch = get_epoch (server), now;

  add_patients (&desk, 3);
  pull (&desk);
  put_back (server, 2);
  g_assert_null (uke_test_pusher_pull (&desk));
  now = get_epoch (server);
  g_assert_cmpint (desk.refusal.code, ==, UKE_WIRE_STALE_EPOCH);
  g_assert_true (uke_id_equal (&desk.refusal.epoch, &now));
  g_assert_false (uke_id_equal (&epoch, &now));
  g_assert_null (uke_test_pusher_pull (&desk));
  g_assert_cmpint (desk.refusal.code, ==, UKE_WIRE_STALE_EPOCH);
  g_assert_cmpint (count_epochs (server), ==, 2);
  g_assert_cmpint (uke_test_query (server->store->db, "SELECT state FROM feed"), ==,
                   UKE_FEED_RECOVERY);
}

/* P12: also when the server has grown past that place again, the chain tells. A push finds it out
 * before anything of it is taken. */
static void
test_grown_again (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 1);
  UkeTestPusher other = uke_test_pusher_make (server, 3, 1);

  add_patients (&desk, 3);
  pull (&desk);
  put_back (server, 2);
  add_patients (&other, 5);
  g_assert_null (uke_test_pusher_send_set (&desk, make_patient (&desk)));
  g_assert_cmpint (desk.refusal.code, ==, UKE_WIRE_STALE_EPOCH);
  g_assert_cmpint (count_epochs (server), ==, 2);
  g_assert_cmpint (uke_test_query (server->store->db,
                                   "SELECT reason FROM epoch_line ORDER BY at_us DESC LIMIT 1"),
                   ==, UKE_EPOCH_HISTORY_MISMATCH);
  g_assert_cmpint (uke_test_query (server->store->db, "SELECT count(*) FROM patient"), ==, 6);
}

/* P12: a server that was put back to before an epoch began, and is shown it, begins another: one,
 * however many devices show what they have seen of the lost ones while it recovers. */
static void
test_unknown_epoch (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 1),
                other = uke_test_pusher_make (server, 3, 1);
  UkeId now;

  pull (&desk);
  desk.cursor.epoch = uke_id_new (5);
  uke_cursor_sign (&desk.cursor, server->secret);
  g_assert_null (uke_test_pusher_pull (&desk));
  g_assert_cmpint (desk.refusal.code, ==, UKE_WIRE_STALE_EPOCH);
  g_assert_cmpint (
      uke_test_query (server->store->db, "SELECT reason FROM epoch_line JOIN feed USING (epoch)"),
      ==, UKE_EPOCH_UNKNOWN_EPOCH);
  now = get_epoch (server);
  other.has_cursor = TRUE;
  other.cursor = desk.cursor;
  g_assert_null (uke_test_pusher_pull (&other));
  g_assert_cmpint (other.refusal.code, ==, UKE_WIRE_STALE_EPOCH);
  g_assert_true (uke_id_equal (&other.refusal.epoch, &now));
  other.cursor.epoch = uke_id_new (6);
  uke_cursor_sign (&other.cursor, server->secret);
  g_assert_null (uke_test_pusher_pull (&other));
  g_assert_cmpint (other.refusal.code, ==, UKE_WIRE_STALE_EPOCH);
  g_assert_true (uke_id_equal (&other.refusal.epoch, &now));
}

/* P12: a cursor that is forged, damaged or signed by another key concerns the one who shows it and
 * nobody else: no epoch is begun. */
static void
test_forged (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 1), forged;
  uint8_t secret[UKE_CURSOR_SECRET_SIZE], public_key[UKE_CURSOR_PUBLIC_SIZE];

  add_patients (&desk, 1);
  pull (&desk);
  uke_cursor_make_keys (secret, public_key);
  for (unsigned i = 0; i < 5; i++) {
    forged = desk;
    if (i == 0)
      forged.cursor.seq = 99;
    else if (i == 1)
      forged.cursor.chain[5] ^= 1;
    else if (i == 2)
      forged.cursor.epoch = uke_id_new (5);
    else if (i == 3)
      forged.cursor.is_signed = FALSE;
    else
      uke_cursor_sign (&forged.cursor, secret);
    g_assert_null (uke_test_pusher_pull (&forged));
    g_assert_cmpint (forged.refusal.code, ==, UKE_WIRE_BAD_CURSOR);
  }
  g_assert_cmpint (count_epochs (server), ==, 1);
}

/* A device of an older epoch is told so; it begins none. */
static void
test_stale (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 1);

  pull (&desk);
  g_assert_true (
      uke_authority_new_epoch (server->store->db, UKE_EPOCH_RESTORED, server->store->now_us, NULL));
  g_assert_null (uke_test_pusher_pull (&desk));
  g_assert_cmpint (desk.refusal.code, ==, UKE_WIRE_STALE_EPOCH);
  g_assert_cmpint (count_epochs (server), ==, 2);
}

/* A connection that only reads begins no epoch: it says that it is to be asked elsewhere. */
static void
test_read_only (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 1);
  UkeAuthorityPeer peer = uke_test_authority_peer (server, 2);
  UkeDbConfig config = uke_test_folder_config (server->store->folder);
  g_autoptr (UkeDb) reader = NULL;
  UkeWirePage *page = NULL;
  UkeWireRefusal refusal;

  if (server->store->folder->schema != NULL) {
    g_test_skip ("connections that only read are of files");
    return;
  }
  add_patients (&desk, 2);
  pull (&desk);
  put_back (server, 2);
  config.create = FALSE;
  config.read_only = TRUE;
  reader = uke_db_open (&config, NULL);
  g_assert_nonnull (reader);
  g_assert_true (
      uke_authority_changes (reader, &peer, &desk.cursor, 10, 1000, 0, &page, &refusal, NULL));
  g_assert_null (page);
  g_assert_cmpint (refusal.code, ==, UKE_WIRE_BUSY);
  g_assert_cmpint (count_epochs (server), ==, 1);
}

static int64_t
find_fork (UkeTestPusher *desk, GArray *cursors)
{
  UkeAuthorityPeer peer = uke_test_authority_peer (desk->server, desk->dev);
  UkeWireResync resync = { .heads = cursors };
  UkeWireFork fork = { 0 };

  g_assert_true (uke_authority_resync (desk->server->store->db, &peer, &resync,
                                       desk->server->store->now_us, &fork, &desk->refusal, NULL));
  g_assert_cmpint (desk->refusal.code, ==, UKE_WIRE_OK);
  return fork.fork_seq;
}

/* Where two histories part: the newest of the heads shown that both have; by the signed heads where
 * the log is gone; nowhere when none is shared. */
static void
test_resync (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 1);
  UkeTestPusher other = uke_test_pusher_make (server, 3, 1);
  g_autoptr (GArray) cursors = g_array_new (FALSE, FALSE, sizeof (UkeCursor));

  g_assert_cmpint (find_fork (&desk, cursors), ==, 0);
  for (unsigned i = 0; i < 4; i++) {
    add_patients (&desk, 1);
    pull (&desk);
    g_array_prepend_val (cursors, desk.cursor);
  }
  g_assert_cmpint (find_fork (&desk, cursors), ==, 5);
  put_back (server, 3);
  add_patients (&other, 4);
  g_assert_cmpint (find_fork (&desk, cursors), ==, 3);
  uke_test_exec (server->store->db,
                 "DELETE FROM head_sig; INSERT INTO head_sig (feed, seq, epoch, chain, sig) "
                 "SELECT 1, seq, X'00', chain, X'00' FROM flog WHERE seq = 2; "
                 "DELETE FROM flog WHERE seq < 4");
  g_assert_cmpint (find_fork (&desk, cursors), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/authority-history/beyond-head", test_beyond_head);
  g_test_add_func ("/store/authority-history/grown-again", test_grown_again);
  g_test_add_func ("/store/authority-history/unknown-epoch", test_unknown_epoch);
  g_test_add_func ("/store/authority-history/forged", test_forged);
  g_test_add_func ("/store/authority-history/stale", test_stale);
  g_test_add_func ("/store/authority-history/read-only", test_read_only);
  g_test_add_func ("/store/authority-history/resync", test_resync);
  return g_test_run ();
}
