/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/booking/uke-patient-picker.h"

#include "app/widgets/uke-list-rows.h"
#include "app/widgets/uke-person-text.h"
#include "base/uke-phone.h"
#include "clinic/uke-clinic.h"
#include "clinic/uke-patient-query.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define N_HITS 6

struct _UkePatientPicker {
  GtkWidget parent_instance;

  UkeClinic *clinic; /* (owned) */
  UkeId patient_id;
  char *name;      /* (owned) (nullable) */
  GPtrArray *hits; /* (owned) (nullable) (element-type UkeSearchHit) */

  GtkStack *stack;      /* (unowned) */
  GtkEditable *entry;   /* (unowned) */
  GtkListBox *list;     /* (unowned) */
  GtkLabel *none_label; /* (unowned) */
  GtkWidget *unknown;   /* (unowned): registers who was looked for */
  AdwAvatar *avatar;    /* (unowned) */
  GtkLabel *title;      /* (unowned) */
  GtkLabel *facts;      /* (unowned) */
};

G_DEFINE_FINAL_TYPE (UkePatientPicker, uke_patient_picker, GTK_TYPE_WIDGET)

typedef enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
} UkePatientPickerSignal;

static guint signals[N_SIGNALS];

static UkeDate
today (UkePatientPicker *self)
{
  return uke_zone_date_of (uke_clinic_get_zone (self->clinic),
                           uke_clock_now_us (uke_clinic_get_clock (self->clinic)));
}

static GtkWidget *
make_line (const char *text, gboolean is_caption)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, is_caption ? "uk-caption" : "uk-bold");
  if (is_caption)
    gtk_widget_add_css_class (label, "uk-secondary");
  return label;
}

/* What tells people of one name apart stands in every row. */
static char *
describe (UkePatientPicker *self, UkeSearchHit *hit)
{
  g_autofree char *facts
      = uke_person_text_facts (hit->patient_number, hit->sex, hit->birth_date, today (self));
  g_autofree char *phone = *hit->phone != '\0' ? uke_phone_format (hit->phone) : NULL;

  return g_strdup_printf ("%s%s%s", facts, phone != NULL ? "・" : "", phone != NULL ? phone : "");
}

static GtkWidget *
make_row (UkePatientPicker *self, UkeSearchHit *hit)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *title = *hit->kana != '\0' ? g_strdup_printf ("%s　%s", hit->name, hit->kana)
                                              : g_strdup (hit->name);
  g_autofree char *facts = describe (self, hit);

  gtk_widget_add_css_class (row, "uk-drawer-row");
  gtk_box_append (GTK_BOX (box), make_line (title, FALSE));
  gtk_box_append (GTK_BOX (box), make_line (facts, TRUE));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  return row;
}

/* Who calls for the first time is registered from here, with what was typed already. */
static void
offer_registration (UkePatientPicker *self, const char *text)
{
  g_autofree char *label = g_strdup_printf (_ ("Register “%s” as a new patient"), text);

  gtk_button_set_label (GTK_BUTTON (self->unknown), label);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->unknown), "s", text);
  gtk_widget_set_visible (
      self->unknown, *text != '\0' && uke_clinic_may (self->clinic, UKE_ACTION_PATIENT_REGISTER));
}

static void
search_changed_cb (GtkEditable *entry, UkePatientPicker *self)
{
  const char *text = gtk_editable_get_text (entry);
  g_autoptr (UkeSearchResult) result = uke_clinic_search (self->clinic, text, N_HITS);

  uke_list_box_clear (self->list);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  self->hits = g_ptr_array_ref (result->hits);
  for (guint i = 0; i < self->hits->len; i++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (self->hits, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->hits->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->none_label), *text != '\0' && self->hits->len == 0);
  offer_registration (self, text);
}

