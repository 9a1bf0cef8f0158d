/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"
#include "base/uke-zone.h"
#include "model/uke-status.h"

G_BEGIN_DECLS

/** UkeDemoBooking: one planned booking; positions refer to the demo's tables and people. */
typedef struct {
  unsigned provider;
  unsigned menu;
  unsigned patient;
  UkeDate date;
  int start_min;
  int length_min;
  UkeStatus status;
  gboolean is_first_visit;
  gboolean is_web;
} UkeDemoBooking;

/** UkeDemoVisits: what the planned bookings say about one patient. */
typedef struct {
  unsigned n_visits;
  UkeDate last_visit_date; /* UKE_DATE_NONE: none in the planned months */
  UkeDate next_date;       /* UKE_DATE_NONE: nothing booked */
} UkeDemoVisits;

/** UkeDemoMoment: the demo's present, in the clinic's zone. */
typedef struct {
  UkeDate today;
  int now_min;
} UkeDemoMoment;

GArray *uke_demo_bookings_plan (GRand *rand, UkeDemoMoment now, unsigned n_patients);
GArray *uke_demo_bookings_visits (GArray *bookings, UkeDemoMoment now, unsigned n_patients);
unsigned uke_demo_bookings_first_new_patient (unsigned n_patients);

G_END_DECLS
