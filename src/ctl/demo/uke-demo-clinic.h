/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"
#include "model/uke-draft.h"

G_BEGIN_DECLS

/** UkeDemoProvider: a column of the demo calendar and what is usually booked there. */
typedef struct {
  const char *short_name;
  const char *name;
  const char *staff_title;
  const char *place;
  const char *group;
  unsigned capacity;
  int busy_percent;     /* how full an ordinary day is */
  int morning_min[2];   /* minutes of day */
  int afternoon_min[2]; /* { 0, 0 }: none */
  unsigned menus[5];    /* positions in UKE_DEMO_MENUS, weighted by repetition */
} UkeDemoProvider;

/** UkeDemoAbsence: when one provider is out on the demo's day. */
typedef struct {
  unsigned provider;
  int from_min;
  int to_min;
  const char *reason;
} UkeDemoAbsence;

/** UkeDemoMenu: a treatment menu of the demo clinic. */
typedef struct {
  const char *name;
  int length_min;
  int price_yen; /* 0: insured */
} UkeDemoMenu;

extern const UkeDemoProvider UKE_DEMO_PROVIDERS[];
extern const unsigned UKE_DEMO_N_PROVIDERS;
extern const UkeDemoAbsence UKE_DEMO_ABSENCE;
extern const UkeDemoMenu UKE_DEMO_MENUS[];
extern const unsigned UKE_DEMO_N_MENUS;

/**
 * UkeDemoClinic:
 *
 * The ids that the demo's bookings and calls refer to, in the order of the tables above.
 */
typedef struct {
  UkeId clinic_id;
  GArray *provider_ids; /* (element-type UkeId) */
  GArray *chair_ids;    /* (element-type UkeId) */
  GArray *menu_ids;     /* (element-type UkeId) */
  GArray *staff_ids;    /* (element-type UkeId): reception and nurses, who call */
} UkeDemoClinic;

void uke_demo_clinic_clear (UkeDemoClinic *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UkeDemoClinic, uke_demo_clinic_clear)

GPtrArray *uke_demo_clinic_set_up (UkeDemoClinic *self,
                                   const UkeId *clinic_id,
                                   const UkeId *director_id,
                                   GRand *rand,
                                   int64_t now_us,
                                   UkeDate today);
UkeId uke_demo_id (GRand *rand, int64_t at_us);

G_END_DECLS
