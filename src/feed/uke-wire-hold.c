/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-wire-private.h"

/**
 * uke_wire_hold_wish_write:
 * @self: a time to be kept
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_hold_wish_write (const UkeWireHoldWish *self, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_id (json, "resource", &self->resource_id);
  uke_wire_put_int (json, "from_us", self->from_us);
  uke_wire_put_int (json, "to_us", self->to_us);
  uke_wire_put_int (json, "for_s", self->for_s);
  g_string_append_c (json, '}');
}

/**
 * uke_wire_hold_wish_read:
 * @json: a request's body, not trusted
 * @size: its size
 * @out_wish: (out): the time to be kept; untouched on failure
 *
 * Returns: whether it is one
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
gboolean
uke_wire_hold_wish_read (const char *json, size_t size, UkeWireHoldWish *out_wish, GError **error)
{
  json_t *root = uke_wire_parse_request (json, size, "hold", error);
  UkeWireHoldWish wish = { 0 };
  gboolean is_good;

  if (root == NULL)
    return FALSE;
  is_good = uke_wire_get_id (root, "resource", &wish.resource_id, error)
            && uke_wire_get_int (root, "from_us", &wish.from_us, error)
            && uke_wire_get_int (root, "to_us", &wish.to_us, error)
            && uke_wire_get_int (root, "for_s", &wish.for_s, error)
            && (wish.from_us < wish.to_us || uke_wire_refuse ("to_us, before its begin", error));
  json_decref (root);
  if (!is_good)
    return uke_wire_refuse_in ("hold", error);
  *out_wish = wish;
  return TRUE;
}

/**
 * uke_wire_hold_answer_write:
 * @id: the hold
 * @until_us: until when it is kept
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_hold_answer_write (const UkeId *id, int64_t until_us, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_id (json, "id", id);
  uke_wire_put_int (json, "until_us", until_us);
  g_string_append_c (json, '}');
}

/**
 * uke_wire_hold_answer_read:
 * @json: an answer's body, not trusted
 * @size: its size
 * @out_id: (out): the hold
 * @out_until_us: (out): until when it is kept
 *
 * Returns: whether it says so
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
gboolean
uke_wire_hold_answer_read (const char *json,
                           size_t size,
                           UkeId *out_id,
                           int64_t *out_until_us,
                           GError **error)
{
  json_t *root = uke_wire_parse_answer (json, size, "hold answer", error);
  gboolean is_good;

  if (root == NULL)
    return FALSE;
  is_good = uke_wire_get_id (root, "id", out_id, error)
            && uke_wire_get_int (root, "until_us", out_until_us, error);
  json_decref (root);
  return is_good || uke_wire_refuse_in ("hold answer", error);
}
