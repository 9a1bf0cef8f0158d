/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-sync-core.h"

#include <string.h>

/* Times that are kept: what the engine asks of the server, and what whoever asked is told. */

#define SECOND_US ((int64_t)G_USEC_PER_SEC)
#define WALL_US INT64_C (1795482000000000)

/** Test: an engine, and what it said last. */
typedef struct {
  UkeSyncCore *core;
  GArray *actions;
  UkeSyncStatus status;
  UkeId epoch;
  int64_t now_us;
} Test;

static UkeSyncEvent
make_event (Test *self, UkeSyncEventKind kind)
{
  return (UkeSyncEvent){
    .kind = kind,
    .now_us = self->now_us,
    .wall_us = WALL_US + self->now_us,
    .status = self->status,
    .seed = 42,
  };
}

static void
step (Test *self, const UkeSyncEvent *event)
{
  g_array_set_size (self->actions, 0);
  uke_sync_core_step (self->core, event, self->actions);
}

static const UkeSyncAction *
find (Test *self, UkeSyncActionKind kind, unsigned request)
{
  for (unsigned i = 0; i < self->actions->len; i++) {
    const UkeSyncAction *action = &g_array_index (self->actions, UkeSyncAction, i);

    if (action->kind == kind && (request == 0 || action->request == request))
      return action;
  }
  return NULL;
}

static const UkeSyncAction *
expect (Test *self, UkeSyncActionKind kind, unsigned request)
{
  const UkeSyncAction *action = find (self, kind, request);

  g_assert_nonnull (action);
  return action;
}

static unsigned
expect_send (Test *self, UkeSyncRequestKind kind)
{
  return expect (self, UKE_SYNC_ACTION_SEND, kind)->id;
}

static void
expect_state (Test *self, UkeSyncStage state)
{
  g_assert_cmpint (uke_sync_core_get_facts (self->core)->state, ==, state);
}

static void
answer (Test *self, unsigned id, unsigned status, GString *json)
{
  UkeSyncEvent event = make_event (self, UKE_SYNC_EVENT_RESPONSE);
  g_autoptr (GBytes) body = g_string_free_to_bytes (json);

  event.id = id;
  event.status_code = status;
  event.body = body;
  step (self, &event);
}

static void
refuse (Test *self, unsigned id, UkeWireErrorCode code)
{
  const UkeWireRefusal refusal = { .code = code };
  GString *json = g_string_new (NULL);

  uke_wire_refusal_write (&refusal, json);
  answer (self, id, uke_wire_error_get_status (code), json);
}

static void
fail (Test *self, unsigned id, UkeSyncFailure failure)
{
  UkeSyncEvent event = make_event (self, UKE_SYNC_EVENT_FAILED);

  event.id = id;
  event.failure = failure;
  step (self, &event);
}

static void
set_up (Test *self, gconstpointer data)
{
  self->core = uke_sync_core_new (1, "0.1.0");
  self->actions = uke_sync_actions_new ();
  self->now_us = 1000 * SECOND_US;
  self->epoch = uke_id_new (7);
  self->status.has_cursor = TRUE;
  self->status.cursor.epoch = self->epoch;
  self->status.cursor.seq = 41;
  self->status.cursor.is_signed = TRUE;
  self->status.inc = 77;
  self->status.next_dseq = 1;
}

static void
tear_down (Test *self, gconstpointer data)
{
  uke_sync_core_free (self->core);
  g_array_unref (self->actions);
}

/* Connected and up to date; returns the question that waits for news. */
static unsigned
go_live (Test *self)
{
  const UkeWireWelcome welcome = { .proto = UKE_WIRE_PROTO,
                                   .sv_min = 1,
                                   .sv_max = 1,
                                   .dev = 2,
                                   .epoch = self->epoch,
                                   .head = 41,
                                   .min_seq = 1,
                                   .at_us = WALL_US };
  UkeSyncEvent event = make_event (self, UKE_SYNC_EVENT_START);
  GString *json = g_string_new (NULL);
  unsigned id;

  step (self, &event);
  event = make_event (self, UKE_SYNC_EVENT_STORED);
  event.id = expect (self, UKE_SYNC_ACTION_STORE, 0)->id;
  step (self, &event);
  id = expect_send (self, UKE_SYNC_REQUEST_HELLO);
  uke_wire_welcome_write (&welcome, json);
  answer (self, id, 200, json);
  expect_state (self, UKE_SYNC_STAGE_LIVE);
  return expect_send (self, UKE_SYNC_REQUEST_CHANGES);
}

static const UkeWireHoldWish wish = { { { 5 } }, 1000, 2000, 120 };

