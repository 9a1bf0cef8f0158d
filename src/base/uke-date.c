/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-base"

#include "base/uke-date.h"

#include <string.h>

/* Days before 1970-01-01 in the era count that starts on 0000-03-01. */
#define DAYS_TO_EPOCH 719468

static gboolean
is_leap (int year)
{
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/**
 * uke_date_days_in_month:
 * @year: a year
 * @month: 1 to 12
 *
 * Returns: how many days the month has, 0 when there is no such month
 * Thread: any
 */
int
uke_date_days_in_month (int year, int month)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  if (month < 1 || month > 12)
    return 0;
  return month == 2 && is_leap (year) ? 29 : days[month - 1];
}

/**
 * uke_date_valid_ymd:
 * @year: a year
 * @month: a month
 * @day: a day
 *
 * Returns: whether the day exists and its year has at most four digits
 * Thread: any
 */
gboolean
uke_date_valid_ymd (int year, int month, int day)
{
  return year >= 1 && year <= 9999 && day >= 1 && day <= uke_date_days_in_month (year, month);
}

/**
 * uke_date_from_ymd:
 * @year: a year
 * @month: 1 to 12
 * @day: 1 to 31
 *
 * Returns: the day, or %UKE_DATE_NONE when it does not exist
 * Thread: any
 */
UkeDate
uke_date_from_ymd (int year, int month, int day)
{
  int shifted_year, year_of_cycle, day_of_year;

  if (!uke_date_valid_ymd (year, month, day))
    return UKE_DATE_NONE;
  shifted_year = year - (month <= 2);
  year_of_cycle = shifted_year % 400;
  day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return shifted_year / 400 * 146097 + year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100
         + day_of_year - DAYS_TO_EPOCH;
}

/**
 * uke_date_to_ymd:
 * @date: a day, not %UKE_DATE_NONE
 * @out_year: (out) (optional): the year
 * @out_month: (out) (optional): 1 to 12
 * @out_day: (out) (optional): 1 to 31
 *
 * Thread: any
 */
