/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-opening-hours.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_START_HOURS (uke_start_hours_get_type ())
G_DECLARE_FINAL_TYPE (UkeStartHours, uke_start_hours, UKE, START_HOURS, AdwBin)

/**
 * UkeStartHours:
 *
 * Asks when the clinic is open, so that its calendar can take bookings from the first day.
 *
 * Signals: `done`: the hours are good and the person goes on; `back`: to the card before.
 */
GtkWidget *uke_start_hours_new (const UkeOpeningHours *hours);
void uke_start_hours_get_hours (UkeStartHours *self, UkeOpeningHours *out_hours);

G_END_DECLS
