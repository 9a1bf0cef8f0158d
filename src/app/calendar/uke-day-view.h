/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/calendar/uke-day-grid.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_DAY_VIEW (uke_day_view_get_type ())
G_DECLARE_FINAL_TYPE (UkeDayView, uke_day_view, UKE, DAY_VIEW, GtkWidget)

/**
 * UkeDayView:
 *
 * A day grid with its heads and hours, which stay in sight while the grid scrolls both ways.
 */
GtkWidget *uke_day_view_new (void);
UkeDayGrid *uke_day_view_get_grid (UkeDayView *self);
void uke_day_view_show (UkeDayView *self, int first_min, int last_min, GPtrArray *columns);
void uke_day_view_set_now (UkeDayView *self, int now_min);
void uke_day_view_scroll_to (UkeDayView *self, int minute, int from_min, int to_min);

G_END_DECLS
