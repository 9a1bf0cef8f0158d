/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_HOURS_ROW (uke_hours_row_get_type ())
G_DECLARE_FINAL_TYPE (UkeHoursRow, uke_hours_row, UKE, HOURS_ROW, AdwPreferencesRow)

/**
 * UkeHoursRow:
 *
 * When somebody can be reached: stretches of days and times, each chosen from lists. Reads and
 * gives the text of model/uke-best-hours.h.
 */
void uke_hours_row_set_hours (UkeHoursRow *self, const char *best_hours);
char *uke_hours_row_dup_hours (UkeHoursRow *self);

G_END_DECLS
