/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-record-editor.h"
#include "app/settings/uke-settings-pane.h"
#include "app/settings/uke-settings-panes.h"
#include "clinic/uke-set-up-query.h"

static GtkWidget *
make_pane (UkeClinic *clinic, GListModel *records, const UkeRecordForm *form)
{
  return uke_settings_pane_new (clinic, form->action,
                                uke_record_editor_new (clinic, records, form));
}

/**
 * uke_menu_settings_new:
 * @clinic: the clinic
 *
 * Returns: (transfer floating): the list of menus
 * Thread: main
 */
GtkWidget *
uke_menu_settings_new (UkeClinic *clinic)
{
  return make_pane (clinic, uke_clinic_get_menus (clinic), &UKE_MENU_FORM);
}

/**
 * uke_resource_settings_new:
 * @clinic: the clinic
 *
 * Returns: (transfer floating): the list of providers and chairs
 * Thread: main
 */
GtkWidget *
uke_resource_settings_new (UkeClinic *clinic)
{
  return make_pane (clinic, uke_clinic_get_resources (clinic), &UKE_RESOURCE_FORM);
}

/**
 * uke_staff_settings_new:
 * @clinic: the clinic
 *
 * Returns: (transfer floating): the list of staff
 * Thread: main
 */
GtkWidget *
uke_staff_settings_new (UkeClinic *clinic)
{
  return make_pane (clinic, uke_clinic_get_staff (clinic), &UKE_STAFF_FORM);
}

/**
 * uke_property_settings_new:
 * @clinic: the clinic
 *
 * Returns: (transfer floating): the list of the clinic's own fields
 * Thread: main
 */
GtkWidget *
uke_property_settings_new (UkeClinic *clinic)
{
  return make_pane (clinic, uke_clinic_get_properties (clinic), &UKE_PROPERTY_FORM);
}

/* The scripts are not kept in memory: they are read when the pane is made, and when one changed. */
static void
scripts_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GListStore) scripts = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records
      = uke_clinic_load_call_scripts_finish (UKE_CLINIC (source), result, &error);

  if (records != NULL)
    g_list_store_splice (scripts, 0, g_list_model_get_n_items (G_LIST_MODEL (scripts)),
                         records->pdata, records->len);
  else
    g_debug ("the scripts could not be read: %s", error->message);
}

static void
changed_cb (GListStore *scripts, UkeChanges *changes, UkeClinic *clinic)
{
  if (uke_changes_touches (changes, &UKE_ENTITY_CALL_SCRIPT))
    uke_clinic_load_call_scripts_async (clinic, NULL, scripts_loaded_cb, g_object_ref (scripts));
}

/**
 * uke_script_settings_new:
 * @clinic: the clinic
 *
 * Returns: (transfer floating): the list of call scripts
 * Thread: main
 */
GtkWidget *
uke_script_settings_new (UkeClinic *clinic)
{
  g_autoptr (GListStore) scripts = g_list_store_new (UKE_TYPE_RECORD);

  g_signal_connect_object (clinic, "changed", G_CALLBACK (changed_cb), scripts, G_CONNECT_SWAPPED);
  uke_clinic_load_call_scripts_async (clinic, NULL, scripts_loaded_cb, g_object_ref (scripts));
  return make_pane (clinic, G_LIST_MODEL (scripts), &UKE_SCRIPT_FORM);
}
