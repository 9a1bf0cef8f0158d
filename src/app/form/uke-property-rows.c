/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/form/uke-property-rows.h"

#include "app/form/uke-checked-row.h"
#include "app/form/uke-record-choice.h"
#include "app/widgets/uke-property-text.h"
#include "base/uke-era.h"

#include <glib/gi18n.h>

static UkeRecord *
get_property (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "property");
}

static UkeRecord *
get_value (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "value");
}

/* The row of a date says how it is understood, or what is wrong, as soon as it is typed. */
static gboolean
check_date (const char *text, UkeDate today, char **out_note)
{
  UkeDate date;
  gboolean is_date = uke_era_parse (text, &date, NULL);

  *out_note = is_date ? uke_era_format_full (date)
                      : g_strdup (_ ("Please type a date, as R8.6.14 or 2026/6/14"));
  return is_date;
}

static GtkWidget *
new_entry (UkeRecord *property, const char *value, UkeDate today)
{
  GtkWidget *row = g_object_new (UKE_TYPE_CHECKED_ROW, NULL);
  g_autofree char *text = uke_property_text (property, value);

  gtk_editable_set_text (GTK_EDITABLE (row), text);
  if (g_str_equal (uke_record_get_code (property, UKE_PROPERTY_KIND), "date"))
    uke_checked_row_set_check (UKE_CHECKED_ROW (row), check_date, today);
  return row;
}

static GtkWidget *
new_choice (UkeRecord *property, const char *value)
{
  GtkWidget *row = adw_combo_row_new ();
  g_auto (GStrv) choices
      = g_strsplit (uke_record_get_code (property, UKE_PROPERTY_CHOICES), "\n", -1);

  uke_text_choice_fill (ADW_COMBO_ROW (row), _ ("Not asked"), (const char *const *)choices, value);
  return row;
}

static GtkWidget *
new_check (const char *value)
{
  GtkWidget *row = adw_action_row_new (), *toggle = gtk_switch_new ();

  gtk_switch_set_active (GTK_SWITCH (toggle), g_strcmp0 (value, UKE_PROPERTY_CHECKED) == 0);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_object_set_data (G_OBJECT (row), "switch", toggle);
  return row;
}

/**
 * uke_property_row_new:
 * @property: one of the clinic's own properties
 * @value: (nullable): what the patient has for it
 * @today: the clinic's day
 *
 * Returns: (transfer floating): a row to type or choose it in
 * Thread: main
 * Source: product.md 4.2
 */
GtkWidget *
uke_property_row_new (UkeRecord *property, UkeRecord *value, UkeDate today)
{
  const char *kind = uke_record_get_code (property, UKE_PROPERTY_KIND);
  const char *text = value != NULL ? uke_record_get_text (value, UKE_PATIENT_PROPERTY_VALUE) : NULL;
  const char *name = uke_record_get_code (property, UKE_PROPERTY_NAME);
  GtkWidget *row, *toggle;

  if (g_str_equal (kind, "choice"))
    row = new_choice (property, text);
  else if (g_str_equal (kind, "check"))
    row = new_check (text);
  else
    row = new_entry (property, text, today);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  toggle = g_object_get_data (G_OBJECT (row), "switch");
  if (toggle != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
  g_object_set_data_full (G_OBJECT (row), "property", g_object_ref (property), g_object_unref);
  if (value != NULL)
    g_object_set_data_full (G_OBJECT (row), "value", g_object_ref (value), g_object_unref);
  return row;
}

static char *
read_row (GtkWidget *row, char **out_problem)
{
  GtkWidget *toggle = g_object_get_data (G_OBJECT (row), "switch");

  *out_problem = NULL;
  if (toggle != NULL)
    return gtk_switch_get_active (GTK_SWITCH (toggle)) ? g_strdup (UKE_PROPERTY_CHECKED) : NULL;
  if (ADW_IS_COMBO_ROW (row))
    return g_strdup (uke_code_choice_get (ADW_COMBO_ROW (row)));
  return uke_property_read (get_property (row), gtk_editable_get_text (GTK_EDITABLE (row)),
                            out_problem);
}

/**
 * uke_property_row_add_to_form:
 * @row: from uke_property_row_new()
 * @form: the patient's form
 * @now_us: UTC microseconds, for a new id
 * @out_problem: (out): set to a sentence where what was typed cannot be kept
 *
 * Returns: whether it could be read
 * Thread: main
 */
gboolean
uke_property_row_add_to_form (GtkWidget *row,
                              UkePatientForm *form,
                              int64_t now_us,
                              char **out_problem)
{
  UkeRecord *seen = get_value (row);
  g_autofree char *value = read_row (row, out_problem);
  UkeDraft *draft;

  if (*out_problem != NULL)
    return FALSE;
  if (value == NULL) {
    if (seen != NULL)
      uke_patient_form_remove (form, seen);
    return TRUE;
  }
  if (seen != NULL) {
    draft = uke_draft_new_from (seen);
  } else {
    draft = uke_draft_new (&UKE_ENTITY_PATIENT_PROPERTY, now_us);
    uke_draft_set_id (draft, UKE_PATIENT_PROPERTY_PATIENT_ID, uke_draft_get_id (form->patient));
    uke_draft_set_id (draft, UKE_PATIENT_PROPERTY_PROPERTY_ID,
                      uke_record_get_id (get_property (row)));
  }
  uke_draft_set_text (draft, UKE_PATIENT_PROPERTY_VALUE, value);
  uke_patient_form_add (form, draft);
  return TRUE;
}
