/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-decide.h"
#include "model/uke-changes.h"
#include "store/uke-row-writer.h"

G_BEGIN_DECLS

/*
 * What a change-set does on a desk whose server has not judged it yet, over the rows as people see
 * them: when it is made, and again whenever the rows below it have changed (uke-replica.h). First
 * it is decided, then written; one that is parked is written only when it is in the outbox, so that
 * the rows it is about are known.
 */
gboolean uke_waiting_decide (UkeDb *db,
                             const UkeChangeSet *set,
                             int64_t now_us,
                             int64_t cap,
                             gboolean has_new_ids,
                             UkeEffect *effect,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_waiting_write (UkeDb *db,
                            UkeRowWriter *rows,
                            const UkeChangeSet *set,
                            UkeEffect *effect,
                            UkeChanges *changes,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
