/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-wire-private.h"

#include <string.h>

static void
clear_entry (gpointer data)
{
  UkeWireEntry *entry = data;

  g_clear_pointer (&entry->payload, g_bytes_unref);
  g_clear_pointer (&entry->effect, g_bytes_unref);
}

/**
 * uke_wire_page_new:
 *
 * Returns: (transfer full): a page without entries
 * Thread: any
 */
UkeWirePage *
uke_wire_page_new (void)
{
  UkeWirePage *self = g_new0 (UkeWirePage, 1);

  self->entries = g_array_new (FALSE, TRUE, sizeof (UkeWireEntry));
  self->holds = g_array_new (FALSE, FALSE, sizeof (UkeWireHold));
  g_array_set_clear_func (self->entries, clear_entry);
  return self;
}

/**
 * uke_wire_page_free:
 * @self: (transfer full) (nullable): a page
 *
 * Thread: any
 */
void
uke_wire_page_free (UkeWirePage *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->entries);
  g_array_unref (self->holds);
  uke_new_fields_free (self->fields);
  g_free (self);
}

static void
write_entry (const UkeWireEntry *entry, GString *json)
{
  uint8_t meta[UKE_LOG_META_SIZE];

  g_string_append_c (json, '{');
  uke_wire_put_int (json, "seq", entry->seq);
  if (entry->is_stub) {
    uke_wire_put_hash (json, "mh", entry->meta_hash);
    uke_wire_put_hash (json, "ph", entry->payload_hash);
    uke_wire_put_hash (json, "chain", entry->chain);
    g_string_append_c (json, '}');
    return;
  }
  uke_log_meta_write (&entry->meta, meta);
  uke_wire_put_name (json, "meta");
  uke_json_append_hex (json, meta, sizeof meta);
  uke_wire_put_hash (json, "chain", entry->chain);
  if (entry->payload != NULL)
    uke_wire_put_text (json, "payload", entry->payload);
  else
    uke_wire_put_hash (json, "ph", entry->payload_hash);
  if (entry->effect != NULL)
    uke_wire_put_text (json, "effect", entry->effect);
  g_string_append_c (json, '}');
}

static void
write_hold (const UkeWireHold *hold, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_id (json, "id", &hold->id);
  uke_wire_put_int (json, "dev", hold->dev);
  uke_wire_put_id (json, "resource", &hold->resource_id);
  uke_wire_put_int (json, "from_us", hold->from_us);
  uke_wire_put_int (json, "to_us", hold->to_us);
  uke_wire_put_int (json, "until_us", hold->until_us);
  uke_wire_put_name (json, "name");
  uke_json_append_string (json, hold->name);
  g_string_append_c (json, '}');
}

/**
 * uke_wire_page_write:
 * @self: a page
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_page_write (const UkeWirePage *self, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_id (json, "epoch", &self->epoch);
  uke_wire_put_int (json, "from", self->from);
  uke_wire_put_int (json, "head", self->head);
  uke_wire_put_int (json, "durable", self->durable);
  uke_wire_put_int (json, "at_us", self->at_us);
  uke_wire_put_name (json, "more");
  g_string_append (json, self->more ? "true" : "false");
  uke_wire_put_name (json, "entries");
  g_string_append_c (json, '[');
  for (unsigned i = 0; i < self->entries->len; i++) {
    if (i > 0)
      g_string_append_c (json, ',');
    write_entry (&g_array_index (self->entries, UkeWireEntry, i), json);
  }
  g_string_append_c (json, ']');
  uke_wire_put_fields (json, self->fields);
  uke_wire_put_cursor (json, "cursor", &self->cursor);
  if (self->has_holds) {
    uke_wire_put_name (json, "holds");
    g_string_append_c (json, '[');
    for (unsigned i = 0; i < self->holds->len; i++) {
      if (i > 0)
        g_string_append_c (json, ',');
      write_hold (&g_array_index (self->holds, UkeWireHold, i), json);
    }
    g_string_append_c (json, ']');
    uke_wire_put_int (json, "holds_tag", self->holds_tag);
  }
  if (self->is_bye) {
    uke_wire_put_name (json, "bye");
    g_string_append (json, "true");
  }
  g_string_append_c (json, '}');
}

static gboolean
read_payload (UkeWireEntry *entry, json_t *node, GError **error)
{
  size_t size;
  const void *bytes;

  if (json_object_get (node, "ph") != NULL)
    return (json_object_get (node, "payload") == NULL
            || uke_wire_refuse ("payload, which was erased", error))
           && uke_wire_get_hash (node, "ph", entry->payload_hash, error);
  if (!uke_wire_get_text (node, "payload", &entry->payload, error))
    return FALSE;
  bytes = g_bytes_get_data (entry->payload, &size);
  uke_sha256 (bytes, size, entry->payload_hash);
  return TRUE;
}

/* An effect stands exactly where the outcome asks for one; it goes with a payload that is erased.
 */
