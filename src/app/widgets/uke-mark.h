/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void uke_mark_set_text (GtkLabel *label, const char *text, unsigned from, unsigned to);
unsigned uke_mark_position_in_phone (const char *formatted, unsigned n_digits);

G_END_DECLS
