/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-base"

#include "base/uke-era.h"

#include <string.h>

/* Western years that are read; a later one is a slip of the pen. */
#define LAST_YEAR 2999

/* Days of Japan's solar calendar begin here. */
#define FIRST_YEAR 1873

typedef struct {
  const char *name;
  const char *short_name;
  char letter; /* also in S58.6.14 */
  char digit;  /* as receipt computers number the eras */
  int first_year;
  int first[3];
  int last[3]; /* the last day that was dated in this era */
} Era;

/*
 * The day on which an emperor died belongs to both eras in 1912 and 1926, because the new name held
 * from that day on; since 1989 it holds from a day announced before.
 */
static const Era eras[] = {
  { "令和", "令", 'R', '5', 2019, { 2019, 5, 1 }, { 9999, 12, 31 } },
  { "平成", "平", 'H', '4', 1989, { 1989, 1, 8 }, { 2019, 4, 30 } },
  { "昭和", "昭", 'S', '3', 1926, { 1926, 12, 25 }, { 1989, 1, 7 } },
  { "大正", "大", 'T', '2', 1912, { 1912, 7, 30 }, { 1926, 12, 25 } },
  { "明治", "明", 'M', '1', 1868, { 1868, 1, 25 }, { 1912, 7, 30 } },
};

static const char *const weekday_names[] = { "日", "月", "火", "水", "木", "金", "土" };

typedef struct {
  const char *at; /* the next character, in normalised text */
  const Era *era; /* NULL: western */
  int year, month, day;
} Reading;

static gboolean
skip_text (Reading *reading, const char *text)
{
  size_t length = strlen (text);

  if (strncmp (reading->at, text, length) != 0)
    return FALSE;
  reading->at += length;
  return TRUE;
}

static void
skip_spaces (Reading *reading)
{
  while (*reading->at == ' ')
    reading->at++;
}

