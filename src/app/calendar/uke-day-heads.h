/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/calendar/uke-day-grid.h"

G_BEGIN_DECLS

#define UKE_TYPE_DAY_HEADS (uke_day_heads_get_type ())
G_DECLARE_FINAL_TYPE (UkeDayHeads, uke_day_heads, UKE, DAY_HEADS, GtkWidget)

/**
 * UkeDayHeads:
 *
 * The heads over the columns of a grid: name, place, count, and how full the day is. Stays in
 * sight while the grid scrolls.
 */
GtkWidget *uke_day_heads_new (UkeDayGrid *grid);
void uke_day_heads_update (UkeDayHeads *self);

#define UKE_TYPE_DAY_GUTTER (uke_day_gutter_get_type ())
G_DECLARE_FINAL_TYPE (UkeDayGutter, uke_day_gutter, UKE, DAY_GUTTER, GtkWidget)

/**
 * UkeDayGutter:
 *
 * The hours at the left edge of a grid, with the pill of the present time.
 */
GtkWidget *uke_day_gutter_new (UkeDayGrid *grid);
void uke_day_gutter_set_now (UkeDayGutter *self, int now_min);

G_END_DECLS
