/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-perform.h"
#include "clinic/uke-clinic.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** UkeBookingPlace: what is known of a booking before it is asked for; zero where nothing is. */
typedef struct {
  int64_t starts_at_us;
  int length_min;
  UkeId provider_id;
  UkeId chair_id;
  UkeId menu_id;
} UkeBookingPlace;

#define UKE_TYPE_BOOKING_DIALOG (uke_booking_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UkeBookingDialog, uke_booking_dialog, UKE, BOOKING_DIALOG, AdwWindow)

/**
 * UkeBookingDialog:
 *
 * Books by asking in any order: who, what for, with whom, when. Offers the next free slots, each
 * with its digit, and says what speaks against the chosen one before it is confirmed.
 */
void uke_booking_dialog_present (GtkWidget *where,
                                 UkeClinic *clinic,
                                 const UkeId *patient_id,
                                 const UkeBookingPlace *place);
UkeBookingDialog *uke_booking_dialog_new (GtkWindow *parent,
                                          UkeClinic *clinic,
                                          const UkeId *patient_id,
                                          const UkeBookingPlace *place);
void uke_booking_dialog_set_then (UkeBookingDialog *self,
                                  UkePerformedFunc then,
                                  gpointer user_data,
                                  GDestroyNotify destroy);

G_END_DECLS
