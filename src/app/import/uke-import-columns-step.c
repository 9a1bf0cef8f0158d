/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/import/uke-import-columns-step.h"

#include "app/import/uke-import-column-row.h"
#include "app/import/uke-import-file-card.h"
#include "app/import/uke-import-forecast.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

/* Rows are made a few at a time: a list may have hundreds of columns. */
#define ROWS_A_TURN 8

struct _UkeImportColumnsStep {
  UkeImportStep parent_instance;

  UkeImportTargets *targets; /* (owned) (nullable) */
  char *signature;           /* (owned) (nullable): kind and header row that the rows are of */
  unsigned n_made;
  guint making; /* source id, 0 when all rows are there */

  AdwFlap *flap;
  UkeImportFileCard *card;
  GtkBox *rows;
  UkeImportForecast *forecast;
  GtkWidget *clinical;
  GtkLabel *clinical_names;
  GtkWidget *trouble;
  GtkLabel *trouble_text;
  GtkWidget *remembers_row;
  GtkSwitch *remembers;
  GtkSwitch *backs_up;
};

G_DEFINE_FINAL_TYPE (UkeImportColumnsStep, uke_import_columns_step, UKE_TYPE_IMPORT_STEP)

static UkeImportSession *
get_session (UkeImportColumnsStep *self)
{
  return uke_import_step_get_session (UKE_IMPORT_STEP (self));
}

static void
clear_rows (UkeImportColumnsStep *self)
{
  GtkWidget *row;

  g_clear_handle_id (&self->making, g_source_remove);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_box_remove (self->rows, row);
  self->n_made = 0;
  g_clear_pointer (&self->targets, uke_import_targets_free);
  g_clear_pointer (&self->signature, g_free);
}

static gboolean
make_rows_cb (gpointer data)
{
  UkeImportColumnsStep *self = data;
  unsigned n = uke_import_session_get_mapping (get_session (self))->n_columns;

  for (unsigned i = 0; i < ROWS_A_TURN && self->n_made < n; i++)
    gtk_box_append (self->rows,
                    uke_import_column_row_new (get_session (self), self->n_made++, self->targets));
  if (self->n_made < n)
    return G_SOURCE_CONTINUE;
  self->making = 0;
  return G_SOURCE_REMOVE;
}

static void
make_rows (UkeImportColumnsStep *self, const UkeImportMapping *mapping)
{
  g_autofree char *signature = g_strdup_printf ("%s %s", mapping->kind, mapping->signature);

  if (g_strcmp0 (signature, self->signature) == 0)
    return;
  clear_rows (self);
  self->signature = g_steal_pointer (&signature);
  self->targets = uke_import_targets_new (mapping->kind);
  if (make_rows_cb (self))
    self->making = g_idle_add (make_rows_cb, self);
}

static void
show_clinical (UkeImportColumnsStep *self, const UkeImportMapping *mapping)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *text = NULL;
  unsigned n = 0;

  for (unsigned i = 0; i < mapping->n_columns; i++) {
    if (mapping->targets[i] == UKE_IMPORT_TARGET_CLINICAL)
      g_string_append_printf (names, "%s%s", n++ > 0 ? _ (", ") : "", mapping->headers[i]);
  }
  text = g_strdup_printf (ngettext ("Kept out: %s (%u column)", "Kept out: %s (%u columns)", n),
                          names->str, n);
  gtk_label_set_text (self->clinical_names, text);
  gtk_widget_set_visible (self->clinical, n > 0);
}

static void
follow_columns (UkeImportColumnsStep *self)
{
  UkeImportSession *session = get_session (self);
  const UkeImportMapping *mapping = uke_import_session_get_mapping (session);

  if (mapping == NULL) {
    clear_rows (self);
    return;
  }
  make_rows (self, mapping);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    uke_import_column_row_follow (UKE_IMPORT_COLUMN_ROW (row));
  show_clinical (self, mapping);
  adw_action_row_set_subtitle (
      ADW_ACTION_ROW (self->remembers_row),
      uke_import_session_is_remembered (session) ? _ ("Mapped as at the last import") : "");
}

