/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-call-editor.h"

#include "app/booking/uke-patient-picker.h"
#include "app/followup/uke-reason-dialog.h"
#include "app/followup/uke-time-choice.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "app/widgets/uke-code-words.h"
#include "clinic/uke-follow-up-commands.h"
#include "model/uke-codes.h"

#include <glib/gi18n.h>

#define HOUR_US (INT64_C (3600) * G_USEC_PER_SEC)

enum { EVENING_MIN = 17 * 60 };

struct _UkeCallEditor {
  AdwWindow parent_instance;

  UkeClinic *clinic;    /* (owned) (nullable) */
  UkeRecord *follow_up; /* (owned) (nullable): the call that is changed */
  GPtrArray *staff_ids; /* (owned) (element-type UkeId): the first is "anybody" */

  AdwWindowTitle *title;
  AdwBin *picker_bin;
  UkePatientPicker *picker;
  AdwComboRow *reason;
  GtkEditable *note;
  AdwActionRow *due_row;
  UkeTimeChoice *due;
  AdwComboRow *best;
  AdwActionRow *promise_row;
  GtkSwitch *promise_switch;
  UkeTimeChoice *promise;
  int64_t seen_due_us;     /* as the form showed it first: what nobody touched stays */
  int64_t seen_promise_us; /* likewise, 0: none was promised */
  AdwComboRow *staff;
  GtkLabel *trouble;
  GtkWidget *cancel_button;
};

G_DEFINE_FINAL_TYPE (UkeCallEditor, uke_call_editor, ADW_TYPE_WINDOW)

/* When they can be reached, as the call keeps it; NULL leaves it to the number. */
static const struct {
  const char *word;
  const char *hours;
} BEST[] = {
  { NC_ ("best time", "As noted with the number"), NULL },
  { NC_ ("best time", "Morning, 9:00–12:00"), "any 09:00-12:00" },
  { NC_ ("best time", "Noon, 12:00–13:00"), "any 12:00-13:00" },
  { NC_ ("best time", "Afternoon, 13:00–17:00"), "any 13:00-17:00" },
  { NC_ ("best time", "Evening, 17:00–19:00"), "any 17:00-19:00" },
};

static int64_t
now (UkeCallEditor *self)
{
  return uke_clock_now_us (uke_clinic_get_clock (self->clinic));
}

static UkeDate
date_of (UkeCallEditor *self, int64_t at_us)
{
  return uke_zone_date_of (uke_clinic_get_zone (self->clinic), at_us);
}

static int64_t
get_promise (UkeCallEditor *self)
{
  return gtk_switch_get_active (self->promise_switch) ? uke_time_choice_get_time (self->promise)
                                                      : 0;
}

static gboolean
is_due_touched (UkeCallEditor *self)
{
  return self->follow_up == NULL || uke_time_choice_get_time (self->due) != self->seen_due_us;
}

static gboolean
is_promise_touched (UkeCallEditor *self)
{
  return self->follow_up == NULL || get_promise (self) != self->seen_promise_us;
}

/* The first thing that is missing or cannot be, in one sentence; NULL when the form is complete. */
static const char *
find_trouble (UkeCallEditor *self)
{
  if (uke_id_is_none (uke_patient_picker_get_patient (self->picker)))
    return _ ("Please choose the patient to call.");
  if (is_due_touched (self)
      && date_of (self, uke_time_choice_get_time (self->due)) < date_of (self, now (self)))
    return _ ("The day until which to call has passed. Please choose today or a later day.");
  if (is_promise_touched (self) && get_promise (self) != 0 && get_promise (self) <= now (self))
    return _ ("The promised time has passed. Please choose a time that is still to come.");
  return NULL;
}

static void
show_trouble (UkeCallEditor *self, const char *sentence)
{
  gtk_label_set_text (self->trouble, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), sentence != NULL);
}

static void
changed_cb (UkeCallEditor *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->promise),
                            gtk_switch_get_active (self->promise_switch));
  /* A sentence that was said goes as soon as it is no longer true; none comes while typing. */
  if (gtk_widget_get_visible (GTK_WIDGET (self->trouble)))
    show_trouble (self, find_trouble (self));
}

static const char *
chosen_reason (UkeCallEditor *self)
{
  unsigned n = 0;
  const char *const *codes = uke_codes_get (UKE_CODES_FOLLOW_UP_REASON, &n);
  unsigned at = adw_combo_row_get_selected (self->reason);

  return at < n ? codes[at] : UKE_REASON_MANUAL;
}

