/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/import/uke-import-run-step.h"

#include "app/import/uke-import-pace.h"
#include "app/import/uke-import-row.h"
#include "app/import/uke-import-words.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "exchange/uke-import-refused.h"
#include "model/uke-codes.h"
#include "words/uke-words-exchange.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

/* 0 stands for all. */
static const int FILTERS[]
    = { 0, UKE_IMPORT_CREATED, UKE_IMPORT_CHANGED, UKE_IMPORT_MATCHED, UKE_IMPORT_REFUSED };

struct _UkeImportRunStep {
  UkeImportStep parent_instance;

  UkeImportRowList *rows;       /* (owned) */
  GtkFileChooserNative *saving; /* (owned) (nullable) */
  UkeImportPace pace;
  char *action; /* (owned) (nullable) */
  guint pulse;  /* source id, 0 when nothing is being undone */

  GtkWidget *state;
  GtkImage *icon;
  GtkLabel *statement;
  GtkLabel *details;
  GtkProgressBar *progress;
  GtkWidget *stop;
  GtkWidget *review;
  GtkWidget *undo;
  GtkWidget *save;
  GtkBox *filters;
  GtkToggleButton *filter_buttons[G_N_ELEMENTS (FILTERS)];
  GtkStack *list_stack;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (UkeImportRunStep, uke_import_run_step, UKE_TYPE_IMPORT_STEP)

static UkeImportSession *
get_session (UkeImportRunStep *self)
{
  return uke_import_step_get_session (UKE_IMPORT_STEP (self));
}

static gboolean
has_run (UkeImportStage stage)
{
  return stage == UKE_IMPORT_STAGE_RUNNING || stage == UKE_IMPORT_STAGE_STOPPED
         || stage == UKE_IMPORT_STAGE_DONE || stage == UKE_IMPORT_STAGE_UNDOING
         || stage == UKE_IMPORT_STAGE_UNDONE;
}

/* The run once there is one, what is forecast until then. */
static UkeImport *
get_import (UkeImportRunStep *self)
{
  UkeImportSession *session = get_session (self);

  return has_run (uke_import_session_get_stage (session))
             ? uke_import_session_get_run (session)
             : uke_import_session_get_forecast (session);
}

static unsigned
count (UkeImport *import, int outcome)
{
  if (import == NULL)
    return 0;
  return outcome == 0 ? uke_import_get_results (import)->len
                      : uke_import_get_n (import, (UkeImportOutcome)outcome);
}

static void
show_counts (UkeImportRunStep *self)
{
  UkeImport *import = get_import (self);

  for (unsigned i = 0; i < G_N_ELEMENTS (FILTERS); i++) {
    const char *word = FILTERS[i] == 0 ? _ ("All rows")
                                       : uke_import_words_outcome ((UkeImportOutcome)FILTERS[i]);
    g_autofree char *label = g_strdup_printf ("%s %'u", word, count (import, FILTERS[i]));

    gtk_button_set_label (GTK_BUTTON (self->filter_buttons[i]), label);
  }
  gtk_stack_set_visible_child_name (
      self->list_stack, g_list_model_get_n_items (G_LIST_MODEL (self->rows)) > 0 ? "list" : "none");
}

static char *
describe_counts (UkeImport *import)
{
  g_autofree char *unknown = uke_import_words_unknown (uke_import_get_unknown (import));
  g_autofree char *counts = g_strdup_printf (
      _ ("New %'u, updated %'u, there already %'u, not imported %'u"),
      uke_import_get_n (import, UKE_IMPORT_CREATED), uke_import_get_n (import, UKE_IMPORT_CHANGED),
      uke_import_get_n (import, UKE_IMPORT_MATCHED), uke_import_get_n (import, UKE_IMPORT_REFUSED));

  return unknown != NULL ? g_strconcat (counts, "\n", unknown, NULL) : g_steal_pointer (&counts);
}

static void
say (UkeImportRunStep *self,
     const char *icon,
     const char *css_class,
     char *statement,
     char *details)
{
  static const char *const CLASSES[] = { "uk-ok", "uk-warn", "uk-err", "uk-accent" };
  g_autofree char *label = g_strdup_printf ("%s %s", statement, details);

  for (unsigned i = 0; i < G_N_ELEMENTS (CLASSES); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), CLASSES[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), css_class);
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_label_set_text (self->statement, statement);
  gtk_label_set_text (self->details, details);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->state), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  g_free (statement);
  g_free (details);
}

