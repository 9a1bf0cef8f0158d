/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-phone-row.h"

#include "app/widgets/uke-code-words.h"
#include "base/uke-phone.h"

#include <glib/gi18n.h>

struct _UkePhoneRow {
  AdwExpanderRow parent_instance;

  UkeRecord *record; /* (owned) (nullable): NULL for a new number */

  AdwEntryRow *number;
  AdwComboRow *label;
  AdwComboRow *owner;
  AdwEntryRow *owner_note;
  AdwEntryRow *best_hours;
  AdwComboRow *voicemail;
};

G_DEFINE_FINAL_TYPE (UkePhoneRow, uke_phone_row, ADW_TYPE_EXPANDER_ROW)

enum { REMOVED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
number_changed_cb (UkePhoneRow *self)
{
  g_autofree char *digits = uke_phone_normalise (get_text (self->number), NULL, NULL);
  g_autofree char *shown
      = digits != NULL ? uke_phone_format (digits) : g_strdup (get_text (self->number));
  gboolean is_odd = digits == NULL && get_text (self->number)[0] != '\0';

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 shown[0] != '\0' ? shown : _ ("New phone number"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self),
                                 is_odd ? _ ("This does not look like a phone number yet") : "");
  if (is_odd)
    gtk_widget_add_css_class (GTK_WIDGET (self->number), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->number), "error");
}

static void
removed_cb (UkePhoneRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
set_code (AdwComboRow *row, UkeCodes codes, const char *code)
{
  int position = code != NULL ? uke_codes_get_position (codes, code) : 0;

  adw_combo_row_set_selected (row, (unsigned)MAX (position, 0));
}

static const char *
get_code (AdwComboRow *row, UkeCodes codes)
{
  unsigned n, selected = adw_combo_row_get_selected (row);
  const char *const *all = uke_codes_get (codes, &n);

  return selected < n ? all[selected] : NULL;
}

static void
set_entry (AdwEntryRow *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

static void
show_record (UkePhoneRow *self)
{
  UkeRecord *phone = self->record;
  g_autofree char *number
      = uke_phone_format (uke_record_get_code (phone, UKE_PATIENT_PHONE_NUMBER));

  set_entry (self->number, number);
  set_code (self->label, UKE_CODES_PHONE_LABEL,
            uke_record_get_text (phone, UKE_PATIENT_PHONE_LABEL));
  set_code (self->owner, UKE_CODES_PHONE_OWNER,
            uke_record_get_text (phone, UKE_PATIENT_PHONE_OWNER));
  set_code (self->voicemail, UKE_CODES_VOICEMAIL,
            uke_record_get_text (phone, UKE_PATIENT_PHONE_VOICEMAIL));
  set_entry (self->owner_note, uke_record_get_text (phone, UKE_PATIENT_PHONE_OWNER_NOTE));
  set_entry (self->best_hours, uke_record_get_text (phone, UKE_PATIENT_PHONE_BEST_HOURS));
}

static void
uke_phone_row_dispose (GObject *object)
{
  g_clear_object (&UKE_PHONE_ROW (object)->record);
  G_OBJECT_CLASS (uke_phone_row_parent_class)->dispose (object);
}

static void
uke_phone_row_class_init (UkePhoneRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_phone_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/patients/uke-phone-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UkePhoneRow, number);
  gtk_widget_class_bind_template_child (widget_class, UkePhoneRow, label);
  gtk_widget_class_bind_template_child (widget_class, UkePhoneRow, owner);
  gtk_widget_class_bind_template_child (widget_class, UkePhoneRow, owner_note);
  gtk_widget_class_bind_template_child (widget_class, UkePhoneRow, best_hours);
  gtk_widget_class_bind_template_child (widget_class, UkePhoneRow, voicemail);
  gtk_widget_class_bind_template_callback (widget_class, number_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, removed_cb);
  signals[REMOVED] = g_signal_new ("removed", UKE_TYPE_PHONE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
uke_phone_row_init (UkePhoneRow *self)
{
  g_autoptr (GListModel) labels = uke_code_words_model (UKE_CODES_PHONE_LABEL);
  g_autoptr (GListModel) owners = uke_code_words_model (UKE_CODES_PHONE_OWNER);
  g_autoptr (GListModel) voicemails = uke_code_words_model (UKE_CODES_VOICEMAIL);

  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_model (self->label, labels);
  adw_combo_row_set_model (self->owner, owners);
  adw_combo_row_set_model (self->voicemail, voicemails);
  number_changed_cb (self);
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

  if (phone != NULL) {
    self->record = g_object_ref (phone);
    show_record (self);
  } else {
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  }
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
  set_entry (self->number, number);
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

/**
 * uke_phone_row_is_empty:
 * @self: a row
 *
 * Returns: whether no number was typed
 * Thread: main
 */
gboolean
uke_phone_row_is_empty (UkePhoneRow *self)
{
  return get_text (self->number)[0] == '\0';
}

/**
 * uke_phone_row_make_draft:
 * @self: a row that is not empty
 * @patient_id: whose number it is
 * @preference: 1 for the first choice
 * @now_us: UTC microseconds, for a new id
 * @error: return location
 *
 * Returns: (transfer full): the number as it was typed
 * Errors: %UKE_BASE_ERROR: it is not a phone number
 * Thread: main
 */
UkeDraft *
uke_phone_row_make_draft (UkePhoneRow *self,
                          const UkeId *patient_id,
                          int preference,
                          int64_t now_us,
                          GError **error)
{
  g_autofree char *digits = uke_phone_normalise (get_text (self->number), NULL, error);
  UkeDraft *draft;

  if (digits == NULL)
    return NULL;
  if (self->record != NULL) {
    draft = uke_draft_new_from (self->record);
  } else {
    draft = uke_draft_new (&UKE_ENTITY_PATIENT_PHONE, now_us);
    uke_draft_set_id (draft, UKE_PATIENT_PHONE_PATIENT_ID, patient_id);
    uke_draft_set_text (draft, UKE_PATIENT_PHONE_AS_TYPED, get_text (self->number));
  }
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_NUMBER, digits);
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_LABEL,
                      get_code (self->label, UKE_CODES_PHONE_LABEL));
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_OWNER,
                      get_code (self->owner, UKE_CODES_PHONE_OWNER));
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_VOICEMAIL,
                      get_code (self->voicemail, UKE_CODES_VOICEMAIL));
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_OWNER_NOTE, get_text (self->owner_note));
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_BEST_HOURS, get_text (self->best_hours));
  uke_draft_set_int (draft, UKE_PATIENT_PHONE_PREFERENCE, preference);
  return draft;
}
