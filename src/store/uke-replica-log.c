/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-replica-log.h"

#include "feed/uke-change-set-head.h"
#include "store/uke-outbox.h"
#include "store/uke-replica-private.h"

#include <string.h>

/* A signature is kept of one place in so many entries, for ever (sync.md 2.16). */
#define SIGNED_EVERY 256

static gboolean
insert_receipt (UkeDb *db, const UkeWireEntry *entry, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "INSERT INTO receipt (feed, cs_id, bhash, seq, outcome) VALUES (1, ?, ?, ?, ?)", error);
  uint8_t bhash[UKE_SHA256_SIZE];

  if (stmt == NULL)
    return FALSE;
  if (entry->payload != NULL)
    uke_change_set_hash (g_bytes_get_data (entry->payload, NULL), g_bytes_get_size (entry->payload),
                         bhash);
  else
    memcpy (bhash, entry->payload_hash, sizeof bhash);
  uke_stmt_bind_id_at (stmt, 1, &entry->meta.change_set_id);
  uke_stmt_bind_blob_at (stmt, 2, bhash, UKE_SHA256_SIZE);
  uke_stmt_bind_int64_at (stmt, 3, entry->seq);
  uke_stmt_bind_int64_at (stmt, 4, entry->meta.outcome);
  return uke_stmt_run (stmt, error);
}

static void
bind_meta (UkeStmt *stmt, const UkeLogMeta *meta)
{
  uke_stmt_bind_id_at (stmt, 2, &meta->change_set_id);
  uke_stmt_bind_int64_at (stmt, 3, meta->dev);
  uke_stmt_bind_int64_at (stmt, 4, (int64_t)meta->inc);
  uke_stmt_bind_int64_at (stmt, 5, meta->dseq);
  uke_stmt_bind_id_at (stmt, 7, &meta->usr);
  uke_stmt_bind_int64_at (stmt, 8, meta->intent);
  uke_stmt_bind_int64_at (stmt, 9, meta->outcome);
  uke_stmt_bind_int64_at (stmt, 10, (int64_t)meta->hlc);
  uke_stmt_bind_int64_at (stmt, 11, meta->clkq);
  uke_stmt_bind_int64_at (stmt, 12, meta->at_us);
  uke_stmt_bind_int64_at (stmt, 13, meta->sv);
}

static void
bind_bytes (UkeStmt *stmt, int pos, GBytes *bytes)
{
  size_t size;
  const void *data;

  if (bytes == NULL) {
    uke_stmt_bind_null_at (stmt, pos);
    return;
  }
  data = g_bytes_get_data (bytes, &size);
  uke_stmt_bind_blob_static_at (stmt, pos, data, size);
}

/**
 * uke_replica_log_add:
 * @db: the writing connection, inside a transaction
 * @entry: an entry that was checked against the one before
 * @base: the last entry that its author knew, 0 when that cannot be told
 * @error: return location
 *
 * Returns: whether it was stored, with its receipt; the feed's head is set by its own function
 * Errors: UKE_DB_ERROR: CONSTRAINT when there is such an entry
 * Thread: the owner of @db
 */
