/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-key-list.h"
#include "app/settings/uke-settings-pane.h"
#include "app/settings/uke-settings-panes.h"
#include "app/uke-window.h"
#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-list-rows.h"

#include <glib/gi18n.h>
#include <string.h>

static void
print_cb (GtkWidget *button)
{
  UkeWindow *window = uke_window_of (button);
  g_autoptr (GtkPrintOperation) operation = uke_key_list_print_new ();
  GtkPrintOperationResult result = gtk_print_operation_run (
      operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (window), NULL);

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    uke_window_say (window, _ ("The printer does not answer. Choose “Print to File” for a PDF."));
}

static GtkWidget *
make_row (const UkeKey *key)
{
  g_autofree char *label = uke_key_list_dup_label (key->keys);
  GtkWidget *row = uke_text_row_new (NULL, _ (key->title), NULL, uke_key_hint_new (label));

  gtk_widget_add_css_class (row, "uk-dense-row");
  return row;
}

/**
 * uke_key_settings_new:
 * @clinic: the clinic
 *
 * Returns: (transfer floating): every key, with a button that prints them
 * Thread: main
 * Source: design.md 7
 */
GtkWidget *
uke_key_settings_new (UkeClinic *clinic)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *print = gtk_button_new ();
  GtkWidget *group = NULL;
  const char *view = NULL;
  unsigned n;
  const UkeKey *keys = uke_key_list_get (&n);

  gtk_button_set_child (GTK_BUTTON (print), uke_settings_button_content (
                                                "printer-symbolic", _ ("Print or save as PDF")));
  gtk_widget_set_halign (print, GTK_ALIGN_END);
  g_signal_connect (print, "clicked", G_CALLBACK (print_cb), NULL);
  gtk_box_append (GTK_BOX (box), print);
  for (unsigned i = 0; i < n; i++) {
    if (view == NULL || strcmp (view, keys[i].view) != 0) {
      view = keys[i].view;
      group = uke_settings_group_new (_ (view), NULL);
      gtk_box_append (GTK_BOX (box), group);
    }
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (&keys[i]));
  }
  return uke_settings_pane_new (clinic, UKE_ACTION_NONE, box);
}
