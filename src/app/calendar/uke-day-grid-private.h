/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/calendar/uke-day-cell.h"
#include "app/calendar/uke-day-grid.h"

G_BEGIN_DECLS

/** UkeGridMode: what a person is doing with the grid. */
typedef enum {
  UKE_GRID_IDLE,
  UKE_GRID_PRESSED, /* the button is down, the pointer has not gone 10 px */
  UKE_GRID_BOOKING, /* dragging over free time */
  UKE_GRID_MOVING,  /* a block follows the pointer */
  UKE_GRID_STRETCHING,
  UKE_GRID_KEY_MOVING, /* a block follows the arrow keys */
} UkeGridMode;

/** UkeGridGhost: where the thing being dragged would land. */
typedef struct {
  unsigned column;
  int start_min;
  int length_min;
} UkeGridGhost;

/** UkeGridPlace: the free time that the keyboard stands on, or stood on last. */
typedef struct {
  unsigned column;
  int minute;
  int length_min;
} UkeGridPlace;

/* What uke-day-grid.c lends to uke-day-grid-input.c. */
typedef struct {
  UkeGridMode mode;
  UkeEventBlock *block; /* (unowned) (nullable): the block being moved */
  double grip_px;       /* how far below its upper edge the pointer holds it */
  double from_x, from_y;
  double at_x, at_y; /* where the pointer is now, for scrolling while it rests at an edge */
  gboolean at_edge;
  UkeGridGhost ghost;
} UkeGridDrag;

UkeGridDrag *uke_day_grid_get_drag (UkeDayGrid *self);
UkeGridPlace *uke_day_grid_get_place (UkeDayGrid *self);
UkeDayCell *uke_day_grid_get_cell (UkeDayGrid *self);
char *uke_day_grid_format_span (int start_min, int length_min);
void uke_day_grid_set_mode (UkeDayGrid *self, UkeGridMode mode);
unsigned uke_day_grid_column_at (UkeDayGrid *self, double x);
UkeEventBlock *uke_day_grid_block_at (UkeDayGrid *self, double x, double y);
void uke_day_grid_emit_open (UkeDayGrid *self, UkeEventBlock *block);
void uke_day_grid_emit_book (UkeDayGrid *self, unsigned column, int start_min, int length_min);
void uke_day_grid_emit_move (UkeDayGrid *self,
                             UkeEventBlock *block,
                             unsigned column,
                             int start_min,
                             int length_min);
void uke_day_grid_emit_status (UkeDayGrid *self, UkeEventBlock *block, int digit);

gboolean uke_day_grid_move_focus (GtkWidget *widget, GtkDirectionType direction);
void uke_day_grid_step_focus (UkeDayGrid *self, int dx, int dy);
gboolean uke_day_grid_focus_cell (UkeDayGrid *self, unsigned column, int minute);
void uke_day_grid_stretch_cell (UkeDayGrid *self, int dy);
void uke_day_grid_place_cell (UkeDayGrid *self);
void uke_day_grid_describe_cell (UkeDayGrid *self);
void uke_day_grid_scroll_to_span (UkeDayGrid *self, int start_min, int length_min);

void uke_day_grid_input_install (GtkWidgetClass *klass);
void uke_day_grid_input_attach (UkeDayGrid *self);

G_END_DECLS
