/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"

#include <glib.h>

G_BEGIN_DECLS

/** UKE_NO_SHOWS_TO_WARN: from this many no-shows on, staff are told before they book. */
#define UKE_NO_SHOWS_TO_WARN 3

/**
 * UkeBookingWarning:
 *
 * What staff are shown before a booking goes through, the most serious first: a list of them is
 * sorted by the value. Warnings, never walls (product.md 4.1 no. 17). The numbers are a registry.
 */
typedef enum {
  UKE_WARNING_PATIENT_ENDED = 1,       /* deceased, moved or ended */
  UKE_WARNING_DOUBLE_PROVIDER = 2,     /* the provider has another booking then */
  UKE_WARNING_DOUBLE_CHAIR = 3,        /* the chair, room or device has */
  UKE_WARNING_DOUBLE_PATIENT = 4,      /* the patient has */
  UKE_WARNING_CLOSED_DAY = 5,          /* a closing day or holiday */
  UKE_WARNING_AWAY = 6,                /* the provider is away */
  UKE_WARNING_OUTSIDE_HOURS = 7,       /* before, after or in the lunch break */
  UKE_WARNING_IN_THE_PAST = 8,         /* it starts before now */
  UKE_WARNING_MANY_NO_SHOWS = 9,       /* UKE_NO_SHOWS_TO_WARN or more */
  UKE_WARNING_SAME_NAME_THAT_DAY = 10, /* somebody with the same name comes that day */
  UKE_WARNING_WRONG_LENGTH = 11,       /* not the menu's length */
  UKE_WARNING_HELD = 12,               /* another desk keeps the time, for a booking of its own */
} UkeBookingWarning;

#define UKE_N_BOOKING_WARNINGS 12

/** UkeOverlapSpan: a stretch of time that a booking holds. */
typedef struct {
  int64_t starts_at_us;
  int length_min;
} UkeOverlapSpan;

const char *uke_booking_warning_get_code (UkeBookingWarning warning);
gboolean uke_overlap_touches (const UkeOverlapSpan *a, const UkeOverlapSpan *b);
unsigned
uke_overlap_peak (const UkeOverlapSpan *others, unsigned n_others, const UkeOverlapSpan *window);

G_END_DECLS
