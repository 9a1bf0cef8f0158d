/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-server.h"

G_BEGIN_DECLS

/* What desks ask of the feed (doc/wire.md): each route is a message read, one call of the store,
 * and a message written. */

/** UkesFeed: what the routes share; lives as long as the router that they are added to. */
typedef struct _UkesFeed UkesFeed;

UkesFeed *ukes_feed_new (UkesServer *server, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ukes_feed_stop (UkesFeed *self);
void ukes_feed_free (UkesFeed *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesFeed, ukes_feed_free)

G_END_DECLS
