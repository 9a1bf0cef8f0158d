/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-authority-private.h"
#include "store/uke-rescue.h"
#include "store/uke-store-error.h"

#include <string.h>

/**
 * uke_authority_get_feed:
 * @db: a connection
 * @out_feed: (out): the feed
 * @error: return location
 *
 * Returns: whether there is one
 * Errors: UKE_STORE_ERROR: NOT_SET_UP, CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_authority_get_feed (UkeDb *db, UkeAuthorityFeed *out_feed, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT min_seq, backup_seq, state FROM feed WHERE feed = 1", error);

  if (stmt == NULL || !uke_log_store_get_head (db, &out_feed->head, error)
      || !uke_stmt_step_row (stmt, error))
    return FALSE;
  out_feed->min_seq = uke_stmt_int64 (stmt, 0);
  out_feed->backup_seq = uke_stmt_int64 (stmt, 1);
  out_feed->state = (UkeFeedState)uke_stmt_int64 (stmt, 2);
  return TRUE;
}

/**
 * uke_authority_check_device:
 * @db: a connection
 * @peer: who asks
 * @out_refusal: (inout): says so when this device may not
 * @error: return location
 *
 * Asked in the transaction that does what the device wants: a revocation counts from its commit on.
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: P18
 */
gboolean
uke_authority_check_device (UkeDb *db,
                            const UkeAuthorityPeer *peer,
                            UkeWireRefusal *out_refusal,
                            GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "SELECT state FROM server_device WHERE dev = ?", error);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, peer->dev);
  if (!uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    out_refusal->code = UKE_WIRE_UNKNOWN_DEVICE;
  else if (uke_stmt_int64 (stmt, 0) != 0)
    out_refusal->code = UKE_WIRE_REVOKED;
  return TRUE;
}

static gboolean
find_chain_in (UkeDb *db,
               const char *sql,
               int64_t seq,
               uint8_t out_chain[UKE_SHA256_SIZE],
               gboolean *out_found,
               GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, sql, error);
  const void *bytes;
  size_t size;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, seq);
  if (!uke_stmt_step (stmt, out_found, error))
    return FALSE;
  if (!*out_found)
    return TRUE;
  bytes = uke_stmt_blob (stmt, 0, &size);
  if (bytes == NULL || size != UKE_SHA256_SIZE) {
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "a chain value of the log");
    return FALSE;
  }
  memcpy (out_chain, bytes, size);
  return TRUE;
}

/**
 * uke_authority_find_chain:
 * @db: a connection
 * @seq: a place in the history; 0 its start
 * @out_chain: (out): the chain there
 * @out_found: (out): whether it is known
 * @error: return location
 *
 * By the log, and where that does not reach by the signed heads that were kept.
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_authority_find_chain (UkeDb *db,
                          int64_t seq,
                          uint8_t out_chain[UKE_SHA256_SIZE],
                          gboolean *out_found,
                          GError **error)
{
  *out_found = seq == 0;
  if (seq == 0) {
    memcpy (out_chain, UKE_CHAIN_START, UKE_SHA256_SIZE);
    return TRUE;
  }
  return find_chain_in (db, "SELECT chain FROM flog WHERE feed = 1 AND seq = ?", seq, out_chain,
                        out_found, error)
         && (*out_found
             || find_chain_in (db, "SELECT chain FROM head_sig WHERE feed = 1 AND seq = ?", seq,
                               out_chain, out_found, error));
}

static gboolean
is_in_lineage (UkeDb *db, const UkeId *epoch, gboolean *out_is, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "SELECT 1 FROM epoch_line WHERE feed = 1 AND epoch = ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, epoch);
  return uke_stmt_step (stmt, out_is, error);
}

/* A cursor of this very epoch, rightly signed, is a place of this history, or proof that the server
 * was put back: also when it has grown past that place since. */
static gboolean
fit_in_epoch (UkeDb *db,
              const UkeAuthorityFeed *feed,
              const UkeCursor *cursor,
              UkeAuthorityFit *out_fit,
              UkeEpochReason *out_reason,
              GError **error)
{
  uint8_t chain[UKE_SHA256_SIZE];
  gboolean is_known = FALSE;

  *out_reason = UKE_EPOCH_HISTORY_MISMATCH;
  *out_fit = UKE_AUTHORITY_NEW_EPOCH;
  if (cursor->seq > feed->head.seq)
    return TRUE;
  if (!uke_authority_find_chain (db, cursor->seq, chain, &is_known, error))
    return FALSE;
  if (!is_known || memcmp (chain, cursor->chain, sizeof chain) == 0)
    *out_fit = UKE_AUTHORITY_FITS;
  return TRUE;
}

