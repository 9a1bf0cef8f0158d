/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-reason-dialog.h"

#include <glib/gi18n.h>

static void
reason_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "go", reason[0] != '\0');
}

/**
 * uke_reason_dialog_new:
 * @where: a widget of the window
 * @heading: the question
 * @body: what follows from it
 * @answer: the word on the button
 *
 * Asks for a reason before something is ended. The response is "go" only with a reason.
 *
 * Returns: (transfer none): the dialog, to be presented
 * Thread: main
 */
AdwMessageDialog *
uke_reason_dialog_new (GtkWidget *where, const char *heading, const char *body, const char *answer)
{
  GtkRoot *root = gtk_widget_get_root (where);
  AdwMessageDialog *dialog
      = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (root), heading, body));
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Reason"));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 200);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reason"), -1);
  g_signal_connect (entry, "changed", G_CALLBACK (reason_changed_cb), dialog);
  adw_message_dialog_set_extra_child (dialog, entry);
  adw_message_dialog_add_responses (dialog, "leave", _ ("_Leave"), "go", answer, NULL);
  adw_message_dialog_set_response_appearance (dialog, "go", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_enabled (dialog, "go", FALSE);
  adw_message_dialog_set_default_response (dialog, "go");
  adw_message_dialog_set_close_response (dialog, "leave");
  return dialog;
}

/**
 * uke_reason_dialog_get_reason:
 * @dialog: a dialog of uke_reason_dialog_new()
 *
 * Returns: (transfer none): what was typed
 * Thread: main
 */
const char *
uke_reason_dialog_get_reason (AdwMessageDialog *dialog)
{
  return gtk_editable_get_text (GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog)));
}
