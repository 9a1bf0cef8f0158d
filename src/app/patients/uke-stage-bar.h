/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_STAGE_BAR (uke_stage_bar_get_type ())
G_DECLARE_FINAL_TYPE (UkeStageBar, uke_stage_bar, UKE, STAGE_BAR, AdwBin)

/**
 * UkeStageBar:
 *
 * How far a patient has come with the clinic, from enquiry to repeat patient, as steps with the
 * word of the present one below.
 */
void uke_stage_bar_set_stage (UkeStageBar *self, const char *stage);

G_END_DECLS
