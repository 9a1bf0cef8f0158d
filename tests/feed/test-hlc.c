/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-hlc.h"

#define NOW_US 1763942400000000

/* Readings rise also when the wall clock stands still or goes back. */
static void
test_rises (void)
{
  UkeHlc last = 0;
  const int64_t clock[] = { NOW_US, NOW_US, NOW_US - 5000000, NOW_US + 1000, NOW_US };

  for (size_t i = 0; i < G_N_ELEMENTS (clock); i++) {
    UkeHlc next = uke_hlc_next (last, clock[i]);

    g_assert_cmpuint (next, >, last);
    last = next;
  }
  g_assert_cmpint (uke_hlc_get_time_us (last), ==, NOW_US + 1000);
}

/* A reading after a message is above both clocks. */
static void
test_receive (void)
{
  UkeHlc mine = uke_hlc_next (0, NOW_US), theirs = uke_hlc_next (0, NOW_US + 2000000);

  g_assert_cmpuint (uke_hlc_receive (mine, theirs, NOW_US), >, theirs);
  g_assert_cmpuint (uke_hlc_receive (theirs, mine, NOW_US), >, theirs);
}

/* A clock set to 2099 is held to a minute ahead and no longer trusted; an honest one is left alone.
 */
static void
test_clamp (void)
{
  UkeClockQuality quality = UKE_CLOCK_SYNCED;
  UkeHlc honest = uke_hlc_next (0, NOW_US + 59000000), wild = uke_hlc_next (0, 4070908800000000);

  g_assert_cmpuint (uke_hlc_clamp (honest, NOW_US, &quality), ==, honest);
  g_assert_cmpint (quality, ==, UKE_CLOCK_SYNCED);
  g_assert_cmpint (uke_hlc_get_time_us (uke_hlc_clamp (wild, NOW_US, &quality)), ==,
                   NOW_US + 60000000);
  g_assert_cmpint (quality, ==, UKE_CLOCK_UNKNOWN);
}

/* The hex form is fixed in width and reads back; anything else is refused. */
static void
test_hex (void)
{
  char hex[UKE_HLC_HEX_SIZE];
  uint64_t number = 0;

  uke_hex64_write (0x0123456789abcdef, hex);
  g_assert_cmpstr (hex, ==, "0123456789abcdef");
  g_assert_true (uke_hex64_read (hex, &number));
  g_assert_cmpuint (number, ==, 0x0123456789abcdef);
  g_assert_false (uke_hex64_read ("0123456789ABCDEF", &number));
  g_assert_false (uke_hex64_read ("123", &number));
  g_assert_false (uke_hex64_read (NULL, &number));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/hlc/rises", test_rises);
  g_test_add_func ("/feed/hlc/receive", test_receive);
  g_test_add_func ("/feed/hlc/clamp", test_clamp);
  g_test_add_func ("/feed/hlc/hex", test_hex);
  return g_test_run ();
}
