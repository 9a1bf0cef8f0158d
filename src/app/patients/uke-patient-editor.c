/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-patient-editor.h"

#include "app/patients/uke-duplicate-list.h"
#include "app/patients/uke-phone-row.h"
#include "app/uke-perform.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-person-text.h"
#include "base/uke-era.h"
#include "base/uke-fold.h"
#include "base/uke-phone.h"
#include "model/uke-clinical-words.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

struct _UkePatientEditor {
  AdwWindow parent_instance;

  UkeClinic *clinic;         /* (owned) */
  UkePatientFile *file;      /* (owned) (nullable): NULL for a new patient */
  UkePatientForm *form;      /* (owned) (nullable): what is about to be saved */
  GPtrArray *removed;        /* (owned) (element-type UkeRecord): numbers taken away */
  GCancellable *cancellable; /* (owned) */

  GtkStack *stack;
  GtkWidget *save;
  GtkRevealer *problem;
  GtkLabel *problem_text;
  AdwEntryRow *family_name;
  AdwEntryRow *given_name;
  AdwEntryRow *family_kana;
  AdwEntryRow *given_kana;
  AdwEntryRow *birth;
  GtkLabel *birth_reading;
  AdwComboRow *sex;
  AdwEntryRow *number;
  AdwPreferencesGroup *phones;
  AdwEntryRow *email;
  AdwEntryRow *postal_code;
  AdwEntryRow *address;
  AdwComboRow *source;
  AdwEntryRow *alert;
  AdwEntryRow *note;
  UkeDuplicateList *duplicates;
};

G_DEFINE_FINAL_TYPE (UkePatientEditor, uke_patient_editor, ADW_TYPE_WINDOW)

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
set_text (AdwEntryRow *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

static int64_t
get_now_us (UkePatientEditor *self)
{
  return uke_clock_now_us (uke_clinic_get_clock (self->clinic));
}

static UkeDate
get_today (UkePatientEditor *self)
{
  return uke_zone_date_of (uke_clinic_get_zone (self->clinic), get_now_us (self));
}

/* Says what is missing and puts the cursor there; nothing that was typed is lost. */
static void
show_problem (UkePatientEditor *self, GtkWidget *where, const char *sentence)
{
  gtk_label_set_text (self->problem_text, sentence != NULL ? sentence : "");
  gtk_revealer_set_reveal_child (self->problem, sentence != NULL);
  if (where != NULL)
    gtk_widget_grab_focus (where);
}

static void
birth_changed_cb (UkePatientEditor *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *reading = NULL;
  UkeDate date;

  gtk_widget_remove_css_class (GTK_WIDGET (self->birth), "error");
  if (get_text (self->birth)[0] == '\0') {
    gtk_label_set_text (self->birth_reading, "");
    return;
  }
  if (uke_era_parse (get_text (self->birth), &date, &error)) {
    reading = uke_person_text_birth (date, get_today (self));
  } else {
    reading = uke_words_for_error (error);
    gtk_widget_add_css_class (GTK_WIDGET (self->birth), "error");
  }
  gtk_label_set_text (self->birth_reading, reading);
}

static void
phone_removed_cb (UkePatientEditor *self, UkePhoneRow *row)
{
  UkeRecord *record = uke_phone_row_get_record (row);

  if (record != NULL)
    g_ptr_array_add (self->removed, g_object_ref (record));
  adw_preferences_group_remove (self->phones, GTK_WIDGET (row));
}

static GtkWidget *
add_phone (UkePatientEditor *self, UkeRecord *phone)
{
  GtkWidget *row = uke_phone_row_new (phone);

  g_signal_connect_object (row, "removed", G_CALLBACK (phone_removed_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->phones, row);
  return row;
}

static void
add_phone_cb (UkePatientEditor *self)
{
  gtk_widget_grab_focus (add_phone (self, NULL));
}

/* The rows of a group sit in a list box of its own making; they are found by their class. */
static void
collect_phone_rows (GtkWidget *widget, GPtrArray *rows)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (UKE_IS_PHONE_ROW (child))
      g_ptr_array_add (rows, child);
    else
      collect_phone_rows (child, rows);
  }
}

