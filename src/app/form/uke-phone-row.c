/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/form/uke-phone-row.h"

#include "app/form/uke-checked-row.h"
#include "app/form/uke-field-checks.h"
#include "app/form/uke-hours-row.h"
#include "app/form/uke-record-choice.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-hours-words.h"
#include "base/uke-phone.h"

#include <glib/gi18n.h>

struct _UkePhoneRow {
  AdwExpanderRow parent_instance;

  UkeRecord *record; /* (owned) (nullable): NULL for a new number */

  UkeCheckedRow *number;
  AdwComboRow *label;
  AdwComboRow *owner;
  AdwEntryRow *owner_note;
  UkeHoursRow *best_hours;
  AdwComboRow *voicemail;
  GtkSwitch *is_bad;
};

G_DEFINE_FINAL_TYPE (UkePhoneRow, uke_phone_row, ADW_TYPE_EXPANDER_ROW)

static const char *
get_text (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
add_part (GString *text, const char *part)
{
  if (part != NULL && part[0] != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "・" : "", part);
}

static void
show_summary (UkePhoneRow *self)
{
  g_autofree char *digits = uke_phone_normalise (get_text (self->number), NULL, NULL);
  g_autofree char *shown
      = digits != NULL ? uke_phone_format (digits) : g_strdup (get_text (self->number));
  g_autofree char *hours = uke_hours_row_dup_hours (self->best_hours),
                  *hours_text = uke_hours_text (hours);
  g_autoptr (GString) about = g_string_new (NULL);

  add_part (about, uke_code_word (UKE_CODES_PHONE_LABEL, uke_code_choice_get (self->label)));
  add_part (about, uke_code_word (UKE_CODES_PHONE_OWNER, uke_code_choice_get (self->owner)));
  add_part (about, get_text (self->owner_note));
  add_part (about, hours_text);
  if (gtk_switch_get_active (self->is_bad))
    add_part (about, _ ("Does not work"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 shown[0] != '\0' ? shown : _ ("New phone number"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), about->str);
}

static void
show_record (UkePhoneRow *self)
{
  UkeRecord *phone = self->record;
  g_autofree char *number
      = uke_phone_format (uke_record_get_code (phone, UKE_PATIENT_PHONE_NUMBER));

  gtk_editable_set_text (GTK_EDITABLE (self->number), number);
  gtk_editable_set_text (GTK_EDITABLE (self->owner_note),
                         uke_record_get_code (phone, UKE_PATIENT_PHONE_OWNER_NOTE));
  uke_hours_row_set_hours (self->best_hours,
                           uke_record_get_text (phone, UKE_PATIENT_PHONE_BEST_HOURS));
  gtk_switch_set_active (self->is_bad, uke_record_get_bool (phone, UKE_PATIENT_PHONE_IS_BAD));
}

static void
uke_phone_row_dispose (GObject *object)
{
  g_clear_object (&UKE_PHONE_ROW (object)->record);
  G_OBJECT_CLASS (uke_phone_row_parent_class)->dispose (object);
}

static gboolean
uke_phone_row_grab_focus (GtkWidget *widget)
{
  UkePhoneRow *self = UKE_PHONE_ROW (widget);

  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return GTK_WIDGET_CLASS (uke_phone_row_parent_class)->grab_focus (widget);
  return gtk_widget_grab_focus (GTK_WIDGET (self->number));
}

static void
uke_phone_row_class_init (UkePhoneRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UKE_TYPE_CHECKED_ROW);
  g_type_ensure (UKE_TYPE_HOURS_ROW);
  G_OBJECT_CLASS (klass)->dispose = uke_phone_row_dispose;
  widget_class->grab_focus = uke_phone_row_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/uketsuke/Uketsuke/ui/form/uke-phone-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UkePhoneRow, number);
  gtk_widget_class_bind_template_child (widget_class, UkePhoneRow, label);
  gtk_widget_class_bind_template_child (widget_class, UkePhoneRow, owner);
  gtk_widget_class_bind_template_child (widget_class, UkePhoneRow, owner_note);
  gtk_widget_class_bind_template_child (widget_class, UkePhoneRow, best_hours);
  gtk_widget_class_bind_template_child (widget_class, UkePhoneRow, voicemail);
  gtk_widget_class_bind_template_child (widget_class, UkePhoneRow, is_bad);
  gtk_widget_class_bind_template_callback (widget_class, show_summary);
}

