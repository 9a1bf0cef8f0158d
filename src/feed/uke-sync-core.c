/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-decide.h"
#include "feed/uke-feed-log.h"
#include "feed/uke-sync-core-private.h"

#include <string.h>

/*
 * Events set what is known and wanted; advance() looks at all of it and says what to do next. So an
 * answer that comes late, twice or in another order can do no more than an answer that never came.
 */

#define SECOND_US ((int64_t)G_USEC_PER_SEC)
#define MAX_BACKOFF_US (60 * SECOND_US)
#define HEALTHY_US (60 * SECOND_US)
#define STUCK_US (120 * SECOND_US)
/* Desks and servers that are set by hand are seldom right, and in the same day. */
#define FAR_OFF_US (24 * 3600 * SECOND_US)

/**
 * uke_sync_core_new:
 * @sv: the schema version that this program writes
 * @version: its own version, for the server's log
 *
 * Returns: (transfer full): an engine that has not started
 * Thread: any
 */
UkeSyncCore *
uke_sync_core_new (unsigned sv, const char *version)
{
  UkeSyncCore *self = g_new0 (UkeSyncCore, 1);

  self->sv = sv;
  self->version = g_strdup (version);
  self->max_sets = UKE_WIRE_MAX_SETS;
  self->max_records = UKE_WIRE_MAX_AUDIT;
  self->audit_last = -1;
  self->cap = UKE_NO_CAP;
  self->fetched = g_array_new (FALSE, FALSE, sizeof (UkeSyncFetched));
  return self;
}

/**
 * uke_sync_core_free:
 * @self: (transfer full) (nullable): an engine
 *
 * Thread: any
 */
void
uke_sync_core_free (UkeSyncCore *self)
{
  if (self == NULL)
    return;
  uke_sync_core_drop_base (self);
  g_clear_pointer (&self->check.sums, uke_sync_sums_unref);
  g_clear_pointer (&self->check.repair, uke_sync_repair_free);
  g_clear_pointer (&self->push, uke_wire_push_free);
  g_clear_pointer (&self->answer, uke_wire_push_answer_free);
  g_clear_pointer (&self->page, uke_wire_page_free);
  g_array_unref (self->fetched);
  g_free (self->version);
  g_free (self);
}

/**
 * uke_sync_core_get_facts:
 * @self: an engine
 *
 * Returns: (transfer none): what can be shown
 * Thread: the engine's
 */
const UkeSyncFacts *
uke_sync_core_get_facts (const UkeSyncCore *self)
{
  return &self->facts;
}

/**
 * uke_sync_core_random:
 * @self: an engine
 *
 * Returns: the next number of its own generator (splitmix64)
 * Thread: the engine's
 */
