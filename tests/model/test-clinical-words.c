/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-clinical-words.h"

static void
assert_found (const char *text, const char *expected)
{
  g_autofree char *word = uke_clinical_words_find (NULL, text);

  g_assert_cmpstr (word, ==, expected);
}

/* Diagnoses, medicines and results are noticed in any width and case. */
static void
test_clinical (void)
{
  assert_found ("高血圧で通院中とのこと", "高血圧");
  assert_found ("ロキソニンを飲んでいる", "ロキソニン");
  assert_found ("ＨｂＡ１ｃ が高い", "hba1c");
  assert_found ("5mg 増やす", "mg");
  assert_found ("検査結果を聞きたい", "検査結果");
}

/* What reception writes about contact and wishes is left alone, names of menus among it. */
static void
test_contact (void)
{
  static const char *const fine[] = { "平日夕方を希望",
                                      "左側から声かけ",
                                      "ホワイトニング 関心",
                                      "人間ドックの案内を希望",
                                      "予防接種の予約",
                                      "がんばっていますと伝えて",
                                      "母と来院",
                                      "次回は木曜の午後を希望",
                                      "imgur" };

  for (unsigned i = 0; i < G_N_ELEMENTS (fine); i++)
    assert_found (fine[i], NULL);
  assert_found (NULL, NULL);
  assert_found ("", NULL);
}

/* A clinic's own words count too, as the clinic spells them. */
static void
test_more_words (void)
{
  static const char *const more[] = { "レーザー出力", NULL };
  g_autofree char *word = uke_clinical_words_find (more, "ﾚｰｻﾞｰ出力 8");

  g_assert_cmpstr (word, ==, "レーザー出力");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/clinical-words/clinical", test_clinical);
  g_test_add_func ("/model/clinical-words/contact", test_contact);
  g_test_add_func ("/model/clinical-words/more-words", test_more_words);
  return g_test_run ();
}
