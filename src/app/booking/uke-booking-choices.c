/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/booking/uke-booking-choices.h"

#include "clinic/uke-clinic.h"

#include <glib/gi18n.h>

/* Fills a choice with the active records of a table; what is wanted is chosen. */
static void
fill_choice (GtkDropDown *choice,
             GPtrArray *ids,
             const char *first,
             GListModel *records,
             unsigned name_field,
             gboolean (*is_wanted) (UkeRecord *record),
             const UkeId *selected)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint position = 0;

  gtk_string_list_append (names, first);
  g_ptr_array_add (ids, g_memdup2 (&UKE_ID_NONE, sizeof (UkeId)));
  for (guint i = 0; i < g_list_model_get_n_items (records); i++) {
    g_autoptr (UkeRecord) record = g_list_model_get_item (records, i);
    if (!is_wanted (record))
      continue;
    if (uke_id_equal (uke_record_get_id (record), selected))
      position = ids->len;
    gtk_string_list_append (names, uke_record_get_text (record, name_field));
    g_ptr_array_add (ids, g_memdup2 (uke_record_get_id (record), sizeof (UkeId)));
  }
  g_autoptr (GtkExpression) name
      = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  gtk_drop_down_set_expression (choice, name);
  gtk_drop_down_set_model (choice, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (choice, position);
}

static gboolean
is_active_menu (UkeRecord *record)
{
  return uke_record_get_bool (record, UKE_MENU_IS_ACTIVE);
}

static gboolean
is_active_provider (UkeRecord *record)
{
  return uke_record_get_bool (record, UKE_RESOURCE_IS_ACTIVE)
         && g_str_equal (uke_record_get_code (record, UKE_RESOURCE_KIND), "provider");
}

/**
 * Fills a choice with the menus in use.
 * @choice: the choice
 * @ids: filled with the id of each line, none for the first
 * @clinic: whose menus
 * @selected: what is chosen, if it is there
 *
 * Thread: main
 */
void
uke_booking_choices_fill_menus (GtkDropDown *choice,
                                GPtrArray *ids,
                                UkeClinic *clinic,
                                const UkeId *selected)
{
  fill_choice (choice, ids, _ ("No menu yet"), uke_clinic_get_menus (clinic), UKE_MENU_NAME,
               is_active_menu, selected);
}

/**
 * Fills a choice with the providers in use.
 * @choice: the choice
 * @ids: filled with the id of each line, none for the first
 * @clinic: whose providers
 * @selected: who is chosen, if they are there
 *
 * Thread: main
 */
void
uke_booking_choices_fill_providers (GtkDropDown *choice,
                                    GPtrArray *ids,
                                    UkeClinic *clinic,
                                    const UkeId *selected)
{
  fill_choice (choice, ids, _ ("Anybody"), uke_clinic_get_resources (clinic), UKE_RESOURCE_NAME,
               is_active_provider, selected);
}

/**
 * What is chosen.
 * @choice: a choice that was filled here
 * @ids: the ids of its lines
 *
 * Returns: (transfer none): the id, or UKE_ID_NONE.
 * Thread: main
 */
const UkeId *
uke_booking_choices_get (GtkDropDown *choice, GPtrArray *ids)
{
  guint selected = gtk_drop_down_get_selected (choice);

  return selected < ids->len ? g_ptr_array_index (ids, selected) : &UKE_ID_NONE;
}
