/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-sync-core-private.h"

#include <string.h>

/*
 * Times that are kept for this desk (doc/wire.md, Holds). They are asked for while the desk is
 * connected and at no other time: whoever asks hears at once that it cannot be, or later what the
 * server says. What is given up without the server's hearing of it ends by itself.
 */

#define DEADLINE_S 10

/* What became of a wish, to whoever has it. */
static void
answer (UkeSyncCore *self, const UkeSyncHolding *holding, UkeSyncKept kept)
{
  UkeSyncAction action = {
    .kind = UKE_SYNC_ACTION_KEPT,
    .token = holding->token,
    .kept = kept,
    .hold = { .resource_id = holding->wish.resource_id,
              .from_us = holding->wish.from_us,
              .to_us = holding->wish.to_us },
  };

  g_array_append_val (self->actions, action);
}

static UkeSyncHolding *
find_free (UkeSyncCore *self)
{
  for (unsigned i = 0; i < UKE_SYNC_N_HOLDINGS; i++)
    if (self->holdings[i].id == 0)
      return &self->holdings[i];
  return NULL;
}

static UkeSyncHolding *
find (UkeSyncCore *self, unsigned id)
{
  for (unsigned i = 0; id != 0 && i < UKE_SYNC_N_HOLDINGS; i++)
    if (self->holdings[i].id == id)
      return &self->holdings[i];
  return NULL;
}

/**
 * uke_sync_core_ask_hold:
 * @self: an engine
 * @event: the wish, and whose it is
 *
 * Thread: the engine's
 * Source: sync.md 2.10
 */
void
uke_sync_core_ask_hold (UkeSyncCore *self, const UkeSyncEvent *event)
{
  UkeSyncHolding *free = find_free (self);
  UkeSyncHolding holding = { .token = event->token, .wish = event->wish };
  GString *json;

  if (self->phase != UKE_SYNC_PHASE_RUN || free == NULL) {
    answer (self, &holding, UKE_SYNC_KEPT_NOT_ASKED);
    return;
  }
  json = g_string_new (NULL);
  uke_wire_hold_wish_write (&event->wish, json);
  holding.id = uke_sync_core_send (self, UKE_SYNC_REQUEST_HOLD, "POST", g_strdup ("/v1/holds"),
                                   json, UKE_WIRE_MAX_BYTES, DEADLINE_S);
  *free = holding;
}

/**
 * uke_sync_core_give_up_hold:
 * @self: an engine
 * @event: which hold
 *
 * Thread: the engine's
 */
void
uke_sync_core_give_up_hold (UkeSyncCore *self, const UkeSyncEvent *event)
{
  UkeSyncHolding *free = find_free (self);
  char hex[UKE_ID_HEX_SIZE];

  if (self->phase != UKE_SYNC_PHASE_RUN || free == NULL)
    return;
  uke_id_to_hex (&event->hold_id, hex);
  *free = (UkeSyncHolding){ .is_end = TRUE };
  free->id = uke_sync_core_send (self, UKE_SYNC_REQUEST_END_HOLD, "DELETE",
                                 g_strdup_printf ("/v1/holds/%s", hex), NULL, UKE_WIRE_MAX_BYTES,
                                 DEADLINE_S);
}

static void
take_answer (UkeSyncCore *self, const UkeSyncHolding *holding, const UkeSyncEvent *event)
{
  g_autoptr (GError) error = NULL;
  size_t size;
  const char *json = g_bytes_get_data (event->body, &size);
  UkeSyncAction *action;
  UkeId id;
  int64_t until_us;

  if (!uke_wire_hold_answer_read (json, size, &id, &until_us, &error)) {
    uke_sync_core_doubt (self, error->message);
    answer (self, holding, UKE_SYNC_KEPT_NOT_ASKED);
    uke_sync_core_rest (self, UKE_SYNC_STAGE_FAULT, 0);
    return;
  }
  answer (self, holding, UKE_SYNC_KEPT_YES);
  action = &g_array_index (self->actions, UkeSyncAction, self->actions->len - 1);
  action->hold.id = id;
  action->hold.until_us = until_us;
}

/**
 * uke_sync_core_hold_response:
 * @self: an engine
 * @event: an answer of the server
 *
 * What is refused about a hold alone ends nothing else.
 *
 * Returns: whether it was the answer to a hold
 * Thread: the engine's
 */
gboolean
uke_sync_core_hold_response (UkeSyncCore *self, const UkeSyncEvent *event)
{
  UkeSyncHolding *found = find (self, event->id);
  UkeSyncHolding holding;
  UkeWireRefusal refusal;
  size_t size;
  const char *json;

  if (found == NULL)
    return FALSE;
  holding = *found;
  found->id = 0;
  if (event->status_code == 200) {
    if (!holding.is_end)
      take_answer (self, &holding, event);
    return TRUE;
  }
  json = g_bytes_get_data (event->body, &size);
  uke_wire_refusal_read (event->status_code, json, size, &refusal);
  if (!holding.is_end)
    answer (self, &holding,
            refusal.code == UKE_WIRE_TAKEN ? UKE_SYNC_KEPT_TAKEN : UKE_SYNC_KEPT_NOT_ASKED);
  if (refusal.code != UKE_WIRE_TAKEN && refusal.code != UKE_WIRE_NOT_FOUND
      && refusal.code != UKE_WIRE_MALFORMED && refusal.code != UKE_WIRE_TOO_LARGE
      && refusal.code != UKE_WIRE_NOT_ALLOWED)
    uke_sync_core_refused (self, event);
  return TRUE;
}

/**
 * uke_sync_core_drop_holds:
 * @self: an engine that hangs up
 *
 * Whoever waits for a hold hears that there is none. Should the server have got the wish, the hold
 * ends by itself.
 *
 * Thread: the engine's
 */
void
uke_sync_core_drop_holds (UkeSyncCore *self)
{
  for (unsigned i = 0; i < UKE_SYNC_N_HOLDINGS; i++) {
    UkeSyncHolding *holding = &self->holdings[i];

    if (holding->id != 0 && !holding->is_end)
      answer (self, holding, UKE_SYNC_KEPT_NOT_ASKED);
    uke_sync_core_cancel (self, &holding->id);
  }
}

/**
 * uke_sync_core_show_holds:
 * @self: an engine
 * @page: a page that has come; its holds are taken out
 *
 * Thread: the engine's
 */
void
uke_sync_core_show_holds (UkeSyncCore *self, UkeWirePage *page)
{
  UkeSyncAction action = { .kind = UKE_SYNC_ACTION_HOLDS, .at_us = page->at_us };

  if (!page->has_holds)
    return;
  self->holds_tag = page->holds_tag;
  action.holds = g_array_ref (page->holds);
  page->has_holds = FALSE;
  g_array_append_val (self->actions, action);
}
