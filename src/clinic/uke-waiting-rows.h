/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "model/uke-entity.h"

G_BEGIN_DECLS

/**
 * UkeWaitingRows:
 * @since_us: when the oldest of what waits was entered; 0 in a clinic by itself, and where nothing
 *   waits
 * @shadows: (owned) (nullable): the records concerned; NULL for none
 *
 * Which records only this desk knows as they are here, because its server has not seen them yet.
 */
typedef struct {
  int64_t since_us;
  GHashTable *shadows;
} UkeWaitingRows;

gboolean uke_waiting_rows_read (UkeDb *db,
                                UkeWaitingRows *out_rows,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_waiting_rows_clear (UkeWaitingRows *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UkeWaitingRows, uke_waiting_rows_clear)
gboolean uke_waiting_rows_find (const UkeWaitingRows *self,
                                UkeDb *db,
                                const UkeEntity *entity,
                                const UkeId *id,
                                gboolean *out_is_there,
                                uint64_t *out_touched,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
