/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-decide.h"
#include "support/uke-test-log.h"
#include "uke-test-core.h"

/*
 * The engine, one event at a time: what it asks of the server and of the store, and what a person
 * is told. Nothing is random here but the engine's own generator, whose seed is fixed.
 */

/* Nothing to send, nothing new: one hello, then one question that waits at the server. */
static void
test_live (Test *self, gconstpointer data)
{
  unsigned pull = go_live (self);
  const UkeSyncAction *sent = find (self, UKE_SYNC_ACTION_SEND, UKE_SYNC_REQUEST_CHANGES);

  g_assert_nonnull (strstr (sent->path, "wait=25"));
  page (self, pull, 41, 0);
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, 0));
  g_assert_cmpuint (expect_send (self, UKE_SYNC_REQUEST_CHANGES), !=, pull);
  g_assert_cmpint (uke_sync_core_get_facts (self->core)->round_trip_us, ==, 1234);
}

/* What waits goes before the first pull; the rest of a history is fetched without waiting. */
static void
test_push_first (Test *self, gconstpointer data)
{
  unsigned push;

  self->status.n_queued = self->status.n_waiting = 3;
  welcome (self, begin (self), 50, 0);
  expect_state (self, UKE_SYNC_STAGE_CATCHUP);
  g_assert_null (find (self, UKE_SYNC_ACTION_SEND, UKE_SYNC_REQUEST_CHANGES));
  push = take_push (self, 3);
  g_assert_null (find (self, UKE_SYNC_ACTION_SEND, UKE_SYNC_REQUEST_CHANGES));
  answer_push (self, push);
  store_ok (self, expect_store (self, UKE_SYNC_STORE_TAKE_ANSWER));
  expect_send (self, UKE_SYNC_REQUEST_CHANGES);
  g_assert_nonnull (
      strstr (find (self, UKE_SYNC_ACTION_SEND, UKE_SYNC_REQUEST_CHANGES)->path, "wait=0"));
}

/* While a question waits for news, a new change is pushed beside it at once, one push at a time. */
static void
test_push_beside (Test *self, gconstpointer data)
{
  unsigned push;

  go_live (self);
  self->status.n_queued = self->status.n_waiting = 1;
  happen (self, UKE_SYNC_EVENT_WAITING);
  push = take_push (self, 1);
  self->status.n_queued = 1;
  happen (self, UKE_SYNC_EVENT_WAITING);
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_TAKE_PUSH));
  answer_push (self, push);
  store_ok (self, expect_store (self, UKE_SYNC_STORE_TAKE_ANSWER));
  expect_store (self, UKE_SYNC_STORE_TAKE_PUSH);
}

/* No way to the server: it hangs up, says so, and tries again later and later, but not for ever
 * later; what was on its way is sent again. */
static void
test_offline (Test *self, gconstpointer data)
{
  int64_t longest_us = 0;
  unsigned hello;

  go_live (self);
  self->status.n_queued = 1;
  happen (self, UKE_SYNC_EVENT_WAITING);
  fail (self, take_push (self, 1), UKE_SYNC_FAILURE_UNREACHABLE);
  expect_state (self, UKE_SYNC_STAGE_OFFLINE);
  g_assert_nonnull (find (self, UKE_SYNC_ACTION_CANCEL, 0));
  store_ok (self, expect_store (self, UKE_SYNC_STORE_PUSH_LOST));
  for (int i = 0; i < 30; i++) {
    int64_t at_us = uke_sync_core_get_facts (self->core)->retry_at_us;

    g_assert_cmpint (at_us, >, self->now_us);
    longest_us = MAX (longest_us, at_us - self->now_us);
    self->now_us = at_us;
    happen (self, UKE_SYNC_EVENT_TICK);
    hello = expect_send (self, UKE_SYNC_REQUEST_HELLO);
    expect_state (self, UKE_SYNC_STAGE_OFFLINE);
    fail (self, hello, UKE_SYNC_FAILURE_TIMEOUT);
  }
  g_assert_cmpint (longest_us, >, 20 * SECOND_US);
  g_assert_cmpint (longest_us, <=, 61 * SECOND_US);
  happen (self, UKE_SYNC_EVENT_NOW);
  expect_send (self, UKE_SYNC_REQUEST_HELLO);
}