/**
 * uke_authority_fit_cursor:
 * @db: a connection
 * @feed: the feed
 * @peer: who shows the cursor
 * @cursor: (nullable): it; NULL is the start
 * @out_fit: (out): how it stands to this history
 * @out_reason: (out): why the history has to be begun anew, where it has
 * @out_refusal: (inout): what to answer, where it does not fit
 * @error: return location
 *
 * Changes nothing.
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 * Source: sync.md 2.11, P12
 */
gboolean
uke_authority_fit_cursor (UkeDb *db,
                          const UkeAuthorityFeed *feed,
                          const UkeAuthorityPeer *peer,
                          const UkeCursor *cursor,
                          UkeAuthorityFit *out_fit,
                          UkeEpochReason *out_reason,
                          UkeWireRefusal *out_refusal,
                          GError **error)
{
  gboolean is_start = cursor == NULL || uke_cursor_is_start (cursor);
  gboolean is_known;

  *out_fit = UKE_AUTHORITY_FITS;
  if (cursor == NULL)
    return TRUE;
  *out_fit = UKE_AUTHORITY_REFUSED;
  /* A place that nobody signed proves nothing, whatever it says. */
  if (!is_start && (!cursor->is_signed || !uke_cursor_verify (cursor, peer->public_key))) {
    out_refusal->code = UKE_WIRE_BAD_CURSOR;
    return TRUE;
  }
  if (uke_id_equal (&cursor->epoch, &feed->head.epoch)) {
    if (!is_start)
      return fit_in_epoch (db, feed, cursor, out_fit, out_reason, error);
    *out_fit = UKE_AUTHORITY_FITS;
    return TRUE;
  }
  if (!is_in_lineage (db, &cursor->epoch, &is_known, error))
    return FALSE;
  if (!is_known && is_start) {
    out_refusal->code = UKE_WIRE_BAD_CURSOR;
  } else if (is_known) {
    out_refusal->code = UKE_WIRE_STALE_EPOCH;
    out_refusal->epoch = feed->head.epoch;
  } else {
    *out_fit = UKE_AUTHORITY_NEW_EPOCH;
    *out_reason = UKE_EPOCH_UNKNOWN_EPOCH;
  }
  return TRUE;
}

/**
 * uke_authority_list_epochs:
 * @db: a connection
 * @epochs: (out): room for @max ids
 * @max: how many at most
 * @error: return location
 *
 * Returns: how many there are of it, the newest first; 0 when it failed, because each history has
 * one Errors: UKE_DB_ERROR Thread: the owner of @db
 */
unsigned
uke_authority_list_epochs (UkeDb *db, UkeId *epochs, unsigned max, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT l.epoch FROM epoch_line AS l JOIN feed AS f ON f.feed = l.feed WHERE l.feed = 1 "
      "ORDER BY CASE WHEN l.epoch = f.epoch THEN 0 ELSE 1 END, l.at_us DESC, l.epoch",
      error);
  unsigned n = 0;

  while (stmt != NULL && n < max) {
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return 0;
    if (!has_row)
      break;
    epochs[n++] = uke_stmt_id (stmt, 0);
  }
  return n;
}

/**
 * uke_authority_begin_epoch:
 * @db: the writing connection, inside a transaction
 * @feed: (inout): the feed
 * @reason: why
 * @now_us: the time
 * @error: return location
 *
 * The history goes on from where it stands under a new name; devices bring back what it lost.
 *
 * Returns: whether it was begun
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.11
 */
