/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-follow-up-rank.h"

#include "model/uke-best-hours.h"
#include "model/uke-codes.h"

#include <stdlib.h>

#define MINUTE_US (60 * (int64_t)G_USEC_PER_SEC)

/*
 * Points by reason: what hurts a patient or a promise most comes first. No clinical fact goes into
 * it.
 */
static const struct {
  const char *reason;
  int points;
} kinds[] = {
  { UKE_REASON_HANDOFF, 62 },       { UKE_REASON_COMPLAINT, 60 }, { UKE_REASON_AFTERCARE, 58 },
  { UKE_REASON_CALLBACK, 55 },      { UKE_REASON_NO_SHOW, 52 },   { UKE_REASON_LEAD, 50 },
  { UKE_REASON_UNDELIVERABLE, 48 }, { UKE_REASON_WAITLIST, 46 },  { UKE_REASON_BROKEN, 45 },
  { UKE_REASON_MANUAL, 45 },        { UKE_REASON_ANNUAL, 42 },    { UKE_REASON_RECALL, 40 },
  { UKE_REASON_REFERRAL, 38 },      { UKE_REASON_DORMANT, 30 },
};

enum {
  POINTS_CALL_BACK = 100,
  POINTS_OVERDUE = 24, /* and one a day more */
  POINTS_OVERDUE_MAX = 36,
  POINTS_TODAY = 10,
  POINTS_GOOD_TIME = 16,
  POINTS_ATTEMPT = 3,
};

static void
add_reason (UkeFollowUpRank *rank, UkeRankReason reason, int64_t number, int points)
{
  g_assert (rank->n_reasons < G_N_ELEMENTS (rank->reasons));
  rank->reasons[rank->n_reasons].reason = reason;
  rank->reasons[rank->n_reasons].number = number;
  rank->reasons[rank->n_reasons].points = points;
  rank->n_reasons++;
  rank->score += points;
}

static int
points_of_kind (const char *reason)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].reason, reason) == 0)
      return kinds[i].points;
  return 40;
}

typedef struct {
  const UkeFollowUpFacts *facts;
  const UkeZone *zone;
  int64_t now_us;
  UkeDate today;
  int minute;
  UkeFollowUpRank *rank;
  gboolean is_urgent;
  gboolean is_good_now;
} Judge;

static void
judge_call_back (Judge *judge)
{
  int64_t at_us = judge->facts->call_back_at_us;

  if (at_us == 0)
    return;
  if (at_us <= judge->now_us) {
    add_reason (judge->rank, UKE_RANK_CALL_BACK_NOW, (judge->now_us - at_us) / MINUTE_US,
                POINTS_CALL_BACK);
    judge->is_urgent = TRUE;
  } else if (uke_zone_date_of (judge->zone, at_us) == judge->today) {
    add_reason (judge->rank, UKE_RANK_CALL_BACK_AT, at_us, 5);
  }
}

static void
judge_due (Judge *judge)
{
  int64_t due_us = judge->facts->due_at_us;
  int n_days;

  if (due_us == 0)
    return;
  n_days = judge->today - uke_zone_date_of (judge->zone, due_us);
  if (n_days > 0) {
    add_reason (judge->rank, UKE_RANK_OVERDUE_DAYS, n_days,
                MIN (POINTS_OVERDUE + n_days, POINTS_OVERDUE_MAX));
    judge->is_urgent = TRUE;
  } else if (due_us < judge->now_us) {
    add_reason (judge->rank, UKE_RANK_OVERDUE_MIN, (judge->now_us - due_us) / MINUTE_US,
                POINTS_OVERDUE);
    judge->is_urgent = TRUE;
  } else if (n_days == 0) {
    add_reason (judge->rank, UKE_RANK_DUE_TODAY, due_us, POINTS_TODAY);
  }
}