static gboolean
add_phones_to_form (UkePatientEditor *self, UkePatientForm *form)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  int preference = 1;

  collect_phone_rows (GTK_WIDGET (self->phones), rows);
  for (unsigned i = 0; i < rows->len; i++) {
    UkePhoneRow *row = g_ptr_array_index (rows, i);
    g_autoptr (GError) error = NULL;
    UkeDraft *draft;

    if (uke_phone_row_is_empty (row)) {
      if (uke_phone_row_get_record (row) != NULL)
        uke_patient_form_remove (form, uke_phone_row_get_record (row));
      continue;
    }
    draft = uke_phone_row_make_draft (row, uke_draft_get_id (form->patient), preference++,
                                      get_now_us (self), &error);
    if (draft == NULL) {
      g_autofree char *sentence = uke_words_for_error (error);

      show_problem (self, GTK_WIDGET (row), sentence);
      return FALSE;
    }
    uke_patient_form_add (form, draft);
  }
  for (unsigned i = 0; i < self->removed->len; i++)
    uke_patient_form_remove (form, g_ptr_array_index (self->removed, i));
  return TRUE;
}

static UkeRecord *
first_of (GPtrArray *records)
{
  return records->len > 0 ? g_ptr_array_index (records, 0) : NULL;
}

static UkeDraft *
draft_for (UkePatientEditor *self,
           UkePatientForm *form,
           UkeRecord *seen,
           const UkeEntity *entity,
           unsigned patient_field)
{
  UkeDraft *draft;

  if (seen != NULL)
    return uke_draft_new_from (seen);
  draft = uke_draft_new (entity, get_now_us (self));
  uke_draft_set_id (draft, patient_field, uke_draft_get_id (form->patient));
  return draft;
}

static void
add_email_to_form (UkePatientEditor *self, UkePatientForm *form)
{
  UkeRecord *seen = self->file != NULL ? first_of (self->file->emails) : NULL;
  UkeDraft *draft;

  if (get_text (self->email)[0] == '\0') {
    if (seen != NULL)
      uke_patient_form_remove (form, seen);
    return;
  }
  draft = draft_for (self, form, seen, &UKE_ENTITY_PATIENT_EMAIL, UKE_PATIENT_EMAIL_PATIENT_ID);
  uke_draft_set_text (draft, UKE_PATIENT_EMAIL_ADDRESS, get_text (self->email));
  uke_patient_form_add (form, draft);
}

static void
add_address_to_form (UkePatientEditor *self, UkePatientForm *form)
{
  UkeRecord *seen = self->file != NULL ? first_of (self->file->addresses) : NULL;
  g_autofree char *code = uke_fold_digits (get_text (self->postal_code));
  UkeDraft *draft;

  if (get_text (self->address)[0] == '\0' && code[0] == '\0') {
    if (seen != NULL)
      uke_patient_form_remove (form, seen);
    return;
  }
  draft = draft_for (self, form, seen, &UKE_ENTITY_PATIENT_ADDRESS, UKE_PATIENT_ADDRESS_PATIENT_ID);
  if (seen == NULL)
    uke_draft_set_text (draft, UKE_PATIENT_ADDRESS_LABEL, "home");
  uke_draft_set_text (draft, UKE_PATIENT_ADDRESS_POSTAL_CODE, code);
  uke_draft_set_text (draft, UKE_PATIENT_ADDRESS_ADDRESS, get_text (self->address));
  uke_patient_form_add (form, draft);
}

static const char *
get_code (AdwComboRow *row, UkeCodes codes)
{
  unsigned n, selected = adw_combo_row_get_selected (row);
  const char *const *all = uke_codes_get (codes, &n);

  return selected < n ? all[selected] : NULL;
}

static void
set_kana (UkeDraft *draft, unsigned field, AdwEntryRow *row)
{
  g_autofree char *kana = uke_fold_kana (get_text (row));

  uke_draft_set_text (draft, field, kana);
}

static void
fill_patient (UkePatientEditor *self, UkeDraft *draft)
{
  UkeDate birth = UKE_DATE_NONE;

  if (get_text (self->birth)[0] != '\0' && uke_era_parse (get_text (self->birth), &birth, NULL))
    uke_draft_set_date (draft, UKE_PATIENT_BIRTH_DATE, birth);
  else
    uke_draft_set_null (draft, UKE_PATIENT_BIRTH_DATE);
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, get_text (self->family_name));
  uke_draft_set_text (draft, UKE_PATIENT_GIVEN_NAME, get_text (self->given_name));
  set_kana (draft, UKE_PATIENT_FAMILY_KANA, self->family_kana);
  set_kana (draft, UKE_PATIENT_GIVEN_KANA, self->given_kana);
  uke_draft_set_text (draft, UKE_PATIENT_PATIENT_NUMBER, get_text (self->number));
  uke_draft_set_text (draft, UKE_PATIENT_SEX, get_code (self->sex, UKE_CODES_SEX));
  uke_draft_set_text (draft, UKE_PATIENT_SOURCE, get_code (self->source, UKE_CODES_SOURCE));
  uke_draft_set_text (draft, UKE_PATIENT_ALERT, get_text (self->alert));
  uke_draft_set_text (draft, UKE_PATIENT_NOTE, get_text (self->note));
}