static void
set_text_or_null (UkeDraft *draft, unsigned field, const char *text)
{
  if (text != NULL && text[0] != '\0')
    uke_draft_set_text (draft, field, text);
  else
    uke_draft_set_null (draft, field);
}

static UkeDraft *
make_draft (UkeCallEditor *self)
{
  UkeDraft *draft = self->follow_up != NULL ? uke_draft_new_from (self->follow_up)
                                            : uke_draft_new (&UKE_ENTITY_FOLLOW_UP, now (self));
  g_autofree char *note = g_strstrip (g_strdup (gtk_editable_get_text (self->note)));
  unsigned best = adw_combo_row_get_selected (self->best),
           staff = adw_combo_row_get_selected (self->staff);
  const UkeId *staff_id
      = staff < self->staff_ids->len ? g_ptr_array_index (self->staff_ids, staff) : &UKE_ID_NONE;

  if (self->follow_up == NULL) {
    uke_draft_set_id (draft, UKE_FOLLOW_UP_PATIENT_ID,
                      uke_patient_picker_get_patient (self->picker));
    uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON, chosen_reason (self));
  }
  set_text_or_null (draft, UKE_FOLLOW_UP_REASON_NOTE, note);
  if (is_due_touched (self))
    uke_draft_set_int (draft, UKE_FOLLOW_UP_DUE_AT_US, uke_time_choice_get_time (self->due));
  if (best < G_N_ELEMENTS (BEST))
    set_text_or_null (draft, UKE_FOLLOW_UP_BEST_HOURS, BEST[best].hours);
  if (is_promise_touched (self) && get_promise (self) != 0)
    uke_draft_set_int (draft, UKE_FOLLOW_UP_CALL_BACK_AT_US, get_promise (self));
  else if (is_promise_touched (self))
    uke_draft_set_null (draft, UKE_FOLLOW_UP_CALL_BACK_AT_US);
  if (uke_id_is_none (staff_id))
    uke_draft_set_null (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
  else
    uke_draft_set_id (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID, staff_id);
  return draft;
}

static void
done_cb (const UkeReceipt *receipt, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (user_data));
}

static void
save_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeCallEditor *self = UKE_CALL_EDITOR (widget);
  const char *trouble = find_trouble (self);
  UkeDraft *draft;

  show_trouble (self, trouble);
  if (trouble != NULL)
    return;
  draft = make_draft (self);
  if (self->follow_up != NULL)
    uke_perform_then (widget, uke_command_edit_follow_up (draft), _ ("Call changed"), done_cb,
                      g_object_ref (self), g_object_unref);
  else
    uke_perform_then (widget, uke_command_create_follow_up (draft),
                      _ ("Added to the follow-up calls"), done_cb, g_object_ref (self),
                      g_object_unref);
}

static void
cancel_answered_cb (UkeCallEditor *self, const char *response, AdwMessageDialog *dialog)
{
  if (g_str_equal (response, "go"))
    uke_perform_then (
        GTK_WIDGET (self),
        uke_command_cancel_follow_up (self->follow_up, uke_reason_dialog_get_reason (dialog)),
        _ ("Call cancelled"), done_cb, g_object_ref (self), g_object_unref);
}