static void
show_person (UkePatientPicker *self, const char *name, const char *facts)
{
  g_free (self->name);
  self->name = g_strdup (name);
  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_text (self->title, name);
  gtk_label_set_text (self->facts, facts);
  gtk_stack_set_visible_child_name (self->stack, "card");
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
choose (UkePatientPicker *self, guint nth)
{
  if (self->hits == NULL || nth >= self->hits->len)
    return;

  UkeSearchHit *hit = g_ptr_array_index (self->hits, nth);
  g_autofree char *facts = describe (self, hit);
  self->patient_id = hit->patient_id;
  show_person (self, hit->name, facts);
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, UkePatientPicker *self)
{
  choose (self, (guint)gtk_list_box_row_get_index (row));
}

static void
activate_cb (GtkSearchEntry *entry, UkePatientPicker *self)
{
  choose (self, 0);
}

static void
change_clicked_cb (GtkButton *button, UkePatientPicker *self)
{
  self->patient_id = UKE_ID_NONE;
  gtk_stack_set_visible_child_name (self->stack, "search");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static GtkWidget *
make_search (UkePatientPicker *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *entry = gtk_search_entry_new ();
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *none = gtk_label_new (_ ("Nobody found. Try the furigana, phone or birth date."));
  GtkWidget *unknown = gtk_button_new_with_label ("");

  self->entry = GTK_EDITABLE (entry);
  self->list = GTK_LIST_BOX (list);
  self->none_label = GTK_LABEL (none);
  self->unknown = unknown;
  gtk_actionable_set_action_name (GTK_ACTIONABLE (unknown), "win.new-patient");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (unknown), "s", "");
  gtk_widget_set_visible (unknown, FALSE);
  gtk_widget_set_tooltip_text (unknown, _ ("checks for duplicates first"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Patients found"), -1);
  gtk_search_entry_set_search_delay (GTK_SEARCH_ENTRY (entry), 0);
  g_object_set (entry, "placeholder-text", _ ("Name, furigana, phone, number, birth date"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search for the patient"), -1);
  g_signal_connect (entry, "search-changed", G_CALLBACK (search_changed_cb), self);
  g_signal_connect (entry, "activate", G_CALLBACK (activate_cb), self);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_visible (list, FALSE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  g_signal_connect (list, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_label_set_wrap (GTK_LABEL (none), TRUE);
  gtk_label_set_xalign (GTK_LABEL (none), 0);
  gtk_widget_add_css_class (none, "uk-caption");
  gtk_widget_add_css_class (none, "uk-secondary");
  gtk_widget_set_visible (none, FALSE);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), none);
  gtk_box_append (GTK_BOX (box), unknown);
  return box;
}

static GtkWidget *
make_card (UkePatientPicker *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *avatar = adw_avatar_new (36, NULL, TRUE);
  GtkWidget *change = gtk_button_new_with_label (_ ("Change"));

  self->avatar = ADW_AVATAR (avatar);
  self->title = GTK_LABEL (make_line (NULL, FALSE));
  self->facts = GTK_LABEL (make_line (NULL, TRUE));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "uk-pick-card");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (change, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (card, GTK_ALIGN_START);
  g_signal_connect (change, "clicked", G_CALLBACK (change_clicked_cb), self);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->facts));
  gtk_box_append (GTK_BOX (card), avatar);
  gtk_box_append (GTK_BOX (card), texts);
  gtk_box_append (GTK_BOX (card), change);
  return card;
}

static gboolean
uke_patient_picker_grab_focus (GtkWidget *widget)
{
  UkePatientPicker *self = UKE_PATIENT_PICKER (widget);

  return uke_id_is_none (&self->patient_id) && gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
uke_patient_picker_dispose (GObject *object)
{
  UkePatientPicker *self = UKE_PATIENT_PICKER (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (uke_patient_picker_parent_class)->dispose (object);
}

static void
uke_patient_picker_class_init (UkePatientPickerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_patient_picker_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = uke_patient_picker_grab_focus;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", UKE_TYPE_PATIENT_PICKER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "patientpicker");
}

static void
uke_patient_picker_init (UkePatientPicker *self)
{
  GtkWidget *stack = gtk_stack_new ();

  self->stack = GTK_STACK (stack);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, make_search (self), "search");
  gtk_stack_add_named (self->stack, make_card (self), "card");
  gtk_widget_set_parent (stack, GTK_WIDGET (self));
}

/**
 * Makes a picker with nobody chosen.
 * @clinic: whose patients
 *
 * Returns: (transfer floating): the picker.
 * Thread: main
 */
GtkWidget *
uke_patient_picker_new (UkeClinic *clinic)
{
  UkePatientPicker *self = g_object_new (UKE_TYPE_PATIENT_PICKER, NULL);

  self->clinic = g_object_ref (clinic);
  return GTK_WIDGET (self);
}

static void
patient_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkePatientPicker) self = data;
  g_autoptr (UkeRecord) patient = uke_clinic_load_record_finish (UKE_CLINIC (source), result, NULL);

  /* Somebody who is gone in the meantime can't be booked: the search stays open. */
  if (patient == NULL || self->clinic == NULL)
    return;
  g_autofree char *name = uke_person_text_name (patient);
  g_autofree char *facts
      = uke_person_text_facts (uke_record_get_text (patient, UKE_PATIENT_PATIENT_NUMBER),
                               uke_record_get_code (patient, UKE_PATIENT_SEX),
                               uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE), today (self));
  self->patient_id = *uke_record_get_id (patient);
  show_person (self, name, facts);
}

/**
 * Chooses a patient.
 * @self: the picker
 * @patient_id: who; UKE_ID_NONE leaves the search open
 *
 * Thread: main
 */
void
uke_patient_picker_set_patient (UkePatientPicker *self, const UkeId *patient_id)
{
  g_return_if_fail (UKE_IS_PATIENT_PICKER (self));

  if (!uke_id_is_none (patient_id))
    uke_clinic_load_record_async (self->clinic, &UKE_ENTITY_PATIENT, patient_id, NULL,
                                  patient_read_cb, g_object_ref (self));
}

/**
 * Who is chosen.
 * @self: the picker
 *
 * Returns: (transfer none): the patient, or UKE_ID_NONE.
 * Thread: main
 */
const UkeId *
uke_patient_picker_get_patient (UkePatientPicker *self)
{
  g_return_val_if_fail (UKE_IS_PATIENT_PICKER (self), &UKE_ID_NONE);

  return &self->patient_id;
}

/**
 * The name of who is chosen.
 * @self: the picker
 *
 * Returns: (transfer none) (nullable): the name.
 * Thread: main
 */
const char *
uke_patient_picker_get_name (UkePatientPicker *self)
{
  g_return_val_if_fail (UKE_IS_PATIENT_PICKER (self), NULL);

  return uke_id_is_none (&self->patient_id) ? NULL : self->name;
}