gboolean
uke_replica_log_add (UkeDb *db, const UkeWireEntry *entry, int64_t base, GError **error)
{
  static const UkeLogMeta unknown;
  gboolean has_effect = entry->meta.outcome != UKE_OUTCOME_APPLIED;
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO flog (feed, seq, cs_id, dev, inc, dseq, base, usr, intent, outcome, hlc, clkq, "
      "at_us, sv, effect_hash, phash, chain, payload, effect) "
      "VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);

  if (stmt == NULL)
    return FALSE;
  bind_meta (stmt, entry->is_stub ? &unknown : &entry->meta);
  /* The id of a change-set that is not known is not no id at all. */
  if (entry->is_stub)
    uke_stmt_bind_blob_at (stmt, 2, UKE_ID_NONE.bytes, sizeof UKE_ID_NONE.bytes);
  uke_stmt_bind_int64_at (stmt, 1, entry->seq);
  uke_stmt_bind_int64_at (stmt, 6, base);
  if (entry->is_stub)
    uke_stmt_bind_blob_at (stmt, 14, entry->meta_hash, UKE_SHA256_SIZE);
  else if (has_effect)
    uke_stmt_bind_blob_at (stmt, 14, entry->meta.effect_hash, UKE_SHA256_SIZE);
  else
    uke_stmt_bind_null_at (stmt, 14);
  uke_stmt_bind_blob_at (stmt, 15, entry->payload_hash, UKE_SHA256_SIZE);
  uke_stmt_bind_blob_at (stmt, 16, entry->chain, UKE_SHA256_SIZE);
  bind_bytes (stmt, 17, entry->payload);
  bind_bytes (stmt, 18, entry->effect);
  return uke_stmt_run (stmt, error) && (entry->is_stub || insert_receipt (db, entry, error));
}

/**
 * uke_replica_log_set_head:
 * @db: the writing connection, inside a transaction
 * @cursor: where the base rows stand now
 * @error: return location
 *
 * Returns: whether it was written
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_replica_log_set_head (UkeDb *db, const UkeCursor *cursor, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "UPDATE feed SET epoch = ?, seq = ?, chain = ? WHERE feed = 1", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &cursor->epoch);
  uke_stmt_bind_int64_at (stmt, 2, cursor->seq);
  uke_stmt_bind_blob_at (stmt, 3, cursor->chain, sizeof cursor->chain);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_replica_log_keep_signature:
 * @db: the writing connection, inside a transaction
 * @cursor: a signed place
 * @before_seq: the place before it, whose signature was kept or not
 * @error: return location
 *
 * Keeps one signature in every 256 entries: with it a desk can say later that this history was
 * shown to it.
 *
 * Returns: whether the table is as it should be
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.16
 */
gboolean
uke_replica_log_keep_signature (UkeDb *db,
                                const UkeCursor *cursor,
                                int64_t before_seq,
                                GError **error)
{
  g_autoptr (UkeStmt) stmt = NULL;

  if (!cursor->is_signed || cursor->seq / SIGNED_EVERY == before_seq / SIGNED_EVERY)
    return TRUE;
  stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO head_sig (feed, seq, epoch, chain, sig) VALUES (1, ?, ?, ?, ?) "
      "ON CONFLICT (feed, seq) DO UPDATE SET epoch = excluded.epoch, chain = excluded.chain, "
      "sig = excluded.sig",
      error);
  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, cursor->seq);
  uke_stmt_bind_id_at (stmt, 2, &cursor->epoch);
  uke_stmt_bind_blob_at (stmt, 3, cursor->chain, sizeof cursor->chain);
  uke_stmt_bind_blob_at (stmt, 4, cursor->sig, sizeof cursor->sig);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_replica_log_retain:
 * @db: the writing connection, inside a transaction
 * @id: an own change-set
 * @epoch: the history it was seen in
 * @seq: its entry
 * @now_us: the time
 * @error: return location
 *
 * Returns: whether it does not wait any more
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: invariant 3 of uke-replica.h
 */
gboolean
uke_replica_log_retain (UkeDb *db,
                        const UkeId *id,
                        const UkeId *epoch,
                        int64_t seq,
                        int64_t now_us,
                        GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO retained (cs_id, epoch, seq, cap, body, seen_at_us) "
      "SELECT cs_id, ?, ?, cap, body, ? FROM outbox WHERE cs_id = ? "
      "ON CONFLICT (cs_id) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, epoch);
  uke_stmt_bind_int64_at (stmt, 2, seq);
  uke_stmt_bind_int64_at (stmt, 3, now_us);
  uke_stmt_bind_id_at (stmt, 4, id);
  return uke_stmt_run (stmt, error) && uke_outbox_remove (db, id, error);
}

static gboolean
add_head (GArray *heads, const UkeId *epoch, int64_t seq, UkeStmt *stmt)
{
  UkeCursor head = { .epoch = *epoch, .seq = seq };
  size_t chain_len, sig_len;
  const void *chain = uke_stmt_blob (stmt, 0, &chain_len);
  const void *sig;

  if (chain == NULL || chain_len != sizeof head.chain)
    return FALSE;
  memcpy (head.chain, chain, sizeof head.chain);
  sig = uke_stmt_blob (stmt, 1, &sig_len);
  head.is_signed = sig != NULL && sig_len == sizeof head.sig;
  if (head.is_signed)
    memcpy (head.sig, sig, sizeof head.sig);
  g_array_append_val (heads, head);
  return TRUE;
}

