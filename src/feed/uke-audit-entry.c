/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-audit-entry.h"

#include <string.h>

#define MAGIC "UKE-AUDIT-1"

#define KIND_ROW(number, capitals, code) { UKE_AUDIT_##capitals, code },
static const struct {
  UkeAuditKind kind;
  const char *code;
} kinds[] = { UKE_AUDIT_KINDS (KIND_ROW) };

/**
 * uke_audit_kind_get_code:
 * @kind: a kind of entry
 *
 * Returns: (transfer none): its stable code; "" for a number that is none
 * Thread: any
 */
const char *
uke_audit_kind_get_code (UkeAuditKind kind)
{
  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      return kinds[i].code;
  return "";
}

/**
 * uke_audit_kind_from_code:
 * @code: a code
 *
 * Returns: the kind of entry, or `UKE_AUDIT_NONE`
 * Thread: any
 */
UkeAuditKind
uke_audit_kind_from_code (const char *code)
{
  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].code, code) == 0)
      return kinds[i].kind;
  return UKE_AUDIT_NONE;
}

static void
put_bytes (GByteArray *bytes, const void *data, size_t size)
{
  const uint8_t length[4]
      = { (uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size };

  g_byte_array_append (bytes, length, sizeof length);
  g_byte_array_append (bytes, data, (unsigned)size);
}

static void
put_number (GByteArray *bytes, int64_t number)
{
  uint8_t big_endian[8];

  for (int i = 0; i < 8; i++)
    big_endian[i] = (uint8_t)((uint64_t)number >> (56 - 8 * i));
  put_bytes (bytes, big_endian, sizeof big_endian);
}

static void
put_id (GByteArray *bytes, const UkeId *id)
{
  put_bytes (bytes, id->bytes, sizeof id->bytes);
}

static void
put_text (GByteArray *bytes, const char *text)
{
  put_bytes (bytes, text != NULL ? text : "", text != NULL ? strlen (text) : 0);
}

/**
 * uke_audit_entry_write:
 * @entry: an entry
 * @bytes: emptied and filled with its fields, each after its length, in the order of the struct
 *
 * Thread: any
 * Source: doc/formats.md, security.md 4.6, decision 12
 */
void
uke_audit_entry_write (const UkeAuditEntry *entry, GByteArray *bytes)
{
  g_byte_array_set_size (bytes, 0);
  put_number (bytes, entry->seq);
  put_number (bytes, entry->dev);
  put_id (bytes, &entry->boot_id);
  put_number (bytes, entry->at_us);
  put_number (bytes, entry->mono_us);
  put_number (bytes, entry->server_offset_ms);
  put_id (bytes, &entry->staff_id);
  put_number (bytes, entry->role);
  put_id (bytes, &entry->second_staff_id);
  put_id (bytes, &entry->session_id);
  put_number (bytes, entry->factors);
  put_number (bytes, entry->kind);
  put_number (bytes, entry->action);
  put_number (bytes, entry->entity);
  put_id (bytes, &entry->object_id);
  put_id (bytes, &entry->patient_id);
  put_id (bytes, &entry->context_id);
  put_id (bytes, &entry->change_set_id);
  put_text (bytes, entry->reason_code);
  put_bytes (bytes, entry->reason_hash, UKE_SHA256_SIZE);
  put_number (bytes, entry->result);
  put_number (bytes, entry->count);
  put_text (bytes, entry->fields);
  put_bytes (bytes, entry->values_hash, UKE_SHA256_SIZE);
  put_text (bytes, entry->version);
}

/**
 * uke_audit_entry_hash:
 * @entry: an entry
 * @previous: the hash of the entry before, or zeros for a device's first
 * @scratch: overwritten; given so that many entries cost one allocation
 * @out_hash: (out): SHA-256 ("UKE-AUDIT-1" | @previous | the fields)
 *
 * Thread: any
 * Source: doc/formats.md
 */
void
uke_audit_entry_hash (const UkeAuditEntry *entry,
                      const uint8_t previous[UKE_SHA256_SIZE],
                      GByteArray *scratch,
                      uint8_t out_hash[UKE_SHA256_SIZE])
{
  UkeBytesPart parts[] = {
    { MAGIC, strlen (MAGIC) },
    { previous, UKE_SHA256_SIZE },
    { NULL, 0 },
  };

  uke_audit_entry_write (entry, scratch);
  parts[2].data = scratch->data;
  parts[2].size = scratch->len;
  uke_sha256_parts (parts, G_N_ELEMENTS (parts), out_hash);
}

/**
 * uke_audit_hash_text:
 * @text: (nullable): values in JSON, or a reason
 * @size: its length in bytes, or -1 when it ends with NUL
 * @out_hash: (out): its SHA-256; zeros for NULL
 *
 * Thread: any
 */
void
uke_audit_hash_text (const char *text, gssize size, uint8_t out_hash[UKE_SHA256_SIZE])
{
  if (text == NULL)
    memset (out_hash, 0, UKE_SHA256_SIZE);
  else
    uke_sha256 (text, size < 0 ? strlen (text) : (size_t)size, out_hash);
}

/**
 * uke_audit_append_field_names:
 * @names: where to append
 * @entity: whose fields they are
 * @fields: a set of fields, by position
 *
 * Thread: any
 */
void
uke_audit_append_field_names (GString *names, const UkeEntity *entity, uint64_t fields)
{
  gboolean is_first = TRUE;

  for (unsigned i = 0; i < entity->n_fields; i++) {
    if ((fields & (uint64_t)1 << i) == 0)
      continue;
    if (!is_first)
      g_string_append_c (names, ',');
    is_first = FALSE;
    g_string_append (names, entity->fields[i].name);
  }
}
