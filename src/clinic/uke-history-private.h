/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-history-query.h"
#include "db/uke-db.h"

G_BEGIN_DECLS

GPtrArray *uke_history_read (UkeDb *db, const UkeId *patient_id, unsigned limit, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_history_find_old (UkeDb *db,
                               UkeRecord *current,
                               const UkeId *change_set_id,
                               UkeValue *out_values,
                               uint64_t *out_known,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
