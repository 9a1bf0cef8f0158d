/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-cell.h"

#include "base/uke-base-error.h"
#include "base/uke-era.h"

#include <string.h>

/**
 * uke_import_cell_date:
 * @text: a cell
 * @out_date: return location
 * @out_code: return location: why it is none
 * @code: the reason where nothing better is known
 *
 * Reads a date in Western or Japanese years, or as a spreadsheet's day number.
 *
 * Returns: whether it is a date
 * Thread: any
 */
gboolean
uke_import_cell_date (const char *text, UkeDate *out_date, const char **out_code, const char *code)
{
  g_autoptr (GError) error = NULL;

  if (uke_era_parse (text, out_date, &error) || uke_era_from_excel_serial (text, out_date))
    return TRUE;
  if (g_error_matches (error, UKE_BASE_ERROR, UKE_BASE_ERROR_ERA_YEAR))
    *out_code = "no_such_era_year";
  else if (g_error_matches (error, UKE_BASE_ERROR, UKE_BASE_ERROR_NO_SUCH_DAY))
    *out_code = "no_such_day";
  else
    *out_code = code;
  return FALSE;
}

/**
 * uke_import_cell_sex:
 * @text: a cell
 *
 * Returns: (transfer none) (nullable): the code, or NULL when it is not known
 * Thread: any
 */
const char *
uke_import_cell_sex (const char *text)
{
  static const struct {
    const char *word;
    const char *code;
  } WORDS[] = {
    { "男", "male" },       { "男性", "male" },       { "m", "male" },       { "male", "male" },
    { "1", "male" },        { "女", "female" },       { "女性", "female" },  { "f", "female" },
    { "female", "female" }, { "2", "female" },        { "その他", "other" }, { "other", "other" },
    { "不明", "unknown" },  { "unknown", "unknown" }, { "0", "unknown" },
  };
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
  g_autofree char *folded = g_utf8_strdown (normal, -1);

  for (size_t i = 0; i < G_N_ELEMENTS (WORDS); i++) {
    if (g_str_equal (WORDS[i].word, folded))
      return WORDS[i].code;
  }
  return NULL;
}

/**
 * uke_import_cell_is_kana:
 * @text: a cell
 *
 * A reading is kana or Latin letters: kanji there mean that the columns were mixed up.
 *
 * Returns: whether it can be a reading
 * Thread: any
 */
gboolean
uke_import_cell_is_kana (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);

    if (g_unichar_get_script (character) == G_UNICODE_SCRIPT_HAN && character != 0x3005)
      return FALSE;
  }
  return TRUE;
}

/**
 * uke_import_cell_is_email:
 * @text: a cell
 *
 * Returns: whether it can be an e-mail address
 * Thread: any
 */
gboolean
uke_import_cell_is_email (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at != text && at[1] != '\0' && strchr (text, ' ') == NULL;
}

/**
 * uke_import_cell_split:
 * @text: a cell
 *
 * Several numbers or tags may stand in one cell, as Google and many hands write them.
 *
 * Returns: (transfer full) (array zero-terminated=1): the parts, some may be empty
 * Thread: any
 */
char **
uke_import_cell_split (const char *text)
{
  return g_regex_split_simple ("\\s*(?::::|[/／、,;；\n])\\s*", text, 0, 0);
}

/**
 * uke_import_cell_status:
 * @text: a cell
 *
 * Returns: the booking's status, UKE_STATUS_NONE when it is not known
 * Thread: any
 */
UkeStatus
uke_import_cell_status (const char *text)
{
  static const struct {
    const char *part;
    UkeStatus status;
  } WORDS[] = {
    { "未完了", UKE_STATUS_BOOKED },     { "未確定", UKE_STATUS_BOOKED },
    { "未確認", UKE_STATUS_BOOKED },     { "未会計", UKE_STATUS_BOOKED },
    { "確定待", UKE_STATUS_BOOKED },     { "確認待", UKE_STATUS_BOOKED },
    { "キャンセル待", UKE_STATUS_NONE }, { "未受付", UKE_STATUS_BOOKED },
    { "no-show", UKE_STATUS_NO_SHOW },   { "no_show", UKE_STATUS_NO_SHOW },
    { "無断", UKE_STATUS_NO_SHOW },      { "キャンセル", UKE_STATUS_CANCELLED },
    { "取消", UKE_STATUS_CANCELLED },    { "cancel", UKE_STATUS_CANCELLED },
    { "no show", UKE_STATUS_NO_SHOW },   { "noshow", UKE_STATUS_NO_SHOW },
    { "完了", UKE_STATUS_DONE },         { "来院済", UKE_STATUS_DONE },
    { "来店済", UKE_STATUS_DONE },       { "会計済", UKE_STATUS_DONE },
    { "done", UKE_STATUS_DONE },         { "確認済", UKE_STATUS_CONFIRMED },
    { "確定", UKE_STATUS_CONFIRMED },    { "confirmed", UKE_STATUS_CONFIRMED },
    { "予約", UKE_STATUS_BOOKED },       { "booked", UKE_STATUS_BOOKED },
    { "受付", UKE_STATUS_BOOKED },       { "未来院", UKE_STATUS_BOOKED },
  };
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
  g_autofree char *folded = g_utf8_strdown (normal, -1);

  for (size_t i = 0; i < G_N_ELEMENTS (WORDS); i++) {
    if (strstr (folded, WORDS[i].part) != NULL)
      return WORDS[i].status;
  }
  return UKE_STATUS_NONE;
}
