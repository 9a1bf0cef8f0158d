/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-audit-json.h"

#include "feed/uke-feed-error.h"
#include "feed/uke-json-read-private.h"
#include "feed/uke-json-write.h"

#include <string.h>

static const UkeJsonLimits limits = { 512 * 1024, 2, 64 };

static const uint8_t nothing[UKE_SHA256_SIZE];

static void
put_name (GString *json, const char *name)
{
  g_string_append (json, json->len > 1 ? ",\"" : "\"");
  g_string_append (json, name);
  g_string_append (json, "\":");
}

static void
put_int (GString *json, const char *name, int64_t number)
{
  if (number == 0)
    return;
  put_name (json, name);
  uke_json_append_int (json, number);
}

static void
put_id (GString *json, const char *name, const UkeId *id)
{
  if (uke_id_is_none (id))
    return;
  put_name (json, name);
  uke_json_append_id (json, id);
}

static void
put_text (GString *json, const char *name, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  put_name (json, name);
  uke_json_append_string (json, text);
}

static void
put_hash (GString *json, const char *name, const uint8_t hash[UKE_SHA256_SIZE])
{
  if (memcmp (hash, nothing, UKE_SHA256_SIZE) == 0)
    return;
  put_name (json, name);
  uke_json_append_hex (json, hash, UKE_SHA256_SIZE);
}

/**
 * uke_audit_record_write:
 * @entry: an entry as it is stored
 * @reason: (nullable): what stands beside it
 * @values: (nullable): what stands beside it
 * @json: where to append, in a string of its own
 *
 * What is 0, none or empty is left out.
 *
 * Thread: any
 * Source: doc/formats.md
 */
void
uke_audit_record_write (const UkeAuditEntry *entry,
                        const char *reason,
                        const char *values,
                        GString *json)
{
  g_string_append_c (json, '{');
  put_int (json, "at", entry->at_us);
  put_int (json, "mono", entry->mono_us);
  put_id (json, "boot", &entry->boot_id);
  put_int (json, "off", entry->server_offset_ms);
  put_id (json, "staff", &entry->staff_id);
  put_int (json, "role", entry->role);
  put_id (json, "second", &entry->second_staff_id);
  put_id (json, "session", &entry->session_id);
  put_int (json, "factors", entry->factors);
  put_int (json, "kind", entry->kind);
  put_int (json, "action", entry->action);
  put_int (json, "entity", entry->entity);
  put_id (json, "object", &entry->object_id);
  put_id (json, "patient", &entry->patient_id);
  put_id (json, "context", &entry->context_id);
  put_id (json, "cs", &entry->change_set_id);
  put_text (json, "code", entry->reason_code);
  put_hash (json, "rh", entry->reason_hash);
  put_text (json, "reason", reason);
  put_int (json, "result", entry->result);
  put_int (json, "count", entry->count);
  put_text (json, "fields", entry->fields);
  put_hash (json, "vh", entry->values_hash);
  put_text (json, "values", values);
  put_text (json, "version", entry->version);
  g_string_append_c (json, '}');
}

/* Reading: after a mistake nothing more is read. */
typedef struct {
  json_t *root;
  UkeAuditRecord *record;
  size_t n_members;
  gboolean fits;
} Reader;

static json_t *
get (Reader *self, const char *name)
{
  json_t *node = self->fits ? json_object_get (self->root, name) : NULL;

  self->n_members += node != NULL ? 1 : 0;
  return node;
}

static int64_t
get_int (Reader *self, const char *name, int64_t min, int64_t max)
{
  json_t *node = get (self, name);
  int64_t number = 0;

  self->fits = self->fits && (node == NULL || uke_json_read_int (node, min, max, &number));
  return number;
}

static UkeId
get_id (Reader *self, const char *name)
{
  json_t *node = get (self, name);
  UkeId id = UKE_ID_NONE;

  self->fits = self->fits && (node == NULL || uke_json_read_id (node, &id));
  return id;
}

