/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-search.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_PATIENT_PICKER (uke_patient_picker_get_type ())
G_DECLARE_FINAL_TYPE (UkePatientPicker, uke_patient_picker, UKE, PATIENT_PICKER, GtkWidget)

/**
 * UkePatientPicker:
 *
 * Chooses a patient inside a form: an entry that searches while it is typed into, then the card of
 * whoever was chosen, with a way back. Emits `changed`.
 */
GtkWidget *uke_patient_picker_new (UkeClinic *clinic);
void uke_patient_picker_set_patient (UkePatientPicker *self, const UkeId *patient_id);
const UkeId *uke_patient_picker_get_patient (UkePatientPicker *self);
const char *uke_patient_picker_get_name (UkePatientPicker *self);

G_END_DECLS
