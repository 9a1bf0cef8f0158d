/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-opening-hours.h"

#define N_WEEKDAYS 7

const UkeOpeningHours UKE_OPENING_HOURS_USUAL = {
  .morning_days = 0x7e,
  .afternoon_days = 0x3e,
  .morning_min = { 9 * 60, 13 * 60 },
  .afternoon_min = { 14 * 60 + 30, 18 * 60 + 30 },
};

/**
 * What keeps the table from being one.
 * @self: the table
 *
 * A morning or afternoon that no day has is not looked at.
 *
 * Returns: the first problem, or UKE_OPENING_HOURS_GOOD.
 * Thread: any
 */
UkeOpeningHoursProblem
uke_opening_hours_check (const UkeOpeningHours *self)
{
  if ((self->morning_days | self->afternoon_days) == 0)
    return UKE_OPENING_HOURS_NO_DAY;
  if (self->morning_days != 0 && self->morning_min[1] <= self->morning_min[0])
    return UKE_OPENING_HOURS_MORNING;
  if (self->afternoon_days != 0 && self->afternoon_min[1] <= self->afternoon_min[0])
    return UKE_OPENING_HOURS_AFTERNOON;
  if ((self->morning_days & self->afternoon_days) != 0
      && self->afternoon_min[0] < self->morning_min[1])
    return UKE_OPENING_HOURS_OVERLAP;
  return UKE_OPENING_HOURS_GOOD;
}

/**
 * When a weekday is open. A morning that reaches the afternoon is one stretch with it.
 * @self: a table without problems
 * @weekday: 0 Sunday .. 6 Saturday
 * @out_stretches: (out): start and end of each, minutes of the day, in order
 *
 * Returns: how many there are, 0 to 2.
 * Thread: any
 */
unsigned
uke_opening_hours_get_stretches (const UkeOpeningHours *self, int weekday, int out_stretches[2][2])
{
  unsigned bit = 1u << weekday, n = 0;

  g_return_val_if_fail (weekday >= 0 && weekday < N_WEEKDAYS, 0);

  if ((self->morning_days & bit) != 0) {
    out_stretches[n][0] = self->morning_min[0];
    out_stretches[n++][1] = self->morning_min[1];
  }
  if ((self->afternoon_days & bit) != 0) {
    if (n > 0 && out_stretches[0][1] == self->afternoon_min[0]) {
      out_stretches[0][1] = self->afternoon_min[1];
    } else {
      out_stretches[n][0] = self->afternoon_min[0];
      out_stretches[n++][1] = self->afternoon_min[1];
    }
  }
  return n;
}
