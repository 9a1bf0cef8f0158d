/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/widgets/uke-hours-words.h"

#include "model/uke-best-hours.h"

#include <glib/gi18n.h>

static const struct {
  unsigned days; /* bit 0 Sunday ... bit 6 Saturday */
  const char *code;
  const char *word;
} stretches[] = {
  { 0x7f, "any", NC_ ("best hours", "Every day") },
  { 0x3e, "weekdays", NC_ ("best hours", "Weekdays") },
  { 0x41, "weekend", NC_ ("best hours", "Weekend") },
  { 0x02, "monday", NC_ ("best hours", "Mondays") },
  { 0x04, "tuesday", NC_ ("best hours", "Tuesdays") },
  { 0x08, "wednesday", NC_ ("best hours", "Wednesdays") },
  { 0x10, "thursday", NC_ ("best hours", "Thursdays") },
  { 0x20, "friday", NC_ ("best hours", "Fridays") },
  { 0x40, "saturday", NC_ ("best hours", "Saturdays") },
  { 0x01, "sunday", NC_ ("best hours", "Sundays") },
};

/**
 * uke_hours_days_word:
 * @nth: 0 for the first choice
 * @out_code: (out) (optional) (transfer none): how it is kept
 *
 * Returns: (transfer none) (nullable): the days as people say them; NULL behind the last choice
 * Thread: main
 */
const char *
uke_hours_days_word (unsigned nth, const char **out_code)
{
  if (nth >= G_N_ELEMENTS (stretches))
    return NULL;
  if (out_code != NULL)
    *out_code = stretches[nth].code;
  return g_dpgettext2 (NULL, "best hours", stretches[nth].word);
}

/**
 * uke_hours_find_days:
 * @days: bit 0 Sunday ... bit 6 Saturday
 *
 * Returns: which choice these days are, -1 for none
 * Thread: any
 */
int
uke_hours_find_days (unsigned days)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (stretches); i++)
    if (stretches[i].days == days)
      return (int)i;
  return -1;
}

/**
 * uke_hours_text:
 * @best_hours: (nullable): as it is kept
 *
 * Returns: (transfer full): 平日 12:00–13:00、土曜 9:00–12:00; "" where nothing is known
 * Thread: main
 * Source: product.md 4.2 no. 2
 */
char *
uke_hours_text (const char *best_hours)
{
  GString *text = g_string_new (NULL);
  UkeBestHours hours = { 0 };

  if (best_hours == NULL || !uke_best_hours_parse (best_hours, &hours))
    return g_string_free (text, FALSE);
  for (unsigned i = 0; i < hours.n; i++) {
    int nth = uke_hours_find_days (hours.spans[i].days), from = hours.spans[i].from_min,
        to = hours.spans[i].to_min;

    g_string_append_printf (text, "%s%s%s%d:%02d–%d:%02d", i > 0 ? "、" : "",
                            nth >= 0 ? uke_hours_days_word ((unsigned)nth, NULL) : "",
                            nth >= 0 ? " " : "", from / 60, from % 60, to / 60, to % 60);
  }
  return g_string_free (text, FALSE);
}
