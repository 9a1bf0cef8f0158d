/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/import/uke-import-file-step.h"

#include "app/import/uke-import-encodings.h"
#include "app/import/uke-import-file-card.h"
#include "app/import/uke-import-past-list.h"
#include "app/import/uke-import-words.h"
#include "app/uke-window.h"
#include "model/uke-codes.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

static const char *const KINDS[]
    = { UKE_IMPORT_PATIENTS, UKE_IMPORT_APPOINTMENTS, UKE_IMPORT_FOLLOW_UPS };

struct _UkeImportFileStep {
  UkeImportStep parent_instance;

  GtkFileChooserNative *chooser; /* (owned) (nullable): while it is open */
  UkeRecord *wanted;             /* (owned) (nullable): the run to go on with */
  gboolean is_following;         /* widgets are being set by the session */

  GtkBox *kinds;
  GtkToggleButton *kind_buttons[G_N_ELEMENTS (KINDS)];
  GtkStack *stack;
  GtkWidget *choose;
  GtkLabel *reading;
  UkeImportFileCard *card;
  GtkWidget *trouble;
  GtkLabel *trouble_text;
  GtkDropDown *trouble_encoding;
  UkeImportPastList *past;
};

G_DEFINE_FINAL_TYPE (UkeImportFileStep, uke_import_file_step, UKE_TYPE_IMPORT_STEP)

static UkeImportSession *
get_session (UkeImportFileStep *self)
{
  return uke_import_step_get_session (UKE_IMPORT_STEP (self));
}

static const GError *
get_error (UkeImportFileStep *self)
{
  UkeImportSession *session = get_session (self);
  const GError *error = uke_import_session_get_error (session);
  const GError *columns = uke_import_session_get_forecast_error (session);

  if (uke_import_session_get_stage (session) == UKE_IMPORT_STAGE_EMPTY)
    return error;
  /* What no mapping can mend is said at once. */
  return g_error_matches (columns, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_CLINICAL) ? columns
                                                                                    : NULL;
}

static char *
describe_error (UkeImportFileStep *self, const GError *error)
{
  UkeCsvEncoding encoding = uke_import_session_get_encoding (get_session (self));

  if (g_error_matches (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_ENCODING)
      && encoding != UKE_CSV_UNKNOWN)
    return g_strdup_printf (
        _ ("The file cannot be read as %s. Please choose another encoding, or let it be detected."),
        uke_import_encodings_name (encoding));
  return uke_words_for_error (error);
}

static void
show_trouble (UkeImportFileStep *self)
{
  const GError *error = get_error (self);
  g_autofree char *sentence = error != NULL ? describe_error (self, error) : NULL;
  g_autofree char *text
      = sentence != NULL && uke_import_session_get_file_name (get_session (self)) != NULL
            ? g_strdup_printf ("%s\n%s", uke_import_session_get_file_name (get_session (self)),
                               sentence)
            : NULL;

  gtk_widget_set_visible (self->trouble, error != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_encoding),
                          g_error_matches (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_ENCODING));
  gtk_label_set_text (self->trouble_text, text != NULL ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->trouble), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text != NULL ? text : "", -1);
}

static void
follow_forecast (UkeImportFileStep *self)
{
  show_trouble (self);
  uke_import_step_changed (UKE_IMPORT_STEP (self));
}

static void
follow_session (UkeImportFileStep *self)
{
  UkeImportSession *session = get_session (self);
  UkeImportStage stage = uke_import_session_get_stage (session);
  g_autofree char *reading = NULL;

  self->is_following = TRUE;
  for (unsigned i = 0; i < G_N_ELEMENTS (KINDS); i++) {
    if (g_str_equal (KINDS[i], uke_import_session_get_kind (session)))
      gtk_toggle_button_set_active (self->kind_buttons[i], TRUE);
  }
  self->is_following = FALSE;
  show_trouble (self);
  if (stage == UKE_IMPORT_STAGE_READING) {
    reading = g_strdup_printf (_ ("Reading %s"), uke_import_session_get_file_name (session));
    gtk_label_set_text (self->reading, reading);
  }
  gtk_stack_set_visible_child_name (self->stack, stage == UKE_IMPORT_STAGE_EMPTY     ? "empty"
                                                 : stage == UKE_IMPORT_STAGE_READING ? "reading"
                                                                                     : "chosen");
  if (stage == UKE_IMPORT_STAGE_CHOSEN && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->card));
}

static void
say_other_file (UkeImportFileStep *self)
{
  uke_window_say (uke_window_of (GTK_WIDGET (self)),
                  _ ("This is another file than the one whose import was stopped."));
}

/* A run that somebody wants to go on with is taken up once its file is read. */
static void
stage_changed_cb (UkeImportFileStep *self)
{
  UkeImportStage stage = uke_import_session_get_stage (get_session (self));
  g_autoptr (UkeRecord) wanted = NULL;

  follow_session (self);
  if (stage == UKE_IMPORT_STAGE_CHOSEN && self->wanted != NULL) {
    wanted = g_steal_pointer (&self->wanted);
    uke_import_session_set_kind (get_session (self),
                                 uke_record_get_code (wanted, UKE_IMPORT_RUN_KIND));
    if (!uke_import_session_take_up (get_session (self), wanted))
      say_other_file (self);
  } else if (stage != UKE_IMPORT_STAGE_READING) {
    uke_import_past_list_load (self->past, uke_import_session_get_clinic (get_session (self)));
  }
}

