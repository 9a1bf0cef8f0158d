/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-change-set.h"
#include "feed/uke-wire.h"

G_BEGIN_DECLS

/**
 * The table `outbox`: a desk's own change-sets that its server may not have, in the order in which
 * they were made (uke-replica.h).
 */

/** UkeOutboxState: stored as a number in `outbox.state`. */
typedef enum {
  UKE_OUTBOX_QUEUED = 0,
  UKE_OUTBOX_SENT = 1,    /* on the way, or lost on it */
  UKE_OUTBOX_ACKED = 2,   /* the server has it as `ack_seq`; not seen in the log yet */
  UKE_OUTBOX_REFUSED = 3, /* the server will never take it; does nothing until a person looks */
  UKE_OUTBOX_LATER = 4,   /* the server keeps it, and judges it when every desk has come */
} UkeOutboxState;

/** UkeOutboxItem: one of them; plain memory. */
typedef struct {
  int64_t n; /* its place */
  UkeId id;
  int64_t dseq;
  int64_t cap;
  UkeOutboxState state;
  int64_t ack_seq;
  int64_t made_at_us;
  GBytes *body; /* (owned): its exact bytes */
  char *reason; /* (owned) (nullable): why it is REFUSED, in the server's words */
  UkeWireWas was;
} UkeOutboxItem;

void uke_outbox_item_free (UkeOutboxItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeOutboxItem, uke_outbox_item_free)
UkeChangeSet *uke_outbox_item_read (const UkeOutboxItem *self,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean
uke_outbox_append (UkeDb *db, const UkeOutboxItem *item, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type UkeOutboxItem) */
GPtrArray *uke_outbox_list (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeOutboxItem *
uke_outbox_find (UkeDb *db, const UkeId *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_outbox_update (UkeDb *db, const UkeOutboxItem *item, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_outbox_remove (UkeDb *db, const UkeId *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
