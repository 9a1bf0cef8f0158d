/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-server.h"
#include "server/ukes-snapshots.h"

G_BEGIN_DECLS

/**
 * UkesHouse:
 *
 * What time alone ends, looked at every minute: holds, the recovery after the server was put back,
 * snapshots that nobody asks for, old texts of the log; and who was shut out at another server.
 */
typedef struct _UkesHouse UkesHouse;

gboolean ukes_house_settle_revoked (UkeDb *db,
                                    const UkesConfig *config,
                                    int64_t now_us,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkesHouse *ukes_house_new (UkesServer *server, UkesSnapshots *snapshots);
void ukes_house_free (UkesHouse *self);

G_END_DECLS
