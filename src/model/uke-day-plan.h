/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-record.h"

G_BEGIN_DECLS

/** UkeDayKind: why a stretch of a day is open or not. */
typedef enum {
  UKE_DAY_OPEN = 1, /* 診療時間 */
  UKE_DAY_LUNCH,    /* 昼休み: between two open stretches */
  UKE_DAY_OFF,      /* before the first or after the last open stretch */
  UKE_DAY_CLOSED,   /* 休診: a closing day of the clinic */
  UKE_DAY_HOLIDAY,  /* 国民の祝日 that is not worked */
  UKE_DAY_AWAY,     /* 外出: an absence of this resource */
} UkeDayKind;

/** UkeDaySegment: one stretch of a day; @reason is owned by the plan. */
typedef struct {
  int from_min; /* minute of day */
  int to_min;   /* exclusive */
  UkeDayKind kind;
  const char *reason; /* (nullable): 研修会, 勤労感謝の日 */
} UkeDaySegment;

/** UkeDayHold: the time of a day that one booking holds. */
typedef struct {
  int start_min; /* minute of day */
  int length_min;
} UkeDayHold;

/**
 * UkeDayPlan:
 *
 * When one resource works on one day: segments that cover minute 0 to 1440 without gap or overlap.
 * Immutable.
 */
typedef struct _UkeDayPlan UkeDayPlan;

UkeDayPlan *
uke_day_plan_new (UkeRecord *resource, UkeDate date, GPtrArray *hours, GPtrArray *closures);
void uke_day_plan_free (UkeDayPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDayPlan, uke_day_plan_free)

unsigned uke_day_plan_get_n_segments (const UkeDayPlan *self);
const UkeDaySegment *uke_day_plan_get_segment (const UkeDayPlan *self, unsigned index);
int uke_day_plan_get_open_min (const UkeDayPlan *self);
int uke_day_plan_get_booked_min (const UkeDayPlan *self,
                                 const UkeDayHold *holds,
                                 unsigned n_holds,
                                 int capacity);
int uke_day_fill_percent (int booked_min, int open_min);
gboolean uke_day_plan_is_open (const UkeDayPlan *self, int from_min, int to_min);
UkeDayKind uke_day_plan_get_kind_at (const UkeDayPlan *self, int minute);

G_END_DECLS