gboolean
uke_authority_begin_epoch (UkeDb *db,
                           UkeAuthorityFeed *feed,
                           UkeEpochReason reason,
                           int64_t now_us,
                           GError **error)
{
  UkeId epoch = uke_id_new (now_us);
  g_autoptr (UkeStmt) line = uke_db_prepare_cached (
      db,
      "INSERT INTO epoch_line (feed, epoch, prev, at_seq, reason, at_us) VALUES (1, ?, ?, ?, ?, ?)",
      error);
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db,
                               "UPDATE feed SET epoch = ?, state = ?, backup_seq = CASE WHEN "
                               "backup_seq > seq THEN seq ELSE backup_seq END WHERE feed = 1",
                               error);

  if (line == NULL || stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (line, 1, &epoch);
  uke_stmt_bind_id_at (line, 2, &feed->head.epoch);
  uke_stmt_bind_int64_at (line, 3, feed->head.seq);
  uke_stmt_bind_int64_at (line, 4, reason);
  uke_stmt_bind_int64_at (line, 5, now_us);
  uke_stmt_bind_id_at (stmt, 1, &epoch);
  uke_stmt_bind_int64_at (stmt, 2, UKE_FEED_RECOVERY);
  if (!uke_stmt_run (line, error) || !uke_stmt_run (stmt, error) || !uke_rescue_forget (db, error))
    return FALSE;
  feed->head.epoch = epoch;
  feed->state = UKE_FEED_RECOVERY;
  return TRUE;
}

/* The epoch that was shown is known from now on, as one that was lost: or every device that has
 * seen it would prove the same once more, and each time all of them would have to start anew. */
static gboolean
note_lost_epoch (UkeDb *db,
                 const UkeAuthorityFeed *feed,
                 const UkeCursor *cursor,
                 int64_t now_us,
                 GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db,
                               "INSERT INTO epoch_line (feed, epoch, prev, at_seq, reason, at_us) "
                               "VALUES (1, ?, NULL, ?, ?, ?)",
                               error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &cursor->epoch);
  uke_stmt_bind_int64_at (stmt, 2, feed->head.seq);
  uke_stmt_bind_int64_at (stmt, 3, UKE_EPOCH_LOST);
  uke_stmt_bind_int64_at (stmt, 4, now_us);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_authority_check_history:
 * @db: the writing connection, inside a transaction
 * @feed: (inout): the feed
 * @peer: who shows the cursor
 * @cursor: (nullable): it
 * @now_us: the time
 * @out_refusal: (inout): what to answer, where it does not fit
 * @error: return location
 *
 * As uke_authority_fit_cursor(), and begins the history anew where the cursor proves that it must.
 *
 * Returns: whether it could be done
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 * Source: sync.md 2.11
 */
gboolean
uke_authority_check_history (UkeDb *db,
                             UkeAuthorityFeed *feed,
                             const UkeAuthorityPeer *peer,
                             const UkeCursor *cursor,
                             int64_t now_us,
                             UkeWireRefusal *out_refusal,
                             GError **error)
{
  UkeAuthorityFit fit;
  UkeEpochReason reason = UKE_EPOCH_MADE;

  if (!uke_authority_fit_cursor (db, feed, peer, cursor, &fit, &reason, out_refusal, error))
    return FALSE;
  if (fit != UKE_AUTHORITY_NEW_EPOCH)
    return TRUE;
  /* While desks bring back what was lost, one more lost epoch changes nothing for the others. */
  if ((reason != UKE_EPOCH_UNKNOWN_EPOCH || feed->state != UKE_FEED_RECOVERY)
      && !uke_authority_begin_epoch (db, feed, reason, now_us, error))
    return FALSE;
  if (reason == UKE_EPOCH_UNKNOWN_EPOCH && !note_lost_epoch (db, feed, cursor, now_us, error))
    return FALSE;
  out_refusal->code = UKE_WIRE_STALE_EPOCH;
  out_refusal->epoch = feed->head.epoch;
  return TRUE;
}

static gboolean
set_state (UkeDb *db, UkeFeedState state, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "UPDATE feed SET state = ? WHERE feed = 1", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, state);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_authority_new_epoch:
 * @db: the writing connection, outside any transaction
 * @reason: why
 * @now_us: the time
 * @error: return location
 *
 * Whoever puts a backup back says so with this, before the first desk asks.
 *
 * Returns: whether a new epoch was begun
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP
 * Thread: the owner of @db
 * Source: sync.md 2.11
 */
