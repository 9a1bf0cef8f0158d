/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/calendar/uke-day-lane.h"

G_BEGIN_DECLS

#define UKE_TYPE_DAY_GRID (uke_day_grid_get_type ())
G_DECLARE_FINAL_TYPE (UkeDayGrid, uke_day_grid, UKE, DAY_GRID, GtkWidget)

/**
 * UkeDayGrid:
 *
 * The columns of a day side by side. Turns what pointer and keys do into wishes and leaves it to
 * the page to fulfil them; a wish changes nothing here.
 *
 * Signals:
 * `open (UkeEventBlock *block)`: a person wants to see the booking.
 * `book (uint column, int start_min, int length_min)`: free time was clicked twice, dragged over,
 *   or Enter was pressed on it; the length is 0 where only a place was meant.
 * `move (UkeEventBlock *block, uint column, int start_min, int length_min)`: dropped elsewhere, or
 *   made longer or shorter.
 * `set-status (UkeEventBlock *block, int digit)`: a digit was pressed.
 */
GtkWidget *uke_day_grid_new (void);
void uke_day_grid_show (UkeDayGrid *self, int first_min, int last_min, GPtrArray *columns);
void uke_day_grid_set_now (UkeDayGrid *self, int now_min);

unsigned uke_day_grid_get_n_columns (UkeDayGrid *self);
UkeDayLane *uke_day_grid_get_lane (UkeDayGrid *self, unsigned nth);
int uke_day_grid_get_first_min (UkeDayGrid *self);
int uke_day_grid_get_last_min (UkeDayGrid *self);
UkeEventBlock *uke_day_grid_get_focused (UkeDayGrid *self);
UkeEventBlock *uke_day_grid_find (UkeDayGrid *self, const UkeId *appointment_id);
gboolean uke_day_grid_locate (UkeDayGrid *self,
                              UkeEventBlock *block,
                              unsigned *out_column,
                              unsigned *out_nth);
gboolean uke_day_grid_focus_block (UkeDayGrid *self, UkeEventBlock *block);
gboolean uke_day_grid_focus_at (UkeDayGrid *self, unsigned column, int minute);
gboolean uke_day_grid_begin_move (UkeDayGrid *self, UkeEventBlock *block);
gboolean uke_day_grid_is_moving (UkeDayGrid *self);

/* Where column `nth` of `n` stands in this width; heads and lanes agree on it. */
void uke_day_grid_column_edges (int width, unsigned nth, unsigned n, int *out_left, int *out_right);

G_END_DECLS
