/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/form/uke-patient-sheet.h"

#include "app/form/uke-address-row.h"
#include "app/form/uke-check-list.h"
#include "app/form/uke-checked-row.h"
#include "app/form/uke-email-row.h"
#include "app/form/uke-family-group.h"
#include "app/form/uke-field-checks.h"
#include "app/form/uke-lines-row.h"
#include "app/form/uke-phone-row.h"
#include "app/form/uke-property-rows.h"
#include "app/form/uke-record-choice.h"
#include "app/form/uke-row-group.h"
#include "app/widgets/uke-tag-box.h"
#include "base/uke-era.h"
#include "base/uke-fold.h"
#include "base/uke-phone.h"
#include "model/uke-staff-name.h"

#include <glib/gi18n.h>
#include <string.h>

struct _UkePatientSheet {
  AdwBin parent_instance;

  UkeClinic *clinic;    /* (owned) (nullable) */
  UkePatientFile *file; /* (owned) (nullable): NULL for a new patient */
  GPtrArray *removed;   /* (owned) (element-type UkeRecord): rows that were taken away */
  GPtrArray *tags;      /* (owned) (element-type utf8): as they will be */
  GPtrArray *own;       /* (owned) (element-type GtkWidget): rows of the clinic's own properties */

  GtkBox *columns;
  UkeCheckedRow *family_name;
  UkeCheckedRow *given_name;
  UkeCheckedRow *family_kana;
  UkeCheckedRow *given_kana;
  UkeCheckedRow *birth;
  AdwComboRow *sex;
  UkeCheckedRow *number;
  AdwComboRow *language;
  UkeRowGroup *phones;
  UkeRowGroup *emails;
  UkeRowGroup *addresses;
  UkeFamilyGroup *family;
  AdwComboRow *source;
  AdwComboRow *stage;
  AdwComboRow *staff;
  UkeCheckedRow *first_visit;
  UkeCheckedRow *next_visit;
  AdwComboRow *email_consent;
  UkeCheckList *interests;
  UkeCheckList *treatments;
  UkeLinesRow *alert;
  UkeLinesRow *note;
  UkeTagBox *tag_box;
  AdwPreferencesGroup *own_group;
};

G_DEFINE_FINAL_TYPE (UkePatientSheet, uke_patient_sheet, ADW_TYPE_BIN)

/* The fields that are typed as they are kept. */
static const struct {
  size_t row;
  unsigned field;
} texts[] = {
  { G_STRUCT_OFFSET (UkePatientSheet, family_name), UKE_PATIENT_FAMILY_NAME },
  { G_STRUCT_OFFSET (UkePatientSheet, given_name), UKE_PATIENT_GIVEN_NAME },
  { G_STRUCT_OFFSET (UkePatientSheet, family_kana), UKE_PATIENT_FAMILY_KANA },
  { G_STRUCT_OFFSET (UkePatientSheet, given_kana), UKE_PATIENT_GIVEN_KANA },
  { G_STRUCT_OFFSET (UkePatientSheet, number), UKE_PATIENT_PATIENT_NUMBER },
};

static const struct {
  size_t row;
  unsigned field;
} dates[] = {
  { G_STRUCT_OFFSET (UkePatientSheet, birth), UKE_PATIENT_BIRTH_DATE },
  { G_STRUCT_OFFSET (UkePatientSheet, first_visit), UKE_PATIENT_FIRST_VISIT_DATE },
  { G_STRUCT_OFFSET (UkePatientSheet, next_visit), UKE_PATIENT_NEXT_VISIT_DATE },
};

static gpointer
get_row (UkePatientSheet *self, size_t offset)
{
  return G_STRUCT_MEMBER (gpointer, self, offset);
}