static void
judge_best_hours (Judge *judge)
{
  int weekday = uke_date_weekday (judge->today), from_min, to_min;
  UkeBestHours hours;

  if (!uke_best_hours_parse (judge->facts->best_hours, &hours)
      || !uke_best_hours_contain (&hours, weekday, judge->minute))
    return;
  if (uke_best_hours_next_on (&hours, weekday, judge->minute, &from_min, &to_min))
    add_reason (judge->rank, UKE_RANK_GOOD_TIME_NOW, to_min, POINTS_GOOD_TIME);
  judge->is_good_now = TRUE;
}

static int
compare_points (const void *a, const void *b)
{
  const struct {
    UkeRankReason reason;
    int64_t number;
    int points;
  } *first = a, *second = b;

  return second->points - first->points;
}

static gboolean
is_planned (Judge *judge)
{
  int64_t from_us = judge->facts->not_before_us;

  if (from_us > judge->now_us)
    return TRUE;
  return from_us == 0 && judge->facts->due_at_us != 0
         && uke_zone_date_of (judge->zone, judge->facts->due_at_us) > judge->today
         && judge->facts->call_back_at_us == 0;
}

static UkeFollowUpSection
choose_section (Judge *judge)
{
  if (!uke_follow_up_state_is_open (judge->facts->state))
    return UKE_FOLLOW_UP_SECTION_DONE;
  if (g_strcmp0 (judge->facts->state, UKE_FOLLOW_UP_REVIEW) == 0)
    return UKE_FOLLOW_UP_SECTION_REVIEW;
  if (is_planned (judge))
    return judge->facts->is_called_today ? UKE_FOLLOW_UP_SECTION_DONE
                                         : UKE_FOLLOW_UP_SECTION_PLANNED;
  if (judge->is_urgent)
    return UKE_FOLLOW_UP_SECTION_URGENT;
  return judge->is_good_now ? UKE_FOLLOW_UP_SECTION_NOW : UKE_FOLLOW_UP_SECTION_LATER;
}

/**
 * uke_follow_up_judge:
 * @facts: what is known of a task
 * @zone: the clinic's zone
 * @now_us: UTC microseconds
 * @out_rank: (out caller-allocates): its rank and why
 * @out_section: (out): in which part of the list it stands
 *
 * Ranks a task so that everybody can say why it stands where it stands: a promised call-back whose
 * time has come is first; then what its reason weighs, how late it is, whether this is a good time,
 * and how often it was tried.
 *
 * Thread: any
 * Source: product.md 4.3 Order, N2
 */
void
uke_follow_up_judge (const UkeFollowUpFacts *facts,
                     const UkeZone *zone,
                     int64_t now_us,
                     UkeFollowUpRank *out_rank,
                     UkeFollowUpSection *out_section)
{
  UkeFollowUpRank rank = { 0 };
  Judge judge = { .facts = facts, .zone = zone, .now_us = now_us, .rank = &rank };

  uke_zone_split (zone, now_us, &judge.today, &judge.minute);
  add_reason (&rank, UKE_RANK_KIND, points_of_kind (facts->reason), points_of_kind (facts->reason));
  /* Whatever was handed to the doctor stays on top until it is dealt with. */
  judge.is_urgent = g_strcmp0 (facts->reason, UKE_REASON_HANDOFF) == 0;
  judge_call_back (&judge);
  judge_due (&judge);
  judge_best_hours (&judge);
  if (facts->attempts > 0)
    add_reason (&rank, UKE_RANK_ATTEMPT, facts->attempts + 1,
                MIN (facts->attempts, 2) * POINTS_ATTEMPT);
  /* Only a promise whose time has come is a hundred. */
  rank.score = facts->call_back_at_us != 0 && facts->call_back_at_us <= now_us
                   ? 100
                   : MIN (rank.score, 99);
  qsort (rank.reasons, rank.n_reasons, sizeof rank.reasons[0], compare_points);
  *out_section = choose_section (&judge);
  *out_rank = rank;
}
