/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-replica.h"

#include "store/uke-digest.h"
#include "store/uke-log-store.h"
#include "store/uke-rows-private.h"
#include "store/uke-shadow.h"

/* The row as the server has it; none where only this desk has it yet. */
static gboolean
add_row (UkeDigest *digest, GHashTable *bases, UkeRecord *seen, GError **error)
{
  const UkeShadow key = { uke_record_get_entity (seen), *uke_record_get_id (seen) };
  g_autoptr (UkeRecord) base = NULL;
  gpointer kept;

  if (!g_hash_table_lookup_extended (bases, &key, NULL, &kept)) {
    uke_digest_add (digest, seen);
    return TRUE;
  }
  if (kept == NULL)
    return TRUE;
  base = uke_shadow_make_base (&key, kept, seen, error);
  if (base == NULL)
    return FALSE;
  uke_digest_add (digest, base);
  return TRUE;
}

static gboolean
add_table (UkeDb *db,
           UkeDigest *digest,
           GHashTable *bases,
           const UkeEntity *entity,
           GCancellable *cancellable,
           GError **error)
{
  g_autofree char *sql = uke_row_sql_scan (entity);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, sql, error);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;
  while (TRUE) {
    g_autoptr (UkeRecord) seen = NULL;

    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    /* A row that cannot be read is one that differs. */
    seen = uke_row_read (stmt, entity, NULL);
    if (seen != NULL && !add_row (digest, bases, seen, error))
      return FALSE;
  }
}

static gboolean
fill (UkeDb *db, UkeSyncSums *sums, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) bases = uke_shadow_list_bases (db, error);
  g_autoptr (UkeDigest) digest = uke_digest_new (db);
  UkeLogHead head;
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  if (bases == NULL || !uke_log_store_get_head (db, &head, error))
    return FALSE;
  sums->epoch = head.epoch;
  sums->seq = head.seq;
  for (unsigned i = 0; i < n; i++)
    if (!add_table (db, digest, bases, entities[i], cancellable, error))
      return FALSE;
  uke_digest_fill_sums (digest, sums);
  return TRUE;
}

/**
 * uke_replica_get_sums:
 * @db: a connection, best one for reading
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Computes the digest of the base rows, in one state of the database, with the entry that they
 * stand at.
 *
 * Returns: (transfer full): the sums
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP, CORRUPT; G_IO_ERROR_CANCELLED
 * Thread: the owner of @db
 * Source: sync.md 2.16
 */
UkeSyncSums *
uke_replica_get_sums (UkeDb *db, GCancellable *cancellable, GError **error)
{
  g_autoptr (UkeSyncSums) sums = uke_sync_sums_new ();
  gboolean is_own = !uke_db_in_transaction (db), is_done;

  if (is_own && !uke_db_begin_read (db, error))
    return NULL;
  is_done = fill (db, sums, cancellable, error);
  if (is_own)
    uke_db_end_read (db);
  return is_done ? g_steal_pointer (&sums) : NULL;
}