static char *
dup_text (gpointer row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
set_text (gpointer row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

static int64_t
get_now_us (UkePatientSheet *self)
{
  return uke_clock_now_us (uke_clinic_get_clock (self->clinic));
}

static void
row_removed_cb (UkePatientSheet *self, GtkWidget *row)
{
  UkeRecord *record = UKE_IS_PHONE_ROW (row)   ? uke_phone_row_get_record (UKE_PHONE_ROW (row))
                      : UKE_IS_EMAIL_ROW (row) ? uke_email_row_get_record (UKE_EMAIL_ROW (row))
                                               : uke_address_row_get_record (UKE_ADDRESS_ROW (row));

  if (record != NULL)
    g_ptr_array_add (self->removed, g_object_ref (record));
}

static void
add_phone_cb (UkePatientSheet *self)
{
  GtkWidget *row = uke_phone_row_new (NULL);

  uke_row_group_append (self->phones, row);
  gtk_widget_grab_focus (row);
}

static void
add_email_cb (UkePatientSheet *self)
{
  GtkWidget *row = uke_email_row_new (NULL);

  uke_row_group_append (self->emails, row);
  gtk_widget_grab_focus (row);
}

static void
add_address_cb (UkePatientSheet *self)
{
  GtkWidget *row = uke_address_row_new (NULL);

  uke_row_group_append (self->addresses, row);
  gtk_widget_grab_focus (row);
}

static void
tag_added_cb (UkePatientSheet *self, const char *tag)
{
  g_ptr_array_add (self->tags, g_strdup (tag));
  uke_tag_box_set_tags (self->tag_box, self->tags);
}

static void
tag_removed_cb (UkePatientSheet *self, const char *tag)
{
  unsigned at;

  if (g_ptr_array_find_with_equal_func (self->tags, tag, g_str_equal, &at))
    g_ptr_array_remove_index (self->tags, at);
  uke_tag_box_set_tags (self->tag_box, self->tags);
}

/* Reading the form. */

static gboolean
add_dates (UkePatientSheet *self, UkeDraft *draft, GtkWidget **out_where, char **out_problem)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (dates); i++) {
    UkeCheckedRow *row = get_row (self, dates[i].row);
    g_autofree char *text = dup_text (row);
    UkeDate date;

    *out_problem = uke_checked_row_dup_problem (row);
    if (*out_problem != NULL) {
      *out_where = GTK_WIDGET (row);
      return FALSE;
    }
    if (text[0] != '\0' && uke_era_parse (text, &date, NULL))
      uke_draft_set_date (draft, dates[i].field, date);
    else
      uke_draft_set_null (draft, dates[i].field);
  }
  return TRUE;
}

static void
add_choices (UkePatientSheet *self, UkeDraft *draft)
{
  const UkeId *staff_id = uke_record_choice_get (self->staff);
  g_autofree char *alert = uke_lines_row_dup_text (self->alert),
                  *note = uke_lines_row_dup_text (self->note),
                  *interests = uke_check_list_dup_text (self->interests),
                  *treatments = uke_check_list_dup_text (self->treatments);

  uke_draft_set_text (draft, UKE_PATIENT_SEX, uke_code_choice_get (self->sex));
  uke_draft_set_text (draft, UKE_PATIENT_LANGUAGE, uke_code_choice_get (self->language));
  uke_draft_set_text (draft, UKE_PATIENT_SOURCE, uke_code_choice_get (self->source));
  uke_draft_set_text (draft, UKE_PATIENT_STAGE, uke_code_choice_get (self->stage));
  uke_draft_set_text (draft, UKE_PATIENT_ALERT, alert);
  uke_draft_set_text (draft, UKE_PATIENT_NOTE, note);
  uke_draft_set_text (draft, UKE_PATIENT_INTERESTS, interests);
  uke_draft_set_text (draft, UKE_PATIENT_TREATMENTS, treatments);
  if (staff_id != NULL)
    uke_draft_set_id (draft, UKE_PATIENT_STAFF_ID, staff_id);
  else
    uke_draft_set_null (draft, UKE_PATIENT_STAFF_ID);
}

