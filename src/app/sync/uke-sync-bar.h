/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/sync/uke-sync-state.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The bar under the header: grey while the desk is offline; while a large deletion is held back it
 * says how large, and has the button for whoever may let it through. */
GtkWidget *uke_sync_bar_new (UkeSyncState *state);

G_END_DECLS