static void
follow_forecast (UkeImportColumnsStep *self)
{
  const GError *error = uke_import_session_get_forecast_error (get_session (self));
  g_autofree char *sentence = error != NULL ? uke_words_for_error (error) : NULL;

  gtk_widget_set_visible (self->trouble, error != NULL);
  gtk_label_set_text (self->trouble_text, sentence != NULL ? sentence : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->trouble), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  sentence != NULL ? sentence : "", -1);
  uke_import_step_changed (UKE_IMPORT_STEP (self));
}

static void
remembers_cb (UkeImportColumnsStep *self)
{
  uke_import_session_set_remembers (get_session (self), gtk_switch_get_active (self->remembers));
}

static void
backs_up_cb (UkeImportColumnsStep *self)
{
  uke_import_session_set_backs_up (get_session (self), gtk_switch_get_active (self->backs_up));
}

static void
uke_import_columns_step_constructed (GObject *object)
{
  UkeImportColumnsStep *self = UKE_IMPORT_COLUMNS_STEP (object);
  UkeImportSession *session = get_session (self);

  G_OBJECT_CLASS (uke_import_columns_step_parent_class)->constructed (object);
  uke_import_file_card_set_session (self->card, session);
  uke_import_forecast_set_session (self->forecast, session);
  gtk_switch_set_active (self->remembers, uke_import_session_get_remembers (session));
  g_signal_connect_object (session, "columns-changed", G_CALLBACK (follow_columns), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "stage-changed", G_CALLBACK (follow_columns), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "forecast-changed", G_CALLBACK (follow_forecast), self,
                           G_CONNECT_SWAPPED);
}

static const char *
uke_import_columns_step_get_title (UkeImportStep *step)
{
  return C_ ("import step", "Columns");
}

static gboolean
uke_import_columns_step_can_go_on (UkeImportStep *step)
{
  const UkeImportMapping *mapping
      = uke_import_session_get_mapping (uke_import_step_get_session (step));

  return mapping != NULL && uke_import_mapping_check (mapping, NULL);
}

static AdwFlap *
uke_import_columns_step_get_flap (UkeImportStep *step)
{
  return UKE_IMPORT_COLUMNS_STEP (step)->flap;
}

static void
uke_import_columns_step_shown (UkeImportStep *step)
{
  gtk_widget_grab_focus (GTK_WIDGET (UKE_IMPORT_COLUMNS_STEP (step)->card));
}

static void
uke_import_columns_step_dispose (GObject *object)
{
  UkeImportColumnsStep *self = UKE_IMPORT_COLUMNS_STEP (object);

  g_clear_handle_id (&self->making, g_source_remove);
  G_OBJECT_CLASS (uke_import_columns_step_parent_class)->dispose (object);
  g_clear_pointer (&self->targets, uke_import_targets_free);
  g_clear_pointer (&self->signature, g_free);
}

static void
uke_import_columns_step_class_init (UkeImportColumnsStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UkeImportStepClass *step_class = UKE_IMPORT_STEP_CLASS (klass);

  g_type_ensure (UKE_TYPE_IMPORT_FILE_CARD);
  g_type_ensure (UKE_TYPE_IMPORT_FORECAST);
  G_OBJECT_CLASS (klass)->constructed = uke_import_columns_step_constructed;
  G_OBJECT_CLASS (klass)->dispose = uke_import_columns_step_dispose;
  step_class->get_title = uke_import_columns_step_get_title;
  step_class->can_go_on = uke_import_columns_step_can_go_on;
  step_class->get_flap = uke_import_columns_step_get_flap;
  step_class->shown = uke_import_columns_step_shown;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/import/uke-import-columns-step.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnsStep, flap);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnsStep, card);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnsStep, rows);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnsStep, forecast);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnsStep, clinical);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnsStep, clinical_names);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnsStep, trouble);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnsStep, trouble_text);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnsStep, remembers_row);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnsStep, remembers);
  gtk_widget_class_bind_template_child (widget_class, UkeImportColumnsStep, backs_up);
  gtk_widget_class_bind_template_callback (widget_class, remembers_cb);
  gtk_widget_class_bind_template_callback (widget_class, backs_up_cb);
}

static void
uke_import_columns_step_init (UkeImportColumnsStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
