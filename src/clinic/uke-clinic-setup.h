/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-opening-hours.h"

G_BEGIN_DECLS

/**
 * UkeClinicSetup:
 * @clinic_name: the name of the place
 * @zone: (nullable): IANA zone; NULL is Asia/Tokyo
 * @director_family: family name of the 院長, the first member of staff
 * @director_given: (nullable): given name
 * @director_kana: (nullable): kana of both
 * @hours: (nullable): when it is open; with them come the director's column, menus and call
 *   scripts to begin with, without them the clinic begins bare
 *
 * What is asked for before a new clinic's first record is made. Owned by the caller.
 */
typedef struct {
  const char *clinic_name;
  const char *zone;
  const char *director_family;
  const char *director_given;
  const char *director_kana;
  const UkeOpeningHours *hours;
} UkeClinicSetup;

G_END_DECLS
