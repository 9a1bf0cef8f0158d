/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *uke_chip_new (const char *icon_name, const char *text, const char *css_class);
GtkWidget *uke_key_hint_new (const char *key);
void
uke_key_button_set (GtkWidget *button, const char *icon_name, const char *word, const char *key);

G_END_DECLS
