/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_PATIENT_CARD (uke_patient_card_get_type ())
G_DECLARE_FINAL_TYPE (UkePatientCard, uke_patient_card, UKE, PATIENT_CARD, AdwBin)

/**
 * UkePatientCard:
 *
 * Everything needed while the patient speaks, on one screen: who they are, what to mind at the
 * desk, how to reach them, what happened, how they stand to the clinic. Follows changes while it is
 * open.
 *
 * Signals:
 * `loaded`: another patient is shown, or the shown one changed.
 */
void uke_patient_card_open (UkePatientCard *self, UkeClinic *clinic, const UkeId *patient_id);
void uke_patient_card_close (UkePatientCard *self);
UkePatientFile *uke_patient_card_get_file (UkePatientCard *self);
AdwFlap *uke_patient_card_get_left_flap (UkePatientCard *self);
AdwFlap *uke_patient_card_get_right_flap (UkePatientCard *self);

G_END_DECLS