/* Whoever does not want to wait has the question that waits put anew, to be answered at once.
 * Asking again and again does not keep the answer away. */
static void
test_hurried (Test *self, gconstpointer data)
{
  unsigned pull = go_live (self);

  happen (self, UKE_SYNC_EVENT_NOW);
  g_assert_nonnull (find (self, UKE_SYNC_ACTION_CANCEL, 0));
  g_assert_nonnull (
      strstr (find (self, UKE_SYNC_ACTION_SEND, UKE_SYNC_REQUEST_CHANGES)->path, "wait=0"));
  g_assert_cmpuint (expect_send (self, UKE_SYNC_REQUEST_CHANGES), !=, pull);
  pull = expect_send (self, UKE_SYNC_REQUEST_CHANGES);
  happen (self, UKE_SYNC_EVENT_NOW);
  g_assert_null (find (self, UKE_SYNC_ACTION_CANCEL, 0));
  g_assert_null (find (self, UKE_SYNC_ACTION_SEND, 0));
  page (self, pull, 41, 0);
  expect_state (self, UKE_SYNC_STAGE_LIVE);
  expect_send (self, UKE_SYNC_REQUEST_CHANGES);
}

/* The network comes back: it tries within half a second. */
static void
test_network (Test *self, gconstpointer data)
{
  UkeSyncEvent event;

  fail (self, begin (self), UKE_SYNC_FAILURE_UNREACHABLE);
  for (int i = 0; i < 8; i++) {
    self->now_us = uke_sync_core_get_facts (self->core)->retry_at_us;
    happen (self, UKE_SYNC_EVENT_TICK);
    fail (self, expect_send (self, UKE_SYNC_REQUEST_HELLO), UKE_SYNC_FAILURE_UNREACHABLE);
  }
  event = make_event (self, UKE_SYNC_EVENT_NETWORK);
  event.is_up = TRUE;
  step (self, &event);
  g_assert_cmpint (uke_sync_core_get_facts (self->core)->retry_at_us - self->now_us, <=,
                   SECOND_US / 2);
}

/* The server's wish to be left alone is kept. */
static void
test_busy (Test *self, gconstpointer data)
{
  UkeSyncEvent event;
  g_autoptr (GBytes) body = g_bytes_new_static ("", 0);

  event = make_event (self, UKE_SYNC_EVENT_RESPONSE);
  event.id = go_live (self);
  event.status_code = 503;
  event.retry_after_s = 20;
  event.body = body;
  step (self, &event);
  expect_state (self, UKE_SYNC_STAGE_BUSY);
  g_assert_cmpint (uke_sync_core_get_facts (self->core)->retry_at_us, >=,
                   self->now_us + 20 * SECOND_US);
}

/* A question for news waits at the server: the time that takes is not the way's. */
static void
test_round_trip (Test *self, gconstpointer data)
{
  UkeSyncEvent event;
  g_autoptr (GBytes) body = g_bytes_new_static ("", 0);

  event = make_event (self, UKE_SYNC_EVENT_RESPONSE);
  event.id = go_live (self);
  event.status_code = 503;
  event.body = body;
  event.round_trip_us = 25 * SECOND_US;
  step (self, &event);
  g_assert_cmpint (uke_sync_core_get_facts (self->core)->round_trip_us, <, SECOND_US);
}

/* A server that was put back: the fork is found, a snapshot taken, the device counts anew, and what
 * is sent again carries the last entry that both share. */