/* The digit written at @text, plain or as a Chinese numeral, or -1; @out_length is its bytes. */
static int
numeral_at (const char *text, int *out_length)
{
  static const char *const numerals[]
      = { "〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "零" };

  *out_length = 1;
  if (g_ascii_isdigit (*text))
    return *text - '0';
  *out_length = 3;
  for (int i = 0; i < (int)G_N_ELEMENTS (numerals); i++)
    if (strncmp (text, numerals[i], 3) == 0)
      return i % 10;
  return -1;
}

/* Reads 58, 五八 and 五十八. Answers the number of digits, 0 when no number stands here. */
static int
read_number (Reading *reading, int max_digits, int *out_value)
{
  int value = 0, n_digits = 0, length;

  while (n_digits < max_digits) {
    int digit = numeral_at (reading->at, &length);

    if (digit >= 0) {
      value = value * 10 + digit;
    } else if (strncmp (reading->at, "十", 3) == 0 && value < 10) {
      value = value == 0 ? 10 : value * 10;
      reading->at += 3;
      n_digits++;
      if (numeral_at (reading->at, &length) > 0) {
        value += numeral_at (reading->at, &length);
        reading->at += length;
        n_digits++;
      }
      break;
    } else {
      break;
    }
    reading->at += length;
    n_digits++;
  }
  *out_value = value;
  return n_digits;
}

static int
count_digits (const char *text)
{
  int n_digits = 0;

  while (g_ascii_isdigit (text[n_digits]))
    n_digits++;
  return n_digits;
}

/* Skips what may stand between two numbers; @word is the unit of the number before. */
static gboolean
skip_separator (Reading *reading, const char *word)
{
  static const char *const marks[] = { ".", "/", "-", ",", "、", "・", "。" };

  skip_spaces (reading);
  if (skip_text (reading, word))
    return TRUE;
  for (size_t i = 0; i < G_N_ELEMENTS (marks); i++)
    if (skip_text (reading, marks[i]))
      return TRUE;
  return reading->at[-1] == ' ';
}

/* The same year in the other calendar may follow in brackets: 1983(昭和58)年. */
static void
skip_brackets (Reading *reading)
{
  const char *end;

  skip_spaces (reading);
  if (*reading->at != '(')
    return;
  end = strchr (reading->at, ')');
  if (end != NULL)
    reading->at = end + 1;
}

static gboolean
read_packed_days (Reading *reading)
{
  const char *text = reading->at;

  reading->month = (text[0] - '0') * 10 + text[1] - '0';
  reading->day = (text[2] - '0') * 10 + text[3] - '0';
  reading->at += 4;
  return TRUE;
}

static gboolean
read_rest (Reading *reading)
{
  skip_brackets (reading);
  if (!skip_separator (reading, "年"))
    return FALSE;
  skip_brackets (reading);
  skip_spaces (reading);
  if (read_number (reading, 2, &reading->month) == 0 || !skip_separator (reading, "月"))
    return FALSE;
  skip_spaces (reading);
  if (read_number (reading, 2, &reading->day) == 0)
    return FALSE;
  if (!skip_text (reading, "日"))
    (void)skip_text (reading, " 日");
  return !g_ascii_isdigit (*reading->at);
}

static gboolean
read_era_year (Reading *reading)
{
  skip_spaces (reading);
  (void)skip_text (reading, ".");
  skip_spaces (reading);
  if (skip_text (reading, "元")) {
    reading->year = 1;
  } else if (count_digits (reading->at) == 6) {
    reading->year = (reading->at[0] - '0') * 10 + reading->at[1] - '0';
    reading->at += 2;
    return read_packed_days (reading);
  } else if (read_number (reading, 2, &reading->year) == 0) {
    return FALSE;
  }
  return read_rest (reading);
}

static gboolean
read_era_name (Reading *reading)
{
  for (size_t i = 0; i < G_N_ELEMENTS (eras); i++) {
    reading->era = &eras[i];
    if (skip_text (reading, eras[i].name) || skip_text (reading, eras[i].short_name))
      return TRUE;
    if (g_ascii_toupper (*reading->at) == eras[i].letter && !g_ascii_isalpha (reading->at[1])) {
      reading->at++;
      return TRUE;
    }
  }
  reading->era = NULL;
  return FALSE;
}

/* 3580614 and 3-58-06-14: the era as receipt computers number it. */
static gboolean
read_era_digit (Reading *reading)
{
  for (size_t i = 0; i < G_N_ELEMENTS (eras); i++) {
    if (*reading->at != eras[i].digit)
      continue;
    reading->era = &eras[i];
    reading->at++;
    return TRUE;
  }
  return FALSE;
}

static gboolean
read_western (Reading *reading)
{
  (void)skip_text (reading, "西暦");
  skip_spaces (reading);
  if (count_digits (reading->at) == 8) {
    for (int i = 0; i < 4; i++)
      reading->year = reading->year * 10 + *reading->at++ - '0';
    return read_packed_days (reading);
  }
  return read_number (reading, 4, &reading->year) == 4 && read_rest (reading);
}

static gboolean
read_date (Reading *reading)
{
  skip_spaces (reading);
  if (read_era_name (reading))
    return read_era_year (reading);
  if (count_digits (reading->at) == 7)
    return read_era_digit (reading) && read_era_year (reading);
  if (count_digits (reading->at) == 1 && reading->at[1] == '-'
      && count_digits (reading->at + 2) <= 2) {
    if (!read_era_digit (reading))
      return FALSE;
    reading->at++;
    return read_era_year (reading);
  }
  return read_western (reading);
}

static gboolean
refuse (GError **error, UkeBaseError code, const char *message)
{
  g_set_error_literal (error, UKE_BASE_ERROR, (int)code, message);
  return FALSE;
}

static gboolean
judge_reading (const Reading *reading, UkeDate *out_date, GError **error)
{
  const Era *era = reading->era;
  int year = era != NULL ? era->first_year + reading->year - 1 : reading->year;
  UkeDate date = uke_date_from_ymd (year, reading->month, reading->day);

  if (era != NULL && (reading->year == 0 || year > era->last[0]))
    return refuse (error, UKE_BASE_ERROR_ERA_YEAR, "the era has no such year");
  if (date == UKE_DATE_NONE)
    return refuse (error, UKE_BASE_ERROR_NO_SUCH_DAY, "no such day");
  if (year < FIRST_YEAR)
    return refuse (error, UKE_BASE_ERROR_TOO_EARLY, "before the solar calendar");
  if (era != NULL
      && (date < uke_date_from_ymd (era->first[0], era->first[1], era->first[2])
          || date > uke_date_from_ymd (era->last[0], era->last[1], era->last[2])))
    return refuse (error, UKE_BASE_ERROR_ERA_YEAR, "the era does not have this day");
  if (year > LAST_YEAR)
    return refuse (error, UKE_BASE_ERROR_UNSUPPORTED, "too far in the future");
  *out_date = date;
  return TRUE;
}

/* Whether every character is one that needs no folding, which is the rule in exports. */
static gboolean
is_plain (const char *text)
{
  for (; *text != '\0'; text++)
    if (*text < ' ' || *text > '~')
      return FALSE;
  return TRUE;
}

/* NFKC makes full-width digits plain and ㍼ to 昭和, but leaves the many dashes alone. */
static char *
normalise (const char *text)
{
  g_autofree char *composed = NULL;
  GString *plain;

  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  composed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  plain = g_string_sized_new (strlen (composed));
  for (const char *at = composed; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);

    if ((character >= 0x2010 && character <= 0x2015) || character == 0x2212 || character == 0x30fc
        || character == 0xfe63)
      g_string_append_c (plain, '-');
    else if (g_unichar_isspace (character))
      g_string_append_c (plain, ' ');
    else
      g_string_append_unichar (plain, character);
  }
  return g_string_free (plain, FALSE);
}

