/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/booking/uke-booking-dialog.h"

#include "app/booking/uke-booking-choices.h"
#include "app/booking/uke-booking-hold.h"
#include "app/booking/uke-booking-receipt.h"
#include "app/booking/uke-booking-slots.h"
#include "app/booking/uke-patient-picker.h"
#include "app/form/uke-patient-editor.h"
#include "app/uke-window.h"
#include "app/widgets/uke-list-rows.h"
#include "base/uke-era.h"
#include "clinic/uke-booking-commands.h"
#include "clinic/uke-booking-query.h"
#include "words/uke-words-warning.h"

#include <glib/gi18n.h>

#define N_SLOTS 5
#define USUAL_LENGTH_MIN 30
#define N_BANDS 4
#define N_STARTS 4
#define N_WEEKDAYS 7

struct _UkeBookingDialog {
  AdwWindow parent_instance;

  UkeClinic *clinic; /* (owned) */
  UkeBookingPlace place;
  UkePerformedFunc then;
  gpointer then_data;
  GDestroyNotify then_destroy;
  GPtrArray *menu_ids;     /* (owned) (element-type UkeId) */
  GPtrArray *provider_ids; /* (owned) (element-type UkeId): the first is "anybody" */
  GArray *offered;         /* (owned) (element-type UkeFreeSlot): as the list shows them */
  GCancellable *find;      /* (owned) (nullable) */
  GCancellable *check;     /* (owned) (nullable) */
  UkeBookingHold *hold;    /* (owned) (nullable) */
  gboolean is_checked;     /* the warnings in view belong to what is chosen */
  gboolean has_warnings;
  gboolean is_filling; /* the program fills the list, not a person */

  AdwBin *picker_bin;
  UkePatientPicker *picker;
  GtkDropDown *menu;
  GtkSpinButton *length;
  GtkDropDown *provider;
  GtkBox *weekdays;
  GtkBox *bands;
  GtkBox *starts;
  GtkEditable *note;
  GtkCheckButton *first_visit;
  GtkLabel *slots_title;
  GtkListBox *slots;
  GtkBox *warnings;
  GtkLabel *readout;
  GtkBox *hold_line;
  GtkWidget *provisional_button;
  GtkWidget *confirm_button;
  GtkLabel *confirm_label;
  GtkToggleButton *weekday_toggles[N_WEEKDAYS];
  GtkToggleButton *band_toggles[N_BANDS];
  GtkToggleButton *start_toggles[N_STARTS];
};

G_DEFINE_FINAL_TYPE (UkeBookingDialog, uke_booking_dialog, ADW_TYPE_WINDOW)

static const struct {
  const char *label;
  int from_min;
  int to_min;
} BANDS[N_BANDS] = { { NC_ ("time of day", "Any"), 0, 0 },
                     { NC_ ("time of day", "Morning"), 0, 12 * 60 },
                     { NC_ ("time of day", "Afternoon"), 12 * 60, 24 * 60 },
                     { NC_ ("time of day", "Evening"), 17 * 60, 24 * 60 } };

static const struct {
  const char *label;
  int n_days;
  int n_months;
} STARTS[N_STARTS] = { { NC_ ("from when", "Today"), 0, 0 },
                       { NC_ ("from when", "Next week"), 7, 0 },
                       { NC_ ("from when", "In 1 month"), 0, 1 },
                       { NC_ ("from when", "In 3 months"), 0, 3 } };

static const UkeFreeSlot *
chosen_slot (UkeBookingDialog *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->slots);

  if (row == NULL || gtk_list_box_row_get_index (row) >= (int)self->offered->len)
    return NULL;
  return &g_array_index (self->offered, UkeFreeSlot, (guint)gtk_list_box_row_get_index (row));
}