static void
test_other_history (Test *self, gconstpointer data)
{
  const UkeWireFork fork = { .epoch = uke_id_new (8), .head = 40, .fork_seq = 37 };
  GString *json = g_string_new (NULL);
  g_autoptr (UkeWireResync) heads = uke_wire_resync_new ();
  g_autoptr (GArray) parts = g_array_new (FALSE, TRUE, sizeof (UkeSyncPart));
  UkeSyncPart part = { .bytes = 10 };
  UkeSyncEvent event;
  g_autoptr (UkeWireResync) none = uke_wire_resync_new ();
  unsigned id;
  const UkeSyncAction *ask, *end;

  refuse (self, go_live (self), UKE_WIRE_STALE_EPOCH);
  expect_state (self, UKE_SYNC_STAGE_BOOTSTRAP);
  g_array_append_val (heads->heads, self->status.cursor);
  event = make_stored (self, expect_store (self, UKE_SYNC_STORE_HEADS));
  event.heads = heads;
  step (self, &event);
  id = expect_send (self, UKE_SYNC_REQUEST_RESYNC);
  uke_wire_fork_write (&fork, json);
  answer (self, id, 200, json);
  /* The fork lies between the two; this desk's log has nothing there. */
  ask = find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_HEADS);
  g_assert_nonnull (ask);
  g_assert_cmpint (ask->after, ==, 37);
  g_assert_cmpint (ask->before, ==, 41);
  event = make_stored (self, ask->id);
  event.heads = none;
  step (self, &event);
  answer (self, expect_send (self, UKE_SYNC_REQUEST_SNAPSHOT), 200, g_string_new ("manifest"));
  event = make_stored (self, expect_store (self, UKE_SYNC_STORE_SNAPSHOT_BEGIN));
  memset (part.sha256, 'a', sizeof part.sha256 - 1);
  g_array_append_val (parts, part);
  event.parts = parts;
  step (self, &event);
  answer (self, expect_send (self, UKE_SYNC_REQUEST_PART), 200, g_string_new ("bytes"));
  store_ok (self, expect_store (self, UKE_SYNC_STORE_SNAPSHOT_PART));
  end = find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_SNAPSHOT_END);
  g_assert_nonnull (end);
  g_assert_cmpint (end->cap, ==, 37);
  g_assert_cmpuint (end->inc, !=, 0);
  store_ok (self, end->id);
  expect_send (self, UKE_SYNC_REQUEST_HELLO);
}

/* A desk without content fetches it; four parts at a time, each once, and keeps its incarnation. */
static void
test_first_content (Test *self, gconstpointer data)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, TRUE, sizeof (UkeSyncPart));
  UkeSyncEvent event;
  unsigned n_asked = 0, n_stored = 0, hello;
  const UkeSyncAction *action;
  GQueue asked = G_QUEUE_INIT;

  self->status = (UkeSyncStatus){ .inc = 77, .next_dseq = 1 };
  hello = begin (self);
  welcome (self, hello, 41, 0);
  expect_state (self, UKE_SYNC_STAGE_BOOTSTRAP);
  answer (self, expect_send (self, UKE_SYNC_REQUEST_SNAPSHOT), 200, g_string_new ("manifest"));
  event = make_stored (self, expect_store (self, UKE_SYNC_STORE_SNAPSHOT_BEGIN));
  for (int i = 0; i < 9; i++) {
    UkeSyncPart part = { .bytes = 10 };

    memset (part.sha256, 'a' + i, sizeof part.sha256 - 1);
    g_array_append_val (parts, part);
  }
  event.parts = parts;
  step (self, &event);
  while (n_stored < 9) {
    for (unsigned i = 0; i < self->actions->len; i++) {
      action = &g_array_index (self->actions, UkeSyncAction, i);
      if (action->kind == UKE_SYNC_ACTION_SEND) {
        g_queue_push_tail (&asked, GUINT_TO_POINTER (action->id));
        n_asked++;
      }
    }
    g_assert_cmpuint (g_queue_get_length (&asked), <=, 4);
    action = find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_SNAPSHOT_PART);
    if (action != NULL) {
      n_stored++;
      store_ok (self, action->id);
    } else {
      answer (self, GPOINTER_TO_UINT (g_queue_pop_head (&asked)), 200, g_string_new ("bytes"));
    }
  }
  g_assert_cmpuint (n_asked, ==, 9);
  action = find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_SNAPSHOT_END);
  g_assert_nonnull (action);
  g_assert_cmpuint (action->inc, ==, 0);
  g_assert_cmpint (action->cap, ==, UKE_NO_CAP);
  g_assert_cmpuint (uke_sync_core_get_facts (self->core)->parts_done, ==, 9);
}

/* What is needed to begin with makes a file that people can work with; then all of it is fetched,
 * and no entry is taken before it is there. */
