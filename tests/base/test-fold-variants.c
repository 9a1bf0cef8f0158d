/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-fold-variants.h"

/* Both forms of a character that names are written with fold to one. */
static void
test_names (void)
{
  static const char *const pairs[]
      = { "高髙", "崎﨑", "崎嵜", "崎碕", "辺邉", "辺邊", "斎齋", "斎齊", "斎斉", "浜濵",
          "浜濱", "沢澤", "広廣", "国國", "桜櫻", "島嶋", "島嶌", "真眞", "恵惠", "富冨",
          "吉𠮷", "竜龍", "滝瀧", "桑桒", "柳栁", "土圡", "角⻆", "渕淵" };

  for (size_t i = 0; i < G_N_ELEMENTS (pairs); i++) {
    gunichar first = g_utf8_get_char (pairs[i]);
    gunichar second = g_utf8_get_char (g_utf8_next_char (pairs[i]));

    if (uke_fold_variant (first) != uke_fold_variant (second))
      g_error ("%s differ", pairs[i]);
  }
}

/* No character stands in two groups, and what a group folds to folds to itself. */
static void
test_groups (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (const char *const *group = uke_fold_variant_groups (); *group != NULL; group++) {
    gunichar folded = g_utf8_get_char (*group);

    g_assert_true (g_utf8_validate (*group, -1, NULL));
    g_assert_cmpint (g_utf8_strlen (*group, -1), >=, 2);
    g_assert_cmpuint (uke_fold_variant (folded), ==, folded);
    for (const char *at = *group; *at != '\0'; at = g_utf8_next_char (at)) {
      gunichar character = g_utf8_get_char (at);

      g_assert_cmpuint (uke_fold_variant (character), ==, folded);
      g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (character)));
    }
  }
}

/* Characters without variants stay what they are. */
static void
test_others (void)
{
  g_assert_cmpuint (uke_fold_variant (0x5c71), ==, 0x5c71);
  g_assert_cmpuint (uke_fold_variant ('a'), ==, 'a');
  g_assert_cmpuint (uke_fold_variant (0x10ffff), ==, 0x10ffff);
  g_assert_cmpuint (uke_fold_variant (0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/fold-variants/names", test_names);
  g_test_add_func ("/base/fold-variants/groups", test_groups);
  g_test_add_func ("/base/fold-variants/others", test_others);
  return g_test_run ();
}
