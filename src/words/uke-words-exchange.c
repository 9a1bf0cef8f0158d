/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-words"

#include "config.h"

#include "words/uke-words-exchange.h"

#include "exchange/uke-exchange-error.h"
#include "words/uke-words-private.h"

#include <glib/gi18n.h>

static const UkeWordsEntry entries[] = {
  { UKE_EXCHANGE_ERROR_IO, N_ ("The file cannot be read"),
    N_ ("The file cannot be read. Please check that it is there and choose it again."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_EXCHANGE_ERROR_TOO_LARGE, N_ ("The file is too large"),
    N_ ("The file is larger than 256 MB and was not read. Please export it again in smaller "
        "parts."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_EXCHANGE_ERROR_ENCODING, N_ ("The characters cannot be read"),
    N_ ("The characters are neither UTF-8 nor Shift_JIS. Please save the file again as CSV UTF-8."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_EXCHANGE_ERROR_QUOTES, N_ ("A quotation mark is never closed"),
    N_ ("A quotation mark in the file is never closed, so nothing was read. Please export the file "
        "again."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_EXCHANGE_ERROR_EMPTY, N_ ("The list is empty"),
    N_ ("There is no row under the header. Please choose another file."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_EXCHANGE_ERROR_NO_COLUMNS, N_ ("A column is missing"),
    N_ ("No column says whose the rows are or when. Please say which column holds it."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_EXCHANGE_ERROR_MAPPING, N_ ("The column mapping cannot be used"),
    N_ ("The column mapping does not fit this file. Please check its column names."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_EXCHANGE_ERROR_WRITE, N_ ("The file cannot be written"),
    N_ ("The file cannot be written. Please choose another place or make some room."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_EXCHANGE_ERROR_CLINICAL, N_ ("The list looks clinical"),
    N_ ("Every column looks like clinical content, which is not kept here. Please choose a list of "
        "names and contacts."),
    UKE_WORDS_ACTION_CORRECT },
};

/* Why a row of a list was refused. */
static const struct {
  const char *code;
  const char *sentence;
} reasons[] = {
  { "no_name", N_ ("The name is missing.") },
  { "bad_birth_date", N_ ("The birth date cannot be read.") },
  { "no_such_era_year", N_ ("The era has no such year or day.") },
  { "no_such_day", N_ ("There is no such day in the calendar.") },
  { "bad_date", N_ ("A date cannot be read.") },
  { "no_date", N_ ("The date is missing.") },
  { "bad_time", N_ ("The time cannot be read.") },
  { "bad_length", N_ ("The length cannot be read.") },
  { "bad_sex", N_ ("The sex cannot be read.") },
  { "bad_phone", N_ ("A phone number cannot be read.") },
  { "bad_email", N_ ("An e-mail address cannot be read.") },
  { "bad_status", N_ ("The booking's state is not known.") },
  { "birth_in_future", N_ ("The birth date lies in the future.") },
  { "bad_kana", N_ ("The reading has kanji in it.") },
  { "my_number", N_ ("A My Number must not be kept here.") },
  { "bad_value", N_ ("A value cannot be taken over as it is.") },
  { "number_taken", N_ ("This patient number belongs to somebody else.") },
  { "patient_unknown", N_ ("No patient fits this row. Please import the patients first.") },
  { "patient_ambiguous", N_ ("Several patients fit this row.") },
  { "clinical_content", N_ ("This looks like clinical content, which belongs in the chart.") },
  { "too_many_cells", N_ ("The row has more cells than the header.") },
};

/* The entry of a code of the exchange's domain, or NULL. */
const UkeWordsEntry *
uke_words_exchange_entry (int code)
{
  return uke_words_find_entry (entries, G_N_ELEMENTS (entries), code);
}

/**
 * uke_words_for_import:
 * @code: (nullable): why a row of a list was refused
 *
 * Returns: (transfer none): one translated sentence; "" for a row that was not refused
 * Thread: any
 */
const char *
uke_words_for_import (const char *code)
{
  for (size_t i = 0; code != NULL && i < G_N_ELEMENTS (reasons); i++) {
    if (g_str_equal (reasons[i].code, code))
      return _ (reasons[i].sentence);
  }
  return code != NULL ? _ ("A value cannot be taken over as it is.") : "";
}