static void
test_first_part (Test *self, gconstpointer data)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, TRUE, sizeof (UkeSyncPart));
  UkeSyncEvent event;

  self->status = (UkeSyncStatus){ .inc = 77, .next_dseq = 1 };
  welcome (self, begin (self), 41, 0);
  answer (self, expect_send (self, UKE_SYNC_REQUEST_SNAPSHOT), 200, g_string_new ("manifest"));
  event = make_stored (self, expect_store (self, UKE_SYNC_STORE_SNAPSHOT_BEGIN));
  for (int i = 0; i < 2; i++) {
    UkeSyncPart part = { .bytes = 10, .is_first = i == 0 };

    memset (part.sha256, 'a' + i, sizeof part.sha256 - 1);
    g_array_append_val (parts, part);
  }
  event.parts = parts;
  step (self, &event);
  answer (self, expect_send (self, UKE_SYNC_REQUEST_PART), 200, g_string_new ("bytes"));
  store_ok (self, expect_store (self, UKE_SYNC_STORE_SNAPSHOT_PART));
  self->status.is_partial = TRUE;
  store_ok (self, expect_store (self, UKE_SYNC_STORE_SNAPSHOT_FIRST));
  g_assert_true (uke_sync_core_get_facts (self->core)->is_partial);
  expect_state (self, UKE_SYNC_STAGE_BOOTSTRAP);
  expect_send (self, UKE_SYNC_REQUEST_SNAPSHOT);
}

/* The server knows this incarnation's next number already: a copy of this desk wrote it. */
static void
test_clone (Test *self, gconstpointer data)
{
  self->status.next_dseq = 5;
  welcome (self, begin (self), 41, 7);
  expect_store (self, UKE_SYNC_STORE_NEW_INC);
  g_assert_cmpuint (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_NEW_INC)->inc, !=, 77);
}

/* A place that no server signed yet is not shown, where it would only be refused: the server is
 * asked whether its history goes through it. */
static void
test_unsigned (Test *self, gconstpointer data)
{
  const UkeSyncAction *hello;
  unsigned id;

  self->status.cursor.is_signed = FALSE;
  id = begin (self);
  hello = find (self, UKE_SYNC_ACTION_SEND, UKE_SYNC_REQUEST_HELLO);
  g_assert_nonnull (strstr (g_bytes_get_data (hello->body, NULL), "\"cursor\":null"));
  welcome (self, id, 41, 0);
  expect_store (self, UKE_SYNC_STORE_HEADS);
}

/* While a server that was put back keeps what this desk brought, each answer without news is
 * followed by the question how it stands; when it goes on, what it kept is sent again. */
static void
test_kept_for_later (Test *self, gconstpointer data)
{
  unsigned pull;

  self->feed_state = UKE_FEED_RECOVERY;
  self->status.n_waiting = self->status.n_later = 2;
  pull = go_live (self);
  g_assert_true (uke_sync_core_get_facts (self->core)->is_recovering);
  page (self, pull, 41, 0);
  store_ok (self, expect_store (self, UKE_SYNC_STORE_TAKE_PAGE));
  welcome (self, expect_send (self, UKE_SYNC_REQUEST_HELLO), 41, 0);
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_PUSH_LOST));
  expect_state (self, UKE_SYNC_STAGE_LIVE);
  page (self, expect_send (self, UKE_SYNC_REQUEST_CHANGES), 41, 0);
  store_ok (self, expect_store (self, UKE_SYNC_STORE_TAKE_PAGE));
  self->feed_state = UKE_FEED_OPEN;
  welcome (self, expect_send (self, UKE_SYNC_REQUEST_HELLO), 41, 0);
  g_assert_false (uke_sync_core_get_facts (self->core)->is_recovering);
  g_assert_true (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_PUSH_LOST)->with_later);
}

/* A device that was struck off asks nothing more, whatever happens, and says so. */
static void
test_revoked (Test *self, gconstpointer data)
{
  refuse (self, go_live (self), UKE_WIRE_REVOKED);
  expect_state (self, UKE_SYNC_STAGE_REVOKED);
  self->status.n_queued = 1;
  happen (self, UKE_SYNC_EVENT_WAITING);
  happen (self, UKE_SYNC_EVENT_NOW);
  self->now_us += 3600 * SECOND_US;
  happen (self, UKE_SYNC_EVENT_TICK);
  g_assert_null (find (self, UKE_SYNC_ACTION_SEND, 0));
  expect_state (self, UKE_SYNC_STAGE_REVOKED);
}

