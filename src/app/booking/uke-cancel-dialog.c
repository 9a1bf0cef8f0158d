/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/booking/uke-cancel-dialog.h"

#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "clinic/uke-booking-commands.h"

#include <glib/gi18n.h>

typedef struct {
  UkeWindow *window;         /* (owned) */
  UkeRecord *appointment;    /* (owned) */
  GtkCheckButton *by_clinic; /* (unowned) */
  GtkEditable *reason;       /* (unowned) */
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->window);
  g_object_unref (question->appointment);
  g_free (question);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (g_str_equal (response, "cancel-booking")) {
    g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (question->reason)));
    gboolean by_clinic = gtk_check_button_get_active (question->by_clinic);

    uke_perform (
        GTK_WIDGET (question->window),
        uke_command_cancel (question->appointment, by_clinic ? "clinic" : "patient", reason),
        _ ("Booking cancelled"));
  }
  question_free (question);
}

static void
reason_changed_cb (GtkEditable *editable, AdwMessageDialog *dialog)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (editable)));

  adw_message_dialog_set_response_enabled (dialog, "cancel-booking", *reason != '\0');
}

static GtkWidget *
make_questions (Question *question, AdwMessageDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *who = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *patient = gtk_check_button_new_with_mnemonic (_ ("The _patient cancels"));
  GtkWidget *clinic = gtk_check_button_new_with_mnemonic (_ ("The _clinic cancels"));
  GtkWidget *reason = gtk_entry_new ();

  gtk_check_button_set_group (GTK_CHECK_BUTTON (clinic), GTK_CHECK_BUTTON (patient));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (patient), TRUE);
  gtk_box_append (GTK_BOX (who), patient);
  gtk_box_append (GTK_BOX (who), clinic);
  gtk_widget_set_halign (who, GTK_ALIGN_CENTER);
  gtk_entry_set_placeholder_text (GTK_ENTRY (reason), _ ("Reason, e.g. cannot leave work"));
  gtk_entry_set_activates_default (GTK_ENTRY (reason), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (reason), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reason"), -1);
  g_signal_connect (reason, "changed", G_CALLBACK (reason_changed_cb), dialog);
  gtk_box_append (GTK_BOX (box), who);
  gtk_box_append (GTK_BOX (box), reason);
  question->by_clinic = GTK_CHECK_BUTTON (clinic);
  question->reason = GTK_EDITABLE (reason);
  return box;
}

/**
 * Asks who cancels a booking and why, and cancels it.
 * @where: a widget of the window
 * @appointment: the booking as it was seen
 * @what: the booking in words
 *
 * Thread: main
 * Source: design.md 8
 */
void
uke_cancel_dialog_present (GtkWidget *where, UkeRecord *appointment, const char *what)
{
  UkeWindow *window = uke_window_of (where);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (window), _ ("Cancel this booking?"), what));
  Question *question = g_new0 (Question, 1);

  question->window = g_object_ref (window);
  question->appointment = g_object_ref (appointment);
  adw_message_dialog_set_extra_child (dialog, make_questions (question, dialog));
  adw_message_dialog_add_responses (dialog, "keep", _ ("_Keep it"), "cancel-booking",
                                    _ ("_Cancel booking"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "cancel-booking", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_enabled (dialog, "cancel-booking", FALSE);
  adw_message_dialog_set_default_response (dialog, "cancel-booking");
  adw_message_dialog_set_close_response (dialog, "keep");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), question);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (GTK_WIDGET (question->reason));
}
