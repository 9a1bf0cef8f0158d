/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-clinical-words.h"

#include <string.h>

/*
 * Words that a note about somebody's care would hold and a note about contact would not: diagnoses,
 * medicines, results, findings. Names of menus (ホワイトニング, 人間ドック, 予防接種) are not among
 * them: they may be kept (F4). Written as NFKC leaves them.
 */
static const char *const words[] = {
  /* diagnosis and findings */
  "診断名",
  "病名",
  "傷病名",
  "主訴",
  "所見",
  "既往歴",
  "現病歴",
  "症状:",
  "高血圧",
  "糖尿病",
  "脂質異常",
  "高脂血症",
  "心筋梗塞",
  "狭心症",
  "脳梗塞",
  "脳出血",
  "不整脈",
  "心不全",
  "肺炎",
  "気管支炎",
  "喘息",
  "肝炎",
  "肝硬変",
  "腎不全",
  "胃潰瘍",
  "胃炎",
  "逆流性食道炎",
  "うつ病",
  "統合失調症",
  "双極性障害",
  "認知症",
  "てんかん",
  "胃がん",
  "肺がん",
  "大腸がん",
  "癌",
  "腫瘍",
  "悪性",
  "白血病",
  "リンパ腫",
  "子宮筋腫",
  "骨粗鬆症",
  "骨折",
  "リウマチ",
  "痛風",
  "アトピー性皮膚炎",
  "帯状疱疹",
  "緑内障",
  "白内障",
  "甲状腺",
  "貧血",
  "hiv",
  "梅毒",
  "う蝕",
  "虫歯",
  "歯周炎",
  "歯周病",
  "歯髄炎",
  "根尖",
  "抜髄",
  "インフルエンザ陽性",
  "コロナ陽性",
  "感染症",
  "アレルギー",
  /* medicines */
  "処方",
  "投薬",
  "内服",
  "服薬",
  "用量",
  "mg",
  "錠",
  "頓服",
  "ロキソニン",
  "カロナール",
  "アムロジピン",
  "メトホルミン",
  "ワーファリン",
  "ワルファリン",
  "インスリン",
  "ステロイド",
  "抗生剤",
  "抗生物質",
  "抗菌薬",
  "アモキシシリン",
  "クラビット",
  "フロモックス",
  "デパス",
  "睡眠薬",
  "降圧剤",
  "血糖降下",
  "麻酔薬",
  "ボルタレン",
  "バイアスピリン",
  "プレドニン",
  "リスパダール",
  "抗凝固",
  /* results */
  "検査値",
  "検査結果",
  "血圧:",
  "hba1c",
  "血糖値",
  "ldl",
  "γ-gtp",
  "gtp",
  "クレアチニン",
  "白血球",
  "赤血球",
  "crp",
  "psa",
  "陽性",
  "陰性",
  "mri所見",
  "ct所見",
  "レントゲン所見",
  "x線所見",
  "心電図所見",
  "ポケット深さ",
  "プロービング",
  "生検",
  "病理",
};

static char *
normalise (const char *text)
{
  g_autofree char *folded = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);

  return folded != NULL ? g_utf8_strdown (folded, -1) : g_strdup ("");
}

/* "mg" and "crp" count only as words of their own, not inside others. */
static gboolean
stands_alone (const char *text, const char *found, size_t length)
{
  if (!g_ascii_isalpha (found[0]))
    return TRUE;
  return (found == text || !g_ascii_isalpha (found[-1])) && !g_ascii_isalpha (found[length]);
}

static gboolean
contains (const char *text, const char *word)
{
  const char *at = text;

  while ((at = strstr (at, word)) != NULL) {
    if (stands_alone (text, at, strlen (word)))
      return TRUE;
    at++;
  }
  return FALSE;
}

/**
 * uke_clinical_words_find:
 * @more_words: (nullable) (array zero-terminated=1): the clinic's own list
 * @text: (nullable): what somebody typed into a free-text field
 *
 * Looks for a word that belongs in the chart and not here. A hint for the person who types, not a
 * proof.
 *
 * Returns: (transfer full) (nullable): the first such word, as the list spells it
 * Thread: any
 * Source: product.md F4 and section 6 no. 1, security.md C10
 */
char *
uke_clinical_words_find (const char *const *more_words, const char *text)
{
  g_autofree char *typed = NULL;

  if (text == NULL || text[0] == '\0')
    return NULL;
  typed = normalise (text);
  for (unsigned i = 0; more_words != NULL && more_words[i] != NULL; i++) {
    g_autofree char *word = normalise (more_words[i]);

    if (word[0] != '\0' && contains (typed, word))
      return g_strdup (more_words[i]);
  }
  for (unsigned i = 0; i < G_N_ELEMENTS (words); i++)
    if (contains (typed, words[i]))
      return g_strdup (words[i]);
  return NULL;
}
