/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-zone.h"

#include "base/uke-base-error.h"

#define HOUR_US (3600 * (int64_t)G_USEC_PER_SEC)

static UkeZone *
open_zone (const char *identifier)
{
  g_autoptr (GError) error = NULL;
  UkeZone *zone = uke_zone_new (identifier, &error);

  g_assert_no_error (error);
  return zone;
}

/* Tokyo is nine hours ahead, so its midnight is three in the afternoon of the day before. */
static void
test_tokyo (void)
{
  g_autoptr (UkeZone) zone = open_zone ("Asia/Tokyo");
  UkeDate date = uke_date_from_ymd (2026, 11, 24);
  int64_t midnight_us = ((int64_t)date * 24 - 9) * HOUR_US;

  g_assert_cmpint (uke_zone_at (zone, date, 0), ==, midnight_us);
  g_assert_cmpint (uke_zone_date_of (zone, midnight_us), ==, date);
  g_assert_cmpint (uke_zone_date_of (zone, midnight_us - 1), ==, date - 1);
  g_assert_cmpint (uke_zone_minute_of (zone, midnight_us - 1), ==, 1439);
  g_assert_cmpint (uke_zone_minute_of (zone, midnight_us + HOUR_US), ==, 60);
  g_assert_cmpint (uke_zone_at (zone, date, 1440), ==, uke_zone_at (zone, date + 1, 0));
  g_assert_cmpstr (uke_zone_get_identifier (zone), ==, "Asia/Tokyo");
}

/* Every quarter of an hour reads back as itself, but for those that a clock change skips. */
static void
test_round_trip (void)
{
  static const char *const names[] = { "Asia/Tokyo",          "Europe/Berlin", "America/St_Johns",
                                       "Australia/Lord_Howe", "Pacific/Apia",  "UTC" };

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (UkeZone) zone = open_zone (names[i]);
    int n_skipped = 0;

    for (UkeDate date = uke_date_from_ymd (2026, 1, 1); date < uke_date_from_ymd (2027, 1, 1);
         date++)
      for (int minute = 0; minute < 1440; minute += 15) {
        UkeDate back_date;
        int back_minute;

        uke_zone_split (zone, uke_zone_at (zone, date, minute), &back_date, &back_minute);
        n_skipped += back_date != date || back_minute != minute;
      }
    g_assert_cmpint (n_skipped, <=, 4);
  }
}

/* A skipped wall time goes forward with the clock; one that happens twice is the first of the two.
 */
static void
test_summer_time (void)
{
  g_autoptr (UkeZone) zone = open_zone ("Europe/Berlin");
  UkeDate spring = uke_date_from_ymd (2026, 3, 29), autumn = uke_date_from_ymd (2026, 10, 25);
  int64_t skipped_us = uke_zone_at (zone, spring, 150);
  int64_t twice_us = uke_zone_at (zone, autumn, 150);

  g_assert_cmpint (uke_zone_minute_of (zone, skipped_us), ==, 210);
  g_assert_cmpint (uke_zone_minute_of (zone, twice_us), ==, 150);
  g_assert_cmpint (uke_zone_minute_of (zone, twice_us + HOUR_US), ==, 150);
  g_assert_cmpint (uke_zone_at (zone, autumn, 180) - twice_us, ==, HOUR_US * 3 / 2);
  g_assert_cmpint (uke_zone_at (zone, spring, 0) + 24 * HOUR_US - HOUR_US, ==,
                   uke_zone_at (zone, spring + 1, 0));
}

/* A zone that is not installed is an error, not UTC. */
static void
test_unknown (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (uke_zone_new ("Asia/Nowhere", &error));
  g_assert_error (error, UKE_BASE_ERROR, UKE_BASE_ERROR_NO_ZONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/zone/tokyo", test_tokyo);
  g_test_add_func ("/base/zone/round-trip", test_round_trip);
  g_test_add_func ("/base/zone/summer-time", test_summer_time);
  g_test_add_func ("/base/zone/unknown", test_unknown);
  return g_test_run ();
}
