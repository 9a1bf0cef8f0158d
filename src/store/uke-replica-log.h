/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-wire.h"
#include "store/uke-log-store.h"

G_BEGIN_DECLS

/* The server's log on a desk: entries are stored as they came. A stub has outcome 0, no change-set
 * and the hash of its meta in effect_hash. */
gboolean uke_replica_log_add (UkeDb *db, const UkeWireEntry *entry, int64_t base, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_replica_log_set_head (UkeDb *db,
                                   const UkeCursor *cursor,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_replica_log_keep_signature (UkeDb *db,
                                         const UkeCursor *cursor,
                                         int64_t before_seq,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An own change-set was seen in the log: it leaves the outbox for `retained`. */
gboolean uke_replica_log_retain (UkeDb *db,
                                 const UkeId *id,
                                 const UkeId *epoch,
                                 int64_t seq,
                                 int64_t now_us,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
