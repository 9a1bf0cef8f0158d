/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-change-set.h"
#include "store/uke-log-store.h"

G_BEGIN_DECLS

/* What waits for the server (uke-replica.h), looked up as the log is: for undo, and for saying who
 * changed something. */
UkeChangeSet *uke_waiting_find (UkeDb *db,
                                const UkeId *change_set_id,
                                UkeLogEntry *out_entry,
                                int64_t *out_n,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_waiting_find_last (UkeDb *db,
                                UkeRecord *record,
                                unsigned field,
                                int64_t after_n,
                                gboolean *out_is_there,
                                UkeLogEntry *out_entry,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
