/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/sync/uke-sync-state.h"
#include "base/uke-zone.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the button of the header opens, as it is now: state, what waits, the server, the desks. */
GtkWidget *uke_sync_popover_make (UkeSyncState *state, const UkeZone *zone, int64_t now_us);

G_END_DECLS
