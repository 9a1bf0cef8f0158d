/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** UkeDemoFamilyName: a family name as written, in hiragana, and how often it occurs beside the
 * others. */
typedef struct {
  const char *name;
  const char *kana;
  unsigned weight;
} UkeDemoFamilyName;

/** UkeDemoGivenName: a given name, in hiragana, with the years of birth in which it was usual. */
typedef struct {
  const char *name;
  const char *kana;
  int from_year;
  int to_year;
  unsigned weight;
} UkeDemoGivenName;

extern const UkeDemoFamilyName UKE_DEMO_FAMILY_NAMES[];
extern const UkeDemoGivenName UKE_DEMO_MALE_NAMES[];
extern const UkeDemoGivenName UKE_DEMO_FEMALE_NAMES[];
extern const unsigned UKE_DEMO_N_FAMILY_NAMES, UKE_DEMO_N_MALE_NAMES, UKE_DEMO_N_FEMALE_NAMES;

G_END_DECLS
