/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/** Whether a widget is the one that is looked for. */
typedef gboolean (*UkeTestMatch) (GtkWidget *widget, gconstpointer data);

/** The first widget from @widget down, parents before children, that matches; or NULL. */
GtkWidget *uke_test_find (GtkWidget *widget, UkeTestMatch is_wanted, gconstpointer data);

/** The first of a type. */
GtkWidget *uke_test_find_below (GtkWidget *widget, GType type);

/** The first on the screen of a type and, where a title is given, with that title. */
GtkWidget *uke_test_find_titled (GtkWidget *widget, GType type, const char *title);

/** The button with this label. */
GtkWidget *uke_test_find_button (GtkWidget *widget, const char *label);

/** Whether a label on the screen holds @text. */
gboolean uke_test_shows_text (GtkWidget *widget, const char *text);

/** How many there are of a type. */
unsigned uke_test_count_below (GtkWidget *widget, GType type);

/** Closes a window, and waits until nothing holds it any more. */
void uke_test_close_window (GtkWindow *window);
