/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-sync-core-private.h"

#include <inttypes.h>

/*
 * Push and pull of a desk that is connected. What waits when the connection is made goes first;
 * then one question waits at the server for news, and pushes go beside it.
 */

#define MAX_STALE 3
#define WAIT_S 25
#define PUSH_BYTES (900 * 1024)
#define SECOND_US ((int64_t)G_USEC_PER_SEC)

static gboolean
is_up_to_date (const UkeSyncCore *self)
{
  return self->status.has_cursor && self->status.cursor.seq >= self->facts.head;
}

/**
 * uke_sync_core_begin_run:
 * @self: an engine that knows that it and the server share one history
 *
 * Thread: the engine's
 */
void
uke_sync_core_begin_run (UkeSyncCore *self)
{
  self->run_since_us = self->now_us;
  self->progress_us = self->now_us;
  self->n_stale = 0;
  uke_sync_core_begin_audit (self);
  self->pushes_first = self->status.n_queued > 0 && uke_sync_core_may_send (self);
  uke_sync_core_begin_check (self);
  uke_sync_core_enter (self, UKE_SYNC_PHASE_RUN, UKE_SYNC_STAGE_CATCHUP);
}

static void
send_push (UkeSyncCore *self)
{
  g_autoptr (UkeWirePush) push = g_steal_pointer (&self->push);
  GString *json = g_string_sized_new (4096);

  self->n_pushed = push->sets->len;
  uke_wire_push_write (push, json);
  self->push_id = uke_sync_core_send (self, UKE_SYNC_REQUEST_PUSH, "POST", g_strdup ("/v1/push"),
                                      json, UKE_SYNC_MAX_ANSWER, 30);
}

static void
send_pull (UkeSyncCore *self)
{
  g_autofree char *cursor = uke_cursor_to_text (&self->status.cursor);
  unsigned wait_s = is_up_to_date (self) && !self->is_hurried ? WAIT_S : 0;

  self->is_hurried = FALSE;
  self->does_pull_wait = wait_s > 0;
  self->pull_id = uke_sync_core_send (
      self, UKE_SYNC_REQUEST_CHANGES, "GET",
      g_strdup_printf ("/v1/changes?cursor=%s&limit=%d&wait=%u&sv=%u&holds=%" G_GINT64_FORMAT
                       "&session=%016" PRIx64,
                       cursor, UKE_WIRE_MAX_ENTRIES, wait_s, self->sv, self->holds_tag,
                       self->session),
      NULL, UKE_SYNC_MAX_ANSWER, wait_s + 20);
}

/* The server takes no more of this desk for now: what waits is sent later, by the same connection,
 * and what others do comes in as always. */
static void
pace (UkeSyncCore *self, unsigned retry_after_s)
{
  g_debug ("push: the server takes no more of this desk for %u s", retry_after_s);
  retry_after_s = CLAMP (retry_after_s, 1, UKE_SYNC_MAX_RETRY_AFTER_S);
  self->push_at_us = self->now_us + retry_after_s * SECOND_US
                     + (int64_t)(uke_sync_core_random (self) % (uint64_t)SECOND_US);
  self->pushes_first = FALSE;
}

static void
take_push_answer (UkeSyncCore *self, const UkeSyncEvent *event)
{
  g_autoptr (GError) error = NULL;
  UkeWireRefusal refusal;
  size_t size;
  const char *json = g_bytes_get_data (event->body, &size);

  if (event->status_code == 200) {
    self->answer = uke_wire_push_answer_read (json, size, &error);
    self->push_at_us = 0;
    if (self->answer == NULL) {
      uke_sync_core_doubt (self, error->message);
      self->is_push_lost = TRUE;
      uke_sync_core_rest (self, UKE_SYNC_STAGE_FAULT, 0);
    }
    self->max_sets = MIN (2 * self->max_sets, UKE_WIRE_MAX_SETS);
    return;
  }
  self->is_push_lost = TRUE;
  uke_wire_refusal_read (event->status_code, json, size, &refusal);
  if (refusal.code == UKE_WIRE_TOO_LARGE && self->n_pushed > 1)
    self->max_sets = self->n_pushed / 2;
  else if (refusal.code == UKE_WIRE_BUSY && event->status_code == 429)
    pace (self, MAX (event->retry_after_s, refusal.retry_after_s));
  else
    uke_sync_core_refused (self, event);
}

static void
take_page (UkeSyncCore *self, const UkeSyncEvent *event)
{
  g_autoptr (GError) error = NULL;
  size_t size;
  const char *json = g_bytes_get_data (event->body, &size);
  UkeWirePage *page;

  if (event->status_code != 200) {
    uke_sync_core_refused (self, event);
    return;
  }
  page = uke_wire_page_read (json, size, &error);
  if (page == NULL) {
    uke_sync_core_doubt (self, error->message);
    uke_sync_core_rest (self, UKE_SYNC_STAGE_FAULT, 0);
    return;
  }
  self->facts.head = page->head;
  self->asks_state = self->facts.is_recovering && !page->more;
  uke_sync_core_note_time (self, page->at_us);
  uke_sync_core_show_holds (self, page);
  self->is_leaving = page->is_bye;
  /* An answer without news is written down only when something waits for it: what the server says
   * that it has not seen is sent again, and what it has backed up may be let go of. */
  if (page->entries->len == 0 && self->status.n_waiting == 0 && page->durable == self->durable) {
    uke_wire_page_free (page);
    return;
  }
  self->durable = page->durable;
  self->page = page;
}

/**
 * uke_sync_core_run_response:
 * @self: an engine
 * @event: an answer of the server
 *
 * Returns: whether it was the answer to a push or a pull
 * Thread: the engine's
 */
