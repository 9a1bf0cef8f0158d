/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-words"

#include "config.h"

#include "base/uke-base-error.h"
#include "words/uke-words-private.h"

#include <glib/gi18n.h>

static const UkeWordsEntry entries[] = {
  { UKE_BASE_ERROR_MALFORMED, N_ ("This could not be read"),
    N_ ("This could not be read. Please write it in another form."), UKE_WORDS_ACTION_CORRECT },
  { UKE_BASE_ERROR_NO_SUCH_DAY, N_ ("There is no such day"),
    N_ ("There is no such day in the calendar. Please check month and day."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_BASE_ERROR_ERA_YEAR, N_ ("The era has no such year"),
    N_ ("The era has no such year or day. Please check era and year."), UKE_WORDS_ACTION_CORRECT },
  { UKE_BASE_ERROR_TOO_EARLY, N_ ("The date is too early"),
    N_ ("The date lies before 1873 (Meiji 6). Please check the year."), UKE_WORDS_ACTION_CORRECT },
  { UKE_BASE_ERROR_TOO_SHORT, N_ ("Digits are missing"),
    N_ ("Some digits seem to be missing. Please check the number."), UKE_WORDS_ACTION_CORRECT },
  { UKE_BASE_ERROR_TOO_LONG, N_ ("Too many digits"),
    N_ ("There seem to be too many digits. Please check the number."), UKE_WORDS_ACTION_CORRECT },
  { UKE_BASE_ERROR_UNSUPPORTED, N_ ("Outside the range"),
    N_ ("This value lies outside what can be kept here. Please check it."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_BASE_ERROR_NO_ZONE, N_ ("The time zone is not there"),
    N_ ("This computer does not have that time zone. Please choose another."),
    UKE_WORDS_ACTION_CORRECT },
};

/* Returns: (transfer none) (nullable): what is said about a #UkeBaseError */
const UkeWordsEntry *
uke_words_base_entry (int code)
{
  return uke_words_find_entry (entries, G_N_ELEMENTS (entries), code);
}
