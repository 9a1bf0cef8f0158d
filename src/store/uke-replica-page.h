/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/uke-conflict-store.h"
#include "store/uke-replica-private.h"
#include "store/uke-row-writer.h"
#include "store/uke-shadow.h"

G_BEGIN_DECLS

/**
 * UkeReplicaTaking:
 *
 * One answer of the server on its way into the tables, inside one transaction: what people saw of
 * every row before it is kept until it is known what they see after it.
 */
typedef struct {
  UkeDb *db;             /* (not owned) */
  gboolean may_delete;   /* a person has agreed that much is deleted */
  int64_t now_us;        /* this desk's clock */
  int64_t server_now_us; /* the server's, as the answer says */
  UkeReplicaFacts facts;
  UkeLogDevice device;
  UkeCursor cursor;   /* where the base rows stand */
  UkeRowWriter *rows; /* (owned) */
  UkeEffect *effect;  /* (owned): scratch */
  GHashTable *sights; /* (owned): what people saw and see, by row */
  GPtrArray *order;   /* (not owned): the same, in the order in which they were met */
  UkeOpenNotes open_notes;
  gboolean is_put_back; /* the tables are the base: what waits is not in them */
  unsigned n_deletions, n_patient_deletions;
} UkeReplicaTaking;

gboolean uke_replica_taking_init (UkeReplicaTaking *self,
                                  UkeDb *db,
                                  int64_t now_us,
                                  int64_t server_now_us,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_replica_taking_clear (UkeReplicaTaking *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UkeReplicaTaking, uke_replica_taking_clear)

/* Checks a page and applies it to the base; @out_take other than DONE: the caller rolls back to
 * where it was before. */
gboolean uke_replica_taking_page (UkeReplicaTaking *self,
                                  const UkeWirePage *page,
                                  UkeSyncTake *out_take,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_replica_taking_look (UkeReplicaTaking *self,
                              const UkeShadow *key,
                              UkeRecord *before,
                              UkeRecord *after);
gboolean uke_replica_taking_finish (UkeReplicaTaking *self,
                                    UkeChanges *changes,
                                    GPtrArray *search,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_replica_taking_put_back (UkeReplicaTaking *self,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_replica_taking_replay (UkeReplicaTaking *self,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_replica_taking_tell (UkeReplicaTaking *self,
                                  UkeChanges *changes,
                                  UkeChanges *hidden,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