static gboolean
add_contacts (UkePatientSheet *self,
              UkePatientForm *form,
              GtkWidget **out_where,
              char **out_problem)
{
  g_autoptr (GPtrArray) phones = uke_row_group_dup_rows (self->phones),
                        emails = uke_row_group_dup_rows (self->emails),
                        addresses = uke_row_group_dup_rows (self->addresses);
  int64_t now_us = get_now_us (self);

  for (unsigned i = 0; i < phones->len; i++) {
    *out_where = phones->pdata[i];
    if (!uke_phone_row_add_to_form (phones->pdata[i], form, (int)i + 1, now_us, out_problem))
      return FALSE;
  }
  for (unsigned i = 0; i < emails->len; i++) {
    *out_where = emails->pdata[i];
    if (!uke_email_row_add_to_form (emails->pdata[i], form, (int)i + 1, now_us, out_problem))
      return FALSE;
  }
  for (unsigned i = 0; i < addresses->len; i++) {
    *out_where = addresses->pdata[i];
    if (!uke_address_row_add_to_form (addresses->pdata[i], form, now_us, out_problem))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_own (UkePatientSheet *self, UkePatientForm *form, GtkWidget **out_where, char **out_problem)
{
  for (unsigned i = 0; i < self->own->len; i++) {
    *out_where = self->own->pdata[i];
    if (!uke_property_row_add_to_form (*out_where, form, get_now_us (self), out_problem))
      return FALSE;
  }
  return TRUE;
}

static UkeRecord *
find_tag (UkePatientSheet *self, const char *tag)
{
  for (unsigned i = 0; self->file != NULL && i < self->file->tags->len; i++)
    if (g_str_equal (uke_record_get_code (self->file->tags->pdata[i], UKE_PATIENT_TAG_TAG), tag))
      return self->file->tags->pdata[i];
  return NULL;
}

static void
add_tags (UkePatientSheet *self, UkePatientForm *form)
{
  for (unsigned i = 0; i < self->tags->len; i++) {
    UkeDraft *draft;

    if (find_tag (self, self->tags->pdata[i]) != NULL)
      continue;
    draft = uke_draft_new (&UKE_ENTITY_PATIENT_TAG, get_now_us (self));
    uke_draft_set_id (draft, UKE_PATIENT_TAG_PATIENT_ID, uke_draft_get_id (form->patient));
    uke_draft_set_text (draft, UKE_PATIENT_TAG_TAG, self->tags->pdata[i]);
    uke_patient_form_add (form, draft);
  }
  for (unsigned i = 0; self->file != NULL && i < self->file->tags->len; i++) {
    const char *tag = uke_record_get_code (self->file->tags->pdata[i], UKE_PATIENT_TAG_TAG);

    if (!g_ptr_array_find_with_equal_func (self->tags, tag, g_str_equal, NULL))
      uke_patient_form_remove (form, self->file->tags->pdata[i]);
  }
}

static UkeRecord *
find_email_consent (UkePatientSheet *self)
{
  for (unsigned i = 0; self->file != NULL && i < self->file->consents->len; i++) {
    UkeRecord *consent = self->file->consents->pdata[i];

    if (g_str_equal (uke_record_get_code (consent, UKE_CONSENT_PURPOSE), UKE_CONSENT_PURPOSE_NEWS)
        && g_str_equal (uke_record_get_code (consent, UKE_CONSENT_CHANNEL),
                        UKE_CONSENT_CHANNEL_EMAIL))
      return consent;
  }
  return NULL;
}

/* What was said stays said: a consent can turn, but not become unasked again. */
static void
add_email_consent (UkePatientSheet *self, UkePatientForm *form)
{
  UkeRecord *seen = find_email_consent (self);
  const char *state = uke_code_choice_get (self->email_consent);

  if (state == NULL
      || (seen != NULL && g_str_equal (state, uke_record_get_code (seen, UKE_CONSENT_STATE))))
    return;
  uke_patient_form_add (form, uke_consent_draft_new (seen, uke_draft_get_id (form->patient),
                                                     UKE_CONSENT_PURPOSE_NEWS,
                                                     UKE_CONSENT_CHANNEL_EMAIL, state));
}

/**
 * uke_patient_sheet_make_form:
 * @self: the fields
 * @out_where: (out) (transfer none): the control where something is missing or wrong
 * @out_problem: (out): the sentence about it
 *
 * Returns: (transfer full) (nullable): what was typed, ready to be saved; NULL with a problem
 * Thread: main
 */
UkePatientForm *
uke_patient_sheet_make_form (UkePatientSheet *self, GtkWidget **out_where, char **out_problem)
{
  UkeDraft *patient = self->file != NULL ? uke_draft_new_from (self->file->patient)
                                         : uke_draft_new (&UKE_ENTITY_PATIENT, get_now_us (self));
  g_autoptr (UkePatientForm) form = uke_patient_form_new (patient);
  g_autofree char *family_name = dup_text (self->family_name);

  *out_problem = NULL;
  if (family_name[0] == '\0') {
    *out_where = GTK_WIDGET (self->family_name);
    *out_problem = g_strdup (_ ("Please type the family name"));
    return NULL;
  }
  for (unsigned i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *text = dup_text (get_row (self, texts[i].row));

    uke_draft_set_text (form->patient, texts[i].field, text);
  }
  if (!add_dates (self, form->patient, out_where, out_problem)
      || !add_contacts (self, form, out_where, out_problem)
      || !add_own (self, form, out_where, out_problem))
    return NULL;
  add_choices (self, form->patient);
  uke_family_group_add_to_form (self->family, form);
  add_tags (self, form);
  add_email_consent (self, form);
  for (unsigned i = 0; i < self->removed->len; i++)
    uke_patient_form_remove (form, self->removed->pdata[i]);
  return g_steal_pointer (&form);
}

/* Showing the patient. */

static GPtrArray *
dup_menu_names (UkeClinic *clinic)
{
  GListModel *menus = uke_clinic_get_menus (clinic);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (unsigned i = 0; i < g_list_model_get_n_items (menus); i++) {
    g_autoptr (UkeRecord) menu = g_list_model_get_item (menus, i);

    if (uke_record_get_bool (menu, UKE_MENU_IS_ACTIVE))
      g_ptr_array_add (names, g_strdup (uke_record_get_code (menu, UKE_MENU_NAME)));
  }
  return names;
}

static const char *
get_known (UkePatientSheet *self, unsigned field)
{
  return self->file != NULL ? uke_record_get_text (self->file->patient, field) : NULL;
}

static void
show_choices (UkePatientSheet *self)
{
  g_autoptr (GPtrArray) menus = dup_menu_names (self->clinic);
  UkeRecord *consent = find_email_consent (self);
  const char *sex = get_known (self, UKE_PATIENT_SEX);

  uke_code_choice_fill (self->sex, UKE_CODES_SEX, NULL, sex != NULL ? sex : UKE_SEX_UNKNOWN);
  uke_language_choice_fill (self->language, get_known (self, UKE_PATIENT_LANGUAGE));
  uke_code_choice_fill (self->source, UKE_CODES_SOURCE, _ ("Not asked"),
                        get_known (self, UKE_PATIENT_SOURCE));
  uke_code_choice_fill (self->stage, UKE_CODES_STAGE, NULL, get_known (self, UKE_PATIENT_STAGE));
  uke_record_choice_fill (self->staff, _ ("Nobody yet"), uke_clinic_get_staff (self->clinic),
                          uke_staff_dup_name, UKE_STAFF_IS_ACTIVE,
                          self->file != NULL
                              ? uke_record_get_id_value (self->file->patient, UKE_PATIENT_STAFF_ID)
                              : NULL);
  uke_code_choice_fill (self->email_consent, UKE_CODES_CONSENT_STATE,
                        consent == NULL ? C_ ("consent", "Not asked") : NULL,
                        consent != NULL ? uke_record_get_text (consent, UKE_CONSENT_STATE) : NULL);
  uke_check_list_set_names (self->interests, menus, get_known (self, UKE_PATIENT_INTERESTS));
  uke_check_list_set_names (self->treatments, menus, get_known (self, UKE_PATIENT_TREATMENTS));
  uke_lines_row_set_text (self->alert, get_known (self, UKE_PATIENT_ALERT));
  uke_lines_row_set_text (self->note, get_known (self, UKE_PATIENT_NOTE));
}

static UkeRecord *
find_own_value (UkePatientSheet *self, UkeRecord *property)
{
  for (unsigned i = 0; self->file != NULL && i < self->file->properties->len; i++)
    if (uke_id_equal (uke_record_get_id_value (self->file->properties->pdata[i],
                                               UKE_PATIENT_PROPERTY_PROPERTY_ID),
                      uke_record_get_id (property)))
      return self->file->properties->pdata[i];
  return NULL;
}

static void
show_own (UkePatientSheet *self, UkeDate today)
{
  GListModel *all = uke_clinic_get_properties (self->clinic);

  for (unsigned i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (UkeRecord) property = g_list_model_get_item (all, i);
    UkeRecord *value = find_own_value (self, property);
    GtkWidget *row;

    if (!uke_record_get_bool (property, UKE_PROPERTY_IS_ACTIVE) && value == NULL)
      continue;
    row = uke_property_row_new (property, value, today);
    g_ptr_array_add (self->own, row);
    adw_preferences_group_add (self->own_group, row);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->own_group), self->own->len > 0);
}

static void
show_patient (UkePatientSheet *self)
{
  UkePatientFile *file = self->file;

  for (unsigned i = 0; i < G_N_ELEMENTS (texts); i++)
    set_text (get_row (self, texts[i].row), uke_record_get_text (file->patient, texts[i].field));
  for (unsigned i = 0; i < G_N_ELEMENTS (dates); i++) {
    UkeDate date = uke_record_get_date (file->patient, dates[i].field);
    g_autofree char *text = NULL;

    if (date == UKE_DATE_NONE)
      continue;
    text = dates[i].field == UKE_PATIENT_BIRTH_DATE ? uke_era_format_compact (date)
                                                    : uke_era_format_western (date);
    set_text (get_row (self, dates[i].row), text);
  }
  for (unsigned i = 0; i < file->phones->len; i++)
    uke_row_group_append (self->phones, uke_phone_row_new (file->phones->pdata[i]));
  for (unsigned i = 0; i < file->emails->len; i++)
    uke_row_group_append (self->emails, uke_email_row_new (file->emails->pdata[i]));
  for (unsigned i = 0; i < file->addresses->len; i++)
    uke_row_group_append (self->addresses, uke_address_row_new (file->addresses->pdata[i]));
  for (unsigned i = 0; i < file->tags->len; i++)
    g_ptr_array_add (self->tags,
                     g_strdup (uke_record_get_code (file->tags->pdata[i], UKE_PATIENT_TAG_TAG)));
}

static void
set_checks (UkePatientSheet *self, UkeDate today)
{
  uke_checked_row_set_check (self->number, uke_check_number, today);
  uke_checked_row_set_check (self->family_kana, uke_check_kana, today);
  uke_checked_row_set_check (self->given_kana, uke_check_kana, today);
  uke_checked_row_set_check (self->birth, uke_check_birth, today);
  uke_checked_row_set_check (self->first_visit, uke_check_past_date, today);
  uke_checked_row_set_check (self->next_visit, uke_check_coming_date, today);
}

/**
 * uke_patient_sheet_show:
 * @self: fresh fields
 * @clinic: an open clinic
 * @file: (nullable): the patient as they are known; NULL for a new one
 *
 * Thread: main
 */
void
uke_patient_sheet_show (UkePatientSheet *self, UkeClinic *clinic, UkePatientFile *file)
{
  UkeDate today;

  g_return_if_fail (UKE_IS_PATIENT_SHEET (self));

  self->clinic = g_object_ref (clinic);
  today = uke_zone_date_of (uke_clinic_get_zone (clinic), get_now_us (self));
  set_checks (self, today);
  if (file != NULL) {
    self->file = uke_patient_file_ref (file);
    show_patient (self);
  }
  show_choices (self);
  show_own (self, today);
  uke_family_group_show (self->family, clinic, file);
  uke_tag_box_set_tags (self->tag_box, self->tags);
}

/**
 * uke_patient_sheet_set_wide:
 * @self: the fields
 * @is_wide: whether there is room for two columns
 *
 * Thread: main
 */
void
uke_patient_sheet_set_wide (UkePatientSheet *self, gboolean is_wide)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns),
                                  is_wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_box_set_homogeneous (self->columns, is_wide);
}

