/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-zone.h"
#include "ctl/demo/uke-demo-bookings.h"
#include "ctl/demo/uke-demo-clinic.h"
#include "model/uke-draft.h"

G_BEGIN_DECLS

GPtrArray *uke_demo_calls_make (GRand *rand,
                                const UkeDemoClinic *clinic,
                                UkeDemoMoment now,
                                UkeZone *zone,
                                GArray *patient_ids);

G_END_DECLS
