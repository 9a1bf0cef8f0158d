/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-next-visit.h"

#include "app/booking/uke-booking-slots.h"
#include "app/uke-perform.h"
#include "base/uke-era.h"
#include "clinic/uke-booking-commands.h"

#include <glib/gi18n.h>

#define STEP_US (INT64_C (15) * 60 * G_USEC_PER_SEC)

enum { USUAL_MIN = 30 };

struct _UkeNextVisit {
  AdwBin parent_instance;

  UkeClinic *clinic;         /* (owned) (nullable) */
  UkePatientFile *file;      /* (owned) (nullable) */
  UkeFreeSlot slot;          /* the time that is offered; starts_at_us 0 for none */
  GCancellable *cancellable; /* (owned) (nullable): of the search for it */

  GtkLabel *when;
  GtkButton *offer;
  GtkWidget *book;
};

G_DEFINE_FINAL_TYPE (UkeNextVisit, uke_next_visit, ADW_TYPE_BIN)

static UkeDate
get_today (UkeNextVisit *self)
{
  return uke_zone_date_of (uke_clinic_get_zone (self->clinic),
                           uke_clock_now_us (uke_clinic_get_clock (self->clinic)));
}

/* 明日 11/25(水) 9:30 */
static char *
describe_time (UkeNextVisit *self, int64_t at_us)
{
  UkeZone *zone = uke_clinic_get_zone (self->clinic);
  g_autofree char *day = uke_booking_slots_day (uke_zone_date_of (zone, at_us), get_today (self)),
                  *time = uke_booking_slots_time (zone, at_us);

  return g_strdup_printf ("%s %s", day, time);
}

/* The newest booking that was kept: people mostly come again for the same with the same person. */
static UkeRecord *
find_last_visit (UkePatientFile *file)
{
  for (unsigned i = 0; i < file->past->len; i++)
    if (g_str_equal (uke_record_get_code (file->past->pdata[i], UKE_APPOINTMENT_STATUS), "done"))
      return file->past->pdata[i];
  return NULL;
}

static void
offer_clicked_cb (UkeNextVisit *self)
{
  UkeRecord *last = find_last_visit (self->file);
  g_autofree char *when = describe_time (self, self->slot.starts_at_us);
  g_autofree char *said = g_strdup_printf (_ ("Booked for %s"), when);
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_APPOINTMENT,
                                   uke_clock_now_us (uke_clinic_get_clock (self->clinic)));

  uke_draft_set_id (draft, UKE_APPOINTMENT_CLINIC_ID, uke_clinic_get_clinic_id (self->clinic));
  uke_draft_set_id (draft, UKE_APPOINTMENT_PATIENT_ID, uke_record_get_id (self->file->patient));
  uke_draft_set_id (draft, UKE_APPOINTMENT_PROVIDER_ID, &self->slot.provider_id);
  uke_draft_set_id (draft, UKE_APPOINTMENT_CHAIR_ID, &self->slot.chair_id);
  if (last != NULL)
    uke_draft_set_id (draft, UKE_APPOINTMENT_MENU_ID,
                      uke_record_get_id_value (last, UKE_APPOINTMENT_MENU_ID));
  uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, self->slot.starts_at_us);
  uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, self->slot.length_min);
  uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, uke_status_get_code (UKE_STATUS_BOOKED));
  uke_draft_set_text (draft, UKE_APPOINTMENT_CHANNEL, "desk");
  uke_perform (GTK_WIDGET (self), uke_command_book (draft), said);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeNextVisit) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) slots = uke_clinic_find_free_finish (UKE_CLINIC (source), result, &error);
  g_autofree char *when = NULL, *label = NULL;

  /* Without an offer the booking dialog is still there. */
  if (slots == NULL || slots->len == 0)
    return;
  self->slot = g_array_index (slots, UkeFreeSlot, 0);
  when = describe_time (self, self->slot.starts_at_us);
  label = g_strdup_printf (_ ("Book %s"), when);
  gtk_button_set_label (self->offer, label);
  gtk_widget_set_visible (GTK_WIDGET (self->offer), TRUE);
  gtk_widget_remove_css_class (self->book, "suggested-action");
}

