/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/server/uke-server-link.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** UkeForgetAgreedFunc: the person wants it, and nothing is on this computer alone. */
typedef void (*UkeForgetAgreedFunc) (gpointer user_data);

GtkWindow *uke_forget_dialog_present (GtkWindow *desk,
                                      UkeClinic *clinic,
                                      UkeServerLink *link,
                                      UkeForgetAgreedFunc agreed,
                                      gpointer user_data);

G_END_DECLS
