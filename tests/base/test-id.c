/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-id.h"

/* The hex form of an id reads back as the same id. */
static void
test_round_trip (void)
{
  UkeId id = uke_id_new (1700000000000000), back = UKE_ID_NONE;
  g_autofree char *hex = uke_id_dup_hex (&id);

  g_assert_true (uke_id_from_hex (hex, &back));
  g_assert_true (uke_id_equal (&id, &back));
  g_assert_cmpint (uke_id_time_ms (&back), ==, 1700000000000);
}

/* An id carries version 7 and the RFC variant, whatever the random bytes are. */
static void
test_golden (void)
{
  const uint8_t random[10] = { 0xff, 0xff, 0xff, 1, 2, 3, 4, 5, 6, 7 };
  UkeId id = uke_id_new_at (0x0123456789abLL * 1000, random);
  g_autofree char *hex = uke_id_dup_hex (&id);

  g_assert_cmpstr (hex, ==, "0123456789ab7fffbf01020304050607");
}

/* Text that is not an id is refused and leaves the output alone. */
static void
test_refuses (void)
{
  const char *bad[] = { NULL,
                        "",
                        "0123",
                        "0123456789AB7fffbf01020304050607",
                        "g123456789ab7fffbf01020304050607",
                        "0123456789ab7fffbf010203040506070" };
  UkeId id = UKE_ID_NONE;

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (uke_id_from_hex (bad[i], &id));
  g_assert_true (uke_id_is_none (&id));
}

/* Ids made later sort later. */
static void
test_order (void)
{
  UkeId early = uke_id_new (1000000), late = uke_id_new (2000000);

  g_assert_cmpint (uke_id_compare (&early, &late), <, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/id/round-trip", test_round_trip);
  g_test_add_func ("/base/id/golden", test_golden);
  g_test_add_func ("/base/id/refuses", test_refuses);
  g_test_add_func ("/base/id/order", test_order);
  return g_test_run ();
}
