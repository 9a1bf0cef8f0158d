/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/sync/uke-sync-button.h"

G_BEGIN_DECLS

/* The bar under the header: grey while the desk is offline or fetches what is older; in other
 * colours what somebody has to do something about, with the button for it. */
GtkWidget *uke_sync_bar_new (UkeSyncButton *button);

G_END_DECLS
