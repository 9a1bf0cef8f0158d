/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-base"

#include "base/uke-holiday.h"

/* The years for which the rules below are known to hold. */
#define FIRST_YEAR 1949
#define LAST_YEAR 2099

/* Which day of a month a holiday falls on. */
typedef enum {
  DAY_FIXED,  /* the number is the day */
  DAY_MONDAY, /* the number says which Monday */
  DAY_SPRING, /* the vernal equinox */
  DAY_AUTUMN, /* the autumnal equinox */
} DayRule;

typedef struct {
  const char *name;
  int first_year, last_year;
  int month;
  DayRule rule;
  int number;
} Holiday;

/* 国民の祝日に関する法律 (1948 law 178) with its changes up to 2018, and the laws on single days.
 */
static const Holiday holidays[] = {
  { "元日", 1949, LAST_YEAR, 1, DAY_FIXED, 1 },
  { "成人の日", 1949, 1999, 1, DAY_FIXED, 15 },
  { "成人の日", 2000, LAST_YEAR, 1, DAY_MONDAY, 2 },
  { "建国記念の日", 1967, LAST_YEAR, 2, DAY_FIXED, 11 },
  { "天皇誕生日", 2020, LAST_YEAR, 2, DAY_FIXED, 23 },
  { "昭和天皇の大喪の礼", 1989, 1989, 2, DAY_FIXED, 24 },
  { "春分の日", 1949, LAST_YEAR, 3, DAY_SPRING, 0 },
  { "皇太子明仁親王の結婚の儀", 1959, 1959, 4, DAY_FIXED, 10 },
  { "天皇誕生日", 1949, 1988, 4, DAY_FIXED, 29 },
  { "みどりの日", 1989, 2006, 4, DAY_FIXED, 29 },
  { "昭和の日", 2007, LAST_YEAR, 4, DAY_FIXED, 29 },
  { "天皇の即位の日", 2019, 2019, 5, DAY_FIXED, 1 },
  { "憲法記念日", 1949, LAST_YEAR, 5, DAY_FIXED, 3 },
  { "みどりの日", 2007, LAST_YEAR, 5, DAY_FIXED, 4 },
  { "こどもの日", 1949, LAST_YEAR, 5, DAY_FIXED, 5 },
  { "皇太子徳仁親王の結婚の儀", 1993, 1993, 6, DAY_FIXED, 9 },
  { "海の日", 1996, 2002, 7, DAY_FIXED, 20 },
  { "海の日", 2003, 2019, 7, DAY_MONDAY, 3 },
  { "海の日", 2020, 2020, 7, DAY_FIXED, 23 },
  { "海の日", 2021, 2021, 7, DAY_FIXED, 22 },
  { "海の日", 2022, LAST_YEAR, 7, DAY_MONDAY, 3 },
  { "スポーツの日", 2020, 2020, 7, DAY_FIXED, 24 },
  { "スポーツの日", 2021, 2021, 7, DAY_FIXED, 23 },
  { "山の日", 2016, 2019, 8, DAY_FIXED, 11 },
  { "山の日", 2020, 2020, 8, DAY_FIXED, 10 },
  { "山の日", 2021, 2021, 8, DAY_FIXED, 8 },
  { "山の日", 2022, LAST_YEAR, 8, DAY_FIXED, 11 },
  { "敬老の日", 1966, 2002, 9, DAY_FIXED, 15 },
  { "敬老の日", 2003, LAST_YEAR, 9, DAY_MONDAY, 3 },
  { "秋分の日", 1949, LAST_YEAR, 9, DAY_AUTUMN, 0 },
  { "体育の日", 1966, 1999, 10, DAY_FIXED, 10 },
  { "体育の日", 2000, 2019, 10, DAY_MONDAY, 2 },
  { "スポーツの日", 2022, LAST_YEAR, 10, DAY_MONDAY, 2 },
  { "即位礼正殿の儀の行われる日", 2019, 2019, 10, DAY_FIXED, 22 },
  { "文化の日", 1949, LAST_YEAR, 11, DAY_FIXED, 3 },
  { "即位礼正殿の儀", 1990, 1990, 11, DAY_FIXED, 12 },
  { "勤労感謝の日", 1949, LAST_YEAR, 11, DAY_FIXED, 23 },
  { "天皇誕生日", 1989, 2018, 12, DAY_FIXED, 23 },
};

