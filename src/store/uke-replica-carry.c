/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "feed/uke-change-set-head.h"
#include "feed/uke-decide.h"
#include "store/uke-commit.h"
#include "store/uke-projection.h"
#include "store/uke-replica-page.h"
#include "store/uke-table.h"

#include <string.h>

/* What a desk takes along to another base: what only it has. */
static const char *const carried[] = { "device",     "audit",    "audit_sent", "other_change",
                                       "epoch_line", "head_sig", "lease",      "lease_use" };

/* Rows that the fresh file has already stay as they are there. */
static gboolean
copy_table (UkeDb *old, UkeDb *fresh, const char *name, GError **error)
{
  g_autoptr (UkeTable) table = uke_table_describe (old, name, error);
  g_autoptr (UkeStmt) from = NULL;
  g_autoptr (UkeStmt) to = NULL;
  g_autofree char *select = NULL;
  g_autofree char *insert = NULL;
  g_autofree char *or_not = NULL;

  if (table == NULL)
    return FALSE;
  select = uke_table_make_select (table);
  insert = uke_table_make_insert (table);
  or_not = g_strconcat (insert, " ON CONFLICT DO NOTHING", NULL);
  from = uke_db_prepare (old, select, error);
  to = uke_db_prepare (fresh, or_not, error);
  while (from != NULL && to != NULL) {
    gboolean has_row;

    if (!uke_stmt_step (from, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    uke_table_bind_row (table, from, to);
    if (!uke_stmt_run (to, error))
      return FALSE;
    uke_stmt_reset (to);
  }
  return FALSE;
}

/* Where it stood in the history that is left behind, under the number that its body has. */
static void
note_was (UkeOutboxItem *item, const UkeId *epoch, int64_t seq)
{
  UkeChangeSetHead head = { 0 };
  size_t size;
  const char *json = g_bytes_get_data (item->body, &size);

  item->was = (UkeWireWas){ .is_known = TRUE, .epoch = *epoch, .seq = seq };
  if (!uke_change_set_read_head (json, size, &head))
    return;
  item->was.inc = head.inc;
  item->was.dseq = head.dseq;
}

/* Retained change-sets as items that wait, in the order in which the server had them. */
static gboolean
add_retained (UkeDb *old, GPtrArray *items, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      old, "SELECT cs_id, cap, seen_at_us, body, epoch, seq FROM retained ORDER BY seq", error);

  while (stmt != NULL) {
    UkeOutboxItem *item;
    gboolean has_row;
    UkeId epoch;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    item = g_new0 (UkeOutboxItem, 1);
    item->id = uke_stmt_id (stmt, 0);
    item->cap = uke_stmt_int64 (stmt, 1);
    item->made_at_us = uke_stmt_int64 (stmt, 2);
    item->body = uke_stmt_dup_bytes (stmt, 3);
    epoch = uke_stmt_id (stmt, 4);
    note_was (item, &epoch, uke_stmt_int64 (stmt, 5));
    g_ptr_array_add (items, item);
  }
  return FALSE;
}

/* Entries of the time before the desk joined that are not in the server's history: it was made from
 * a copy, and people went on. */
static gboolean
add_own (UkeDb *old, int64_t fork_seq, GPtrArray *items, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      old,
      "SELECT l.cs_id, l.at_us, l.payload FROM flog AS l JOIN replica AS r ON l.seq <= r.own_seq "
      "WHERE l.feed = 1 AND l.seq > ? AND l.payload IS NOT NULL ORDER BY l.seq",
      error);

  if (stmt != NULL)
    uke_stmt_bind_int64_at (stmt, 1, fork_seq);
  while (stmt != NULL) {
    UkeOutboxItem *item;
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    item = g_new0 (UkeOutboxItem, 1);
    item->id = uke_stmt_id (stmt, 0);
    item->cap = fork_seq;
    item->made_at_us = uke_stmt_int64 (stmt, 1);
    item->body = uke_stmt_dup_bytes (stmt, 2);
    g_ptr_array_add (items, item);
  }
  return FALSE;
}

/* What is to be pushed from the new base, the oldest first. */
static GPtrArray *
list_items (UkeDb *old,
            const UkeId *epoch,
            int64_t fork_seq,
            gboolean *out_has_retained,
            GError **error)
{
  g_autoptr (GPtrArray) waiting = uke_outbox_list (old, error);
  g_autoptr (GPtrArray) items
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_outbox_item_free);

  if (waiting == NULL || !add_own (old, fork_seq, items, error)
      || !add_retained (old, items, error))
    return NULL;
  *out_has_retained = items->len > 0;
  g_ptr_array_set_free_func (waiting, NULL);
  for (unsigned i = 0; i < waiting->len; i++) {
    UkeOutboxItem *item = waiting->pdata[i];

    if (item->state == UKE_OUTBOX_ACKED)
      note_was (item, epoch, item->ack_seq);
    g_ptr_array_add (items, item);
  }
  return g_steal_pointer (&items);
}

/* Without another epoch nobody chose an incarnation; a number of one's own must not be used twice.
 */