static gboolean
check_typed (UkePatientEditor *self)
{
  g_autoptr (GError) error = NULL;
  UkeDate birth;

  if (get_text (self->family_name)[0] == '\0') {
    show_problem (self, GTK_WIDGET (self->family_name), _ ("Please type the family name"));
    return FALSE;
  }
  if (get_text (self->birth)[0] != '\0'
      && !uke_era_parse (get_text (self->birth), &birth, &error)) {
    g_autofree char *sentence = uke_words_for_error (error);

    show_problem (self, GTK_WIDGET (self->birth), sentence);
    return FALSE;
  }
  show_problem (self, NULL, NULL);
  return TRUE;
}

static UkePatientForm *
make_form (UkePatientEditor *self)
{
  UkeDraft *patient = self->file != NULL ? uke_draft_new_from (self->file->patient)
                                         : uke_draft_new (&UKE_ENTITY_PATIENT, get_now_us (self));
  g_autoptr (UkePatientForm) form = uke_patient_form_new (patient);

  if (!check_typed (self))
    return NULL;
  fill_patient (self, form->patient);
  if (!add_phones_to_form (self, form))
    return NULL;
  add_email_to_form (self, form);
  add_address_to_form (self, form);
  return g_steal_pointer (&form);
}

static void
saved_cb (const UkeReceipt *receipt, gpointer user_data)
{
  UkePatientEditor *self = user_data;
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));
  gboolean is_new = self->file == NULL;
  char hex[UKE_ID_HEX_SIZE];

  uke_id_to_hex (&receipt->subject_id, hex);
  gtk_window_close (GTK_WINDOW (self));
  if (is_new)
    gtk_widget_activate_action (parent, "win.record", "(ss)", "patients", hex);
}

static void
save_form (UkePatientEditor *self)
{
  UkeCommand *command;

  if (self->form == NULL)
    return;
  command = self->file != NULL ? uke_command_edit_patient (self->form)
                               : uke_command_register_patient (self->form);
  self->form = NULL;
  uke_perform_then (GTK_WIDGET (self), command,
                    self->file != NULL ? _ ("Details saved") : _ ("Patient registered"), saved_cb,
                    g_object_ref (self), g_object_unref);
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

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "duplicates") == 0) {
    save_form (self);
    return;
  }
  g_clear_pointer (&self->form, uke_patient_form_free);
  self->form = make_form (self);
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
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));

  gtk_window_close (GTK_WINDOW (self));
  gtk_widget_activate_action (parent, "win.record", "(ss)", "patients", hex);
}

/* A note is no place for clinical content; the hint comes while the words are still being typed. */
static void
note_changed_cb (UkePatientEditor *self)
{
  g_autofree char *word = uke_clinical_words_find (NULL, get_text (self->note));

  if (word != NULL) {
    g_autofree char *sentence = g_strdup_printf (
        _ ("“%s” belongs in the electronic chart. Clinical content is not kept here."), word);

    show_problem (self, NULL, sentence);
  } else {
    show_problem (self, NULL, NULL);
  }
}

static void
uke_patient_editor_dispose (GObject *object)
{
  UkePatientEditor *self = UKE_PATIENT_EDITOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
  g_clear_pointer (&self->form, uke_patient_form_free);
  g_clear_pointer (&self->file, uke_patient_file_unref);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_patient_editor_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/patients/uke-patient-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, save);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, problem);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, problem_text);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, family_name);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, given_name);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, family_kana);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, given_kana);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, birth);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, birth_reading);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, sex);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, number);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, phones);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, email);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, postal_code);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, address);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, source);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, alert);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, note);
  gtk_widget_class_bind_template_child (widget_class, UkePatientEditor, duplicates);
  gtk_widget_class_bind_template_callback (widget_class, birth_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_phone_cb);
  gtk_widget_class_bind_template_callback (widget_class, note_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, duplicate_chosen_cb);
}

static void
uke_patient_editor_class_init (UkePatientEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UKE_TYPE_DUPLICATE_LIST);
  G_OBJECT_CLASS (klass)->dispose = uke_patient_editor_dispose;
  bind_template (widget_class);
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
  g_autoptr (GListModel) sexes = uke_code_words_model (UKE_CODES_SEX);
  g_autoptr (GListModel) sources = uke_code_words_model (UKE_CODES_SOURCE);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->removed = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  adw_combo_row_set_model (self->sex, sexes);
  adw_combo_row_set_selected (self->sex,
                              (unsigned)uke_codes_get_position (UKE_CODES_SEX, UKE_SEX_UNKNOWN));
  adw_combo_row_set_model (self->source, sources);
  adw_combo_row_set_selected (self->source, GTK_INVALID_LIST_POSITION);
}

