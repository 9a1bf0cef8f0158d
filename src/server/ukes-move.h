/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-config.h"
#include "store/uke-transfer.h"

G_BEGIN_DECLS

/**
 * UkesMoved:
 * @head: the end of the log, the same in both
 * @root: the sum of all rows, the same in both
 * @n_rows: how many rows went along
 * @kept: (owned) (nullable): where the encrypted file that was left lies now
 */
typedef struct {
  UkeLogHead head;
  uint8_t root[UKE_ROW_HASH_SIZE];
  int64_t n_rows;
  char *kept;
} UkesMoved;

void ukes_moved_clear (UkesMoved *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UkesMoved, ukes_moved_clear)

gboolean ukes_move (const char *dir,
                    const char *database,
                    const char *schema,
                    UkeTransferProgress progress,
                    gpointer data,
                    UkesMoved *out_moved,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
ukes_move_settle (const UkesConfig *config, UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