gboolean
uke_authority_new_epoch (UkeDb *db, UkeEpochReason reason, int64_t now_us, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  UkeAuthorityFeed feed;

  return transaction != NULL && uke_authority_get_feed (db, &feed, error)
         && uke_authority_begin_epoch (db, &feed, reason, now_us, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_authority_freeze:
 * @db: the writing connection, inside a transaction
 * @error: return location
 *
 * From the commit on nothing is taken any more: desks are told to wait, and keep what they have.
 *
 * Returns: whether it was frozen
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 5.2
 */
gboolean
uke_authority_freeze (UkeDb *db, GError **error)
{
  return set_state (db, UKE_FEED_FROZEN, error);
}

/**
 * uke_authority_thaw:
 * @db: the writing connection, inside a transaction
 * @now_us: the time
 * @error: return location
 *
 * Takes changes again. A recovery that was frozen goes on for what is left of its time.
 *
 * Returns: whether it could be done; nothing changes where nothing was frozen
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP
 * Thread: the owner of @db
 */
gboolean
uke_authority_thaw (UkeDb *db, int64_t now_us, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT 1 FROM epoch_line AS l, feed AS f WHERE f.feed = 1 AND l.feed = 1 AND "
      "l.epoch = f.epoch AND l.reason <> ? AND l.at_us > ?",
      error);
  UkeAuthorityFeed feed;
  gboolean is_recovery;

  if (stmt == NULL || !uke_authority_get_feed (db, &feed, error))
    return FALSE;
  if (feed.state != UKE_FEED_FROZEN)
    return TRUE;
  uke_stmt_bind_int64_at (stmt, 1, UKE_EPOCH_MADE);
  uke_stmt_bind_int64_at (stmt, 2, now_us - UKE_RECOVERY_US);
  if (!uke_stmt_step (stmt, &is_recovery, error))
    return FALSE;
  return set_state (db, is_recovery ? UKE_FEED_RECOVERY : UKE_FEED_OPEN, error);
}

static gboolean
cut_texts (UkeDb *db, int64_t min_seq, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "UPDATE feed SET min_seq = ?1 WHERE feed = 1 AND min_seq < ?1 AND ?1 <= seq + 1", error);
  g_autoptr (UkeStmt) texts = uke_db_prepare_cached (
      db,
      "UPDATE flog SET payload = NULL, effect = NULL WHERE feed = 1 AND seq < ? "
      "AND (payload IS NOT NULL OR effect IS NOT NULL)",
      error);

  if (stmt == NULL || texts == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, min_seq);
  if (!uke_stmt_run (stmt, error))
    return FALSE;
  if (uke_db_changes (db) == 0)
    return TRUE;
  uke_stmt_bind_int64_at (texts, 1, min_seq);
  return uke_stmt_run (texts, error);
}

/**
 * uke_authority_raise_min_seq:
 * @db: the writing connection, outside any transaction
 * @min_seq: the first entry whose texts are kept
 * @error: return location
 *
 * Lets go of the texts of older entries: what they say of themselves, their chain and receipts stay
 * for ever, so that history can be proven, and no change-set comes twice. A desk that stands before
 * is told to start from a snapshot, never handed a gap (P17).
 *
 * Returns: whether it was done; never back, never beyond the log
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.10
 */
gboolean
uke_authority_raise_min_seq (UkeDb *db, int64_t min_seq, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  return transaction != NULL && cut_texts (db, min_seq, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_authority_compact:
 * @db: the writing connection, outside any transaction
 * @now_us: the time
 * @out_min_seq: (out): the first entry whose texts are kept now
 * @error: return location
 *
 * Lets go of the texts of entries that are both half a year old and behind the last 100,000.
 *
 * Returns: whether it could be done
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.10
 */
gboolean
uke_authority_compact (UkeDb *db, int64_t now_us, int64_t *out_min_seq, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeStmt) old = uke_db_prepare_cached (
      db,
      "SELECT l.seq FROM flog AS l, feed AS f WHERE f.feed = 1 AND l.feed = 1 "
      "AND l.seq >= f.min_seq AND l.seq <= f.seq - ? AND l.at_us < ? ORDER BY l.seq DESC LIMIT 1",
      error);
  UkeAuthorityFeed feed;
  gboolean has_row;

  if (transaction == NULL || old == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (old, 1, UKE_AUTHORITY_KEEP_ENTRIES);
  uke_stmt_bind_int64_at (old, 2, now_us - UKE_AUTHORITY_KEEP_US);
  if (!uke_stmt_step (old, &has_row, error)
      || (has_row && !cut_texts (db, uke_stmt_int64 (old, 0) + 1, error))
      || !uke_authority_get_feed (db, &feed, error))
    return FALSE;
  *out_min_seq = feed.min_seq;
  return uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}
