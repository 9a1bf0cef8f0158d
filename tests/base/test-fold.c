/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-fold.h"

#include <string.h>

typedef struct {
  const char *text;
  const char *folded;
} Pair;

static void
assert_folds (char *(*fold) (const char *), const Pair *pairs, size_t n_pairs)
{
  for (size_t i = 0; i < n_pairs; i++) {
    g_autofree char *folded = fold (pairs[i].text);
    g_autofree char *again = fold (folded);

    g_assert_cmpstr (folded, ==, pairs[i].folded);
    g_assert_cmpstr (again, ==, folded);
  }
}

/* Readings are kept as hiragana, however they were typed. */
static void
test_kana (void)
{
  static const Pair pairs[] = {
    { "アオヤギ ハルカ", "あおやぎ はるか" },
    { "ｱｵﾔｷﾞ ﾊﾙｶ", "あおやぎ はるか" },
    { "　あおやぎ　　はるか　", "あおやぎ はるか" },
    { "か\xe3\x82\x99くと", "がくと" },
    { "ﾊﾟｰｶｰ", "ぱーかー" },
    { "ジョーンズ", "じょーんず" },
    { "ゆ-き", "ゆーき" },
    { "ｳﾞｪﾗ", "ゔぇら" },
    { "ヤマダ\tタロウ", "やまだ たろう" },
    { "", "" },
    { "みすゞ", "みすゞ" },
  };

  assert_folds (uke_fold_kana, pairs, G_N_ELEMENTS (pairs));
}

/* Forms show readings in full-width katakana. */
static void
test_katakana (void)
{
  static const Pair pairs[] = {
    { "あおやぎ はるか", "アオヤギ ハルカ" },
    { "ﾊﾟｰｶｰ", "パーカー" },
  };

  assert_folds (uke_fold_katakana, pairs, G_N_ELEMENTS (pairs));
}

/* Everything in which spellings of a name differ is gone from its search key. */
static void
test_search (void)
{
  static const Pair pairs[] = {
    { "青柳 遥", "青柳遥" },
    { "青柳　遙", "青柳遥" },
    { "髙橋", "高橋" },
    { "山﨑", "山崎" },
    { "渡邊", "渡辺" },
    { "渡邉", "渡辺" },
    { "邉󠄁", "辺" },
    { "齋藤", "斎藤" },
    { "佐々木", "佐佐木" },
    { "神谷", "神谷" },
    { "Ｙａｍａｄａ", "yamada" },
    { "O'Brien", "obrien" },
    { "José", "jose" },
    { "ジョー", "じよ" },
    { "ｼﾞｮｰ", "じよ" },
    { "アオヤギ・ハルカ", "あおやぎはるか" },
    { "しょうじ", "しようじ" },
    { "みづほ", "みずほ" },
    { "かをる", "かおる" },
    { "みすゞ", "みすず" },
    { "まり子", "まり子" },
    { "ＡＢＣ−１２３", "abc123" },
    { "㈱青空", "株青空" },
    { "𠮷田", "吉田" },
    { "", "" },
    { "% _", "" },
    { "ゞ々", "ゞゞ" },
    { "ﾞ", "" },
  };

  assert_folds (uke_fold_search, pairs, G_N_ELEMENTS (pairs));
}

