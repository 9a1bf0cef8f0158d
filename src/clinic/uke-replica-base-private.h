/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-sync-core.h"
#include "vault/uke-secret.h"

G_BEGIN_DECLS

/**
 * UkeReplicaBase:
 *
 * Another base on its way: a second encrypted file beside the database, which is filled from a
 * snapshot's parts and takes the database's place at the end. Lives on the writer thread; made and
 * freed on the main thread while nothing runs on it. A fetch that was cut off goes on where it was
 * as long as the server offers the same snapshot and the program runs.
 */
typedef struct _UkeReplicaBase UkeReplicaBase;

UkeReplicaBase *uke_replica_base_new (const char *data_dir, UkeSecret *key);
void uke_replica_base_free (UkeReplicaBase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeReplicaBase, uke_replica_base_free)

GArray *uke_replica_base_begin (UkeReplicaBase *self, UkeDb *db, GBytes *manifest, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_replica_base_take_part (UkeReplicaBase *self,
                                     const char *sha256,
                                     GBytes *bytes,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_replica_base_end (UkeReplicaBase *self,
                               UkeDb *db,
                               gboolean is_whole,
                               uint64_t inc,
                               int64_t cap,
                               UkeSyncStatus *out_status,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_replica_base_swap (const char *data_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* uke-replicate.c */
gboolean uke_replicate_read_status (UkeDb *db,
                                    UkeSyncStatus *out_status,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
