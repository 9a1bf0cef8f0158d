/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-phone-areas.h"

/* Area codes of two to five digits end where the ministry's list says. */
static void
test_lengths (void)
{
  static const struct {
    const char *number;
    int length;
  } numbers[] = {
    { "0300001190", 2 }, { "0612345678", 2 }, { "0471234567", 2 }, { "0112345678", 3 },
    { "0451234567", 3 }, { "0521234567", 3 }, { "0421234567", 3 }, { "0422213456", 4 },
    { "0467123456", 4 }, { "0776123456", 4 }, { "0126721234", 5 }, { "0499221234", 5 },
    { "0998721234", 3 }, { "0000000000", 0 }, { "1234567890", 0 }, { "", 0 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_cmpint (uke_phone_area_length (numbers[i].number), ==, numbers[i].length);
}

/* Every landline prefix of the plan has an area, so that no real number goes unformatted. */
static void
test_complete (void)
{
  for (int prefix = 11; prefix <= 99; prefix++) {
    g_autofree char *number = g_strdup_printf ("0%d0000000", prefix);
    int length = uke_phone_area_length (number);

    g_assert_cmpint (length, >=, 2);
    g_assert_cmpint (length, <=, 5);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/phone-areas/lengths", test_lengths);
  g_test_add_func ("/base/phone-areas/complete", test_complete);
  return g_test_run ();
}
