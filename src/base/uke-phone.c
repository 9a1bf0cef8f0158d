/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-base"

#include "base/uke-phone.h"

#include "base/uke-phone-areas.h"

#include <string.h>

/* More digits than any number and its extension have. */
#define MAX_DIGITS 40

/* How a number of one kind is written. */
typedef struct {
  const char *prefix;
  UkePhoneKind kind;
  size_t n_digits;
  int groups[2]; /* digits before the first and the second hyphen */
} Plan;

/*
 * Numbers that are not landlines, the longer prefixes first. 080-0000-xxxx is nobody's number and
 * stands in examples for a mobile phone, though 0800 is toll free.
 */
static const Plan plans[] = {
  { "0800000", UKE_PHONE_MOBILE, 11, { 3, 7 } },   { "0800", UKE_PHONE_TOLL_FREE, 11, { 4, 7 } },
  { "0120", UKE_PHONE_TOLL_FREE, 10, { 4, 7 } },   { "0570", UKE_PHONE_SHARED_COST, 10, { 4, 7 } },
  { "0180", UKE_PHONE_SHARED_COST, 10, { 4, 7 } }, { "0990", UKE_PHONE_SHARED_COST, 10, { 4, 7 } },
  { "060", UKE_PHONE_MOBILE, 11, { 3, 7 } },       { "070", UKE_PHONE_MOBILE, 11, { 3, 7 } },
  { "080", UKE_PHONE_MOBILE, 11, { 3, 7 } },       { "090", UKE_PHONE_MOBILE, 11, { 3, 7 } },
  { "050", UKE_PHONE_IP, 11, { 3, 7 } },           { "020", UKE_PHONE_MACHINE, 11, { 3, 6 } },
};

static const Plan *
plan_of (const char *number)
{
  for (size_t i = 0; i < G_N_ELEMENTS (plans); i++)
    if (g_str_has_prefix (number, plans[i].prefix))
      return &plans[i];
  return NULL;
}

static gboolean
refuse (GError **error, UkeBaseError code, const char *message)
{
  g_set_error_literal (error, UKE_BASE_ERROR, (int)code, message);
  return FALSE;
}

/* What a cell holds besides the number, found while its digits are collected. */
typedef struct {
  char digits[MAX_DIGITS + 1];
  size_t n_digits;
  gboolean has_plus;
  UkePhoneFlags flags;
} Cell;

static gboolean
starts_extension (const char *text)
{
  static const char *const words[] = { "内線", "内)", "(内", "ext", "EXT", "Ext", "#", "x", "X" };

  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (text, words[i]))
      return TRUE;
  return FALSE;
}

/* 9.01235E+09: the spreadsheet has thrown digits away. */
static gboolean
is_scientific (const char *text)
{
  const char *exponent = strpbrk (text, "eE");

  return exponent != NULL && exponent > text && g_ascii_isdigit (exponent[-1])
         && (exponent[1] == '+' || g_ascii_isdigit (exponent[1]));
}

/* Collects the digits of any width up to an extension. A number column may read 312345678.0. */
static gboolean
read_cell (const char *text, Cell *cell, GError **error)
{
  if (is_scientific (text))
    return refuse (error, UKE_BASE_ERROR_MALFORMED, "a rounded number");
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);
    int value = g_unichar_digit_value (character);

    if (cell->n_digits > 0 && starts_extension (at)) {
      cell->flags |= UKE_PHONE_HAS_EXTENSION;
      break;
    }
    if (strcmp (at, ".0") == 0)
      break;
    if ((character == '+' || character == 0xff0b) && cell->n_digits == 0)
      cell->has_plus = TRUE;
    if (value < 0)
      continue;
    if (cell->n_digits == MAX_DIGITS)
      return refuse (error, UKE_BASE_ERROR_TOO_LONG, "too many digits");
    cell->digits[cell->n_digits++] = (char)('0' + value);
  }
  if (cell->n_digits == 0)
    return refuse (error, UKE_BASE_ERROR_MALFORMED, "no digits");
  return TRUE;
}

/* Puts a zero in the place of the first @n_digits. */
static void
replace_prefix (Cell *cell, size_t n_digits)
{
  if (cell->digits[n_digits] == '0')
    n_digits++;
  memmove (cell->digits + 1, cell->digits + n_digits, cell->n_digits - n_digits + 1);
  cell->digits[0] = '0';
  cell->n_digits = cell->n_digits - n_digits + 1;
}

