/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_CARD_TIMELINE (uke_card_timeline_get_type ())
G_DECLARE_FINAL_TYPE (UkeCardTimeline, uke_card_timeline, UKE, CARD_TIMELINE, AdwBin)

/**
 * UkeCardTimeline:
 *
 * The middle of the patient card: everything that happened and will, filtered by kind.
 */
void uke_card_timeline_show (UkeCardTimeline *self, UkeClinic *clinic, UkePatientFile *file);

G_END_DECLS