/**
 * uke_patient_sheet_use_searched:
 * @self: the fields of a new patient
 * @text: what was searched for in vain
 *
 * Puts a search that found nobody where it belongs: a phone number, a birth date, kana or a name.
 *
 * Thread: main
 */
void
uke_patient_sheet_use_searched (UkePatientSheet *self, const char *text)
{
  g_autofree char *digits = uke_phone_normalise (text, NULL, NULL);
  g_autofree char *kana = uke_fold_kana (text);
  UkeDate date;

  if (digits != NULL) {
    GtkWidget *row = uke_phone_row_new (NULL);

    uke_phone_row_set_number (UKE_PHONE_ROW (row), text);
    uke_row_group_append (self->phones, row);
  } else if (uke_era_parse (text, &date, NULL)) {
    set_text (self->birth, text);
  } else if (uke_fold_is_kana (kana)) {
    g_auto (GStrv) parts = g_strsplit (kana, " ", 2);

    set_text (self->family_kana, parts[0]);
    set_text (self->given_kana, parts[0] != NULL ? parts[1] : NULL);
  } else if (!g_ascii_isdigit (text[0])) {
    /* Either space parts a name; the name itself stays as it was typed. */
    const char *given = strstr (text, "　") != NULL ? strstr (text, "　") : strchr (text, ' ');
    g_autofree char *family
        = given != NULL ? g_strndup (text, (size_t)(given - text)) : g_strdup (text);

    set_text (self->family_name, family);
    if (given != NULL)
      set_text (self->given_name, given + (*given == ' ' ? 1 : strlen ("　")));
  }
}

