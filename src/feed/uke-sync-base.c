/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-decide.h"
#include "feed/uke-feed-log.h"
#include "feed/uke-sync-core-private.h"

/*
 * Another base: a desk that has no content yet, one whose history the server does not share, and
 * one that was away for longer than the log. The parts that are here already are not asked for
 * again, so a fetch that is cut off goes on where it was.
 */

#define N_SHA256_HEX (2 * UKE_SHA256_SIZE)
#define PART_SLACK 1024
/* Of 64 heads each: enough for any log. */
#define MAX_FORK_ROUNDS 4

/**
 * uke_sync_core_drop_base:
 * @self: an engine
 *
 * Forgets what was fetched but not stored.
 *
 * Thread: the engine's
 */
void
uke_sync_core_drop_base (UkeSyncCore *self)
{
  g_clear_pointer (&self->heads, uke_wire_resync_free);
  g_clear_pointer (&self->manifest, g_bytes_unref);
  g_clear_pointer (&self->parts, g_array_unref);
  for (unsigned i = 0; i < self->fetched->len; i++)
    g_bytes_unref (g_array_index (self->fetched, UkeSyncFetched, i).bytes);
  g_array_set_size (self->fetched, 0);
  self->next_part = 0;
  self->n_stored = 0;
  self->n_first = 0;
  self->n_first_stored = 0;
}

/**
 * uke_sync_core_begin_fork:
 * @self: an engine
 *
 * The server has another history: finds the last entry that both share, then takes a snapshot.
 *
 * Thread: the engine's
 * Source: sync.md 2.11
 */
void
uke_sync_core_begin_fork (UkeSyncCore *self)
{
  uke_sync_core_drop_base (self);
  self->fork_after = 0;
  self->fork_before = 0;
  self->n_fork_rounds = 0;
  self->has_place = FALSE;
  uke_sync_core_enter (self, UKE_SYNC_PHASE_FORK, UKE_SYNC_STAGE_BOOTSTRAP);
}

/**
 * uke_sync_core_begin_snapshot:
 * @self: an engine
 * @cap: the last entry that the new history shares with the old, or `UKE_NO_CAP`
 * @changes_epoch: whether it is another history: then the device counts anew
 *
 * Thread: the engine's
 */
void
uke_sync_core_begin_snapshot (UkeSyncCore *self, int64_t cap, gboolean changes_epoch)
{
  uke_sync_core_drop_base (self);
  self->cap = cap;
  self->changes_epoch = changes_epoch;
  self->facts.parts_done = 0;
  self->facts.n_parts = 0;
  uke_sync_core_enter (self, UKE_SYNC_PHASE_SNAPSHOT, UKE_SYNC_STAGE_BOOTSTRAP);
}

static gboolean
is_all_stored (const UkeSyncCore *self)
{
  return self->parts != NULL && self->n_stored == self->parts->len;
}

/* A desk without content opens as soon as it has what is needed to begin with. */
static gboolean
can_begin (const UkeSyncCore *self)
{
  return !self->status.has_cursor && !self->status.is_partial && self->n_first > 0
         && self->n_first_stored == self->n_first && !is_all_stored (self);
}

static void
store_fetched (UkeSyncCore *self)
{
  UkeSyncFetched fetched = g_array_index (self->fetched, UkeSyncFetched, 0);
  UkeSyncAction *action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_SNAPSHOT_PART);

  g_array_remove_index (self->fetched, 0);
  self->storing = fetched.part;
  action->bytes = fetched.bytes;
  g_strlcpy (action->sha256, g_array_index (self->parts, UkeSyncPart, fetched.part).sha256,
             sizeof action->sha256);
}

/**
 * uke_sync_core_base_wants_store:
 * @self: an engine whose store rests
 *
 * Asks the store for what finding another base needs next.
 *
 * Returns: whether something was asked
 * Thread: the engine's
 */
gboolean
uke_sync_core_base_wants_store (UkeSyncCore *self)
{
  UkeSyncAction *action;

  if (self->phase == UKE_SYNC_PHASE_FORK && self->has_place) {
    action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_TAKE_PLACE);
    action->place = self->place;
    return TRUE;
  }
  if (self->phase == UKE_SYNC_PHASE_FORK && self->heads == NULL && self->single_id == 0) {
    action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_HEADS);
    action->after = self->fork_after;
    action->before = self->fork_before;
    return TRUE;
  }
  if (self->phase != UKE_SYNC_PHASE_SNAPSHOT)
    return FALSE;
  if (self->manifest != NULL) {
    action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_SNAPSHOT_BEGIN);
    action->bytes = g_steal_pointer (&self->manifest);
    return TRUE;
  }
  if (can_begin (self)) {
    uke_sync_core_ask_store (self, UKE_SYNC_STORE_SNAPSHOT_FIRST);
    return TRUE;
  }
  if (self->fetched->len > 0) {
    store_fetched (self);
    return TRUE;
  }
  if (!is_all_stored (self))
    return FALSE;
  action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_SNAPSHOT_END);
  action->cap = self->cap;
  action->inc = self->changes_epoch ? uke_sync_core_random (self) >> 1 : 0;
  return TRUE;
}