uint64_t
uke_sync_core_random (UkeSyncCore *self)
{
  uint64_t z;

  self->random += UINT64_C (0x9e3779b97f4a7c15);
  z = self->random;
  z = (z ^ (z >> 30)) * UINT64_C (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/**
 * uke_sync_core_send:
 * @self: an engine
 * @kind: what is asked
 * @method: of HTTP
 * @path: (transfer full): with its query
 * @body: (transfer full) (nullable): JSON
 * @max_bytes: of the answer
 * @deadline_s: of the whole exchange
 *
 * Returns: the request's id
 * Thread: the engine's
 */
unsigned
uke_sync_core_send (UkeSyncCore *self,
                    UkeSyncRequestKind kind,
                    const char *method,
                    char *path,
                    GString *body,
                    size_t max_bytes,
                    unsigned deadline_s)
{
  UkeSyncAction action = {
    .kind = UKE_SYNC_ACTION_SEND,
    .id = ++self->last_id,
    .request = kind,
    .method = method,
    .path = path,
    .body = body != NULL ? g_string_free_to_bytes (body) : NULL,
    .max_bytes = max_bytes,
    .deadline_ms = deadline_s * 1000,
  };

  g_array_append_val (self->actions, action);
  return action.id;
}

/**
 * uke_sync_core_cancel:
 * @self: an engine
 * @id: (inout): a request on its way, or 0; 0 afterwards
 *
 * Thread: the engine's
 */
void
uke_sync_core_cancel (UkeSyncCore *self, unsigned *id)
{
  const UkeSyncAction action = { .kind = UKE_SYNC_ACTION_CANCEL, .id = *id };

  if (*id != 0)
    g_array_append_val (self->actions, action);
  *id = 0;
}

/**
 * uke_sync_core_hang_up:
 * @self: an engine
 *
 * Ends every exchange. What was on its way to the server may or may not have come there.
 *
 * Thread: the engine's
 */
void
uke_sync_core_hang_up (UkeSyncCore *self)
{
  if (self->push_id != 0 || self->push != NULL)
    self->is_push_lost = TRUE;
  uke_sync_core_cancel (self, &self->single_id);
  uke_sync_core_cancel (self, &self->push_id);
  uke_sync_core_cancel (self, &self->pull_id);
  uke_sync_core_cancel (self, &self->audit_id);
  for (unsigned i = 0; i < UKE_SYNC_N_FETCHES; i++)
    uke_sync_core_cancel (self, &self->fetches[i].id);
  uke_sync_core_drop_holds (self);
  self->is_leaving = FALSE;
  self->facts.is_paced = FALSE;
  g_clear_pointer (&self->push, uke_wire_push_free);
  g_clear_pointer (&self->page, uke_wire_page_free);
  uke_sync_core_drop_base (self);
  uke_sync_core_drop_check (self);
}

/**
 * uke_sync_core_set_state:
 * @self: an engine
 * @state: what a person is told
 *
 * Thread: the engine's
 */
void
uke_sync_core_set_state (UkeSyncCore *self, UkeSyncStage state)
{
  if (self->facts.state != state)
    self->facts.since_us = self->wall_us;
  self->facts.state = state;
}

/**
 * uke_sync_core_enter:
 * @self: an engine
 * @phase: what it is about from now on
 * @state: what a person is told
 *
 * Thread: the engine's
 */
void
uke_sync_core_enter (UkeSyncCore *self, UkeSyncPhase phase, UkeSyncStage state)
{
  self->phase = phase;
  uke_sync_core_set_state (self, state);
}

/* Whether this device's certificate is over, by the server's clock where that is known. The proxy,
 * which refuses it, has no word for it. */
static gboolean
has_ended (const UkeSyncCore *self)
{
  return self->ends_us > 0 && self->wall_us + self->facts.offset_us >= self->ends_us;
}

/**
 * uke_sync_core_may_send:
 * @self: an engine
 *
 * Returns: whether the server takes what this program sends
 * Thread: the engine's
 */
gboolean
uke_sync_core_may_send (const UkeSyncCore *self)
{
  return !self->facts.needs_upgrade && !self->facts.is_server_old;
}

/**
 * uke_sync_core_note_time:
 * @self: an engine
 * @at_us: the server's clock, as it just said
 *
 * Nothing is refused for it: who is right is not known. But somebody has to look.
 *
 * Thread: the engine's
 */
void
uke_sync_core_note_time (UkeSyncCore *self, int64_t at_us)
{
  const int64_t offset_us = at_us - self->wall_us;
  gboolean is_off = offset_us > FAR_OFF_US || offset_us < -FAR_OFF_US;

  if (is_off && !self->facts.is_clock_off)
    uke_feed_log_refused ("%s: the server's clock is %" G_GINT64_FORMAT
                          " hours from this computer's",
                          self->asked, offset_us / (3600 * SECOND_US));
  self->facts.is_clock_off = is_off;
  self->facts.offset_us = offset_us;
  self->facts.server_before_us = at_us - self->now_us;
}

/* Never before @retry_after_s; then within a bound that doubles, or within @least_bound_us. */
static void
rest_within (UkeSyncCore *self, UkeSyncStage state, unsigned retry_after_s, int64_t least_bound_us)
{
  int64_t bound_us = SECOND_US / 2;

  for (unsigned i = 0; i < self->n_failures && bound_us < MAX_BACKOFF_US; i++)
    bound_us *= 2;
  if (has_ended (self) && (state == UKE_SYNC_STAGE_FAULT || state == UKE_SYNC_STAGE_NOT_KNOWN)) {
    state = UKE_SYNC_STAGE_EXPIRED;
    retry_after_s = MAX (retry_after_s, 30);
  }
  bound_us = MAX (MIN (bound_us, MAX_BACKOFF_US), least_bound_us);
  retry_after_s = MIN (retry_after_s, UKE_SYNC_MAX_RETRY_AFTER_S);
  self->n_failures++;
  uke_sync_core_hang_up (self);
  self->retry_at_us = self->now_us + retry_after_s * SECOND_US + SECOND_US / 10
                      + (int64_t)(uke_sync_core_random (self) % (uint64_t)bound_us);
  uke_sync_core_enter (self, UKE_SYNC_PHASE_REST, state);
}

/**
 * uke_sync_core_rest:
 * @self: an engine
 * @state: why
 * @retry_after_s: how long the server wants it to wait, 0 when it did not say
 *
 * Hangs up and tries again later: a random time below a bound that doubles (sync.md 2.14), but not
 * before the server wants it.
 *
 * Thread: the engine's
 */
void
uke_sync_core_rest (UkeSyncCore *self, UkeSyncStage state, unsigned retry_after_s)
{
  rest_within (self, state, retry_after_s, 0);
}

/**
 * uke_sync_core_leave:
 * @self: an engine that was connected
 * @retry_after_s: how long the server wants it to wait, 0 when it did not say
 *
 * The server ends, or is not there behind its proxy any more, and every desk learns of it at the
 * same moment: they come back one after the other, at random within the time that it named when
 * this one came.
 *
 * Thread: the engine's
 * Source: sync.md 2.14
 */
void
uke_sync_core_leave (UkeSyncCore *self, unsigned retry_after_s)
{
  rest_within (self, UKE_SYNC_STAGE_BUSY, retry_after_s, self->spread_us);
}

/**
 * uke_sync_core_is_over:
 * @self: an engine
 *
 * Returns: whether it was stopped, or the server wants nothing of this device any more
 * Thread: the engine's
 */
gboolean
uke_sync_core_is_over (const UkeSyncCore *self)
{
  return self->phase == UKE_SYNC_PHASE_STOPPED || self->phase == UKE_SYNC_PHASE_FINAL;
}

/* --- what happened ---------------------------------------------------------------------------- */

static void
responded (UkeSyncCore *self, const UkeSyncEvent *event)
{
  if (!uke_sync_core_is_ours (self, event->id))
    return;
  self->asked = uke_sync_core_name_request (self, event->id);
  self->facts.last_contact_us = self->wall_us;
  /* A question for news waits for them at the server: how long says nothing of the way. */
  if (event->id != self->pull_id)
    self->facts.round_trip_us = event->round_trip_us;
  if (uke_sync_core_check_response (self, event) || uke_sync_core_run_response (self, event)
      || uke_sync_core_audit_response (self, event) || uke_sync_core_hold_response (self, event)
      || uke_sync_core_base_response (self, event))
    return;
  self->single_id = 0;
  if (self->phase == UKE_SYNC_PHASE_HAND_IN)
    uke_sync_core_hand_in_response (self, event);
  else if (event->status_code == 200)
    uke_sync_core_take_welcome (self, event);
  else
    uke_sync_core_refused (self, event);
}

static void
failed (UkeSyncCore *self, const UkeSyncEvent *event)
{
  if (!uke_sync_core_is_ours (self, event->id) || uke_sync_core_audit_failed (self, event))
    return;
  if (self->phase == UKE_SYNC_PHASE_HAND_IN) {
    uke_sync_core_hand_in_failed (self);
    return;
  }
  switch (event->failure) {
  case UKE_SYNC_FAILURE_UNREACHABLE:
  case UKE_SYNC_FAILURE_TIMEOUT:
    uke_sync_core_rest (self, UKE_SYNC_STAGE_OFFLINE, 0);
    break;
  case UKE_SYNC_FAILURE_NOT_OURS:
    uke_sync_core_rest (self, UKE_SYNC_STAGE_NOT_OURS, 30);
    break;
  case UKE_SYNC_FAILURE_CLOCK:
    uke_sync_core_rest (self, UKE_SYNC_STAGE_CLOCK, 30);
    break;
  case UKE_SYNC_FAILURE_TOO_LARGE:
  case UKE_SYNC_FAILURE_PROTOCOL:
    uke_sync_core_rest (self, UKE_SYNC_STAGE_FAULT, 0);
    break;
  }
}

static void
start (UkeSyncCore *self, const UkeSyncEvent *event)
{
  self->status = event->status;
  self->random = event->seed;
  self->session = (event->seed ^ UINT64_C (0x9e3779b97f4a7c15)) >> 1 | 1;
  self->ends_us = event->ends_us;
  self->n_failures = 0;
  self->prune_at_us = self->now_us + UKE_SYNC_PRUNE_US;
  /* What was sent before the program ended may or may not have come to the server. */
  self->is_push_lost = TRUE;
  uke_sync_core_enter (self, UKE_SYNC_PHASE_HELLO, UKE_SYNC_STAGE_CONNECTING);
}

static void
stop (UkeSyncCore *self)
{
  uke_sync_core_hang_up (self);
  self->is_push_lost = FALSE;
  g_clear_pointer (&self->answer, uke_wire_push_answer_free);
  uke_sync_core_enter (self, UKE_SYNC_PHASE_STOPPED, UKE_SYNC_STAGE_STOPPED);
}

/* The network came back, or a person does not want to wait. */
static void
hurry (UkeSyncCore *self, int64_t within_us)
{
  int64_t at_us = self->now_us + (int64_t)(uke_sync_core_random (self) % (uint64_t)within_us);

  if (self->phase == UKE_SYNC_PHASE_REST)
    self->retry_at_us = MIN (self->retry_at_us, at_us);
}

/* When it is connected, the question that waits for news is put anew, to be answered at once; one
 * that does not wait is left to be answered, however often a person asks. A server that would not
 * take what this program sends is asked whether it still says so. */
static void
ask_now (UkeSyncCore *self)
{
  hurry (self, 1);
  if (self->phase != UKE_SYNC_PHASE_RUN)
    return;
  if (!uke_sync_core_may_send (self)) {
    uke_sync_core_hang_up (self);
    uke_sync_core_enter (self, UKE_SYNC_PHASE_HELLO, UKE_SYNC_STAGE_CONNECTING);
    return;
  }
  if (self->does_pull_wait)
    uke_sync_core_cancel (self, &self->pull_id);
  self->push_at_us = 0;
  self->is_hurried = TRUE;
}

static void
watch (UkeSyncCore *self)
{
  if (self->phase == UKE_SYNC_PHASE_REST && self->now_us >= self->retry_at_us)
    uke_sync_core_enter (self, UKE_SYNC_PHASE_HELLO, self->facts.state);
  if (self->phase != UKE_SYNC_PHASE_RUN)
    return;
  if (self->now_us - self->run_since_us >= HEALTHY_US)
    self->n_failures = 0;
  if (self->status.n_queued > 0 && uke_sync_core_may_send (self)
      && self->now_us - MAX (MAX (self->progress_us, self->run_since_us), self->push_at_us)
             >= STUCK_US)
    uke_sync_core_rest (self, UKE_SYNC_STAGE_FAULT, 0);
}

static void
advance (UkeSyncCore *self)
{
  if (uke_sync_core_is_over (self))
    return;
  watch (self);
  uke_sync_core_advance_store (self);
  switch (self->phase) {
  case UKE_SYNC_PHASE_HELLO:
    if (self->single_id == 0 && self->store_id == 0)
      uke_sync_core_say_hello (self);
    break;
  case UKE_SYNC_PHASE_FORK:
  case UKE_SYNC_PHASE_SNAPSHOT:
    uke_sync_core_base_advance (self);
    break;
  case UKE_SYNC_PHASE_RUN:
    uke_sync_core_run_advance (self);
    break;
  case UKE_SYNC_PHASE_HAND_IN:
    uke_sync_core_hand_in_advance (self);
    break;
  case UKE_SYNC_PHASE_STOPPED:
  case UKE_SYNC_PHASE_REST:
  case UKE_SYNC_PHASE_HELD:
  case UKE_SYNC_PHASE_FINAL:
    break;
  }
}

static void
set_timer (UkeSyncCore *self)
{
  UkeSyncAction action = { .kind = UKE_SYNC_ACTION_TIMER };

  if (self->phase == UKE_SYNC_PHASE_REST
      || (self->phase == UKE_SYNC_PHASE_HAND_IN && self->retry_at_us > self->now_us))
    action.at_us = self->retry_at_us;
  else if (self->phase == UKE_SYNC_PHASE_RUN)
    action.at_us = self->audit_at_us > self->now_us && !self->facts.is_audit_broken
                       ? MIN (self->audit_at_us, self->now_us + HEALTHY_US)
                       : self->now_us + HEALTHY_US;
  if (self->phase == UKE_SYNC_PHASE_RUN && self->check.at_us > self->now_us)
    action.at_us = MIN (action.at_us, self->check.at_us);
  if (self->phase == UKE_SYNC_PHASE_RUN && self->push_at_us > self->now_us)
    action.at_us = MIN (action.at_us, self->push_at_us);
  self->facts.retry_at_us = self->phase == UKE_SYNC_PHASE_REST ? self->retry_at_us : 0;
  g_array_append_val (self->actions, action);
}

static void
handle (UkeSyncCore *self, const UkeSyncEvent *event)
{
  switch (event->kind) {
  case UKE_SYNC_EVENT_START:
    start (self, event);
    break;
  case UKE_SYNC_EVENT_STOP:
    stop (self);
    break;
  case UKE_SYNC_EVENT_TICK:
    break;
  case UKE_SYNC_EVENT_WAITING:
    self->status.n_queued = event->status.n_queued;
    self->status.n_waiting = event->status.n_waiting;
    self->status.next_dseq = MAX (self->status.next_dseq, event->status.next_dseq);
    if (self->status.oldest_us == 0)
      self->progress_us = self->now_us;
    self->status.oldest_us = event->status.oldest_us;
    if (self->phase == UKE_SYNC_PHASE_FINAL && self->facts.is_handed_in
        && self->status.n_queued > 0)
      uke_sync_core_begin_hand_in (self);
    break;
  case UKE_SYNC_EVENT_NETWORK:
    if (event->is_up)
      hurry (self, SECOND_US / 2);
    break;
  case UKE_SYNC_EVENT_NOW:
    ask_now (self);
    break;
  case UKE_SYNC_EVENT_CHECK:
    uke_sync_core_want_check (self);
    break;
  case UKE_SYNC_EVENT_ALLOW:
    self->may_delete = TRUE;
    if (self->phase == UKE_SYNC_PHASE_HELD)
      uke_sync_core_enter (self, UKE_SYNC_PHASE_HELLO, UKE_SYNC_STAGE_CONNECTING);
    break;
  case UKE_SYNC_EVENT_HOLD:
    uke_sync_core_ask_hold (self, event);
    break;
  case UKE_SYNC_EVENT_END_HOLD:
    uke_sync_core_give_up_hold (self, event);
    break;
  case UKE_SYNC_EVENT_RESPONSE:
    responded (self, event);
    break;
  case UKE_SYNC_EVENT_FAILED:
    failed (self, event);
    break;
  case UKE_SYNC_EVENT_STORED:
    uke_sync_core_stored (self, event);
    break;
  }
}

/**
 * uke_sync_core_is_ours:
 * @self: an engine
 * @id: of a request
 *
 * Returns: whether its answer is still waited for
 * Thread: the engine's
 */
gboolean
uke_sync_core_is_ours (const UkeSyncCore *self, unsigned id)
{
  if (id == 0)
    return FALSE;
  for (unsigned i = 0; i < UKE_SYNC_N_FETCHES; i++)
    if (self->fetches[i].id == id)
      return TRUE;
  for (unsigned i = 0; i < UKE_SYNC_N_HOLDINGS; i++)
    if (self->holdings[i].id == id)
      return TRUE;
  return id == self->single_id || id == self->push_id || id == self->pull_id || id == self->audit_id
         || id == self->check.request_id;
}

/**
 * uke_sync_core_step:
 * @self: an engine
 * @event: what happened
 * @actions: (element-type UkeSyncAction): what to do now is appended, in order
 *
 * Thread: the engine's
 * Source: sync.md 2.8
 */
void
uke_sync_core_step (UkeSyncCore *self, const UkeSyncEvent *event, GArray *actions)
{
  UkeSyncFacts before = self->facts;
  const UkeSyncAction facts = { .kind = UKE_SYNC_ACTION_FACTS };

  self->actions = actions;
  self->now_us = event->now_us;
  self->wall_us = event->wall_us;
  handle (self, event);
  advance (self);
  set_timer (self);
  self->facts.n_waiting = self->status.n_waiting;
  self->facts.is_partial = self->status.is_partial && !self->status.has_cursor;
  self->facts.seq = self->status.has_cursor ? self->status.cursor.seq : 0;
  self->facts.epoch = self->status.has_cursor ? self->status.cursor.epoch : UKE_ID_NONE;
  self->actions = NULL;
  if (memcmp (&before, &self->facts, sizeof before) != 0)
    g_array_append_val (actions, facts);
}
