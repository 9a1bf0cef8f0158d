/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-sync-core-private.h"

/* What the engine asks of the desk's store, one operation after the other, and what it makes of the
 * answers. */

/**
 * uke_sync_core_ask_store:
 * @self: an engine whose store rests
 * @kind: what is asked
 *
 * Returns: (transfer none): the action, to be filled further
 * Thread: the engine's
 */
UkeSyncAction *
uke_sync_core_ask_store (UkeSyncCore *self, UkeSyncStoreKind kind)
{
  UkeSyncAction action = { .kind = UKE_SYNC_ACTION_STORE, .id = ++self->last_id, .store = kind };

  g_assert (self->store_id == 0);
  self->store_id = action.id;
  self->store = kind;
  g_array_append_val (self->actions, action);
  return &g_array_index (self->actions, UkeSyncAction, self->actions->len - 1);
}

/**
 * uke_sync_core_advance_store:
 * @self: an engine
 *
 * One operation at a time; what was lost comes first, so that nothing else believes it sent. A
 * store that failed rests as long as the line does.
 *
 * Thread: the engine's
 */
void
uke_sync_core_advance_store (UkeSyncCore *self)
{
  UkeSyncAction *action;

  if (self->store_id != 0 || (self->has_store_failed && self->phase == UKE_SYNC_PHASE_REST))
    return;
  if (self->is_push_lost || self->is_later_over) {
    action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_PUSH_LOST);
    action->with_later = self->is_later_over;
    self->is_push_lost = self->is_later_over = FALSE;
  } else if (self->answer != NULL) {
    action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_TAKE_ANSWER);
    action->answer = g_steal_pointer (&self->answer);
  } else if (self->page != NULL) {
    action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_TAKE_PAGE);
    action->may_delete = self->may_delete;
    action->page = g_steal_pointer (&self->page);
  } else if (self->wants_inc && self->push_id == 0 && self->push == NULL) {
    self->wants_inc = FALSE;
    action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_NEW_INC);
    action->inc = uke_sync_core_random (self) >> 1;
  } else if (uke_sync_core_base_wants_store (self) || uke_sync_core_run_wants_store (self)
             || uke_sync_core_check_wants_store (self) || uke_sync_core_audit_wants_store (self)) {
    return;
  } else if (self->phase == UKE_SYNC_PHASE_RUN && self->now_us >= self->prune_at_us) {
    self->prune_at_us = self->now_us + UKE_SYNC_PRUNE_US;
    uke_sync_core_ask_store (self, UKE_SYNC_STORE_PRUNE);
  }
}

/* What the store was to write down of a push it does not know: that was sent for nothing. */
static void
store_failed (UkeSyncCore *self, UkeSyncStored stored)
{
  self->has_store_failed = TRUE;
  self->facts.is_behind = stored == UKE_SYNC_STORED_UNREADABLE && self->sv < self->server_sv;
  self->is_push_lost = TRUE;
  uke_sync_core_rest (
      self, stored == UKE_SYNC_STORED_FULL ? UKE_SYNC_STAGE_DISK_FULL : UKE_SYNC_STAGE_FAULT, 5);
}

/**
 * uke_sync_core_stored:
 * @self: an engine
 * @event: how an operation of the store ended
 *
 * Thread: the engine's
 */
void
uke_sync_core_stored (UkeSyncCore *self, const UkeSyncEvent *event)
{
  UkeSyncStoreKind kind = self->store;
  int64_t before_seq = self->status.has_cursor ? self->status.cursor.seq : 0;

  if (uke_sync_core_check_stored (self, event) || event->id != self->store_id)
    return;
  self->store_id = 0;
  if (event->stored != UKE_SYNC_STORED_OK) {
    if (!uke_sync_core_is_over (self))
      store_failed (self, event->stored);
    return;
  }
  self->has_store_failed = FALSE;
  self->status = event->status;
  if (uke_sync_core_is_over (self))
    return;
  switch (kind) {
  case UKE_SYNC_STORE_TAKE_PUSH:
    if (self->phase == UKE_SYNC_PHASE_HAND_IN)
      uke_sync_core_hand_in_took_push (self, event);
    else
      uke_sync_core_run_took_push (self, event);
    break;
  case UKE_SYNC_STORE_TAKE_ANSWER:
  case UKE_SYNC_STORE_TAKE_PAGE:
    if (self->status.has_cursor && self->status.cursor.seq > before_seq)
      self->facts.n_received += self->status.cursor.seq - before_seq;
    uke_sync_core_run_took (self, event);
    break;
  case UKE_SYNC_STORE_REPAIR:
    uke_sync_core_check_repaired (self, event);
    break;
  case UKE_SYNC_STORE_NEW_INC:
  case UKE_SYNC_STORE_PUSH_LOST:
  case UKE_SYNC_STORE_PRUNE:
  case UKE_SYNC_STORE_AUDIT_SENT:
  case UKE_SYNC_STORE_SUMS:
    break;
  case UKE_SYNC_STORE_TAKE_AUDIT:
    uke_sync_core_audit_took (self, event);
    break;
  case UKE_SYNC_STORE_HEADS:
  case UKE_SYNC_STORE_TAKE_PLACE:
  case UKE_SYNC_STORE_SNAPSHOT_BEGIN:
  case UKE_SYNC_STORE_SNAPSHOT_PART:
  case UKE_SYNC_STORE_SNAPSHOT_FIRST:
  case UKE_SYNC_STORE_SNAPSHOT_END:
    uke_sync_core_base_stored (self, event);
    break;
  }
}
