/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_FAMILY_GROUP (uke_family_group_get_type ())
G_DECLARE_FINAL_TYPE (UkeFamilyGroup, uke_family_group, UKE, FAMILY_GROUP, AdwPreferencesGroup)

/**
 * UkeFamilyGroup:
 *
 * A patient's family in the form: who belongs to it, what they are to each other, joining the
 * household of somebody who is found by search, leaving it. Nothing happens before the form is
 * saved.
 */
void uke_family_group_show (UkeFamilyGroup *self, UkeClinic *clinic, UkePatientFile *file);
void uke_family_group_add_to_form (UkeFamilyGroup *self, UkePatientForm *form);

G_END_DECLS
