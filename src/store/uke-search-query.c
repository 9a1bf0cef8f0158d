/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-search-query.h"

#include "base/uke-era.h"
#include "base/uke-fold.h"
#include "store/uke-search-row.h"

#include <string.h>

#define MAX_TYPED 200

static gboolean
covers (const UkeSearchAlternative *wide, const UkeSearchAlternative *narrow)
{
  if (wide->n_zeros > 0)
    return wide->n_zeros >= narrow->n_zeros && narrow->n_zeros > 0 && wide->len <= narrow->len
           && memcmp (wide->bytes, narrow->bytes, wide->len) == 0;
  return (wide->in_names || !narrow->in_names) && (wide->in_digits || !narrow->in_digits)
         && memmem (narrow->bytes, narrow->len, wide->bytes, wide->len) != NULL;
}

/* Leaves out what another alternative finds anyway. */
static void
add_alternative (UkeSearchTerm *term, const UkeSearchAlternative *added)
{
  if (added->len == 0 || term->n_alternatives == UKE_SEARCH_MAX_ALTERNATIVES)
    return;
  for (unsigned i = 0; i < term->n_alternatives; i++)
    if (covers (&term->alternatives[i], added))
      return;
  term->alternatives[term->n_alternatives] = *added;
  term->alternatives[term->n_alternatives].bytes = g_strndup (added->bytes, added->len);
  term->n_alternatives++;
}

static void
add_text (UkeSearchTerm *term, const char *folded, gboolean in_names, gboolean in_digits)
{
  const UkeSearchAlternative added = { (char *)folded, strlen (folded), in_names, in_digits, 0 };

  add_alternative (term, &added);
}

static gboolean
is_all (const char *text, gboolean (*test) (char))
{
  for (; *text != '\0'; text++)
    if (!test (*text))
      return FALSE;
  return TRUE;
}

static gboolean
is_digit (char byte)
{
  return g_ascii_isdigit (byte);
}

static gboolean
is_letter (char byte)
{
  return g_ascii_isalpha (byte);
}

static gboolean
is_word (char byte)
{
  return g_ascii_isalnum (byte);
}

/* 00123 also means the number 123 however many zeros it was given; +81 90 means 090. */
static void
add_digits (UkeSearchTerm *term, const char *typed, const char *folded)
{
  const char *bare = folded + strspn (folded, "0");

  if (*bare != '\0' && bare != folded) {
    const UkeSearchAlternative added
        = { (char *)bare, strlen (bare), FALSE, TRUE, (unsigned)(bare - folded) };

    add_alternative (term, &added);
  }
  if ((*typed == '+' || g_str_has_prefix (typed, "＋")) && g_str_has_prefix (folded, "81")) {
    g_autofree char *national = g_strconcat ("0", folded + 2, NULL);

    add_text (term, national, FALSE, TRUE);
  }
}

static void
add_birth (UkeSearchTerm *term, int year, int month, int day)
{
  char digits[16] = { UKE_SEARCH_BIRTH };

  if (year < 1000 || year > 9999)
    return;
  g_snprintf (digits + 1, sizeof digits - 1, "%04d", year);
  if (month > 0)
    g_snprintf (digits + 5, sizeof digits - 5, "%02d", month);
  if (month > 0 && day > 0)
    g_snprintf (digits + 7, sizeof digits - 7, "%02d", day);
  add_text (term, digits, FALSE, TRUE);
}