/**
 * uke_era_parse_start:
 * @text: a text that starts with a date
 * @out_date: (out): the day; untouched on failure
 * @out_rest: (out) (optional) (transfer full): what follows the date and its weekday, with plain
 *   digits and single-byte signs; untouched on failure
 * @error: where to put an error
 *
 * Reads the spellings of dates that are found in clinics: 昭和58年6月14日, 昭58.6.14, S58/6/14,
 * ㍼五十八年六月十四日, 昭和元年, S580614, 3580614 (era digit of receipt computers), 1983年6月14日,
 * 1983/6/14, 1983-06-14 and 19830614, in any width. Two-digit western years are refused: they
 * could be of any era.
 *
 * Returns: whether a date was read
 * Errors: %UKE_BASE_ERROR_MALFORMED, %UKE_BASE_ERROR_NO_SUCH_DAY, %UKE_BASE_ERROR_ERA_YEAR,
 *   %UKE_BASE_ERROR_TOO_EARLY, %UKE_BASE_ERROR_UNSUPPORTED (after 2999)
 * Thread: any
 * Source: integrations.md F.4; 元号を改める政令 of 1912, 1926, 1989 and 2019
 */
gboolean
uke_era_parse_start (const char *text, UkeDate *out_date, char **out_rest, GError **error)
{
  g_autofree char *plain = NULL;
  Reading reading = { 0 };

  g_return_val_if_fail (text != NULL && out_date != NULL, FALSE);
  if (!is_plain (text))
    plain = normalise (text);
  reading.at = plain != NULL ? plain : text;
  if ((plain == NULL && !is_plain (text)) || !read_date (&reading))
    return refuse (error, UKE_BASE_ERROR_MALFORMED, "not a date");
  if (!judge_reading (&reading, out_date, error))
    return FALSE;
  if (out_rest == NULL)
    return TRUE;
  skip_spaces (&reading);
  for (int i = 0; i < 7; i++) {
    g_autofree char *weekday = g_strdup_printf ("(%s)", weekday_names[i]);

    if (skip_text (&reading, weekday))
      break;
  }
  skip_spaces (&reading);
  *out_rest = g_strdup (reading.at);
  return TRUE;
}

/* Spreadsheets add midnight to a date, people add 生. */
static gboolean
is_harmless_rest (const char *rest)
{
  static const char *const harmless[]
      = { "", "0:00", "00:00", "0:00:00", "00:00:00", "T00:00:00", "T00:00:00Z", "生" };

  for (size_t i = 0; i < G_N_ELEMENTS (harmless); i++)
    if (strcmp (rest, harmless[i]) == 0)
      return TRUE;
  return FALSE;
}

/**
 * uke_era_parse:
 * @text: a date as uke_era_parse_start() reads it; a weekday or midnight may follow
 * @out_date: (out): the day; untouched on failure
 * @error: where to put an error
 *
 * Returns: whether the whole text is a date
 * Errors: as uke_era_parse_start()
 * Thread: any
 */
gboolean
uke_era_parse (const char *text, UkeDate *out_date, GError **error)
{
  g_autofree char *rest = NULL;
  UkeDate date;

  if (!uke_era_parse_start (text, &date, &rest, error))
    return FALSE;
  g_strchomp (rest);
  if (!is_harmless_rest (rest))
    return refuse (error, UKE_BASE_ERROR_MALFORMED, "more than a date");
  *out_date = date;
  return TRUE;
}

/**
 * uke_era_has_era:
 * @text: a text
 *
 * Returns: whether the text is a date that is written with an era
 * Thread: any
 */
gboolean
uke_era_has_era (const char *text)
{
  g_autofree char *plain = normalise (text);
  Reading reading = { .at = plain };

  return plain != NULL && read_date (&reading) && reading.era != NULL;
}