static gboolean
read_effect (UkeWireEntry *entry, json_t *node, GError **error)
{
  static const uint8_t no_hash[UKE_SHA256_SIZE];

  if (entry->meta.outcome == UKE_OUTCOME_APPLIED)
    return (json_object_get (node, "effect") == NULL
            && memcmp (entry->meta.effect_hash, no_hash, UKE_SHA256_SIZE) == 0)
           || uke_wire_refuse ("effect of what was applied as it was", error);
  if (json_object_get (node, "effect") == NULL)
    return entry->payload == NULL || uke_wire_refuse ("effect", error);
  return uke_wire_get_text (node, "effect", &entry->effect, error);
}

static gboolean
read_entry (UkeWireEntry *entry, json_t *node, GError **error)
{
  uint8_t meta[UKE_LOG_META_SIZE];

  if (!uke_json_read_int (json_object_get (node, "seq"), 1, UKE_WIRE_MAX_INT, &entry->seq))
    return uke_wire_refuse ("seq", error);
  if (!uke_wire_get_hash (node, "chain", entry->chain, error))
    return FALSE;
  entry->is_stub = json_object_get (node, "mh") != NULL;
  if (entry->is_stub)
    return uke_wire_get_hash (node, "mh", entry->meta_hash, error)
           && uke_wire_get_hash (node, "ph", entry->payload_hash, error);
  if (!uke_json_read_hex (json_object_get (node, "meta"), meta, sizeof meta)
      || !uke_log_meta_read (meta, &entry->meta))
    return uke_wire_refuse ("meta", error);
  uke_sha256 (meta, sizeof meta, entry->meta_hash);
  return read_payload (entry, node, error) && read_effect (entry, node, error);
}

static gboolean
read_name (UkeWireHold *hold, json_t *node, GError **error)
{
  const char *name = json_string_value (json_object_get (node, "name"));

  return (name != NULL && g_strlcpy (hold->name, name, sizeof hold->name) < sizeof hold->name)
         || uke_wire_refuse ("name", error);
}

static gboolean
read_hold (UkeWireHold *hold, json_t *node, GError **error)
{
  return read_name (hold, node, error) && uke_wire_get_id (node, "id", &hold->id, error)
         && uke_wire_get_unsigned (node, "dev", &hold->dev, error)
         && uke_wire_get_id (node, "resource", &hold->resource_id, error)
         && uke_wire_get_int (node, "from_us", &hold->from_us, error)
         && uke_wire_get_int (node, "to_us", &hold->to_us, error)
         && uke_wire_get_int (node, "until_us", &hold->until_us, error);
}

static gboolean
read_holds (UkeWirePage *self, json_t *root, GError **error)
{
  json_t *holds;

  self->has_holds = json_object_get (root, "holds") != NULL;
  if (!self->has_holds)
    return TRUE;
  if (!uke_wire_get_array (root, "holds", UKE_WIRE_MAX_HOLDS, &holds, error)
      || !uke_wire_get_int (root, "holds_tag", &self->holds_tag, error))
    return FALSE;
  for (size_t i = 0; i < json_array_size (holds); i++) {
    UkeWireHold hold = { 0 };

    if (!read_hold (&hold, json_array_get (holds, i), error))
      return uke_wire_refuse_at ("holds", i, error);
    g_array_append_val (self->holds, hold);
  }
  return TRUE;
}

static gboolean
read_entries (UkeWirePage *self, json_t *root, GError **error)
{
  json_t *entries;

  if (!uke_wire_get_array (root, "entries", UKE_WIRE_MAX_ENTRIES, &entries, error))
    return FALSE;
  g_array_set_size (self->entries, (unsigned)json_array_size (entries));
  for (unsigned i = 0; i < self->entries->len; i++)
    if (!read_entry (&g_array_index (self->entries, UkeWireEntry, i), json_array_get (entries, i),
                     error))
      return uke_wire_refuse_at ("entries", i, error);
  return TRUE;
}

