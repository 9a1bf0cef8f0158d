/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/patients/uke-people-actions.h"

#include "app/form/uke-patient-editor.h"
#include "app/palette/uke-palette.h"
#include "app/patients/uke-call-patient.h"
#include "app/patients/uke-patients-page.h"
#include "app/uke-window.h"

static void
search_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeClinic *clinic = uke_window_get_clinic (UKE_WINDOW (widget));

  if (clinic != NULL)
    gtk_window_present (GTK_WINDOW (uke_palette_new (GTK_WINDOW (widget), clinic)));
}

/* "win.new-patient" ('what was searched for') */
static void
new_patient_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeClinic *clinic = uke_window_get_clinic (UKE_WINDOW (widget));

  if (clinic != NULL)
    gtk_window_present (GTK_WINDOW (
        uke_patient_editor_new (GTK_WINDOW (widget), clinic, g_variant_get_string (target, NULL))));
}

/* "win.found-patient" ('<hex>', 'what was searched for') */
static void
found_patient_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkePage *page = uke_window_show_page (UKE_WINDOW (widget), "patients");
  const char *hex, *text;
  UkeId id;

  g_variant_get (target, "(&s&s)", &hex, &text);
  if (UKE_IS_PATIENTS_PAGE (page) && uke_id_from_hex (hex, &id))
    uke_patients_page_show_found (UKE_PATIENTS_PAGE (page), &id, text);
}

/* "win.call-patient" ('<hex>') */
static void
call_patient_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeClinic *clinic = uke_window_get_clinic (UKE_WINDOW (widget));
  UkeId id;

  if (clinic != NULL && uke_id_from_hex (g_variant_get_string (target, NULL), &id))
    uke_call_patient (widget, clinic, &id);
}

/**
 * uke_people_actions_install:
 * @window_class: the class of the desk's window
 *
 * Declares what can be done about patients from anywhere: the palette and a new patient, with their
 * keys.
 *
 * Thread: main
 */
void
uke_people_actions_install (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "win.search", NULL, search_cb);
  gtk_widget_class_install_action (window_class, "win.new-patient", "s", new_patient_cb);
  gtk_widget_class_install_action (window_class, "win.call-patient", "s", call_patient_cb);
  gtk_widget_class_install_action (window_class, "win.found-patient", "(ss)", found_patient_cb);
  gtk_widget_class_add_binding_action (window_class, GDK_KEY_k, GDK_CONTROL_MASK, "win.search",
                                       NULL);
  gtk_widget_class_add_binding_action (window_class, GDK_KEY_n, GDK_CONTROL_MASK, "win.new-patient",
                                       "s", "");
}
