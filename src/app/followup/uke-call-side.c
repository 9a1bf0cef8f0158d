/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-call-side.h"

#include "app/booking/uke-booking-dialog.h"
#include "app/followup/uke-followup-words.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-list-rows.h"
#include "base/uke-era.h"
#include "clinic/uke-booking-commands.h"
#include "clinic/uke-booking-query.h"

#include <glib/gi18n.h>

enum { N_SLOTS = 4, USUAL_LENGTH_MIN = 30 };

struct _UkeCallSide {
  AdwBin parent_instance;

  UkeClinic *clinic;         /* (owned) (nullable) */
  UkeFollowUpItem *item;     /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) */
  gboolean wants_slots;      /* the first slot takes the focus when it is found */

  GtkListBox *slots;
  GtkWidget *slots_group;
  GtkListBox *alerts;
  GtkWidget *alerts_group;
  GtkListBox *attempts;
  GtkWidget *attempts_group;
  GtkListBox *team;
  GtkWidget *team_group;
};

G_DEFINE_FINAL_TYPE (UkeCallSide, uke_call_side, ADW_TYPE_BIN)

enum { BOOKED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static GtkWidget *
add_row (GtkListBox *list,
         const char *icon,
         const char *title,
         const char *subtitle,
         GtkWidget *suffix)
{
  GtkWidget *row = uke_text_row_new (icon, title, subtitle, suffix);

  gtk_widget_add_css_class (row, "uk-dense-row");
  gtk_list_box_append (list, row);
  return row;
}

static GtkWidget *
new_caption (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "uk-caption");
  gtk_widget_add_css_class (label, "uk-secondary");
  gtk_widget_add_css_class (label, "uk-numeric");
  return label;
}

static void
booked_cb (const UkeReceipt *receipt, gpointer user_data)
{
  g_autofree char *hex = uke_id_dup_hex (&receipt->subject_id);

  g_signal_emit (user_data, signals[BOOKED], 0, hex);
}

static void
book_slot (UkeCallSide *self, const UkeFreeSlot *slot)
{
  UkeRecord *follow_up = self->item->follow_up;
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_APPOINTMENT,
                                   uke_clock_now_us (uke_clinic_get_clock (self->clinic)));

  uke_draft_set_id (draft, UKE_APPOINTMENT_CLINIC_ID, uke_clinic_get_clinic_id (self->clinic));
  uke_draft_set_id (draft, UKE_APPOINTMENT_PATIENT_ID, uke_record_get_id (self->item->patient));
  uke_draft_set_id (draft, UKE_APPOINTMENT_PROVIDER_ID, &slot->provider_id);
  if (!uke_id_is_none (&slot->chair_id))
    uke_draft_set_id (draft, UKE_APPOINTMENT_CHAIR_ID, &slot->chair_id);
  if (uke_record_has (follow_up, UKE_FOLLOW_UP_MENU_ID))
    uke_draft_set_id (draft, UKE_APPOINTMENT_MENU_ID,
                      uke_record_get_id_value (follow_up, UKE_FOLLOW_UP_MENU_ID));
  uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, slot->starts_at_us);
  uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, slot->length_min);
  uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, "booked");
  uke_draft_set_text (draft, UKE_APPOINTMENT_CHANNEL, "phone");
  uke_perform_then (GTK_WIDGET (self), uke_command_book (draft), NULL, booked_cb,
                    g_object_ref (self), g_object_unref);
}

static void
book_elsewhere (UkeCallSide *self)
{
  UkeBookingDialog *dialog
      = uke_booking_dialog_new (GTK_WINDOW (uke_window_of (GTK_WIDGET (self))), self->clinic,
                                uke_record_get_id (self->item->patient), NULL);

  uke_booking_dialog_set_then (dialog, booked_cb, g_object_ref (self), g_object_unref);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
slot_activated_cb (UkeCallSide *self, GtkListBoxRow *row)
{
  const UkeFreeSlot *slot = g_object_get_data (G_OBJECT (row), "slot");

  if (self->item == NULL)
    return;
  if (slot != NULL)
    book_slot (self, slot);
  else
    book_elsewhere (self);
}

static void
add_slot (UkeCallSide *self, const UkeFreeSlot *slot)
{
  UkeZone *zone = uke_clinic_get_zone (self->clinic);
  UkeRecord *provider = uke_clinic_lookup (self->clinic, &UKE_ENTITY_RESOURCE, &slot->provider_id);
  int from_min = uke_zone_minute_of (zone, slot->starts_at_us),
      to_min = from_min + slot->length_min;
  g_autofree char *date = uke_era_format_short (uke_zone_date_of (zone, slot->starts_at_us));
  g_autofree char *title = g_strdup_printf ("%s  %d:%02d–%d:%02d", date, from_min / 60,
                                            from_min % 60, to_min / 60, to_min % 60);
  GtkWidget *row
      = add_row (self->slots, NULL, title,
                 provider != NULL ? uke_record_get_text (provider, UKE_RESOURCE_NAME) : NULL,
                 gtk_image_new_from_icon_name ("list-add-symbolic"));

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "slot", g_memdup2 (slot, sizeof *slot), g_free);
}