/* The year before an era's first, by how people begin to type it. */
static int
take_era (const char **at)
{
  static const struct {
    const char *word;
    int year_zero;
  } eras[] = {
    { "明治", 1867 }, { "大正", 1911 }, { "昭和", 1925 }, { "平成", 1988 }, { "令和", 2018 },
    { "明", 1867 },   { "大", 1911 },   { "昭", 1925 },   { "平", 1988 },   { "令", 2018 },
    { "m", 1867 },    { "t", 1911 },    { "s", 1925 },    { "h", 1988 },    { "r", 2018 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (eras); i++) {
    if (g_str_has_prefix (*at, eras[i].word)) {
      *at += strlen (eras[i].word);
      return eras[i].year_zero;
    }
  }
  return 0;
}

static int
take_number (const char **at)
{
  int number = 0;

  if (g_str_has_prefix (*at, "元")) {
    *at += strlen ("元");
    return 1;
  }
  for (; g_ascii_isdigit (**at) && number < 10000; (*at)++)
    number = number * 10 + (**at - '0');
  return number;
}

static gboolean
take_sign (const char **at)
{
  static const char *const signs[] = { ".", "/", "-", "年", "月" };

  for (size_t i = 0; i < G_N_ELEMENTS (signs); i++) {
    if (g_str_has_prefix (*at, signs[i])) {
      *at += strlen (signs[i]);
      return TRUE;
    }
  }
  return FALSE;
}

/* A birth date that is still being typed: 昭58, S58.6, 1983年, 1983/6. */
static void
add_part_of_date (UkeSearchTerm *term, const char *typed)
{
  g_autofree char *plain = uke_fold_text (typed);
  g_autofree char *compact = g_utf8_normalize (plain, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *lower = g_ascii_strdown (compact, -1);
  const char *at = lower;
  int era = take_era (&at);
  int year = take_number (&at);
  int month = 0;

  if (year == 0 || (era != 0 && year > 99))
    return;
  if (!take_sign (&at) && era == 0)
    return;
  month = take_number (&at);
  take_sign (&at);
  if (*at == '\0' && month <= 12)
    add_birth (term, era + year, month, 0);
}

static void
add_date (UkeSearchTerm *term, const char *typed, gboolean is_digits)
{
  UkeDate date;

  if (is_digits && strpbrk (typed, "/.-") == NULL && strstr (typed, "年") == NULL)
    return;
  if (uke_era_parse (typed, &date, NULL)) {
    int year, month, day;

    uke_date_to_ymd (date, &year, &month, &day);
    add_birth (term, year, month, day);
  } else {
    add_part_of_date (term, typed);
  }
}

static void
add_romaji (UkeSearchTerm *term, const char *folded)
{
  g_auto (GStrv) readings = uke_fold_romaji_to_hiragana (folded);

  for (unsigned i = 0; readings != NULL && readings[i] != NULL; i++) {
    g_autofree char *key = uke_fold_search (readings[i]);
    g_autoptr (GString) bare = g_string_new (key);

    uke_fold_long_vowels (bare);
    add_text (term, key, TRUE, FALSE);
    add_text (term, bare->str, TRUE, FALSE);
  }
}

static void
parse_term (UkeSearchTerm *term, const char *typed)
{
  g_autofree char *folded = uke_fold_search (typed);
  gboolean is_digits = is_all (folded, is_digit);

  if (*folded == '\0')
    return;
  add_text (term, folded, TRUE, is_all (folded, is_word));
  if (is_digits)
    add_digits (term, typed, folded);
  else if (is_all (folded, is_letter))
    add_romaji (term, folded);
  add_date (term, typed, is_digits);
}

static gboolean
is_separator (gunichar character)
{
  return g_unichar_isspace (character) || character == 0x3000 || g_unichar_iscntrl (character);
}

/**
 * uke_search_query_parse:
 * @text: what was typed, valid UTF-8
 *
 * Splits into words at spaces and finds for each every form in which it may stand in the memory:
 * folded kana and kanji, romaji as kana, digits of numbers and phones, birth dates in any spelling.
 *
 * Returns: (transfer full): the query; without terms when nothing can be looked for
 * Thread: any
 * Source: design.md 9, product.md 4.2 item 15
 */
UkeSearchQuery *
uke_search_query_parse (const char *text)
{
  UkeSearchQuery *self = g_new0 (UkeSearchQuery, 1);
  g_autofree char *typed = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_TYPED));
  const char *at = typed;

  while (*at != '\0' && self->n_terms < UKE_SEARCH_MAX_TERMS) {
    const char *end = at;
    g_autofree char *word = NULL;

    while (*end != '\0' && !is_separator (g_utf8_get_char (end)))
      end = g_utf8_next_char (end);
    word = g_strndup (at, (size_t)(end - at));
    parse_term (&self->terms[self->n_terms], word);
    if (self->terms[self->n_terms].n_alternatives > 0)
      self->n_terms++;
    at = *end == '\0' ? end : g_utf8_next_char (end);
  }
  return self;
}

/**
 * uke_search_query_free:
 * @self: (transfer full) (nullable): a query
 *
 * Thread: any
 */
void
uke_search_query_free (UkeSearchQuery *self)
{
  if (self == NULL)
    return;
  for (unsigned i = 0; i < UKE_SEARCH_MAX_TERMS; i++)
    for (unsigned j = 0; j < self->terms[i].n_alternatives; j++)
      g_free (self->terms[i].alternatives[j].bytes);
  g_free (self);
}

static gboolean
implies (const UkeSearchTerm *term, const UkeSearchTerm *wider)
{
  for (unsigned i = 0; i < term->n_alternatives; i++) {
    gboolean is_covered = FALSE;

    for (unsigned j = 0; j < wider->n_alternatives && !is_covered; j++)
      is_covered = covers (&wider->alternatives[j], &term->alternatives[i]);
    if (!is_covered)
      return FALSE;
  }
  return TRUE;
}

/**
 * uke_search_query_is_narrower:
 * @self: a query
 * @wider: the query before it
 *
 * Returns: whether all that @self finds was found by @wider, as when a word has grown by a letter
 * Thread: any
 */
gboolean
uke_search_query_is_narrower (const UkeSearchQuery *self, const UkeSearchQuery *wider)
{
  if (wider->n_terms == 0)
    return FALSE;
  for (unsigned i = 0; i < wider->n_terms; i++) {
    gboolean is_implied = FALSE;

    for (unsigned j = 0; j < self->n_terms && !is_implied; j++)
      is_implied = implies (&self->terms[j], &wider->terms[i]);
    if (!is_implied)
      return FALSE;
  }
  return TRUE;
}