/* The entries 1, 2, 4, 8 ... before the last, as far as the log goes back. */
static gboolean
add_log_heads (UkeDb *db, const UkeLogHead *last, GArray *heads, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT l.chain, s.sig FROM flog AS l LEFT JOIN head_sig AS s ON s.feed = 1 "
      "AND s.seq = l.seq AND s.epoch = ?1 AND s.chain = l.chain WHERE l.feed = 1 AND l.seq = ?2",
      error);

  if (stmt == NULL)
    return FALSE;
  for (int64_t back = 1; back < last->seq; back *= 2) {
    gboolean has_row;

    uke_stmt_bind_id_at (stmt, 1, &last->epoch);
    uke_stmt_bind_int64_at (stmt, 2, last->seq - back);
    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (has_row)
      add_head (heads, &last->epoch, last->seq - back, stmt);
    uke_stmt_reset (stmt);
  }
  return TRUE;
}

/* Kept signatures stand in for a log that does not go back so far, also of earlier epochs. */
static gboolean
add_signed_heads (UkeDb *db, GArray *heads, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT chain, sig, epoch, seq FROM head_sig WHERE feed = 1 ORDER BY seq DESC", error);

  while (stmt != NULL) {
    gboolean has_row;
    UkeId epoch;
    int64_t seq;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row || heads->len >= UKE_WIRE_MAX_HEADS)
      return TRUE;
    epoch = uke_stmt_id (stmt, 2);
    seq = uke_stmt_int64 (stmt, 3);
    add_head (heads, &epoch, seq, stmt);
  }
  return FALSE;
}

static int
compare_heads (gconstpointer a, gconstpointer b)
{
  const UkeCursor *first = a, *second = b;

  return first->seq < second->seq ? 1 : first->seq > second->seq ? -1 : 0;
}

static void
drop_twins (GArray *heads)
{
  for (unsigned i = heads->len; i > 1; i--)
    if (uke_cursor_same_place (&g_array_index (heads, UkeCursor, i - 1),
                               &g_array_index (heads, UkeCursor, i - 2)))
      g_array_remove_index (heads, i - 1);
}

/**
 * uke_replica_get_heads:
 * @db: a connection
 * @error: return location
 *
 * Returns: (transfer full): the heads to offer where two histories part, newest first
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.11
 */
UkeWireResync *
uke_replica_get_heads (UkeDb *db, GError **error)
{
  g_autoptr (UkeWireResync) resync = uke_wire_resync_new ();
  UkeReplicaFacts facts;
  UkeLogHead head;
  UkeCursor last;

  if (!uke_replica_read_facts (db, &facts, error) || !uke_log_store_get_head (db, &head, error))
    return NULL;
  last = uke_replica_make_cursor (&facts, &head);
  g_array_append_val (resync->heads, last);
  if (!add_log_heads (db, &head, resync->heads, error)
      || !add_signed_heads (db, resync->heads, error))
    return NULL;
  g_array_sort (resync->heads, compare_heads);
  drop_twins (resync->heads);
  return g_steal_pointer (&resync);
}

/**
 * uke_replica_get_heads_between:
 * @db: a connection
 * @after: an entry that both histories have, or 0
 * @before: a later one that the other does not have
 * @error: return location
 *
 * Returns: (transfer full): heads evenly between the two, newest first; none when nothing is known
 *   of what lies there
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.11
 */
UkeWireResync *
uke_replica_get_heads_between (UkeDb *db, int64_t after, int64_t before, GError **error)
{
  g_autoptr (UkeWireResync) resync = uke_wire_resync_new ();
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT chain, NULL FROM flog WHERE feed = 1 AND seq = ?", error);
  int64_t n = MIN (before - after - 1, UKE_WIRE_MAX_HEADS);
  UkeLogHead head;

  if (stmt == NULL || !uke_log_store_get_head (db, &head, error))
    return NULL;
  for (int64_t i = n; i > 0; i--) {
    int64_t seq = after + (before - after) * i / (n + 1);
    gboolean has_row;

    uke_stmt_bind_int64_at (stmt, 1, seq);
    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (has_row)
      add_head (resync->heads, &head.epoch, seq, stmt);
    uke_stmt_reset (stmt);
  }
  return g_steal_pointer (&resync);
}