/* A program that is too old stops sending, keeps what waits, and goes on receiving; whoever asks
 * for it has the server say anew whether that is so. */
static void
test_too_old_program (Test *self, gconstpointer data)
{
  unsigned push;

  go_live (self);
  self->status.n_queued = 1;
  happen (self, UKE_SYNC_EVENT_WAITING);
  push = take_push (self, 1);
  refuse (self, push, UKE_WIRE_SCHEMA);
  g_assert_true (uke_sync_core_get_facts (self->core)->needs_upgrade);
  self->status.n_queued = 1;
  store_ok (self, expect_store (self, UKE_SYNC_STORE_PUSH_LOST));
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_TAKE_PUSH));
  expect_state (self, UKE_SYNC_STAGE_LIVE);
  happen (self, UKE_SYNC_EVENT_NOW);
  expect_send (self, UKE_SYNC_REQUEST_HELLO);
}

/* A server of another protocol does not even understand a hello: it is asked again later, and not
 * at once for ever. */
static void
test_other_protocol (Test *self, gconstpointer data)
{
  refuse (self, begin (self), UKE_WIRE_SCHEMA);
  expect_state (self, UKE_SYNC_STAGE_FAULT);
  g_assert_true (uke_sync_core_get_facts (self->core)->needs_upgrade);
  g_assert_null (find (self, UKE_SYNC_ACTION_SEND, 0));
}

/* No server is left alone for longer than an hour, whatever it says. */
static void
test_busy_for_ever (Test *self, gconstpointer data)
{
  const UkeWireRefusal refusal = { .code = UKE_WIRE_BUSY, .retry_after_s = 1000000000 };
  GString *json = g_string_new (NULL);

  uke_wire_refusal_write (&refusal, json);
  answer (self, go_live (self), 503, json);
  expect_state (self, UKE_SYNC_STAGE_BUSY);
  g_assert_cmpint (uke_sync_core_get_facts (self->core)->retry_at_us - self->now_us, <=,
                   3602 * SECOND_US);
}

/* A proxy whose clock is wrong refuses each certificate by a bare 400: the head of its answer has
 * the time, and the person is told about the clock. */
static void
test_clock_off (Test *self, gconstpointer data)
{
  UkeSyncEvent event = make_event (self, UKE_SYNC_EVENT_RESPONSE);
  g_autoptr (GBytes) body = g_bytes_new_static ("<html>", 6);

  event.id = go_live (self);
  event.status_code = 400;
  event.body = body;
  event.date_us = event.wall_us - 30 * 24 * 3600 * SECOND_US;
  step (self, &event);
  expect_state (self, UKE_SYNC_STAGE_CLOCK);
  g_assert_true (uke_sync_core_get_facts (self->core)->is_clock_off);
}

/* A push that is too large for the server is halved until it fits. */
static void
test_halve (Test *self, gconstpointer data)
{
  unsigned push;

  go_live (self);
  self->status.n_queued = 8;
  happen (self, UKE_SYNC_EVENT_WAITING);
  push = take_push (self, 8);
  refuse (self, push, UKE_WIRE_TOO_LARGE);
  self->status.n_queued = 8;
  store_ok (self, expect_store (self, UKE_SYNC_STORE_PUSH_LOST));
  g_assert_cmpuint (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_TAKE_PUSH)->max_sets, ==, 4);
}

/* A full disk is a state of its own; it tries again, and nothing that was fetched counts. */
static void
test_disk_full (Test *self, gconstpointer data)
{
  UkeSyncEvent event;

  page (self, go_live (self), 45, 3);
  event = make_stored (self, expect_store (self, UKE_SYNC_STORE_TAKE_PAGE));
  event.stored = UKE_SYNC_STORED_FULL;
  step (self, &event);
  expect_state (self, UKE_SYNC_STAGE_DISK_FULL);
  self->now_us = uke_sync_core_get_facts (self->core)->retry_at_us;
  happen (self, UKE_SYNC_EVENT_TICK);
  store_ok (self, expect_store (self, UKE_SYNC_STORE_PUSH_LOST));
  expect_send (self, UKE_SYNC_REQUEST_HELLO);
}

