/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-card-relation.h"

#include "app/patients/uke-stage-bar.h"
#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-list-rows.h"
#include "app/widgets/uke-property-text.h"
#include "app/widgets/uke-wrap-layout.h"
#include "base/uke-era.h"

#include <glib/gi18n.h>

struct _UkeCardRelation {
  AdwBin parent_instance;

  UkeStageBar *stage;
  GtkLabel *visits;
  GtkLabel *last_visit;
  GtkLabel *interval;
  GtkLabel *amount;
  GtkWidget *amount_box;
  GtkLabel *no_shows;
  GtkLabel *last_visit_date;
  GtkListBox *facts;
  GtkBox *interests;
  GtkWidget *interests_group;
  GtkBox *treatments;
  GtkWidget *treatments_group;
  GtkListBox *calls;
  GtkWidget *calls_group;
  GtkListBox *properties;
  GtkWidget *properties_group;
  GtkLabel *note;
  GtkWidget *note_group;
};

G_DEFINE_FINAL_TYPE (UkeCardRelation, uke_card_relation, ADW_TYPE_BIN)

static void
uke_card_relation_class_init (UkeCardRelationClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UKE_TYPE_STAGE_BAR);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/patients/uke-card-relation.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, stage);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, visits);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, last_visit);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, interval);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, amount);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, amount_box);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, no_shows);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, last_visit_date);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, facts);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, interests);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, interests_group);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, treatments);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, treatments_group);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, calls);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, calls_group);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, properties);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, properties_group);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, note);
  gtk_widget_class_bind_template_child (widget_class, UkeCardRelation, note_group);
}

static void
uke_card_relation_init (UkeCardRelation *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->interests), uke_wrap_layout_new (6));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->treatments), uke_wrap_layout_new (6));
}

static void
set_text (GtkLabel *label, char *text)
{
  gtk_label_set_text (label, text);
  g_free (text);
}

static void
show_last_visit (UkeCardRelation *self, UkeDate last, UkeDate today)
{
  gtk_widget_set_visible (GTK_WIDGET (self->last_visit), last != UKE_DATE_NONE);
  if (last == UKE_DATE_NONE)
    gtk_label_set_text (self->last_visit, "");
  else if (last == today)
    gtk_label_set_text (self->last_visit, _ ("Today"));
  else
    set_text (self->last_visit, g_strdup_printf (ngettext ("%d day ago", "%d days ago",
                                                           (unsigned long)(today - last)),
                                                 today - last));
}

/* The mean time between visits needs at least two of them. */
static void
show_interval (UkeCardRelation *self, UkeRecord *patient)
{
  UkeDate first = uke_record_get_date (patient, UKE_PATIENT_FIRST_VISIT_DATE);
  UkeDate last = uke_record_get_date (patient, UKE_PATIENT_LAST_VISIT_DATE);
  int64_t visits = uke_record_get_int (patient, UKE_PATIENT_VISIT_COUNT);

  if (visits < 2 || first == UKE_DATE_NONE || last == UKE_DATE_NONE || last <= first)
    gtk_label_set_text (self->interval, "—");
  else
    set_text (self->interval,
              g_strdup_printf (_ ("%.1f months"), (last - first) / 30.44 / (double)(visits - 1)));
}

static void
show_facts (UkeCardRelation *self, UkePatientFile *file, UkeDate today)
{
  UkeRecord *patient = file->patient;
  UkeDate last = uke_record_get_date (patient, UKE_PATIENT_LAST_VISIT_DATE);
  int64_t amount = uke_record_get_int (patient, UKE_PATIENT_TOTAL_AMOUNT_YEN);

  uke_stage_bar_set_stage (self->stage, uke_record_get_text (patient, UKE_PATIENT_STAGE));
  set_text (self->last_visit_date,
            last != UKE_DATE_NONE ? uke_era_format_short (last) : g_strdup ("—"));
  set_text (self->visits, g_strdup_printf (_ ("%d times"), (int)uke_record_get_int (
                                                               patient, UKE_PATIENT_VISIT_COUNT)));
  show_last_visit (self, uke_record_get_date (patient, UKE_PATIENT_LAST_VISIT_DATE), today);
  show_interval (self, patient);
  gtk_widget_set_visible (self->amount_box, amount > 0);
  set_text (self->amount, g_strdup_printf ("¥%'d", (int)amount));
  set_text (self->no_shows, g_strdup_printf (_ ("%d times"), (int)file->n_no_shows));
}

static void
add_row (GtkListBox *list, const char *title, const char *subtitle, GtkWidget *suffix)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (suffix != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffix);
  gtk_widget_add_css_class (row, "uk-dense-row");
  gtk_list_box_append (list, row);
}