static void
ask_hold (Test *self, unsigned token)
{
  UkeSyncEvent event = make_event (self, UKE_SYNC_EVENT_HOLD);

  event.token = token;
  event.wish = wish;
  step (self, &event);
}

static void
expect_held (Test *self, unsigned token, UkeSyncKept kept)
{
  const UkeSyncAction *action = find (self, UKE_SYNC_ACTION_KEPT, 0);

  g_assert_nonnull (action);
  g_assert_cmpuint (action->token, ==, token);
  g_assert_cmpint (action->kept, ==, kept);
}

/* A connected desk asks for a time, is told that it has it, and gives it up; nothing else ends. */
static void
test_hold (Test *self, gconstpointer data)
{
  const UkeId id = uke_id_new (3);
  UkeSyncEvent event;
  GString *json = g_string_new (NULL);
  unsigned request;

  go_live (self);
  ask_hold (self, 7);
  request = expect_send (self, UKE_SYNC_REQUEST_HOLD);
  g_assert_null (find (self, UKE_SYNC_ACTION_KEPT, 0));
  uke_wire_hold_answer_write (&id, 1900, json);
  answer (self, request, 200, json);
  expect_held (self, 7, UKE_SYNC_KEPT_YES);
  g_assert_cmpint (find (self, UKE_SYNC_ACTION_KEPT, 0)->hold.until_us, ==, 1900);
  g_assert_true (uke_id_equal (&find (self, UKE_SYNC_ACTION_KEPT, 0)->hold.id, &id));
  event = make_event (self, UKE_SYNC_EVENT_END_HOLD);
  event.hold_id = id;
  step (self, &event);
  request = expect_send (self, UKE_SYNC_REQUEST_END_HOLD);
  g_assert_cmpstr (find (self, UKE_SYNC_ACTION_SEND, 0)->method, ==, "DELETE");
  refuse (self, request, UKE_WIRE_NOT_FOUND);
  expect_state (self, UKE_SYNC_STAGE_LIVE);
}

/* What is refused, what is cut off, and what is asked while there is no connection: whoever asked
 * hears of it, and waits for nothing. */
static void
test_no_hold (Test *self, gconstpointer data)
{
  ask_hold (self, 1);
  expect_held (self, 1, UKE_SYNC_KEPT_NOT_ASKED);
  go_live (self);
  ask_hold (self, 2);
  refuse (self, expect_send (self, UKE_SYNC_REQUEST_HOLD), UKE_WIRE_TAKEN);
  expect_held (self, 2, UKE_SYNC_KEPT_TAKEN);
  expect_state (self, UKE_SYNC_STAGE_LIVE);
  ask_hold (self, 3);
  fail (self, expect_send (self, UKE_SYNC_REQUEST_HOLD), UKE_SYNC_FAILURE_UNREACHABLE);
  expect_held (self, 3, UKE_SYNC_KEPT_NOT_ASKED);
  expect_state (self, UKE_SYNC_STAGE_OFFLINE);
  ask_hold (self, 4);
  expect_held (self, 4, UKE_SYNC_KEPT_NOT_ASKED);
}

/* Holds of all devices come with a page and are handed on, without the store; the next question
 * says which ones are known. */
static void
test_holds_of_others (Test *self, gconstpointer data)
{
  const UkeWireHold hold = { uke_id_new (3), 3, uke_id_new (4), 1000, 2000, 1900, "受付2" };
  g_autoptr (UkeWirePage) page = uke_wire_page_new ();
  GString *json = g_string_new (NULL);
  const UkeSyncAction *action;
  unsigned pull = go_live (self);

  page->epoch = self->epoch;
  page->from = page->head = 41;
  page->at_us = WALL_US;
  page->cursor = self->status.cursor;
  page->has_holds = TRUE;
  page->holds_tag = 4711;
  g_array_append_val (page->holds, hold);
  uke_wire_page_write (page, json);
  answer (self, pull, 200, json);
  action = find (self, UKE_SYNC_ACTION_HOLDS, 0);
  g_assert_nonnull (action);
  g_assert_cmpuint (action->holds->len, ==, 1);
  g_assert_cmpstr (g_array_index (action->holds, UkeWireHold, 0).name, ==, "受付2");
  g_assert_cmpint (action->at_us, ==, WALL_US);
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, 0));
  expect_send (self, UKE_SYNC_REQUEST_CHANGES);
  g_assert_nonnull (
      strstr (find (self, UKE_SYNC_ACTION_SEND, UKE_SYNC_REQUEST_CHANGES)->path, "holds=4711"));
}

#define ADD(path, func) g_test_add (path, Test, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/feed/sync-hold/hold", test_hold);
  ADD ("/feed/sync-hold/no-hold", test_no_hold);
  ADD ("/feed/sync-hold/holds-of-others", test_holds_of_others);
  return g_test_run ();
}
