/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-wire-private.h"

/**
 * uke_wire_resync_new:
 *
 * Returns: (transfer full): a question without heads
 * Thread: any
 */
UkeWireResync *
uke_wire_resync_new (void)
{
  UkeWireResync *self = g_new0 (UkeWireResync, 1);

  self->heads = g_array_new (FALSE, FALSE, sizeof (UkeCursor));
  return self;
}

/**
 * uke_wire_resync_free:
 * @self: (transfer full) (nullable): a question
 *
 * Thread: any
 */
void
uke_wire_resync_free (UkeWireResync *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->heads);
  g_free (self);
}

/**
 * uke_wire_resync_write:
 * @self: a question
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_resync_write (const UkeWireResync *self, GString *json)
{
  g_string_append (json, "{\"heads\":[");
  for (unsigned i = 0; i < self->heads->len; i++) {
    if (i > 0)
      g_string_append_c (json, ',');
    uke_wire_put_cursor (json, NULL, &g_array_index (self->heads, UkeCursor, i));
  }
  g_string_append (json, "]}");
}

static gboolean
read_heads (UkeWireResync *self, json_t *root, GError **error)
{
  json_t *heads;

  if (!uke_wire_get_array (root, "heads", UKE_WIRE_MAX_HEADS, &heads, error))
    return FALSE;
  for (size_t i = 0; i < json_array_size (heads); i++) {
    UkeCursor head;

    if (!uke_wire_read_cursor (json_array_get (heads, i), &head, error))
      return uke_wire_refuse_at ("heads", i, error);
    g_array_append_val (self->heads, head);
  }
  return TRUE;
}

/**
 * uke_wire_resync_read:
 * @json: a request's body, not trusted
 * @size: its size
 *
 * Returns: (transfer full) (nullable): the question
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
UkeWireResync *
uke_wire_resync_read (const char *json, size_t size, GError **error)
{
  g_autoptr (UkeWireResync) self = uke_wire_resync_new ();
  json_t *root = uke_wire_parse_request (json, size, "resync", error);
  gboolean is_good;

  if (root == NULL)
    return NULL;
  is_good = read_heads (self, root, error);
  if (!is_good)
    uke_wire_refuse_in ("resync", error);
  json_decref (root);
  return is_good ? g_steal_pointer (&self) : NULL;
}

/**
 * uke_wire_fork_write:
 * @self: where two histories part
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_fork_write (const UkeWireFork *self, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_id (json, "epoch", &self->epoch);
  uke_wire_put_int (json, "head", self->head);
  uke_wire_put_int (json, "fork_seq", self->fork_seq);
  if (self->has_cursor)
    uke_wire_put_cursor (json, "cursor", &self->cursor);
  g_string_append_c (json, '}');
}

/* A server that is older does not say it. */
static gboolean
read_fork_cursor (json_t *root, UkeWireFork *fork, GError **error)
{
  json_t *cursor = json_object_get (root, "cursor");

  fork->has_cursor = cursor != NULL && !json_is_null (cursor);
  return !fork->has_cursor || uke_wire_read_cursor (cursor, &fork->cursor, error);
}

/**
 * uke_wire_fork_read:
 * @json: an answer's body, not trusted
 * @size: its size
 * @out_fork: (out): where two histories part; untouched on failure
 *
 * Returns: whether it says so
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
gboolean
uke_wire_fork_read (const char *json, size_t size, UkeWireFork *out_fork, GError **error)
{
  json_t *root = uke_wire_parse_answer (json, size, "fork", error);
  UkeWireFork fork = { 0 };
  gboolean is_good;

  if (root == NULL)
    return FALSE;
  is_good = uke_wire_get_id (root, "epoch", &fork.epoch, error)
            && uke_wire_get_int (root, "head", &fork.head, error)
            && uke_wire_get_int (root, "fork_seq", &fork.fork_seq, error)
            && (fork.fork_seq <= fork.head || uke_wire_refuse ("fork_seq, behind its head", error))
            && read_fork_cursor (root, &fork, error);
  json_decref (root);
  if (!is_good)
    return uke_wire_refuse_in ("fork", error);
  *out_fork = fork;
  return TRUE;
}
