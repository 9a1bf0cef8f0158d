/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_CARD_RELATION (uke_card_relation_get_type ())
G_DECLARE_FINAL_TYPE (UkeCardRelation, uke_card_relation, UKE, CARD_RELATION, AdwBin)

/**
 * UkeCardRelation:
 *
 * The right of the patient card: how they stand to the clinic, the calls that are owed, the
 * clinic's own properties.
 */
void uke_card_relation_show (UkeCardRelation *self, UkeClinic *clinic, UkePatientFile *file);

G_END_DECLS
