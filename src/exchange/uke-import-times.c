/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-times.h"

#include <stdio.h>
#include <string.h>

/* Skips a word that may stand at @inout_at. */
static gboolean
skip_word (const char **inout_at, const char *word)
{
  if (!g_str_has_prefix (*inout_at, word))
    return FALSE;
  *inout_at += strlen (word);
  return TRUE;
}

static void
skip_spaces (const char **inout_at)
{
  while (**inout_at == ' ')
    (*inout_at)++;
}

/* Wide forms made plain and Latin letters small, so that one spelling is left to be read. */
static char *
fold_time (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);

  return normal != NULL ? g_utf8_strdown (normal, -1) : g_strdup ("");
}

/* The hour and minute of "9:30", "9時半", "09時30分", "930" or "0930". */
static gboolean
read_hour (const char **inout_at, int *out_hour, int *out_minute)
{
  const char *at = *inout_at;
  size_t n_digits = strspn (at, "0123456789");
  int n = 0;

  *out_minute = 0;
  if (n_digits >= 3 && n_digits <= 4) {
    int packed = (int)g_ascii_strtoull (at, NULL, 10);

    *out_hour = packed / 100;
    *out_minute = packed % 100;
    n = (int)n_digits;
  } else if (n_digits < 1 || n_digits > 2) {
    return FALSE;
  } else if (sscanf (at, "%2d:%2d%n", out_hour, out_minute, &n) < 2
             && sscanf (at, "%2d時%2d分%n", out_hour, out_minute, &n) < 2) {
    *out_hour = (int)g_ascii_strtoull (at, NULL, 10);
    at += n_digits;
    n = 0;
    if (!skip_word (&at, "時"))
      return FALSE;
    if (skip_word (&at, "半"))
      *out_minute = 30;
  }
  *inout_at = at + n;
  return *out_hour >= 0 && *out_hour <= 23 && *out_minute >= 0 && *out_minute <= 59;
}

/* Seconds, and the clinic's own distance to UTC, say nothing that a booking needs. */
static void
skip_seconds (const char **inout_at)
{
  if (**inout_at == ':' && strspn (*inout_at + 1, "0123456789") == 2)
    *inout_at += 3;
  if (**inout_at == '.') {
    (*inout_at)++;
    *inout_at += strspn (*inout_at, "0123456789");
  }
  if (!skip_word (inout_at, "+09:00"))
    (void)skip_word (inout_at, "+0900");
}

/* A time of day in folded text, before or after noon said in either language: a minute of the day,
 * -1 when it is none. */
static int
read_clock (const char **inout_at)
{
  int hour = 0, minute = 0;
  gboolean is_morning = FALSE, is_afternoon = FALSE;

  skip_spaces (inout_at);
  is_morning = skip_word (inout_at, "午前") || skip_word (inout_at, "am");
  is_afternoon = !is_morning && (skip_word (inout_at, "午後") || skip_word (inout_at, "pm"));
  skip_spaces (inout_at);
  if (!read_hour (inout_at, &hour, &minute))
    return -1;
  skip_seconds (inout_at);
  skip_spaces (inout_at);
  is_morning = is_morning || skip_word (inout_at, "am");
  is_afternoon = is_afternoon || skip_word (inout_at, "pm");
  skip_spaces (inout_at);
  if (is_morning && hour >= 12)
    return -1;
  if (is_afternoon && hour < 12)
    hour += 12;
  return hour * 60 + minute;
}

/**
 * uke_import_parse_times:
 * @text: a cell, as "9:30", "09時半", "0930", "午後2:30", "2:30 PM" or "9:30〜10:15"
 * @out_minute: return location: the minute of the day
 * @out_end_minute: return location: the end's, -1 where it does not say
 *
 * Returns: FALSE when the whole cell is not that: nothing of it is left out in silence
 * Errors: none
 * Thread: any
 */
gboolean
uke_import_parse_times (const char *text, int *out_minute, int *out_end_minute)
{
  static const char *const MARKS[] = { "~", "〜", "-", "–", "—", "−", "から" };
  g_autofree char *folded = fold_time (text);
  const char *at = folded;
  gboolean has_mark = FALSE;

  *out_end_minute = -1;
  *out_minute = read_clock (&at);
  if (*out_minute < 0)
    return FALSE;
  for (size_t i = 0; i < G_N_ELEMENTS (MARKS) && !has_mark; i++)
    has_mark = skip_word (&at, MARKS[i]);
  skip_spaces (&at);
  if (has_mark && *at != '\0') {
    *out_end_minute = read_clock (&at);
    return *out_end_minute > *out_minute && *at == '\0';
  }
  return *at == '\0';
}

/**
 * uke_import_parse_length:
 * @text: a cell, as "90", "90分", "1時間", "1時間30分" or "1:30"
 *
 * Returns: minutes, -1 when it is no length
 * Errors: none
 * Thread: any
 */
int
uke_import_parse_length (const char *text)
{
  g_autofree char *folded = fold_time (text);
  g_autoptr (GRegex) regex = g_regex_new (
      "^ *(?:([0-9]{1,2}) *(?:時間|:|h))? *(?:([0-9]{1,3}) *(?:分間?|min|m)?)? *$", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *hours = NULL;
  g_autofree char *minutes = NULL;

  if (!g_regex_match (regex, folded, 0, &match))
    return -1;
  hours = g_match_info_fetch (match, 1);
  minutes = g_match_info_fetch (match, 2);
  return (hours != NULL ? (int)g_ascii_strtoull (hours, NULL, 10) * 60 : 0)
         + (minutes != NULL ? (int)g_ascii_strtoull (minutes, NULL, 10) : 0);
}
