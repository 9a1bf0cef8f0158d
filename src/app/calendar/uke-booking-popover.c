/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/calendar/uke-booking-popover.h"

#include "app/calendar/uke-day-facts.h"
#include "app/sync/uke-unsent.h"
#include "app/uke-pages.h"
#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-list-rows.h"
#include "app/widgets/uke-person-text.h"
#include "clinic/uke-clinic.h"
#include "clinic/uke-patient-query.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define N_LATER_STEPS 2

struct _UkeBookingPopover {
  GtkPopover parent_instance;

  UkeId appointment_id;
  UkeId patient_id;
  UkeDate today;
  GCancellable *request; /* (owned) (nullable): for what the day does not know of the person */

  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *kana;
  GtkLabel *person;
  GtkBox *status_box;
  GtkLabel *since;
  GtkLabel *provider;
  GtkLabel *when;
  GtkLabel *note;
  GtkWidget *unsent_box;
  GtkImage *unsent_icon;
  GtkLabel *unsent;
  GtkWidget *alert_box;
  GtkLabel *alert;
  GtkBox *steps;
  GtkWidget *move_button;
  GtkWidget *cancel_button;
  GtkWidget *card_button;
  GtkLabel *came_by;
  GtkWidget *no_contact;
};

G_DEFINE_FINAL_TYPE (UkeBookingPopover, uke_booking_popover, GTK_TYPE_POPOVER)

typedef enum {
  SIGNAL_SET_STATUS,
  SIGNAL_MOVE,
  N_SIGNALS,
} UkeBookingPopoverSignal;

static guint signals[N_SIGNALS];

static void
set_status (UkeBookingPopover *self, int digit)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_SET_STATUS], 0, digit);
}

static void
step_clicked_cb (GtkButton *button, UkeBookingPopover *self)
{
  set_status (self, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "uke-digit")));
}

static gboolean
digit_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  set_status (UKE_BOOKING_POPOVER (widget), g_variant_get_int32 (arguments));
  return TRUE;
}

static void
cancel_clicked_cb (GtkButton *button, UkeBookingPopover *self)
{
  set_status (self, uke_status_get_digit (UKE_STATUS_CANCELLED));
}

static void
move_clicked_cb (GtkButton *button, UkeBookingPopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_MOVE], 0);
}

static gboolean
move_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  move_clicked_cb (NULL, UKE_BOOKING_POPOVER (widget));
  return TRUE;
}

static void
next_clicked_cb (GtkButton *button, UkeBookingPopover *self)
{
  g_autofree char *hex = uke_id_dup_hex (&self->patient_id);

  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.book", "s", hex);
}

static void
card_clicked_cb (GtkButton *button, UkeBookingPopover *self)
{
  g_autofree char *hex = uke_id_dup_hex (&self->patient_id);

  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.record", "(ss)", "patients", hex);
}

static void
uke_booking_popover_dispose (GObject *object)
{
  UkeBookingPopover *self = UKE_BOOKING_POPOVER (object);

  g_cancellable_cancel (self->request);
  g_clear_object (&self->request);
  G_OBJECT_CLASS (uke_booking_popover_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, avatar);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, name);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, kana);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, person);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, status_box);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, since);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, provider);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, when);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, note);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, unsent_box);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, unsent_icon);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, unsent);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, alert_box);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, alert);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, steps);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, move_button);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, cancel_button);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, card_button);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, came_by);
  gtk_widget_class_bind_template_child (klass, UkeBookingPopover, no_contact);
  gtk_widget_class_bind_template_callback (klass, move_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, next_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, card_clicked_cb);
}

static void
uke_booking_popover_class_init (UkeBookingPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_booking_popover_dispose;
  signals[SIGNAL_SET_STATUS]
      = g_signal_new ("set-status", UKE_TYPE_BOOKING_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_MOVE] = g_signal_new ("move", UKE_TYPE_BOOKING_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/uketsuke/Uketsuke/ui/uke-booking-popover.ui");
  bind_children (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_m, 0, move_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_a, 0, digit_cb, "i", 3);
  for (int digit = 1; digit <= UKE_N_STATUSES; digit++) {
    gtk_widget_class_add_binding (widget_class, GDK_KEY_0 + (guint)digit, 0, digit_cb, "i", digit);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_0 + (guint)digit, 0, digit_cb, "i",
                                  digit);
    gtk_widget_class_add_binding (widget_class, gdk_unicode_to_keyval (0xFF10 + (guint)digit), 0,
                                  digit_cb, "i", digit);
  }
}

