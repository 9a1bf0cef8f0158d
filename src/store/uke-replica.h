/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-sync-core.h"
#include "feed/uke-sync-sums.h"
#include "feed/uke-wire.h"
#include "model/uke-changes.h"

G_BEGIN_DECLS

/**
 * The desk's side of the feed. The rows of the tables are what people see: the server's rows (the
 * *base*) with the desk's own waiting change-sets over them. Invariants:
 *
 * 1. A row that a waiting change-set touches has its base row, and a booking its base claims, in
 *    `shadow`; every other row is its own base. Without an outbox there is no shadow.
 *    A waiting change-set leaves a row's versions alone.
 * 2. Base rows change only by entries of the log whose chain was checked (or by a snapshot, or a
 *    repair); never by what a person does here.
 * 3. A change-set leaves `outbox` only when its id was seen in the checked log; it stays in
 *    `retained` until the server has it in a verified backup for a week.
 * 4. What a page does, the new cursor and the replay of the outbox are one transaction.
 *
 * Thread: the owner of the connection; all but the getters need the writing one, outside any
 * transaction.
 */

/**
 * UkeReplicaStatus:
 * @is_replica: whether a server is the authority; FALSE for a clinic by itself
 * @cursor: where the base rows stand
 * @inc: this device's incarnation
 * @next_dseq: what its next change-set will be numbered
 * @n_queued: change-sets that the server may not have yet
 * @n_unsent: of these, those that are not on their way
 * @n_waiting: all that were not seen in the log yet
 * @n_later: those of them that the server keeps until it is their turn
 * @n_refused: change-sets that the server will never take: kept for a person to look at
 * @oldest_us: when the oldest of those that wait was made, 0 for none
 * @last_contact_us: when the server last answered with something good
 * @durable: what the server said is in a verified backup
 * @audit_sent, @audit_last: how far its audit is known to be at the server, and how far it goes
 * @own_seq: entries up to this one were made before the desk joined: the server, made from a copy
 *   of this content, may not have the last of them. 0 once that is settled
 * @is_partial: whether the file holds the days around today alone; the whole is still to come
 */
typedef struct {
  gboolean is_replica, is_partial;
  uint32_t dev;
  UkeCursor cursor;
  uint64_t inc;
  int64_t next_dseq;
  unsigned n_queued, n_unsent, n_waiting, n_later, n_refused;
  int64_t oldest_us, last_contact_us, durable, own_seq;
  int64_t audit_sent, audit_last;
} UkeReplicaStatus;

gboolean uke_replica_get_status (UkeDb *db,
                                 UkeReplicaStatus *out_status,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_replica_get_public_key (UkeDb *db,
                                     uint8_t out_key[UKE_CURSOR_PUBLIC_SIZE],
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Begins to be a replica, or goes on as another device: from now on commits wait for the server
 * whose key is @public_key. The rows, log and ids of the clinic become the base as they stand. */
gboolean uke_replica_join (UkeDb *db,
                           uint32_t dev,
                           uint64_t inc,
                           const char *device_name,
                           const uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE],
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The next change-sets to push; marks them sent. An empty push when nothing waits. */
UkeWirePush *uke_replica_take_push (UkeDb *db, unsigned max_sets, size_t max_bytes, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* A push was lost: what was sent may be sent again. */
gboolean
uke_replica_push_lost (UkeDb *db, gboolean with_later, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A page may delete so many rows, and so much of the patients, unless somebody who may decide over
 * the clinic's data wrote the entries that do (security.md T8). */
#define UKE_REPLICA_MAX_DELETIONS 50
#define UKE_REPLICA_MAX_PATIENTS_PERCENT 2
#define UKE_REPLICA_FEW_PATIENTS 5

/* Results of a push and its page. @changes: every record that people see differently. @may_delete:
 * a person has agreed that a page deletes much. */
gboolean uke_replica_take_answer (UkeDb *db,
                                  const UkeWirePushAnswer *answer,
                                  int64_t now_us,
                                  UkeSyncTake *out_take,
                                  UkeChanges *changes,
                                  GPtrArray *search,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** UkeReplicaDeletions: what a page would delete. */
typedef struct {
  unsigned n_records, n_patients; /* of people who may not decide it */
  unsigned of_patients;           /* how many there are before */
} UkeReplicaDeletions;

gboolean uke_replica_measure_page (UkeDb *db,
                                   const UkeWirePage *page,
                                   int64_t now_us,
                                   UkeReplicaDeletions *out_deletions,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_replica_take_page (UkeDb *db,
                                const UkeWirePage *page,
                                int64_t now_us,
                                gboolean may_delete,
                                UkeSyncTake *out_take,
                                UkeChanges *changes,
                                GPtrArray *search,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The digest of the base rows: of the tables, and of what is kept below waiting change-sets. */
UkeSyncSums *uke_replica_get_sums (UkeDb *db,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Puts the base rows of some buckets right, once they come to what was asked for. */
gboolean uke_replica_repair (UkeDb *db,
                             const UkeSyncRepair *repair,
                             int64_t now_us,
                             UkeSyncTake *out_take,
                             unsigned *out_n_repaired,
                             UkeChanges *changes,
                             GPtrArray *search,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A new incarnation: waiting change-sets are numbered anew from 1, their ids stay. */
gboolean uke_replica_new_inc (UkeDb *db, uint64_t inc, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The heads to offer for finding a fork: the last entry, and those 1, 2, 4 ... before; then, where
 * it is known to lie between two entries, some of those between. */
UkeWireResync *uke_replica_get_heads (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeWireResync *uke_replica_get_heads_between (UkeDb *db,
                                              int64_t after,
                                              int64_t before,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The server's word that its history goes through the place where the base rows stand. */
gboolean uke_replica_take_place (UkeDb *db,
                                 const UkeCursor *cursor,
                                 UkeSyncTake *out_take,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Moves to another base: @fresh is a new file that holds a snapshot's rows
 * (uke_snapshot_load_end()). Device, audit, signed heads, outbox and retained change-sets are
 * carried over from @old; retained ones wait to be pushed again, with @cap when the epoch changed
 * (UKE_NO_CAP otherwise), and everything that waits is replayed over the new rows. @inc 0: the
 * history is the same.
 */
gboolean uke_replica_carry (UkeDb *old, UkeDb *fresh, uint64_t inc, int64_t cap, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Retained change-sets that are in a verified backup and older than a week are let go of. */
gboolean uke_replica_prune (UkeDb *db, int64_t now_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