static UkeDraft *
make_draft (UkeBookingDialog *self)
{
  const UkeFreeSlot *slot = chosen_slot (self);
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_APPOINTMENT,
                                   uke_clock_now_us (uke_clinic_get_clock (self->clinic)));

  uke_draft_set_id (draft, UKE_APPOINTMENT_CLINIC_ID, uke_clinic_get_clinic_id (self->clinic));
  if (!uke_id_is_none (uke_patient_picker_get_patient (self->picker)))
    uke_draft_set_id (draft, UKE_APPOINTMENT_PATIENT_ID,
                      uke_patient_picker_get_patient (self->picker));
  if (!uke_id_is_none (&slot->provider_id))
    uke_draft_set_id (draft, UKE_APPOINTMENT_PROVIDER_ID, &slot->provider_id);
  if (!uke_id_is_none (&slot->chair_id))
    uke_draft_set_id (draft, UKE_APPOINTMENT_CHAIR_ID, &slot->chair_id);
  if (!uke_id_is_none (uke_booking_choices_get (self->menu, self->menu_ids)))
    uke_draft_set_id (draft, UKE_APPOINTMENT_MENU_ID,
                      uke_booking_choices_get (self->menu, self->menu_ids));
  uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, slot->starts_at_us);
  uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, slot->length_min);
  uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, uke_status_get_code (UKE_STATUS_BOOKED));
  uke_draft_set_text (draft, UKE_APPOINTMENT_NOTE, gtk_editable_get_text (self->note));
  uke_draft_set_text (draft, UKE_APPOINTMENT_CHANNEL, "phone");
  if (gtk_check_button_get_active (self->first_visit))
    uke_draft_set_int (draft, UKE_APPOINTMENT_IS_FIRST_VISIT, 1);
  return draft;
}

static void
update_confirm (UkeBookingDialog *self)
{
  const UkeFreeSlot *slot = chosen_slot (self);
  gboolean is_ready
      = slot != NULL && !uke_id_is_none (uke_patient_picker_get_patient (self->picker));
  g_autofree char *readout = slot != NULL ? uke_booking_slots_readout (
                                 self->clinic, slot, uke_patient_picker_get_name (self->picker))
                                          : g_strdup (_ ("Choose a slot."));

  gtk_label_set_text (self->readout, readout);
  gtk_widget_set_sensitive (self->confirm_button, is_ready);
  gtk_widget_set_sensitive (self->provisional_button, is_ready);
  gtk_widget_set_tooltip_text (self->confirm_button,
                               slot == NULL ? _ ("Choose a slot first")
                                            : (is_ready ? NULL : _ ("Choose the patient first")));
  const char *confirm = self->has_warnings ? _ ("Book all the same") : _ ("Confirm the booking");
  gtk_label_set_text (self->confirm_label, confirm);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->confirm_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, confirm, -1);
}

static void
show_warnings (UkeBookingDialog *self, GPtrArray *warnings)
{
  uke_box_clear (self->warnings);
  for (guint i = 0; warnings != NULL && i < warnings->len; i++) {
    g_autofree char *sentence = uke_words_for_warning (g_ptr_array_index (warnings, i));
    gtk_box_append (self->warnings, uke_booking_slots_make_warning (sentence));
  }
  self->has_warnings = warnings != NULL && warnings->len > 0;
  gtk_widget_set_visible (GTK_WIDGET (self->warnings), self->has_warnings);
  update_confirm (self);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeBookingDialog) self = data;
  g_autoptr (GPtrArray) warnings
      = uke_clinic_check_booking_finish (UKE_CLINIC (source), result, NULL);

  /* Cancelled by a newer choice; should the store fail, the command says so when it is sent. */
  if (warnings == NULL || self->clinic == NULL)
    return;
  self->is_checked = TRUE;
  show_warnings (self, warnings);
}

static void
check (UkeBookingDialog *self)
{
  const UkeFreeSlot *slot = chosen_slot (self);

  self->is_checked = FALSE;
  /* The list is emptied for the last time when the dialog has gone already. */
  if (self->hold != NULL)
    uke_booking_hold_choose (self->hold, slot);
  g_cancellable_cancel (self->check);
  g_clear_object (&self->check);
  show_warnings (self, NULL);
  if (slot == NULL || uke_id_is_none (uke_patient_picker_get_patient (self->picker)))
    return;
  g_autoptr (UkeDraft) draft = make_draft (self);
  self->check = g_cancellable_new ();
  uke_clinic_check_booking_async (self->clinic, draft, self->check, checked_cb,
                                  g_object_ref (self));
}

