/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-slot.h"

#define MINUTE_US (60 * G_USEC_PER_SEC)

/* Cells start on the five minutes of UTC, before 1970 as well. */
static void
test_first_cell (void)
{
  g_assert_cmpint (uke_slot_first_cell (0), ==, 0);
  g_assert_cmpint (uke_slot_first_cell (5 * MINUTE_US - 1), ==, 0);
  g_assert_cmpint (uke_slot_first_cell (5 * MINUTE_US), ==, 1);
  g_assert_cmpint (uke_slot_first_cell (-1), ==, -1);
  g_assert_cmpint (uke_slot_cell_start_us (uke_slot_first_cell (1763942400000000)), ==,
                   1763942400000000);
}

/* A booking claims every cell it touches and not the one in which the next starts. */
static void
test_count (void)
{
  g_assert_cmpuint (uke_slot_count_cells (0, 30), ==, 6);
  g_assert_cmpuint (uke_slot_count_cells (0, 1), ==, 1);
  g_assert_cmpuint (uke_slot_count_cells (3 * MINUTE_US, 5), ==, 2);
  g_assert_cmpuint (uke_slot_count_cells (0, 0), ==, 0);
  g_assert_cmpuint (uke_slot_count_cells (0, -5), ==, 0);
}

/* The lowest lane that nobody holds is the one to take. */
static void
test_lowest_free (void)
{
  g_assert_cmpint (uke_slot_lowest_free (0, 0), ==, 0);
  g_assert_cmpint (uke_slot_lowest_free (0x5, 0), ==, 1);
  g_assert_cmpint (uke_slot_lowest_free (0x7, 1), ==, 3);
  g_assert_cmpint (uke_slot_lowest_free (UINT64_MAX, 0), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/slot/first-cell", test_first_cell);
  g_test_add_func ("/model/slot/count", test_count);
  g_test_add_func ("/model/slot/lowest-free", test_lowest_free);
  return g_test_run ();
}
