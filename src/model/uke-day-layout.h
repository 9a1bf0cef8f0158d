/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The scale of the day: 15 minutes are 20 pixels, on every screen (design.md 2). */
#define UKE_DAY_STEP_MIN 15
#define UKE_DAY_STEP_PX 20
#define UKE_DAY_END_MIN (24 * 60)

/**
 * UkeDaySpan:
 * @start_min: minute of the day
 * @length_min: more than 0
 * @takes_slot: FALSE for what is drawn but holds no time: cancelled bookings
 * @lane: out: from 0, counted from the left
 * @n_lanes: out: how many lanes share the width where this one stands
 * @is_over: out: more bookings at once than the column has room for, and this one came later
 *
 * One booking of a column, and where it stands beside those that overlap it.
 */
typedef struct {
  int start_min;
  int length_min;
  gboolean takes_slot;
  int lane;
  int n_lanes;
  gboolean is_over;
} UkeDaySpan;

int uke_day_y_of (int minute, int first_min);
int uke_day_minute_at (double y, int first_min);
int uke_day_snap (int minute, int step_min);
int uke_day_floor (int minute, int step_min);
int uke_day_drop_start (double y, double grip_px, int length_min, int first_min, int last_min);
int uke_day_stretch (int start_min, double y, int first_min, int last_min);
void uke_day_pack (UkeDaySpan *spans, unsigned n_spans, int capacity);

G_END_DECLS
