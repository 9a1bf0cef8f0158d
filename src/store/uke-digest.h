/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-row-hash.h"
#include "feed/uke-sync-sums.h"

G_BEGIN_DECLS

/** UKE_DIGEST_BUCKETS: sums that are kept of each table; UKE_DIGEST_FEW: into so many they are
 * folded while the table has no more than UKE_DIGEST_MANY_ROWS rows. */
#define UKE_DIGEST_BUCKETS 4096
#define UKE_DIGEST_FEW 256
#define UKE_DIGEST_MANY_ROWS 200000

/**
 * UkeDigest:
 *
 * Changes of the sums of row hashes (sync.md 2.16), collected over one transaction and written at
 * its end. The sums stand in the table `digest`; they are kept once uke_digest_keep() was called,
 * on a server, and are for bugs and bit-rot, not for attackers.
 */
typedef struct _UkeDigest UkeDigest;

UkeDigest *uke_digest_new (UkeDb *db);
void uke_digest_free (UkeDigest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDigest, uke_digest_free)
void uke_digest_add (UkeDigest *self, UkeRecord *record);
void uke_digest_add_parts (UkeDigest *self, const UkeRowParts *parts);
void uke_digest_subtract (UkeDigest *self, UkeRecord *record);
void uke_digest_merge (UkeDigest *self, UkeDigest *other);
gboolean uke_digest_write (UkeDigest *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_digest_hash_totals (UkeDigest *self, uint8_t out_root[UKE_ROW_HASH_SIZE]);
void uke_digest_fill_sums (UkeDigest *self, UkeSyncSums *sums);

gboolean uke_digest_is_kept (UkeDb *db, gboolean *out_is, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_digest_keep (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_digest_get_root (UkeDb *db,
                              uint8_t out_root[UKE_ROW_HASH_SIZE],
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_digest_get_root_at (UkeDb *db,
                                 unsigned sv,
                                 uint8_t out_root[UKE_ROW_HASH_SIZE],
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_digest_compute_root (UkeDb *db,
                                  uint8_t out_root[UKE_ROW_HASH_SIZE],
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_digest_count_buckets (UkeDb *db,
                                   const UkeEntity *entity,
                                   unsigned *out_n,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
GByteArray *uke_digest_get_buckets (UkeDb *db,
                                    const UkeEntity *entity,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
unsigned uke_digest_get_bucket (const UkeId *id, unsigned n_buckets);
gboolean uke_digest_verify (UkeDb *db,
                            GPtrArray *problems,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
