/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_PATIENT_SHEET (uke_patient_sheet_get_type ())
G_DECLARE_FINAL_TYPE (UkePatientSheet, uke_patient_sheet, UKE, PATIENT_SHEET, AdwBin)

/**
 * UkePatientSheet:
 *
 * Everything the clinic keeps about a patient as a form, in one column or two. It reads into a
 * UkePatientForm and saves nothing itself.
 */
void uke_patient_sheet_show (UkePatientSheet *self, UkeClinic *clinic, UkePatientFile *file);
void uke_patient_sheet_set_wide (UkePatientSheet *self, gboolean is_wide);
void uke_patient_sheet_use_searched (UkePatientSheet *self, const char *text);
gboolean uke_patient_sheet_suggest_number (UkePatientSheet *self, const char *number);
UkePatientForm *
uke_patient_sheet_make_form (UkePatientSheet *self, GtkWidget **out_where, char **out_problem);
GtkWidget *uke_patient_sheet_find (UkePatientSheet *self, const char *field);

G_END_DECLS
