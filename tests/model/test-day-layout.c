/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-day-layout.h"

/* A quarter of an hour is 20 pixels, and every minute on the grid comes back from its height. */
static void
test_minutes_and_pixels (void)
{
  g_assert_cmpint (uke_day_y_of (9 * 60, 8 * 60), ==, 80);
  g_assert_cmpint (uke_day_minute_at (80, 8 * 60), ==, 9 * 60);
  for (int minute = 8 * 60; minute < 20 * 60; minute += 5) {
    double y = (minute - 8 * 60) * (double)UKE_DAY_STEP_PX / UKE_DAY_STEP_MIN;
    g_assert_cmpint (uke_day_minute_at (y + 0.01, 8 * 60), ==, minute);
  }
}

/* Rounding goes to the nearest step, also before midnight. */
static void
test_snaps (void)
{
  g_assert_cmpint (uke_day_snap (9 * 60 + 7, 15), ==, 9 * 60);
  g_assert_cmpint (uke_day_snap (9 * 60 + 8, 15), ==, 9 * 60 + 15);
  g_assert_cmpint (uke_day_floor (-1, 15), ==, -15);
}

/* A booking that is dropped beyond an edge of the grid stays whole inside it. */
static void
test_drop_stays_inside (void)
{
  g_assert_cmpint (uke_day_drop_start (-200, 0, 30, 480, 1140), ==, 480);
  g_assert_cmpint (uke_day_drop_start (5000, 0, 30, 480, 1140), ==, 1110);
  g_assert_cmpint (uke_day_drop_start (100, 20, 30, 480, 1140), ==, 540);
}

/* Pulled up beyond its start, a booking keeps one step of length. */
static void
test_stretch_keeps_a_step (void)
{
  g_assert_cmpint (uke_day_stretch (540, 0, 480, 1140), ==, 15);
  g_assert_cmpint (uke_day_stretch (540, 140, 480, 1140), ==, 45);
  g_assert_cmpint (uke_day_stretch (1110, 9999, 480, 1140), ==, 30);
}

/* What follows without a gap does not overlap: it has the whole width. */
static void
test_neighbours_have_the_width (void)
{
  UkeDaySpan spans[] = { { 540, 30, TRUE }, { 570, 30, TRUE } };

  uke_day_pack (spans, 2, 1);
  g_assert_cmpint (spans[0].n_lanes, ==, 1);
  g_assert_cmpint (spans[1].n_lanes, ==, 1);
  g_assert_false (spans[1].is_over);
}

/* Beyond the capacity the later one is marked; a cancelled one takes no room. */
static void
test_marks_beyond_capacity (void)
{
  UkeDaySpan spans[]
      = { { 540, 30, TRUE }, { 540, 30, FALSE }, { 545, 30, TRUE }, { 550, 10, TRUE } };

  uke_day_pack (spans, 4, 2);
  g_assert_false (spans[0].is_over);
  g_assert_false (spans[1].is_over);
  g_assert_false (spans[2].is_over);
  g_assert_true (spans[3].is_over);
  g_assert_cmpint (spans[3].n_lanes, ==, 4);
}

static int
compare_starts (const void *a, const void *b)
{
  return ((const UkeDaySpan *)a)->start_min - ((const UkeDaySpan *)b)->start_min;
}

/* Whatever the day: two bookings of one lane never meet, lanes are shared evenly by those that do
 * meet, and everyone stands in a lane that exists. */
static void
test_packing_property (void)
{
  for (int round = 0; round < 500; round++) {
    UkeDaySpan spans[24] = { 0 };
    unsigned n = (unsigned)g_test_rand_int_range (1, G_N_ELEMENTS (spans));

    for (unsigned i = 0; i < n; i++) {
      spans[i].start_min = 5 * g_test_rand_int_range (96, 200);
      spans[i].length_min = 5 * g_test_rand_int_range (1, 24);
      spans[i].takes_slot = g_test_rand_bit ();
    }
    qsort (spans, n, sizeof *spans, compare_starts);
    uke_day_pack (spans, n, g_test_rand_int_range (1, 4));

    for (unsigned i = 0; i < n; i++) {
      g_assert_cmpint (spans[i].lane, >=, 0);
      g_assert_cmpint (spans[i].lane, <, spans[i].n_lanes);
      for (unsigned j = 0; j < i; j++) {
        gboolean meets = spans[i].start_min < spans[j].start_min + spans[j].length_min
                         && spans[j].start_min < spans[i].start_min + spans[i].length_min;
        if (meets) {
          g_assert_cmpint (spans[i].lane, !=, spans[j].lane);
          g_assert_cmpint (spans[i].n_lanes, ==, spans[j].n_lanes);
        }
      }
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/day-layout/minutes-and-pixels", test_minutes_and_pixels);
  g_test_add_func ("/model/day-layout/snaps", test_snaps);
  g_test_add_func ("/model/day-layout/drop-stays-inside", test_drop_stays_inside);
  g_test_add_func ("/model/day-layout/stretch-keeps-a-step", test_stretch_keeps_a_step);
  g_test_add_func ("/model/day-layout/neighbours-have-the-width", test_neighbours_have_the_width);
  g_test_add_func ("/model/day-layout/marks-beyond-capacity", test_marks_beyond_capacity);
  g_test_add_func ("/model/day-layout/packing-property", test_packing_property);

  return g_test_run ();
}
