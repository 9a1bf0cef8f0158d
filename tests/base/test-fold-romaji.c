/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-fold.h"

/* What is typed in Latin letters reads as the hiragana it stands for, in any school. */
static void
test_first_reading (void)
{
  static const char *const cases[][2] = {
    { "yamada", "やまだ" },
    { "YAMADA", "やまだ" },
    { "ｙａｍａｄａ", "やまだ" },
    { "shinji", "しんじ" },
    { "sinzi", "しんじ" },
    { "satou", "さとう" },
    { "hattori", "はっとり" },
    { "hatchi", "はっち" },
    { "kenji", "けんじ" },
    { "honma", "ほんま" },
    { "homma", "ほんま" },
    { "nambu", "なんぶ" },
    { "jun'ichi", "じゅんいち" },
    { "konno", "こんの" },
    { "anna", "あんな" },
    { "chiyo", "ちよ" },
    { "kyoko", "きょこ" },
    { "tsuji", "つじ" },
    { "tuji", "つじ" },
    { "fujita", "ふじた" },
    { "hujita", "ふじた" },
    { "oono", "おおの" },
    { "ohno", "おおの" },
    { "ōno", "おうの" },
    { "yamada taro", "やまだたろ" },
    { "kondou ken", "こんどうけん" },
    { "ken ichi", "けんいち" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (GStrv) readings = uke_fold_romaji_to_hiragana (cases[i][0]);

    g_assert_cmpstr (readings[0], ==, cases[i][1]);
  }
}

/* Long vowels and ん that are not written are found among the readings. */
static void
test_other_readings (void)
{
  static const char *const cases[][2] = {
    { "ono", "おおの" },
    { "ono", "おの" },
    { "ohno", "おうの" },
    { "oono", "おおの" },
    { "sato", "さとう" },
    { "yuki", "ゆうき" },
    { "yuko kato", "ゆうこかとう" },
    { "shinichi", "しんいち" },
    { "kenya", "けんや" },
    { "junko", "じゅんこ" },
    { "shota", "しょうた" },
    { "ota", "おおた" },
    { "ryota", "りょうた" },
    { "saitoh", "さいとう" },
    { "oshima", "おおしま" },
    { "kyoko", "きょうこ" },
    { "ito", "いとう" },
    { "endo", "えんどう" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (GStrv) readings = uke_fold_romaji_to_hiragana (cases[i][0]);

    if (!g_strv_contains ((const char *const *)readings, cases[i][1]))
      g_error ("%s does not read %s", cases[i][0], cases[i][1]);
  }
}

/* While a name is being typed, no keystroke loses it. */
static void
test_unfinished (void)
{
  static const char *const names[][2]
      = { { "yamada", "やまだ" },    { "watanabe", "わたなべ" }, { "shibuya", "しぶや" },
          { "hattori", "はっとり" }, { "nakano", "なかの" },     { "junichi", "じゅんいち" },
          { "ryota", "りょうた" },   { "tsutsumi", "つつみ" },   { "konno", "こんの" },
          { "chiba", "ちば" } };

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *name = uke_fold_search (names[i][1]);

    for (size_t length = 1; names[i][0][length - 1] != '\0'; length++) {
      g_autofree char *typed = g_strndup (names[i][0], length);
      g_auto (GStrv) terms = uke_fold_search_terms (typed);
      gboolean is_found = FALSE;

      for (char **term = terms; *term != NULL; term++)
        is_found |= g_str_has_prefix (name, *term);
      if (!is_found)
        g_error ("%s loses %s", typed, names[i][1]);
    }
  }
}

/* What is not romaji has no reading. */
static void
test_refuses (void)
{
  static const char *const texts[] = { "smith", "山田", "090", "x", "", "yamada1", "qqq", "\xff" };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_auto (GStrv) readings = uke_fold_romaji_to_hiragana (texts[i]);

    g_assert_cmpuint (g_strv_length (readings), ==, 0);
  }
}

/* There are never more readings than a search can afford, whatever is typed. */
static void
test_bounded (void)
{
  static const char letters[] = "aiueoknhstymrgjzbp' ";

  for (int i = 0; i < 5000; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_auto (GStrv) readings = NULL;

    for (int n = g_test_rand_int_range (0, 60); n > 0; n--)
      g_string_append_c (text, letters[g_test_rand_int_range (0, sizeof letters - 1)]);
    readings = uke_fold_romaji_to_hiragana (text->str);
    g_assert_cmpuint (g_strv_length (readings), <=, 16);
  }
}

/* A search in kana or kanji has one term, one in Latin letters also its readings; none repeats. */
static void
test_terms (void)
{
  g_auto (GStrv) kanji = uke_fold_search_terms ("渡邉");
  g_auto (GStrv) latin = uke_fold_search_terms ("Sho");
  g_auto (GStrv) nothing = uke_fold_search_terms (" - ");

  g_assert_cmpuint (g_strv_length (kanji), ==, 1);
  g_assert_cmpstr (kanji[0], ==, "渡辺");
  g_assert_cmpstr (latin[0], ==, "sho");
  g_assert_cmpstr (latin[1], ==, "しよ");
  g_assert_cmpstr (latin[2], ==, "しよう");
  g_assert_cmpuint (g_strv_length (nothing), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/fold-romaji/first-reading", test_first_reading);
  g_test_add_func ("/base/fold-romaji/other-readings", test_other_readings);
  g_test_add_func ("/base/fold-romaji/unfinished", test_unfinished);
  g_test_add_func ("/base/fold-romaji/refuses", test_refuses);
  g_test_add_func ("/base/fold-romaji/bounded", test_bounded);
  g_test_add_func ("/base/fold-romaji/terms", test_terms);
  return g_test_run ();
}
