/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-quarantine.h"

#include "feed/uke-change-set-head.h"
#include "feed/uke-change-set-json.h"
#include "store/uke-store-error.h"

/**
 * uke_quarantined_free:
 * @self: (transfer full) (nullable): a change-set
 *
 * Thread: any
 */
void
uke_quarantined_free (UkeQuarantined *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->body);
  g_free (self);
}

static gboolean
insert (UkeDb *db,
        uint32_t dev,
        const UkeWirePush *push,
        const UkeWireSet *set,
        int64_t n,
        int64_t now_us,
        UkeWireRefusal *out_refusal,
        GError **error)
{
  size_t size;
  const char *json = g_bytes_get_data (set->body, &size);
  g_autoptr (UkeChangeSet) read = uke_change_set_read_json (json, size, NULL);
  g_autoptr (UkeStmt) stmt = NULL;

  if (read == NULL) {
    out_refusal->code = UKE_WIRE_MALFORMED;
    return TRUE;
  }
  stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO quarantine (dev, cs_id, n, inc, cap, received_at_us, body) "
      "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      error);
  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  uke_stmt_bind_id_at (stmt, 2, &read->id);
  uke_stmt_bind_int64_at (stmt, 3, n);
  uke_stmt_bind_int64_at (stmt, 4, (int64_t)push->inc);
  uke_stmt_bind_int64_at (stmt, 5, set->cap);
  uke_stmt_bind_int64_at (stmt, 6, now_us);
  uke_stmt_bind_blob_at (stmt, 7, json, size);
  return uke_stmt_run (stmt, error);
}

static gboolean
get_end (UkeDb *db, uint32_t dev, int64_t *out_n, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT coalesce (max (n), 0) FROM quarantine WHERE dev = ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  if (!uke_stmt_step_row (stmt, error))
    return FALSE;
  *out_n = uke_stmt_int64 (stmt, 0);
  return TRUE;
}

/**
 * uke_quarantine_take:
 * @db: the writing connection, outside any transaction
 * @dev: a device that was shut out
 * @push: what it still had to send, as it would have pushed it
 * @now_us: the time
 * @out_refusal: (out): MALFORMED, or TOO_LARGE when there is more than any desk can have
 * @error: return location
 *
 * What was handed in before is kept as it was.
 *
 * Returns: whether the store did its part
 * Errors: UKE_DB_ERROR: FULL, IO, BUSY
 * Thread: the owner of @db
 * Source: sync.md 2.12
 */
gboolean
uke_quarantine_take (UkeDb *db,
                     uint32_t dev,
                     const UkeWirePush *push,
                     int64_t now_us,
                     UkeWireRefusal *out_refusal,
                     GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  int64_t n;

  *out_refusal = (UkeWireRefusal){ .code = UKE_WIRE_OK };
  if (transaction == NULL || !get_end (db, dev, &n, error))
    return FALSE;
  if (n + push->sets->len > UKE_QUARANTINE_MAX_PER_DEVICE)
    out_refusal->code = UKE_WIRE_TOO_LARGE;
  for (unsigned i = 0; out_refusal->code == UKE_WIRE_OK && i < push->sets->len; i++)
    if (!insert (db, dev, push, &g_array_index (push->sets, UkeWireSet, i), n + 1 + i, now_us,
                 out_refusal, error))
      return FALSE;
  return out_refusal->code != UKE_WIRE_OK
         || uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_quarantine_list:
 * @db: a connection
 * @dev: a device, or 0 for all
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeQuarantined): what waits, each device's in its order
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
GPtrArray *
uke_quarantine_list (UkeDb *db, uint32_t dev, GError **error)
{
  g_autoptr (GPtrArray) list
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_quarantined_free);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT cs_id, dev, inc, n, cap, received_at_us, body FROM quarantine "
      "WHERE dev >= ? AND dev <= ? ORDER BY dev, n",
      error);
  gboolean has_row;

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  uke_stmt_bind_int64_at (stmt, 2, dev != 0 ? dev : UINT32_MAX);
  while (TRUE) {
    UkeQuarantined *one;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      return g_steal_pointer (&list);
    one = g_new0 (UkeQuarantined, 1);
    one->id = uke_stmt_id (stmt, 0);
    one->dev = (uint32_t)uke_stmt_int64 (stmt, 1);
    one->inc = (uint64_t)uke_stmt_int64 (stmt, 2);
    one->n = uke_stmt_int64 (stmt, 3);
    one->cap = uke_stmt_int64 (stmt, 4);
    one->received_at_us = uke_stmt_int64 (stmt, 5);
    one->body = uke_stmt_dup_bytes (stmt, 6);
    g_ptr_array_add (list, one);
  }
}