gboolean
uke_sync_core_run_response (UkeSyncCore *self, const UkeSyncEvent *event)
{
  if (event->id == self->push_id) {
    self->push_id = 0;
    take_push_answer (self, event);
    return TRUE;
  }
  if (event->id != self->pull_id)
    return FALSE;
  self->pull_id = 0;
  take_page (self, event);
  return TRUE;
}

static gboolean
may_push (const UkeSyncCore *self)
{
  return self->phase == UKE_SYNC_PHASE_RUN && self->push_id == 0 && self->push == NULL
         && self->answer == NULL && uke_sync_core_may_send (self) && self->status.n_queued > 0
         && !self->is_leaving && self->now_us >= self->push_at_us;
}

/**
 * uke_sync_core_run_wants_store:
 * @self: an engine whose store rests
 *
 * Takes what waits, to be pushed.
 *
 * Returns: whether something was asked of the store
 * Thread: the engine's
 */
gboolean
uke_sync_core_run_wants_store (UkeSyncCore *self)
{
  UkeSyncAction *action;

  if (!may_push (self))
    return FALSE;
  action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_TAKE_PUSH);
  action->max_sets = self->max_sets;
  action->max_bytes = PUSH_BYTES;
  return TRUE;
}

/**
 * uke_sync_core_run_took:
 * @self: an engine
 * @event: what became of an answer or a page in the store
 *
 * Thread: the engine's
 */
void
uke_sync_core_run_took (UkeSyncCore *self, const UkeSyncEvent *event)
{
  switch (event->take) {
  case UKE_SYNC_TAKE_DONE:
    self->n_stale = 0;
    self->facts.is_behind = FALSE;
    if (self->store == UKE_SYNC_STORE_TAKE_PAGE)
      self->may_delete = FALSE;
    self->progress_us = self->now_us;
    break;
  case UKE_SYNC_TAKE_STALE:
    if (++self->n_stale > MAX_STALE)
      uke_sync_core_rest (self, UKE_SYNC_STAGE_FAULT, 0);
    break;
  case UKE_SYNC_TAKE_DIVERGED:
    uke_sync_core_hang_up (self);
    uke_sync_core_begin_fork (self);
    break;
  case UKE_SYNC_TAKE_NEEDS_INC:
    self->wants_inc = TRUE;
    break;
  case UKE_SYNC_TAKE_REFUSED:
    break;
  case UKE_SYNC_TAKE_HELD:
    /* What came along with an answer was agreed to already: the next page is asked for by itself.
     */
    if (self->may_delete)
      break;
    self->facts.held = event->held;
    uke_sync_core_hang_up (self);
    uke_sync_core_enter (self, UKE_SYNC_PHASE_HELD, UKE_SYNC_STAGE_HELD);
    break;
  }
}

/**
 * uke_sync_core_run_took_push:
 * @self: an engine
 * @event: what the store took out to be pushed
 *
 * Thread: the engine's
 */
void
uke_sync_core_run_took_push (UkeSyncCore *self, const UkeSyncEvent *event)
{
  /* Nothing to be taken, although something waits: it was sent once, and its answer never came. */
  if (event->push == NULL || event->push->sets->len == 0) {
    self->is_push_lost = self->status.n_queued > 0;
    return;
  }
  if (self->phase != UKE_SYNC_PHASE_RUN) {
    self->is_push_lost = TRUE;
    return;
  }
  self->push = uke_wire_push_new ();
  self->push->has_cursor = event->push->has_cursor;
  self->push->cursor = event->push->cursor;
  self->push->inc = event->push->inc;
  self->push->sv = event->push->sv;
  for (unsigned i = 0; i < event->push->sets->len; i++)
    uke_wire_push_add_set (self->push, &g_array_index (event->push->sets, UkeWireSet, i));
}

/* A page does not say whether a server that was put back has begun to go on: a hello does. */
static gboolean
is_to_ask_state (const UkeSyncCore *self)
{
  return self->asks_state && self->pull_id == 0 && self->push_id == 0 && self->push == NULL
         && self->page == NULL && self->answer == NULL && self->store_id == 0;
}

/* What was sent before the server said that it ends is answered still, and kept. */
static void
finish_and_leave (UkeSyncCore *self)
{
  if (self->push_id == 0 && self->answer == NULL && self->page == NULL && self->store_id == 0)
    uke_sync_core_leave (self, 0);
}

/**
 * uke_sync_core_run_advance:
 * @self: an engine that is connected
 *
 * Sends what is to be sent next.
 *
 * Thread: the engine's
 */
void
uke_sync_core_run_advance (UkeSyncCore *self)
{
  if (self->is_leaving) {
    finish_and_leave (self);
    return;
  }
  if (is_to_ask_state (self)) {
    self->asks_state = FALSE;
    uke_sync_core_hang_up (self);
    uke_sync_core_enter (self, UKE_SYNC_PHASE_HELLO, self->facts.state);
    uke_sync_core_say_hello (self);
    return;
  }
  if (self->push != NULL && self->push_id == 0 && !self->is_push_lost)
    send_push (self);
  if (self->status.n_queued == 0 && self->push_id == 0 && self->store_id == 0)
    self->pushes_first = FALSE;
  if (self->pull_id == 0 && self->page == NULL && self->answer == NULL && self->store_id == 0
      && !self->pushes_first)
    send_pull (self);
  self->facts.is_paced = self->push_at_us > self->now_us && self->status.n_queued > 0;
  uke_sync_core_set_state (self,
                           is_up_to_date (self) ? UKE_SYNC_STAGE_LIVE : UKE_SYNC_STAGE_CATCHUP);
  uke_sync_core_check_advance (self);
}
