/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-form-row.h"
#include "app/settings/uke-settings-pane.h"
#include "app/settings/uke-settings-panes.h"
#include "app/uke-perform.h"
#include "clinic/uke-set-up-commands.h"

#include <glib/gi18n.h>

/* clang-format off */
static const UkeFormField FIELDS[] = {
  { UKE_CLINIC_FIELD_NAME, UKE_FORM_TEXT, N_ ("Name of the clinic"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, TRUE, FALSE },
  { UKE_CLINIC_FIELD_PHONE, UKE_FORM_TEXT, N_ ("Phone"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, FALSE, FALSE },
  { UKE_CLINIC_FIELD_POSTAL_CODE, UKE_FORM_TEXT, N_ ("Postal code"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, FALSE, FALSE },
  { UKE_CLINIC_FIELD_ADDRESS, UKE_FORM_TEXT, N_ ("Address"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, FALSE, FALSE },
};
/* clang-format on */

typedef struct {
  UkeClinic *clinic; /* (unowned): the handlers go with the widget */
  GtkWidget *group;
  UkeFormRow *rows[G_N_ELEMENTS (FIELDS)];
} Place;

static void
show_place (GtkWidget *group)
{
  Place *place = g_object_get_data (G_OBJECT (group), "uke-place");
  gboolean may_change = uke_clinic_may (place->clinic, UKE_ACTION_SET_UP_CLINIC);

  for (unsigned i = 0; i < G_N_ELEMENTS (FIELDS); i++) {
    uke_form_row_show (place->rows[i], uke_clinic_get_place (place->clinic));
    uke_form_row_set_editable (place->rows[i], may_change);
  }
}

static void
show_again (gpointer data)
{
  show_place (data);
  g_object_unref (data);
}

static void
settled_cb (UkeFormRow *row, gpointer user_data)
{
  Place *place = user_data;
  g_autoptr (UkeDraft) draft = uke_draft_new_from (uke_clinic_get_place (place->clinic));

  uke_form_row_read (row, draft);
  if (!uke_form_row_is_filled (row))
    show_place (place->group);
  else if (uke_draft_has_changes (draft))
    uke_perform_then (place->group, uke_command_set_up (g_steal_pointer (&draft)),
                      _ ("Clinic changed"), NULL, g_object_ref (place->group), show_again);
}

static void
changed_cb (GtkWidget *group, UkeChanges *changes)
{
  if (uke_changes_touches (changes, &UKE_ENTITY_CLINIC))
    show_place (group);
}

static GtkWidget *
make_place (UkeClinic *clinic)
{
  GtkWidget *group = uke_settings_group_new (
      _ ("Clinic"), _ ("The name stands in scripts, on the recovery sheet and in lists."));
  Place *place = g_new0 (Place, 1);

  place->clinic = clinic;
  place->group = group;
  for (unsigned i = 0; i < G_N_ELEMENTS (FIELDS); i++) {
    place->rows[i] = uke_form_row_new (&FIELDS[i], NULL, settled_cb, place);
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               uke_form_row_get_widget (place->rows[i]));
  }
  g_object_set_data_full (G_OBJECT (group), "uke-place", place, g_free);
  g_signal_connect_object (clinic, "changed", G_CALLBACK (changed_cb), group, G_CONNECT_SWAPPED);
  g_signal_connect_object (clinic, "sitting-changed", G_CALLBACK (show_place), group,
                           G_CONNECT_SWAPPED);
  show_place (group);
  return group;
}

/**
 * uke_place_settings_new:
 * @clinic: the clinic
 *
 * Returns: (transfer floating): the clinic itself and when it is open
 * Thread: main
 */
GtkWidget *
uke_place_settings_new (UkeClinic *clinic)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  gtk_box_append (GTK_BOX (box), make_place (clinic));
  gtk_box_append (GTK_BOX (box), uke_hours_settings_new (clinic));
  gtk_box_append (GTK_BOX (box), uke_closure_settings_new (clinic));
  return uke_settings_pane_new (clinic, UKE_ACTION_SET_UP_CLINIC, box);
}
