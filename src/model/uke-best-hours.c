/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-best-hours.h"

#include <stdio.h>

static const struct {
  const char *word;
  unsigned days;
} day_words[] = {
  { "any", 0x7f },    { "weekdays", 0x3e }, { "weekend", 0x41 },   { "sunday", 0x01 },
  { "monday", 0x02 }, { "tuesday", 0x04 },  { "wednesday", 0x08 }, { "thursday", 0x10 },
  { "friday", 0x20 }, { "saturday", 0x40 },
};

static unsigned
days_of (const char *word)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (day_words); i++)
    if (g_str_equal (day_words[i].word, word))
      return day_words[i].days;
  return 0;
}

static gboolean
parse_span (const char *text, UkeBestHours *hours)
{
  char word[16];
  int from_hour, from_minute, to_hour, to_minute, used = 0;
  unsigned days;

  if (hours->n == UKE_BEST_HOURS_MAX
      || sscanf (text, " %15s %2d:%2d-%2d:%2d %n", word, &from_hour, &from_minute, &to_hour,
                 &to_minute, &used)
             < 5
      || text[used] != '\0')
    return FALSE;
  days = days_of (word);
  if (days == 0 || from_hour < 0 || to_hour > 24 || from_minute < 0 || from_minute > 59
      || to_minute < 0 || to_minute > 59 || from_hour * 60 + from_minute >= to_hour * 60 + to_minute
      || to_hour * 60 + to_minute > 24 * 60)
    return FALSE;
  hours->spans[hours->n].days = days;
  hours->spans[hours->n].from_min = from_hour * 60 + from_minute;
  hours->spans[hours->n].to_min = to_hour * 60 + to_minute;
  hours->n++;
  return TRUE;
}

/**
 * uke_best_hours_parse:
 * @text: (nullable): a best_hours field
 * @out_hours: (out caller-allocates): the stretches; untouched on failure
 *
 * Returns: whether @text is a list of stretches; NULL and "" are none, which is not a failure
 * Thread: any
 */
gboolean
uke_best_hours_parse (const char *text, UkeBestHours *out_hours)
{
  UkeBestHours hours = { 0 };
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ";", -1);

  for (unsigned i = 0; parts[i] != NULL; i++) {
    g_strstrip (parts[i]);
    if (parts[i][0] != '\0' && !parse_span (parts[i], &hours))
      return FALSE;
  }
  *out_hours = hours;
  return TRUE;
}

/**
 * uke_best_hours_contain:
 * @self: stretches
 * @weekday: 0 for Sunday
 * @minute: minute of day
 *
 * Returns: whether that is a good moment
 * Thread: any
 */
gboolean
uke_best_hours_contain (const UkeBestHours *self, int weekday, int minute)
{
  for (unsigned i = 0; i < self->n; i++)
    if ((self->spans[i].days & 1u << weekday) != 0 && self->spans[i].from_min <= minute
        && minute < self->spans[i].to_min)
      return TRUE;
  return FALSE;
}

/**
 * uke_best_hours_next_on:
 * @self: stretches
 * @weekday: 0 for Sunday
 * @from_min: minute of day
 * @out_from_min: (out): where the stretch starts
 * @out_to_min: (out): where it ends
 *
 * Finds the stretch of a day that contains @from_min, or else the soonest after it. Outputs are
 * untouched when there is none.
 *
 * Returns: whether there is one
 * Thread: any
 */
gboolean
uke_best_hours_next_on (const UkeBestHours *self,
                        int weekday,
                        int from_min,
                        int *out_from_min,
                        int *out_to_min)
{
  int best = -1;

  for (unsigned i = 0; i < self->n; i++) {
    if ((self->spans[i].days & 1u << weekday) == 0 || self->spans[i].to_min <= from_min)
      continue;
    if (best < 0 || self->spans[i].from_min < self->spans[best].from_min)
      best = (int)i;
  }
  if (best < 0)
    return FALSE;
  *out_from_min = self->spans[best].from_min;
  *out_to_min = self->spans[best].to_min;
  return TRUE;
}
