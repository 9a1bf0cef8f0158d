/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-opening-hours.h"

/* What a new clinic is offered: closed on Sundays, mornings only on Saturdays. */
static void
test_usual (void)
{
  int stretches[2][2] = { { 0 } };

  g_assert_cmpint (uke_opening_hours_check (&UKE_OPENING_HOURS_USUAL), ==, UKE_OPENING_HOURS_GOOD);
  g_assert_cmpuint (uke_opening_hours_get_stretches (&UKE_OPENING_HOURS_USUAL, 0, stretches), ==,
                    0);
  g_assert_cmpuint (uke_opening_hours_get_stretches (&UKE_OPENING_HOURS_USUAL, 1, stretches), ==,
                    2);
  g_assert_cmpint (stretches[0][0], ==, 540);
  g_assert_cmpint (stretches[0][1], ==, 780);
  g_assert_cmpint (stretches[1][0], ==, 870);
  g_assert_cmpint (stretches[1][1], ==, 1110);
  g_assert_cmpuint (uke_opening_hours_get_stretches (&UKE_OPENING_HOURS_USUAL, 6, stretches), ==,
                    1);
  g_assert_cmpint (stretches[0][1], ==, 780);
}

/* Each way in which a table makes no sense is named. */
static void
test_problems (void)
{
  UkeOpeningHours hours = UKE_OPENING_HOURS_USUAL;

  hours.afternoon_min[0] = 12 * 60;
  g_assert_cmpint (uke_opening_hours_check (&hours), ==, UKE_OPENING_HOURS_OVERLAP);
  hours.afternoon_min[1] = 12 * 60;
  g_assert_cmpint (uke_opening_hours_check (&hours), ==, UKE_OPENING_HOURS_AFTERNOON);
  hours.morning_min[1] = hours.morning_min[0];
  g_assert_cmpint (uke_opening_hours_check (&hours), ==, UKE_OPENING_HOURS_MORNING);
  hours.morning_days = hours.afternoon_days = 0;
  g_assert_cmpint (uke_opening_hours_check (&hours), ==, UKE_OPENING_HOURS_NO_DAY);
}

/* Times of a half day that no weekday has do not matter. */
static void
test_unused_half (void)
{
  UkeOpeningHours hours = UKE_OPENING_HOURS_USUAL;

  hours.afternoon_days = 0;
  hours.afternoon_min[0] = hours.afternoon_min[1] = 0;
  g_assert_cmpint (uke_opening_hours_check (&hours), ==, UKE_OPENING_HOURS_GOOD);
}

/* Without a lunch break the day is one stretch. */
static void
test_no_lunch (void)
{
  UkeOpeningHours hours = UKE_OPENING_HOURS_USUAL;
  int stretches[2][2] = { { 0 } };

  hours.afternoon_min[0] = hours.morning_min[1];
  g_assert_cmpint (uke_opening_hours_check (&hours), ==, UKE_OPENING_HOURS_GOOD);
  g_assert_cmpuint (uke_opening_hours_get_stretches (&hours, 1, stretches), ==, 1);
  g_assert_cmpint (stretches[0][0], ==, 540);
  g_assert_cmpint (stretches[0][1], ==, 1110);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/opening-hours/usual", test_usual);
  g_test_add_func ("/model/opening-hours/problems", test_problems);
  g_test_add_func ("/model/opening-hours/unused-half", test_unused_half);
  g_test_add_func ("/model/opening-hours/no-lunch", test_no_lunch);
  return g_test_run ();
}
