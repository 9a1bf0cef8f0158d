/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-overlap.h"

#define MINUTE_US (60 * (int64_t)G_USEC_PER_SEC)

/* One that ends where the other starts does not overlap it. */
static void
test_touches (void)
{
  UkeOverlapSpan first = { 0, 30 }, next = { 30 * MINUTE_US, 30 }, inside = { 29 * MINUTE_US, 5 };

  g_assert_false (uke_overlap_touches (&first, &next));
  g_assert_false (uke_overlap_touches (&next, &first));
  g_assert_true (uke_overlap_touches (&first, &inside));
  g_assert_true (uke_overlap_touches (&inside, &first));
}

/* The peak equals a count minute by minute, for random days. */
static void
test_peak_oracle (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (int round = 0; round < 3000; round++) {
    UkeOverlapSpan others[8],
        window = { g_rand_int_range (rand, 0, 100) * MINUTE_US, g_rand_int_range (rand, 1, 60) };
    unsigned n = (unsigned)g_rand_int_range (rand, 0, 9), expected = 0;

    for (unsigned i = 0; i < n; i++)
      others[i] = (UkeOverlapSpan){ g_rand_int_range (rand, 0, 120) * MINUTE_US,
                                    g_rand_int_range (rand, 1, 60) };
    for (int minute = 0; minute < window.length_min; minute++) {
      int64_t at_us = window.starts_at_us + minute * MINUTE_US;
      unsigned here = 0;

      for (unsigned i = 0; i < n; i++)
        if (others[i].starts_at_us <= at_us
            && at_us < others[i].starts_at_us + others[i].length_min * MINUTE_US)
          here++;
      expected = MAX (expected, here);
    }
    g_assert_cmpuint (uke_overlap_peak (others, n, &window), ==, expected);
  }
}

/* The codes are a registry: these never change. */
static void
test_codes (void)
{
  g_assert_cmpstr (uke_booking_warning_get_code (UKE_WARNING_PATIENT_ENDED), ==, "patient_ended");
  g_assert_cmpstr (uke_booking_warning_get_code (UKE_WARNING_DOUBLE_PROVIDER), ==,
                   "double_provider");
  g_assert_cmpstr (uke_booking_warning_get_code (UKE_WARNING_DOUBLE_CHAIR), ==, "double_chair");
  g_assert_cmpstr (uke_booking_warning_get_code (UKE_WARNING_DOUBLE_PATIENT), ==, "double_patient");
  g_assert_cmpstr (uke_booking_warning_get_code (UKE_WARNING_CLOSED_DAY), ==, "closed_day");
  g_assert_cmpstr (uke_booking_warning_get_code (UKE_WARNING_AWAY), ==, "away");
  g_assert_cmpstr (uke_booking_warning_get_code (UKE_WARNING_OUTSIDE_HOURS), ==, "outside_hours");
  g_assert_cmpstr (uke_booking_warning_get_code (UKE_WARNING_IN_THE_PAST), ==, "in_the_past");
  g_assert_cmpstr (uke_booking_warning_get_code (UKE_WARNING_MANY_NO_SHOWS), ==, "many_no_shows");
  g_assert_cmpstr (uke_booking_warning_get_code (UKE_WARNING_SAME_NAME_THAT_DAY), ==,
                   "same_name_that_day");
  g_assert_cmpstr (uke_booking_warning_get_code (UKE_WARNING_WRONG_LENGTH), ==, "wrong_length");
  g_assert_cmpstr (uke_booking_warning_get_code (UKE_WARNING_HELD), ==, "held");
  g_assert_null (uke_booking_warning_get_code ((UkeBookingWarning)0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/overlap/touches", test_touches);
  g_test_add_func ("/model/overlap/peak-oracle", test_peak_oracle);
  g_test_add_func ("/model/overlap/codes", test_codes);
  return g_test_run ();
}
