/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-value.h"

/* An empty text and no id are the NULL value: a field never holds them. */
static void
test_empty_is_null (void)
{
  UkeValue value = { 0 };

  uke_value_set_text (&value, "");
  g_assert_cmpint (value.kind, ==, UKE_VALUE_NULL);
  uke_value_set_id (&value, &UKE_ID_NONE);
  g_assert_cmpint (value.kind, ==, UKE_VALUE_NULL);
}

/* A copy is equal, and independent of what it was copied from. */
static void
test_copy (void)
{
  UkeValue text = { 0 }, copy = { 0 };

  uke_value_set_text (&text, "青柳");
  uke_value_copy (&copy, &text);
  g_assert_true (uke_value_equal (&text, &copy));
  uke_value_copy (&copy, &copy);
  uke_value_clear (&text);
  g_assert_cmpstr (copy.text, ==, "青柳");
  uke_value_clear (&copy);
}

/* Values of different kinds are never equal, and each kind compares its content. */
static void
test_equal (void)
{
  UkeId one = { { 1 } }, two = { { 2 } };
  UkeValue null = { 0 }, number = { 0 }, id = { 0 };

  uke_value_set_int (&number, 0);
  g_assert_false (uke_value_equal (&null, &number));
  uke_value_set_id (&id, &one);
  g_assert_false (uke_value_equal (&id, &number));
  uke_value_set_id (&null, &two);
  g_assert_false (uke_value_equal (&id, &null));
  uke_value_set_id (&null, &one);
  g_assert_true (uke_value_equal (&id, &null));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/value/empty-is-null", test_empty_is_null);
  g_test_add_func ("/model/value/copy", test_copy);
  g_test_add_func ("/model/value/equal", test_equal);
  return g_test_run ();
}
