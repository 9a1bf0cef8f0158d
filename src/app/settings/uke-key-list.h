/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UkeKey:
 * @view: where it works, to be translated; keys of one view stand together
 * @keys: accelerators as GTK writes them, a space between two that do the same, "1...8" for several
 * @title: what it does, to be translated
 *
 * One line of the one list of keys: what the shortcuts window, the settings and the printed sheet
 * show.
 */
typedef struct {
  const char *view;
  const char *keys;
  const char *title;
} UkeKey;

const UkeKey *uke_key_list_get (unsigned *out_n);
char *uke_key_list_dup_label (const char *keys);
GtkWidget *uke_key_list_make_window (void);
GtkPrintOperation *uke_key_list_print_new (void);

G_END_DECLS
