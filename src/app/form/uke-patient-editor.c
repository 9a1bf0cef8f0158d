/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/form/uke-patient-editor.h"

#include "app/form/uke-form-state.h"
#include "app/form/uke-patient-sheet.h"
#include "app/patients/uke-duplicate-list.h"
#include "app/uke-perform.h"
#include "clinic/uke-clinic-error.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

/* From this width of the desk on the form has two columns (design.md 2). */
enum { WIDE_DESK = 1500, WIDE = 1160, NARROW = 700, LEAST_HEIGHT = 560, MARGIN = 48 };

struct _UkePatientEditor {
  AdwWindow parent_instance;

  UkeClinic *clinic;         /* (owned) */
  UkePatientFile *file;      /* (owned) (nullable): NULL for a new patient */
  UkePatientForm *form;      /* (owned) (nullable): what is about to be saved */
  GCancellable *cancellable; /* (owned) */
  char *state;               /* (owned): what the form held when it opened */
  gboolean is_leaving;       /* closing needs no question any more */

  GtkStack *stack;
  GtkWidget *save;
  GtkRevealer *problem;
  GtkLabel *problem_text;
  UkePatientSheet *fields;
  UkeDuplicateList *duplicates;
};

G_DEFINE_FINAL_TYPE (UkePatientEditor, uke_patient_editor, ADW_TYPE_WINDOW)

/* Says what is missing and puts the cursor there; nothing that was typed is lost. */
static void
show_problem (UkePatientEditor *self, GtkWidget *where, const char *sentence)
{
  gtk_label_set_text (self->problem_text, sentence != NULL ? sentence : "");
  gtk_revealer_set_reveal_child (self->problem, sentence != NULL);
  if (where == NULL)
    return;
  if (ADW_IS_EXPANDER_ROW (where))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (where), TRUE);
  gtk_widget_grab_focus (where);
}

static void
remember_state (UkePatientEditor *self)
{
  g_free (self->state);
  self->state = uke_form_state_dup (GTK_WIDGET (self->fields));
}

static gboolean
is_changed (UkePatientEditor *self)
{
  g_autofree char *now = uke_form_state_dup (GTK_WIDGET (self->fields));

  return g_strcmp0 (now, self->state) != 0;
}

static void
leave (UkePatientEditor *self)
{
  self->is_leaving = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

/* Goes on with the card of a patient, from the desk behind the form. */
static void
open_card (UkePatientEditor *self, const char *hex)
{
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));

  leave (self);
  gtk_widget_activate_action (parent, "win.record", "(ss)", "patients", hex);
}

static void
saved_cb (const UkeReceipt *receipt, gpointer user_data)
{
  UkePatientEditor *self = user_data;
  char hex[UKE_ID_HEX_SIZE];

  uke_id_to_hex (&receipt->subject_id, hex);
  if (self->file == NULL)
    open_card (self, hex);
  else
    leave (self);
}

/* The form stays open with everything that was typed; the sentence stands above it. */
static void
refused_cb (const GError *error, gpointer user_data)
{
  UkePatientEditor *self = user_data;
  const UkeClinicFacts *facts = uke_clinic_error_facts (error);
  g_autofree char *sentence = uke_words_for_error (error);
  GtkWidget *where = facts != NULL && facts->entity == &UKE_ENTITY_PATIENT
                         ? uke_patient_sheet_find (self->fields, facts->field)
                         : NULL;

  gtk_stack_set_visible_child_name (self->stack, "form");
  show_problem (self, where, sentence);
}

static void
save_form (UkePatientEditor *self)
{
  UkePatientForm *form = g_steal_pointer (&self->form);
  gboolean is_new = self->file == NULL;

  if (form == NULL)
    return;
  uke_perform_or (GTK_WIDGET (self),
                  is_new ? uke_command_register_patient (form) : uke_command_edit_patient (form),
                  is_new ? _ ("Patient registered") : _ ("Details saved"), saved_cb, refused_cb,
                  g_object_ref (self), g_object_unref);
}

static UkeDate
get_today (UkePatientEditor *self)
{
  return uke_zone_date_of (uke_clinic_get_zone (self->clinic),
                           uke_clock_now_us (uke_clinic_get_clock (self->clinic)));
}

static void
duplicates_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkePatientEditor) self = user_data;
  g_autoptr (GPtrArray) candidates
      = uke_clinic_find_duplicates_finish (UKE_CLINIC (source), result, NULL);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  gtk_widget_set_sensitive (self->save, TRUE);
  /* Without an answer the registration goes on: the review of duplicates finds the pair later. */
  if (candidates == NULL || candidates->len == 0) {
    save_form (self);
    return;
  }
  uke_duplicate_list_show (self->duplicates, candidates, get_today (self));
  gtk_stack_set_visible_child_name (self->stack, "duplicates");
}

static void
save_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkePatientEditor *self = UKE_PATIENT_EDITOR (widget);
  g_autofree char *problem = NULL;
  GtkWidget *where = NULL;

  if (!gtk_widget_get_sensitive (self->save))
    return;
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "duplicates") == 0) {
    save_form (self);
    return;
  }
  g_clear_pointer (&self->form, uke_patient_form_free);
  self->form = uke_patient_sheet_make_form (self->fields, &where, &problem);
  show_problem (self, problem != NULL ? where : NULL, problem);
  if (self->form == NULL)
    return;
  if (self->file != NULL) {
    save_form (self);
    return;
  }
  gtk_widget_set_sensitive (self->save, FALSE);
  uke_clinic_find_duplicates_async (self->clinic, self->form, self->cancellable,
                                    duplicates_found_cb, g_object_ref (self));
}

