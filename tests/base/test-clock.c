/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-clock.h"

#define MINUTE_US (60 * (int64_t)G_USEC_PER_SEC)

static void
count_cb (UkeClock *clock, int *count)
{
  (*count)++;
}

/* A fake clock stands still until it is advanced, and its monotonic time goes with it. */
static void
test_fake_stands_still (void)
{
  g_autoptr (UkeClock) clock = uke_clock_new_fake (1000);

  g_assert_true (uke_clock_is_fake (clock));
  g_assert_cmpint (uke_clock_now_us (clock), ==, 1000);
  uke_clock_advance (clock, 500);
  g_assert_cmpint (uke_clock_now_us (clock), ==, 1500);
  g_assert_cmpint (uke_clock_monotonic_us (clock), ==, 500);
  uke_clock_set (clock, 7);
  g_assert_cmpint (uke_clock_now_us (clock), ==, 7);
  g_assert_cmpint (uke_clock_monotonic_us (clock), ==, 500);
}

/* The minute is announced when it changes, once, however far the clock was advanced. */
static void
test_minute (void)
{
  g_autoptr (UkeClock) clock = uke_clock_new_fake (10 * MINUTE_US);
  int count = 0;

  g_signal_connect (clock, "minute-changed", G_CALLBACK (count_cb), &count);
  uke_clock_advance (clock, MINUTE_US - 1);
  g_assert_cmpint (count, ==, 0);
  uke_clock_advance (clock, 1);
  g_assert_cmpint (count, ==, 1);
  uke_clock_advance (clock, 90 * MINUTE_US);
  g_assert_cmpint (count, ==, 2);
}

/* The day changes at the midnight of the clock's zone, not at that of UTC. */
static void
test_day (void)
{
  g_autoptr (UkeZone) zone = uke_zone_new ("Asia/Tokyo", NULL);
  UkeDate date = uke_date_from_ymd (2026, 11, 24);
  g_autoptr (UkeClock) clock = uke_clock_new_fake (uke_zone_at (zone, date, 1439));
  int count = 0;

  uke_clock_set_zone (clock, zone);
  g_signal_connect (clock, "day-changed", G_CALLBACK (count_cb), &count);
  g_assert_cmpint (uke_clock_today (clock), ==, date);
  uke_clock_advance (clock, MINUTE_US);
  g_assert_cmpint (count, ==, 1);
  g_assert_cmpint (uke_clock_today (clock), ==, date + 1);
  uke_clock_set (clock, uke_zone_at (zone, date + 1, 540));
  g_assert_cmpint (count, ==, 1);
}

/* The system's clock and a shifted one both run; the shifted one shows its own time. */
static void
test_running (void)
{
  g_autoptr (UkeClock) system = uke_clock_new_system ();
  g_autoptr (UkeClock) shifted = uke_clock_new_offset (MINUTE_US);
  int64_t before_us = g_get_real_time ();

  g_assert_cmpint (uke_clock_now_us (system), >=, before_us);
  g_assert_cmpint (uke_clock_now_us (shifted), >=, MINUTE_US);
  g_assert_cmpint (uke_clock_now_us (shifted), <, 10 * MINUTE_US);
  g_assert_cmpint (uke_clock_monotonic_us (system), <=, g_get_monotonic_time ());
}

static void
quit_cb (UkeClock *clock, GMainLoop *loop)
{
  g_main_loop_quit (loop);
}

/* A started clock announces the minute by itself, on the main context. */
static void
test_timeout (void)
{
  g_autoptr (UkeClock) clock = uke_clock_new_offset (5 * MINUTE_US - 20000);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_signal_connect (clock, "minute-changed", G_CALLBACK (quit_cb), loop);
  uke_clock_start (clock);
  uke_clock_start (clock);
  g_main_loop_run (loop);
  g_assert_cmpint (uke_clock_now_us (clock), >=, 5 * MINUTE_US);
  uke_clock_stop (clock);
  g_assert_false (g_main_context_pending (NULL));
}

/* A clock can be dropped while it runs. */
static void
test_finalize (void)
{
  UkeClock *clock = uke_clock_new_system ();

  uke_clock_start (clock);
  g_assert_finalize_object (clock);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/clock/fake-stands-still", test_fake_stands_still);
  g_test_add_func ("/base/clock/minute", test_minute);
  g_test_add_func ("/base/clock/day", test_day);
  g_test_add_func ("/base/clock/running", test_running);
  g_test_add_func ("/base/clock/timeout", test_timeout);
  g_test_add_func ("/base/clock/finalize", test_finalize);
  return g_test_run ();
}
