/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-feed-log.h"
#include "feed/uke-sync-core-private.h"

/*
 * What people did at this desk goes to the server's keeping when nothing else waits, some records
 * at a time. Nothing that goes wrong with it disturbs the rest: the desk has its own records.
 */

#define SECOND_US ((int64_t)G_USEC_PER_SEC)
#define FIRST_US (2 * SECOND_US)
#define PAUSE_US (30 * SECOND_US)
#define PATIENCE_US (600 * SECOND_US)
#define AUDIT_BYTES (256 * 1024)

/**
 * uke_sync_core_begin_audit:
 * @self: an engine that begins to push and pull
 *
 * The first message of a connection is sent even when it is empty: a server that was put back says
 * that it has less than it had.
 *
 * Thread: the engine's
 */
void
uke_sync_core_begin_audit (UkeSyncCore *self)
{
  self->audit_at_us = self->now_us + FIRST_US;
  self->asks_audit = TRUE;
}

static void
wait_before_more (UkeSyncCore *self, int64_t for_us)
{
  self->audit_at_us = self->now_us + for_us;
}

static gboolean
may_ship (const UkeSyncCore *self)
{
  gboolean has_more_urgent = self->push_id != 0 || self->push != NULL || self->pushes_first
                             || (self->status.n_queued > 0 && uke_sync_core_may_send (self));

  return self->phase == UKE_SYNC_PHASE_RUN && self->audit_id == 0 && !has_more_urgent
         && !self->facts.is_audit_broken && self->now_us >= self->audit_at_us;
}

/**
 * uke_sync_core_audit_wants_store:
 * @self: an engine whose store rests and that has nothing more urgent
 *
 * Notes what the server has, then takes what it may not have.
 *
 * Returns: whether something was asked of the store
 * Thread: the engine's
 */
gboolean
uke_sync_core_audit_wants_store (UkeSyncCore *self)
{
  UkeSyncAction *action;

  if (self->audit_last >= 0) {
    action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_AUDIT_SENT);
    action->seq = self->audit_last;
    self->audit_last = -1;
    return TRUE;
  }
  if (!may_ship (self))
    return FALSE;
  action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_TAKE_AUDIT);
  action->max_sets = self->max_records;
  action->max_bytes = AUDIT_BYTES;
  return TRUE;
}

/**
 * uke_sync_core_audit_took:
 * @self: an engine
 * @event: what the store took out to be sent
 *
 * Thread: the engine's
 */
void
uke_sync_core_audit_took (UkeSyncCore *self, const UkeSyncEvent *event)
{
  const GArray *records;
  GString *json;

  if (self->phase != UKE_SYNC_PHASE_RUN || event->audit == NULL)
    return;
  records = event->audit->records;
  if (records->len == 0 && !self->asks_audit) {
    wait_before_more (self, PAUSE_US);
    return;
  }
  json = g_string_sized_new (4096);
  uke_wire_audit_write (event->audit, json);
  self->audit_end = self->status.audit_sent;
  if (records->len > 0)
    self->audit_end = g_array_index (records, UkeWireAuditRecord, records->len - 1).seq;
  self->audit_id = uke_sync_core_send (self, UKE_SYNC_REQUEST_AUDIT, "POST", g_strdup ("/v1/audit"),
                                       json, UKE_WIRE_MAX_BYTES, 30);
}

static void
take_answer (UkeSyncCore *self, const UkeSyncEvent *event)
{
  g_autoptr (GError) error = NULL;
  size_t size;
  const char *json = g_bytes_get_data (event->body, &size);
  int64_t last;

  if (!uke_wire_audit_answer_read (json, size, &last, &error)) {
    uke_sync_core_doubt (self, error->message);
    wait_before_more (self, PATIENCE_US);
    return;
  }
  /* Only an answer answers: what was asked on a line that broke is asked again. */
  self->asks_audit = FALSE;
  /* What was not sent has not been held to what the server has. */
  self->audit_last = MIN (last, self->audit_end);
  self->max_records = MIN (2 * self->max_records, UKE_WIRE_MAX_AUDIT);
  if (self->audit_last <= self->status.audit_sent)
    wait_before_more (self, PAUSE_US);
}

/**
 * uke_sync_core_audit_response:
 * @self: an engine
 * @event: an answer of the server
 *
 * Returns: whether it was about the audit
 * Thread: the engine's
 */
gboolean
uke_sync_core_audit_response (UkeSyncCore *self, const UkeSyncEvent *event)
{
  UkeWireRefusal refusal;
  size_t size;
  const char *json;

  if (event->id != self->audit_id)
    return FALSE;
  self->audit_id = 0;
  if (event->status_code == 200) {
    take_answer (self, event);
    return TRUE;
  }
  json = g_bytes_get_data (event->body, &size);
  uke_wire_refusal_read (event->status_code, json, size, &refusal);
  wait_before_more (self, PATIENCE_US);
  switch (refusal.code) {
  case UKE_WIRE_REVOKED:
  case UKE_WIRE_UNKNOWN_DEVICE:
  case UKE_WIRE_CLONED:
    uke_sync_core_refused (self, event);
    break;
  case UKE_WIRE_AUDIT_BROKEN:
    uke_feed_log_refused ("audit: the server has another record where %" G_GINT64_FORMAT " follows",
                          refusal.seq);
    self->facts.is_audit_broken = TRUE;
    break;
  case UKE_WIRE_TOO_LARGE:
    self->max_records = MAX (self->max_records / 2, 1);
    wait_before_more (self, PAUSE_US);
    break;
  case UKE_WIRE_BUSY:
    wait_before_more (
        self, MAX (MAX (event->retry_after_s, refusal.retry_after_s) * SECOND_US, PAUSE_US));
    break;
  case UKE_WIRE_OK:
  case UKE_WIRE_MALFORMED:
  case UKE_WIRE_STALE_EPOCH:
  case UKE_WIRE_BAD_CURSOR:
  case UKE_WIRE_TOO_OLD:
  case UKE_WIRE_SCHEMA:
  case UKE_WIRE_NOT_FOUND:
  case UKE_WIRE_TAKEN:
  case UKE_WIRE_NOT_ALLOWED:
    break;
  }
  return TRUE;
}

/**
 * uke_sync_core_audit_failed:
 * @self: an engine
 * @event: a request that has no answer
 *
 * Whether the server is still there is told by the other requests.
 *
 * Returns: whether it was about the audit
 * Thread: the engine's
 */
gboolean
uke_sync_core_audit_failed (UkeSyncCore *self, const UkeSyncEvent *event)
{
  if (event->id != self->audit_id)
    return FALSE;
  self->audit_id = 0;
  wait_before_more (self, 2 * PAUSE_US);
  return TRUE;
}