/* An answer that could not be written down counts as lost: what it was about is asked for again
 * before anything else is sent, and a store that fails is not asked again and again. */
static void
test_answer_not_stored (Test *self, gconstpointer data)
{
  UkeSyncEvent event;
  unsigned push;

  go_live (self);
  self->status.n_queued = 3;
  happen (self, UKE_SYNC_EVENT_WAITING);
  push = take_push (self, 3);
  answer_push (self, push);
  event = make_stored (self, expect_store (self, UKE_SYNC_STORE_TAKE_ANSWER));
  event.stored = UKE_SYNC_STORED_FULL;
  step (self, &event);
  expect_state (self, UKE_SYNC_STAGE_DISK_FULL);
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_PUSH_LOST));
  self->now_us = uke_sync_core_get_facts (self->core)->retry_at_us;
  happen (self, UKE_SYNC_EVENT_TICK);
  store_ok (self, expect_store (self, UKE_SYNC_STORE_PUSH_LOST));
}

/* What a store says once the engine was stopped starts nothing. */
static void
test_stored_late (Test *self, gconstpointer data)
{
  UkeSyncEvent event;

  page (self, go_live (self), 45, 3);
  event = make_stored (self, expect_store (self, UKE_SYNC_STORE_TAKE_PAGE));
  event.stored = UKE_SYNC_STORED_FAILED;
  happen (self, UKE_SYNC_EVENT_STOP);
  step (self, &event);
  expect_state (self, UKE_SYNC_STAGE_STOPPED);
  self->now_us += 3600 * (int64_t)G_USEC_PER_SEC;
  happen (self, UKE_SYNC_EVENT_TICK);
  g_assert_null (find (self, UKE_SYNC_ACTION_SEND, 0));
}

/* A page that deletes too much waits for a person, and goes through when they agree. */
static void
test_held (Test *self, gconstpointer data)
{
  UkeSyncEvent event;

  page (self, go_live (self), 45, 3);
  event = make_stored (self, expect_store (self, UKE_SYNC_STORE_TAKE_PAGE));
  event.take = UKE_SYNC_TAKE_HELD;
  event.held = (UkeSyncHeld){ 7, 6, 100 };
  step (self, &event);
  expect_state (self, UKE_SYNC_STAGE_HELD);
  g_assert_cmpuint (uke_sync_core_get_facts (self->core)->held.n_patients, ==, 6);
  g_assert_cmpuint (uke_sync_core_get_facts (self->core)->held.of_patients, ==, 100);
  happen (self, UKE_SYNC_EVENT_NOW);
  g_assert_null (find (self, UKE_SYNC_ACTION_SEND, 0));
  happen (self, UKE_SYNC_EVENT_ALLOW);
  welcome (self, expect_send (self, UKE_SYNC_REQUEST_HELLO), 45, 0);
  page (self, expect_send (self, UKE_SYNC_REQUEST_CHANGES), 45, 3);
  g_assert_true (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_TAKE_PAGE)->may_delete);
}

/* Nonsense of any kind is a state and a time to try again, never an end. */
static void
test_nonsense (Test *self, gconstpointer data)
{
  static const char *const texts[] = { "", "{", "[]", "{\"epoch\":1}", "\xff\xff", "null" };

  go_live (self);
  for (unsigned i = 0; i < G_N_ELEMENTS (texts); i++) {
    for (unsigned status = 200; status < 600; status += 100) {
      happen (self, UKE_SYNC_EVENT_STOP);
      answer (self, go_live (self), status, g_string_new (texts[i]));
      g_assert_cmpint (uke_sync_core_get_facts (self->core)->retry_at_us, >, self->now_us);
      g_assert_null (find (self, UKE_SYNC_ACTION_STORE, 0));
    }
  }
}

/* What a newer server says and this program cannot use is not the server's fault: whoever looks is
 * told to update the program. One as old as its server has no such excuse, and neither has a disk
 * that fails. */
