/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-wire-devices.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lets another desk join: the code large, with its time running down; then the six words of the
 * desk that came with it, and whether they are the same there. */
GtkWindow *uke_invite_dialog_present (GtkWidget *widget, const UkeWireInvitation *invitation);

G_END_DECLS
