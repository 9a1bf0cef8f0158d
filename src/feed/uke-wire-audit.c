/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-wire-private.h"

static void
clear_record (gpointer data)
{
  UkeWireAuditRecord *record = data;

  g_clear_pointer (&record->body, g_bytes_unref);
}

/**
 * uke_wire_audit_new:
 *
 * Returns: (transfer full): no records
 * Thread: any
 */
UkeWireAudit *
uke_wire_audit_new (void)
{
  UkeWireAudit *self = g_new0 (UkeWireAudit, 1);

  self->records = g_array_new (FALSE, TRUE, sizeof (UkeWireAuditRecord));
  g_array_set_clear_func (self->records, clear_record);
  return self;
}

/**
 * uke_wire_audit_free:
 * @self: (transfer full) (nullable): records
 *
 * Thread: any
 */
void
uke_wire_audit_free (UkeWireAudit *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->records);
  g_free (self);
}

/**
 * uke_wire_audit_write:
 * @self: records of one device, in the order of its chain
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_audit_write (const UkeWireAudit *self, GString *json)
{
  g_string_append (json, "{\"records\":[");
  for (unsigned i = 0; i < self->records->len; i++) {
    const UkeWireAuditRecord *record = &g_array_index (self->records, UkeWireAuditRecord, i);

    g_string_append (json, i > 0 ? ",{" : "{");
    uke_wire_put_int (json, "seq", record->seq);
    uke_wire_put_hash (json, "hash", record->hash);
    uke_wire_put_text (json, "body", record->body);
    g_string_append_c (json, '}');
  }
  g_string_append (json, "]}");
}

static gboolean
read_records (UkeWireAudit *self, json_t *root, GError **error)
{
  json_t *records;

  if (!uke_wire_get_array (root, "records", UKE_WIRE_MAX_AUDIT, &records, error))
    return FALSE;
  g_array_set_size (self->records, (unsigned)json_array_size (records));
  for (unsigned i = 0; i < self->records->len; i++) {
    UkeWireAuditRecord *record = &g_array_index (self->records, UkeWireAuditRecord, i);
    json_t *node = json_array_get (records, i);

    if (!uke_wire_get_int (node, "seq", &record->seq, error)
        || !uke_wire_get_hash (node, "hash", record->hash, error)
        || !uke_wire_get_text (node, "body", &record->body, error))
      return uke_wire_refuse_at ("records", i, error);
  }
  return TRUE;
}

/**
 * uke_wire_audit_read:
 * @json: a request's body, not trusted
 * @size: its size
 *
 * Returns: (transfer full) (nullable): the records; whether they are of one chain is another
 *   question
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
UkeWireAudit *
uke_wire_audit_read (const char *json, size_t size, GError **error)
{
  g_autoptr (UkeWireAudit) self = uke_wire_audit_new ();
  json_t *root = uke_wire_parse_request (json, size, "audit", error);
  gboolean is_good;

  if (root == NULL)
    return NULL;
  is_good = read_records (self, root, error);
  if (!is_good)
    uke_wire_refuse_in ("audit", error);
  json_decref (root);
  return is_good ? g_steal_pointer (&self) : NULL;
}

/**
 * uke_wire_audit_answer_write:
 * @last: the last record that the server has
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_audit_answer_write (int64_t last, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_int (json, "last", last);
  g_string_append_c (json, '}');
}

/**
 * uke_wire_audit_answer_read:
 * @json: an answer's body, not trusted
 * @size: its size
 * @out_last: (out): the last record that the server has
 *
 * Returns: whether it says so
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
gboolean
uke_wire_audit_answer_read (const char *json, size_t size, int64_t *out_last, GError **error)
{
  json_t *root = uke_wire_parse_answer (json, size, "audit answer", error);
  gboolean is_good;

  if (root == NULL)
    return FALSE;
  is_good = uke_wire_get_int (root, "last", out_last, error);
  json_decref (root);
  return is_good || uke_wire_refuse_in ("audit answer", error);
}