static void
say_forecast (UkeImportRunStep *self)
{
  UkeImportSession *session = get_session (self);
  UkeImport *forecast = uke_import_session_get_forecast (session);
  const GError *error = uke_import_session_get_error (session);

  if (error == NULL)
    error = uke_import_session_get_forecast_error (session);
  if (error != NULL) {
    say (self, "dialog-warning-symbolic", "uk-warn", g_strdup (_ ("Nothing is imported yet")),
         uke_words_for_error (error));
  } else if (forecast == NULL || uke_import_session_is_forecasting (session)) {
    say (self, "content-loading-symbolic", "uk-accent", g_strdup (_ ("Looking at the rows")),
         g_strdup_printf (_ ("%'u of %'u rows. You need not wait: the import looks at every row "
                             "again."),
                          forecast != NULL ? uke_import_get_n_done (forecast) : 0,
                          uke_import_session_get_file (session)->rows->len));
  } else {
    say (self, "object-select-symbolic", "uk-ok",
         g_strdup (_ ("This is what would happen. Nothing is imported yet.")),
         describe_counts (forecast));
  }
}

static void
say_running (UkeImportRunStep *self, UkeImport *run)
{
  UkeClock *clock = uke_clinic_get_clock (uke_import_session_get_clinic (get_session (self)));
  unsigned n_done = uke_import_get_n_done (run), n_rows = uke_import_get_n_rows (run);

  if (uke_import_session_is_backing_up (get_session (self))) {
    say (self, "content-loading-symbolic", "uk-accent",
         g_strdup (_ ("Making a backup before the import")),
         g_strdup (_ ("Nothing is imported yet")));
    return;
  }
  uke_import_pace_note (&self->pace, n_done, uke_clock_monotonic_us (clock));
  say (self, "content-loading-symbolic", "uk-accent",
       g_strdup_printf (_ ("Importing: %'u of %'u rows"), n_done, n_rows),
       uke_import_pace_describe (&self->pace, n_rows));
  gtk_progress_bar_set_fraction (self->progress, n_rows > 0 ? (double)n_done / n_rows : 0);
}

static void
say_stopped (UkeImportRunStep *self, UkeImport *run)
{
  const GError *error = uke_import_session_get_error (get_session (self));
  unsigned n_done = uke_import_get_n_done (run), n_rows = uke_import_get_n_rows (run);
  g_autofree char *sentence = error != NULL ? uke_words_for_error (error) : NULL;

  say (self, "media-playback-pause-symbolic", "uk-warn",
       g_strdup_printf (_ ("Stopped after %'u of %'u rows"), n_done, n_rows),
       sentence != NULL
           ? g_strdup_printf ("%s %s", sentence, _ ("It can go on from there."))
           : g_strdup_printf (_ ("%'u rows are not imported. It can go on from there."),
                              n_rows - n_done));
}

static void
say_done (UkeImportRunStep *self, UkeImport *run)
{
  const GError *error = uke_import_session_get_error (get_session (self));

  if (error != NULL)
    say (self, "dialog-warning-symbolic", "uk-warn", g_strdup (_ ("Not all of it could be undone")),
         uke_words_for_error (error));
  else
    say (self, "emblem-ok-symbolic", "uk-ok",
         g_strdup_printf (_ ("All %'u rows are through"), uke_import_get_n_rows (run)),
         describe_counts (run));
}

