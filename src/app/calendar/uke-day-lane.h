/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/calendar/uke-event-block.h"
#include "model/uke-day-layout.h"

G_BEGIN_DECLS

/** UkeGridStretch: time in which a column can't be booked, and why. */
typedef struct {
  int from_min;
  int to_min;
  char *reason;     /* (owned) (nullable) */
  gboolean is_kept; /* another desk keeps it, or this one */
  gboolean is_own;  /* this one: it can be booked here */
} UkeGridStretch;

/** In place of a percentage: nobody's hours are known, or a column that has none. */
#define UKE_GRID_FILL_UNKNOWN (-1)
#define UKE_GRID_FILL_NONE (-2)

/** UkeGridColumn: one provider, chair or room, ready to be drawn. */
typedef struct {
  UkeId resource_id;
  char *title;    /* (owned) */
  char *place;    /* (owned): second line of the head */
  char *label;    /* (owned): what a screen reader says */
  unsigned count; /* bookings of the day */
  int fill_percent;
  int capacity;
  GArray *off;     /* (owned) (element-type UkeGridStretch) */
  GArray *entries; /* (owned) (element-type UkeGridEntry): by start */
} UkeGridColumn;

/** UkeGridEntry: one booking of a column. */
typedef struct {
  int start_min;
  int length_min;
  gboolean takes_slot;
  UkeBlockFacts facts;
} UkeGridEntry;

UkeGridColumn *uke_grid_column_new (void);
void uke_grid_column_free (UkeGridColumn *self);
void uke_grid_column_add_off (UkeGridColumn *self, int from_min, int to_min, const char *reason);
void uke_grid_column_add_kept (UkeGridColumn *self,
                               int from_min,
                               int to_min,
                               const char *reason,
                               gboolean is_own);

#define UKE_TYPE_DAY_LANE (uke_day_lane_get_type ())
G_DECLARE_FINAL_TYPE (UkeDayLane, uke_day_lane, UKE, DAY_LANE, GtkWidget)

/**
 * UkeDayLane:
 *
 * One column of the day: draws its hatch and lines, holds the blocks of its bookings and places
 * them by uke_day_pack(). Blocks are used again when the day changes.
 */
GtkWidget *uke_day_lane_new (void);
void uke_day_lane_set_range (UkeDayLane *self, int first_min, int last_min);
void uke_day_lane_show (UkeDayLane *self, UkeGridColumn *column);
void uke_day_lane_set_now (UkeDayLane *self, int now_min);
UkeGridColumn *uke_day_lane_get_column (UkeDayLane *self);

unsigned uke_day_lane_get_n_blocks (UkeDayLane *self);
UkeEventBlock *uke_day_lane_get_block (UkeDayLane *self, unsigned nth);
const UkeGridEntry *uke_day_lane_get_entry (UkeDayLane *self, unsigned nth);
char *uke_day_lane_describe_fit (UkeDayLane *self,
                                 int start_min,
                                 int length_min,
                                 UkeEventBlock *except,
                                 gboolean *out_is_free);
gboolean uke_day_lane_find (UkeDayLane *self, UkeEventBlock *block, unsigned *out_nth);

G_END_DECLS
