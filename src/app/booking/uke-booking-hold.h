/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-booking-query.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UkeBookingHold:
 *
 * Keeps the chosen slot for this desk while somebody is on the telephone, and says in one line how
 * it stands with it. Without a server there is nothing to keep and nothing to say.
 */
typedef struct _UkeBookingHold UkeBookingHold;

UkeBookingHold *
uke_booking_hold_new (UkeClinic *clinic, GtkBox *line, void (*lost) (gpointer data), gpointer data);
void uke_booking_hold_free (UkeBookingHold *self);

gboolean uke_booking_hold_was_taken (UkeBookingHold *self, const UkeFreeSlot *slot);
void uke_booking_hold_choose (UkeBookingHold *self, const UkeFreeSlot *slot);
void uke_booking_hold_leave (UkeBookingHold *self);

G_END_DECLS