static gboolean
pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (UKE_IMPORT_RUN_STEP (data)->progress);
  return G_SOURCE_CONTINUE;
}

static void
show_pulse (UkeImportRunStep *self, gboolean is_undoing)
{
  if (is_undoing && self->pulse == 0)
    self->pulse = g_timeout_add (200, pulse_cb, self);
  else if (!is_undoing)
    g_clear_handle_id (&self->pulse, g_source_remove);
}

static void
show_statement (UkeImportRunStep *self)
{
  UkeImport *run = uke_import_session_get_run (get_session (self));

  switch (uke_import_session_get_stage (get_session (self))) {
  case UKE_IMPORT_STAGE_EMPTY:
  case UKE_IMPORT_STAGE_READING:
    break;
  case UKE_IMPORT_STAGE_CHOSEN:
    say_forecast (self);
    break;
  case UKE_IMPORT_STAGE_RUNNING:
    say_running (self, run);
    break;
  case UKE_IMPORT_STAGE_STOPPED:
    say_stopped (self, run);
    break;
  case UKE_IMPORT_STAGE_DONE:
    say_done (self, run);
    break;
  case UKE_IMPORT_STAGE_UNDOING:
    say (self, "edit-undo-symbolic", "uk-accent", g_strdup (_ ("The import is being undone")),
         g_strdup (_ ("Newest rows first")));
    break;
  case UKE_IMPORT_STAGE_UNDONE:
    say (self, "edit-undo-symbolic", "uk-ok", g_strdup (_ ("The import is undone")),
         g_strdup (_ ("Everything is as it was before.")));
    break;
  }
}

static void
show_buttons (UkeImportRunStep *self)
{
  UkeImportSession *session = get_session (self);
  UkeImportStage stage = uke_import_session_get_stage (session);
  UkeImport *run = uke_import_session_get_run (session);
  gboolean is_over = stage == UKE_IMPORT_STAGE_DONE || stage == UKE_IMPORT_STAGE_STOPPED;

  gtk_widget_set_visible (GTK_WIDGET (self->progress),
                          stage == UKE_IMPORT_STAGE_RUNNING || stage == UKE_IMPORT_STAGE_UNDOING);
  gtk_widget_set_visible (self->stop, stage == UKE_IMPORT_STAGE_RUNNING);
  gtk_widget_set_visible (self->review, is_over && run != NULL
                                            && uke_import_get_n (run, UKE_IMPORT_CREATED) > 0
                                            && g_str_equal (uke_import_session_get_kind (session),
                                                            UKE_IMPORT_PATIENTS));
  gtk_widget_set_visible (
      self->undo,
      is_over && uke_clinic_may (uke_import_session_get_clinic (session), UKE_ACTION_IMPORT_UNDO));
  gtk_widget_set_visible (self->save,
                          is_over && run != NULL && uke_import_get_n (run, UKE_IMPORT_REFUSED) > 0);
  show_pulse (self, stage == UKE_IMPORT_STAGE_UNDOING);
}

static void
follow_rows (UkeImportRunStep *self)
{
  uke_import_row_list_follow (self->rows);
  show_counts (self);
  show_statement (self);
}

static void
follow_session (UkeImportRunStep *self)
{
  UkeImportStage stage = uke_import_session_get_stage (get_session (self));

  uke_import_row_list_set_import (self->rows, get_import (self));
  if (stage == UKE_IMPORT_STAGE_RUNNING)
    uke_import_pace_begin (&self->pace);
  follow_rows (self);
  show_buttons (self);
  uke_import_step_changed (UKE_IMPORT_STEP (self));
  if (stage == UKE_IMPORT_STAGE_DONE && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (self->state);
}

static void
forecast_changed_cb (UkeImportRunStep *self)
{
  if (uke_import_session_get_stage (get_session (self)) != UKE_IMPORT_STAGE_CHOSEN)
    return;
  uke_import_row_list_set_import (self->rows, get_import (self));
  follow_rows (self);
  uke_import_step_changed (UKE_IMPORT_STEP (self));
}

static void
filter_toggled_cb (GtkToggleButton *button, UkeImportRunStep *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  uke_import_row_list_set_outcome (
      self->rows, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "uke-outcome")));
  show_counts (self);
}

