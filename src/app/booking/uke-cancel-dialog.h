/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-record.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks who cancels and why, and cancels. */
void uke_cancel_dialog_present (GtkWidget *where, UkeRecord *appointment, const char *what);

G_END_DECLS
