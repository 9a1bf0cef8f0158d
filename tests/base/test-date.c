/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-date.h"

/* Every day from 1600 to 2500 goes to year, month and day and back, in the order of the calendar.
 */
static void
test_round_trip (void)
{
  UkeDate expected = uke_date_from_ymd (1600, 1, 1);

  for (int year = 1600; year <= 2500; year++)
    for (int month = 1; month <= 12; month++)
      for (int day = 1; day <= uke_date_days_in_month (year, month); day++) {
        int back_year, back_month, back_day;

        g_assert_cmpint (uke_date_from_ymd (year, month, day), ==, expected);
        uke_date_to_ymd (expected, &back_year, &back_month, &back_day);
        g_assert_cmpint (back_year * 10000 + back_month * 100 + back_day, ==,
                         year * 10000 + month * 100 + day);
        expected++;
      }
}

/* The count of days starts with the UNIX epoch, a Thursday. */
static void
test_golden (void)
{
  g_assert_cmpint (uke_date_from_ymd (1970, 1, 1), ==, 0);
  g_assert_cmpint (uke_date_from_ymd (2026, 11, 24), ==, 20781);
  g_assert_cmpint (uke_date_weekday (0), ==, 4);
  g_assert_cmpint (uke_date_weekday (uke_date_from_ymd (2026, 11, 24)), ==, 2);
  g_assert_cmpint (uke_date_weekday (uke_date_from_ymd (1873, 1, 1)), ==, 3);
  g_assert_cmpint (uke_date_year (uke_date_from_ymd (1983, 6, 14)), ==, 1983);
}

/* Days that the calendar does not have are refused. */
static void
test_no_such_day (void)
{
  static const int bad[][3]
      = { { 2026, 2, 29 }, { 1900, 2, 29 }, { 2026, 4, 31 }, { 2026, 0, 1 },
          { 2026, 13, 1 }, { 2026, 1, 0 },  { 0, 1, 1 },     { 10000, 1, 1 } };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_cmpint (uke_date_from_ymd (bad[i][0], bad[i][1], bad[i][2]), ==, UKE_DATE_NONE);
  g_assert_true (uke_date_valid_ymd (2000, 2, 29));
}

/* A month later is the same day, or the last one of a shorter month. */
static void
test_add_months (void)
{
  static const int cases[][7] = {
    { 2026, 1, 31, 1, 2026, 2, 28 },    { 2024, 1, 31, 1, 2024, 2, 29 },
    { 2026, 11, 24, 3, 2027, 2, 24 },   { 2026, 3, 31, -1, 2026, 2, 28 },
    { 2026, 1, 15, -13, 2024, 12, 15 }, { 2024, 2, 29, 12, 2025, 2, 28 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    const int *c = cases[i];
    UkeDate date = uke_date_add_months (uke_date_from_ymd (c[0], c[1], c[2]), c[3]);

    g_assert_cmpint (date, ==, uke_date_from_ymd (c[4], c[5], c[6]));
  }
  g_assert_cmpint (uke_date_add_months (UKE_DATE_NONE, 1), ==, UKE_DATE_NONE);
  g_assert_cmpint (uke_date_add_days (UKE_DATE_NONE, 1), ==, UKE_DATE_NONE);
  g_assert_cmpint (uke_date_add_days (0, -1), ==, uke_date_from_ymd (1969, 12, 31));
}

/* The age grows on the birthday; on 1 March for those born on 29 February, but in leap years. */
static void
test_age (void)
{
  UkeDate birth = uke_date_from_ymd (1983, 6, 14), leap = uke_date_from_ymd (2000, 2, 29);

  g_assert_cmpint (uke_date_age (birth, uke_date_from_ymd (2026, 6, 13)), ==, 42);
  g_assert_cmpint (uke_date_age (birth, uke_date_from_ymd (2026, 6, 14)), ==, 43);
  g_assert_cmpint (uke_date_age (birth, birth), ==, 0);
  g_assert_cmpint (uke_date_age (birth, birth - 1), ==, -1);
  g_assert_cmpint (uke_date_age (leap, uke_date_from_ymd (2026, 2, 28)), ==, 25);
  g_assert_cmpint (uke_date_age (leap, uke_date_from_ymd (2026, 3, 1)), ==, 26);
  g_assert_cmpint (uke_date_age (leap, uke_date_from_ymd (2024, 2, 29)), ==, 24);
  g_assert_cmpint (uke_date_age (UKE_DATE_NONE, birth), ==, -1);
}

/* ISO text reads back as the day it was written from; anything else is refused. */
static void
test_iso (void)
{
  static const char *const bad[]
      = { "", "2026-11-4", "2026/11/24", "2026-11-31", "2026-11-24 ", "+026-11-24", "20261124" };
  UkeDate date = 1;

  for (UkeDate day = -40000; day < 60000; day += 37) {
    g_autofree char *text = uke_date_to_iso (day);

    g_assert_true (uke_date_from_iso (text, &date));
    g_assert_cmpint (date, ==, day);
  }
  date = 1;
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (uke_date_from_iso (bad[i], &date));
  g_assert_false (uke_date_from_iso (NULL, &date));
  g_assert_cmpint (date, ==, 1);
  g_assert_null (uke_date_to_iso (UKE_DATE_NONE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/date/round-trip", test_round_trip);
  g_test_add_func ("/base/date/golden", test_golden);
  g_test_add_func ("/base/date/no-such-day", test_no_such_day);
  g_test_add_func ("/base/date/add-months", test_add_months);
  g_test_add_func ("/base/date/age", test_age);
  g_test_add_func ("/base/date/iso", test_iso);
  return g_test_run ();
}
