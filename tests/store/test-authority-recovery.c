/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-decide.h"
#include "model/uke-entities.h"
#include "store/uke-quarantine.h"
#include "store/uke-recovery-report.h"
#include "store/uke-store-error.h"
#include "support/uke-test-pusher.h"

#define MINUTE_US INT64_C (60000000)
#define NINE_US (UKE_TEST_NOW_US + INT64_C (86400000000))

/** Case: a server that was put back, and two desks that stand in its new epoch. */
typedef struct {
  UkeTestAuthority *server; /* (owned) */
  UkeTestPusher a, b;
  UkeId patient;
  int64_t cap;
  int64_t began_us;
} Case;

static UkeChangeSet *
make_patient (UkeTestPusher *desk, const char *number)
{
  UkeChangeSet *set = uke_test_pusher_set (desk, UKE_INTENT_PATIENT_REGISTER);
  /* A name of its own too: two desks' new patients of one name are asked about. */
  g_autoptr (UkeDraft) draft
      = uke_test_store_patient (desk->server->store, number, "山田", number, NULL, NULL);

  uke_change_set_add_draft (set, draft);
  return set;
}

static UkeChangeSet *
make_booking (Case *self, UkeTestPusher *desk, UkeId *out_id)
{
  UkeChangeSet *set = uke_test_pusher_set (desk, UKE_INTENT_BOOK);
  g_autoptr (UkeDraft) draft
      = uke_test_store_appointment (self->server->store, &self->patient, NINE_US, 30);

  *out_id = *uke_draft_get_id (draft);
  uke_change_set_add_draft (set, draft);
  return set;
}

static void
pull (UkeTestPusher *desk)
{
  g_autoptr (UkeWirePage) page = uke_test_pusher_pull (desk);

  g_assert_nonnull (page);
}

/* Begins a new epoch after the devices were seen. */
static void
begin (Case *self)
{
  UkeTestStore *store = self->server->store;
  g_autofree char *sql = g_strdup_printf (
      "UPDATE server_device SET last_seen_us = %" G_GINT64_FORMAT, store->now_us - MINUTE_US);

  uke_test_exec (store->db, sql);
  g_assert_true (uke_authority_new_epoch (store->db, UKE_EPOCH_RESTORED, store->now_us, NULL));
  self->began_us = store->now_us;
  self->a.has_cursor = self->b.has_cursor = FALSE;
  pull (&self->a);
  pull (&self->b);
  self->cap = self->a.cursor.seq;
}

static void
set_up (Case *self)
{
  g_autoptr (UkeDraft) patient = NULL;

  self->server = uke_test_authority_new ();
  self->a = uke_test_pusher_make (self->server, 2, 1);
  self->b = uke_test_pusher_make (self->server, 3, 1);
  patient = uke_test_store_patient (self->server->store, "900", "森", NULL, NULL, NULL);
  self->patient = *uke_draft_get_id (patient);
  uke_committed_free (
      uke_test_store_commit (self->server->store, g_steal_pointer (&patient), NULL));
  begin (self);
}

