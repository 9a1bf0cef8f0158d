/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-decide.h"
#include "uke-test-core.h"

/*
 * What a desk does for the sake of others: it comes back after a server's end at a time of its own,
 * and sends no faster than the server takes it.
 */

#define N_DESKS 50
#define SPREAD_S 30

/* The server ends: it says so in the answer that waited for news. */
static void
say_bye (Test *self, unsigned pull)
{
  g_autoptr (UkeWirePage) page = uke_wire_page_new ();
  GString *json = g_string_new (NULL);

  page->epoch = self->epoch;
  page->from = page->head = 41;
  page->at_us = WALL_US;
  page->cursor = self->status.cursor;
  page->is_bye = TRUE;
  uke_wire_page_write (page, json);
  answer (self, pull, 200, json);
}

/* When a desk of its own seed comes back, after its connection ended by @end. */
static int64_t
find_return (uint64_t seed, unsigned spread_s, void (*end) (Test *self, unsigned pull))
{
  Test test = { .seed = seed, .spread_s = spread_s };
  int64_t back_us;

  set_up (&test, NULL);
  end (&test, go_live (&test));
  expect_state (&test, UKE_SYNC_STAGE_BUSY);
  back_us = uke_sync_core_get_facts (test.core)->retry_at_us - test.now_us;
  tear_down (&test, NULL);
  return back_us;
}

static void
lose_server (Test *self, unsigned pull)
{
  answer (self, pull, 502, g_string_new ("<html>Bad Gateway</html>"));
}

static void
be_refused (Test *self, unsigned pull)
{
  refuse (self, pull, UKE_WIRE_BUSY);
}

/* Fifty desks come back over the whole of the time that the server named, and no five of them
 * within the same second. */
static void
assert_spread (void (*end) (Test *self, unsigned pull))
{
  unsigned per_second[SPREAD_S + 1] = { 0 };
  int64_t first_us = INT64_MAX, last_us = 0;

  for (unsigned i = 0; i < N_DESKS; i++) {
    int64_t back_us = find_return (1000 + i, SPREAD_S, end);

    g_assert_cmpint (back_us, >, 0);
    g_assert_cmpint (back_us, <=, SPREAD_S * SECOND_US + SECOND_US / 10);
    first_us = MIN (first_us, back_us);
    last_us = MAX (last_us, back_us);
    per_second[back_us / SECOND_US]++;
  }
  g_assert_cmpint (first_us, <, 3 * SECOND_US);
  g_assert_cmpint (last_us, >, 27 * SECOND_US);
  for (unsigned s = 0; s < G_N_ELEMENTS (per_second); s++)
    g_assert_cmpuint (per_second[s], <=, 6);
}

static void
test_spread (void)
{
  assert_spread (say_bye);
  assert_spread (lose_server);
  assert_spread (be_refused);
}

/* No server keeps a desk away for longer than two minutes by this, and one that names no time
 * changes nothing. */
static void
test_spread_capped (void)
{
  int64_t longest_us = 0;

  for (unsigned i = 0; i < N_DESKS; i++)
    longest_us = MAX (longest_us, find_return (i, UINT_MAX, say_bye));
  g_assert_cmpint (longest_us, >, 60 * SECOND_US);
  g_assert_cmpint (longest_us, <=, 121 * SECOND_US);
  for (unsigned i = 0; i < N_DESKS; i++)
    g_assert_cmpint (find_return (i, 0, say_bye), <=, SECOND_US);
}

/* What was sent before the server said that it ends is answered and kept; nothing new is sent. A
 * desk that is told to hurry does. */
