/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/calendar/uke-day-grid-private.h"

#include <glib/gi18n.h>

/*
 * Where the keyboard stands on a day: on a booking, or on a cell of free time. The arrows go by
 * column and by quarter of an hour, Tab goes through the bookings in the order of their times.
 */

typedef struct {
  UkeEventBlock *block;
  int start_min;
  unsigned column;
} Stop;

static int
compare_stops (gconstpointer a, gconstpointer b)
{
  const Stop *one = a, *other = b;

  return one->start_min != other->start_min ? one->start_min - other->start_min
                                            : (int)one->column - (int)other->column;
}

/* Every booking in view, in the order of times, then of columns. */
static GArray *
list_stops (UkeDayGrid *self)
{
  GArray *stops = g_array_new (FALSE, FALSE, sizeof (Stop));

  for (unsigned column = 0; column < uke_day_grid_get_n_columns (self); column++) {
    UkeDayLane *lane = uke_day_grid_get_lane (self, column);
    for (unsigned nth = 0; nth < uke_day_lane_get_n_blocks (lane); nth++) {
      Stop stop = { uke_day_lane_get_block (lane, nth),
                    uke_day_lane_get_entry (lane, nth)->start_min, column };
      g_array_append_val (stops, stop);
    }
  }
  g_array_sort (stops, compare_stops);
  return stops;
}

/* Which stop has the focus; from the cell, the one after it that Tab would reach. */
static int
find_place (UkeDayGrid *self, GArray *stops, gboolean is_forward)
{
  UkeEventBlock *focused = uke_day_grid_get_focused (self);
  const UkeGridPlace *place = uke_day_grid_get_place (self);

  for (guint i = 0; i < stops->len; i++) {
    const Stop *stop = &g_array_index (stops, Stop, i);
    Stop cell = { NULL, place->minute, place->column };
    if (focused != NULL ? stop->block == focused : compare_stops (stop, &cell) >= 0)
      return focused != NULL || !is_forward ? (int)i : (int)i - 1;
  }
  return is_forward && focused == NULL ? (int)stops->len - 1 : (int)stops->len;
}

/**
 * Gives a booking the focus and brings it into view.
 * @self: the grid
 * @block: one of its blocks
 *
 * Returns: whether it took the focus.
 * Thread: main
 */
gboolean
uke_day_grid_focus_block (UkeDayGrid *self, UkeEventBlock *block)
{
  unsigned column, nth;

  if (!uke_day_grid_locate (self, block, &column, &nth))
    return FALSE;
  const UkeGridEntry *entry = uke_day_lane_get_entry (uke_day_grid_get_lane (self, column), nth);
  uke_day_grid_scroll_to_span (self, entry->start_min, entry->length_min);
  return gtk_widget_grab_focus (GTK_WIDGET (block));
}

/**
 * Moves the focus with Tab.
 * @widget: the grid
 * @direction: where to
 *
 * Returns: FALSE when the focus leaves the grid.
 * Thread: main
 * Source: design.md 7
 */
gboolean
uke_day_grid_move_focus (GtkWidget *widget, GtkDirectionType direction)
{
  UkeDayGrid *self = UKE_DAY_GRID (widget);
  gboolean is_forward = direction == GTK_DIR_TAB_FORWARD;
  gboolean is_inside = gtk_widget_get_focus_child (widget) != NULL;
  g_autoptr (GArray) stops = list_stops (self);

  if (uke_day_grid_get_n_columns (self) == 0 || (!is_forward && direction != GTK_DIR_TAB_BACKWARD))
    return FALSE;
  if (stops->len == 0 && !is_inside)
    return uke_day_grid_focus_cell (self, 0, uke_day_grid_get_place (self)->minute);
  int next = is_inside    ? find_place (self, stops, is_forward) + (is_forward ? 1 : -1)
             : is_forward ? 0
                          : (int)stops->len - 1;
  if (next < 0 || next >= (int)stops->len)
    return FALSE;
  return uke_day_grid_focus_block (self, g_array_index (stops, Stop, next).block);
}

static UkeEventBlock *
block_over (UkeDayLane *lane, int minute)
{
  for (unsigned nth = 0; nth < uke_day_lane_get_n_blocks (lane); nth++) {
    const UkeGridEntry *entry = uke_day_lane_get_entry (lane, nth);
    if (entry->start_min <= minute && minute < entry->start_min + entry->length_min)
      return uke_day_lane_get_block (lane, nth);
  }
  return NULL;
}

/**
 * Stands on what is at a time: the booking there, or the free cell.
 * @self: the grid
 * @column: which column
 * @minute: minute of the day
 *
 * Returns: whether something took the focus.
 * Thread: main
 */
gboolean
uke_day_grid_focus_at (UkeDayGrid *self, unsigned column, int minute)
{
  g_return_val_if_fail (UKE_IS_DAY_GRID (self), FALSE);

  if (column >= uke_day_grid_get_n_columns (self))
    return FALSE;
  minute = CLAMP (minute, uke_day_grid_get_first_min (self),
                  uke_day_grid_get_last_min (self) - UKE_DAY_STEP_MIN);
  UkeEventBlock *block = block_over (uke_day_grid_get_lane (self, column), minute);
  uke_day_grid_get_place (self)->minute = minute;
  uke_day_grid_get_place (self)->column = column;
  return block != NULL ? uke_day_grid_focus_block (self, block)
                       : uke_day_grid_focus_cell (self, column, minute);
}

