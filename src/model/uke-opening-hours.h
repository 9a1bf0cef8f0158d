/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UkeOpeningHours:
 * @morning_days: the weekdays with a morning, one bit each, bit 0 is Sunday
 * @afternoon_days: the weekdays with an afternoon
 * @morning_min: start and end, minutes of the day
 * @afternoon_min: start and end, minutes of the day
 *
 * The time table on a clinic's door (診療時間): the same morning and the same afternoon for every
 * day that has one. Single resources may differ from it later.
 */
typedef struct {
  unsigned morning_days;
  unsigned afternoon_days;
  int morning_min[2];
  int afternoon_min[2];
} UkeOpeningHours;

/**
 * UkeOpeningHoursProblem:
 * @UKE_OPENING_HOURS_GOOD: none
 * @UKE_OPENING_HOURS_NO_DAY: no weekday is open
 * @UKE_OPENING_HOURS_MORNING: the morning ends before it starts
 * @UKE_OPENING_HOURS_AFTERNOON: the afternoon ends before it starts
 * @UKE_OPENING_HOURS_OVERLAP: on a day with both, the afternoon starts before the morning ends
 */
typedef enum {
  UKE_OPENING_HOURS_GOOD,
  UKE_OPENING_HOURS_NO_DAY,
  UKE_OPENING_HOURS_MORNING,
  UKE_OPENING_HOURS_AFTERNOON,
  UKE_OPENING_HOURS_OVERLAP,
} UkeOpeningHoursProblem;

/** UKE_OPENING_HOURS_USUAL: Monday to Friday 9:00-13:00 and 14:30-18:30, Saturday mornings. */
extern const UkeOpeningHours UKE_OPENING_HOURS_USUAL;

UkeOpeningHoursProblem uke_opening_hours_check (const UkeOpeningHours *self);
unsigned
uke_opening_hours_get_stretches (const UkeOpeningHours *self, int weekday, int out_stretches[2][2]);

G_END_DECLS
