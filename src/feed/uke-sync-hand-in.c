/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-sync-core-private.h"

/*
 * A device that was struck off hands in what it still had to send (doc/wire.md, Quarantine).
 * Nothing of it leaves the outbox: whoever enrols the desk again pushes it, and the server knows
 * what it has.
 */

#define DEADLINE_S 30
#define RETRY_US (60 * (int64_t)G_USEC_PER_SEC)
#define MAX_BYTES 800000

/**
 * uke_sync_core_begin_hand_in:
 * @self: an engine that was told that this device is struck off
 *
 * Thread: the engine's
 * Source: sync.md 2.12
 */
void
uke_sync_core_begin_hand_in (UkeSyncCore *self)
{
  self->facts.is_handed_in = FALSE;
  /* What the server kept for later of this device is a person's to decide over too. */
  self->is_later_over = self->status.n_later > 0;
  self->retry_at_us = 0;
  uke_sync_core_enter (self, UKE_SYNC_PHASE_HAND_IN, UKE_SYNC_STAGE_REVOKED);
}

/* There is nothing more to do for this engine. */
static void
end (UkeSyncCore *self, gboolean is_handed_in)
{
  self->facts.is_handed_in = is_handed_in;
  uke_sync_core_enter (self, UKE_SYNC_PHASE_FINAL, UKE_SYNC_STAGE_REVOKED);
}

/**
 * uke_sync_core_hand_in_advance:
 * @self: an engine that hands in
 *
 * Thread: the engine's
 */
void
uke_sync_core_hand_in_advance (UkeSyncCore *self)
{
  UkeSyncAction *action;

  if (self->single_id != 0 || self->store_id != 0 || self->now_us < self->retry_at_us)
    return;
  action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_TAKE_PUSH);
  action->max_sets = self->max_sets;
  action->max_bytes = MAX_BYTES;
}

/**
 * uke_sync_core_hand_in_took_push:
 * @self: an engine that hands in
 * @event: what the store had
 *
 * Thread: the engine's
 */
void
uke_sync_core_hand_in_took_push (UkeSyncCore *self, const UkeSyncEvent *event)
{
  GString *json;

  if (event->push == NULL || event->push->sets->len == 0) {
    end (self, TRUE);
    return;
  }
  json = g_string_sized_new (4096);
  uke_wire_push_write (event->push, json);
  self->single_id
      = uke_sync_core_send (self, UKE_SYNC_REQUEST_QUARANTINE, "POST", g_strdup ("/v1/quarantine"),
                            json, UKE_WIRE_MAX_BYTES, DEADLINE_S);
}

/**
 * uke_sync_core_hand_in_failed:
 * @self: an engine that hands in, whose server was not reached or has no time
 *
 * What was on its way is handed in again.
 *
 * Thread: the engine's
 */
void
uke_sync_core_hand_in_failed (UkeSyncCore *self)
{
  self->single_id = 0;
  self->is_push_lost = TRUE;
  self->retry_at_us = self->now_us + RETRY_US;
}

/**
 * uke_sync_core_hand_in_response:
 * @self: an engine that hands in
 * @event: the server's answer
 *
 * Thread: the engine's
 */
void
uke_sync_core_hand_in_response (UkeSyncCore *self, const UkeSyncEvent *event)
{
  if (event->status_code == 200)
    return;
  if (event->status_code == 429 || event->status_code >= 500) {
    uke_sync_core_hand_in_failed (self);
    return;
  }
  /* A server that does not take it, or has let this device in again. */
  self->is_push_lost = TRUE;
  end (self, FALSE);
}
