/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-call-pace.h"

#define MINUTE_US (INT64_C (60) * 1000000)
#define NINE_US (INT64_C (1795478400) * 1000000)

/* Ten calls in an hour leave two hours for twenty; the end is rounded up to five minutes. */
static void
test_end (void)
{
  g_assert_cmpint (uke_call_pace_end (NINE_US, 10, 20, NINE_US + 60 * MINUTE_US), ==,
                   NINE_US + 180 * MINUTE_US);
  g_assert_cmpint (uke_call_pace_end (NINE_US, 10, 1, NINE_US + 62 * MINUTE_US), ==,
                   NINE_US + 70 * MINUTE_US);
}

/* With too few calls, with none left, or a first call that lies ahead, nothing is promised. */
static void
test_unknown (void)
{
  g_assert_cmpint (uke_call_pace_end (NINE_US, 2, 20, NINE_US + 60 * MINUTE_US), ==, 0);
  g_assert_cmpint (uke_call_pace_end (NINE_US, 10, 0, NINE_US + 60 * MINUTE_US), ==, 0);
  g_assert_cmpint (uke_call_pace_end (NINE_US, 10, 5, NINE_US - MINUTE_US), ==, 0);
  g_assert_cmpint (uke_call_pace_end (0, 10, 5, NINE_US), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/call-pace/end", test_end);
  g_test_add_func ("/model/call-pace/unknown", test_unknown);

  return g_test_run ();
}