static void
show_slots (UkeBookingDialog *self)
{
  UkeDate today = uke_zone_date_of (uke_clinic_get_zone (self->clinic),
                                    uke_clock_now_us (uke_clinic_get_clock (self->clinic)));
  g_autofree char *title = NULL;

  self->is_filling = TRUE;
  uke_list_box_clear (self->slots);
  for (guint i = 0; i < self->offered->len; i++) {
    const UkeFreeSlot *slot = &g_array_index (self->offered, UkeFreeSlot, i);
    gboolean is_picked = i == 0 && self->place.starts_at_us != 0;
    gtk_list_box_append (
        self->slots, uke_booking_slots_make_row (self->clinic, slot, today, (int)i + 1, is_picked));
  }
  self->is_filling = FALSE;
  title = g_strdup_printf (
      g_dngettext (NULL, "Next free slots: %u", "Next free slots: %u", self->offered->len),
      self->offered->len);
  gtk_label_set_text (self->slots_title, title);
  gtk_widget_set_visible (GTK_WIDGET (self->slots), self->offered->len > 0);
  gtk_list_box_select_row (self->slots, gtk_list_box_get_row_at_index (self->slots, 0));
  check (self);
}

/* The place a person picked in the calendar stands first, whether it is free or not. */
static void
offer_picked (UkeBookingDialog *self)
{
  UkeFreeSlot picked = { .starts_at_us = self->place.starts_at_us,
                         .length_min = gtk_spin_button_get_value_as_int (self->length),
                         .provider_id = self->place.provider_id,
                         .chair_id = self->place.chair_id };

  g_array_set_size (self->offered, 0);
  if (self->place.starts_at_us != 0)
    g_array_append_val (self->offered, picked);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeBookingDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) slots = uke_clinic_find_free_finish (UKE_CLINIC (source), result, &error);

  if (self->clinic == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  offer_picked (self);
  for (guint i = 0; slots != NULL && i < slots->len && self->offered->len < N_SLOTS; i++) {
    const UkeFreeSlot *slot = &g_array_index (slots, UkeFreeSlot, i);
    if (slot->starts_at_us == self->place.starts_at_us
        && uke_id_equal (&slot->provider_id, &self->place.provider_id))
      continue;
    if (!uke_booking_hold_was_taken (self->hold, slot))
      g_array_append_vals (self->offered, slot, 1);
  }
  show_slots (self);
}

static unsigned
chosen_of (GtkToggleButton *const *toggles, unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    if (gtk_toggle_button_get_active (toggles[i]))
      return i;
  }
  return 0;
}

static int64_t
search_from_us (UkeBookingDialog *self)
{
  UkeZone *zone = uke_clinic_get_zone (self->clinic);
  int64_t now = uke_clock_now_us (uke_clinic_get_clock (self->clinic));
  unsigned start = chosen_of (self->start_toggles, N_STARTS);
  UkeDate date = uke_zone_date_of (zone, now);

  if (start == 0)
    return MAX (now, self->place.starts_at_us);
  date = uke_date_add_months (date, STARTS[start].n_months) + STARTS[start].n_days;
  return uke_zone_at (zone, date, 0);
}

static void
find (UkeBookingDialog *self)
{
  const UkeId *provider = uke_booking_choices_get (self->provider, self->provider_ids);
  unsigned band = chosen_of (self->band_toggles, N_BANDS);
  UkeFreeQuery query = {
    .length_min = gtk_spin_button_get_value_as_int (self->length),
    .provider_ids = uke_id_is_none (provider) ? NULL : provider,
    .n_providers = uke_id_is_none (provider) ? 0 : 1,
    .from_us = search_from_us (self),
    .n = N_SLOTS,
    .from_min = BANDS[band].from_min,
    .to_min = BANDS[band].to_min,
  };

  for (unsigned i = 0; i < N_WEEKDAYS; i++) {
    if (gtk_toggle_button_get_active (self->weekday_toggles[i]))
      query.weekdays |= 1u << i;
  }
  g_cancellable_cancel (self->find);
  g_clear_object (&self->find);
  self->find = g_cancellable_new ();
  uke_clinic_find_free_async (self->clinic, &query, self->find, found_cb, g_object_ref (self));
}

static void
menu_changed_cb (UkeBookingDialog *self)
{
  UkeRecord *menu = uke_clinic_lookup (self->clinic, &UKE_ENTITY_MENU,
                                       uke_booking_choices_get (self->menu, self->menu_ids));

  if (menu != NULL)
    gtk_spin_button_set_value (self->length,
                               (double)uke_record_get_int (menu, UKE_MENU_LENGTH_MIN));
  check (self);
}

static void
slot_selected_cb (GtkListBox *list, GtkListBoxRow *row, UkeBookingDialog *self)
{
  if (!self->is_filling)
    check (self);
}

