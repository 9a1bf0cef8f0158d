/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What many lists do alike: be emptied, and hold rows of plain text. */

void uke_list_box_clear (GtkListBox *list);
void uke_box_clear (GtkBox *box);
GtkWidget *
uke_text_row_new (const char *icon, const char *title, const char *subtitle, GtkWidget *suffix);

G_END_DECLS
