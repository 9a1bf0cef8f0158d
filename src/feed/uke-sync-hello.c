/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-decide.h"
#include "feed/uke-feed-log.h"
#include "feed/uke-sync-core-private.h"

/* Who is there: the first exchange of each connection. */

/* A desk that joined with content of its own has a place that no server signed yet: shown, it would
 * only be refused. */
static gboolean
is_unsigned (const UkeSyncCore *self)
{
  return self->status.has_cursor && !self->status.cursor.is_signed;
}

/**
 * uke_sync_core_say_hello:
 * @self: an engine that wants to know who is there
 *
 * Thread: the engine's
 */
void
uke_sync_core_say_hello (UkeSyncCore *self)
{
  g_autoptr (UkeWireHello) hello = uke_wire_hello_new ();
  GString *json = g_string_new (NULL);

  hello->proto = UKE_WIRE_PROTO;
  hello->sv = self->sv;
  hello->version = g_strdup (self->version);
  hello->inc = self->status.inc;
  hello->session = self->session;
  hello->next_dseq = self->status.next_dseq;
  hello->has_cursor = self->status.has_cursor && !is_unsigned (self);
  hello->cursor = self->status.cursor;
  uke_wire_hello_write (hello, json);
  self->single_id = uke_sync_core_send (self, UKE_SYNC_REQUEST_HELLO, "POST",
                                        g_strdup ("/v1/hello"), json, UKE_WIRE_MAX_BYTES, 15);
}

/* Nothing can be exchanged. Whose program is the older one says what helps. */
static void
speaks_otherwise (UkeSyncCore *self, unsigned proto)
{
  uke_feed_log_refused ("hello: the server speaks protocol %u, this program %d", proto,
                        UKE_WIRE_PROTO);
  uke_sync_core_rest (self, UKE_SYNC_STAGE_FAULT, 30);
  self->facts.needs_upgrade = proto > UKE_WIRE_PROTO;
  self->facts.is_server_old = proto < UKE_WIRE_PROTO;
  self->facts.is_behind = FALSE;
}

/* What one side is too old for waits here; what others do comes in all the same. */
static void
note_versions (UkeSyncCore *self, const UkeWireWelcome *welcome)
{
  self->facts.needs_upgrade = self->sv < welcome->sv_min;
  self->server_sv = welcome->sv_max;
  if (self->sv >= self->server_sv)
    self->facts.is_behind = FALSE;
  self->facts.is_server_old = self->sv > welcome->sv_max;
  if (!uke_sync_core_may_send (self))
    uke_feed_log_refused ("hello: the server takes schemas %u to %u, this program writes %u",
                          welcome->sv_min, welcome->sv_max, self->sv);
}

/**
 * uke_sync_core_take_welcome:
 * @self: an engine
 * @event: the answer to its hello
 *
 * Which history is there, and so what comes next.
 *
 * Thread: the engine's
 */
void
uke_sync_core_take_welcome (UkeSyncCore *self, const UkeSyncEvent *event)
{
  g_autoptr (GError) error = NULL;
  UkeWireWelcome welcome;
  size_t size;
  const char *json = g_bytes_get_data (event->body, &size);

  if (!uke_wire_welcome_read (json, size, &welcome, &error)) {
    uke_sync_core_doubt (self, error->message);
    uke_sync_core_rest (self, UKE_SYNC_STAGE_FAULT, 0);
    return;
  }
  if (welcome.proto != UKE_WIRE_PROTO) {
    speaks_otherwise (self, welcome.proto);
    return;
  }
  if (self->status.dev != 0 && welcome.dev != self->status.dev) {
    uke_feed_log_refused ("hello: the server takes this desk for device %u, not %u", welcome.dev,
                          self->status.dev);
    uke_sync_core_rest (self, UKE_SYNC_STAGE_FAULT, 30);
    return;
  }
  note_versions (self, &welcome);
  if (welcome.state == UKE_FEED_FROZEN)
    uke_feed_log_refused ("hello: the server takes nothing until it is thawed");
  self->facts.is_recovering = welcome.state == UKE_FEED_RECOVERY;
  self->is_later_over = !self->facts.is_recovering && self->status.n_later > 0;
  self->facts.head = welcome.head;
  uke_sync_core_note_time (self, welcome.at_us);
  self->durable = welcome.durable;
  self->spread_us = MIN (welcome.spread_s, UKE_SYNC_MAX_SPREAD_S) * (int64_t)G_USEC_PER_SEC;
  if (welcome.last_dseq >= self->status.next_dseq) {
    uke_feed_log_refused ("hello: the server has change-set %" G_GINT64_FORMAT
                          " of this desk already, the next one here is %" G_GINT64_FORMAT,
                          welcome.last_dseq, self->status.next_dseq);
    self->wants_inc = TRUE;
  }
  if (!self->status.has_cursor) {
    uke_sync_core_begin_snapshot (self, UKE_NO_CAP, FALSE);
  } else if (is_unsigned (self)) {
    uke_sync_core_begin_fork (self);
  } else if (!uke_id_equal (&welcome.epoch, &self->status.cursor.epoch)) {
    uke_feed_log_refused ("hello: the server's history is another than this desk's");
    uke_sync_core_begin_fork (self);
  } else if (self->status.cursor.seq + 1 < welcome.min_seq) {
    uke_sync_core_begin_snapshot (self, UKE_NO_CAP, FALSE);
  } else {
    uke_sync_core_begin_run (self);
  }
}
