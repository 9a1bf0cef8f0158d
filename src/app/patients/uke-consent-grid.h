/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_CONSENT_GRID (uke_consent_grid_get_type ())
G_DECLARE_FINAL_TYPE (UkeConsentGrid, uke_consent_grid, UKE, CONSENT_GRID, AdwBin)

/**
 * UkeConsentGrid:
 *
 * What a patient agreed to, channel by purpose. A cell opens the choice of what they say now; the
 * answer is recorded with who asked and when.
 */
void uke_consent_grid_show (UkeConsentGrid *self, UkePatientFile *file);

G_END_DECLS
