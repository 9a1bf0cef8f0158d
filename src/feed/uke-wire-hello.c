/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-wire-private.h"

#include <string.h>

#define MAX_VERSION_BYTES 64

static const char *const state_codes[] = { "open", "recovery", "frozen" };

/**
 * uke_wire_hello_new:
 *
 * Returns: (transfer full): an empty hello
 * Thread: any
 */
UkeWireHello *
uke_wire_hello_new (void)
{
  return g_new0 (UkeWireHello, 1);
}

/**
 * uke_wire_hello_free:
 * @self: (transfer full) (nullable): a hello
 *
 * Thread: any
 */
void
uke_wire_hello_free (UkeWireHello *self)
{
  if (self == NULL)
    return;
  g_free (self->version);
  g_free (self);
}

/**
 * uke_wire_hello_write:
 * @self: a hello
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_hello_write (const UkeWireHello *self, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_int (json, "proto", self->proto);
  uke_wire_put_int (json, "sv", self->sv);
  uke_wire_put_name (json, "version");
  uke_json_append_string (json, self->version != NULL ? self->version : "");
  uke_wire_put_name (json, "inc");
  uke_json_append_hex64 (json, self->inc);
  if (self->session != 0) {
    uke_wire_put_name (json, "session");
    uke_json_append_hex64 (json, self->session);
  }
  uke_wire_put_int (json, "next_dseq", self->next_dseq);
  uke_wire_put_own_cursor (json, self->has_cursor, &self->cursor);
  g_string_append_c (json, '}');
}

/**
 * uke_wire_hello_read:
 * @json: a request's body, not trusted
 * @size: its size
 *
 * Returns: (transfer full) (nullable): the hello
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
UkeWireHello *
uke_wire_hello_read (const char *json, size_t size, GError **error)
{
  g_autoptr (UkeWireHello) self = uke_wire_hello_new ();
  json_t *root = uke_wire_parse_request (json, size, "hello", error);
  const char *version;
  gboolean is_good;

  if (root == NULL)
    return NULL;
  version = json_string_value (json_object_get (root, "version"));
  is_good = ((version != NULL && strlen (version) <= MAX_VERSION_BYTES)
             || uke_wire_refuse ("version", error))
            && uke_wire_get_unsigned (root, "proto", &self->proto, error)
            && uke_wire_get_unsigned (root, "sv", &self->sv, error)
            && uke_wire_get_inc (root, "inc", &self->inc, error)
            && (json_object_get (root, "session") == NULL
                || uke_wire_get_inc (root, "session", &self->session, error))
            && uke_wire_get_int (root, "next_dseq", &self->next_dseq, error)
            && uke_wire_get_own_cursor (root, &self->has_cursor, &self->cursor, error);
  if (is_good)
    self->version = g_strdup (version);
  else
    uke_wire_refuse_in ("hello", error);
  json_decref (root);
  return is_good ? g_steal_pointer (&self) : NULL;
}

/**
 * uke_wire_welcome_write:
 * @self: the answer to a hello
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_welcome_write (const UkeWireWelcome *self, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_int (json, "proto", self->proto);
  uke_wire_put_int (json, "sv_min", self->sv_min);
  uke_wire_put_int (json, "sv_max", self->sv_max);
  uke_wire_put_int (json, "dev", self->dev);
  uke_wire_put_int (json, "last_dseq", self->last_dseq);
  uke_wire_put_id (json, "epoch", &self->epoch);
  uke_wire_put_int (json, "head", self->head);
  uke_wire_put_int (json, "min_seq", self->min_seq);
  uke_wire_put_name (json, "state");
  uke_json_append_string (json, state_codes[MIN (self->state, UKE_FEED_FROZEN)]);
  uke_wire_put_int (json, "durable", self->durable);
  uke_wire_put_int (json, "at_us", self->at_us);
  uke_wire_put_int (json, "spread_s", self->spread_s);
  g_string_append_c (json, '}');
}

static gboolean
read_state (json_t *node, UkeFeedState *out_state)
{
  const char *code = json_string_value (node);

  for (unsigned i = 0; code != NULL && i < G_N_ELEMENTS (state_codes); i++)
    if (strcmp (code, state_codes[i]) == 0) {
      *out_state = (UkeFeedState)i;
      return TRUE;
    }
  return FALSE;
}

/**
 * uke_wire_welcome_read:
 * @json: an answer's body, not trusted
 * @size: its size
 * @out_welcome: (out): the answer; untouched on failure
 *
 * Returns: whether it is one
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
gboolean
uke_wire_welcome_read (const char *json, size_t size, UkeWireWelcome *out_welcome, GError **error)
{
  json_t *root = uke_wire_parse_answer (json, size, "welcome", error);
  UkeWireWelcome welcome = { 0 };
  gboolean is_good;

  if (root == NULL)
    return FALSE;
  is_good = uke_wire_get_unsigned (root, "proto", &welcome.proto, error)
            && uke_wire_get_unsigned (root, "sv_min", &welcome.sv_min, error)
            && uke_wire_get_unsigned (root, "sv_max", &welcome.sv_max, error)
            && uke_wire_get_unsigned (root, "dev", &welcome.dev, error)
            && uke_wire_get_int (root, "last_dseq", &welcome.last_dseq, error)
            && uke_wire_get_id (root, "epoch", &welcome.epoch, error)
            && uke_wire_get_int (root, "head", &welcome.head, error)
            && uke_wire_get_int (root, "min_seq", &welcome.min_seq, error)
            && (read_state (json_object_get (root, "state"), &welcome.state)
                || uke_wire_refuse ("state", error))
            && uke_wire_get_int (root, "durable", &welcome.durable, error)
            && uke_wire_get_int (root, "at_us", &welcome.at_us, error)
            && uke_wire_get_unsigned (root, "spread_s", &welcome.spread_s, error);
  json_decref (root);
  if (!is_good)
    return uke_wire_refuse_in ("welcome", error);
  *out_welcome = welcome;
  return TRUE;
}
