/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-duplicate-list.h"

#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-person-text.h"

#include <glib/gi18n.h>

struct _UkeDuplicateList {
  AdwBin parent_instance;

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (UkeDuplicateList, uke_duplicate_list, ADW_TYPE_BIN)

enum { CHOSEN, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static void
row_activated_cb (UkeDuplicateList *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[CHOSEN], 0, (const char *)g_object_get_data (G_OBJECT (row), "id"));
}

static void
uke_duplicate_list_class_init (UkeDuplicateListClass *klass)
{
  signals[CHOSEN] = g_signal_new ("chosen", UKE_TYPE_DUPLICATE_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
uke_duplicate_list_init (UkeDuplicateList *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Who it may be"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

static void
add_chip (GtkWidget *row, gboolean agrees, const char *word)
{
  if (agrees)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               uke_chip_new ("object-select-symbolic", word, "warn"));
}

static GtkWidget *
new_row (const UkeDuplicateCandidate *candidate, UkeDate today)
{
  UkeRecord *patient = candidate->patient;
  UkeDuplicateReasons reasons = candidate->reasons;
  g_autofree char *name = uke_person_text_name (patient), *kana = uke_person_text_kana (patient);
  g_autofree char *title = g_strdup_printf ("%s　%s", name, kana);
  g_autofree char *facts
      = uke_person_text_facts (uke_record_get_text (patient, UKE_PATIENT_PATIENT_NUMBER),
                               uke_record_get_text (patient, UKE_PATIENT_SEX),
                               uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE), today);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), facts);
  add_chip (row, (reasons & (UKE_DUPLICATE_SAME_NAME | UKE_DUPLICATE_VARIANT_NAME)) != 0,
            _ ("Name"));
  add_chip (row,
            (reasons & UKE_DUPLICATE_SAME_KANA) != 0
                && (reasons & (UKE_DUPLICATE_SAME_NAME | UKE_DUPLICATE_VARIANT_NAME)) == 0,
            _ ("Furigana"));
  add_chip (row, (reasons & UKE_DUPLICATE_SAME_BIRTH) != 0, _ ("Birth date"));
  add_chip (row, (reasons & (UKE_DUPLICATE_SAME_PHONE | UKE_DUPLICATE_WORK_PHONE)) != 0,
            _ ("Phone"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "id", uke_id_dup_hex (uke_record_get_id (patient)),
                          g_free);
  return row;
}

/**
 * uke_duplicate_list_show:
 * @self: the list
 * @candidates: (element-type UkeDuplicateCandidate): surest first
 * @today: the clinic's day, for ages
 *
 * Thread: main
 */
void
uke_duplicate_list_show (UkeDuplicateList *self, GPtrArray *candidates, UkeDate today)
{
  GtkListBoxRow *row;

  g_return_if_fail (UKE_IS_DUPLICATE_LIST (self));

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (unsigned i = 0; i < candidates->len; i++)
    gtk_list_box_append (self->list, new_row (g_ptr_array_index (candidates, i), today));
}