static void
number_suggested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkePatientEditor) self = user_data;
  g_autofree char *number = uke_clinic_suggest_number_finish (UKE_CLINIC (source), result, NULL);

  if (number != NULL && !g_cancellable_is_cancelled (self->cancellable)
      && get_text (self->number)[0] == '\0')
    set_text (self->number, number);
}

/* What was searched for in vain is where the new patient starts: a number, kana or a name. */
static void
use_searched_text (UkePatientEditor *self, const char *text)
{
  g_autofree char *digits = uke_phone_normalise (text, NULL, NULL);
  gunichar first = g_utf8_get_char (text);

  if (digits != NULL) {
    uke_phone_row_set_number (UKE_PHONE_ROW (add_phone (self, NULL)), text);
  } else if (g_unichar_get_script (first) == G_UNICODE_SCRIPT_HIRAGANA
             || g_unichar_get_script (first) == G_UNICODE_SCRIPT_KATAKANA) {
    g_autofree char *kana = uke_fold_kana (text);
    g_auto (GStrv) parts = g_strsplit (kana, " ", 2);

    set_text (self->family_kana, parts[0]);
    set_text (self->given_kana, parts[0] != NULL ? parts[1] : NULL);
  } else if (!g_ascii_isdigit (text[0])) {
    g_auto (GStrv) parts = g_strsplit_set (text, " ", 2);

    set_text (self->family_name, parts[0]);
    set_text (self->given_name, parts[0] != NULL ? parts[1] : NULL);
  }
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
  UkePatientEditor *self = g_object_new (UKE_TYPE_PATIENT_EDITOR, "transient-for", parent, "title",
                                         _ ("New patient"), NULL);

  self->clinic = g_object_ref (clinic);
  if (text[0] != '\0')
    use_searched_text (self, text);
  uke_clinic_suggest_number_async (clinic, self->cancellable, number_suggested_cb,
                                   g_object_ref (self));
  return GTK_WIDGET (self);
}

static void
show_file (UkePatientEditor *self)
{
  UkeRecord *patient = self->file->patient, *email = first_of (self->file->emails),
            *address = first_of (self->file->addresses);
  UkeDate birth = uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE);
  g_autofree char *birth_text = birth != UKE_DATE_NONE ? uke_era_format_compact (birth) : NULL;
  int sex = uke_codes_get_position (UKE_CODES_SEX, uke_record_get_code (patient, UKE_PATIENT_SEX));
  int source = uke_codes_get_position (UKE_CODES_SOURCE,
                                       uke_record_get_code (patient, UKE_PATIENT_SOURCE));

  set_text (self->family_name, uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME));
  set_text (self->given_name, uke_record_get_text (patient, UKE_PATIENT_GIVEN_NAME));
  set_text (self->family_kana, uke_record_get_text (patient, UKE_PATIENT_FAMILY_KANA));
  set_text (self->given_kana, uke_record_get_text (patient, UKE_PATIENT_GIVEN_KANA));
  set_text (self->birth, birth_text);
  set_text (self->number, uke_record_get_text (patient, UKE_PATIENT_PATIENT_NUMBER));
  set_text (self->alert, uke_record_get_text (patient, UKE_PATIENT_ALERT));
  set_text (self->note, uke_record_get_text (patient, UKE_PATIENT_NOTE));
  set_text (self->email,
            email != NULL ? uke_record_get_text (email, UKE_PATIENT_EMAIL_ADDRESS) : NULL);
  set_text (self->postal_code, address != NULL
                                   ? uke_record_get_text (address, UKE_PATIENT_ADDRESS_POSTAL_CODE)
                                   : NULL);
  set_text (self->address,
            address != NULL ? uke_record_get_text (address, UKE_PATIENT_ADDRESS_ADDRESS) : NULL);
  if (sex >= 0)
    adw_combo_row_set_selected (self->sex, (unsigned)sex);
  adw_combo_row_set_selected (self->source,
                              source >= 0 ? (unsigned)source : GTK_INVALID_LIST_POSITION);
  for (unsigned i = 0; i < self->file->phones->len; i++)
    add_phone (self, g_ptr_array_index (self->file->phones, i));
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
  UkePatientEditor *self = g_object_new (UKE_TYPE_PATIENT_EDITOR, "transient-for", parent, "title",
                                         _ ("Edit patient"), NULL);

  self->clinic = g_object_ref (clinic);
  self->file = uke_patient_file_ref (file);
  show_file (self);
  return GTK_WIDGET (self);
}
