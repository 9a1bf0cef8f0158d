/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-hex.h"

#include <string.h>

/* Every byte comes back as it was, and is written in lowercase. */
static void
test_round_trip (void)
{
  uint8_t bytes[256], again[256];
  g_autofree char *hex = NULL;
  g_autoptr (GString) text = g_string_new ("x");

  for (unsigned i = 0; i < sizeof bytes; i++)
    bytes[i] = (uint8_t)i;
  hex = uke_hex_dup (bytes, sizeof bytes);
  g_assert_cmpuint (strlen (hex), ==, 512);
  g_assert_true (g_str_has_prefix (hex, "000102"));
  g_assert_true (g_str_has_suffix (hex, "fdfeff"));
  g_assert_true (uke_hex_read (hex, again, sizeof again));
  g_assert_cmpmem (again, sizeof again, bytes, sizeof bytes);
  uke_hex_append (text, bytes + 254, 2);
  g_assert_cmpstr (text->str, ==, "xfeff");
}

/* Anything but exactly so many lowercase digits is refused, and nothing is touched. */
static void
test_refused (void)
{
  static const char *const texts[] = { NULL,         "",         "00",       "0011223", "001122334",
                                       "0011223344", "0011223G", "0011AABB", " 0112233" };

  for (unsigned i = 0; i < G_N_ELEMENTS (texts); i++) {
    uint8_t bytes[4] = { 9, 9, 9, 9 };

    g_assert_false (uke_hex_read (texts[i], bytes, sizeof bytes));
    g_assert_cmpmem (bytes, 4, "\t\t\t\t", 4);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/hex/round-trip", test_round_trip);
  g_test_add_func ("/base/hex/refused", test_refused);
  return g_test_run ();
}
