/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "feed/uke-audit-json.h"
#include "store/uke-audit-log.h"
#include "store/uke-authority-private.h"
#include "store/uke-store-error.h"

#include <string.h>

/* @device: (out): how far the device's chain has come here; @out_has: whether it has begun. */
static gboolean
find_chain (UkeDb *db, uint32_t dev, UkeLogDevice *device, gboolean *out_has, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT audit_seq, audit_hash, is_self FROM device WHERE dev = ?", error);
  const void *hash;
  size_t size;

  *device = (UkeLogDevice){ .dev = dev };
  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  if (!uke_stmt_step (stmt, out_has, error))
    return FALSE;
  if (!*out_has)
    return TRUE;
  device->audit_seq = uke_stmt_int64 (stmt, 0);
  hash = uke_stmt_blob (stmt, 1, &size);
  if (hash == NULL || size != UKE_SHA256_SIZE || uke_stmt_int64 (stmt, 2) != 0) {
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "the audit's head of device %u",
                 dev);
    return FALSE;
  }
  memcpy (device->audit_hash, hash, size);
  return TRUE;
}

static gboolean
begin_chain (UkeDb *db, uint32_t dev, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO device (dev, inc, name, is_self, hlc, audit_seq, audit_hash) "
      "SELECT dev, last_inc, name, 0, 0, 0, ? FROM server_device WHERE dev = ?",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_blob_at (stmt, 1, UKE_CHAIN_START, UKE_SHA256_SIZE);
  uke_stmt_bind_int64_at (stmt, 2, dev);
  return uke_stmt_run (stmt, error);
}

static gboolean
set_chain (UkeDb *db, const UkeLogDevice *device, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "UPDATE device SET audit_seq = ?, audit_hash = ? WHERE dev = ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, device->audit_seq);
  uke_stmt_bind_blob_at (stmt, 2, device->audit_hash, UKE_SHA256_SIZE);
  uke_stmt_bind_int64_at (stmt, 3, device->dev);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_audit_problem_get_code:
 * @kind: why a record was not taken
 *
 * Returns: (transfer none): its code, for logs
 * Thread: any
 */
const char *
uke_audit_problem_get_code (UkeAuditProblemKind kind)
{
  static const char *const codes[] = { "none", "form", "chain", "differs" };

  return codes[kind];
}

static void
set_problem (UkeAuditProblem *problem, UkeAuditProblemKind kind, const UkeWireAuditRecord *given)
{
  problem->kind = kind;
  problem->seq = given->seq;
  memcpy (problem->given, given->hash, sizeof problem->given);
}

/* Appends one entry, if it is the one that follows. */
static gboolean
take_record (UkeAuditWriter *writer,
             const UkeWireAuditRecord *given,
             UkeAuditProblem *out_problem,
             GError **error)
{
  size_t size;
  const char *json = g_bytes_get_data (given->body, &size);
  g_autoptr (UkeAuditRecord) record = uke_audit_record_read (json, size, NULL);
  UkeAuditText text;

  if (record == NULL) {
    set_problem (out_problem, UKE_AUDIT_PROBLEM_FORM, given);
    return TRUE;
  }
  text = (UkeAuditText){ record->reason, record->values };
  if (!uke_audit_writer_take (writer, &record->entry, &text, given->hash, out_problem->expected,
                              error))
    return FALSE;
  if (memcmp (out_problem->expected, given->hash, UKE_SHA256_SIZE) != 0)
    set_problem (out_problem, UKE_AUDIT_PROBLEM_CHAIN, given);
  return TRUE;
}

/* What is sent again has to be what was taken: a device that was put back, or copied, has other
 * records with numbers that are here already. */
static gboolean
compare_record (UkeDb *db,
                uint32_t dev,
                const UkeWireAuditRecord *given,
                UkeAuditProblem *out_problem,
                GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "SELECT hash FROM audit WHERE dev = ? AND seq = ?", error);
  gboolean has_row;
  const void *hash;
  size_t size;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  uke_stmt_bind_int64_at (stmt, 2, given->seq);
  if (!uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  hash = has_row ? uke_stmt_blob (stmt, 0, &size) : NULL;
  if (hash == NULL || size != UKE_SHA256_SIZE) {
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT,
                 "audit entry %" G_GINT64_FORMAT " of device %u is not here", given->seq, dev);
    return FALSE;
  }
  memcpy (out_problem->expected, hash, size);
  if (memcmp (hash, given->hash, size) != 0)
    set_problem (out_problem, UKE_AUDIT_PROBLEM_DIFFERS, given);
  return TRUE;
}

