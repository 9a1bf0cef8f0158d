/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"

G_BEGIN_DECLS

/**
 * UkeStoreCheck:
 * @name: stable name: "file" (every page's authentication code, trees and references), "log",
 *   "audit", "rows" (rows agree with the audit or, where several devices
 *   write, with their digest), "projections", "claims"
 * @problems: (owned) (element-type utf8): what is wrong, in English, without any content; empty
 *   when all is well
 * @is_elsewhere: this engine has no such thing of ours: whoever runs the database server checks it
 */
typedef struct {
  const char *name;
  GPtrArray *problems;
  gboolean is_elsewhere;
} UkeStoreCheck;

/**
 * UkeStoreVerifyProgress:
 * @name: the check that begins
 * @done: how many checks were done before it
 * @total: how many there are
 * @data: the caller's
 */
typedef void (*UkeStoreVerifyProgress) (const char *name,
                                        unsigned done,
                                        unsigned total,
                                        gpointer data);

GPtrArray *uke_store_verify (UkeDb *db,
                             UkeStoreVerifyProgress progress,
                             gpointer progress_data,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_store_check_free (UkeStoreCheck *self);

gboolean uke_audit_match_verify (UkeDb *db,
                                 GPtrArray *problems,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
