/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** UKE_BEST_HOURS_MAX: nobody has more stretches. */
#define UKE_BEST_HOURS_MAX 8

/**
 * UkeBestHours:
 *
 * When somebody is likely to answer, as it stands in best_hours fields: stretches separated by ";",
 * each a word for the days and a time: "weekdays 12:00-13:00;saturday 09:00-12:00". Days: any,
 * weekdays, weekend, sunday ... saturday.
 */
typedef struct {
  unsigned n;
  struct {
    unsigned days; /* bit 0 Sunday ... bit 6 Saturday */
    int from_min;
    int to_min;
  } spans[UKE_BEST_HOURS_MAX];
} UkeBestHours;

gboolean uke_best_hours_parse (const char *text, UkeBestHours *out_hours);
gboolean uke_best_hours_contain (const UkeBestHours *self, int weekday, int minute);
gboolean uke_best_hours_next_on (const UkeBestHours *self,
                                 int weekday,
                                 int from_min,
                                 int *out_from_min,
                                 int *out_to_min);

G_END_DECLS
