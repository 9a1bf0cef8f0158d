/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-audit-ship.h"

#include "feed/uke-audit-json.h"
#include "store/uke-audit-log.h"
#include "store/uke-log-store.h"

#include <string.h>

/* Names, hash and number of a record, besides its body. */
#define RECORD_BYTES 120

typedef struct {
  UkeWireAudit *audit; /* (not owned) */
  size_t n_bytes, max_bytes;
} Batch;

/* The body travels as a JSON string. */
static size_t
measure (const GString *body)
{
  size_t n = body->len + RECORD_BYTES;

  for (size_t i = 0; i < body->len; i++)
    n += body->str[i] == '"' || body->str[i] == '\\';
  return n;
}

static gboolean
add_record (const UkeAuditEntry *entry,
            const uint8_t hash[UKE_SHA256_SIZE],
            const UkeAuditText *text,
            gpointer data)
{
  Batch *self = data;
  GString *body = g_string_sized_new (512);
  UkeWireAuditRecord record = { .seq = entry->seq };
  size_t n_bytes;

  uke_audit_record_write (entry, text->reason, text->values, body);
  n_bytes = measure (body);
  if (self->audit->records->len > 0 && self->n_bytes + n_bytes > self->max_bytes) {
    g_string_free (body, TRUE);
    return FALSE;
  }
  self->n_bytes += n_bytes;
  memcpy (record.hash, hash, UKE_SHA256_SIZE);
  record.body = g_string_free_to_bytes (body);
  g_array_append_val (self->audit->records, record);
  return TRUE;
}

/**
 * uke_audit_ship_get_mark:
 * @db: a connection
 * @out_sent: (out): the last of this device's entries that the server has
 * @out_last: (out): the last that there is
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP
 * Thread: the owner of @db
 */
gboolean
uke_audit_ship_get_mark (UkeDb *db, int64_t *out_sent, int64_t *out_last, GError **error)
{
  UkeLogDevice device;

  if (!uke_log_store_get_device (db, &device, error)
      || !uke_db_query_int64 (db, "SELECT coalesce (max (seq), 0) FROM audit_sent", out_sent,
                              error))
    return FALSE;
  *out_last = device.audit_seq;
  return TRUE;
}

/**
 * uke_audit_ship_take:
 * @db: a connection
 * @max_records: how many at most
 * @max_bytes: how many bytes as JSON, unless one alone has more
 * @error: return location
 *
 * Returns: (transfer full): this device's next entries that the server may not have; none when it
 *   has all
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP
 * Thread: the owner of @db
 * Source: decision 12
 */
UkeWireAudit *
uke_audit_ship_take (UkeDb *db, unsigned max_records, size_t max_bytes, GError **error)
{
  g_autoptr (UkeWireAudit) audit = uke_wire_audit_new ();
  Batch batch = { audit, 0, max_bytes };
  UkeLogDevice device;
  int64_t sent, last;

  if (!uke_log_store_get_device (db, &device, error)
      || !uke_audit_ship_get_mark (db, &sent, &last, error)
      || !uke_audit_log_list_after (db, device.dev, sent, max_records, add_record, &batch, error))
    return NULL;
  return g_steal_pointer (&audit);
}

/**
 * uke_audit_ship_mark:
 * @db: the writing connection, outside any transaction
 * @seq: the last of this device's entries that the server says it has; less than before when the
 *   server was put back
 * @error: return location
 *
 * Returns: whether it was kept
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_audit_ship_mark (UkeDb *db, int64_t seq, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db,
                               "INSERT INTO audit_sent (one, seq) VALUES (1, ?) "
                               "ON CONFLICT (one) DO UPDATE SET seq = excluded.seq",
                               error);

  if (transaction == NULL || stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, seq);
  return uke_stmt_run (stmt, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}