static void
test_behind (Test *self, gconstpointer data)
{
  UkeSyncEvent event;

  answer (self, go_live (self), 200, g_string_new ("{}"));
  expect_state (self, UKE_SYNC_STAGE_FAULT);
  g_assert_false (uke_sync_core_get_facts (self->core)->is_behind);
  happen (self, UKE_SYNC_EVENT_STOP);
  self->sv_max = 9;
  page (self, go_live (self), 45, 3);
  event = make_stored (self, expect_store (self, UKE_SYNC_STORE_TAKE_PAGE));
  event.stored = UKE_SYNC_STORED_UNREADABLE;
  step (self, &event);
  expect_state (self, UKE_SYNC_STAGE_FAULT);
  g_assert_true (uke_sync_core_get_facts (self->core)->is_behind);
  g_assert_false (uke_sync_core_get_facts (self->core)->needs_upgrade);
  happen (self, UKE_SYNC_EVENT_STOP);
  page (self, go_live (self), 45, 3);
  store_ok (self, expect_store (self, UKE_SYNC_STORE_TAKE_PAGE));
  g_assert_false (uke_sync_core_get_facts (self->core)->is_behind);
  page (self, expect_send (self, UKE_SYNC_REQUEST_CHANGES), 46, 4);
  event = make_stored (self, expect_store (self, UKE_SYNC_STORE_TAKE_PAGE));
  event.stored = UKE_SYNC_STORED_FAILED;
  step (self, &event);
  expect_state (self, UKE_SYNC_STAGE_FAULT);
  g_assert_false (uke_sync_core_get_facts (self->core)->is_behind);
}

/* Answers that nobody waits for any more do nothing. */
static void
test_late_answer (Test *self, gconstpointer data)
{
  unsigned pull = go_live (self);

  happen (self, UKE_SYNC_EVENT_STOP);
  page (self, pull, 99, 1);
  expect_state (self, UKE_SYNC_STAGE_STOPPED);
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, 0));
  g_assert_null (find (self, UKE_SYNC_ACTION_SEND, 0));
}

/* Something waits and nothing moves for two minutes: it connects anew. */
static void
test_stuck (Test *self, gconstpointer data)
{
  go_live (self);
  self->status.n_queued = self->status.n_waiting = 1;
  self->status.oldest_us = WALL_US;
  happen (self, UKE_SYNC_EVENT_WAITING);
  self->now_us += 130 * SECOND_US;
  happen (self, UKE_SYNC_EVENT_TICK);
  expect_state (self, UKE_SYNC_STAGE_FAULT);
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
  add ("/feed/sync-core/live", test_live);
  add ("/feed/sync-core/push-first", test_push_first);
  add ("/feed/sync-core/push-beside", test_push_beside);
  add ("/feed/sync-core/offline", test_offline);
  add ("/feed/sync-core/hurried", test_hurried);
  add ("/feed/sync-core/network", test_network);
  add ("/feed/sync-core/busy", test_busy);
  add ("/feed/sync-core/round-trip", test_round_trip);
  add ("/feed/sync-core/other-history", test_other_history);
  add ("/feed/sync-core/first-content", test_first_content);
  add ("/feed/sync-core/first-part", test_first_part);
  add ("/feed/sync-core/clone", test_clone);
  add ("/feed/sync-core/unsigned", test_unsigned);
  add ("/feed/sync-core/kept-for-later", test_kept_for_later);
  add ("/feed/sync-core/revoked", test_revoked);
  add ("/feed/sync-core/too-old-program", test_too_old_program);
  add ("/feed/sync-core/other-protocol", test_other_protocol);
  add ("/feed/sync-core/behind", test_behind);
  add ("/feed/sync-core/busy-for-ever", test_busy_for_ever);
  add ("/feed/sync-core/clock-off", test_clock_off);
  add ("/feed/sync-core/halve", test_halve);
  add ("/feed/sync-core/disk-full", test_disk_full);
  add ("/feed/sync-core/answer-not-stored", test_answer_not_stored);
  add ("/feed/sync-core/stored-late", test_stored_late);
  add ("/feed/sync-core/held", test_held);
  add ("/feed/sync-core/nonsense", test_nonsense);
  add ("/feed/sync-core/late-answer", test_late_answer);
  add ("/feed/sync-core/stuck", test_stuck);
  return g_test_run ();
}
