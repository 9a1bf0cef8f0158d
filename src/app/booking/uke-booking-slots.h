/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-booking-query.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The rows and words of the booking dialog. */
GtkWidget *uke_booking_slots_make_row (UkeClinic *clinic,
                                       const UkeFreeSlot *slot,
                                       UkeDate today,
                                       int digit,
                                       gboolean is_picked);
char *uke_booking_slots_readout (UkeClinic *clinic, const UkeFreeSlot *slot, const char *name);
GtkWidget *uke_booking_slots_make_warning (const char *sentence);
char *uke_booking_slots_time (const UkeZone *zone, int64_t time_us);
char *uke_booking_slots_spoken_time (const UkeZone *zone, int64_t time_us);
char *uke_booking_slots_day (UkeDate date, UkeDate today);

G_END_DECLS