static void
uke_phone_row_init (UkePhoneRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  uke_checked_row_set_check (self->number, uke_check_phone, UKE_DATE_NONE);
}

/**
 * uke_phone_row_new:
 * @phone: (nullable): the number as it stands; NULL for a new one
 *
 * Returns: (transfer floating): a row for it
 * Thread: main
 */
GtkWidget *
uke_phone_row_new (UkeRecord *phone)
{
  UkePhoneRow *self = g_object_new (UKE_TYPE_PHONE_ROW, "use-markup", FALSE, NULL);

  uke_code_choice_fill (self->label, UKE_CODES_PHONE_LABEL, NULL,
                        phone != NULL ? uke_record_get_text (phone, UKE_PATIENT_PHONE_LABEL)
                                      : NULL);
  uke_code_choice_fill (self->owner, UKE_CODES_PHONE_OWNER, NULL,
                        phone != NULL ? uke_record_get_text (phone, UKE_PATIENT_PHONE_OWNER)
                                      : NULL);
  uke_code_choice_fill (self->voicemail, UKE_CODES_VOICEMAIL, NULL,
                        phone != NULL ? uke_record_get_text (phone, UKE_PATIENT_PHONE_VOICEMAIL)
                                      : NULL);
  if (phone != NULL) {
    self->record = g_object_ref (phone);
    show_record (self);
  } else {
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  }
  show_summary (self);
  return GTK_WIDGET (self);
}

/**
 * uke_phone_row_set_number:
 * @self: a row
 * @number: a number in any spelling
 *
 * Thread: main
 */
void
uke_phone_row_set_number (UkePhoneRow *self, const char *number)
{
  gtk_editable_set_text (GTK_EDITABLE (self->number), number);
}

/**
 * uke_phone_row_get_record:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the number as it was before
 * Thread: main
 */
UkeRecord *
uke_phone_row_get_record (UkePhoneRow *self)
{
  return self->record;
}

static UkeDraft *
make_draft (UkePhoneRow *self, const UkeId *patient_id, int64_t now_us)
{
  UkeDraft *draft;

  if (self->record != NULL)
    return uke_draft_new_from (self->record);
  draft = uke_draft_new (&UKE_ENTITY_PATIENT_PHONE, now_us);
  uke_draft_set_id (draft, UKE_PATIENT_PHONE_PATIENT_ID, patient_id);
  return draft;
}

/**
 * uke_phone_row_add_to_form:
 * @self: a row
 * @form: the patient's form
 * @preference: 1 for the first choice
 * @now_us: UTC microseconds, for a new id
 * @out_problem: (out): set to a sentence where the number cannot be kept
 *
 * Returns: whether it could be read; an empty row takes its number away
 * Thread: main
 */
gboolean
uke_phone_row_add_to_form (UkePhoneRow *self,
                           UkePatientForm *form,
                           int preference,
                           int64_t now_us,
                           char **out_problem)
{
  g_autofree char *digits = uke_phone_normalise (get_text (self->number), NULL, NULL);
  g_autofree char *hours = uke_hours_row_dup_hours (self->best_hours);
  UkeDraft *draft;

  *out_problem = uke_checked_row_dup_problem (self->number);
  if (*out_problem != NULL)
    return FALSE;
  if (digits == NULL) {
    if (self->record != NULL)
      uke_patient_form_remove (form, self->record);
    return TRUE;
  }
  draft = make_draft (self, uke_draft_get_id (form->patient), now_us);
  if (g_strcmp0 (uke_draft_get_text (draft, UKE_PATIENT_PHONE_NUMBER), digits) != 0)
    uke_draft_set_text (draft, UKE_PATIENT_PHONE_AS_TYPED, get_text (self->number));
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_NUMBER, digits);
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_LABEL, uke_code_choice_get (self->label));
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_OWNER, uke_code_choice_get (self->owner));
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_VOICEMAIL, uke_code_choice_get (self->voicemail));
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_OWNER_NOTE, get_text (self->owner_note));
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_BEST_HOURS, hours);
  uke_draft_set_int (draft, UKE_PATIENT_PHONE_PREFERENCE, preference);
  uke_draft_set_int (draft, UKE_PATIENT_PHONE_IS_BAD, gtk_switch_get_active (self->is_bad));
  uke_patient_form_add (form, draft);
  return TRUE;
}
