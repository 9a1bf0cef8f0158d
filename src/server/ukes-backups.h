/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-server.h"

G_BEGIN_DECLS

/**
 * UkesBackups:
 *
 * The server's copies of its data, each looked at like the data of a restored server before it
 * counts: only then do desks let go of what is in it. Main thread; a copy is made on a reader's.
 */
typedef struct _UkesBackups UkesBackups;

UkesBackups *ukes_backups_new (UkesServer *server, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ukes_backups_start (UkesBackups *self);
void ukes_backups_stop (UkesBackups *self);
void ukes_backups_free (UkesBackups *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesBackups, ukes_backups_free)

G_END_DECLS
