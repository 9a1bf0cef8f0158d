/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-day-layout.h"

#include <math.h>

/**
 * Where a minute of the day stands.
 * @minute: minute of the day
 * @first_min: the minute at the upper edge of the grid
 *
 * Returns: px below the upper edge; negative above it.
 * Thread: any
 * Source: design.md 2
 */
int
uke_day_y_of (int minute, int first_min)
{
  return (minute - first_min) * UKE_DAY_STEP_PX / UKE_DAY_STEP_MIN;
}

/**
 * Which minute of the day stands at a height.
 * @y: px below the upper edge of the grid
 * @first_min: the minute at that edge
 *
 * Returns: the minute, rounded down.
 * Thread: any
 */
int
uke_day_minute_at (double y, int first_min)
{
  return first_min + (int)floor (y * UKE_DAY_STEP_MIN / UKE_DAY_STEP_PX);
}

/**
 * Rounds to the nearest step.
 * @minute: minute of the day
 * @step_min: the step, more than 0
 *
 * Returns: the nearest multiple of the step; half a step rounds up.
 * Thread: any
 */
int
uke_day_snap (int minute, int step_min)
{
  return uke_day_floor (minute + step_min / 2, step_min);
}

/**
 * Rounds down to a step.
 * @minute: minute of the day; may be negative
 * @step_min: the step, more than 0
 *
 * Returns: the multiple of the step at or before the minute.
 * Thread: any
 */
int
uke_day_floor (int minute, int step_min)
{
  int rest = minute % step_min;

  return minute - (rest < 0 ? rest + step_min : rest);
}

/**
 * When a booking would start if it were dropped here.
 * @y: px of the pointer below the upper edge of the grid
 * @grip_px: how far below the booking's upper edge the pointer holds it
 * @length_min: how long the booking is
 * @first_min: the first minute of the grid
 * @last_min: the minute at its lower edge
 *
 * Returns: a start on the grid's step with the whole booking inside the grid.
 * Thread: any
 */
int
uke_day_drop_start (double y, double grip_px, int length_min, int first_min, int last_min)
{
  int start = uke_day_snap (uke_day_minute_at (y - grip_px, first_min), UKE_DAY_STEP_MIN);
  int latest = uke_day_floor (last_min - length_min, UKE_DAY_STEP_MIN);

  return MAX (first_min, MIN (start, latest));
}

/**
 * How long a booking becomes when its lower edge is pulled here.
 * @start_min: when it starts
 * @y: px of the pointer below the upper edge of the grid
 * @first_min: the first minute of the grid
 * @last_min: the minute at its lower edge
 *
 * Returns: a length in whole steps from its start, at least one step and within the grid.
 * Thread: any
 */
int
uke_day_stretch (int start_min, double y, int first_min, int last_min)
{
  int end = MIN (uke_day_snap (uke_day_minute_at (y, first_min), UKE_DAY_STEP_MIN), last_min);
  int length = uke_day_floor (end - start_min, UKE_DAY_STEP_MIN);

  return MAX (length, UKE_DAY_STEP_MIN);
}

static gboolean
overlaps (const UkeDaySpan *a, const UkeDaySpan *b)
{
  return a->start_min < b->start_min + b->length_min && b->start_min < a->start_min + a->length_min;
}

/* A lane is free for a booking when nothing placed in it before overlaps it. */
static int
find_lane (const UkeDaySpan *spans, unsigned position, unsigned from)
{
  for (int lane = 0;; lane++) {
    gboolean is_free = TRUE;
    for (unsigned i = from; i < position && is_free; i++)
      is_free = spans[i].lane != lane || !overlaps (&spans[i], &spans[position]);
    if (is_free)
      return lane;
  }
}

/* Counted at the booking's start among those that began before it: there the most are met. */
static gboolean
exceeds (const UkeDaySpan *spans, unsigned position, unsigned from, int capacity)
{
  int n_before = 0;

  if (!spans[position].takes_slot)
    return FALSE;
  for (unsigned i = from; i < position; i++)
    n_before += spans[i].takes_slot && overlaps (&spans[i], &spans[position]);
  return n_before >= capacity;
}

/**
 * Lays bookings that overlap side by side.
 * @spans: (array length=n_spans): the bookings of one column in the order of their starts
 * @n_spans: how many
 * @capacity: how many the column takes at one time, at least 1
 *
 * Bookings that touch each other through overlaps form a group; a group shares the width in equal
 * lanes, and each booking takes the leftmost free one. So two bookings stand over each other only
 * if they would not be at the same time, and every booking has width.
 *
 * Thread: any
 * Source: design.md 12/01, decision 11
 */
void
uke_day_pack (UkeDaySpan *spans, unsigned n_spans, int capacity)
{
  unsigned from = 0;

  while (from < n_spans) {
    int end = spans[from].start_min + spans[from].length_min;
    int n_lanes = 0;
    unsigned to = from;

    for (; to < n_spans && (to == from || spans[to].start_min < end); to++) {
      spans[to].lane = find_lane (spans, to, from);
      spans[to].is_over = exceeds (spans, to, from, capacity);
      n_lanes = MAX (n_lanes, spans[to].lane + 1);
      end = MAX (end, spans[to].start_min + spans[to].length_min);
    }
    for (unsigned i = from; i < to; i++)
      spans[i].n_lanes = n_lanes;
    from = to;
  }
}
