/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-number.h"

/* Width, case, spaces and leading zeros do not distinguish numbers; everything else does. */
static void
test_key (void)
{
  static const char *const cases[][2] = {
    { "1182", "1182" },    { "0001182", "1182" },  { "１１８２", "1182" },
    { " 11 82 ", "1182" }, { "A-0012", "a-0012" }, { "a－0012", "a-0012" },
    { "0", "0" },          { "000", "0" },         { "", "" },
    { "0-12", "0-12" },    { "00A1", "a1" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *key = uke_number_key (cases[i][0]);

    g_assert_cmpstr (key, ==, cases[i][1]);
  }
  g_assert_true (uke_number_equal ("0012", "１２"));
  g_assert_false (uke_number_equal ("12", "120"));
  g_assert_true (uke_number_equal (NULL, ""));
}

/* A key is its own key. */
static void
test_idempotent (void)
{
  for (int i = 0; i < 1000; i++) {
    g_autofree char *number
        = g_strdup_printf ("%0*d", g_test_rand_int_range (1, 9), g_test_rand_int_range (0, 99999));
    g_autofree char *key = uke_number_key (number);
    g_autofree char *again = uke_number_key (key);

    g_assert_cmpstr (key, ==, again);
  }
}

/* Numbers sort as people count. */
static void
test_order (void)
{
  g_assert_cmpint (uke_number_compare ("9", "10"), <, 0);
  g_assert_cmpint (uke_number_compare ("0010", "9"), >, 0);
  g_assert_cmpint (uke_number_compare ("A-9", "a-10"), <, 0);
  g_assert_cmpint (uke_number_compare ("12", "１２"), ==, 0);
  g_assert_cmpint (uke_number_compare ("12", "12-1"), <, 0);
}

/* What a desk gives while no server is there. */
static void
test_provisional (void)
{
  g_autofree char *number = uke_number_new_provisional (12, 345);

  g_assert_cmpstr (number, ==, "P-12-345");
  g_assert_true (uke_number_is_provisional_of (number, 12));
  g_assert_false (uke_number_is_provisional_of (number, 1));
  g_assert_false (uke_number_is_provisional_of (number, 2));
  g_assert_false (uke_number_is_provisional (NULL));
  g_assert_false (uke_number_is_provisional ("345"));
  g_assert_false (uke_number_is_provisional ("P-12"));
  g_assert_false (uke_number_is_provisional ("P-12-"));
  g_assert_false (uke_number_is_provisional ("P-12-345-2"));
  g_assert_false (uke_number_is_provisional ("P-12-3a"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/number/key", test_key);
  g_test_add_func ("/base/number/idempotent", test_idempotent);
  g_test_add_func ("/base/number/order", test_order);
  g_test_add_func ("/base/number/provisional", test_provisional);
  return g_test_run ();
}
