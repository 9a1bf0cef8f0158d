/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/patients/uke-call-patient.h"

#include "app/uke-perform.h"
#include "clinic/uke-patient-query.h"

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkePatientFile) file
      = uke_clinic_reload_patient_finish (UKE_CLINIC (source), result, &error);
  char hex[UKE_ID_HEX_SIZE];

  if (file == NULL) {
    uke_present_error (widget, error);
  } else if (file->open_follow_ups->len > 0) {
    uke_id_to_hex (uke_record_get_id (file->open_follow_ups->pdata[0]), hex);
    gtk_widget_activate_action (widget, "win.record", "(ss)", "followup", hex);
  } else {
    uke_id_to_hex (uke_record_get_id (file->patient), hex);
    gtk_widget_activate_action (widget, "win.plan-call", "s", hex);
  }
}

/**
 * uke_call_patient:
 * @widget: the window, or a widget of it that stays
 * @clinic: an open clinic
 * @patient_id: whom to call
 *
 * Goes to the call that is owed to a patient; where none is, the form of a new one opens.
 *
 * Thread: main
 * Source: design.md 7
 */
void
uke_call_patient (GtkWidget *widget, UkeClinic *clinic, const UkeId *patient_id)
{
  uke_clinic_reload_patient_async (clinic, patient_id, NULL, read_cb, g_object_ref (widget));
}
