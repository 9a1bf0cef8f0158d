/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-chain.h"

G_BEGIN_DECLS

/**
 * The chained log of the feed (sync.md 2.3, 2.6). A number is taken inside the transaction, so the
 * order of numbers is the order of commits, without gaps.
 */

/**
 * UkeLogHead:
 * @epoch: which history this is
 * @seq: number of the last entry, 0 before the first
 * @chain: its chain value
 */
typedef struct {
  UkeId epoch;
  int64_t seq;
  uint8_t chain[UKE_SHA256_SIZE];
} UkeLogHead;

/**
 * UkeLogDevice:
 * @dev: this program's device number; 1 without a server (decision 5)
 * @inc: its incarnation, 63 random bits
 * @dseq: how many change-sets it has made
 * @hlc: the last reading of its clock
 * @audit_seq: how many audit entries it has written
 * @audit_hash: the hash of the last one
 */
typedef struct {
  uint32_t dev;
  uint64_t inc;
  int64_t dseq;
  UkeHlc hlc;
  int64_t audit_seq;
  uint8_t audit_hash[UKE_SHA256_SIZE];
} UkeLogDevice;

/**
 * UkeLogEntry:
 * @seq: its number
 * @meta: what it says besides its payload
 * @intent: which command it was (a copy of that of @meta)
 * @base: the last entry that its author knew
 * @payload_hash: hash of the change-set's exact bytes
 * @chain: its chain value
 */
typedef struct {
  int64_t seq;
  UkeLogMeta meta;
  unsigned intent;
  int64_t base;
  uint8_t payload_hash[UKE_SHA256_SIZE];
  uint8_t chain[UKE_SHA256_SIZE];
} UkeLogEntry;

/**
 * UkeLogTexts:
 * @payload: the exact bytes of a change-set
 * @payload_size: how many
 * @effect: (nullable): what it did, in JSON, where it was not applied as meant
 * @effect_size: how many
 */
typedef struct {
  const char *payload;
  size_t payload_size;
  const char *effect;
  size_t effect_size;
} UkeLogTexts;

gboolean uke_log_store_create (UkeDb *db, const char *device_name, int64_t now_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_log_store_get_head (UkeDb *db, UkeLogHead *out_head, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_log_store_get_device (UkeDb *db,
                                   UkeLogDevice *out_device,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_log_store_set_device (UkeDb *db,
                                   const UkeLogDevice *device,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_log_store_append (UkeDb *db,
                               UkeLogHead *head,
                               const UkeLogMeta *meta,
                               int64_t base,
                               const UkeLogTexts *texts,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_log_store_find (UkeDb *db, int64_t seq, UkeLogEntry *out_entry, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_log_store_find_change_set (UkeDb *db,
                                        const UkeId *change_set_id,
                                        UkeLogEntry *out_entry,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *
uke_log_store_get_payload (UkeDb *db, int64_t seq, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * UkeLogFunc:
 * @entry: an entry
 * @texts: its texts, until the function returns; NULL where there is none, or none any more
 * @data: the caller's
 *
 * Returns: whether to go on
 */
typedef gboolean (*UkeLogFunc) (const UkeLogEntry *entry, const UkeLogTexts *texts, gpointer data);

gboolean uke_log_store_list (UkeDb *db,
                             int64_t after_seq,
                             unsigned limit,
                             UkeLogFunc func,
                             gpointer data,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_log_store_verify (UkeDb *db,
                               GPtrArray *problems,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_log_store_get_time_after (UkeDb *db, int64_t seq, int64_t *out_at_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_log_store_count_since (UkeDb *db,
                                    int64_t since_us,
                                    uint32_t dev,
                                    unsigned *out_n,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