/* A name is found by each form of its characters: their keys are one. */
static void
test_same_key (void)
{
  static const char *const pairs[][2] = {
    { "ｻｲﾄｳ ｼﾞｭﾝｲﾁ", "さいとう　じゅんいち" },
    { "斉藤", "齋藤" },
    { "ﾔﾏﾀﾞ", "ヤマダ" },
    { "高﨑", "髙碕" },
    { "廣澤", "広沢" },
    { "濵﨑", "浜崎" },
    { "国枝", "國枝" },
    { "か\xe3\x82\x99", "が" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *first = uke_fold_search (pairs[i][0]);
    g_autofree char *second = uke_fold_search (pairs[i][1]);

    g_assert_cmpstr (first, ==, second);
  }
}

/* Bytes that are not text leave no trace, and the key is always valid UTF-8. */
static void
test_noise (void)
{
  for (int i = 0; i < 20000; i++) {
    char bytes[24];
    g_autofree char *key = NULL, *kana = NULL, *digits = NULL;
    int n_bytes = g_test_rand_int_range (0, sizeof bytes);

    for (int n = 0; n < n_bytes; n++)
      bytes[n] = (char)g_test_rand_int_range (1, 256);
    bytes[n_bytes] = '\0';
    key = uke_fold_search (bytes);
    kana = uke_fold_kana (bytes);
    digits = uke_fold_digits (bytes);
    g_assert_true (g_utf8_validate (key, -1, NULL));
    g_assert_true (g_utf8_validate (kana, -1, NULL));
    g_assert_cmpuint (strspn (digits, "0123456789"), ==, strlen (digits));
  }
}

/* Every character of the first three planes folds to valid text that folds to itself. */
static void
test_every_character (void)
{
  for (gunichar character = 1; character < 0x30000; character++) {
    char text[8] = { 0 };
    g_autofree char *key = NULL, *again = NULL;

    if (!g_unichar_validate (character))
      continue;
    g_unichar_to_utf8 (character, text);
    key = uke_fold_search (text);
    again = uke_fold_search (key);
    if (!g_utf8_validate (key, -1, NULL) || strcmp (key, again) != 0)
      g_error ("U+%04X folds to %s and then to %s", character, key, again);
  }
}

/* What was appended does not join with what stood in the key before. */
static void
test_append (void)
{
  g_autoptr (GString) key = g_string_new ("か|");

  uke_fold_search_append (key, "ﾞ々");
  g_assert_cmpstr (key->str, ==, "か|々");
  uke_fold_search_append (key, "ｶﾞ");
  g_assert_cmpstr (key->str, ==, "か|々が");
}

/* Names whose long vowels are written in different ways become one. */
static void
test_long_vowels (void)
{
  static const Pair pairs[] = {
    { "おおの", "おの" },   { "おうの", "おの" },     { "おの", "おの" },     { "さとう", "さと" },
    { "ゆうこ", "ゆこ" },   { "しようた", "しよた" }, { "けいこ", "けいこ" }, { "いいだ", "いだ" },
    { "あおい", "あおい" }, { "田中", "田中" },       { "おおおか", "おか" }, { "", "" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autoptr (GString) key = g_string_new (pairs[i].text);

    uke_fold_long_vowels (key);
    g_assert_cmpstr (key->str, ==, pairs[i].folded);
  }
}

/* Digits of any width are kept and nothing else. */
static void
test_digits (void)
{
  static const Pair pairs[]
      = { { "〒１０１-0021", "1010021" }, { "090（0000）4821", "09000004821" }, { "なし", "" } };

  assert_folds (uke_fold_digits, pairs, G_N_ELEMENTS (pairs));
}

/* Headers and code words compare whatever their width. */
static void
test_text (void)
{
  static const Pair pairs[]
      = { { "　ＴＥＬ　１ ", "TEL 1" }, { "ﾌﾘｶﾞﾅ", "フリガナ" }, { "a\r\n b", "a b" } };

  assert_folds (uke_fold_text, pairs, G_N_ELEMENTS (pairs));
}

/* Kana is told from other text. */
static void
test_is_kana (void)
{
  g_assert_true (uke_fold_is_kana ("アオヤギ　ハルカ"));
  g_assert_true (uke_fold_is_kana ("ｱｵﾔｷﾞ ﾊﾙｶ"));
  g_assert_true (uke_fold_is_kana ("ぱーかー"));
  g_assert_false (uke_fold_is_kana ("青柳 ハルカ"));
  g_assert_false (uke_fold_is_kana ("Haruka"));
  g_assert_false (uke_fold_is_kana (" "));
}

/* A hundred thousand names fold in a fraction of a second: the search memory is filled so. */
static void
test_speed (void)
{
  g_autoptr (GString) key = g_string_new (NULL);
  double seconds;

  g_test_timer_start ();
  for (int i = 0; i < 100000; i++) {
    g_string_truncate (key, 0);
    uke_fold_search_append (key, "渡邉 さくら");
    uke_fold_search_append (key, "ワタナベ サクラ");
  }
  seconds = g_test_timer_elapsed ();
  g_test_minimized_result (seconds, "100,000 names in %.3f s", seconds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/fold/kana", test_kana);
  g_test_add_func ("/base/fold/katakana", test_katakana);
  g_test_add_func ("/base/fold/search", test_search);
  g_test_add_func ("/base/fold/same-key", test_same_key);
  g_test_add_func ("/base/fold/noise", test_noise);
  g_test_add_func ("/base/fold/every-character", test_every_character);
  g_test_add_func ("/base/fold/append", test_append);
  g_test_add_func ("/base/fold/long-vowels", test_long_vowels);
  g_test_add_func ("/base/fold/digits", test_digits);
  g_test_add_func ("/base/fold/text", test_text);
  g_test_add_func ("/base/fold/is-kana", test_is_kana);
  g_test_add_func ("/base/fold/speed", test_speed);
  return g_test_run ();
}
