/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_NEXT_VISIT (uke_next_visit_get_type ())
G_DECLARE_FINAL_TYPE (UkeNextVisit, uke_next_visit, UKE, NEXT_VISIT, AdwBin)

/**
 * UkeNextVisit:
 *
 * When a patient comes next. Where that is not decided, the first free time with whom and for what
 * they came last is one click away.
 */
void uke_next_visit_show (UkeNextVisit *self, UkeClinic *clinic, UkePatientFile *file);

G_END_DECLS