void
uke_date_to_ymd (UkeDate date, int *out_year, int *out_month, int *out_day)
{
  int64_t shifted = (int64_t)date + DAYS_TO_EPOCH;
  int64_t cycle = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  int day_of_cycle = (int)(shifted - cycle * 146097);
  int year_of_cycle
      = (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
  int day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
  int shifted_month = (5 * day_of_year + 2) / 153;
  int month = shifted_month + (shifted_month < 10 ? 3 : -9);

  g_return_if_fail (date != UKE_DATE_NONE);
  if (out_year != NULL)
    *out_year = (int)(year_of_cycle + cycle * 400) + (month <= 2);
  if (out_month != NULL)
    *out_month = month;
  if (out_day != NULL)
    *out_day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
}

/**
 * uke_date_year:
 * @date: a day, not %UKE_DATE_NONE
 *
 * Returns: its year
 * Thread: any
 */
int
uke_date_year (UkeDate date)
{
  int year = 0;

  uke_date_to_ymd (date, &year, NULL, NULL);
  return year;
}

/**
 * uke_date_weekday:
 * @date: a day, not %UKE_DATE_NONE
 *
 * Returns: 0 for Sunday to 6 for Saturday
 * Thread: any
 */
int
uke_date_weekday (UkeDate date)
{
  int weekday = (int)(((int64_t)date + 4) % 7);

  return weekday < 0 ? weekday + 7 : weekday;
}

/**
 * uke_date_add_days:
 * @date: a day or %UKE_DATE_NONE
 * @n_days: days to go on, negative to go back
 *
 * Returns: that day; %UKE_DATE_NONE stays what it is
 * Thread: any
 */
UkeDate
uke_date_add_days (UkeDate date, int n_days)
{
  return date == UKE_DATE_NONE ? UKE_DATE_NONE : date + n_days;
}

/**
 * uke_date_add_months:
 * @date: a day or %UKE_DATE_NONE
 * @n_months: months to go on, negative to go back
 *
 * Goes to the same day of another month, or to that month's last day where it has no such day:
 * a month after 31 January is 28 or 29 February.
 *
 * Returns: that day; %UKE_DATE_NONE stays what it is and is the answer outside the years 1 to 9999
 * Thread: any
 */
UkeDate
uke_date_add_months (UkeDate date, int n_months)
{
  int year, month, day, count;

  if (date == UKE_DATE_NONE)
    return UKE_DATE_NONE;
  uke_date_to_ymd (date, &year, &month, &day);
  count = year * 12 + month - 1 + n_months;
  if (count < 12)
    return UKE_DATE_NONE;
  year = count / 12;
  month = count % 12 + 1;
  return uke_date_from_ymd (year, month, MIN (day, uke_date_days_in_month (year, month)));
}

/**
 * uke_date_age:
 * @birth: the day of birth
 * @on: the day asked about
 *
 * Counts completed years the way people do: the age grows on the birthday, and who was born on
 * 29 February has the birthday on 1 March in other years.
 *
 * Returns: the age, or -1 when either is %UKE_DATE_NONE or @on is before @birth
 * Thread: any
 * Source: integrations.md F.4 (ordinary age for display)
 */
int
uke_date_age (UkeDate birth, UkeDate on)
{
  int birth_year, birth_month, birth_day, year, month, day;

  if (birth == UKE_DATE_NONE || on == UKE_DATE_NONE || on < birth)
    return -1;
  uke_date_to_ymd (birth, &birth_year, &birth_month, &birth_day);
  uke_date_to_ymd (on, &year, &month, &day);
  return year - birth_year - (month * 100 + day < birth_month * 100 + birth_day);
}

static int
read_digits (const char *text, int n_digits)
{
  int value = 0;

  for (int i = 0; i < n_digits; i++) {
    if (!g_ascii_isdigit (text[i]))
      return -1;
    value = value * 10 + text[i] - '0';
  }
  return value;
}

/**
 * uke_date_from_iso:
 * @text: (nullable): exactly `YYYY-MM-DD`
 * @out_date: (out): the day; untouched when the text is none
 *
 * Reads the form in which machines exchange dates. What people write is for uke_era_parse().
 *
 * Returns: whether @text is an existing day
 * Thread: any
 */
gboolean
uke_date_from_iso (const char *text, UkeDate *out_date)
{
  UkeDate date;

  if (text == NULL || strlen (text) != 10 || text[4] != '-' || text[7] != '-')
    return FALSE;
  date = uke_date_from_ymd (read_digits (text, 4), read_digits (text + 5, 2),
                            read_digits (text + 8, 2));
  if (date == UKE_DATE_NONE)
    return FALSE;
  *out_date = date;
  return TRUE;
}

static void
write_digits (char *text, int value, int n_digits)
{
  for (int i = n_digits - 1; i >= 0; i--) {
    text[i] = (char)('0' + value % 10);
    value /= 10;
  }
}

/**
 * uke_date_write_iso:
 * @date: a day of the years 1 to 9999, or %UKE_DATE_NONE
 * @out_text: (out): `YYYY-MM-DD`, empty for %UKE_DATE_NONE
 *
 * Thread: any
 */
void
uke_date_write_iso (UkeDate date, char out_text[UKE_DATE_ISO_SIZE])
{
  int year, month, day;

  out_text[0] = '\0';
  if (date == UKE_DATE_NONE)
    return;
  uke_date_to_ymd (date, &year, &month, &day);
  write_digits (out_text, year, 4);
  write_digits (out_text + 5, month, 2);
  write_digits (out_text + 8, day, 2);
  out_text[4] = out_text[7] = '-';
  out_text[10] = '\0';
}

/**
 * uke_date_to_iso:
 * @date: a day or %UKE_DATE_NONE
 *
 * Returns: (transfer full) (nullable): `YYYY-MM-DD`, %NULL for %UKE_DATE_NONE
 * Thread: any
 */
char *
uke_date_to_iso (UkeDate date)
{
  char text[UKE_DATE_ISO_SIZE];

  if (date == UKE_DATE_NONE)
    return NULL;
  uke_date_write_iso (date, text);
  return g_strdup (text);
}
