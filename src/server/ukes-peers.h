/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-config.h"
#include "server/ukes-metrics.h"
#include "server/ukes-router.h"

G_BEGIN_DECLS

/**
 * UkesPeers:
 *
 * Other server processes on the same PostgreSQL schema. They are told when something changed here,
 * and whoever waits here is asked again when it changed there: by a notification after the commit,
 * and where that is lost by a look at the database every second.
 */
typedef struct _UkesPeers UkesPeers;

UkesPeers *ukes_peers_new (const UkesConfig *config,
                           UkeDbPool *pool,
                           UkesRouter *router,
                           UkesMetrics *metrics);
void ukes_peers_free (UkesPeers *self);

G_END_DECLS