static void
uke_booking_popover_init (UkeBookingPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * Makes a fact sheet that shows nothing yet.
 *
 * Returns: (transfer floating): the popover.
 * Thread: main
 */
GtkWidget *
uke_booking_popover_new (void)
{
  return g_object_new (UKE_TYPE_BOOKING_POPOVER, NULL);
}

static void
show_status (UkeBookingPopover *self, const UkeDayCard *card, const UkeZone *zone, int64_t now)
{
  g_autofree char *css = g_strdelimit (g_strdup (uke_status_css_name (card->status)), "_", '-');
  GtkWidget *chip
      = uke_chip_new (uke_status_icon (card->status), uke_status_word (card->status), NULL);
  g_autofree char *since = NULL;

  gtk_widget_remove_css_class (chip, "uk-chip");
  gtk_widget_add_css_class (chip, "uk-status");
  gtk_widget_add_css_class (chip, css);
  uke_box_clear (self->status_box);
  gtk_box_append (self->status_box, chip);
  if (card->status == UKE_STATUS_ARRIVED && card->arrived_at_us != 0) {
    g_autofree char *at = uke_day_facts_time (zone, card->arrived_at_us);
    since = g_strdup_printf (_ ("since %s, waiting %u min"), at,
                             uke_day_facts_waiting_min (card, now));
  } else if (card->status == UKE_STATUS_IN_ROOM && card->in_room_at_us != 0) {
    g_autofree char *at = uke_day_facts_time (zone, card->in_room_at_us);
    since = g_strdup_printf (_ ("since %s"), at);
  }
  gtk_label_set_text (self->since, since != NULL ? since : "");
}

static GtkWidget *
make_step (UkeBookingPopover *self, UkeStatus status, gboolean is_next)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  int digit = uke_status_get_digit (status);
  g_autofree char *key = g_strdup_printf ("%d", digit);
  g_autofree char *label = is_next ? g_strdup_printf (C_ ("button that sets a status", "Set to %s"),
                                                      uke_status_word (status))
                                   : g_strdup (uke_status_short_word (status));

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  if (is_next) {
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (uke_status_icon (status)));
    gtk_widget_add_css_class (button, "suggested-action");
    gtk_widget_set_hexpand (button, TRUE);
  }
  gtk_box_append (GTK_BOX (box), gtk_label_new (label));
  gtk_box_append (GTK_BOX (box), uke_key_hint_new (key));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data (G_OBJECT (button), "uke-digit", GINT_TO_POINTER (digit));
  g_signal_connect (button, "clicked", G_CALLBACK (step_clicked_cb), self);
  return button;
}

/* The likely next step first and suggested, then the ones after it. */
static void
show_steps (UkeBookingPopover *self, UkeStatus status)
{
  UkeStatus next = status == UKE_STATUS_BOOKED ? UKE_STATUS_ARRIVED : uke_status_get_next (status);
  int n_later = 0;

  uke_box_clear (self->steps);
  if (next != UKE_STATUS_NONE && uke_status_can_become (status, next))
    gtk_box_append (self->steps, make_step (self, next, TRUE));
  for (int i = UKE_STATUS_BOOKED; i < UKE_STATUS_CANCELLED && n_later < N_LATER_STEPS; i++) {
    UkeStatus later = (UkeStatus)i;
    if (later == next || !uke_status_can_become (status, later))
      continue;
    gtk_box_append (self->steps, make_step (self, later, FALSE));
    n_later++;
  }
  gtk_widget_set_visible (GTK_WIDGET (self->steps),
                          gtk_widget_get_first_child (GTK_WIDGET (self->steps)) != NULL);
  gtk_widget_set_sensitive (self->cancel_button,
                            uke_status_can_become (status, UKE_STATUS_CANCELLED)
                                || uke_status_can_become (status, UKE_STATUS_NO_SHOW));
  gtk_widget_set_sensitive (self->move_button, uke_status_is_open (status));
}

static void
show_when (UkeBookingPopover *self, const UkeDay *day, const UkeDayCard *card, const UkeZone *zone)
{
  g_autofree char *from = uke_day_facts_time (zone, card->starts_at_us);
  g_autofree char *to = uke_day_facts_time (
      zone, card->starts_at_us + card->length_min * (int64_t)60 * G_USEC_PER_SEC);
  g_autofree char *when = g_strdup_printf (
      _ ("%s–%s・%s (%d min)"), from, to,
      *card->menu_name != '\0' ? card->menu_name : _ ("No menu yet"), card->length_min);
  const UkeDayColumn *provider = uke_day_find_column (day, &card->provider_id);
  const UkeDayColumn *chair = uke_day_find_column (day, &card->chair_id);
  g_autoptr (GString) place = g_string_new (NULL);

  if (provider != NULL)
    g_string_append (place, uke_record_get_text (provider->resource, UKE_RESOURCE_NAME));
  if (chair != NULL)
    g_string_append_printf (place, "%s%s", place->len > 0 ? "・" : "",
                            uke_record_get_text (chair->resource, UKE_RESOURCE_NAME));
  gtk_label_set_text (self->when, when);
  gtk_label_set_text (self->provider, place->str);
  gtk_label_set_text (self->note, card->note);
  gtk_widget_set_visible (GTK_WIDGET (self->note), *card->note != '\0');
}

