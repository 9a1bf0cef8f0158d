/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_PATIENT_EDITOR (uke_patient_editor_get_type ())
G_DECLARE_FINAL_TYPE (UkePatientEditor, uke_patient_editor, UKE, PATIENT_EDITOR, AdwWindow)

/**
 * UkePatientEditor:
 *
 * The form of a patient's details, for a new patient or one who is known. What was typed is checked
 * while it is typed; a new patient is compared with everybody who is registered before they are
 * registered a second time.
 */
GtkWidget *uke_patient_editor_new (GtkWindow *parent, UkeClinic *clinic, const char *text);
GtkWidget *uke_patient_editor_new_for (GtkWindow *parent, UkeClinic *clinic, UkePatientFile *file);

G_END_DECLS
