/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/sync/uke-sync-state.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The grey bar under the header while the desk is offline. */
GtkWidget *uke_sync_bar_new (UkeSyncState *state);

G_END_DECLS
