/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_DAY_CELL (uke_day_cell_get_type ())
G_DECLARE_FINAL_TYPE (UkeDayCell, uke_day_cell, UKE, DAY_CELL, GtkWidget)

/**
 * UkeDayCell:
 *
 * The place on free time where keyboard or pointer stand: an outline with its times. It takes the
 * focus as a booking does, so that a screen reader says where one is; the grid places it.
 */
GtkWidget *uke_day_cell_new (void);
void uke_day_cell_show (UkeDayCell *self, const char *times, const char *label);
void uke_day_cell_set_pointed (UkeDayCell *self, gboolean is_pointed);

G_END_DECLS