static gboolean
remove_all (UkeDb *db, uint32_t dev, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "DELETE FROM quarantine WHERE dev = ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  return uke_stmt_run (stmt, error);
}

static gboolean
set_state (UkeDb *db, uint32_t dev, UkeRegistryState state, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "UPDATE server_device SET state = ? WHERE dev = ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, state);
  uke_stmt_bind_int64_at (stmt, 2, dev);
  return uke_stmt_run (stmt, error);
}

/* While desks bring back what was lost, old change-sets are judged together. */
static gboolean
is_recovering (UkeDb *db, gboolean *out_is, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "SELECT 1 FROM feed WHERE feed = 1 AND state = ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, UKE_FEED_RECOVERY);
  return uke_stmt_step (stmt, out_is, error);
}

static gboolean
fail_empty (GError **error)
{
  g_set_error_literal (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND,
                       "nothing of that device waits");
  return FALSE;
}

static void
count (const UkeWirePushAnswer *answer, UkeQuarantineResult *result)
{
  for (unsigned i = 0; i < answer->results->len; i++) {
    UkeWireResultKind kind = g_array_index (answer->results, UkeWireResult, i).kind;

    if (kind == UKE_WIRE_RESULT_APPLIED || kind == UKE_WIRE_RESULT_DUP)
      result->n_applied++;
    else
      result->n_others++;
  }
}

static int64_t
get_dseq (const UkeQuarantined *one)
{
  UkeChangeSetHead head = { 0 };
  size_t size;
  const char *json = g_bytes_get_data (one->body, &size);

  return uke_change_set_read_head (json, size, &head) ? head.dseq : 0;
}

/* Numbers of a device that is shut out stand for nothing any more: some may have been counted when
 * they were kept for later, others never came. Receipts know what is there. */
static gboolean
count_from (UkeDb *db, const UkeQuarantined *first, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "UPDATE devpos SET last_dseq = ? WHERE feed = 1 AND dev = ? AND inc = ?", error);
  g_autoptr (UkeStmt) insert = uke_db_prepare_cached (
      db,
      "INSERT INTO devpos (feed, dev, inc, last_dseq) VALUES (1, ?, ?, ?) ON CONFLICT DO NOTHING",
      error);
  int64_t last = get_dseq (first) - 1;

  if (stmt == NULL || insert == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, last);
  uke_stmt_bind_int64_at (stmt, 2, first->dev);
  uke_stmt_bind_int64_at (stmt, 3, (int64_t)first->inc);
  uke_stmt_bind_int64_at (insert, 1, first->dev);
  uke_stmt_bind_int64_at (insert, 2, (int64_t)first->inc);
  uke_stmt_bind_int64_at (insert, 3, last);
  return uke_stmt_run (stmt, error) && uke_stmt_run (insert, error);
}