static void
show_calls (UkeCardRelation *self, UkeZone *zone, UkePatientFile *file)
{
  uke_list_box_clear (self->calls);
  for (unsigned i = 0; i < file->open_follow_ups->len; i++) {
    UkeRecord *call = g_ptr_array_index (file->open_follow_ups, i);
    int64_t due_at_us = uke_record_get_time_us (call, UKE_FOLLOW_UP_DUE_AT_US);
    g_autofree char *due
        = due_at_us > 0 ? uke_era_format_short (uke_zone_date_of (zone, due_at_us)) : NULL;

    add_row (self->calls,
             uke_code_word (UKE_CODES_FOLLOW_UP_REASON,
                            uke_record_get_code (call, UKE_FOLLOW_UP_REASON)),
             uke_record_get_text (call, UKE_FOLLOW_UP_REASON_NOTE),
             due != NULL ? uke_chip_new ("alarm-symbolic", due, "warn") : NULL);
  }
  gtk_widget_set_visible (self->calls_group, file->open_follow_ups->len > 0);
}

static void
add_fact (UkeCardRelation *self, const char *title, const char *value)
{
  GtkWidget *label = gtk_label_new (value != NULL && value[0] != '\0' ? value : "—");

  gtk_widget_add_css_class (label, "uk-dense");
  gtk_widget_add_css_class (label, "uk-numeric");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  add_row (self->facts, title, NULL, label);
}

static char *
format_date (UkeRecord *patient, unsigned field)
{
  UkeDate date = uke_record_get_date (patient, field);

  return date != UKE_DATE_NONE ? uke_era_format_western (date) : NULL;
}

/* The twelve properties of product.md F2, as far as they stand nowhere else on the card. */
static void
show_standing (UkeCardRelation *self, UkeClinic *clinic, UkeRecord *patient)
{
  UkeRecord *staff = uke_clinic_lookup (clinic, &UKE_ENTITY_STAFF,
                                        uke_record_get_id_value (patient, UKE_PATIENT_STAFF_ID));
  g_autofree char *first = format_date (patient, UKE_PATIENT_FIRST_VISIT_DATE),
                  *next = format_date (patient, UKE_PATIENT_NEXT_VISIT_DATE);
  g_autofree char *name
      = staff != NULL
            ? g_strdup_printf ("%s %s", uke_record_get_code (staff, UKE_STAFF_FAMILY_NAME),
                               uke_record_get_code (staff, UKE_STAFF_TITLE))
            : NULL;

  uke_list_box_clear (self->facts);
  add_fact (self, _ ("Source of visit"),
            uke_code_word (UKE_CODES_SOURCE, uke_record_get_text (patient, UKE_PATIENT_SOURCE)));
  add_fact (self, _ ("Responsible"), name);
  add_fact (self, _ ("First visit"), first);
  add_fact (self, _ ("Next planned visit"), next);
}

static void
show_chips (GtkBox *box,
            GtkWidget *group,
            const char *lines,
            const char *icon,
            const char *css_class)
{
  g_auto (GStrv) names = g_strsplit (lines != NULL ? lines : "", "\n", -1);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  for (unsigned i = 0; names[i] != NULL; i++)
    if (names[i][0] != '\0')
      gtk_box_append (box, uke_chip_new (icon, names[i], css_class));
  gtk_widget_set_visible (group, gtk_widget_get_first_child (GTK_WIDGET (box)) != NULL);
}

static void
add_property (UkeCardRelation *self, UkeRecord *property, const char *value)
{
  g_autofree char *text = uke_property_text (property, value);

  add_row (self->properties, uke_record_get_code (property, UKE_PROPERTY_NAME), text, NULL);
}

static void
show_properties (UkeCardRelation *self, UkeClinic *clinic, UkePatientFile *file)
{
  uke_list_box_clear (self->properties);
  for (unsigned i = 0; i < file->properties->len; i++) {
    UkeRecord *value = g_ptr_array_index (file->properties, i);
    UkeRecord *property
        = uke_clinic_lookup (clinic, &UKE_ENTITY_PROPERTY,
                             uke_record_get_id_value (value, UKE_PATIENT_PROPERTY_PROPERTY_ID));

    if (property != NULL)
      add_property (self, property, uke_record_get_text (value, UKE_PATIENT_PROPERTY_VALUE));
  }
  gtk_widget_set_visible (self->properties_group, file->properties->len > 0);
}

/**
 * uke_card_relation_show:
 * @self: the pane
 * @clinic: the clinic
 * @file: the patient
 *
 * Thread: main
 */
void
uke_card_relation_show (UkeCardRelation *self, UkeClinic *clinic, UkePatientFile *file)
{
  UkeZone *zone = uke_clinic_get_zone (clinic);
  const char *note = uke_record_get_text (file->patient, UKE_PATIENT_NOTE);

  g_return_if_fail (UKE_IS_CARD_RELATION (self));

  show_facts (self, file,
              uke_zone_date_of (zone, uke_clock_now_us (uke_clinic_get_clock (clinic))));
  show_standing (self, clinic, file->patient);
  show_chips (self->interests, self->interests_group,
              uke_record_get_text (file->patient, UKE_PATIENT_INTERESTS), "emote-love-symbolic",
              "purple");
  show_chips (self->treatments, self->treatments_group,
              uke_record_get_text (file->patient, UKE_PATIENT_TREATMENTS), NULL, NULL);
  show_calls (self, zone, file);
  show_properties (self, clinic, file);
  gtk_label_set_text (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (self->note_group, note != NULL);
}