static void
back_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  gtk_stack_set_visible_child_name (UKE_PATIENT_EDITOR (widget)->stack, "form");
}

static void
duplicate_chosen_cb (UkePatientEditor *self, const char *hex)
{
  open_card (self, hex);
}

static gboolean
leave_cb (gpointer user_data)
{
  leave (user_data);
  return G_SOURCE_REMOVE;
}

static void
close_answered_cb (UkePatientEditor *self, const char *response)
{
  /* The question closes itself after its answer; the form behind it must outlive it. */
  if (g_str_equal (response, "discard"))
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, leave_cb, g_object_ref (self), g_object_unref);
  else if (g_str_equal (response, "save"))
    gtk_widget_activate_action (GTK_WIDGET (self), "editor.save", NULL);
}

static void
ask_before_closing (UkePatientEditor *self)
{
  GtkWidget *dialog
      = adw_message_dialog_new (GTK_WINDOW (self), _ ("Close without saving?"),
                                _ ("What was typed here is not saved yet and would be lost."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("_Keep typing"),
                                    "discard", _ ("_Close without saving"), "save", _ ("_Save"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  g_signal_connect_object (dialog, "response", G_CALLBACK (close_answered_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
uke_patient_editor_close_request (GtkWindow *window)
{
  UkePatientEditor *self = UKE_PATIENT_EDITOR (window);

  if (!self->is_leaving && is_changed (self)) {
    ask_before_closing (self);
    return TRUE;
  }
  g_cancellable_cancel (self->cancellable);
  return GTK_WINDOW_CLASS (uke_patient_editor_parent_class)->close_request (window);
}

static void
uke_patient_editor_dispose (GObject *object)
{
  UkePatientEditor *self = UKE_PATIENT_EDITOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->form, uke_patient_form_free);
  g_clear_pointer (&self->file, uke_patient_file_unref);
  g_clear_pointer (&self->state, g_free);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_patient_editor_parent_class)->dispose (object);
}

static void
uke_patient_editor_class_init (UkePatientEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UKE_TYPE_DUPLICATE_LIST);
  g_type_ensure (UKE_TYPE_PATIENT_SHEET);
  G_OBJECT_CLASS (klass)->dispose = uke_patient_editor_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = uke_patient_editor_close_request;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/form/uke-patient-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, save);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, problem);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, problem_text);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, fields);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, duplicates);
  gtk_widget_class_bind_template_callback (widget_class, duplicate_chosen_cb);
  gtk_widget_class_install_action (widget_class, "editor.save", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "editor.back", NULL, back_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "editor.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK,
                                       "editor.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
uke_patient_editor_init (UkePatientEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

static void
number_suggested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkePatientEditor) self = user_data;
  g_autofree char *number = uke_clinic_suggest_number_finish (UKE_CLINIC (source), result, NULL);
  gboolean is_untouched;

  if (number == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  is_untouched = !is_changed (self);
  if (uke_patient_sheet_suggest_number (self->fields, number) && is_untouched)
    remember_state (self);
}

static UkePatientEditor *
new_editor (GtkWindow *parent, UkeClinic *clinic, UkePatientFile *file, const char *title)
{
  UkePatientEditor *self
      = g_object_new (UKE_TYPE_PATIENT_EDITOR, "transient-for", parent, "title", title, NULL);
  int width = gtk_widget_get_width (GTK_WIDGET (parent)),
      height = gtk_widget_get_height (GTK_WIDGET (parent));
  gboolean is_wide = width >= WIDE_DESK;

  self->clinic = g_object_ref (clinic);
  self->file = file != NULL ? uke_patient_file_ref (file) : NULL;
  uke_patient_sheet_show (self->fields, clinic, file);
  uke_patient_sheet_set_wide (self->fields, is_wide);
  gtk_window_set_default_size (GTK_WINDOW (self), is_wide ? WIDE : NARROW,
                               MAX (height - MARGIN, LEAST_HEIGHT));
  remember_state (self);
  gtk_window_set_focus (GTK_WINDOW (self),
                        uke_patient_sheet_find (
                            self->fields, UKE_ENTITY_PATIENT.fields[UKE_PATIENT_FAMILY_NAME].name));
  return self;
}

/**
 * uke_patient_editor_new:
 * @parent: the desk
 * @clinic: an open clinic
 * @text: what was searched for before, "" for nothing
 *
 * Returns: (transfer none): the form of a new patient, to be presented
 * Thread: main
 */
GtkWidget *
uke_patient_editor_new (GtkWindow *parent, UkeClinic *clinic, const char *text)
{
  UkePatientEditor *self = new_editor (parent, clinic, NULL, _ ("New patient"));

  if (text[0] != '\0')
    uke_patient_sheet_use_searched (self->fields, text);
  remember_state (self);
  uke_clinic_suggest_number_async (clinic, self->cancellable, number_suggested_cb,
                                   g_object_ref (self));
  return GTK_WIDGET (self);
}

/**
 * uke_patient_editor_new_for:
 * @parent: the desk
 * @clinic: an open clinic
 * @file: the patient as they are known
 *
 * Returns: (transfer none): the form of this patient, to be presented
 * Thread: main
 */
GtkWidget *
uke_patient_editor_new_for (GtkWindow *parent, UkeClinic *clinic, UkePatientFile *file)
{
  return GTK_WIDGET (new_editor (parent, clinic, file, _ ("Edit patient")));
}
