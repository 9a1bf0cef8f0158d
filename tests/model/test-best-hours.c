/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-best-hours.h"

/* Stretches are read with their days. */
static void
test_parse (void)
{
  UkeBestHours hours;

  g_assert_true (uke_best_hours_parse ("weekdays 12:00-13:00; saturday 09:30-12:00", &hours));
  g_assert_cmpuint (hours.n, ==, 2);
  g_assert_true (uke_best_hours_contain (&hours, 1, 720));
  g_assert_false (uke_best_hours_contain (&hours, 1, 780));
  g_assert_false (uke_best_hours_contain (&hours, 0, 720));
  g_assert_true (uke_best_hours_contain (&hours, 6, 570));
}

/* No text is no stretch, and that is fine. */
static void
test_empty (void)
{
  UkeBestHours hours;

  g_assert_true (uke_best_hours_parse (NULL, &hours));
  g_assert_cmpuint (hours.n, ==, 0);
  g_assert_true (uke_best_hours_parse ("", &hours));
}

/* What is not a stretch is refused and leaves the output alone. */
static void
test_refuses (void)
{
  static const char *const bad[] = { "noon",
                                     "weekdays",
                                     "weekdays 12-13",
                                     "weekdays 13:00-12:00",
                                     "weekdays 12:60-13:00",
                                     "weekdays 12:00-25:00",
                                     "someday 12:00-13:00",
                                     "any 10:00-11:00 x" };
  UkeBestHours hours = { .n = 42 };

  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (uke_best_hours_parse (bad[i], &hours));
  g_assert_cmpuint (hours.n, ==, 42);
}

/* The next stretch of a day is the one that runs, or the soonest that is still to come. */
static void
test_next (void)
{
  UkeBestHours hours;
  int from_min = -1, to_min = -1;

  g_assert_true (uke_best_hours_parse ("any 18:00-20:00;any 12:00-13:00", &hours));
  g_assert_true (uke_best_hours_next_on (&hours, 3, 0, &from_min, &to_min));
  g_assert_cmpint (from_min, ==, 720);
  g_assert_true (uke_best_hours_next_on (&hours, 3, 750, &from_min, &to_min));
  g_assert_cmpint (to_min, ==, 780);
  g_assert_true (uke_best_hours_next_on (&hours, 3, 780, &from_min, &to_min));
  g_assert_cmpint (from_min, ==, 1080);
  g_assert_false (uke_best_hours_next_on (&hours, 3, 1200, &from_min, &to_min));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/best-hours/parse", test_parse);
  g_test_add_func ("/model/best-hours/empty", test_empty);
  g_test_add_func ("/model/best-hours/refuses", test_refuses);
  g_test_add_func ("/model/best-hours/next", test_next);
  return g_test_run ();
}
