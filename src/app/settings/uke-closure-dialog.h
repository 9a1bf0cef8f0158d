/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWindow *uke_closure_dialog_present (GtkWidget *widget, UkeClinic *clinic);

G_END_DECLS
