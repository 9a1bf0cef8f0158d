/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

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

/* What uke-day-grid.c lends to uke-day-grid-input.c. */
typedef struct {
  UkeGridMode mode;
  UkeEventBlock *block; /* (unowned) (nullable): the block being moved */
  double grip_px;       /* how far below its upper edge the pointer holds it */
  double from_x, from_y;
  gboolean at_edge;
  UkeGridGhost ghost;
} UkeGridDrag;

UkeGridDrag *uke_day_grid_get_drag (UkeDayGrid *self);
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

void uke_day_grid_input_install (GtkWidgetClass *klass);
void uke_day_grid_input_attach (UkeDayGrid *self);

G_END_DECLS
