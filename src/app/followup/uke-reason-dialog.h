/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwMessageDialog *
uke_reason_dialog_new (GtkWidget *where, const char *heading, const char *body, const char *answer);
const char *uke_reason_dialog_get_reason (AdwMessageDialog *dialog);

G_END_DECLS