static gboolean
make_national (Cell *cell, GError **error)
{
  const char *digits = cell->digits;
  gboolean is_international = cell->has_plus || g_str_has_prefix (digits, "0081")
                              || (g_str_has_prefix (digits, "81") && cell->n_digits >= 11);
  size_t n_prefix = g_str_has_prefix (digits, "0081") ? 4 : 2;

  if (is_international) {
    if (n_prefix == 2 && !g_str_has_prefix (digits, "81"))
      return refuse (error, UKE_BASE_ERROR_UNSUPPORTED, "a number of another country");
    replace_prefix (cell, n_prefix);
    cell->flags |= UKE_PHONE_WAS_INTERNATIONAL;
  } else if (digits[0] != '0' && (cell->n_digits == 9 || cell->n_digits == 10)) {
    memmove (cell->digits + 1, cell->digits, cell->n_digits + 1);
    cell->digits[0] = '0';
    cell->n_digits++;
    cell->flags |= UKE_PHONE_ZERO_RESTORED;
  }
  return TRUE;
}

static gboolean
judge_length (const Cell *cell, GError **error)
{
  const Plan *plan = plan_of (cell->digits);
  size_t wanted = plan != NULL ? plan->n_digits : 10;

  if (cell->n_digits < wanted)
    return refuse (error, UKE_BASE_ERROR_TOO_SHORT, "too few digits");
  if (cell->n_digits > wanted)
    return refuse (error, UKE_BASE_ERROR_TOO_LONG, "too many digits");
  if (plan == NULL && uke_phone_area_length (cell->digits) == 0)
    return refuse (error, UKE_BASE_ERROR_MALFORMED, "no such area");
  return TRUE;
}

/**
 * uke_phone_normalise:
 * @text: a phone number in any spelling: width, hyphens, brackets, +81, an extension or a word
 *   beside it
 * @out_flags: (out) (optional): what had to be done; untouched on failure
 * @error: where to put an error
 *
 * Reads one number of Japan's plan. A lost leading zero is put back, which the flags tell.
 *
 * Returns: (transfer full): the national digits, "09000004821", or %NULL
 * Errors: %UKE_BASE_ERROR_MALFORMED (no number, or rounded by a spreadsheet),
 *   %UKE_BASE_ERROR_TOO_SHORT, %UKE_BASE_ERROR_TOO_LONG, %UKE_BASE_ERROR_UNSUPPORTED (abroad)
 * Thread: any
 * Source: integrations.md F.6
 */
char *
uke_phone_normalise (const char *text, UkePhoneFlags *out_flags, GError **error)
{
  Cell cell = { 0 };

  g_return_val_if_fail (text != NULL, NULL);
  if (!g_utf8_validate (text, -1, NULL)) {
    refuse (error, UKE_BASE_ERROR_MALFORMED, "not text");
    return NULL;
  }
  if (!read_cell (text, &cell, error) || !make_national (&cell, error)
      || !judge_length (&cell, error))
    return NULL;
  if (out_flags != NULL)
    *out_flags = cell.flags;
  return g_strdup (cell.digits);
}

/**
 * uke_phone_kind:
 * @number: national digits, as uke_phone_normalise() gives them
 *
 * Returns: what kind of number it is
 * Thread: any
 */
UkePhoneKind
uke_phone_kind (const char *number)
{
  const Plan *plan = plan_of (number);
  size_t n_digits = strlen (number);

  if (strspn (number, "0123456789") != n_digits)
    return UKE_PHONE_UNKNOWN;
  if (plan != NULL)
    return plan->n_digits == n_digits ? plan->kind : UKE_PHONE_UNKNOWN;
  return n_digits == 10 && uke_phone_area_length (number) > 0 ? UKE_PHONE_LANDLINE
                                                              : UKE_PHONE_UNKNOWN;
}

/**
 * uke_phone_is_sms_capable:
 * @number: national digits
 *
 * Returns: whether text messages can be sent to it
 * Thread: any
 * Source: integrations.md F.6
 */
gboolean
uke_phone_is_sms_capable (const char *number)
{
  return uke_phone_kind (number) == UKE_PHONE_MOBILE;
}

/**
 * uke_phone_format:
 * @number: national digits
 *
 * Returns: (transfer full): the number as people write it: 090-0000-4821, 03-0000-1190; anything
 *   that is not a number of the plan comes back as it is
 * Thread: any
 */
char *
uke_phone_format (const char *number)
{
  const Plan *plan = plan_of (number);
  int first, second;

  if (uke_phone_kind (number) == UKE_PHONE_UNKNOWN)
    return g_strdup (number);
  first = plan != NULL ? plan->groups[0] : uke_phone_area_length (number);
  second = plan != NULL ? plan->groups[1] : 6;
  return g_strdup_printf ("%.*s-%.*s-%s", first, number, second - first, number + first,
                          number + second);
}

/**
 * uke_phone_mask:
 * @number: national digits
 *
 * Returns: (transfer full): the written form of which only the last four digits can be read
 * Thread: any
 */
char *
uke_phone_mask (const char *number)
{
  char *masked = uke_phone_format (number);
  size_t length = strlen (masked);

  for (size_t i = 0; i + 4 < length; i++)
    if (g_ascii_isdigit (masked[i]))
      masked[i] = '*';
  return masked;
}
