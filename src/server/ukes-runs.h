/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-pool.h"
#include "feed/uke-wire.h"
#include "server/ukes-request.h"

G_BEGIN_DECLS

/**
 * UkesRuns:
 *
 * Finds PCs that were copied: in this process at once (ukes-sessions.h), and where several
 * processes share a database also between them (store/uke-device-run.h), with the next answer of
 * the older one.
 */
typedef struct _UkesRuns UkesRuns;

UkesRuns *ukes_runs_new (UkeDbPool *pool, gboolean is_shared);
void ukes_runs_free (UkesRuns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesRuns, ukes_runs_free)

gboolean ukes_runs_begin (UkesRuns *self,
                          UkeDb *db,
                          const UkesRequest *request,
                          const UkeWireHello *hello,
                          gboolean *out_is_in,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ukes_runs_is_alone (UkesRuns *self,
                             UkeDb *db,
                             const UkesRequest *request,
                             gboolean *out_is,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ukes_runs_tell (UkesRuns *self);

G_END_DECLS
