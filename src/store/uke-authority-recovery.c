/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-authority-private.h"
#include "store/uke-recovery-report.h"
#include "store/uke-rescue.h"

/*
 * From the moment at which a server that was put back learns of it until every desk has brought
 * back what was lost: what is new waits, what is old is kept and judged in its old order.
 */

/* Devices that were not seen for so long are not waited for (Settled 7). */
#define MISSED_US (7 * 24 * 3600 * (int64_t)G_USEC_PER_SEC)

static gboolean
set_open (UkeDb *db, UkeAuthorityFeed *feed, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "UPDATE feed SET state = ? WHERE feed = 1", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, UKE_FEED_OPEN);
  feed->state = UKE_FEED_OPEN;
  return uke_stmt_run (stmt, error);
}

/* Whether somebody who was seen in the last week before may still bring something back. */
static gboolean
is_waited_for (UkeDb *db,
               const UkeAuthorityFeed *feed,
               int64_t began_us,
               gboolean *out_is,
               GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db,
                               "SELECT 1 FROM server_device WHERE state = 0 AND last_seen_us >= ? "
                               "AND reported IS DISTINCT FROM ?",
                               error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, began_us - MISSED_US);
  uke_stmt_bind_id_at (stmt, 2, &feed->head.epoch);
  return uke_stmt_step (stmt, out_is, error);
}

/* @out_is_over: its time is, or everybody has come. */
static gboolean
look (UkeDb *db,
      const UkeAuthorityFeed *feed,
      int64_t now_us,
      int64_t *out_began_us,
      gboolean *out_is_over,
      GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT at_us FROM epoch_line WHERE feed = 1 AND epoch = ?", error);
  gboolean waits = FALSE;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &feed->head.epoch);
  if (!uke_stmt_step_row (stmt, error))
    return FALSE;
  *out_began_us = uke_stmt_int64 (stmt, 0);
  if (now_us - *out_began_us < UKE_RECOVERY_US && now_us >= *out_began_us
      && !is_waited_for (db, feed, *out_began_us, &waits, error))
    return FALSE;
  *out_is_over = !waits;
  return TRUE;
}

/**
 * uke_authority_settle_recovery_in:
 * @db: the writing connection, inside a transaction
 * @feed: (inout): the feed
 * @now_us: the time
 * @sums: (nullable): takes the changes of the sums of row hashes, where they are kept
 * @changes: (nullable): every record that changed is added
 * @error: return location
 *
 * Once the time of a recovery is over, or all devices of the last week have reported: judges what
 * they brought back, a few thousand at a time, and when nothing waits any more, ends the recovery
 * and keeps its report.
 *
 * Returns: whether the store did its part
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 * Source: sync.md, Settled 7
 */
gboolean
uke_authority_settle_recovery_in (UkeDb *db,
                                  UkeAuthorityFeed *feed,
                                  int64_t now_us,
                                  UkeDigest *sums,
                                  UkeChanges *changes,
                                  GError **error)
{
  gboolean is_over, is_done;
  int64_t began_us;

  if (feed->state != UKE_FEED_RECOVERY)
    return TRUE;
  if (!look (db, feed, now_us, &began_us, &is_over, error))
    return FALSE;
  if (!is_over)
    return TRUE;
  if (!uke_rescue_judge (db, feed, now_us, sums, changes, &is_done, error))
    return FALSE;
  return !is_done
         || (uke_recovery_report_write (db, &feed->head.epoch, began_us - MISSED_US, now_us, error)
             && uke_rescue_forget (db, error) && set_open (db, feed, error));
}

/**
 * uke_authority_settle_recovery:
 * @db: the writing connection, inside a transaction
 * @feed: (inout): the feed
 * @now_us: the time
 * @error: return location
 *
 * As uke_authority_settle_recovery_in(), and writes the sums.
 *
 * Returns: whether the store did its part
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_authority_settle_recovery (UkeDb *db, UkeAuthorityFeed *feed, int64_t now_us, GError **error)
{
  g_autoptr (UkeDigest) sums = NULL;
  gboolean is_kept;

  if (feed->state != UKE_FEED_RECOVERY)
    return TRUE;
  if (!uke_digest_is_kept (db, &is_kept, error))
    return FALSE;
  sums = is_kept ? uke_digest_new (db) : NULL;
  return uke_authority_settle_recovery_in (db, feed, now_us, sums, NULL, error)
         && (sums == NULL || uke_digest_write (sums, error));
}

/**
 * uke_authority_note_reported:
 * @db: the writing connection, inside a transaction
 * @feed: the feed
 * @dev: a device that has brought back all that it had
 * @error: return location
 *
 * Returns: whether it was kept
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_authority_note_reported (UkeDb *db, const UkeAuthorityFeed *feed, uint32_t dev, GError **error)
{
  g_autoptr (UkeStmt) stmt = NULL;

  if (feed->state != UKE_FEED_RECOVERY)
    return TRUE;
  stmt = uke_db_prepare_cached (db, "UPDATE server_device SET reported = ? WHERE dev = ?", error);
  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &feed->head.epoch);
  uke_stmt_bind_int64_at (stmt, 2, dev);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_authority_end_recovery:
 * @db: the writing connection, outside any transaction
 * @now_us: the time
 * @error: return location
 *
 * Goes on with a recovery that is over, be it by its time or because everybody has reported; the
 * caller asks from time to time. New change-sets are taken once all old ones are judged.
 *
 * Returns: whether it could be done
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP, CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_authority_end_recovery (UkeDb *db, int64_t now_us, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  UkeAuthorityFeed feed;

  return transaction != NULL && uke_authority_get_feed (db, &feed, error)
         && uke_authority_settle_recovery (db, &feed, now_us, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}
