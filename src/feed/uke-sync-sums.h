/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-wire.h"
#include "model/uke-entity.h"

G_BEGIN_DECLS

/** UKE_SYNC_SUMS_BUCKETS: so many a desk computes; a server that has fewer has them folded. */
#define UKE_SYNC_SUMS_BUCKETS 4096

/**
 * UkeSyncSums:
 * @epoch: the history that they are of
 * @seq: the entry that they stand at
 * @root: of everything
 * @tables: (owned) (element-type GBytes): UKE_SYNC_SUMS_BUCKETS sums of each table, in the order of
 *   uke_entity_all()
 *
 * The digest of a desk's base rows. Immutable once it is filled; may cross threads.
 */
typedef struct {
  gatomicrefcount refs;
  UkeId epoch;
  int64_t seq;
  uint8_t root[UKE_WIRE_DIGEST_SIZE];
  GPtrArray *tables;
} UkeSyncSums;

UkeSyncSums *uke_sync_sums_new (void);
UkeSyncSums *uke_sync_sums_ref (UkeSyncSums *self);
void uke_sync_sums_unref (UkeSyncSums *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSyncSums, uke_sync_sums_unref)
GByteArray *uke_sync_sums_fold (const UkeSyncSums *self, unsigned table, unsigned n_buckets);

/** UkeSyncBucket: rows of the server's that a desk has otherwise. */
typedef struct {
  const UkeEntity *entity;
  unsigned n_buckets, bucket;
  uint8_t digest[UKE_WIRE_DIGEST_SIZE]; /* what the rows must come to */
  UkeWireRows *rows;                    /* (owned) (nullable): not fetched yet */
} UkeSyncBucket;

/** UkeSyncRepair: what is to be put right in one piece. */
typedef struct {
  UkeId epoch;
  int64_t seq;
  GArray *buckets; /* (owned): UkeSyncBucket */
} UkeSyncRepair;

UkeSyncRepair *uke_sync_repair_new (const UkeSyncSums *sums);
void uke_sync_repair_free (UkeSyncRepair *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSyncRepair, uke_sync_repair_free)

G_END_DECLS