static void
booked_cb (const UkeReceipt *receipt, gpointer data)
{
  UkeBookingDialog *self = data;
  const UkeFreeSlot *slot = chosen_slot (self);

  uke_booking_hold_leave (self->hold);
  if (slot != NULL) {
    g_autofree char *time
        = uke_booking_slots_time (uke_clinic_get_zone (self->clinic), slot->starts_at_us);
    uke_booking_receipt_show (uke_window_of (GTK_WIDGET (self)), time, receipt);
  }
  if (self->then != NULL)
    self->then (receipt, self->then_data);
  gtk_window_close (GTK_WINDOW (self));
}

/* What the dialog has shown as a warning need not be asked again. */
static void
book (UkeBookingDialog *self, gboolean is_provisional)
{
  const UkeFreeSlot *slot = chosen_slot (self);

  if (slot == NULL || uke_id_is_none (uke_patient_picker_get_patient (self->picker)))
    return;
  UkeDraft *draft = make_draft (self);
  if (is_provisional)
    uke_draft_set_int (draft, UKE_APPOINTMENT_IS_PROVISIONAL, 1);
  UkeCommand *command = uke_command_book (draft);
  uke_command_set_accepts_warnings (command, self->is_checked && self->has_warnings);
  uke_perform_then (GTK_WIDGET (self), command, NULL, booked_cb, g_object_ref (self),
                    g_object_unref);
}

static void
slot_activated_cb (GtkListBox *list, GtkListBoxRow *row, UkeBookingDialog *self)
{
  book (self, FALSE);
}

static void
confirm_clicked_cb (GtkButton *button, UkeBookingDialog *self)
{
  book (self, FALSE);
}

static void
provisional_clicked_cb (GtkButton *button, UkeBookingDialog *self)
{
  book (self, TRUE);
}

static gboolean
confirm_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  book (UKE_BOOKING_DIALOG (widget), FALSE);
  return TRUE;
}

static gboolean
slot_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  UkeBookingDialog *self = UKE_BOOKING_DIALOG (widget);
  GtkListBoxRow *row
      = gtk_list_box_get_row_at_index (self->slots, g_variant_get_int32 (arguments) - 1);

  if (row == NULL)
    return FALSE;
  gtk_list_box_select_row (self->slots, row);
  gtk_widget_grab_focus (GTK_WIDGET (row));
  return TRUE;
}

/* Ahead of the search entry, which would keep Esc for itself: the first Esc clears what was typed
 * there, the next one leaves. */
static gboolean
escape_cb (GtkEventControllerKey *controller,
           guint key,
           guint code,
           GdkModifierType state,
           UkeBookingDialog *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean is_typing = focus != NULL && GTK_IS_TEXT (focus)
                       && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->picker))
                       && *gtk_editable_get_text (GTK_EDITABLE (focus)) != '\0';

  if (key != GDK_KEY_Escape)
    return FALSE;
  if (is_typing)
    gtk_editable_set_text (GTK_EDITABLE (focus), "");
  else
    gtk_window_close (GTK_WINDOW (self));
  return TRUE;
}

static GtkToggleButton *
add_toggle (UkeBookingDialog *self, GtkBox *box, const char *label, GtkToggleButton *group)
{
  GtkWidget *toggle = gtk_toggle_button_new_with_label (label);

  gtk_widget_add_css_class (toggle, "uk-toggle");
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (toggle), group);
  gtk_box_append (box, toggle);
  return GTK_TOGGLE_BUTTON (toggle);
}

static void
toggle_cb (GtkToggleButton *toggle, UkeBookingDialog *self)
{
  /* Of a group, the one that goes off says nothing new. */
  if (gtk_toggle_button_get_active (toggle)
      || gtk_widget_get_parent (GTK_WIDGET (toggle)) == GTK_WIDGET (self->weekdays))
    find (self);
}

