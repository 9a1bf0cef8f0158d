/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-app-types.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the server will never take: what it was, why, and what can be done about it. */
GtkWindow *uke_refused_dialog_present (UkeWindow *window);

G_END_DECLS
