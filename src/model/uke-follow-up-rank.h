/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-zone.h"

#include <glib.h>

G_BEGIN_DECLS

/** UkeFollowUpSection: in which part of the day's list a task stands (design 04). */
typedef enum {
  UKE_FOLLOW_UP_SECTION_URGENT = 1, /* 最優先・期限超過 */
  UKE_FOLLOW_UP_SECTION_NOW,        /* いま かけ頃 */
  UKE_FOLLOW_UP_SECTION_LATER,      /* このあと: due today or any time */
  UKE_FOLLOW_UP_SECTION_PLANNED,    /* 予定: another day */
  UKE_FOLLOW_UP_SECTION_REVIEW,     /* 要判断: attempts used up */
  UKE_FOLLOW_UP_SECTION_DONE,       /* 完了: called or closed today */
} UkeFollowUpSection;

#define UKE_N_FOLLOW_UP_SECTIONS 6

/** UkeRankReason: why a task stands where it stands; shown in the row (product.md N2). */
typedef enum {
  UKE_RANK_CALL_BACK_NOW = 1, /* number: minutes past the promised time */
  UKE_RANK_CALL_BACK_AT,      /* number: the promised time, UTC microseconds */
  UKE_RANK_OVERDUE_DAYS,      /* number: days */
  UKE_RANK_OVERDUE_MIN,       /* number: minutes */
  UKE_RANK_DUE_TODAY,         /* number: the time, UTC microseconds */
  UKE_RANK_KIND,              /* number: the points its reason gives */
  UKE_RANK_GOOD_TIME_NOW,     /* number: until when, minute of day */
  UKE_RANK_ATTEMPT,           /* number: which attempt this is */
} UkeRankReason;

/** UkeFollowUpRank: 0 to 100, and what it is made of, the strongest first. */
typedef struct {
  int score;
  unsigned n_reasons;
  struct {
    UkeRankReason reason;
    int64_t number;
    int points;
  } reasons[6];
} UkeFollowUpRank;

/** UkeFollowUpFacts: what the rank of a task depends on. */
typedef struct {
  const char *reason;      /* code */
  const char *state;       /* code */
  int64_t due_at_us;       /* 0: none */
  int64_t not_before_us;   /* 0: none */
  int64_t call_back_at_us; /* 0: none */
  const char *best_hours;  /* (nullable): of the task or of the number */
  int attempts;
  gboolean is_called_today;
} UkeFollowUpFacts;

void uke_follow_up_judge (const UkeFollowUpFacts *facts,
                          const UkeZone *zone,
                          int64_t now_us,
                          UkeFollowUpRank *out_rank,
                          UkeFollowUpSection *out_section);

G_END_DECLS