static uint64_t
derive_inc (uint64_t inc, const UkeLogHead *head)
{
  struct {
    uint64_t inc;
    int64_t seq;
    uint8_t chain[UKE_SHA256_SIZE];
  } seed = { GUINT64_TO_BE (inc), (int64_t)GUINT64_TO_BE ((uint64_t)head->seq), { 0 } };
  uint8_t hash[UKE_SHA256_SIZE];
  uint64_t derived;

  memcpy (seed.chain, head->chain, sizeof seed.chain);
  uke_sha256 (&seed, sizeof seed, hash);
  memcpy (&derived, hash, sizeof derived);
  return derived >> 1;
}

static gboolean
carry_items (UkeDb *fresh,
             GPtrArray *items,
             const UkeLogDevice *device,
             gboolean is_numbered_anew,
             int64_t cap,
             int64_t *out_last_dseq,
             GError **error)
{
  int64_t dseq = 0;

  for (unsigned i = 0; i < items->len; i++) {
    UkeOutboxItem *item = items->pdata[i];

    item->cap = MIN (item->cap, cap);
    if (item->state != UKE_OUTBOX_REFUSED && is_numbered_anew
        && !uke_replica_number_item (item, device->dev, device->inc, ++dseq, error))
      return FALSE;
    if (item->state != UKE_OUTBOX_REFUSED)
      item->state = UKE_OUTBOX_QUEUED;
    if (!uke_outbox_append (fresh, item, error))
      return FALSE;
  }
  *out_last_dseq = is_numbered_anew ? dseq : device->dseq;
  return TRUE;
}

static gboolean
replay (UkeDb *fresh, int64_t now_us, GError **error)
{
  g_auto (UkeReplicaTaking) taking = { 0 };
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  g_autoptr (GPtrArray) search
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_change_free);

  if (!uke_replica_taking_init (&taking, fresh, now_us, 0, error)
      || !uke_replica_taking_put_back (&taking, error)
      || !uke_replica_taking_replay (&taking, error)
      || !uke_replica_taking_tell (&taking, changes, changes, error))
    return FALSE;
  return uke_projection_follow (fresh, changes, search, error);
}

/* The time of the last word of the server is all that the store knows of the time. */
static gboolean
carry_facts (UkeDb *old, UkeDb *fresh, int64_t *out_now_us, GError **error)
{
  UkeReplicaFacts facts;
  UkeLogHead before, head;

  if (!uke_replica_read_facts (old, &facts, error) || !uke_log_store_get_head (old, &before, error)
      || !uke_log_store_get_head (fresh, &head, error))
    return FALSE;
  *out_now_us = facts.last_contact_us;
  facts.own_seq = 0;
  if (!uke_id_equal (&before.epoch, &head.epoch))
    facts.durable = 0;
  return uke_replica_find_signature (fresh, &facts, error)
         && uke_replica_write_facts (fresh, &facts, error);
}

static gboolean
carry_position (UkeDb *fresh, const UkeLogDevice *device, int64_t last_dseq, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (fresh, "UPDATE device SET inc = ? WHERE is_self = 1", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, (int64_t)device->inc);
  return uke_stmt_run (stmt, error)
         && uke_replica_write_position (fresh, device->dev, device->inc, last_dseq, error);
}

static gboolean
carry_tables (UkeDb *old, UkeDb *fresh, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS (carried); i++)
    if (!copy_table (old, fresh, carried[i], error))
      return FALSE;
  return TRUE;
}

/**
 * uke_replica_carry:
 * @old: the desk's file, whose base is left behind
 * @fresh: the writing connection, outside any transaction: a file with a snapshot's rows
 * @inc: an incarnation that was never used, or 0 when the history is the same: then the old one
 *   stays, unless change-sets that the server had go along
 * @cap: the last entry that both histories share, or `UKE_NO_CAP` when they are the same and all of
 *   this desk's entries are in it
 * @error: return location
 *
 * Takes along what only this desk has: its device, its audit, the signed heads that it saw, and its
 * change-sets, also those that the server had: the one that answers now may have lost them. Of a
 * desk that joined with content of its own, also the entries after @cap.
 *
 * Returns: whether @fresh is the desk's file now
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP, CORRUPT
 * Thread: the owner of both
 * Source: sync.md 2.8, 2.11
 */
gboolean
uke_replica_carry (UkeDb *old, UkeDb *fresh, uint64_t inc, int64_t cap, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (fresh, error);
  g_autoptr (GPtrArray) items = NULL;
  UkeLogDevice device;
  UkeLogHead before, head;
  gboolean has_retained, is_numbered_anew;
  int64_t now_us, last_dseq;

  if (transaction == NULL || !uke_log_store_get_device (old, &device, error)
      || !uke_log_store_get_head (old, &before, error)
      || !uke_log_store_get_head (fresh, &head, error))
    return FALSE;
  /* Where nobody knows how far the server has them, all are offered: it knows those that it has. */
  items = list_items (old, &before.epoch, cap != UKE_NO_CAP ? cap : 0, &has_retained, error);
  if (items == NULL)
    return FALSE;
  is_numbered_anew = inc != 0 || has_retained;
  if (is_numbered_anew)
    device.inc = inc != 0 ? inc : derive_inc (device.inc, &head);
  if (!carry_tables (old, fresh, error) || !carry_facts (old, fresh, &now_us, error)
      || !carry_items (fresh, items, &device, is_numbered_anew, cap, &last_dseq, error)
      || !carry_position (fresh, &device, last_dseq, error) || !replay (fresh, now_us, error))
    return FALSE;
  return uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}