static void
add_toggles (UkeBookingDialog *self)
{
  for (int i = 0; i < N_WEEKDAYS; i++) {
    /* Monday first: Sunday is rarely asked for. */
    int weekday = (i + 1) % N_WEEKDAYS;
    self->weekday_toggles[weekday]
        = add_toggle (self, self->weekdays, uke_era_weekday_name (weekday), NULL);
  }
  for (int i = 0; i < N_BANDS; i++)
    self->band_toggles[i]
        = add_toggle (self, self->bands, g_dpgettext2 (NULL, "time of day", BANDS[i].label),
                      i > 0 ? self->band_toggles[0] : NULL);
  for (int i = 0; i < N_STARTS; i++)
    self->start_toggles[i]
        = add_toggle (self, self->starts, g_dpgettext2 (NULL, "from when", STARTS[i].label),
                      i > 0 ? self->start_toggles[0] : NULL);
  gtk_toggle_button_set_active (self->band_toggles[0], TRUE);
  gtk_toggle_button_set_active (self->start_toggles[0], TRUE);
  for (int i = 0; i < N_WEEKDAYS; i++)
    g_signal_connect (self->weekday_toggles[i], "toggled", G_CALLBACK (toggle_cb), self);
  for (int i = 0; i < N_BANDS; i++)
    g_signal_connect (self->band_toggles[i], "toggled", G_CALLBACK (toggle_cb), self);
  for (int i = 0; i < N_STARTS; i++)
    g_signal_connect (self->start_toggles[i], "toggled", G_CALLBACK (toggle_cb), self);
}

/* Somebody was faster: what is free now is offered. */
static void
lost_cb (gpointer data)
{
  find (data);
}

static void
set_up (UkeBookingDialog *self, const UkeId *patient_id)
{
  self->hold = uke_booking_hold_new (self->clinic, self->hold_line, lost_cb, self);
  self->picker = UKE_PATIENT_PICKER (uke_patient_picker_new (self->clinic));
  adw_bin_set_child (self->picker_bin, GTK_WIDGET (self->picker));
  /* No menu is chosen beforehand: a wrong one would slip through (product.md 4.1 no. 14). */
  uke_booking_choices_fill_menus (self->menu, self->menu_ids, self->clinic, &self->place.menu_id);
  uke_booking_choices_fill_providers (self->provider, self->provider_ids, self->clinic,
                                      &self->place.provider_id);
  gtk_spin_button_set_value (self->length, self->place.length_min > 0 ? self->place.length_min
                                                                      : USUAL_LENGTH_MIN);
  if (self->place.length_min == 0 && !uke_id_is_none (&self->place.menu_id))
    menu_changed_cb (self);
  add_toggles (self);

  g_signal_connect_swapped (self->menu, "notify::selected", G_CALLBACK (menu_changed_cb), self);
  g_signal_connect_swapped (self->provider, "notify::selected", G_CALLBACK (find), self);
  g_signal_connect_swapped (self->length, "value-changed", G_CALLBACK (find), self);
  g_signal_connect_swapped (self->picker, "changed", G_CALLBACK (check), self);
  uke_patient_picker_set_patient (self->picker, patient_id);
  offer_picked (self);
  show_slots (self);
  find (self);
  if (uke_id_is_none (patient_id))
    gtk_widget_grab_focus (GTK_WIDGET (self->picker));
}

static void
uke_booking_dialog_dispose (GObject *object)
{
  UkeBookingDialog *self = UKE_BOOKING_DIALOG (object);

  g_cancellable_cancel (self->find);
  g_clear_object (&self->find);
  g_cancellable_cancel (self->check);
  g_clear_object (&self->check);
  g_clear_pointer (&self->hold, uke_booking_hold_free);
  g_clear_object (&self->clinic);
  if (self->then_destroy != NULL)
    g_clear_pointer (&self->then_data, self->then_destroy);
  self->then_destroy = NULL;
  G_OBJECT_CLASS (uke_booking_dialog_parent_class)->dispose (object);
}

static void
uke_booking_dialog_finalize (GObject *object)
{
  UkeBookingDialog *self = UKE_BOOKING_DIALOG (object);

  g_ptr_array_unref (self->menu_ids);
  g_ptr_array_unref (self->provider_ids);
  g_array_unref (self->offered);
  G_OBJECT_CLASS (uke_booking_dialog_parent_class)->finalize (object);
}

/* "win.new-patient" ('what was searched for'), here for the caller who is not registered yet. */
static void
new_patient_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  gtk_window_present (
      GTK_WINDOW (uke_patient_editor_new (GTK_WINDOW (widget), UKE_BOOKING_DIALOG (widget)->clinic,
                                          g_variant_get_string (target, NULL))));
}