static gboolean
take_records (UkeDb *db,
              UkeLogDevice *device,
              const UkeWireAudit *audit,
              UkeAuditProblem *out_problem,
              GError **error)
{
  g_autoptr (UkeAuditWriter) writer = uke_audit_writer_new (db, device, error);

  if (writer == NULL)
    return FALSE;
  for (unsigned i = 0; i < audit->records->len && out_problem->kind == UKE_AUDIT_PROBLEM_NONE;
       i++) {
    const UkeWireAuditRecord *given = &g_array_index (audit->records, UkeWireAuditRecord, i);

    if (given->seq > device->audit_seq + 1)
      break; /* the desk is told where to go on */
    if (given->seq <= device->audit_seq
            ? !compare_record (db, device->dev, given, out_problem, error)
            : !take_record (writer, given, out_problem, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
take_audit (UkeDb *db,
            const UkeAuthorityPeer *peer,
            const UkeWireAudit *audit,
            int64_t *out_last,
            UkeAuditProblem *out_problem,
            UkeWireRefusal *out_refusal,
            GError **error)
{
  UkeLogDevice device;
  gboolean has_begun;

  if (!uke_authority_check_device (db, peer, out_refusal, error))
    return FALSE;
  if (out_refusal->code != UKE_WIRE_OK)
    return TRUE;
  if (!find_chain (db, peer->dev, &device, &has_begun, error)
      || (!has_begun && !begin_chain (db, peer->dev, error))
      || !take_records (db, &device, audit, out_problem, error) || !set_chain (db, &device, error))
    return FALSE;
  *out_last = device.audit_seq;
  if (out_problem->kind != UKE_AUDIT_PROBLEM_NONE) {
    out_refusal->code = UKE_WIRE_AUDIT_BROKEN;
    out_refusal->seq = out_problem->seq;
  }
  return TRUE;
}

/**
 * uke_authority_take_audit:
 * @db: the writing connection, outside any transaction
 * @peer: which device
 * @audit: records of its chain, in their order
 * @out_last: (out): the last of its records that is kept here now
 * @out_problem: (out): what is wrong with a record, for the log
 * @out_refusal: (out): AUDIT_BROKEN when something is; what came before it is kept all the same
 * @error: return location
 *
 * Each record is held to the one before. A chain that is broken is taken up to there and no
 * further; nothing is lost, because the device keeps its own.
 *
 * Returns: whether the store did its part
 * Errors: UKE_DB_ERROR: FULL, IO, BUSY; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 * Source: decision 12, security.md A8
 */
gboolean
uke_authority_take_audit (UkeDb *db,
                          const UkeAuthorityPeer *peer,
                          const UkeWireAudit *audit,
                          int64_t *out_last,
                          UkeAuditProblem *out_problem,
                          UkeWireRefusal *out_refusal,
                          GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  *out_problem = (UkeAuditProblem){ .kind = UKE_AUDIT_PROBLEM_NONE };
  *out_last = 0;
  *out_refusal = (UkeWireRefusal){ .code = UKE_WIRE_OK };
  return transaction != NULL
         && take_audit (db, peer, audit, out_last, out_problem, out_refusal, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}