static void
fetch (UkeSyncCore *self, UkeSyncFetch *lane)
{
  const UkeSyncPart *part = &g_array_index (self->parts, UkeSyncPart, self->next_part);

  lane->part = self->next_part++;
  lane->id = uke_sync_core_send (self, UKE_SYNC_REQUEST_PART, "GET",
                                 g_strdup_printf ("/v1/parts/%.*s", N_SHA256_HEX, part->sha256),
                                 NULL, (size_t)part->bytes + PART_SLACK, 120);
}

/**
 * uke_sync_core_base_advance:
 * @self: an engine that looks for another base
 *
 * Sends what is to be asked of the server next.
 *
 * Thread: the engine's
 */
void
uke_sync_core_base_advance (UkeSyncCore *self)
{
  if (self->phase == UKE_SYNC_PHASE_FORK) {
    if (self->heads != NULL && self->single_id == 0) {
      GString *json = g_string_new (NULL);

      uke_wire_resync_write (self->heads, json);
      self->single_id = uke_sync_core_send (self, UKE_SYNC_REQUEST_RESYNC, "POST",
                                            g_strdup ("/v1/resync"), json, UKE_WIRE_MAX_BYTES, 30);
    }
    return;
  }
  if (self->parts == NULL) {
    if (self->single_id == 0 && self->manifest == NULL && self->store_id == 0)
      self->single_id = uke_sync_core_send (self, UKE_SYNC_REQUEST_SNAPSHOT, "GET",
                                            g_strdup_printf ("/v1/snapshot?sv=%u", self->sv), NULL,
                                            UKE_SYNC_MAX_ANSWER, 120);
    return;
  }
  for (unsigned i = 0; i < UKE_SYNC_N_FETCHES && self->next_part < self->parts->len; i++)
    if (self->fetches[i].id == 0 && self->fetched->len < UKE_SYNC_N_FETCHES)
      fetch (self, &self->fetches[i]);
}

/* Where the histories part is as well known as it can be. */
static void
settle_fork (UkeSyncCore *self, int64_t fork_seq)
{
  gboolean changes_epoch = !uke_id_equal (&self->fork_epoch, &self->status.cursor.epoch);

  /* A whole log of which the server has nothing: it is not of this clinic, whoever said so. */
  if (self->status.own_seq > 0 && fork_seq == 0) {
    uke_feed_log_refused ("resync: the server has none of this desk's %" G_GINT64_FORMAT " entries",
                          self->status.own_seq);
    uke_sync_core_hang_up (self);
    uke_sync_core_enter (self, UKE_SYNC_PHASE_FINAL, UKE_SYNC_STAGE_FOREIGN);
  } else if (changes_epoch || self->status.own_seq > 0) {
    uke_sync_core_begin_snapshot (self, fork_seq, changes_epoch);
  } else {
    uke_sync_core_begin_snapshot (self, UKE_NO_CAP, FALSE);
  }
}

static void
fork_stored (UkeSyncCore *self, const UkeSyncEvent *event)
{
  if (self->store == UKE_SYNC_STORE_TAKE_PLACE) {
    self->has_place = FALSE;
    if (event->take == UKE_SYNC_TAKE_DONE)
      uke_sync_core_enter (self, UKE_SYNC_PHASE_HELLO, UKE_SYNC_STAGE_CONNECTING);
    else
      uke_sync_core_rest (self, UKE_SYNC_STAGE_FAULT, 5); /* the store has said why */
    return;
  }
  if (self->store != UKE_SYNC_STORE_HEADS || event->heads == NULL)
    return;
  if (event->heads->heads->len == 0) {
    settle_fork (self, self->fork_after);
    return;
  }
  self->heads = uke_wire_resync_new ();
  g_array_append_vals (self->heads->heads, event->heads->heads->data, event->heads->heads->len);
}

/**
 * uke_sync_core_base_stored:
 * @self: an engine
 * @event: the store's answer to something that was asked here
 *
 * Thread: the engine's
 */
