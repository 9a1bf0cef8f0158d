/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-opening-hours.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_HOURS_GRID (uke_hours_grid_get_type ())
G_DECLARE_FINAL_TYPE (UkeHoursGrid, uke_hours_grid, UKE, HOURS_GRID, AdwBin)

/**
 * UkeHoursGrid:
 *
 * The time table on a clinic's door (診療時間): a line for the morning and one for the afternoon,
 * each with its times and a mark for every weekday that has it. Says beneath what does not fit.
 *
 * Signals: `changed`: the table was changed by the person.
 */
GtkWidget *uke_hours_grid_new (void);
void uke_hours_grid_set_hours (UkeHoursGrid *self, const UkeOpeningHours *hours);
UkeOpeningHoursProblem uke_hours_grid_get_hours (UkeHoursGrid *self, UkeOpeningHours *out_hours);

G_END_DECLS
