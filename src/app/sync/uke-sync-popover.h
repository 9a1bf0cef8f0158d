/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/sync/uke-sync-state.h"
#include "clinic/uke-clinic.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the popover of the header says; it follows the state. */
GtkWidget *uke_sync_popover_new (UkeSyncState *state, UkeClinic *clinic);

G_END_DECLS