/**
 * uke_patient_sheet_suggest_number:
 * @self: the fields of a new patient
 * @number: the next free patient number
 *
 * Returns: whether it was put in: nobody had typed one yet
 * Thread: main
 */
gboolean
uke_patient_sheet_suggest_number (UkePatientSheet *self, const char *number)
{
  g_autofree char *typed = dup_text (self->number);

  if (typed[0] != '\0')
    return FALSE;
  set_text (self->number, number);
  return TRUE;
}

/**
 * uke_patient_sheet_find:
 * @self: the fields
 * @field: (nullable): the name of a field of a patient
 *
 * Returns: (transfer none) (nullable): the control that it is typed in
 * Thread: main
 */
GtkWidget *
uke_patient_sheet_find (UkePatientSheet *self, const char *field)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_strcmp0 (UKE_ENTITY_PATIENT.fields[texts[i].field].name, field) == 0)
      return get_row (self, texts[i].row);
  for (unsigned i = 0; i < G_N_ELEMENTS (dates); i++)
    if (g_strcmp0 (UKE_ENTITY_PATIENT.fields[dates[i].field].name, field) == 0)
      return get_row (self, dates[i].row);
  if (g_strcmp0 (field, "alert") == 0)
    return GTK_WIDGET (self->alert);
  return g_strcmp0 (field, "note") == 0 ? GTK_WIDGET (self->note) : NULL;
}