static void
clear_case (Case *self)
{
  uke_test_authority_free (self->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, clear_case)

/* One change-set that comes back from the lost epoch @epoch: its entry @seq there, number @dseq of
 * the device's incarnation 77; @epoch 0: it never had a place. */
static void
add_old (Case *self,
         UkeTestPusher *desk,
         UkeWirePush *push,
         UkeChangeSet *set,
         uint8_t epoch,
         int64_t seq,
         int64_t dseq)
{
  UkeWireWas *was;

  uke_test_pusher_add (desk, push, set, self->cap);
  was = &g_array_index (push->sets, UkeWireSet, push->sets->len - 1).was;
  *was = (UkeWireWas){ epoch != 0, { { 1, epoch } }, seq, 77, dseq };
}

static UkeWirePushAnswer *
send_old (Case *self,
          UkeTestPusher *desk,
          UkeChangeSet *set,
          uint8_t epoch,
          int64_t seq,
          int64_t dseq)
{
  g_autoptr (UkeWirePush) push = uke_test_pusher_push (desk);

  add_old (self, desk, push, set, epoch, seq, dseq);
  return uke_test_pusher_send (desk, push);
}

static void
expect_later (UkeWirePushAnswer *answer, unsigned index)
{
  g_assert_cmpint (uke_test_result (answer, index)->kind, ==, UKE_WIRE_RESULT_LATER);
}

static int64_t
get_state (Case *self)
{
  return uke_test_query (self->server->store->db, "SELECT state FROM feed");
}

static void
end (Case *self, int64_t after_us)
{
  g_assert_true (
      uke_authority_end_recovery (self->server->store->db, self->began_us + after_us, NULL));
}

static gboolean
needs_new_time (Case *self, const UkeId *id)
{
  char hex[UKE_ID_HEX_SIZE];
  g_autofree char *sql = NULL;

  uke_id_to_hex (id, hex);
  sql = g_strdup_printf (uke_test_is_postgresql ()
                             ? "SELECT coalesce (needs_new_time, 0) FROM appointment WHERE id = "
                               "decode ('%s', 'hex')"
                             : "SELECT coalesce (needs_new_time, 0) FROM appointment WHERE id = "
                               "X'%s'",
                         hex);
  return uke_test_query (self->server->store->db, sql) != 0;
}

/* While old change-sets come back, new ones wait; a desk that has come to its new ones has
 * reported. When everybody has, the old ones are judged and new ones taken at once. */
static void
test_recovery (void)
{
  g_auto (Case) self = { 0 };
  g_autoptr (UkeWirePush) push = NULL;
  g_autoptr (UkeWirePush) nothing = NULL;
  g_autoptr (UkeChangeSet) old = NULL;
  g_autoptr (UkeChangeSet) new_one = NULL;
  g_autoptr (UkeWirePushAnswer) first = NULL;
  g_autoptr (UkeWirePushAnswer) second = NULL;
  g_autoptr (UkeWirePushAnswer) third = NULL;

  set_up (&self);
  push = uke_test_pusher_push (&self.a);
  old = make_patient (&self.a, "1");
  new_one = make_patient (&self.a, "2");
  add_old (&self, &self.a, push, old, 1, 9, 1);
  uke_test_pusher_add (&self.a, push, new_one, UKE_NO_CAP);
  first = uke_test_pusher_send (&self.a, push);
  g_assert_cmpuint (first->results->len, ==, 1);
  expect_later (first, 0);
  g_assert_cmpint (first->head, ==, self.cap);
  g_assert_null (uke_test_pusher_send_set (&self.b, make_patient (&self.b, "3")));
  g_assert_cmpint (self.b.refusal.code, ==, UKE_WIRE_BUSY);
  g_assert_cmpuint (self.b.refusal.retry_after_s, >, 0);
  /* That was its whole report: nothing old stood before it. */
  g_assert_cmpint (get_state (&self), ==, UKE_FEED_OPEN);
  g_assert_cmpint (uke_test_query (self.server->store->db, "SELECT seq FROM feed"), ==,
                   self.cap + 1);
  second = uke_test_pusher_send (&self.a, push);
  g_assert_cmpint (uke_test_result (second, 0)->kind, ==, UKE_WIRE_RESULT_DUP);
  g_assert_cmpint (uke_test_result (second, 0)->seq, ==, self.cap + 1);
  g_assert_cmpint (uke_test_result (second, 1)->kind, ==, UKE_WIRE_RESULT_APPLIED);
}

/* A recovery is over after 15 minutes whoever is missing, and at once when all have reported. */
static void
test_ends (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self);
  end (&self, 14 * MINUTE_US);
  g_assert_cmpint (get_state (&self), ==, UKE_FEED_RECOVERY);
  end (&self, 15 * MINUTE_US);
  g_assert_cmpint (get_state (&self), ==, UKE_FEED_OPEN);
  begin (&self);
  for (unsigned i = 0; i < 2; i++) {
    UkeTestPusher *desk = i == 0 ? &self.a : &self.b;
    g_autoptr (UkeWirePush) nothing = uke_test_pusher_push (desk);
    g_autoptr (UkeWirePushAnswer) answer = uke_test_pusher_send (desk, nothing);

    g_assert_nonnull (answer);
    g_assert_cmpint (get_state (&self), ==, i == 0 ? UKE_FEED_RECOVERY : UKE_FEED_OPEN);
  }
}