/* "win.record": who was registered, or turned out to be known, is who the booking is for. */
static void
record_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeBookingDialog *self = UKE_BOOKING_DIALOG (widget);
  const char *hex;
  UkeId patient_id;

  g_variant_get (target, "(s&s)", NULL, &hex);
  if (self->picker != NULL && uke_id_from_hex (hex, &patient_id))
    uke_patient_picker_set_patient (self->picker, &patient_id);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.new-patient", "s", new_patient_cb);
  gtk_widget_class_install_action (klass, "win.record", "(ss)", record_cb);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_n, GDK_CONTROL_MASK, "win.new-patient", "s",
                                       "");
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, picker_bin);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, menu);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, length);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, provider);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, weekdays);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, bands);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, starts);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, note);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, first_visit);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, slots_title);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, slots);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, warnings);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, readout);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, hold_line);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, provisional_button);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, confirm_button);
  gtk_widget_class_bind_template_child (klass, UkeBookingDialog, confirm_label);
  gtk_widget_class_bind_template_callback (klass, slot_selected_cb);
  gtk_widget_class_bind_template_callback (klass, slot_activated_cb);
  gtk_widget_class_bind_template_callback (klass, confirm_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, provisional_clicked_cb);
}

static void
uke_booking_dialog_class_init (UkeBookingDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_booking_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = uke_booking_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/uketsuke/Uketsuke/ui/uke-booking-dialog.ui");
  bind_children (widget_class);
  install_actions (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, confirm_key_cb,
                                NULL);
  for (int digit = 1; digit <= N_SLOTS; digit++) {
    /* A bare digit where no entry takes it, with Alt from anywhere. */
    gtk_widget_class_add_binding (widget_class, GDK_KEY_0 + (guint)digit, 0, slot_key_cb, "i",
                                  digit);
    gtk_widget_class_add_binding (widget_class, gdk_unicode_to_keyval (0xFF10 + (guint)digit), 0,
                                  slot_key_cb, "i", digit);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_0 + (guint)digit, GDK_ALT_MASK, slot_key_cb,
                                  "i", digit);
  }
}

static void
uke_booking_dialog_init (UkeBookingDialog *self)
{
  self->menu_ids = g_ptr_array_new_with_free_func (g_free);
  self->provider_ids = g_ptr_array_new_with_free_func (g_free);
  self->offered = g_array_new (FALSE, TRUE, sizeof (UkeFreeSlot));
  gtk_widget_init_template (GTK_WIDGET (self));

  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (escape_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * Makes the dialog.
 * @parent: (nullable): the window it stands over
 * @clinic: the clinic
 * @patient_id: for whom; UKE_ID_NONE asks
 * @place: (nullable): what is known already
 *
 * Returns: (transfer none): the dialog; it frees itself when it is closed.
 * Thread: main
 */
UkeBookingDialog *
uke_booking_dialog_new (GtkWindow *parent,
                        UkeClinic *clinic,
                        const UkeId *patient_id,
                        const UkeBookingPlace *place)
{
  UkeBookingDialog *self = g_object_new (UKE_TYPE_BOOKING_DIALOG, "transient-for", parent, NULL);

  self->clinic = g_object_ref (clinic);
  if (place != NULL)
    self->place = *place;
  set_up (self, patient_id);
  return self;
}

/**
 * Asks to be told when a booking was made.
 * @self: the dialog
 * @then: called with the receipt, before the dialog closes
 * @user_data: for @then
 * @destroy: (nullable): frees @user_data when the dialog ends, with or without a booking
 *
 * Thread: main
 */
void
uke_booking_dialog_set_then (UkeBookingDialog *self,
                             UkePerformedFunc then,
                             gpointer user_data,
                             GDestroyNotify destroy)
{
  g_return_if_fail (UKE_IS_BOOKING_DIALOG (self));

  self->then = then;
  self->then_data = user_data;
  self->then_destroy = destroy;
}

/**
 * Opens the dialog over a window.
 * @where: a widget of the window
 * @clinic: the clinic
 * @patient_id: for whom; UKE_ID_NONE asks
 * @place: (nullable): what is known already
 *
 * Thread: main
 */
void
uke_booking_dialog_present (GtkWidget *where,
                            UkeClinic *clinic,
                            const UkeId *patient_id,
                            const UkeBookingPlace *place)
{
  UkeBookingDialog *self
      = uke_booking_dialog_new (GTK_WINDOW (uke_window_of (where)), clinic, patient_id, place);

  gtk_window_present (GTK_WINDOW (self));
}
