/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/booking/uke-cancel-dialog.h"

#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "clinic/uke-booking-commands.h"

#include <glib/gi18n.h>

typedef struct {
  UkeWindow *window;          /* (owned) */
  UkeRecord *appointment;     /* (owned) */
  AdwMessageDialog *dialog;   /* (unowned) */
  GtkCheckButton *by_patient; /* (unowned) */
  GtkCheckButton *by_clinic;  /* (unowned) */
  GtkCheckButton *no_show;    /* (unowned) */
  GtkEditable *reason;        /* (unowned) */
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->window);
  g_object_unref (question->appointment);
  g_free (question);
}

static void
cancel (Question *question)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (question->reason)));
  gboolean by_clinic = gtk_check_button_get_active (question->by_clinic);

  uke_perform (GTK_WIDGET (question->window),
               uke_command_cancel (question->appointment, by_clinic ? "clinic" : "patient", reason),
               _ ("Booking cancelled"));
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  gboolean is_no_show = gtk_check_button_get_active (question->no_show);

  if (g_str_equal (response, "cancel-booking") && is_no_show)
    uke_perform (GTK_WIDGET (question->window),
                 uke_command_set_status (question->appointment, UKE_STATUS_NO_SHOW),
                 _ ("Set to no-show"));
  else if (g_str_equal (response, "cancel-booking"))
    cancel (question);
  question_free (question);
}

/* Somebody who did not come gave no reason; everybody else did. */
static void
choice_changed_cb (Question *question)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (question->reason)));
  gboolean is_no_show = gtk_check_button_get_active (question->no_show);

  gtk_widget_set_sensitive (GTK_WIDGET (question->reason), !is_no_show);
  adw_message_dialog_set_response_label (question->dialog, "cancel-booking",
                                         is_no_show ? _ ("Set to _no-show")
                                                    : _ ("_Cancel booking"));
  adw_message_dialog_set_response_enabled (question->dialog, "cancel-booking",
                                           is_no_show || *reason != '\0');
}

static GtkWidget *
add_choice (Question *question, GtkBox *box, const char *label, GtkWidget *group, gboolean is_there)
{
  GtkWidget *check = gtk_check_button_new_with_mnemonic (label);

  if (group != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), GTK_CHECK_BUTTON (group));
  gtk_widget_set_visible (check, is_there);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (choice_changed_cb), question);
  gtk_box_append (box, check);
  return check;
}

static GtkWidget *
make_questions (Question *question, UkeStatus status)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *who = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *reason = gtk_entry_new ();
  gboolean can_cancel = uke_status_can_become (status, UKE_STATUS_CANCELLED);
  GtkWidget *patient
      = add_choice (question, GTK_BOX (who), _ ("The _patient cancels"), NULL, can_cancel);
  GtkWidget *clinic
      = add_choice (question, GTK_BOX (who), _ ("The _clinic cancels"), patient, can_cancel);
  GtkWidget *no_show = add_choice (question, GTK_BOX (who), _ ("_Did not come and did not call"),
                                   patient, uke_status_can_become (status, UKE_STATUS_NO_SHOW));

  question->by_patient = GTK_CHECK_BUTTON (patient);
  question->by_clinic = GTK_CHECK_BUTTON (clinic);
  question->no_show = GTK_CHECK_BUTTON (no_show);
  question->reason = GTK_EDITABLE (reason);
  gtk_entry_set_placeholder_text (GTK_ENTRY (reason), _ ("Reason, e.g. cannot leave work"));
  gtk_entry_set_activates_default (GTK_ENTRY (reason), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (reason), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reason"), -1);
  g_signal_connect_swapped (reason, "changed", G_CALLBACK (choice_changed_cb), question);
  gtk_box_append (GTK_BOX (box), who);
  gtk_box_append (GTK_BOX (box), reason);
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
  UkeStatus status
      = uke_status_from_code (uke_record_get_code (appointment, UKE_APPOINTMENT_STATUS));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (window), _ ("Cancel this booking?"), what));
  Question *question = g_new0 (Question, 1);

  question->window = g_object_ref (window);
  question->appointment = g_object_ref (appointment);
  question->dialog = dialog;
  adw_message_dialog_add_responses (dialog, "keep", _ ("_Keep it"), "cancel-booking",
                                    _ ("_Cancel booking"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "cancel-booking", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_extra_child (dialog, make_questions (question, status));
  gtk_check_button_set_active (question->by_patient, TRUE);
  adw_message_dialog_set_default_response (dialog, "cancel-booking");
  adw_message_dialog_set_close_response (dialog, "keep");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), question);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (GTK_WIDGET (question->reason));
}