static void
find_offer (UkeNextVisit *self)
{
  UkeRecord *last = find_last_visit (self->file);
  UkeRecord *menu
      = last != NULL ? uke_clinic_lookup (self->clinic, &UKE_ENTITY_MENU,
                                          uke_record_get_id_value (last, UKE_APPOINTMENT_MENU_ID))
                     : NULL;
  UkeId provider_id
      = last != NULL ? *uke_record_get_id_value (last, UKE_APPOINTMENT_PROVIDER_ID) : UKE_ID_NONE;
  int64_t now_us = uke_clock_now_us (uke_clinic_get_clock (self->clinic));
  UkeFreeQuery query = {
    .length_min = menu != NULL   ? (int)uke_record_get_int (menu, UKE_MENU_LENGTH_MIN)
                  : last != NULL ? (int)uke_record_get_int (last, UKE_APPOINTMENT_LENGTH_MIN)
                                 : USUAL_MIN,
    .provider_ids = uke_id_is_none (&provider_id) ? NULL : &provider_id,
    .n_providers = uke_id_is_none (&provider_id) ? 0 : 1,
    .from_us = (now_us + STEP_US - 1) / STEP_US * STEP_US,
    .n = 1,
  };

  self->cancellable = g_cancellable_new ();
  uke_clinic_find_free_async (self->clinic, &query, self->cancellable, found_cb,
                              g_object_ref (self));
}

static void
show_when (UkeNextVisit *self)
{
  UkeDate planned = uke_record_get_date (self->file->patient, UKE_PATIENT_NEXT_VISIT_DATE);
  g_autofree char *text = NULL;

  if (self->file->upcoming->len > 0) {
    text = describe_time (self, uke_record_get_time_us (self->file->upcoming->pdata[0],
                                                        UKE_APPOINTMENT_STARTS_AT_US));
  } else if (planned != UKE_DATE_NONE) {
    g_autofree char *day = uke_era_format_short (planned);

    text = g_strdup_printf (_ ("Not decided, about %s"), day);
  }
  gtk_label_set_text (self->when, text != NULL ? text : _ ("Not decided"));
}

static void
uke_next_visit_dispose (GObject *object)
{
  UkeNextVisit *self = UKE_NEXT_VISIT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->file, uke_patient_file_unref);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_next_visit_parent_class)->dispose (object);
}

static void
uke_next_visit_class_init (UkeNextVisitClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_next_visit_dispose;
}

static void
uke_next_visit_init (UkeNextVisit *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12),
            *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0),
            *title = gtk_label_new (_ ("Next appointment"));

  self->when = GTK_LABEL (gtk_label_new (NULL));
  self->offer = GTK_BUTTON (gtk_button_new ());
  self->book = gtk_button_new_with_label (_ ("Book (G)"));
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "uk-caption");
  gtk_widget_add_css_class (title, "uk-secondary");
  gtk_label_set_xalign (self->when, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->when), "heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->when), "uk-numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->offer), "suggested-action");
  gtk_widget_set_valign (GTK_WIDGET (self->offer), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->book, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->offer),
                               _ ("The first free time for what they came for last"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->book), "card.book");
  g_signal_connect_object (self->offer, "clicked", G_CALLBACK (offer_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (texts), title);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->when));
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("appointment-soon-symbolic"));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->offer));
  gtk_box_append (GTK_BOX (box), self->book);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-next-visit");
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * uke_next_visit_show:
 * @self: the card
 * @clinic: an open clinic
 * @file: the patient
 *
 * Thread: main
 */
void
uke_next_visit_show (UkeNextVisit *self, UkeClinic *clinic, UkePatientFile *file)
{
  gboolean is_ended = uke_record_has (file->patient, UKE_PATIENT_ENDED_REASON),
           is_open = file->upcoming->len == 0 && !is_ended;

  g_return_if_fail (UKE_IS_NEXT_VISIT (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_set_object (&self->clinic, clinic);
  g_clear_pointer (&self->file, uke_patient_file_unref);
  self->file = uke_patient_file_ref (file);
  self->slot = (UkeFreeSlot){ 0 };
  show_when (self);
  gtk_widget_set_visible (GTK_WIDGET (self->offer), FALSE);
  gtk_widget_set_visible (self->book, !is_ended);
  if (is_open) {
    gtk_widget_add_css_class (self->book, "suggested-action");
    find_offer (self);
  } else {
    gtk_widget_remove_css_class (self->book, "suggested-action");
  }
}