void
uke_sync_core_base_stored (UkeSyncCore *self, const UkeSyncEvent *event)
{
  if (self->phase == UKE_SYNC_PHASE_FORK) {
    fork_stored (self, event);
    return;
  }
  if (self->phase != UKE_SYNC_PHASE_SNAPSHOT)
    return;
  if (self->store == UKE_SYNC_STORE_SNAPSHOT_BEGIN && event->parts != NULL) {
    self->parts = g_array_ref (event->parts);
    self->facts.n_parts = self->parts->len;
    for (unsigned i = 0; i < self->parts->len; i++)
      self->n_first += g_array_index (self->parts, UkeSyncPart, i).is_first ? 1 : 0;
  } else if (self->store == UKE_SYNC_STORE_SNAPSHOT_PART) {
    self->n_stored++;
    self->n_first_stored
        += g_array_index (self->parts, UkeSyncPart, self->storing).is_first ? 1 : 0;
    self->facts.parts_done = self->n_stored;
  } else if (self->store == UKE_SYNC_STORE_SNAPSHOT_FIRST) {
    uke_sync_core_hang_up (self);
    uke_sync_core_begin_snapshot (self, UKE_NO_CAP, FALSE);
  } else if (self->store == UKE_SYNC_STORE_SNAPSHOT_END) {
    uke_sync_core_drop_base (self);
    self->check.last_us = 0;
    uke_sync_core_enter (self, UKE_SYNC_PHASE_HELLO, UKE_SYNC_STAGE_CONNECTING);
  }
}

/* The oldest of the heads behind the fork; 0 when there is none. */
static int64_t
find_before (const UkeWireResync *heads, int64_t fork_seq)
{
  int64_t before = 0;

  for (unsigned i = 0; i < heads->heads->len; i++) {
    int64_t seq = g_array_index (heads->heads, UkeCursor, i).seq;

    if (seq > fork_seq && (before == 0 || seq < before))
      before = seq;
  }
  return before;
}

static void
take_fork (UkeSyncCore *self, const UkeSyncEvent *event)
{
  g_autoptr (GError) error = NULL;
  UkeWireFork fork;
  int64_t before;
  size_t size;
  const char *json = g_bytes_get_data (event->body, &size);

  if (event->status_code != 200) {
    uke_sync_core_refused (self, event);
    return;
  }
  if (!uke_wire_fork_read (json, size, &fork, &error)) {
    uke_sync_core_doubt (self, error->message);
    uke_sync_core_rest (self, UKE_SYNC_STAGE_FAULT, 0);
    return;
  }
  self->fork_epoch = fork.epoch;
  before = find_before (self->heads, fork.fork_seq);
  g_clear_pointer (&self->heads, uke_wire_resync_free);
  if (fork.has_cursor && !self->status.cursor.is_signed
      && uke_cursor_same_place (&fork.cursor, &self->status.cursor)) {
    self->has_place = TRUE;
    self->place = fork.cursor;
    return;
  }
  self->fork_after = fork.fork_seq;
  self->fork_before = before;
  if (before - fork.fork_seq <= 1 || ++self->n_fork_rounds >= MAX_FORK_ROUNDS)
    settle_fork (self, fork.fork_seq);
}

static void
take_part (UkeSyncCore *self, const UkeSyncEvent *event)
{
  for (unsigned i = 0; i < UKE_SYNC_N_FETCHES; i++) {
    UkeSyncFetched fetched = { self->fetches[i].part, NULL };

    if (self->fetches[i].id != event->id)
      continue;
    self->fetches[i].id = 0;
    if (event->status_code != 200) {
      uke_sync_core_refused (self, event);
      return;
    }
    fetched.bytes = g_bytes_ref (event->body);
    g_array_append_val (self->fetched, fetched);
    return;
  }
}

/**
 * uke_sync_core_base_response:
 * @self: an engine
 * @event: an answer of the server
 *
 * Returns: whether it was an answer to something that was asked here
 * Thread: the engine's
 */
gboolean
uke_sync_core_base_response (UkeSyncCore *self, const UkeSyncEvent *event)
{
  if (event->id != self->single_id) {
    take_part (self, event);
    return TRUE;
  }
  if (self->phase == UKE_SYNC_PHASE_FORK) {
    self->single_id = 0;
    take_fork (self, event);
    return TRUE;
  }
  if (self->phase != UKE_SYNC_PHASE_SNAPSHOT)
    return FALSE;
  self->single_id = 0;
  if (event->status_code == 200)
    self->manifest = g_bytes_ref (event->body);
  else
    uke_sync_core_refused (self, event);
  return TRUE;
}
