/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-change-set.h"
#include "store/uke-authority.h"
#include "store/uke-log-store.h"

G_BEGIN_DECLS

/** UKE_RECOVERY_US: how long old change-sets go before new ones (Settled 7). */
#define UKE_RECOVERY_US (15 * 60 * (int64_t)G_USEC_PER_SEC)

/** UkeAuthorityFeed: the feed's row, as it stands in the transaction. */
typedef struct {
  UkeLogHead head;
  int64_t min_seq;
  int64_t backup_seq;
  UkeFeedState state;
} UkeAuthorityFeed;

gboolean uke_authority_get_feed (UkeDb *db,
                                 UkeAuthorityFeed *out_feed,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_authority_check_device (UkeDb *db,
                                     const UkeAuthorityPeer *peer,
                                     UkeWireRefusal *out_refusal,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** UkeAuthorityFit: how a cursor stands to this history (sync.md 2.11). */
typedef enum {
  UKE_AUTHORITY_FITS,      /* it is a place of this history */
  UKE_AUTHORITY_REFUSED,   /* not for this device; the others are not concerned */
  UKE_AUTHORITY_NEW_EPOCH, /* it proves that this server was put back */
} UkeAuthorityFit;

gboolean uke_authority_fit_cursor (UkeDb *db,
                                   const UkeAuthorityFeed *feed,
                                   const UkeAuthorityPeer *peer,
                                   const UkeCursor *cursor,
                                   UkeAuthorityFit *out_fit,
                                   UkeEpochReason *out_reason,
                                   UkeWireRefusal *out_refusal,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_authority_check_history (UkeDb *db,
                                      UkeAuthorityFeed *feed,
                                      const UkeAuthorityPeer *peer,
                                      const UkeCursor *cursor,
                                      int64_t now_us,
                                      UkeWireRefusal *out_refusal,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_authority_find_chain (UkeDb *db,
                                   int64_t seq,
                                   uint8_t out_chain[UKE_SHA256_SIZE],
                                   gboolean *out_found,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_authority_begin_epoch (UkeDb *db,
                                    UkeAuthorityFeed *feed,
                                    UkeEpochReason reason,
                                    int64_t now_us,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_authority_settle_recovery (UkeDb *db,
                                        UkeAuthorityFeed *feed,
                                        int64_t now_us,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_authority_settle_recovery_in (UkeDb *db,
                                           UkeAuthorityFeed *feed,
                                           int64_t now_us,
                                           UkeDigest *sums,
                                           UkeChanges *changes,
                                           GError **error);
gboolean uke_authority_note_reported (UkeDb *db,
                                      const UkeAuthorityFeed *feed,
                                      uint32_t dev,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** UkeAuthorityAuthor: whose role was looked up last, so that one person's change-sets ask once. */
typedef struct {
  UkeId id;
  UkeRole role;
  gboolean is_known;
} UkeAuthorityAuthor;

gboolean uke_authority_may (UkeDb *db,
                            const UkeChangeSet *set,
                            UkeAuthorityAuthor *author,
                            gboolean *out_may,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

UkeWirePage *uke_authority_read_page (UkeDb *db,
                                      const UkeAuthorityFeed *feed,
                                      const UkeAuthorityPeer *peer,
                                      const UkeCursor *cursor,
                                      unsigned limit,
                                      size_t max_bytes,
                                      int64_t now_us,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_authority_keep_head (UkeDb *db,
                                  const UkeLogHead *head,
                                  const uint8_t *secret,
                                  int64_t now_us,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_authority_get_last_dseq (UkeDb *db,
                                      uint32_t dev,
                                      uint64_t inc,
                                      int64_t *out_last,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
