/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/uke-log-store.h"
#include "store/uke-outbox.h"
#include "store/uke-replica.h"

G_BEGIN_DECLS

/**
 * UkeReplicaFacts:
 *
 * The row of the table `replica`.
 */
typedef struct {
  gboolean is_replica;
  uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE];
  gboolean has_sig;
  uint8_t sig[UKE_CURSOR_SIG_SIZE];
  int64_t durable;
  int64_t last_contact_us;
  int64_t offset_us; /* the server's clock less this one's */
  int64_t own_seq;   /* see uke-replica.h */
} UkeReplicaFacts;

gboolean uke_replica_read_facts (UkeDb *db,
                                 UkeReplicaFacts *out_facts,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_replica_write_facts (UkeDb *db,
                                  const UkeReplicaFacts *facts,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
int64_t uke_replica_get_time_us (const UkeReplicaFacts *facts, int64_t now_us);
UkeClockQuality uke_replica_get_clock_quality (const UkeReplicaFacts *facts, int64_t now_us);
UkeCursor uke_replica_make_cursor (const UkeReplicaFacts *facts, const UkeLogHead *head);
gboolean uke_replica_find_signature (UkeDb *db,
                                     UkeReplicaFacts *facts,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_replica_write_position (UkeDb *db,
                                     uint32_t dev,
                                     uint64_t inc,
                                     int64_t dseq,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Gives an item another number, and so other bytes. */
gboolean uke_replica_number_item (UkeOutboxItem *item,
                                  uint32_t dev,
                                  uint64_t inc,
                                  int64_t dseq,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
