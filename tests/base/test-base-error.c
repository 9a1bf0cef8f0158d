/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-base-error.h"

/* The codes are numbers that never move: words are chosen by them. */
static void
test_numbers (void)
{
  g_assert_cmpint (UKE_BASE_ERROR_MALFORMED, ==, 0);
  g_assert_cmpint (UKE_BASE_ERROR_NO_SUCH_DAY, ==, 1);
  g_assert_cmpint (UKE_BASE_ERROR_ERA_YEAR, ==, 2);
  g_assert_cmpint (UKE_BASE_ERROR_TOO_EARLY, ==, 3);
  g_assert_cmpint (UKE_BASE_ERROR_TOO_SHORT, ==, 4);
  g_assert_cmpint (UKE_BASE_ERROR_TOO_LONG, ==, 5);
  g_assert_cmpint (UKE_BASE_ERROR_UNSUPPORTED, ==, 6);
  g_assert_cmpint (UKE_BASE_ERROR_NO_ZONE, ==, 7);
  g_assert_cmpstr (g_quark_to_string (UKE_BASE_ERROR), ==, "uke_base_error_quark");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/error/numbers", test_numbers);
  return g_test_run ();
}