/* What the server does not know yet is told with what it means for the patient. */
static void
show_unsent (UkeBookingPopover *self,
             UkeClinic *clinic,
             const UkeDay *day,
             const UkeDayCard *card,
             int64_t now)
{
  const char *sentence = NULL;
  gboolean is_unconfirmed
      = uke_day_facts_is_unconfirmed (day, card, uke_clinic_get_holds (clinic), now);

  if (is_unconfirmed)
    sentence
        = _ ("This booking is tentative: it is confirmed when the server is reached. Until then "
             "another desk may have given the time away.");
  else if (uke_day_facts_is_unsent (day, card, now))
    sentence = _ ("Not sent yet: the other desks see this when the server is reached.");
  gtk_label_set_text (self->unsent, sentence != NULL ? sentence : "");
  gtk_image_set_from_icon_name (self->unsent_icon,
                                is_unconfirmed ? UKE_DAY_FACTS_TENTATIVE_ICON : UKE_UNSENT_ICON);
  gtk_widget_set_visible (self->unsent_box, sentence != NULL);
}

static void
show_person (UkeBookingPopover *self, UkeRecord *patient)
{
  const char *alert = uke_record_get_text (patient, UKE_PATIENT_ALERT);
  g_autofree char *facts
      = uke_person_text_facts (uke_record_get_text (patient, UKE_PATIENT_PATIENT_NUMBER),
                               uke_record_get_code (patient, UKE_PATIENT_SEX),
                               uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE), self->today);

  gtk_label_set_text (self->person, facts);
  gtk_label_set_text (self->alert, alert != NULL ? alert : "");
  gtk_widget_set_visible (self->alert_box, alert != NULL);
}

static void
patient_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeBookingPopover) self = data;
  g_autoptr (UkePatientFile) file
      = uke_clinic_reload_patient_finish (UKE_CLINIC (source), result, NULL);

  /* Cancelled or gone: the sheet keeps what the day knows. */
  if (file == NULL || !uke_id_equal (uke_record_get_id (file->patient), &self->patient_id))
    return;
  show_person (self, file->patient);
  gtk_widget_set_visible (self->no_contact, file->phones->len == 0 && file->emails->len == 0);
}

/**
 * Shows a booking.
 * @self: the popover
 * @clinic: where to read the rest of the person
 * @day: the day it is on
 * @card: the booking
 *
 * Thread: main
 * Source: product.md 4.1 no. 10, decision 35
 */
void
uke_booking_popover_show (UkeBookingPopover *self,
                          UkeClinic *clinic,
                          const UkeDay *day,
                          const UkeDayCard *card)
{
  UkeZone *zone = uke_clinic_get_zone (clinic);
  int64_t now = uke_clock_now_us (uke_clinic_get_clock (clinic));
  g_autofree char *name = g_strdup_printf ("%s %s", card->family_name, card->given_name);
  const char *channel
      = *card->channel != '\0' ? uke_code_word (UKE_CODES_BOOKING_CHANNEL, card->channel) : "";
  g_autofree char *came_by = g_strdup_printf (_ ("Booked through: %s"), channel);

  g_return_if_fail (UKE_IS_BOOKING_POPOVER (self));

  self->appointment_id = card->appointment_id;
  self->patient_id = card->patient_id;
  self->today = uke_zone_date_of (zone, now);
  adw_avatar_set_text (self->avatar, card->family_name);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->kana, card->kana);
  gtk_label_set_text (self->person, "");
  gtk_label_set_text (self->came_by, came_by);
  gtk_widget_set_visible (GTK_WIDGET (self->came_by), *channel != '\0');
  gtk_widget_set_visible (self->alert_box, FALSE);
  gtk_widget_set_visible (self->no_contact, FALSE);
  gtk_widget_set_visible (self->card_button, uke_pages_find ("patients") != NULL);
  show_status (self, card, zone, now);
  show_when (self, day, card, zone);
  show_unsent (self, clinic, day, card, now);
  show_steps (self, card->status);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  g_cancellable_cancel (self->request);
  g_clear_object (&self->request);
  self->request = g_cancellable_new ();
  /* The sheet is not the card: what it shows is on the day already, or says how to reach them. */
  uke_clinic_reload_patient_async (clinic, &card->patient_id, self->request, patient_read_cb,
                                   g_object_ref (self));
}

/**
 * The booking in view.
 * @self: the popover
 *
 * Returns: (transfer none): its id.
 * Thread: main
 */
const UkeId *
uke_booking_popover_get_appointment (UkeBookingPopover *self)
{
  g_return_val_if_fail (UKE_IS_BOOKING_POPOVER (self), &UKE_ID_NONE);

  return &self->appointment_id;
}
