/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-day-query.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_BOOKING_POPOVER (uke_booking_popover_get_type ())
G_DECLARE_FINAL_TYPE (UkeBookingPopover, uke_booking_popover, UKE, BOOKING_POPOVER, GtkPopover)

/**
 * UkeBookingPopover:
 *
 * The fact sheet of a booking: who, in which state, what to heed, and the next steps with their
 * digits. Emits `set-status (int digit)` and `move`.
 */
GtkWidget *uke_booking_popover_new (void);
void uke_booking_popover_show (UkeBookingPopover *self,
                               UkeClinic *clinic,
                               const UkeDay *day,
                               const UkeDayCard *card);
const UkeId *uke_booking_popover_get_appointment (UkeBookingPopover *self);

G_END_DECLS