/* The equinox in Japan's time, as it is computed for the years 1900 to 2099. */
static int
equinox_day (int year, gboolean is_spring)
{
  double sun;

  if (year < 1980)
    sun = (is_spring ? 20.8357 : 23.2588) + 0.242194 * (year - 1980) - (year - 1983) / 4;
  else
    sun = (is_spring ? 20.8431 : 23.2488) + 0.242194 * (year - 1980) - (year - 1980) / 4;
  return (int)sun;
}

static int
nth_monday (int year, int month, int n)
{
  int first_weekday = uke_date_weekday (uke_date_from_ymd (year, month, 1));

  return (8 - first_weekday) % 7 + 1 + 7 * (n - 1);
}

static int
day_of_holiday (const Holiday *holiday, int year)
{
  switch (holiday->rule) {
  case DAY_FIXED:
    return holiday->number;
  case DAY_MONDAY:
    return nth_monday (year, holiday->month, holiday->number);
  case DAY_SPRING:
    return equinox_day (year, TRUE);
  case DAY_AUTUMN:
    return equinox_day (year, FALSE);
  }
  return 0;
}

/* The name of a day that the law names itself, without substitute and sandwiched days. */
static const char *
named_holiday (UkeDate date)
{
  int year, month, day;

  uke_date_to_ymd (date, &year, &month, &day);
  if (year < FIRST_YEAR || year > LAST_YEAR)
    return NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (holidays); i++) {
    const Holiday *holiday = &holidays[i];

    if (holiday->month == month && year >= holiday->first_year && year <= holiday->last_year
        && day_of_holiday (holiday, year) == day)
      return holiday->name;
  }
  return NULL;
}

/* Since 12 April 1973 the Monday after a Sunday holiday; since 2007 the first day that is none. */
static gboolean
is_substitute (UkeDate date)
{
  UkeDate before = date - 1;

  if (date < uke_date_from_ymd (1973, 4, 12))
    return FALSE;
  if (date < uke_date_from_ymd (2007, 1, 1))
    return uke_date_weekday (date) == 1 && named_holiday (before) != NULL;
  while (named_holiday (before) != NULL) {
    if (uke_date_weekday (before) == 0)
      return TRUE;
    before--;
  }
  return FALSE;
}

/* Since 27 December 1985 a day between two holidays; a Sunday was left out before 2007. */
static gboolean
is_sandwiched (UkeDate date)
{
  if (date < uke_date_from_ymd (1985, 12, 27) || named_holiday (date - 1) == NULL
      || named_holiday (date + 1) == NULL)
    return FALSE;
  return date >= uke_date_from_ymd (2007, 1, 1) || uke_date_weekday (date) != 0;
}

/**
 * uke_holiday_name:
 * @date: a day
 *
 * Returns: (transfer none) (nullable): the name of Japan's public holiday on that day, %NULL when
 *   there is none; substitute days are 振替休日, sandwiched ones 国民の休日. Years 1949 to 2099.
 * Thread: any
 * Source: 国民の祝日に関する法律; integrations.md F.4
 */
const char *
uke_holiday_name (UkeDate date)
{
  const char *name;

  if (date == UKE_DATE_NONE)
    return NULL;
  name = named_holiday (date);
  if (name != NULL)
    return name;
  if (is_substitute (date))
    return "振替休日";
  return is_sandwiched (date) ? "国民の休日" : NULL;
}