/* A booking that begins while this one lasts stands beside it and would be passed over. */
static UkeEventBlock *
beside (UkeDayLane *lane, unsigned nth, int dy)
{
  int64_t wanted = (int64_t)nth + dy;

  if (wanted < 0 || wanted >= uke_day_lane_get_n_blocks (lane))
    return NULL;
  const UkeGridEntry *a = uke_day_lane_get_entry (lane, MIN (nth, (unsigned)wanted));
  const UkeGridEntry *b = uke_day_lane_get_entry (lane, MAX (nth, (unsigned)wanted));
  return b->start_min < a->start_min + a->length_min
             ? uke_day_lane_get_block (lane, (unsigned)wanted)
             : NULL;
}

static void
step_from_block (UkeDayGrid *self, UkeEventBlock *block, int dx, int dy)
{
  unsigned column, nth;

  if (!uke_day_grid_locate (self, block, &column, &nth))
    return;
  UkeDayLane *lane = uke_day_grid_get_lane (self, column);
  const UkeGridEntry *entry = uke_day_lane_get_entry (lane, nth);
  int end = entry->start_min + entry->length_min;
  int row = uke_day_grid_get_place (self)->minute;
  UkeEventBlock *next = dy != 0 ? beside (lane, nth, dy) : NULL;

  if (row < entry->start_min || row >= end)
    row = entry->start_min;
  if (next != NULL)
    uke_day_grid_focus_block (self, next);
  else if (dy > 0)
    uke_day_grid_focus_at (self, column,
                           uke_day_floor (end + UKE_DAY_STEP_MIN - 1, UKE_DAY_STEP_MIN));
  else if (dy < 0)
    uke_day_grid_focus_at (self, column, uke_day_floor (entry->start_min - 1, UKE_DAY_STEP_MIN));
  else if (dx > 0 || column > 0)
    uke_day_grid_focus_at (self, (unsigned)((int)column + dx), row);
}

/**
 * Moves the focus with an arrow.
 * @self: the grid
 * @dx: columns
 * @dy: quarters of an hour
 *
 * Thread: main
 * Source: design.md 7
 */
void
uke_day_grid_step_focus (UkeDayGrid *self, int dx, int dy)
{
  UkeEventBlock *focused = uke_day_grid_get_focused (self);
  const UkeGridPlace *place = uke_day_grid_get_place (self);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (root != NULL && GTK_IS_WINDOW (root))
    gtk_window_set_focus_visible (GTK_WINDOW (root), TRUE);
  if (focused != NULL)
    step_from_block (self, focused, dx, dy);
  else if ((int)place->column + dx >= 0)
    uke_day_grid_focus_at (self, (unsigned)((int)place->column + dx),
                           place->minute + dy * UKE_DAY_STEP_MIN);
}

/**
 * Names the cell: its times and, for a screen reader, whose time it is and whether it is free.
 * @self: the grid, with at least one column
 *
 * Thread: main
 */
void
uke_day_grid_describe_cell (UkeDayGrid *self)
{
  const UkeGridPlace *place = uke_day_grid_get_place (self);
  UkeDayLane *lane = uke_day_grid_get_lane (self, place->column);
  const char *title = uke_day_lane_get_column (lane)->title;
  g_autofree char *times = uke_day_grid_format_span (place->minute, place->length_min);
  g_autofree char *fit
      = uke_day_lane_describe_fit (lane, place->minute, place->length_min, NULL, NULL);
  g_autofree char *label
      = g_strdup_printf (C_ ("accessible name of a free time", "%s, %s, %s"), title, times, fit);

  uke_day_cell_show (uke_day_grid_get_cell (self), times, label);
}

/**
 * Stands on a cell of free time.
 * @self: the grid
 * @column: which column
 * @minute: minute of the day
 *
 * Returns: whether it took the focus.
 * Thread: main
 */
gboolean
uke_day_grid_focus_cell (UkeDayGrid *self, unsigned column, int minute)
{
  UkeGridPlace *place = uke_day_grid_get_place (self);

  if (column >= uke_day_grid_get_n_columns (self))
    return FALSE;
  *place = (UkeGridPlace){ column, minute, UKE_DAY_STEP_MIN };
  uke_day_grid_place_cell (self);
  return gtk_widget_grab_focus (GTK_WIDGET (uke_day_grid_get_cell (self)));
}

/**
 * Makes the time that is marked on a cell longer or shorter.
 * @self: the grid, whose cell has the focus
 * @dy: quarters of an hour
 *
 * Thread: main
 */
void
uke_day_grid_stretch_cell (UkeDayGrid *self, int dy)
{
  UkeGridPlace *place = uke_day_grid_get_place (self);
  int length = place->length_min + dy * UKE_DAY_STEP_MIN;

  if (length < UKE_DAY_STEP_MIN || place->minute + length > uke_day_grid_get_last_min (self))
    return;
  place->length_min = length;
  uke_day_grid_place_cell (self);
}

/**
 * Puts the cell where the keyboard stands, and brings it into view.
 * @self: the grid
 *
 * Thread: main
 */
void
uke_day_grid_place_cell (UkeDayGrid *self)
{
  const UkeGridPlace *place = uke_day_grid_get_place (self);
  UkeDayCell *cell = uke_day_grid_get_cell (self);

  uke_day_cell_set_pointed (cell, FALSE);
  uke_day_grid_describe_cell (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  uke_day_grid_scroll_to_span (self, place->minute, place->length_min);
}
