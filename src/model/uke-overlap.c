/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-overlap.h"

static const char *const codes[UKE_N_BOOKING_WARNINGS + 1] = {
  NULL,   "patient_ended", "double_provider", "double_chair",  "double_patient",     "closed_day",
  "away", "outside_hours", "in_the_past",     "many_no_shows", "same_name_that_day", "wrong_length",
  "held",
};

static int64_t
end_of (const UkeOverlapSpan *span)
{
  return span->starts_at_us + span->length_min * 60 * (int64_t)G_USEC_PER_SEC;
}

/**
 * uke_booking_warning_get_code:
 * @warning: a warning
 *
 * Returns: (transfer none) (nullable): its text code
 * Thread: any
 */
const char *
uke_booking_warning_get_code (UkeBookingWarning warning)
{
  return warning >= 1 && warning <= UKE_N_BOOKING_WARNINGS ? codes[warning] : NULL;
}

/**
 * uke_overlap_touches:
 * @a: a stretch of time
 * @b: another
 *
 * Returns: whether they share any time; one that ends where the other starts does not
 * Thread: any
 */
gboolean
uke_overlap_touches (const UkeOverlapSpan *a, const UkeOverlapSpan *b)
{
  return a->starts_at_us < end_of (b) && b->starts_at_us < end_of (a);
}

/**
 * uke_overlap_peak:
 * @others: (array length=n_others): what is booked already
 * @n_others: how many
 * @window: the time somebody wants
 *
 * How many of @others happen at once at the busiest moment of @window: the number only rises where
 * one of them starts, so it is enough to count at those moments and at the window's own start.
 *
 * Returns: 0 where the time is free
 * Thread: any
 */
unsigned
uke_overlap_peak (const UkeOverlapSpan *others, unsigned n_others, const UkeOverlapSpan *window)
{
  unsigned peak = 0;

  for (unsigned i = 0; i <= n_others; i++) {
    int64_t moment_us = i < n_others ? others[i].starts_at_us : window->starts_at_us;
    unsigned n = 0;

    if (moment_us < window->starts_at_us || moment_us >= end_of (window))
      continue;
    for (unsigned k = 0; k < n_others; k++)
      if (others[k].starts_at_us <= moment_us && moment_us < end_of (&others[k]))
        n++;
    peak = MAX (peak, n);
  }
  return peak;
}
