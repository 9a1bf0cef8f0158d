/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-end-dialog.h"

#include "app/uke-perform.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-person-text.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static const char *const reasons[] = { UKE_ENDED_DECEASED, UKE_ENDED_MOVED, UKE_ENDED_OTHER };

typedef struct {
  GtkWidget *widget;  /* (owned): what the dialog was opened from */
  UkeClinic *clinic;  /* (owned) */
  UkeRecord *patient; /* (owned) */
} Ending;

static void
ending_free (Ending *ending)
{
  g_object_unref (ending->widget);
  g_object_unref (ending->clinic);
  g_object_unref (ending->patient);
  g_free (ending);
}

static void
response_cb (Ending *ending, const char *response)
{
  UkeZone *zone = uke_clinic_get_zone (ending->clinic);
  UkeDate today = uke_zone_date_of (zone, uke_clock_now_us (uke_clinic_get_clock (ending->clinic)));

  if (g_strcmp0 (response, "cancel") == 0)
    return;
  uke_perform (ending->widget, uke_command_end_patient (ending->patient, response, today),
               _ ("Contact ended. No message and no call will go to this patient any more."));
}

/**
 * uke_end_dialog_present:
 * @widget: what it is opened from
 * @clinic: the clinic
 * @file: whose contact is to end
 *
 * Asks why contact with a patient ends and says beforehand what follows: all future messages and
 * calls stop, the history stays, bookings that are still to come are left to the staff.
 *
 * Thread: main
 * Source: product.md 4.2 no. 12
 */
void
uke_end_dialog_present (GtkWidget *widget, UkeClinic *clinic, UkePatientFile *file)
{
  g_autofree char *name = uke_person_text_name (file->patient);
  GtkWidget *dialog
      = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), NULL, NULL);
  Ending *ending = g_new0 (Ending, 1);

  ending->widget = g_object_ref (widget);
  ending->clinic = g_object_ref (clinic);
  ending->patient = g_object_ref (file->patient);
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("End contact with %s?"), name);
  if (file->upcoming->len > 0)
    adw_message_dialog_format_body (
        ADW_MESSAGE_DIALOG (dialog),
        ngettext (
            "Every message and call to them stops. The history stays. %u booking is still to come: "
            "please decide about it afterwards.",
            "Every message and call to them stops. The history stays. %u bookings are still to "
            "come: please decide about them afterwards.",
            file->upcoming->len),
        file->upcoming->len);
  else
    adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                                 _ ("Every message and call to them stops. The history stays."));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Keep in contact"));
  for (unsigned i = 0; i < G_N_ELEMENTS (reasons); i++)
    adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), reasons[i],
                                     uke_code_word (UKE_CODES_ENDED_REASON, reasons[i]));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), ending,
                         (GClosureNotify)(void (*) (void))ending_free, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
