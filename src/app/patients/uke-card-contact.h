/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_CARD_CONTACT (uke_card_contact_get_type ())
G_DECLARE_FINAL_TYPE (UkeCardContact, uke_card_contact, UKE, CARD_CONTACT, AdwBin)

/**
 * UkeCardContact:
 *
 * The left of the patient card: how to reach them, what they agreed to, their family and tags.
 */
void uke_card_contact_show (UkeCardContact *self, UkeClinic *clinic, UkePatientFile *file);

G_END_DECLS