static void
test_bye (Test *self, gconstpointer data)
{
  unsigned pull, push;

  self->spread_s = SPREAD_S;
  pull = go_live (self);
  self->status.n_queued = self->status.n_waiting = 1;
  happen (self, UKE_SYNC_EVENT_WAITING);
  push = take_push (self, 1);
  say_bye (self, pull);
  store_ok (self, expect_store (self, UKE_SYNC_STORE_TAKE_PAGE));
  g_assert_null (find (self, UKE_SYNC_ACTION_CANCEL, 0));
  g_assert_null (find (self, UKE_SYNC_ACTION_SEND, 0));
  self->status.n_queued = 1;
  happen (self, UKE_SYNC_EVENT_WAITING);
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, 0));
  answer_push (self, push);
  store_ok (self, expect_store (self, UKE_SYNC_STORE_TAKE_ANSWER));
  g_assert_null (find (self, UKE_SYNC_ACTION_SEND, 0));
  expect_state (self, UKE_SYNC_STAGE_BUSY);
  self->now_us = uke_sync_core_get_facts (self->core)->retry_at_us;
  happen (self, UKE_SYNC_EVENT_TICK);
  expect_send (self, UKE_SYNC_REQUEST_HELLO);
}

static void
pace (Test *self, unsigned push, unsigned retry_after_s)
{
  const UkeWireRefusal refusal = { .code = UKE_WIRE_BUSY, .retry_after_s = retry_after_s };
  GString *json = g_string_new (NULL);

  uke_wire_refusal_write (&refusal, json);
  answer (self, push, 429, json);
}

/* The server takes no more of this desk for now: it says so, sends what waits when the time has
 * come, not before, and goes on hearing what others do. */
static void
test_paced (Test *self, gconstpointer data)
{
  const UkeSyncFacts *facts = uke_sync_core_get_facts (self->core);
  int64_t until_us = self->now_us + 40 * SECOND_US;
  unsigned pull, push;

  self->status.n_queued = self->status.n_waiting = 400;
  welcome (self, begin (self), 41, 0);
  push = take_push (self, 200);
  self->status.n_queued = 400;
  pace (self, push, 40);
  g_assert_true (facts->is_paced || find (self, UKE_SYNC_ACTION_STORE, 0) != NULL);
  store_ok (self, expect_store (self, UKE_SYNC_STORE_PUSH_LOST));
  g_assert_true (facts->is_paced);
  expect_state (self, UKE_SYNC_STAGE_LIVE);
  pull = expect_send (self, UKE_SYNC_REQUEST_CHANGES);
  self->now_us += 20 * SECOND_US;
  page (self, pull, 41, 0);
  store_ok (self, expect_store (self, UKE_SYNC_STORE_TAKE_PAGE));
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, 0));
  expect_send (self, UKE_SYNC_REQUEST_CHANGES);
  g_assert_cmpint (find (self, UKE_SYNC_ACTION_TIMER, 0)->at_us, >=, until_us);
  self->now_us = find (self, UKE_SYNC_ACTION_TIMER, 0)->at_us;
  g_assert_cmpint (self->now_us, <=, until_us + SECOND_US);
  happen (self, UKE_SYNC_EVENT_TICK);
  answer_push (self, take_push (self, 200));
  store_ok (self, expect_store (self, UKE_SYNC_STORE_TAKE_ANSWER));
  g_assert_false (facts->is_paced);
}

/* However long the server wants it to wait, that is no fault, and not for ever. */
static void
test_paced_long (Test *self, gconstpointer data)
{
  self->status.n_queued = self->status.n_waiting = 1;
  welcome (self, begin (self), 41, 0);
  pace (self, take_push (self, 1), UINT_MAX);
  self->status.n_queued = 1;
  store_ok (self, expect_store (self, UKE_SYNC_STORE_PUSH_LOST));
  for (unsigned i = 0; i < 59; i++) {
    self->now_us += 60 * SECOND_US;
    happen (self, UKE_SYNC_EVENT_TICK);
    expect_state (self, UKE_SYNC_STAGE_LIVE);
    g_assert_null (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_TAKE_PUSH));
  }
  self->now_us += 62 * SECOND_US;
  happen (self, UKE_SYNC_EVENT_TICK);
  take_push (self, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/sync-patience/spread", test_spread);
  g_test_add_func ("/feed/sync-patience/spread-capped", test_spread_capped);
  g_test_add ("/feed/sync-patience/bye", Test, NULL, set_up, test_bye, tear_down);
  g_test_add ("/feed/sync-patience/paced", Test, NULL, set_up, test_paced, tear_down);
  g_test_add ("/feed/sync-patience/paced-long", Test, NULL, set_up, test_paced_long, tear_down);
  return g_test_run ();
}