/* None of these suits: the whole search, for the same patient. */
static void
add_other_slot (UkeCallSide *self)
{
  GtkWidget *row = add_row (self->slots, "edit-find-symbolic", _ ("Another day or time…"), NULL,
                            gtk_image_new_from_icon_name ("go-next-symbolic"));

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
}

static void
slots_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeCallSide) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) slots = uke_clinic_find_free_finish (UKE_CLINIC (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  uke_list_box_clear (self->slots);
  for (unsigned i = 0; slots != NULL && i < slots->len; i++)
    add_slot (self, &g_array_index (slots, UkeFreeSlot, i));
  add_other_slot (self);
  gtk_widget_set_visible (self->slots_group, TRUE);
  if (self->wants_slots)
    uke_call_side_focus_slots (self);
}

static void
find_slots (UkeCallSide *self)
{
  UkeRecord *follow_up = self->item->follow_up;
  UkeRecord *menu = uke_clinic_lookup (self->clinic, &UKE_ENTITY_MENU,
                                       uke_record_get_id_value (follow_up, UKE_FOLLOW_UP_MENU_ID));
  gboolean has_provider = uke_record_has (follow_up, UKE_FOLLOW_UP_PROVIDER_ID);
  UkeFreeQuery query
      = { .length_min
          = menu != NULL ? (int)uke_record_get_int (menu, UKE_MENU_LENGTH_MIN) : USUAL_LENGTH_MIN,
          .provider_ids
          = has_provider ? uke_record_get_id_value (follow_up, UKE_FOLLOW_UP_PROVIDER_ID) : NULL,
          .n_providers = has_provider ? 1 : 0,
          .from_us = uke_clock_now_us (uke_clinic_get_clock (self->clinic)),
          .n = N_SLOTS,
          .to_min = 24 * 60,
          .weekdays = 0x7f,
          .one_a_day = TRUE };

  uke_clinic_find_free_async (self->clinic, &query, self->cancellable, slots_found_cb,
                              g_object_ref (self));
}

static void
show_alerts (UkeCallSide *self)
{
  const char *alert = uke_record_get_text (self->item->patient, UKE_PATIENT_ALERT);
  g_autofree char *others = NULL;

  uke_list_box_clear (self->alerts);
  if (alert != NULL)
    add_row (self->alerts, "dialog-warning-symbolic", alert, NULL, NULL);
  add_row (self->alerts,
           self->item->may_call ? "object-select-symbolic" : "action-unavailable-symbolic",
           self->item->may_call ? _ ("Phone: may be called") : _ ("Phone: refused"), NULL, NULL);
  if (self->item->n_household_due > 0) {
    others
        = g_strdup_printf (ngettext ("%u more of the family is due",
                                     "%u more of the family are due", self->item->n_household_due),
                           self->item->n_household_due);
    add_row (self->alerts, "system-users-symbolic", others, NULL, NULL);
  }
  if (self->item->next_appointment_us != 0) {
    int64_t now_us = uke_clock_now_us (uke_clinic_get_clock (self->clinic));
    g_autofree char *time = uke_followup_time_text (uke_clinic_get_zone (self->clinic),
                                                    self->item->next_appointment_us, now_us);
    g_autofree char *text = g_strdup_printf (_ ("Booked already: %s"), time);

    add_row (self->alerts, "appointment-soon-symbolic", text, NULL, NULL);
  }
}

static void
show_attempts (UkeCallSide *self)
{
  int64_t now_us = uke_clock_now_us (uke_clinic_get_clock (self->clinic));

  uke_list_box_clear (self->attempts);
  for (unsigned i = 0; i < self->item->attempts->len && i < 6; i++) {
    UkeRecord *attempt = g_ptr_array_index (self->item->attempts, i);
    const char *outcome = uke_record_get_code (attempt, UKE_CALL_ATTEMPT_OUTCOME);
    UkeRecord *staff
        = uke_clinic_lookup (self->clinic, &UKE_ENTITY_STAFF,
                             uke_record_get_id_value (attempt, UKE_CALL_ATTEMPT_STAFF_ID));
    g_autofree char *time = uke_followup_time_text (
        uke_clinic_get_zone (self->clinic),
        uke_record_get_time_us (attempt, UKE_CALL_ATTEMPT_STARTED_AT_US), now_us);

    add_row (self->attempts, uke_code_icon (UKE_CODES_CALL_OUTCOME, outcome),
             uke_code_word (UKE_CODES_CALL_OUTCOME, outcome),
             staff != NULL ? uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME) : NULL,
             new_caption (time));
  }
  gtk_widget_set_visible (self->attempts_group, self->item->attempts->len > 0);
}