/* What a page says of itself has to agree, whatever it brings. */
static gboolean
check_sense (const UkeWirePage *self, GError **error)
{
  int64_t end = self->from;

  for (unsigned i = 0; i < self->entries->len; i++)
    if (g_array_index (self->entries, UkeWireEntry, i).seq != ++end)
      return uke_wire_refuse ("seq, which does not follow", error)
             || uke_wire_refuse_at ("entries", i, error);
  if (self->head < end)
    return uke_wire_refuse ("head, before the end of the page", error);
  if (self->more != (self->head > end) || (self->more && self->entries->len == 0))
    return uke_wire_refuse ("more, against head and entries", error);
  if (self->durable > self->head)
    return uke_wire_refuse ("durable, behind head", error);
  return self->at_us > 0 || uke_wire_refuse ("at_us", error);
}

/**
 * uke_wire_read_page:
 * @root: a page's tree
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the page
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
UkeWirePage *
uke_wire_read_page (json_t *root, GError **error)
{
  g_autoptr (UkeWirePage) self = uke_wire_page_new ();
  json_t *more = json_object_get (root, "more");
  gboolean is_good;

  self->more = json_is_true (more);
  self->is_bye = json_is_true (json_object_get (root, "bye"));
  is_good = (json_is_boolean (more) || uke_wire_refuse ("more", error))
            && uke_wire_get_id (root, "epoch", &self->epoch, error)
            && uke_wire_get_int (root, "from", &self->from, error)
            && uke_wire_get_int (root, "head", &self->head, error)
            && uke_wire_get_int (root, "durable", &self->durable, error)
            && uke_wire_get_int (root, "at_us", &self->at_us, error)
            && uke_wire_read_cursor (json_object_get (root, "cursor"), &self->cursor, error)
            && uke_wire_get_fields (root, &self->fields, error) && read_entries (self, root, error)
            && check_sense (self, error) && read_holds (self, root, error);
  if (is_good)
    return g_steal_pointer (&self);
  uke_wire_refuse_in ("page", error);
  return NULL;
}

/**
 * uke_wire_page_read:
 * @json: an answer's body, not trusted
 * @size: its size
 *
 * Returns: (transfer full) (nullable): the page
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
UkeWirePage *
uke_wire_page_read (const char *json, size_t size, GError **error)
{
  json_t *root = uke_wire_parse_answer (json, size, "page", error);
  UkeWirePage *self = root != NULL ? uke_wire_read_page (root, error) : NULL;

  json_decref (root);
  return self;
}

static gboolean
effect_is_meant (const UkeWireEntry *entry)
{
  uint8_t hash[UKE_SHA256_SIZE];
  size_t size;
  const void *bytes;

  if (entry->effect == NULL)
    return TRUE;
  bytes = g_bytes_get_data (entry->effect, &size);
  uke_sha256 (bytes, size, hash);
  return memcmp (hash, entry->meta.effect_hash, UKE_SHA256_SIZE) == 0;
}

/**
 * uke_wire_entry_fit:
 * @entry: an entry as it came
 * @cursor: where the desk stands
 *
 * Nothing that the server says about an entry is believed: its chain is computed from its own bytes
 * and the one that the desk has. Only so is a page of another history found out that was under way
 * while the server was put back (sync.md 3.3, error 7).
 *
 * Returns: how the entry fits; of those below the cursor nothing is known but their number
 * Thread: any
 * Source: sync.md 2.7, P8
 */
UkeWireEntryFit
uke_wire_entry_fit (const UkeWireEntry *entry, const UkeCursor *cursor)
{
  uint8_t chain[UKE_SHA256_SIZE];

  if (entry->seq < cursor->seq)
    return UKE_WIRE_ENTRY_KNOWN;
  if (entry->seq == cursor->seq)
    return memcmp (entry->chain, cursor->chain, UKE_SHA256_SIZE) == 0 ? UKE_WIRE_ENTRY_KNOWN
                                                                      : UKE_WIRE_ENTRY_DIVERGED;
  if (entry->seq != cursor->seq + 1)
    return UKE_WIRE_ENTRY_GAP;
  uke_chain_next_hashed (cursor->chain, entry->seq, entry->meta_hash, entry->payload_hash, chain);
  return memcmp (chain, entry->chain, UKE_SHA256_SIZE) == 0 && effect_is_meant (entry)
             ? UKE_WIRE_ENTRY_NEXT
             : UKE_WIRE_ENTRY_DIVERGED;
}

/**
 * uke_wire_entry_advance:
 * @entry: an entry that is UKE_WIRE_ENTRY_NEXT
 * @cursor: (inout): where the desk stands; behind the entry afterwards, without a signature
 *
 * Thread: any
 */
void
uke_wire_entry_advance (const UkeWireEntry *entry, UkeCursor *cursor)
{
  cursor->seq = entry->seq;
  memcpy (cursor->chain, entry->chain, UKE_SHA256_SIZE);
  cursor->is_signed = FALSE;
}