static void
cancel_call_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  AdwMessageDialog *dialog
      = uke_reason_dialog_new (widget, _ ("Why is this call not needed?"),
                               _ ("It leaves the list without a call."), _ ("_Cancel the call"));

  g_signal_connect_object (dialog, "response", G_CALLBACK (cancel_answered_cb), widget,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
fill_reasons (UkeCallEditor *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  const char *wanted = self->follow_up != NULL
                           ? uke_record_get_code (self->follow_up, UKE_FOLLOW_UP_REASON)
                           : UKE_REASON_MANUAL;
  unsigned n = 0, selected = 0;
  const char *const *codes = uke_codes_get (UKE_CODES_FOLLOW_UP_REASON, &n);

  for (unsigned i = 0; i < n; i++) {
    gtk_string_list_append (words, uke_code_word (UKE_CODES_FOLLOW_UP_REASON, codes[i]));
    if (g_str_equal (codes[i], wanted))
      selected = i;
  }
  adw_combo_row_set_model (self->reason, G_LIST_MODEL (words));
  adw_combo_row_set_selected (self->reason, selected);
}

/* Hours that no choice here says stay as they are: they stand at the end of the list. */
static void
fill_best_hours (UkeCallEditor *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  const char *hours = self->follow_up != NULL
                          ? uke_record_get_text (self->follow_up, UKE_FOLLOW_UP_BEST_HOURS)
                          : NULL;
  unsigned selected = G_N_ELEMENTS (BEST);

  for (unsigned i = 0; i < G_N_ELEMENTS (BEST); i++) {
    gtk_string_list_append (words, g_dpgettext2 (NULL, "best time", BEST[i].word));
    if (g_strcmp0 (BEST[i].hours, hours) == 0)
      selected = i;
  }
  if (selected == G_N_ELEMENTS (BEST))
    gtk_string_list_append (words, _ ("As it is"));
  adw_combo_row_set_model (self->best, G_LIST_MODEL (words));
  adw_combo_row_set_selected (self->best, selected);
}

static void
fill_staff (UkeCallEditor *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GListModel *staff = uke_clinic_get_staff (self->clinic);
  const UkeId *wanted
      = self->follow_up != NULL
            ? uke_record_get_id_value (self->follow_up, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID)
            : &UKE_ID_NONE;
  unsigned selected = 0;

  gtk_string_list_append (names, _ ("Anybody"));
  g_ptr_array_add (self->staff_ids, g_memdup2 (&UKE_ID_NONE, sizeof UKE_ID_NONE));
  for (unsigned i = 0; i < g_list_model_get_n_items (staff); i++) {
    g_autoptr (UkeRecord) person = g_list_model_get_item (staff, i);
    const UkeId *id = uke_record_get_id (person);
    g_autofree char *name
        = g_strdup_printf ("%s %s", uke_record_get_code (person, UKE_STAFF_FAMILY_NAME),
                           uke_record_get_code (person, UKE_STAFF_TITLE));

    if (!uke_record_get_bool (person, UKE_STAFF_IS_ACTIVE) && !uke_id_equal (id, wanted))
      continue;
    if (uke_id_equal (id, wanted))
      selected = self->staff_ids->len;
    g_ptr_array_add (self->staff_ids, g_memdup2 (id, sizeof *id));
    gtk_string_list_append (names, name);
  }
  adw_combo_row_set_model (self->staff, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->staff, selected);
}

/* By the end of today, or an hour from now when the evening is near. */
static void
fill_times (UkeCallEditor *self)
{
  UkeZone *zone = uke_clinic_get_zone (self->clinic);
  int64_t evening_us = uke_zone_at (zone, date_of (self, now (self)), EVENING_MIN);
  int64_t due_us = MAX (evening_us, now (self) + HOUR_US), promised_us = 0;

  if (self->follow_up != NULL) {
    due_us = uke_record_get_time_us (self->follow_up, UKE_FOLLOW_UP_DUE_AT_US);
    promised_us = uke_record_get_time_us (self->follow_up, UKE_FOLLOW_UP_CALL_BACK_AT_US);
  }
  self->due = UKE_TIME_CHOICE (uke_time_choice_new (zone, _ ("Call until")));
  self->promise = UKE_TIME_CHOICE (uke_time_choice_new (zone, _ ("Promised time")));
  uke_time_choice_set_time (self->due, due_us != 0 ? due_us : evening_us);
  uke_time_choice_set_time (self->promise, promised_us != 0 ? promised_us : now (self) + HOUR_US);
  gtk_switch_set_active (self->promise_switch, promised_us != 0);
  self->seen_due_us = uke_time_choice_get_time (self->due);
  self->seen_promise_us = get_promise (self);
  adw_action_row_add_suffix (self->due_row, GTK_WIDGET (self->due));
  adw_action_row_add_suffix (self->promise_row, GTK_WIDGET (self->promise));
  g_signal_connect_object (self->due, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->promise, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
fill (UkeCallEditor *self, const UkeId *patient_id)
{
  gboolean is_new = self->follow_up == NULL;
  const char *note
      = is_new ? NULL : uke_record_get_text (self->follow_up, UKE_FOLLOW_UP_REASON_NOTE);

  adw_window_title_set_title (self->title, is_new ? _ ("Plan a call") : _ ("Change a call"));
  gtk_window_set_title (GTK_WINDOW (self), is_new ? _ ("Plan a call") : _ ("Change a call"));
  self->picker = UKE_PATIENT_PICKER (uke_patient_picker_new (self->clinic));
  adw_bin_set_child (self->picker_bin, GTK_WIDGET (self->picker));
  g_signal_connect_object (self->picker, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  if (!is_new)
    patient_id = uke_record_get_id_value (self->follow_up, UKE_FOLLOW_UP_PATIENT_ID);
  if (patient_id != NULL)
    uke_patient_picker_set_patient (self->picker, patient_id);
  /* Whom a call is for and why is fixed: another call is another task. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->picker), is_new);
  gtk_widget_set_sensitive (GTK_WIDGET (self->reason), is_new);
  gtk_widget_set_visible (self->cancel_button, !is_new);
  fill_reasons (self);
  gtk_editable_set_text (self->note, note != NULL ? note : "");
  fill_times (self);
  fill_best_hours (self);
  fill_staff (self);
  changed_cb (self);
}

static void
uke_call_editor_dispose (GObject *object)
{
  UkeCallEditor *self = UKE_CALL_EDITOR (object);

  g_clear_object (&self->follow_up);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->staff_ids, g_ptr_array_unref);
  G_OBJECT_CLASS (uke_call_editor_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, UkeCallEditor, title);
  gtk_widget_class_bind_template_child (widget_class, UkeCallEditor, picker_bin);
  gtk_widget_class_bind_template_child (widget_class, UkeCallEditor, reason);
  gtk_widget_class_bind_template_child (widget_class, UkeCallEditor, note);
  gtk_widget_class_bind_template_child (widget_class, UkeCallEditor, due_row);
  gtk_widget_class_bind_template_child (widget_class, UkeCallEditor, best);
  gtk_widget_class_bind_template_child (widget_class, UkeCallEditor, promise_row);
  gtk_widget_class_bind_template_child (widget_class, UkeCallEditor, promise_switch);
  gtk_widget_class_bind_template_child (widget_class, UkeCallEditor, staff);
  gtk_widget_class_bind_template_child (widget_class, UkeCallEditor, trouble);
  gtk_widget_class_bind_template_child (widget_class, UkeCallEditor, cancel_button);
}

static void
uke_call_editor_class_init (UkeCallEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_call_editor_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/followup/uke-call-editor.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "call-editor.save", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "call-editor.cancel-call", NULL, cancel_call_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "call-editor.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK,
                                       "call-editor.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
uke_call_editor_init (UkeCallEditor *self)
{
  self->staff_ids = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->promise_switch, "notify::active", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * uke_call_editor_present:
 * @where: a widget of the window
 * @clinic: the clinic
 * @patient_id: (nullable): whom to call, where that is known
 * @follow_up: (nullable): an open task to change; NULL for a new one
 *
 * Opens the form.
 *
 * Returns: (transfer none): the form
 * Thread: main
 * Source: product.md 4.3 (manual)
 */
GtkWidget *
uke_call_editor_present (GtkWidget *where,
                         UkeClinic *clinic,
                         const UkeId *patient_id,
                         UkeRecord *follow_up)
{
  UkeCallEditor *self
      = g_object_new (UKE_TYPE_CALL_EDITOR, "transient-for", uke_window_of (where), NULL);

  self->clinic = g_object_ref (clinic);
  g_set_object (&self->follow_up, follow_up);
  fill (self, patient_id);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (patient_id == NULL && follow_up == NULL ? GTK_WIDGET (self->picker)
                                                                 : GTK_WIDGET (self->note));
  return GTK_WIDGET (self);
}

/**
 * uke_call_editor_get_patient:
 * @self: the form
 *
 * Returns: (transfer none): whom it is for, or none
 * Thread: main
 */
const UkeId *
uke_call_editor_get_patient (UkeCallEditor *self)
{
  g_return_val_if_fail (UKE_IS_CALL_EDITOR (self), &UKE_ID_NONE);

  return uke_patient_picker_get_patient (self->picker);
}

/**
 * uke_call_editor_get_trouble:
 * @self: the form
 *
 * Returns: (transfer none): the sentence that says what is missing, "" where none is said
 * Thread: main
 */
const char *
uke_call_editor_get_trouble (UkeCallEditor *self)
{
  g_return_val_if_fail (UKE_IS_CALL_EDITOR (self), "");

  return gtk_label_get_text (self->trouble);
}

/**
 * uke_call_editor_set_promise:
 * @self: the form
 * @at_us: a time that is promised, UTC microseconds
 *
 * Thread: main
 */
void
uke_call_editor_set_promise (UkeCallEditor *self, int64_t at_us)
{
  g_return_if_fail (UKE_IS_CALL_EDITOR (self));

  gtk_switch_set_active (self->promise_switch, TRUE);
  uke_time_choice_set_time (self->promise, at_us);
}