static const char *
get_text (Reader *self, const char *name)
{
  json_t *node = get (self, name);

  if (node == NULL)
    return NULL;
  self->fits = self->fits && json_string_length (node) > 0;
  return self->fits ? g_string_chunk_insert (self->record->texts, json_string_value (node)) : NULL;
}

static void
get_hash (Reader *self, const char *name, uint8_t out_hash[UKE_SHA256_SIZE])
{
  json_t *node = get (self, name);

  self->fits = self->fits && (node == NULL || uke_json_read_hex (node, out_hash, UKE_SHA256_SIZE));
}

/* A text that is still there is the one that was hashed. */
static void
check_text (Reader *self, const char *text, const uint8_t expected[UKE_SHA256_SIZE])
{
  uint8_t hash[UKE_SHA256_SIZE];

  if (text == NULL || !self->fits)
    return;
  uke_audit_hash_text (text, -1, hash);
  self->fits = memcmp (hash, expected, sizeof hash) == 0;
}

static void
read_entry (Reader *self)
{
  UkeAuditEntry *entry = &self->record->entry;
  const int64_t most = UKE_JSON_INTEGER_MAX;

  entry->at_us = get_int (self, "at", 0, most);
  entry->mono_us = get_int (self, "mono", 0, most);
  entry->boot_id = get_id (self, "boot");
  entry->server_offset_ms = get_int (self, "off", -most, most);
  entry->staff_id = get_id (self, "staff");
  entry->role = (UkeRole)get_int (self, "role", 0, UINT16_MAX);
  entry->second_staff_id = get_id (self, "second");
  entry->session_id = get_id (self, "session");
  entry->factors = (unsigned)get_int (self, "factors", 0, INT32_MAX);
  entry->kind = (UkeAuditKind)get_int (self, "kind", 0, UINT16_MAX);
  entry->action = (UkeAction)get_int (self, "action", 0, UINT16_MAX);
  entry->entity = (unsigned)get_int (self, "entity", 0, UINT16_MAX);
  entry->object_id = get_id (self, "object");
  entry->patient_id = get_id (self, "patient");
  entry->context_id = get_id (self, "context");
  entry->change_set_id = get_id (self, "cs");
  entry->reason_code = get_text (self, "code");
  get_hash (self, "rh", entry->reason_hash);
  self->record->reason = get_text (self, "reason");
  entry->result = (UkeAuditResult)get_int (self, "result", 0, UINT16_MAX);
  entry->count = get_int (self, "count", 0, most);
  entry->fields = get_text (self, "fields");
  get_hash (self, "vh", entry->values_hash);
  self->record->values = get_text (self, "values");
  entry->version = get_text (self, "version");
  check_text (self, self->record->reason, entry->reason_hash);
  check_text (self, self->record->values, entry->values_hash);
}

/**
 * uke_audit_record_free:
 * @self: (transfer full) (nullable): a record
 *
 * Thread: any
 */
void
uke_audit_record_free (UkeAuditRecord *self)
{
  if (self == NULL)
    return;
  g_string_chunk_free (self->texts);
  g_free (self);
}

/**
 * uke_audit_record_read:
 * @json: bytes from elsewhere, not trusted
 * @size: how many
 * @error: return location
 *
 * Strict: what this program does not know can't be in the hash that it computes either.
 *
 * Returns: (transfer full) (nullable): the record
 * Errors: UKE_FEED_ERROR: MALFORMED, LIMIT
 * Thread: any
 * Source: doc/formats.md
 */
UkeAuditRecord *
uke_audit_record_read (const char *json, size_t size, GError **error)
{
  g_autoptr (UkeAuditRecord) record = g_new0 (UkeAuditRecord, 1);
  Reader reader = { uke_json_parse (json, size, &limits, "audit record", error), record, 0, TRUE };
  gboolean is_good;

  record->texts = g_string_chunk_new (256);
  if (reader.root == NULL)
    return NULL;
  reader.fits = json_is_object (reader.root);
  read_entry (&reader);
  is_good = reader.fits && json_object_size (reader.root) == reader.n_members;
  json_decref (reader.root);
  if (is_good)
    return g_steal_pointer (&record);
  g_set_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED, "not a record of an audit");
  return NULL;
}
