/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-authority-private.h"
#include "store/uke-store-verify.h"

#include <string.h>

/**
 * uke_authority_get_backup:
 * @db: a connection
 * @out_seq: (out): the last entry that is in a verified backup
 * @out_at_us: (out): when the last one was verified; 0 for never
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.8
 */
gboolean
uke_authority_get_backup (UkeDb *db, int64_t *out_seq, int64_t *out_at_us, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT backup_seq, backup_at_us FROM feed WHERE feed = 1", error);

  if (stmt == NULL || !uke_stmt_step_row (stmt, error))
    return FALSE;
  *out_seq = uke_stmt_int64 (stmt, 0);
  *out_at_us = uke_stmt_int64 (stmt, 1);
  return TRUE;
}

/**
 * uke_authority_set_backup:
 * @db: the writing connection, outside any transaction
 * @seq: the last entry that a backup holds which was verified
 * @now_us: when it was
 * @error: return location
 *
 * Returns: whether it was kept; never further than the log, never back
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.8
 */
gboolean
uke_authority_set_backup (UkeDb *db, int64_t seq, int64_t now_us, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "UPDATE feed SET backup_seq = CASE WHEN ?1 > seq THEN seq WHEN ?1 < backup_seq "
      "THEN backup_seq ELSE ?1 END, backup_at_us = ?2 WHERE feed = 1",
      error);

  if (transaction == NULL || stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, seq);
  uke_stmt_bind_int64_at (stmt, 2, now_us);
  return uke_stmt_run (stmt, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
check_content (UkeDb *copy, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) checks = uke_store_verify (copy, NULL, NULL, cancellable, error);

  if (checks == NULL)
    return FALSE;
  for (unsigned i = 0; i < checks->len; i++) {
    const UkeStoreCheck *check = checks->pdata[i];

    for (unsigned n = 0; n < check->problems->len; n++)
      g_ptr_array_add (problems, g_strdup_printf ("%s: %s", check->name,
                                                  (const char *)check->problems->pdata[n]));
  }
  return TRUE;
}

/* The copy's last entry is one of the history that goes on here. */
static gboolean
check_history (UkeDb *db, const UkeLogHead *copy, GPtrArray *problems, GError **error)
{
  uint8_t chain[UKE_SHA256_SIZE];
  UkeLogHead head;
  gboolean is_there;

  if (!uke_log_store_get_head (db, &head, error))
    return FALSE;
  if (!uke_id_equal (&head.epoch, &copy->epoch)) {
    g_ptr_array_add (problems, g_strdup ("log: the copy has another epoch"));
    return TRUE;
  }
  if (!uke_authority_find_chain (db, copy->seq, chain, &is_there, error))
    return FALSE;
  if (!is_there || memcmp (chain, copy->chain, sizeof chain) != 0)
    g_ptr_array_add (problems, g_strdup ("log: the copy has another history"));
  return TRUE;
}

/**
 * uke_authority_verify_copy:
 * @db: a connection to the data in use
 * @copy: one to a copy of them, as a restored server would open it
 * @out_seq: (out): the copy's last entry
 * @problems: (element-type utf8): what is wrong with it is added, without any content
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Computes the copy's chain, sums of rows, audit, projections and claims anew, and holds its end to
 * the history of the data in use. Only then is a copy a backup.
 *
 * Returns: whether it could be looked at; it is good when nothing was added
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP, CORRUPT; G_IO_ERROR_CANCELLED
 * Thread: the owner of both connections
 * Source: sync.md 2.8, P11
 */
gboolean
uke_authority_verify_copy (UkeDb *db,
                           UkeDb *copy,
                           int64_t *out_seq,
                           GPtrArray *problems,
                           GCancellable *cancellable,
                           GError **error)
{
  UkeLogHead head;

  if (!uke_log_store_get_head (copy, &head, error))
    return FALSE;
  *out_seq = head.seq;
  return check_content (copy, problems, cancellable, error)
         && check_history (db, &head, problems, error);
}