static void
show_team (UkeCallSide *self, UkeFollowUpList *queue)
{
  uke_list_box_clear (self->team);
  for (unsigned i = 1; i < queue->progress->len; i++) {
    const UkeFollowUpProgress *one = &g_array_index (queue->progress, UkeFollowUpProgress, i);
    UkeRecord *staff = uke_clinic_lookup (self->clinic, &UKE_ENTITY_STAFF, &one->staff_id);
    const char *name = staff != NULL ? uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME) : "—";
    g_autofree char *numbers
        = g_strdup_printf (_ ("reached %u of %u"), one->n_reached, one->n_called);
    GtkWidget *row = add_row (self->team, NULL, name, NULL, new_caption (numbers));

    adw_action_row_add_prefix (ADW_ACTION_ROW (row), adw_avatar_new (24, name, TRUE));
  }
  gtk_widget_set_visible (self->team_group, queue->progress->len > 1);
}

static void
uke_call_side_dispose (GObject *object)
{
  UkeCallSide *self = UKE_CALL_SIDE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->item);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_call_side_parent_class)->dispose (object);
}

static void
uke_call_side_class_init (UkeCallSideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_call_side_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/followup/uke-call-side.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeCallSide, slots);
  gtk_widget_class_bind_template_child (widget_class, UkeCallSide, slots_group);
  gtk_widget_class_bind_template_child (widget_class, UkeCallSide, alerts);
  gtk_widget_class_bind_template_child (widget_class, UkeCallSide, alerts_group);
  gtk_widget_class_bind_template_child (widget_class, UkeCallSide, attempts);
  gtk_widget_class_bind_template_child (widget_class, UkeCallSide, attempts_group);
  gtk_widget_class_bind_template_child (widget_class, UkeCallSide, team);
  gtk_widget_class_bind_template_child (widget_class, UkeCallSide, team_group);
  gtk_widget_class_bind_template_callback (widget_class, slot_activated_cb);
  signals[BOOKED] = g_signal_new ("booked", UKE_TYPE_CALL_SIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
uke_call_side_init (UkeCallSide *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * uke_call_side_show:
 * @self: the side
 * @clinic: the clinic
 * @item: (nullable): the task in the panel
 * @queue: the whole queue, for the team's progress
 *
 * Thread: main
 */
void
uke_call_side_show (UkeCallSide *self,
                    UkeClinic *clinic,
                    UkeFollowUpItem *item,
                    UkeFollowUpList *queue)
{
  gboolean is_same;

  g_return_if_fail (UKE_IS_CALL_SIDE (self));

  is_same = item != NULL && self->item != NULL
            && uke_id_equal (uke_record_get_id (item->follow_up),
                             uke_record_get_id (self->item->follow_up));
  g_set_object (&self->clinic, clinic);
  g_set_object (&self->item, item);
  gtk_widget_set_visible (self->alerts_group, item != NULL);
  gtk_widget_set_visible (self->attempts_group, item != NULL);
  show_team (self, queue);
  if (item == NULL) {
    gtk_widget_set_visible (self->slots_group, FALSE);
    return;
  }
  show_alerts (self);
  show_attempts (self);
  if (is_same)
    return;
  uke_list_box_clear (self->slots);
  self->wants_slots = FALSE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  find_slots (self);
}

/**
 * uke_call_side_focus_slots:
 * @self: the side
 *
 * Puts the focus on the first slot, so that arrows and Enter book.
 *
 * Thread: main
 */
void
uke_call_side_focus_slots (UkeCallSide *self)
{
  GtkListBoxRow *row;

  g_return_if_fail (UKE_IS_CALL_SIDE (self));

  row = gtk_list_box_get_row_at_index (self->slots, 0);
  /* They may still be looked for. */
  self->wants_slots = row == NULL;
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

/**
 * uke_call_side_has_slots:
 * @self: the side
 *
 * Returns: whether slots were found for the task in the panel
 * Thread: main
 */
gboolean
uke_call_side_has_slots (UkeCallSide *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (UKE_IS_CALL_SIDE (self), FALSE);

  row = gtk_list_box_get_row_at_index (self->slots, 0);
  return row != NULL && g_object_get_data (G_OBJECT (row), "slot") != NULL;
}
