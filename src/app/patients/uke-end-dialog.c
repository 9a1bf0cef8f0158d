/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-end-dialog.h"

#include "app/booking/uke-booking-slots.h"
#include "app/uke-perform.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-person-text.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static const char *const reasons[] = { UKE_ENDED_DECEASED, UKE_ENDED_MOVED, UKE_ENDED_OTHER };

typedef struct {
  GtkWidget *widget;    /* (owned): what the dialog was opened from */
  UkeClinic *clinic;    /* (owned) */
  UkePatientFile *file; /* (owned) */
  GPtrArray *checks;    /* (owned) (element-type GtkCheckButton): of the coming bookings */
} Ending;

static void
ending_free (Ending *ending)
{
  g_object_unref (ending->widget);
  g_object_unref (ending->clinic);
  uke_patient_file_unref (ending->file);
  g_ptr_array_unref (ending->checks);
  g_free (ending);
}

static void
response_cb (Ending *ending, const char *response)
{
  UkeZone *zone = uke_clinic_get_zone (ending->clinic);
  UkeDate today = uke_zone_date_of (zone, uke_clock_now_us (uke_clinic_get_clock (ending->clinic)));
  g_autoptr (GPtrArray) cancelled = g_ptr_array_new ();

  if (g_strcmp0 (response, "cancel") == 0)
    return;
  for (unsigned i = 0; i < ending->checks->len; i++)
    if (gtk_check_button_get_active (ending->checks->pdata[i]))
      g_ptr_array_add (cancelled, ending->file->upcoming->pdata[i]);
  uke_perform (ending->widget,
               uke_command_end_patient (ending->file->patient, response, today, cancelled),
               _ ("Contact ended. No message and no call will go to this patient any more."));
}

static GtkWidget *
new_line (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  return label;
}

static const char *
find_menu (Ending *ending, UkeRecord *booking)
{
  UkeRecord *menu = uke_clinic_lookup (ending->clinic, &UKE_ENTITY_MENU,
                                       uke_record_get_id_value (booking, UKE_APPOINTMENT_MENU_ID));

  return menu != NULL ? uke_record_get_code (menu, UKE_MENU_NAME) : _ ("Menu not decided");
}

/* Each coming booking is decided about by itself: a check cancels it, none leaves it. */
static void
add_bookings (Ending *ending, GtkBox *box)
{
  UkeZone *zone = uke_clinic_get_zone (ending->clinic);
  UkeDate today = uke_zone_date_of (zone, uke_clock_now_us (uke_clinic_get_clock (ending->clinic)));

  if (ending->file->upcoming->len > 0)
    gtk_box_append (box, new_line (_ ("Bookings still to come. Cancel these:")));
  for (unsigned i = 0; i < ending->file->upcoming->len; i++) {
    UkeRecord *booking = ending->file->upcoming->pdata[i];
    int64_t at_us = uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US);
    g_autofree char *day = uke_booking_slots_day (uke_zone_date_of (zone, at_us), today),
                    *time = uke_booking_slots_time (zone, at_us), *text = NULL;
    GtkWidget *check;

    text = g_strdup_printf ("%s %s　%s", day, time, find_menu (ending, booking));
    check = gtk_check_button_new_with_label (text);
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
    g_ptr_array_add (ending->checks, g_object_ref (check));
    gtk_box_append (box, check);
  }
}

static void
add_calls (Ending *ending, GtkBox *box)
{
  if (ending->file->open_follow_ups->len > 0)
    gtk_box_append (box, new_line (_ ("Calls that are taken off the list:")));
  for (unsigned i = 0; i < ending->file->open_follow_ups->len; i++) {
    UkeRecord *call = ending->file->open_follow_ups->pdata[i];
    g_autofree char *text
        = g_strdup_printf ("・%s　%s",
                           uke_code_word (UKE_CODES_FOLLOW_UP_REASON,
                                          uke_record_get_code (call, UKE_FOLLOW_UP_REASON)),
                           uke_record_get_code (call, UKE_FOLLOW_UP_REASON_NOTE));

    gtk_box_append (box, new_line (text));
  }
}

/**
 * uke_end_dialog_present:
 * @widget: what it is opened from
 * @clinic: the clinic
 * @file: whose contact is to end
 *
 * Asks why contact with a patient ends and says beforehand what follows: all future messages and
 * calls stop, the history stays, and of the bookings that are still to come those that are checked
 * are cancelled.
 *
 * Thread: main
 * Source: product.md 4.2 no. 12
 */
void
uke_end_dialog_present (GtkWidget *widget, UkeClinic *clinic, UkePatientFile *file)
{
  g_autofree char *name = uke_person_text_name (file->patient);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), NULL,
                              _ ("Every message and call to them stops. The history stays.")));
  GtkWidget *details = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  Ending *ending = g_new0 (Ending, 1);

  ending->widget = g_object_ref (widget);
  ending->clinic = g_object_ref (clinic);
  ending->file = uke_patient_file_ref (file);
  ending->checks = g_ptr_array_new_with_free_func (g_object_unref);
  add_bookings (ending, GTK_BOX (details));
  add_calls (ending, GTK_BOX (details));
  adw_message_dialog_format_heading (dialog, _ ("End contact with %s?"), name);
  adw_message_dialog_set_extra_child (dialog, details);
  adw_message_dialog_add_response (dialog, "cancel", _ ("_Keep in contact"));
  for (unsigned i = 0; i < G_N_ELEMENTS (reasons); i++)
    adw_message_dialog_add_response (dialog, reasons[i],
                                     uke_code_word (UKE_CODES_ENDED_REASON, reasons[i]));
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), ending,
                         (GClosureNotify)(void (*) (void))ending_free, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