static void
kind_toggled_cb (GtkToggleButton *button, UkeImportFileStep *self)
{
  const char *kind = g_object_get_data (G_OBJECT (button), "uke-kind");

  if (!self->is_following && gtk_toggle_button_get_active (button))
    uke_import_session_set_kind (get_session (self), kind);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, UkeImportFileStep *self)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT) {
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    path = file != NULL ? g_file_get_path (file) : NULL;
  }
  g_clear_object (&self->chooser);
  if (path != NULL)
    uke_import_session_open (get_session (self), path);
  else
    g_clear_object (&self->wanted);
}

static void
add_filters (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) lists = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (lists, _ ("Lists (CSV, text)"));
  gtk_file_filter_add_suffix (lists, "csv");
  gtk_file_filter_add_suffix (lists, "tsv");
  gtk_file_filter_add_suffix (lists, "txt");
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, lists);
  gtk_file_chooser_add_filter (chooser, all);
}

/**
 * uke_import_file_step_choose:
 * @self: the step
 *
 * Lets somebody choose a file.
 *
 * Thread: main
 */
void
uke_import_file_step_choose (UkeImportFileStep *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->chooser != NULL)
    return;
  self->chooser
      = gtk_file_chooser_native_new (_ ("Choose the list to import"), GTK_WINDOW (root),
                                     GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  add_filters (GTK_FILE_CHOOSER (self->chooser));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
go_on_cb (UkeImportFileStep *self, UkeRecord *run)
{
  g_set_object (&self->wanted, run);
  uke_import_file_step_choose (self);
}

static void
make_kinds (UkeImportFileStep *self)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (KINDS); i++) {
    GtkWidget *button = gtk_toggle_button_new_with_label (uke_import_words_kind (KINDS[i]));

    self->kind_buttons[i] = GTK_TOGGLE_BUTTON (button);
    g_object_set_data (G_OBJECT (button), "uke-kind", (gpointer)KINDS[i]);
    if (i > 0)
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), self->kind_buttons[0]);
    gtk_box_append (self->kinds, button);
    g_signal_connect_object (button, "toggled", G_CALLBACK (kind_toggled_cb), self, 0);
  }
}

static void
uke_import_file_step_constructed (GObject *object)
{
  UkeImportFileStep *self = UKE_IMPORT_FILE_STEP (object);
  UkeImportSession *session = get_session (self);

  G_OBJECT_CLASS (uke_import_file_step_parent_class)->constructed (object);
  make_kinds (self);
  uke_import_file_card_set_session (self->card, session);
  uke_import_encodings_attach (self->trouble_encoding, session);
  g_signal_connect_object (session, "stage-changed", G_CALLBACK (stage_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "forecast-changed", G_CALLBACK (follow_forecast), self,
                           G_CONNECT_SWAPPED);
  follow_session (self);
}

static const char *
uke_import_file_step_get_title (UkeImportStep *step)
{
  return C_ ("import step", "File");
}

static gboolean
uke_import_file_step_can_go_on (UkeImportStep *step)
{
  UkeImportSession *session = uke_import_step_get_session (step);

  return uke_import_session_get_file (session) != NULL
         && !g_error_matches (uke_import_session_get_forecast_error (session), UKE_EXCHANGE_ERROR,
                              UKE_EXCHANGE_ERROR_CLINICAL);
}

static void
uke_import_file_step_shown (UkeImportStep *step)
{
  UkeImportFileStep *self = UKE_IMPORT_FILE_STEP (step);

  uke_import_past_list_load (self->past, uke_import_session_get_clinic (get_session (self)));
  gtk_widget_grab_focus (uke_import_session_get_file (get_session (self)) != NULL
                             ? GTK_WIDGET (self->card)
                             : self->choose);
}

static void
uke_import_file_step_dispose (GObject *object)
{
  UkeImportFileStep *self = UKE_IMPORT_FILE_STEP (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->wanted);
  G_OBJECT_CLASS (uke_import_file_step_parent_class)->dispose (object);
}

static void
uke_import_file_step_class_init (UkeImportFileStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UkeImportStepClass *step_class = UKE_IMPORT_STEP_CLASS (klass);

  g_type_ensure (UKE_TYPE_IMPORT_FILE_CARD);
  g_type_ensure (UKE_TYPE_IMPORT_PAST_LIST);
  G_OBJECT_CLASS (klass)->constructed = uke_import_file_step_constructed;
  G_OBJECT_CLASS (klass)->dispose = uke_import_file_step_dispose;
  step_class->get_title = uke_import_file_step_get_title;
  step_class->can_go_on = uke_import_file_step_can_go_on;
  step_class->shown = uke_import_file_step_shown;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/import/uke-import-file-step.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeImportFileStep, kinds);
  gtk_widget_class_bind_template_child (widget_class, UkeImportFileStep, stack);
  gtk_widget_class_bind_template_child (widget_class, UkeImportFileStep, choose);
  gtk_widget_class_bind_template_child (widget_class, UkeImportFileStep, reading);
  gtk_widget_class_bind_template_child (widget_class, UkeImportFileStep, card);
  gtk_widget_class_bind_template_child (widget_class, UkeImportFileStep, trouble);
  gtk_widget_class_bind_template_child (widget_class, UkeImportFileStep, trouble_text);
  gtk_widget_class_bind_template_child (widget_class, UkeImportFileStep, trouble_encoding);
  gtk_widget_class_bind_template_child (widget_class, UkeImportFileStep, past);
  gtk_widget_class_bind_template_callback (widget_class, go_on_cb);
}

static void
uke_import_file_step_init (UkeImportFileStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
