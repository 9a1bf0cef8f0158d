/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-zone.h"
#include "clinic/uke-booking-query.h"
#include "feed/uke-lease-book.h"

G_BEGIN_DECLS

/** UKE_LEASE_LENGTH_MIN: what is leased, at a time: two short bookings or a long one. */
#define UKE_LEASE_LENGTH_MIN 60

/** UKE_LEASE_LEAD_US: a lease whose time is as near as this is given up while the server is
 * reached: what nobody took by then is for whoever comes in, at any desk. */
#define UKE_LEASE_LEAD_US (60 * 60 * (int64_t)G_USEC_PER_SEC)

/** UKE_LEASE_AHEAD_US: as far ahead times are leased: as long as staff can sign in without the
 * server. */
#define UKE_LEASE_AHEAD_US (72 * 3600 * (int64_t)G_USEC_PER_SEC)

/** UKE_LEASE_SHARE: of a provider's free hours of a day, one of so many may be leased. */
#define UKE_LEASE_SHARE 4

/** UKE_LEASE_MAX: how many leases a desk has at most: two a block, for provider and chair. */
#define UKE_LEASE_MAX 80

/**
 * UkeLeaseSituation:
 * @now_us: the server's clock
 * @n_hours: how many hours a day and provider this desk may lease
 * @zone: the clinic's
 * @free: (element-type UkeFreeSlot): every free hour until UKE_LEASE_AHEAD_US, by time; this desk's
 *   own leases are free
 * @leases: what it has
 */
typedef struct {
  int64_t now_us;
  unsigned n_hours;
  const UkeZone *zone;
  const GArray *free;
  const UkeLeaseBook *leases;
} UkeLeaseSituation;

/**
 * UkeLeasePlan:
 * @wishes: (element-type UkeWireHoldWish): what to ask for; a provider's and its chair's follow
 * each other
 * @ended: (element-type UkeId): holds that are of no use any more
 */
typedef struct {
  GArray *wishes; /* (owned) */
  GArray *ended;  /* (owned) */
} UkeLeasePlan;

void uke_lease_plan_make (const UkeLeaseSituation *situation, UkeLeasePlan *out_plan);
void uke_lease_plan_clear (UkeLeasePlan *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UkeLeasePlan, uke_lease_plan_clear)

G_END_DECLS
