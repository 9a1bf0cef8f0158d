/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-decide.h"
#include "feed/uke-feed-log.h"
#include "feed/uke-sync-core-private.h"

/*
 * Answers that cannot be used, and refusals: what each leads to, and what stands of it in the log.
 */

static const char *
name_single (const UkeSyncCore *self)
{
  if (self->phase == UKE_SYNC_PHASE_FORK)
    return "resync";
  return self->phase == UKE_SYNC_PHASE_SNAPSHOT ? "snapshot" : "hello";
}

/**
 * uke_sync_core_name_request:
 * @self: an engine
 * @id: of a request on its way
 *
 * Returns: (transfer none): what it asks, by the name of its path
 * Thread: the engine's
 */
const char *
uke_sync_core_name_request (const UkeSyncCore *self, unsigned id)
{
  if (id == self->single_id)
    return name_single (self);
  if (id == self->push_id)
    return "push";
  if (id == self->pull_id)
    return "changes";
  if (id == self->audit_id)
    return "audit";
  if (id == self->check.request_id)
    return self->check.phase == UKE_SYNC_CHECK_ROWS ? "rows" : "digest";
  for (unsigned i = 0; i < UKE_SYNC_N_FETCHES; i++)
    if (self->fetches[i].id == id)
      return "parts";
  return "holds";
}

/**
 * uke_sync_core_doubt:
 * @self: an engine
 * @why: what is wrong with the answer that came: the place, and never a value
 *
 * The exact reason is for whoever reads the log; people are told by the state, and of a server that
 * writes a newer version, that this program is the likely reason.
 *
 * Thread: the engine's
 */
void
uke_sync_core_doubt (UkeSyncCore *self, const char *why)
{
  uke_feed_log_refused ("%s: the server's answer is not used: %s", self->asked, why);
  self->facts.is_behind = self->sv < self->server_sv;
}

/* 502 and 504 are the proxy's, while the server behind it starts again: asked again, like any that
 * is busy. */
static gboolean
is_passing (const UkeSyncEvent *event)
{
  return event->status_code == 429 || (event->status_code >= 502 && event->status_code <= 504);
}

static void
log_refusal (const UkeSyncCore *self,
             const UkeSyncEvent *event,
             UkeWireErrorCode code,
             unsigned retry_after_s)
{
  const char *text = uke_wire_error_get_text (code);

  if (code == UKE_WIRE_BUSY && retry_after_s > UKE_SYNC_MAX_RETRY_AFTER_S)
    uke_feed_log_refused ("%s: the server wants to be asked again in %u s, and is in %d",
                          self->asked, retry_after_s, UKE_SYNC_MAX_RETRY_AFTER_S);
  else if (code == UKE_WIRE_BUSY && is_passing (event))
    g_debug ("%s: the server is busy (%u)", self->asked, event->status_code);
  else
    uke_feed_log_refused ("%s: the server answers with status %u, taken for %s", self->asked,
                          event->status_code, code == UKE_WIRE_OK ? "none that is known" : text);
}

/* One side's program is too old for what the other sends: a push waits, and everything else goes
 * on; who does not even understand a hello is asked again later. */
static void
refused_for_version (UkeSyncCore *self, const UkeWireRefusal *refusal)
{
  self->is_push_lost = TRUE;
  self->pushes_first = FALSE;
  if (self->phase != UKE_SYNC_PHASE_RUN)
    uke_sync_core_rest (self, UKE_SYNC_STAGE_FAULT, 30);
  self->facts.needs_upgrade = refusal->sv_min > self->sv;
  self->facts.is_server_old = !self->facts.needs_upgrade;
  self->facts.is_behind = FALSE;
}

/* A desk that was connected has company: whatever made the server say this now, it said to all of
 * them. 429 is about this desk alone. */
static void
busy (UkeSyncCore *self, const UkeSyncEvent *event, unsigned retry_after_s)
{
  retry_after_s = MAX (event->retry_after_s, retry_after_s);
  if (self->phase == UKE_SYNC_PHASE_RUN && is_passing (event) && event->status_code != 429)
    uke_sync_core_leave (self, retry_after_s);
  else
    uke_sync_core_rest (self, UKE_SYNC_STAGE_BUSY, retry_after_s);
}

/**
 * uke_sync_core_refused:
 * @self: an engine
 * @event: an answer that is not 200
 *
 * What any request's refusal leads to.
 *
 * Thread: the engine's
 */
void
uke_sync_core_refused (UkeSyncCore *self, const UkeSyncEvent *event)
{
  UkeWireRefusal refusal;
  size_t size;
  const char *json = g_bytes_get_data (event->body, &size);

  uke_wire_refusal_read (event->status_code, json, size, &refusal);
  if (event->date_us != 0)
    uke_sync_core_note_time (self, event->date_us);
  log_refusal (self, event, refusal.code, refusal.retry_after_s);
  switch (refusal.code) {
  case UKE_WIRE_REVOKED:
    uke_sync_core_hang_up (self);
    uke_sync_core_begin_hand_in (self);
    break;
  case UKE_WIRE_UNKNOWN_DEVICE:
    uke_sync_core_rest (self, UKE_SYNC_STAGE_NOT_KNOWN, 30);
    break;
  case UKE_WIRE_CLONED:
    self->wants_inc = TRUE;
    uke_sync_core_rest (self, UKE_SYNC_STAGE_CONNECTING, 0);
    break;
  case UKE_WIRE_STALE_EPOCH:
  case UKE_WIRE_BAD_CURSOR:
    uke_sync_core_hang_up (self);
    uke_sync_core_begin_fork (self);
    break;
  case UKE_WIRE_TOO_OLD:
    uke_sync_core_hang_up (self);
    uke_sync_core_begin_snapshot (self, UKE_NO_CAP, FALSE);
    break;
  case UKE_WIRE_SCHEMA:
    refused_for_version (self, &refusal);
    break;
  case UKE_WIRE_BUSY:
    busy (self, event, refusal.retry_after_s);
    break;
  case UKE_WIRE_OK:
  case UKE_WIRE_MALFORMED:
  case UKE_WIRE_TOO_LARGE:
  case UKE_WIRE_NOT_FOUND:
  case UKE_WIRE_TAKEN:
  case UKE_WIRE_NOT_ALLOWED:
  case UKE_WIRE_AUDIT_BROKEN:
    /* A proxy whose clock is wrong takes no certificate, and has no other word for it than 400. */
    uke_sync_core_rest (self,
                        self->facts.is_clock_off ? UKE_SYNC_STAGE_CLOCK : UKE_SYNC_STAGE_FAULT,
                        self->facts.is_clock_off ? 30 : event->retry_after_s);
    break;
  }
}