/* One push, of as many as one may have, all of one incarnation and without a gap. */
static gboolean
push_some (UkeDb *db,
           const UkeAuthorityPeer *peer,
           const GPtrArray *list,
           unsigned *from,
           int64_t now_us,
           UkeQuarantineResult *result,
           GError **error)
{
  const UkeQuarantined *first = list->pdata[*from];
  int64_t dseq = get_dseq (first);
  g_autoptr (UkeWirePush) push = uke_wire_push_new ();
  g_autoptr (UkeWirePushAnswer) answer = NULL;
  UkeWireRefusal refusal = { .code = UKE_WIRE_OK };

  push->inc = first->inc;
  push->sv = UKE_AUTHORITY_SV_MIN;
  for (; *from < list->len && push->sets->len < UKE_WIRE_MAX_SETS; (*from)++) {
    const UkeQuarantined *one = list->pdata[*from];

    if (one->inc != first->inc || get_dseq (one) != dseq++)
      break;
    uke_wire_push_add (push, one->body, one->cap);
  }
  if (!count_from (db, first, error)
      || !uke_authority_push_in (db, peer, push, now_us, NULL, &answer, NULL, &refusal, error))
    return FALSE;
  if (refusal.code == UKE_WIRE_OK) {
    count (answer, result);
    return TRUE;
  }
  g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CONFLICT, "they are not taken now: %d",
               (int)refusal.code);
  return FALSE;
}

/**
 * uke_quarantine_accept:
 * @db: the writing connection, outside any transaction
 * @peer: the device whose change-sets somebody has looked at
 * @note: (nullable): what the audit says of it
 * @out_result: (out): what became of them
 * @error: return location
 *
 * Judges them as if the device had been let in once more and had pushed them now: with their
 * authors, their order and what their authors had seen. Outside this one transaction it stays shut
 * out.
 *
 * Returns: whether they are in the log
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_FOUND, CONFLICT when the server takes nothing at the
 *   moment
 * Thread: the owner of @db
 * Source: sync.md 2.12
 */
gboolean
uke_quarantine_accept (UkeDb *db,
                       const UkeAuthorityPeer *peer,
                       const UkeDeviceNote *note,
                       UkeQuarantineResult *out_result,
                       GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (GPtrArray) list
      = transaction != NULL ? uke_quarantine_list (db, peer->dev, error) : NULL;
  int64_t now_us = note != NULL ? note->now_us : 0;
  gboolean waits;

  *out_result = (UkeQuarantineResult){ 0 };
  if (list == NULL || !is_recovering (db, &waits, error))
    return FALSE;
  if (list->len == 0)
    return fail_empty (error);
  if (waits) {
    g_set_error_literal (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CONFLICT,
                         "the server waits for what others bring back");
    return FALSE;
  }
  if (!set_state (db, peer->dev, UKE_REGISTRY_ENROLLED, error))
    return FALSE;
  out_result->n_sets = list->len;
  for (unsigned from = 0; from < list->len;)
    if (!push_some (db, peer, list, &from, now_us, out_result, error))
      return FALSE;
  out_result->n_others = out_result->n_sets - out_result->n_applied;
  return set_state (db, peer->dev, UKE_REGISTRY_REVOKED, error) && remove_all (db, peer->dev, error)
         && uke_device_note_write (db, note, UKE_AUDIT_QUARANTINE_ACCEPTED, peer->dev, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_quarantine_drop:
 * @db: the writing connection, outside any transaction
 * @dev: whose change-sets somebody has looked at and does not want
 * @note: (nullable): what the audit says of it
 * @out_result: (out): how many there were
 * @error: return location
 *
 * Returns: whether they are gone
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_FOUND
 * Thread: the owner of @db
 */
gboolean
uke_quarantine_drop (UkeDb *db,
                     uint32_t dev,
                     const UkeDeviceNote *note,
                     UkeQuarantineResult *out_result,
                     GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (GPtrArray) list = transaction != NULL ? uke_quarantine_list (db, dev, error) : NULL;

  *out_result = (UkeQuarantineResult){ 0 };
  if (list == NULL)
    return FALSE;
  if (list->len == 0)
    return fail_empty (error);
  out_result->n_sets = list->len;
  return remove_all (db, dev, error)
         && uke_device_note_write (db, note, UKE_AUDIT_QUARANTINE_DROPPED, dev, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}
