/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/booking/uke-booking-slots.h"

#include "app/widgets/uke-chip.h"
#include "base/uke-era.h"
#include "clinic/uke-clinic.h"

#include <glib/gi18n.h>

#define NOON_MIN (12 * 60)

/**
 * A time on the screen.
 * @zone: the clinic's
 * @time_us: UTC microseconds
 *
 * Returns: (transfer full): 9:30.
 * Thread: any
 */
char *
uke_booking_slots_time (const UkeZone *zone, int64_t time_us)
{
  int minute = uke_zone_minute_of (zone, time_us);

  return g_strdup_printf ("%d:%02d", minute / 60, minute % 60);
}

/**
 * A time as it is said on the phone.
 * @zone: the clinic's
 * @time_us: UTC microseconds
 *
 * Returns: (transfer full): 午後3時15分.
 * Thread: main
 */
char *
uke_booking_slots_spoken_time (const UkeZone *zone, int64_t time_us)
{
  int minute = uke_zone_minute_of (zone, time_us);
  int hour = minute / 60;

  if (minute < NOON_MIN)
    return g_strdup_printf (C_ ("spoken time", "%d:%02d in the morning"), hour, minute % 60);
  return g_strdup_printf (C_ ("spoken time", "%d:%02d in the afternoon"),
                          hour > 12 ? hour - 12 : hour, minute % 60);
}

/**
 * A day, with the word for it when it is near.
 * @date: the day
 * @today: today
 *
 * Returns: (transfer full): 今日 11/24(火).
 * Thread: main
 * Source: design.md 9
 */
char *
uke_booking_slots_day (UkeDate date, UkeDate today)
{
  g_autofree char *day = uke_era_format_short (date);
  const char *near = date == today       ? _ ("Today")
                     : date == today + 1 ? _ ("Tomorrow")
                     : date == today + 2 ? _ ("The day after tomorrow")
                                         : NULL;

  return near != NULL ? g_strdup_printf ("%s %s", near, day) : g_strdup (day);
}

/* A day as it is said on the phone: 本日 11月24日 火曜日. */
static char *
spoken_day (UkeDate date, UkeDate today)
{
  const char *weekday = uke_era_weekday_name (uke_date_weekday (date));
  int month, day;

  uke_date_to_ymd (date, NULL, &month, &day);
  if (date == today)
    return g_strdup_printf (C_ ("spoken day", "today, %d/%d %s"), month, day, weekday);
  if (date == today + 1)
    return g_strdup_printf (C_ ("spoken day", "tomorrow, %d/%d %s"), month, day, weekday);
  return g_strdup_printf (C_ ("spoken day", "%d/%d %s"), month, day, weekday);
}

static GtkWidget *
make_label (const char *text, const char *css, int width)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css);
  gtk_widget_set_size_request (label, width, -1);
  return label;
}

static char *
describe_place (UkeClinic *clinic, const UkeFreeSlot *slot)
{
  UkeRecord *provider = uke_clinic_lookup (clinic, &UKE_ENTITY_RESOURCE, &slot->provider_id);
  UkeRecord *chair = uke_clinic_lookup (clinic, &UKE_ENTITY_RESOURCE, &slot->chair_id);
  const char *who
      = provider != NULL ? uke_record_get_text (provider, UKE_RESOURCE_SHORT_NAME) : NULL;

  if (who == NULL && provider != NULL)
    who = uke_record_get_text (provider, UKE_RESOURCE_NAME);
  return g_strdup_printf ("%s%s%s", who != NULL ? who : "",
                          who != NULL && chair != NULL ? "・" : "",
                          chair != NULL ? uke_record_get_text (chair, UKE_RESOURCE_NAME) : "");
}

/**
 * Makes the row of one slot.
 * @clinic: whose names
 * @slot: the slot
 * @today: today
 * @digit: which key chooses it
 * @is_picked: a person pointed at it in the calendar; whether it is free, the warnings say
 *
 * Returns: (transfer floating): a list box row.
 * Thread: main
 */
GtkWidget *
uke_booking_slots_make_row (UkeClinic *clinic,
                            const UkeFreeSlot *slot,
                            UkeDate today,
                            int digit,
                            gboolean is_picked)
{
  UkeZone *zone = uke_clinic_get_zone (clinic);
  g_autofree char *day = uke_booking_slots_day (uke_zone_date_of (zone, slot->starts_at_us), today);
  g_autofree char *from = uke_booking_slots_time (zone, slot->starts_at_us);
  g_autofree char *to = uke_booking_slots_time (
      zone, slot->starts_at_us + slot->length_min * (int64_t)60 * G_USEC_PER_SEC);
  g_autofree char *times = g_strdup_printf ("%s–%s", from, to);
  g_autofree char *place = describe_place (clinic, slot);
  g_autofree char *key = g_strdup_printf ("%d", digit);
  g_autofree char *label = g_strdup_printf (_ ("Choice %d, %s %s, %s"), digit, day, times, place);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *where = make_label (place, "uk-secondary", -1);
  GtkWidget *chip = is_picked ? uke_chip_new ("mark-location-symbolic", _ ("Picked"), "accent")
                              : uke_chip_new ("object-select-symbolic", _ ("Free"), "ok");

  gtk_widget_set_hexpand (where, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (where), PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), make_label (day, "uk-bold", 124));
  gtk_box_append (GTK_BOX (box), make_label (times, "uk-bold", 98));
  gtk_box_append (GTK_BOX (box), where);
  gtk_box_append (GTK_BOX (box), chip);
  gtk_box_append (GTK_BOX (box), uke_key_hint_new (key));
  gtk_widget_add_css_class (row, "uk-slot-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return row;
}

/**
 * What is said on the phone to make sure that both mean the same.
 * @clinic: whose names
 * @slot: the slot
 * @name: (nullable): the patient's name
 *
 * Returns: (transfer full): the sentence.
 * Thread: main
 */
char *
uke_booking_slots_readout (UkeClinic *clinic, const UkeFreeSlot *slot, const char *name)
{
  UkeZone *zone = uke_clinic_get_zone (clinic);
  UkeRecord *provider = uke_clinic_lookup (clinic, &UKE_ENTITY_RESOURCE, &slot->provider_id);
  UkeDate today = uke_zone_date_of (zone, uke_clock_now_us (uke_clinic_get_clock (clinic)));
  g_autofree char *date = spoken_day (uke_zone_date_of (zone, slot->starts_at_us), today);
  g_autofree char *time = uke_booking_slots_spoken_time (zone, slot->starts_at_us);
  const char *who
      = provider != NULL ? uke_record_get_text (provider, UKE_RESOURCE_NAME) : _ ("our staff");

  return name != NULL ? g_strdup_printf (_ ("%s, %s for %d minutes with %s. %s, is that right?"),
                                         date, time, slot->length_min, who, name)
                      : g_strdup_printf (_ ("%s, %s for %d minutes with %s."), date, time,
                                         slot->length_min, who);
}

/**
 * Makes the line of one warning.
 * @sentence: what speaks against the booking
 *
 * Returns: (transfer floating): the line.
 * Thread: main
 */
GtkWidget *
uke_booking_slots_make_warning (const char *sentence)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (sentence);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_box_append (GTK_BOX (line), label);
  return line;
}
