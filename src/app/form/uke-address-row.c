/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/form/uke-address-row.h"

#include "app/form/uke-checked-row.h"
#include "app/form/uke-field-checks.h"
#include "app/form/uke-record-choice.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-person-text.h"
#include "base/uke-fold.h"

#include <glib/gi18n.h>

struct _UkeAddressRow {
  AdwExpanderRow parent_instance;

  UkeRecord *record; /* (owned) (nullable): NULL for a new one */

  UkeCheckedRow *postal_code;
  AdwEntryRow *address;
  AdwComboRow *label;
};

G_DEFINE_FINAL_TYPE (UkeAddressRow, uke_address_row, ADW_TYPE_EXPANDER_ROW)

static const char *
get_text (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
show_summary (UkeAddressRow *self)
{
  g_autofree char *digits = uke_fold_digits (get_text (self->postal_code)),
                  *postal = uke_person_text_postal_code (digits), *subtitle = NULL;
  const char *code = uke_code_choice_get (self->label);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), get_text (self->address)[0] != '\0'
                                                                 ? get_text (self->address)
                                                                 : _ ("New address"));
  subtitle = g_strdup_printf ("%s%s%s", postal, postal[0] != '\0' ? "　" : "",
                              uke_code_word (UKE_CODES_ADDRESS_LABEL, code));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
}

static void
uke_address_row_dispose (GObject *object)
{
  g_clear_object (&UKE_ADDRESS_ROW (object)->record);
  G_OBJECT_CLASS (uke_address_row_parent_class)->dispose (object);
}

static gboolean
uke_address_row_grab_focus (GtkWidget *widget)
{
  UkeAddressRow *self = UKE_ADDRESS_ROW (widget);

  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return GTK_WIDGET_CLASS (uke_address_row_parent_class)->grab_focus (widget);
  return gtk_widget_grab_focus (GTK_WIDGET (self->postal_code));
}

static void
uke_address_row_class_init (UkeAddressRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_address_row_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = uke_address_row_grab_focus;
}

static void
uke_address_row_init (UkeAddressRow *self)
{
  AdwExpanderRow *expander = ADW_EXPANDER_ROW (self);

  self->postal_code = g_object_new (UKE_TYPE_CHECKED_ROW, "title", _ ("Postal code"), NULL);
  uke_checked_row_set_check (self->postal_code, uke_check_postal_code, UKE_DATE_NONE);
  self->address = g_object_new (UKE_TYPE_CHECKED_ROW, "title", _ ("Address"), NULL);
  self->label = g_object_new (ADW_TYPE_COMBO_ROW, "title", _ ("Kind"), NULL);
  adw_expander_row_add_row (expander, GTK_WIDGET (self->postal_code));
  adw_expander_row_add_row (expander, GTK_WIDGET (self->address));
  adw_expander_row_add_row (expander, GTK_WIDGET (self->label));
}

static void
follow_changes (UkeAddressRow *self)
{
  g_signal_connect_object (self->postal_code, "changed", G_CALLBACK (show_summary), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->address, "changed", G_CALLBACK (show_summary), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->label, "notify::selected", G_CALLBACK (show_summary), self,
                           G_CONNECT_SWAPPED);
  show_summary (self);
}

/**
 * uke_address_row_new:
 * @address: (nullable): the address as it stands; NULL for a new one
 *
 * Returns: (transfer floating): a row for it
 * Thread: main
 */
GtkWidget *
uke_address_row_new (UkeRecord *address)
{
  UkeAddressRow *self = g_object_new (UKE_TYPE_ADDRESS_ROW, "use-markup", FALSE, NULL);
  const char *label
      = address != NULL ? uke_record_get_text (address, UKE_PATIENT_ADDRESS_LABEL) : NULL;

  uke_code_choice_fill (self->label, UKE_CODES_ADDRESS_LABEL, NULL, label != NULL ? label : "home");
  if (address != NULL) {
    g_autofree char *postal = uke_person_text_postal_code (
        uke_record_get_code (address, UKE_PATIENT_ADDRESS_POSTAL_CODE));
    const char *code = g_str_has_prefix (postal, "〒") ? postal + strlen ("〒") : postal;

    self->record = g_object_ref (address);
    gtk_editable_set_text (GTK_EDITABLE (self->postal_code), code);
    gtk_editable_set_text (GTK_EDITABLE (self->address),
                           uke_record_get_code (address, UKE_PATIENT_ADDRESS_ADDRESS));
  } else {
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  }
  follow_changes (self);
  return GTK_WIDGET (self);
}

/**
 * uke_address_row_get_record:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the address as it was before
 * Thread: main
 */
UkeRecord *
uke_address_row_get_record (UkeAddressRow *self)
{
  return self->record;
}

/**
 * uke_address_row_add_to_form:
 * @self: a row
 * @form: the patient's form
 * @now_us: UTC microseconds, for a new id
 * @out_problem: (out): set to a sentence where the address cannot be kept
 *
 * Returns: whether it could be read; an empty row takes its address away
 * Thread: main
 */
gboolean
uke_address_row_add_to_form (UkeAddressRow *self,
                             UkePatientForm *form,
                             int64_t now_us,
                             char **out_problem)
{
  g_autofree char *code = uke_fold_digits (get_text (self->postal_code)),
                  *address = g_strstrip (g_strdup (get_text (self->address)));
  UkeDraft *draft;

  *out_problem = uke_checked_row_dup_problem (self->postal_code);
  if (*out_problem != NULL)
    return FALSE;
  if (code[0] == '\0' && address[0] == '\0') {
    if (self->record != NULL)
      uke_patient_form_remove (form, self->record);
    return TRUE;
  }
  if (self->record != NULL) {
    draft = uke_draft_new_from (self->record);
  } else {
    draft = uke_draft_new (&UKE_ENTITY_PATIENT_ADDRESS, now_us);
    uke_draft_set_id (draft, UKE_PATIENT_ADDRESS_PATIENT_ID, uke_draft_get_id (form->patient));
  }
  uke_draft_set_text (draft, UKE_PATIENT_ADDRESS_LABEL, uke_code_choice_get (self->label));
  uke_draft_set_text (draft, UKE_PATIENT_ADDRESS_POSTAL_CODE, code);
  uke_draft_set_text (draft, UKE_PATIENT_ADDRESS_ADDRESS, address);
  uke_patient_form_add (form, draft);
  return TRUE;
}
