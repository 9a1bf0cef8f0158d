/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-decide.h"
#include "feed/uke-sync-core-private.h"

/*
 * Another base: a desk that has no content yet, one whose history the server does not share, and
 * one that was away for longer than the log. The parts that are here already are not asked for
 * again, so a fetch that is cut off goes on where it was.
 */

#define N_SHA256_HEX (2 * UKE_SHA256_SIZE)
#define PART_SLACK 1024

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

static void
store_fetched (UkeSyncCore *self)
{
  UkeSyncFetched fetched = g_array_index (self->fetched, UkeSyncFetched, 0);
  UkeSyncAction *action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_SNAPSHOT_PART);

  g_array_remove_index (self->fetched, 0);
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

  if (self->phase == UKE_SYNC_PHASE_FORK && self->heads == NULL && self->single_id == 0) {
    uke_sync_core_ask_store (self, UKE_SYNC_STORE_HEADS);
    return TRUE;
  }
  if (self->phase != UKE_SYNC_PHASE_SNAPSHOT)
    return FALSE;
  if (self->manifest != NULL) {
    action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_SNAPSHOT_BEGIN);
    action->bytes = g_steal_pointer (&self->manifest);
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
    if (self->store == UKE_SYNC_STORE_HEADS && event->heads != NULL) {
      self->heads = uke_wire_resync_new ();
      g_array_append_vals (self->heads->heads, event->heads->heads->data, event->heads->heads->len);
    }
    return;
  }
  if (self->phase != UKE_SYNC_PHASE_SNAPSHOT)
    return;
  if (self->store == UKE_SYNC_STORE_SNAPSHOT_BEGIN && event->parts != NULL) {
    self->parts = g_array_ref (event->parts);
    self->facts.n_parts = self->parts->len;
  } else if (self->store == UKE_SYNC_STORE_SNAPSHOT_PART) {
    self->n_stored++;
    self->facts.parts_done = self->n_stored;
  } else if (self->store == UKE_SYNC_STORE_SNAPSHOT_END) {
    uke_sync_core_drop_base (self);
    uke_sync_core_enter (self, UKE_SYNC_PHASE_HELLO, UKE_SYNC_STAGE_CONNECTING);
  }
}

static void
take_fork (UkeSyncCore *self, const UkeSyncEvent *event)
{
  UkeWireFork fork;
  size_t size;
  const char *json = g_bytes_get_data (event->body, &size);

  if (event->status_code != 200) {
    uke_sync_core_refused (self, event);
    return;
  }
  if (!uke_wire_fork_read (json, size, &fork, NULL)) {
    uke_sync_core_rest (self, UKE_SYNC_STAGE_FAULT, 0);
    return;
  }
  if (uke_id_equal (&fork.epoch, &self->status.cursor.epoch))
    uke_sync_core_begin_snapshot (self, UKE_NO_CAP, FALSE);
  else
    uke_sync_core_begin_snapshot (self, fork.fork_seq, TRUE);
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