static void
undo_cb (UkeImportRunStep *self)
{
  uke_import_session_undo (get_session (self));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeImportRunStep) self = data;
  g_autoptr (GError) error = NULL;
  UkeWindow *window = uke_window_of (GTK_WIDGET (self));

  if (!uke_import_save_refused_finish (UKE_IMPORT (source), result, &error))
    uke_present_error (GTK_WIDGET (self), error);
  else if (window != NULL)
    uke_window_say (window, _ ("Saved. Put the rows right there and import that file."));
}

static void
save_chosen_cb (GtkNativeDialog *dialog, int response, UkeImportRunStep *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  g_clear_object (&self->saving);
  if (path != NULL)
    uke_import_save_refused_async (uke_import_session_get_run (get_session (self)), path,
                                   C_ ("column", "Reason"), uke_words_for_import, NULL, saved_cb,
                                   g_object_ref (self));
}

static void
save_cb (UkeImportRunStep *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *name = g_strdup_printf (_ ("Not imported %s"),
                                           uke_import_session_get_file_name (get_session (self)));

  if (self->saving != NULL)
    return;
  self->saving
      = gtk_file_chooser_native_new (_ ("Save the rows that were not imported"), GTK_WINDOW (root),
                                     GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->saving), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->saving), name);
  g_signal_connect_object (self->saving, "response", G_CALLBACK (save_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->saving));
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, uke_import_row_new ());
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  uke_import_row_show (UKE_IMPORT_ROW (gtk_list_item_get_child (list_item)),
                       gtk_list_item_get_item (list_item));
}

static void
make_filters (UkeImportRunStep *self)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (FILTERS); i++) {
    GtkWidget *button = gtk_toggle_button_new_with_label ("");

    self->filter_buttons[i] = GTK_TOGGLE_BUTTON (button);
    g_object_set_data (G_OBJECT (button), "uke-outcome", GINT_TO_POINTER (FILTERS[i]));
    if (i > 0)
      gtk_toggle_button_set_group (self->filter_buttons[i], self->filter_buttons[0]);
    else
      gtk_toggle_button_set_active (self->filter_buttons[i], TRUE);
    gtk_box_append (self->filters, button);
    g_signal_connect_object (button, "toggled", G_CALLBACK (filter_toggled_cb), self, 0);
  }
}