static void
uke_patient_sheet_dispose (GObject *object)
{
  UkePatientSheet *self = UKE_PATIENT_SHEET (object);

  g_clear_pointer (&self->removed, g_ptr_array_unref);
  g_clear_pointer (&self->tags, g_ptr_array_unref);
  g_clear_pointer (&self->own, g_ptr_array_unref);
  g_clear_pointer (&self->file, uke_patient_file_unref);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_patient_sheet_parent_class)->dispose (object);
}

static void
bind_rows (GtkWidgetClass *widget_class)
{
#define BIND(child) gtk_widget_class_bind_template_child (widget_class, UkePatientSheet, child)
  BIND (columns);
  BIND (family_name);
  BIND (given_name);
  BIND (family_kana);
  BIND (given_kana);
  BIND (birth);
  BIND (sex);
  BIND (number);
  BIND (language);
  BIND (phones);
  BIND (emails);
  BIND (addresses);
  BIND (family);
  BIND (source);
  BIND (stage);
  BIND (staff);
  BIND (first_visit);
  BIND (next_visit);
  BIND (email_consent);
  BIND (interests);
  BIND (treatments);
  BIND (alert);
  BIND (note);
  BIND (tag_box);
  BIND (own_group);
#undef BIND
}

static void
uke_patient_sheet_class_init (UkePatientSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UKE_TYPE_CHECKED_ROW);
  g_type_ensure (UKE_TYPE_CHECK_LIST);
  g_type_ensure (UKE_TYPE_FAMILY_GROUP);
  g_type_ensure (UKE_TYPE_ROW_GROUP);
  g_type_ensure (UKE_TYPE_TAG_BOX);
  g_type_ensure (UKE_TYPE_LINES_ROW);
  G_OBJECT_CLASS (klass)->dispose = uke_patient_sheet_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/form/uke-patient-sheet.ui");
  bind_rows (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, add_phone_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_email_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_address_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_removed_cb);
  gtk_widget_class_bind_template_callback (widget_class, tag_added_cb);
  gtk_widget_class_bind_template_callback (widget_class, tag_removed_cb);
}

static void
uke_patient_sheet_init (UkePatientSheet *self)
{
  self->removed = g_ptr_array_new_with_free_func (g_object_unref);
  self->tags = g_ptr_array_new_with_free_func (g_free);
  self->own = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