/**
 * uke_era_from_excel_serial:
 * @text: a number such as `46000`
 * @out_date: (out): the day; untouched when it is none
 *
 * Reads the day number of a spreadsheet with the 1900 calendar. Only days from 1900-03-01 to 2099,
 * because the spreadsheet's 29 February 1900 never was.
 *
 * Returns: whether @text is such a number
 * Thread: any
 */
gboolean
uke_era_from_excel_serial (const char *text, UkeDate *out_date)
{
  int n_digits = count_digits (text);
  int serial = 0;

  if (n_digits < 2 || n_digits > 5
      || (text[n_digits] != '\0' && strcmp (text + n_digits, ".0") != 0))
    return FALSE;
  for (int i = 0; i < n_digits; i++)
    serial = serial * 10 + text[i] - '0';
  if (serial < 61 || serial > 73050)
    return FALSE;
  *out_date = uke_date_from_ymd (1899, 12, 30) + serial;
  return TRUE;
}

static const Era *
era_of (UkeDate date)
{
  for (size_t i = 0; i < G_N_ELEMENTS (eras); i++)
    if (date >= uke_date_from_ymd (eras[i].first[0], eras[i].first[1], eras[i].first[2]))
      return &eras[i];
  return NULL;
}

/**
 * uke_era_format_year:
 * @date: a day
 *
 * Returns: (transfer full): 令和8年, 平成元年; the western year for days before 1873
 * Thread: any
 */
char *
uke_era_format_year (UkeDate date)
{
  int year = uke_date_year (date);
  const Era *era = year < FIRST_YEAR ? NULL : era_of (date);

  if (era == NULL)
    return g_strdup_printf ("%d年", year);
  if (year == era->first_year)
    return g_strdup_printf ("%s元年", era->name);
  return g_strdup_printf ("%s%d年", era->name, year - era->first_year + 1);
}

/**
 * uke_era_format_long:
 * @date: a day
 *
 * Returns: (transfer full): 昭和58年6月14日
 * Thread: any
 * Source: design.md 9
 */
char *
uke_era_format_long (UkeDate date)
{
  g_autofree char *year = uke_era_format_year (date);
  int month, day;

  uke_date_to_ymd (date, NULL, &month, &day);
  return g_strdup_printf ("%s%d月%d日", year, month, day);
}

/**
 * uke_era_format_compact:
 * @date: a day
 *
 * Returns: (transfer full): S58.6.14; the western form for days before 1873
 * Thread: any
 * Source: design.md 9
 */
char *
uke_era_format_compact (UkeDate date)
{
  int year, month, day;
  const Era *era;

  uke_date_to_ymd (date, &year, &month, &day);
  era = year < FIRST_YEAR ? NULL : era_of (date);
  if (era == NULL)
    return g_strdup_printf ("%d.%d.%d", year, month, day);
  return g_strdup_printf ("%c%d.%d.%d", era->letter, year - era->first_year + 1, month, day);
}

/**
 * uke_era_format_western:
 * @date: a day
 *
 * Returns: (transfer full): 1983年6月14日
 * Thread: any
 * Source: design.md 9
 */
char *
uke_era_format_western (UkeDate date)
{
  int year, month, day;

  uke_date_to_ymd (date, &year, &month, &day);
  return g_strdup_printf ("%d年%d月%d日", year, month, day);
}

/**
 * uke_era_format_full:
 * @date: a day
 *
 * Returns: (transfer full): 2026年11月24日(火)
 * Thread: any
 * Source: design.md 9
 */
char *
uke_era_format_full (UkeDate date)
{
  g_autofree char *western = uke_era_format_western (date);

  return g_strdup_printf ("%s(%s)", western, weekday_names[uke_date_weekday (date)]);
}

/**
 * uke_era_format_short:
 * @date: a day
 *
 * Returns: (transfer full): 11/24(火)
 * Thread: any
 * Source: design.md 9
 */
char *
uke_era_format_short (UkeDate date)
{
  int month, day;

  uke_date_to_ymd (date, NULL, &month, &day);
  return g_strdup_printf ("%d/%d(%s)", month, day, weekday_names[uke_date_weekday (date)]);
}

/**
 * uke_era_weekday_name:
 * @weekday: 0 for Sunday to 6 for Saturday
 *
 * Returns: (transfer none): 日, 月, 火, 水, 木, 金 or 土
 * Thread: any
 */
const char *
uke_era_weekday_name (int weekday)
{
  g_return_val_if_fail (weekday >= 0 && weekday < 7, NULL);
  return weekday_names[weekday];
}