static void
uke_import_run_step_constructed (GObject *object)
{
  UkeImportRunStep *self = UKE_IMPORT_RUN_STEP (object);
  UkeImportSession *session = get_session (self);

  G_OBJECT_CLASS (uke_import_run_step_parent_class)->constructed (object);
  g_signal_connect_object (session, "stage-changed", G_CALLBACK (follow_session), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "forecast-changed", G_CALLBACK (forecast_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "run-progress", G_CALLBACK (follow_rows), self,
                           G_CONNECT_SWAPPED);
}

static const char *
uke_import_run_step_get_title (UkeImportStep *step)
{
  return C_ ("import step", "Import");
}

static const char *
uke_import_run_step_get_action (UkeImportStep *step, const char **out_icon)
{
  UkeImportRunStep *self = UKE_IMPORT_RUN_STEP (step);

  g_clear_pointer (&self->action, g_free);
  *out_icon = "document-save-symbolic";
  switch (uke_import_session_get_stage (get_session (self))) {
  case UKE_IMPORT_STAGE_EMPTY:
  case UKE_IMPORT_STAGE_READING:
  case UKE_IMPORT_STAGE_RUNNING:
  case UKE_IMPORT_STAGE_UNDOING:
    return NULL;
  case UKE_IMPORT_STAGE_CHOSEN:
    self->action = g_strdup (_ ("Import now"));
    break;
  case UKE_IMPORT_STAGE_STOPPED:
    self->action = g_strdup (_ ("Go on importing"));
    break;
  case UKE_IMPORT_STAGE_DONE:
  case UKE_IMPORT_STAGE_UNDONE:
    *out_icon = "object-select-symbolic";
    self->action = g_strdup (_ ("Finish"));
    break;
  }
  return self->action;
}

static gboolean
uke_import_run_step_can_go_on (UkeImportStep *step)
{
  const UkeImportMapping *mapping
      = uke_import_session_get_mapping (uke_import_step_get_session (step));

  return mapping != NULL && uke_import_mapping_check (mapping, NULL);
}

static gboolean
uke_import_run_step_can_go_back (UkeImportStep *step)
{
  return uke_import_session_get_stage (uke_import_step_get_session (step))
         == UKE_IMPORT_STAGE_CHOSEN;
}

static void
uke_import_run_step_act (UkeImportStep *step)
{
  UkeImportSession *session = uke_import_step_get_session (step);
  UkeImportStage stage = uke_import_session_get_stage (session);

  if (stage == UKE_IMPORT_STAGE_CHOSEN || stage == UKE_IMPORT_STAGE_STOPPED)
    uke_import_session_start (session);
  else
    uke_import_session_reset (session);
}

static void
uke_import_run_step_shown (UkeImportStep *step)
{
  UkeImportRunStep *self = UKE_IMPORT_RUN_STEP (step);

  follow_rows (self);
  gtk_widget_grab_focus (self->state);
}

static void
uke_import_run_step_dispose (GObject *object)
{
  UkeImportRunStep *self = UKE_IMPORT_RUN_STEP (object);

  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_object (&self->rows);
  g_clear_object (&self->saving);
  g_clear_pointer (&self->action, g_free);
  G_OBJECT_CLASS (uke_import_run_step_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/import/uke-import-run-step.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeImportRunStep, state);
  gtk_widget_class_bind_template_child (widget_class, UkeImportRunStep, icon);
  gtk_widget_class_bind_template_child (widget_class, UkeImportRunStep, statement);
  gtk_widget_class_bind_template_child (widget_class, UkeImportRunStep, details);
  gtk_widget_class_bind_template_child (widget_class, UkeImportRunStep, progress);
  gtk_widget_class_bind_template_child (widget_class, UkeImportRunStep, stop);
  gtk_widget_class_bind_template_child (widget_class, UkeImportRunStep, review);
  gtk_widget_class_bind_template_child (widget_class, UkeImportRunStep, undo);
  gtk_widget_class_bind_template_child (widget_class, UkeImportRunStep, save);
  gtk_widget_class_bind_template_child (widget_class, UkeImportRunStep, filters);
  gtk_widget_class_bind_template_child (widget_class, UkeImportRunStep, list_stack);
  gtk_widget_class_bind_template_child (widget_class, UkeImportRunStep, list);
  gtk_widget_class_bind_template_callback (widget_class, undo_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
}

static void
uke_import_run_step_class_init (UkeImportRunStepClass *klass)
{
  UkeImportStepClass *step_class = UKE_IMPORT_STEP_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = uke_import_run_step_constructed;
  G_OBJECT_CLASS (klass)->dispose = uke_import_run_step_dispose;
  step_class->get_title = uke_import_run_step_get_title;
  step_class->get_action = uke_import_run_step_get_action;
  step_class->can_go_on = uke_import_run_step_can_go_on;
  step_class->can_go_back = uke_import_run_step_can_go_back;
  step_class->act = uke_import_run_step_act;
  step_class->shown = uke_import_run_step_shown;
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
uke_import_run_step_init (UkeImportRunStep *self)
{
  g_autoptr (GtkNoSelection) model = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  make_filters (self);
  self->rows = uke_import_row_list_new ();
  model = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (model));
}
