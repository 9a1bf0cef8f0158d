/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/calendar/uke-day-lane.h"
#include "clinic/uke-day-query.h"

G_BEGIN_DECLS

/**
 * UkeDayFilter:
 * @kind: "provider", or "chair" for everything that is no person
 * @shows_status: whether bookings of a status are wanted
 * @shows_group: whether columns of a group are wanted
 * @data: for both
 * @holds: (nullable): times that desks keep
 *
 * What of a day a person wants to see.
 */
typedef struct {
  const char *kind;
  gboolean (*shows_status) (UkeStatus status, gpointer data);
  gboolean (*shows_group) (const char *group, gpointer data);
  gpointer data;
  UkeHolds *holds;
} UkeDayFilter;

/* What the grid is to show of a day, in words: pure functions of the day, the zone and a time. */
GPtrArray *uke_day_facts_columns (const UkeDay *day,
                                  const UkeDayFilter *filter,
                                  const UkeZone *zone,
                                  int64_t now_us);
void
uke_day_facts_hours (const UkeDay *day, const UkeZone *zone, int *out_first_min, int *out_last_min);
void
uke_day_facts_range (const UkeDay *day, const UkeZone *zone, int *out_first_min, int *out_last_min);
gboolean uke_day_facts_is_of_kind (UkeRecord *resource, const char *kind);
char *uke_day_facts_time (const UkeZone *zone, int64_t time_us);
char *uke_day_facts_word (const UkeDayCard *card, int64_t now_us);
/** UKE_DAY_FACTS_TENTATIVE_ICON: what marks a booking whose time is not sure before it has it. */
#define UKE_DAY_FACTS_TENTATIVE_ICON "alarm-symbolic"

gboolean uke_day_facts_is_unsent (const UkeDay *day, const UkeDayCard *card, int64_t now_us);
gboolean uke_day_facts_is_unconfirmed (const UkeDay *day,
                                       const UkeDayCard *card,
                                       UkeHolds *holds,
                                       int64_t now_us);
unsigned uke_day_facts_waiting_min (const UkeDayCard *card, int64_t now_us);

G_END_DECLS
