/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-row-hash.h"
#include "store/uke-log-store.h"

G_BEGIN_DECLS

/**
 * UkeTransfer:
 *
 * A clinic on its way from one database to another, of whatever engines: every row of every table
 * as it is, and the proof that nothing changed. Both connections stay in a transaction of the
 * caller's: nothing is there before that of the target is committed, and nothing is taken from the
 * source.
 */
typedef struct _UkeTransfer UkeTransfer;

/**
 * UkeTransferProgress:
 * @table: the table that is gone through
 * @done: rows of all tables that were written and read again
 * @total: twice the rows of all tables
 * @data: the caller's
 */
typedef void (*UkeTransferProgress) (const char *table, int64_t done, int64_t total, gpointer data);

gboolean
uke_transfer_is_empty (UkeDb *db, gboolean *out_is, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeTransfer *uke_transfer_new (UkeDb *from, UkeDb *to, UkeTransferProgress progress, gpointer data);
void uke_transfer_free (UkeTransfer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeTransfer, uke_transfer_free)
gboolean uke_transfer_copy (UkeTransfer *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *uke_transfer_prove (UkeTransfer *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const UkeLogHead *uke_transfer_get_head (const UkeTransfer *self);
const uint8_t *uke_transfer_get_root (const UkeTransfer *self);
int64_t uke_transfer_get_n_rows (const UkeTransfer *self);

G_END_DECLS