/* Of two bookings for one time the one that was confirmed first in the lost history has it, also
 * when its desk comes last. */
static void
test_first_stays_first (void)
{
  g_auto (Case) self = { 0 };
  UkeId first, second;
  g_autoptr (UkeWirePushAnswer) late = NULL;
  g_autoptr (UkeWirePushAnswer) early = NULL;
  g_autoptr (UkeChangeSet) b = NULL;
  g_autoptr (UkeChangeSet) a = NULL;

  set_up (&self);
  b = make_booking (&self, &self.b, &second);
  a = make_booking (&self, &self.a, &first);
  late = send_old (&self, &self.b, b, 1, 50, 1);
  early = send_old (&self, &self.a, a, 1, 49, 1);
  g_assert_cmpint (get_state (&self), ==, UKE_FEED_OPEN);
  g_assert_false (needs_new_time (&self, &first));
  g_assert_true (needs_new_time (&self, &second));
}

/* An earlier epoch goes before a later one, and what never had a place comes behind all others. But
 * nothing goes before what its own desk did earlier: its third one has its place in a history that
 * was lost before that of the second. */
static void
test_order (void)
{
  static const struct {
    uint8_t epoch;
    int64_t seq;
    unsigned place;
  } rows[2][4] = { { { 1, 7, 0 }, { 2, 6, 3 }, { 1, 9, 4 }, { 0, 0, 6 } },
                   { { 1, 90, 1 }, { 2, 5, 2 }, { 2, 7, 5 }, { 0, 0, 7 } } };
  g_auto (Case) self = { 0 };
  g_autoptr (UkeWirePage) page = NULL;
  UkeId ids[8];

  set_up (&self);
  for (unsigned d = 0; d < G_N_ELEMENTS (rows); d++) {
    UkeTestPusher *desk = d == 0 ? &self.b : &self.a;
    g_autoptr (UkeWirePush) push = uke_test_pusher_push (desk);
    g_autoptr (UkeWirePushAnswer) answer = NULL;

    for (unsigned i = 0; i < G_N_ELEMENTS (rows[d]); i++) {
      g_autofree char *number = g_strdup_printf ("%u", 10 * d + i + 1);
      g_autoptr (UkeChangeSet) set = make_patient (desk, number);

      ids[rows[d][i].place] = set->id;
      add_old (&self, desk, push, set, rows[d][i].epoch, rows[d][i].seq, i + 1);
    }
    answer = uke_test_pusher_send (desk, push);
    g_assert_cmpuint (answer->results->len, ==, G_N_ELEMENTS (rows[d]));
  }
  end (&self, 15 * MINUTE_US);
  page = uke_test_pusher_pull (&self.a);
  g_assert_cmpuint (page->entries->len, ==, G_N_ELEMENTS (ids));
  for (unsigned i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_true (
        uke_id_equal (&g_array_index (page->entries, UkeWireEntry, i).meta.change_set_id, &ids[i]));
}

/* What comes twice waits once, under whichever numbers; another one under its id is refused. */
static void
test_twice (void)
{
  g_auto (Case) self = { 0 };
  g_autoptr (UkeChangeSet) set = NULL;
  g_autoptr (UkeChangeSet) other = NULL;
  g_autoptr (UkeWirePushAnswer) first = NULL;
  g_autoptr (UkeWirePushAnswer) again = NULL;
  g_autoptr (UkeWirePushAnswer) anew = NULL;
  g_autoptr (UkeWirePushAnswer) reused = NULL;
  UkeDb *db;

  set_up (&self);
  db = self.server->store->db;
  set = make_patient (&self.a, "1");
  first = send_old (&self, &self.a, set, 1, 9, 1);
  expect_later (first, 0);
  self.a.dseq = 0;
  again = send_old (&self, &self.a, set, 1, 9, 1);
  expect_later (again, 0);
  self.a.inc = 2;
  self.a.dseq = 0;
  anew = send_old (&self, &self.a, set, 1, 9, 1);
  expect_later (anew, 0);
  g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM rescue"), ==, 1);
  other = make_patient (&self.a, "2");
  other->id = set->id;
  reused = send_old (&self, &self.a, other, 1, 9, 2);
  g_assert_cmpint (uke_test_result (reused, 0)->kind, ==, UKE_WIRE_RESULT_ID_REUSE);
  end (&self, 15 * MINUTE_US);
  g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM patient"), ==, 2);
  g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM rescue"), ==, 0);
  g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM flog WHERE inc = 2"), ==, 1);
}

/* What the tables do not take of one is that one's alone, and its desk is told. */
static void
test_refused (void)
{
  g_auto (Case) self = { 0 };
  g_autoptr (UkeWirePush) push = NULL;
  g_autoptr (UkeChangeSet) bad = NULL;
  g_autoptr (UkeChangeSet) good = NULL;
  g_autoptr (UkeWirePushAnswer) kept = NULL;
  g_autoptr (UkeWirePushAnswer) told = NULL;
  g_autoptr (UkeRecoveryReport) report = NULL;
  UkeDb *db;

  set_up (&self);
  db = self.server->store->db;
  push = uke_test_pusher_push (&self.a);
  bad = make_patient (&self.a, "1");
  good = make_patient (&self.a, "2");
  add_old (&self, &self.a, push, bad, 1, 9, 1);
  add_old (&self, &self.a, push, good, 1, 10, 2);
  kept = uke_test_pusher_send (&self.a, push);
  expect_later (kept, 0);
  uke_test_exec (db, uke_test_is_postgresql ()
                         ? "UPDATE rescue SET body = 'x' WHERE was_seq = 9"
                         : "UPDATE rescue SET body = X'78' WHERE was_seq = 9");
  end (&self, 15 * MINUTE_US);
  g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM patient"), ==, 2);
  report = uke_recovery_report_read (db, NULL);
  g_assert_cmpuint (((UkeRecoveryDevice *)report->devices->pdata[0])->n_refused, ==, 1);
  /* Its number counts as used: the desk counts anew, and is told by the tables themselves. */
  told = uke_test_pusher_send (&self.a, push);
  g_assert_cmpint (uke_test_result (told, 0)->kind, ==, UKE_WIRE_RESULT_FORKED);
}

/* What a device brought that is struck off before its turn waits for a person; and a person who
 * takes on what was handed in is asked to wait for the others. */
static void
test_struck_off (void)
{
  g_auto (Case) self = { 0 };
  g_autoptr (UkeChangeSet) set = NULL;
  g_autoptr (UkeWirePushAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  UkeDeviceNote note = { .version = "test" };
  UkeQuarantineResult result;
  UkeAuthorityPeer peer;
  UkeDb *db;

  set_up (&self);
  db = self.server->store->db;
  set = make_patient (&self.a, "1");
  answer = send_old (&self, &self.a, set, 1, 9, 1);
  expect_later (answer, 0);
  g_assert_true (uke_device_registry_revoke (db, 2, NULL, NULL));
  uke_test_exec (db, "INSERT INTO quarantine (dev, cs_id, n, inc, cap, received_at_us, body) "
                     "SELECT dev, cs_id, 1, inc, cap, 0, body FROM rescue");
  peer = uke_test_authority_peer (self.server, 2);
  note.now_us = self.server->store->now_us;
  g_assert_false (uke_quarantine_accept (db, &peer, &note, &result, &error));
  g_assert_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CONFLICT);
  uke_test_exec (db, "DELETE FROM quarantine");
  end (&self, 15 * MINUTE_US);
  g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM patient"), ==, 1);
  g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM rescue"), ==, 0);
  g_assert_true (uke_quarantine_accept (db, &peer, &note, &result, NULL));
  g_assert_cmpuint (result.n_applied, ==, 1);
}

/* The report: who has come, what came back and what of it was decided otherwise, what was not lost,
 * and which numbers nobody brought. */
static void
test_report (void)
{
  g_auto (Case) self = { 0 };
  g_autoptr (UkeWirePush) push = NULL;
  g_autoptr (UkeRecoveryReport) report = NULL;
  g_autoptr (UkeRecoveryReport) none = NULL;
  const UkeRecoveryDevice *a, *b;
  static const int64_t numbers[] = { 3, 4, 8, 10 };
  UkeId ids[2];
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeWirePushAnswer) there = NULL;
  g_autoptr (UkeWirePushAnswer) answer = NULL;
  g_autoptr (UkeChangeSet) known = NULL;

  set_up (&self);
  none = uke_recovery_report_read (self.server->store->db, &error);
  g_assert_no_error (error);
  g_assert_null (none);
  end (&self, 15 * MINUTE_US);
  known = make_patient (&self.a, "1");
  {
    g_autoptr (UkeWirePush) before = uke_test_pusher_push (&self.a);

    uke_test_pusher_add (&self.a, before, known, UKE_NO_CAP);
    there = uke_test_pusher_send (&self.a, before);
  }
  begin (&self);
  uke_test_exec (self.server->store->db,
                 "INSERT INTO devpos (feed, dev, inc, last_dseq) VALUES (1, 2, 77, 1)");
  self.a.inc = 2;
  self.a.dseq = 0;
  push = uke_test_pusher_push (&self.a);
  add_old (&self, &self.a, push, known, 1, 8, 2);
  for (unsigned i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *number = g_strdup_printf ("%u", i + 10);
    g_autoptr (UkeChangeSet) set
        = i < 2 ? make_booking (&self, &self.a, &ids[i]) : make_patient (&self.a, number);

    add_old (&self, &self.a, push, set, 1, 9 + i, numbers[i]);
  }
  answer = uke_test_pusher_send (&self.a, push);
  g_assert_cmpint (uke_test_result (answer, 0)->kind, ==, UKE_WIRE_RESULT_DUP);
  end (&self, 15 * MINUTE_US);
  report = uke_recovery_report_read (self.server->store->db, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report->ended_at_us, ==, self.began_us + 15 * MINUTE_US);
  g_assert_true (uke_id_equal (&report->epoch, &self.a.cursor.epoch));
  g_assert_cmpuint (report->devices->len, ==, 2);
  a = report->devices->pdata[0];
  b = report->devices->pdata[1];
  g_assert_cmpuint (a->dev, ==, 2);
  g_assert_true (a->has_reported);
  g_assert_cmpuint (a->n_rescued, ==, 4);
  g_assert_cmpuint (a->n_conflicting, ==, 1);
  g_assert_cmpuint (a->n_known, ==, 1);
  g_assert_cmpuint (a->n_refused, ==, 0);
  g_assert_cmpstr (a->missing, ==, "5-7,9");
  g_assert_cmpuint (b->dev, ==, 3);
  g_assert_false (b->has_reported);
  g_assert_cmpuint (b->n_rescued, ==, 0);
  g_assert_cmpstr (b->missing, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/authority-recovery/recovery", test_recovery);
  g_test_add_func ("/store/authority-recovery/ends", test_ends);
  g_test_add_func ("/store/authority-recovery/first-stays-first", test_first_stays_first);
  g_test_add_func ("/store/authority-recovery/order", test_order);
  g_test_add_func ("/store/authority-recovery/twice", test_twice);
  g_test_add_func ("/store/authority-recovery/refused", test_refused);
  g_test_add_func ("/store/authority-recovery/struck-off", test_struck_off);
  g_test_add_func ("/store/authority-recovery/report", test_report);
  return g_test_run ();
}
