/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-test-core.h"

#include "support/uke-test-log.h"

/* The engine's comparison of the desk's rows with the server's. */

#define FEW 256

/* What the desk has: nothing, but for one patient's bucket when @is_other. */
static UkeSyncSums *
make_sums (Test *self, gboolean is_other)
{
  UkeSyncSums *sums = uke_sync_sums_new ();
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  sums->epoch = self->epoch;
  sums->seq = self->status.cursor.seq;
  sums->root[0] = is_other;
  for (unsigned i = 0; i < n; i++) {
    uint8_t *table = g_malloc0 (UKE_SYNC_SUMS_BUCKETS * UKE_WIRE_DIGEST_SIZE);

    if (is_other && strcmp (entities[i]->name, "patient") == 0)
      table[(3 * FEW + 17) * UKE_WIRE_DIGEST_SIZE] = 1;
    g_ptr_array_add (sums->tables,
                     g_bytes_new_take (table, UKE_SYNC_SUMS_BUCKETS * UKE_WIRE_DIGEST_SIZE));
  }
  return sums;
}

/* The timer's time has come; what else the store is asked for then is answered. */
static unsigned
tick_to_sums (Test *self)
{
  g_autoptr (UkeWireAudit) audit = uke_wire_audit_new ();
  const UkeSyncAction *action;

  happen (self, UKE_SYNC_EVENT_TICK);
  action = find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_TAKE_AUDIT);
  if (action != NULL) {
    UkeSyncEvent event = make_stored (self, action->id);

    event.audit = audit;
    step (self, &event);
  }
  action = find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_PRUNE);
  if (action != NULL)
    store_ok (self, action->id);
  return expect_store (self, UKE_SYNC_STORE_SUMS);
}

/* Live, and the time for a comparison has come: the desk's own digest is known. */
static unsigned
begin_check (Test *self, gboolean is_other)
{
  g_autoptr (UkeSyncSums) sums = make_sums (self, is_other);
  UkeSyncEvent event;

  go_live (self);
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_SUMS));
  self->now_us += 3 * SECOND_US;
  event = make_stored (self, tick_to_sums (self));
  event.sums = sums;
  step (self, &event);
  return expect_send (self, UKE_SYNC_REQUEST_DIGEST);
}

/* Answers with an empty server's digest at entry @seq: of everything, or of a table. */
static void
answer_digest (Test *self, unsigned id, int64_t seq, gboolean is_table)
{
  g_autoptr (UkeWireDigest) digest = uke_wire_digest_new ();
  GString *json = g_string_new (NULL);

  digest->epoch = self->epoch;
  digest->seq = seq;
  if (is_table) {
    digest->buckets = g_byte_array_new ();
    g_byte_array_set_size (digest->buckets, FEW * UKE_WIRE_DIGEST_SIZE);
    memset (digest->buckets->data, 0, digest->buckets->len);
  }
  uke_wire_digest_write (digest, json);
  answer (self, id, 200, json);
}

static unsigned
ask_tables (Test *self, unsigned id)
{
  unsigned n;

  uke_entity_all (&n);
  answer_digest (self, id, 41, FALSE);
  for (unsigned i = 0; i < n; i++)
    answer_digest (self, expect_send (self, UKE_SYNC_REQUEST_DIGEST), 41, TRUE);
  return expect_send (self, UKE_SYNC_REQUEST_ROWS);
}

static void
answer_rows (Test *self, unsigned id, int64_t seq)
{
  g_autoptr (UkeWireRows) rows = uke_wire_rows_new ();
  GString *json = g_string_new (NULL);

  rows->epoch = self->epoch;
  rows->seq = seq;
  rows->n_buckets = FEW;
  uke_wire_rows_write (rows, json);
  answer (self, id, 200, json);
}

/* All alike: one question, and the next in an hour. */
static void
test_check_alike (Test *self, gconstpointer data)
{
  answer_digest (self, begin_check (self, FALSE), 41, FALSE);
  g_assert_cmpuint (uke_sync_core_get_facts (self->core)->n_checks, ==, 1);
  self->now_us += 3500 * SECOND_US;
  happen (self, UKE_SYNC_EVENT_TICK);
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_SUMS));
  self->now_us += 120 * SECOND_US;
  tick_to_sums (self);
}

/* What differs is found by its bucket, fetched, handed to the store in one piece, and looked at
 * again at once. */
static void
test_check_repairs (Test *self, gconstpointer data)
{
  unsigned rows = ask_tables (self, begin_check (self, TRUE));
  const UkeSyncAction *action;
  UkeSyncEvent event;

  g_assert_cmpstr (find (self, UKE_SYNC_ACTION_SEND, UKE_SYNC_REQUEST_ROWS)->path, ==,
                   "/v1/rows/patient?bucket=17");
  answer_rows (self, rows, 41);
  action = find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_REPAIR);
  g_assert_nonnull (action);
  g_assert_cmpuint (action->repair->buckets->len, ==, 1);
  g_assert_cmpint (action->repair->seq, ==, 41);
  event = make_stored (self, action->id);
  event.take = UKE_SYNC_TAKE_DONE;
  event.n_repaired = 1;
  step (self, &event);
  g_assert_cmpuint (uke_sync_core_get_facts (self->core)->n_repaired, ==, 1);
  expect_store (self, UKE_SYNC_STORE_SUMS);
  expect_state (self, UKE_SYNC_STAGE_LIVE);
}

/* Answers of another place in the history are worth nothing: it begins anew, a little later. */
static void
test_check_moved_on (Test *self, gconstpointer data)
{
  answer_digest (self, begin_check (self, TRUE), 42, FALSE);
  g_assert_null (find (self, UKE_SYNC_ACTION_SEND, UKE_SYNC_REQUEST_DIGEST));
  self->now_us += 6 * SECOND_US;
  tick_to_sums (self);
}

/* Rows that are refused, and a server that answers nonsense, leave the desk at work. */
static void
test_check_refused (Test *self, gconstpointer data)
{
  UkeSyncEvent event;

  answer_rows (self, ask_tables (self, begin_check (self, TRUE)), 41);
  event = make_stored (self, expect_store (self, UKE_SYNC_STORE_REPAIR));
  event.take = UKE_SYNC_TAKE_REFUSED;
  step (self, &event);
  expect_state (self, UKE_SYNC_STAGE_LIVE);
  self->now_us += 1800 * SECOND_US;
  happen (self, UKE_SYNC_EVENT_TICK);
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_SUMS));
  happen (self, UKE_SYNC_EVENT_CHECK);
  event = make_stored (self, expect_store (self, UKE_SYNC_STORE_SUMS));
  event.stored = UKE_SYNC_STORED_FAILED;
  step (self, &event);
  expect_state (self, UKE_SYNC_STAGE_LIVE);
  g_assert_cmpuint (uke_sync_core_get_facts (self->core)->n_checks, ==, 0);
}

static void
add (const char *path, void (*test) (Test *, gconstpointer))
{
  g_test_add (path, Test, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  uke_test_log_begin ();
  add ("/feed/sync-check/alike", test_check_alike);
  add ("/feed/sync-check/repairs", test_check_repairs);
  add ("/feed/sync-check/moved-on", test_check_moved_on);
  add ("/feed/sync-check/refused", test_check_refused);
  return g_test_run ();
}
