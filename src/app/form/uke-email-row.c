/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/form/uke-email-row.h"

#include "app/form/uke-field-checks.h"
#include "base/uke-fold.h"

#include <glib/gi18n.h>

struct _UkeEmailRow {
  UkeCheckedRow parent_instance;

  UkeRecord *record; /* (owned) (nullable): NULL for a new one */
  GtkCheckButton *is_bad;
};

G_DEFINE_FINAL_TYPE (UkeEmailRow, uke_email_row, UKE_TYPE_CHECKED_ROW)

static void
uke_email_row_dispose (GObject *object)
{
  g_clear_object (&UKE_EMAIL_ROW (object)->record);
  G_OBJECT_CLASS (uke_email_row_parent_class)->dispose (object);
}

static void
uke_email_row_class_init (UkeEmailRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_email_row_dispose;
}

static void
uke_email_row_init (UkeEmailRow *self)
{
  GtkWidget *check = gtk_check_button_new_with_label (_ ("Does not arrive"));

  self->is_bad = GTK_CHECK_BUTTON (check);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (check, "uk-caption");
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), check);
  gtk_text_set_input_purpose (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self))),
                              GTK_INPUT_PURPOSE_EMAIL);
  uke_checked_row_set_check (UKE_CHECKED_ROW (self), uke_check_email, UKE_DATE_NONE);
}

/**
 * uke_email_row_new:
 * @email: (nullable): the address as it stands; NULL for a new one
 *
 * Returns: (transfer floating): a row for it
 * Thread: main
 */
GtkWidget *
uke_email_row_new (UkeRecord *email)
{
  UkeEmailRow *self
      = g_object_new (UKE_TYPE_EMAIL_ROW, "use-markup", FALSE, "title", _ ("E-mail"), NULL);

  if (email != NULL) {
    self->record = g_object_ref (email);
    gtk_editable_set_text (GTK_EDITABLE (self),
                           uke_record_get_code (email, UKE_PATIENT_EMAIL_ADDRESS));
    gtk_check_button_set_active (self->is_bad,
                                 uke_record_get_bool (email, UKE_PATIENT_EMAIL_IS_BAD));
  }
  return GTK_WIDGET (self);
}

/**
 * uke_email_row_get_record:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the address as it was before
 * Thread: main
 */
UkeRecord *
uke_email_row_get_record (UkeEmailRow *self)
{
  return self->record;
}

/**
 * uke_email_row_add_to_form:
 * @self: a row
 * @form: the patient's form
 * @preference: 1 for the first choice
 * @now_us: UTC microseconds, for a new id
 * @out_problem: (out): set to a sentence where the address cannot be kept
 *
 * Returns: whether it could be read; an empty row takes its address away
 * Thread: main
 */
gboolean
uke_email_row_add_to_form (UkeEmailRow *self,
                           UkePatientForm *form,
                           int preference,
                           int64_t now_us,
                           char **out_problem)
{
  g_autofree char *address = uke_fold_text (gtk_editable_get_text (GTK_EDITABLE (self)));
  UkeDraft *draft;

  *out_problem = uke_checked_row_dup_problem (UKE_CHECKED_ROW (self));
  if (*out_problem != NULL)
    return FALSE;
  if (address[0] == '\0') {
    if (self->record != NULL)
      uke_patient_form_remove (form, self->record);
    return TRUE;
  }
  if (self->record != NULL) {
    draft = uke_draft_new_from (self->record);
  } else {
    draft = uke_draft_new (&UKE_ENTITY_PATIENT_EMAIL, now_us);
    uke_draft_set_id (draft, UKE_PATIENT_EMAIL_PATIENT_ID, uke_draft_get_id (form->patient));
  }
  uke_draft_set_text (draft, UKE_PATIENT_EMAIL_ADDRESS, address);
  uke_draft_set_int (draft, UKE_PATIENT_EMAIL_PREFERENCE, preference);
  uke_draft_set_int (draft, UKE_PATIENT_EMAIL_IS_BAD, gtk_check_button_get_active (self->is_bad));
  uke_patient_form_add (form, draft);
  return TRUE;
}
