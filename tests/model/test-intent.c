/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-intent.h"

#include "support/golden.h"

/* Numbers and codes of all intents are what they always were. */
static void
test_golden (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  unsigned n;
  const UkeIntent *all = uke_intent_all (&n);

  for (unsigned i = 0; i < n; i++)
    g_string_append_printf (text, "%d %s\n", all[i], uke_intent_get_code (all[i]));
  assert_golden (text->str, "intents.txt");
}

/* Numbers and codes lead to each other, and unknown ones to nothing. */
static void
test_round_trip (void)
{
  unsigned n;
  const UkeIntent *all = uke_intent_all (&n);

  for (unsigned i = 0; i < n; i++) {
    g_assert_cmpint (uke_intent_from_code (uke_intent_get_code (all[i])), ==, all[i]);
    g_assert_true (uke_intent_is_known (all[i]));
  }
  g_assert_cmpint (uke_intent_from_code ("karte.write"), ==, UKE_INTENT_NONE);
  g_assert_false (uke_intent_is_known (0));
  g_assert_cmpstr (uke_intent_get_code ((UkeIntent)9999), ==, "");
}

/* Who may do nothing of what an intent can mean is kept out; a reason that is still to be given,
 * or a second person, keeps nobody out. */
static void
test_open_to (void)
{
  unsigned n;
  const UkeIntent *all = uke_intent_all (&n);

  for (unsigned i = 0; i < n; i++) {
    g_assert_true (uke_intent_is_open_to (all[i], UKE_ROLE_DIRECTOR));
    g_assert_false (uke_intent_is_open_to (all[i], UKE_ROLE_NONE));
  }
  g_assert_true (uke_intent_is_open_to (UKE_INTENT_BOOK, UKE_ROLE_NURSE));
  g_assert_false (uke_intent_is_open_to (UKE_INTENT_SET_UP_MENUS, UKE_ROLE_RECEPTION));
  g_assert_true (uke_intent_is_open_to (UKE_INTENT_MERGE_DECIDE, UKE_ROLE_RECEPTION));
  g_assert_true (uke_intent_is_open_to (UKE_INTENT_SET_STATUS, UKE_ROLE_DOCTOR));
  g_assert_false (uke_intent_is_open_to (UKE_INTENT_BOOK, UKE_ROLE_MAINTENANCE));
  g_assert_false (uke_intent_is_open_to (9999, UKE_ROLE_DIRECTOR));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/intent/golden", test_golden);
  g_test_add_func ("/model/intent/round-trip", test_round_trip);
  g_test_add_func ("/model/intent/open-to", test_open_to);
  return g_test_run ();
}
