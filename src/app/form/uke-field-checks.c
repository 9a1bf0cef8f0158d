/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/form/uke-field-checks.h"

#include "app/widgets/uke-person-text.h"
#include "base/uke-era.h"
#include "base/uke-fold.h"
#include "base/uke-number.h"
#include "base/uke-phone.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>
#include <string.h>

enum { POSTAL_CODE_DIGITS = 7 };

static gboolean
read_date (const char *text, UkeDate *out_date, char **out_note)
{
  g_autoptr (GError) error = NULL;

  if (uke_era_parse (text, out_date, &error))
    return TRUE;
  *out_note = uke_words_for_error (error);
  return FALSE;
}

/* The date in the other calendar too, whichever was typed: either is heard at the desk. */
static char *
both_calendars (UkeDate date)
{
  g_autofree char *western = uke_era_format_western (date), *era = uke_era_format_long (date);

  return g_strdup_printf ("%s\n%s", western, era);
}

/**
 * uke_check_number:
 * @text: a patient number
 * @today: not used
 * @out_note: (out): that it is provisional, where it is
 *
 * Returns: %TRUE: every clinic has numbers of its own kind
 * Thread: main
 */
gboolean
uke_check_number (const char *text, UkeDate today, char **out_note)
{
  if (uke_number_is_provisional (text))
    *out_note = g_strdup (_ ("Provisional: the server gives the number"));
  return TRUE;
}

/**
 * uke_check_birth:
 * @text: a birth date in either calendar
 * @today: the clinic's day
 * @out_note: (out): the date in both calendars with the age, or what is wrong
 *
 * Returns: whether somebody alive can have been born on it
 * Thread: main
 * Source: design.md 9
 */
gboolean
uke_check_birth (const char *text, UkeDate today, char **out_note)
{
  g_autofree char *western = NULL, *birth = NULL;
  UkeDate date;

  if (!read_date (text, &date, out_note))
    return FALSE;
  if (date > today) {
    *out_note = g_strdup (_ ("This day is still to come. Please check the year."));
    return FALSE;
  }
  western = uke_era_format_western (date);
  birth = uke_person_text_birth (date, today);
  *out_note = g_strdup_printf ("%s\n%s", western, birth);
  return TRUE;
}

/**
 * uke_check_past_date:
 * @text: a date in either calendar
 * @today: the clinic's day
 * @out_note: (out): the date in both calendars, or what is wrong
 *
 * Returns: whether it is a day until today
 * Thread: main
 */
gboolean
uke_check_past_date (const char *text, UkeDate today, char **out_note)
{
  UkeDate date;

  if (!read_date (text, &date, out_note))
    return FALSE;
  if (date > today) {
    *out_note = g_strdup (_ ("This day is still to come. Please check the year."));
    return FALSE;
  }
  *out_note = both_calendars (date);
  return TRUE;
}

/**
 * uke_check_coming_date:
 * @text: a date in either calendar
 * @today: the clinic's day
 * @out_note: (out): how far away it is, or what is wrong
 *
 * A planned day that has passed stays as it is: it says that something is overdue.
 *
 * Returns: whether it is a date
 * Thread: main
 */
gboolean
uke_check_coming_date (const char *text, UkeDate today, char **out_note)
{
  g_autofree char *day = NULL;
  UkeDate date;

  if (!read_date (text, &date, out_note))
    return FALSE;
  day = uke_era_format_full (date);
  if (date < today)
    *out_note = g_strdup_printf (_ ("%s, has passed"), day);
  else
    *out_note = g_steal_pointer (&day);
  return TRUE;
}

/**
 * uke_check_kana:
 * @text: kana in any width, or letters
 * @today: not used
 * @out_note: (out): the hiragana that searches compare, where it looks different
 *
 * Returns: TRUE: any reading can be kept
 * Thread: main
 * Source: decision 6
 */
gboolean
uke_check_kana (const char *text, UkeDate today, char **out_note)
{
  g_autofree char *kana = uke_fold_kana (text);

  if (!g_str_equal (kana, text))
    *out_note = g_steal_pointer (&kana);
  return TRUE;
}

/**
 * uke_check_phone:
 * @text: a phone number in any spelling
 * @today: not used
 * @out_note: (out): the number with its hyphens, or what is wrong
 *
 * Returns: whether it is a phone number
 * Thread: main
 */
gboolean
uke_check_phone (const char *text, UkeDate today, char **out_note)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *digits = uke_phone_normalise (text, NULL, &error), *shown = NULL;

  if (digits == NULL) {
    *out_note = uke_words_for_error (error);
    return FALSE;
  }
  shown = uke_phone_format (digits);
  if (!g_str_equal (shown, text))
    *out_note = g_steal_pointer (&shown);
  return TRUE;
}

/**
 * uke_check_email:
 * @text: an e-mail address, in any width
 * @today: not used
 * @out_note: (out): what is wrong
 *
 * Returns: whether a message could be sent to it
 * Thread: main
 */
gboolean
uke_check_email (const char *text, UkeDate today, char **out_note)
{
  g_autofree char *address = uke_fold_text (text);
  const char *at = strchr (address, '@');

  if (at != NULL && at != address && strchr (at + 1, '@') == NULL && strchr (at + 1, '.') != NULL
      && at[1] != '.' && at[strlen (at) - 1] != '.' && strpbrk (address, " \t,;") == NULL)
    return TRUE;
  *out_note = g_strdup (_ ("An e-mail address looks like name@example.jp"));
  return FALSE;
}

/**
 * uke_check_postal_code:
 * @text: a postal code, in any width, with or without a hyphen
 * @today: not used
 * @out_note: (out): the code as it is written, or what is wrong
 *
 * Returns: whether it has seven digits
 * Thread: main
 */
gboolean
uke_check_postal_code (const char *text, UkeDate today, char **out_note)
{
  g_autofree char *digits = uke_fold_digits (text);

  if (strlen (digits) != POSTAL_CODE_DIGITS) {
    *out_note = g_strdup (_ ("A postal code has seven digits"));
    return FALSE;
  }
  *out_note = uke_person_text_postal_code (digits);
  return TRUE;
}
