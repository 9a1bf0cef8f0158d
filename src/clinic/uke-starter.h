/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-draft.h"
#include "model/uke-opening-hours.h"

G_BEGIN_DECLS

/**
 * UkeStarterScript:
 * @reason: the reason of a call it belongs to
 * @name: its name
 * @steps: what to say, one line a step; {clinic} {staff} {patient} are filled in
 *
 * A call script that every new clinic begins with.
 */
typedef struct {
  const char *reason;
  const char *name;
  const char *steps;
} UkeStarterScript;

const UkeStarterScript *uke_starter_get_scripts (unsigned *out_n);
GPtrArray *uke_starter_new_drafts (UkeDraft *place,
                                   UkeDraft *director,
                                   const UkeOpeningHours *hours,
                                   int64_t now_us);

G_END_DECLS
