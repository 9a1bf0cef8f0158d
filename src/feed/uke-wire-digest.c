/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-wire-private.h"

/**
 * uke_wire_digest_new:
 *
 * Returns: (transfer full): a digest of nothing
 * Thread: any
 */
UkeWireDigest *
uke_wire_digest_new (void)
{
  return g_new0 (UkeWireDigest, 1);
}

/**
 * uke_wire_digest_free:
 * @self: (transfer full) (nullable): a digest
 *
 * Thread: any
 */
void
uke_wire_digest_free (UkeWireDigest *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->buckets, g_byte_array_unref);
  g_free (self);
}

/**
 * uke_wire_digest_write:
 * @self: a digest
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_digest_write (const UkeWireDigest *self, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_id (json, "epoch", &self->epoch);
  uke_wire_put_int (json, "seq", self->seq);
  if (self->buckets == NULL) {
    uke_wire_put_name (json, "root");
    uke_json_append_hex (json, self->root, UKE_WIRE_DIGEST_SIZE);
  } else {
    uke_wire_put_name (json, "buckets");
    g_string_append_c (json, '[');
    for (size_t at = 0; at + UKE_WIRE_DIGEST_SIZE <= self->buckets->len;
         at += UKE_WIRE_DIGEST_SIZE) {
      if (at > 0)
        g_string_append_c (json, ',');
      uke_json_append_hex (json, self->buckets->data + at, UKE_WIRE_DIGEST_SIZE);
    }
    g_string_append_c (json, ']');
  }
  g_string_append_c (json, '}');
}

static gboolean
read_buckets (UkeWireDigest *self, json_t *root, GError **error)
{
  json_t *buckets;

  if (!uke_wire_get_array (root, "buckets", UKE_WIRE_MAX_BUCKETS, &buckets, error))
    return FALSE;
  self->buckets = g_byte_array_new ();
  g_byte_array_set_size (self->buckets, (unsigned)json_array_size (buckets) * UKE_WIRE_DIGEST_SIZE);
  for (size_t i = 0; i < json_array_size (buckets); i++)
    if (!uke_json_read_hex (json_array_get (buckets, i),
                            self->buckets->data + i * UKE_WIRE_DIGEST_SIZE, UKE_WIRE_DIGEST_SIZE))
      return uke_wire_refuse ("buckets", error);
  return TRUE;
}

/**
 * uke_wire_digest_read:
 * @json: an answer's body, not trusted
 * @size: its size
 *
 * Returns: (transfer full) (nullable): the digest
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
UkeWireDigest *
uke_wire_digest_read (const char *json, size_t size, GError **error)
{
  g_autoptr (UkeWireDigest) self = uke_wire_digest_new ();
  json_t *root = uke_wire_parse_answer (json, size, "digest", error);
  gboolean is_good;

  if (root == NULL)
    return NULL;
  is_good = uke_wire_get_id (root, "epoch", &self->epoch, error)
            && uke_wire_get_int (root, "seq", &self->seq, error)
            && (uke_json_read_hex (json_object_get (root, "root"), self->root, UKE_WIRE_DIGEST_SIZE)
                || read_buckets (self, root, error));
  if (!is_good)
    uke_wire_refuse_in ("digest", error);
  json_decref (root);
  return is_good ? g_steal_pointer (&self) : NULL;
}
