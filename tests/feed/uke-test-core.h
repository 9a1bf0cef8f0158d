/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-decide.h"
#include "feed/uke-sync-core.h"

#include <string.h>

/* An engine of the desk and what is done with it in tests, one event at a time. */

#define SECOND_US ((int64_t)G_USEC_PER_SEC)
#define WALL_US INT64_C (1795482000000000)

/** Test: an engine, and what it said last. */
typedef struct {
  UkeSyncCore *core;
  GArray *actions;
  UkeSyncStatus status;
  UkeId epoch;
  UkeFeedState feed_state; /* that the server says */
  unsigned sv_max;         /* that the server says; 0: this program's */
  int64_t now_us;
  uint64_t seed;     /* of the engine's own generator; 0 for the usual one */
  unsigned spread_s; /* what the server says */
} Test;

static inline UkeSyncEvent
make_event (Test *self, UkeSyncEventKind kind)
{
  return (UkeSyncEvent){
    .kind = kind,
    .now_us = self->now_us,
    .wall_us = WALL_US + self->now_us,
    .status = self->status,
    .seed = self->seed != 0 ? self->seed : 42,
  };
}

static inline void
step (Test *self, const UkeSyncEvent *event)
{
  g_array_set_size (self->actions, 0);
  uke_sync_core_step (self->core, event, self->actions);
}

static inline void
happen (Test *self, UkeSyncEventKind kind)
{
  const UkeSyncEvent event = make_event (self, kind);

  step (self, &event);
}

static inline const UkeSyncAction *
find (Test *self, UkeSyncActionKind kind, unsigned which)
{
  for (unsigned i = 0; i < self->actions->len; i++) {
    const UkeSyncAction *action = &g_array_index (self->actions, UkeSyncAction, i);

    if (action->kind != kind)
      continue;
    if (which == 0 || (kind == UKE_SYNC_ACTION_SEND && action->request == which)
        || (kind == UKE_SYNC_ACTION_STORE && action->store == which))
      return action;
  }
  return NULL;
}

static inline unsigned
expect_send (Test *self, UkeSyncRequestKind kind)
{
  const UkeSyncAction *action = find (self, UKE_SYNC_ACTION_SEND, kind);

  g_assert_nonnull (action);
  g_assert_cmpuint (action->deadline_ms, >, 0);
  return action->id;
}

static inline unsigned
expect_store (Test *self, UkeSyncStoreKind kind)
{
  const UkeSyncAction *action = find (self, UKE_SYNC_ACTION_STORE, kind);

  g_assert_nonnull (action);
  return action->id;
}

static inline void
expect_state (Test *self, UkeSyncStage state)
{
  g_assert_cmpstr (uke_sync_stage_get_code (uke_sync_core_get_facts (self->core)->state), ==,
                   uke_sync_stage_get_code (state));
}

static inline void
answer (Test *self, unsigned id, unsigned status, GString *json)
{
  UkeSyncEvent event = make_event (self, UKE_SYNC_EVENT_RESPONSE);
  g_autoptr (GBytes) body = g_string_free_to_bytes (json);

  event.id = id;
  event.status_code = status;
  event.body = body;
  event.round_trip_us = 1234;
  step (self, &event);
}

static inline void
refuse (Test *self, unsigned id, UkeWireErrorCode code)
{
  const UkeWireRefusal refusal
      = { .code = code, .epoch = uke_id_new (9), .min_seq = 5, .sv_min = 2 };
  GString *json = g_string_new (NULL);

  uke_wire_refusal_write (&refusal, json);
  answer (self, id, uke_wire_error_get_status (code), json);
}

static inline void
fail (Test *self, unsigned id, UkeSyncFailure failure)
{
  UkeSyncEvent event = make_event (self, UKE_SYNC_EVENT_FAILED);

  event.id = id;
  event.failure = failure;
  step (self, &event);
}

static inline UkeSyncEvent
make_stored (Test *self, unsigned id)
{
  UkeSyncEvent event = make_event (self, UKE_SYNC_EVENT_STORED);

  event.id = id;
  return event;
}

static inline void
store_ok (Test *self, unsigned id)
{
  const UkeSyncEvent event = make_stored (self, id);

  step (self, &event);
}

static inline void
welcome (Test *self, unsigned id, int64_t head, int64_t last_dseq)
{
  const UkeWireWelcome welcome = {
    .proto = UKE_WIRE_PROTO,
    .sv_min = 1,
    .sv_max = MAX (self->sv_max, 1),
    .dev = 2,
    .last_dseq = last_dseq,
    .epoch = self->epoch,
    .head = head,
    .min_seq = 1,
    .at_us = WALL_US,
    .spread_s = self->spread_s,
    .state = self->feed_state,
  };
  GString *json = g_string_new (NULL);

  uke_wire_welcome_write (&welcome, json);
  answer (self, id, 200, json);
}

static inline void
page (Test *self, unsigned id, int64_t head, int64_t durable)
{
  g_autoptr (UkeWirePage) page = uke_wire_page_new ();
  GString *json = g_string_new (NULL);

  page->epoch = self->epoch;
  page->from = page->head = head;
  page->durable = durable;
  page->at_us = WALL_US;
  page->cursor = self->status.cursor;
  uke_wire_page_write (page, json);
  answer (self, id, 200, json);
}

static inline void
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

static inline void
tear_down (Test *self, gconstpointer data)
{
  uke_sync_core_free (self->core);
  g_array_unref (self->actions);
}

/* Starts, and lets go of what may have been sent before; returns the hello on its way. */
static inline unsigned
begin (Test *self)
{
  happen (self, UKE_SYNC_EVENT_START);
  expect_state (self, UKE_SYNC_STAGE_CONNECTING);
  store_ok (self, expect_store (self, UKE_SYNC_STORE_PUSH_LOST));
  return expect_send (self, UKE_SYNC_REQUEST_HELLO);
}

/* Connected and up to date; returns the question that waits for news. */
static inline unsigned
go_live (Test *self)
{
  welcome (self, begin (self), 41, 0);
  expect_state (self, UKE_SYNC_STAGE_LIVE);
  return expect_send (self, UKE_SYNC_REQUEST_CHANGES);
}

static inline UkeWirePush *
make_push (unsigned n)
{
  UkeWirePush *push = uke_wire_push_new ();
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);

  for (unsigned i = 0; i < n; i++)
    uke_wire_push_add (push, body, UKE_NO_CAP);
  return push;
}

/* Answers TAKE_PUSH with @n change-sets; returns the push on its way. */
static inline unsigned
take_push (Test *self, unsigned n)
{
  g_autoptr (UkeWirePush) push = make_push (n);
  UkeSyncEvent event = make_stored (self, expect_store (self, UKE_SYNC_STORE_TAKE_PUSH));

  self->status.n_queued = 0;
  event.status = self->status;
  event.push = push;
  step (self, &event);
  return expect_send (self, UKE_SYNC_REQUEST_PUSH);
}

static inline void
answer_push (Test *self, unsigned id)
{
  g_autoptr (UkeWirePushAnswer) sent = uke_wire_push_answer_new ();
  GString *json = g_string_new (NULL);

  sent->epoch = self->epoch;
  sent->head = 42;
  uke_wire_push_answer_write (sent, json);
  answer (self, id, 200, json);
}
