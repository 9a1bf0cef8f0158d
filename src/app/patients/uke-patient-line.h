/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-outline-query.h"

G_BEGIN_DECLS

#define UKE_TYPE_PATIENT_LINE (uke_patient_line_get_type ())
G_DECLARE_FINAL_TYPE (UkePatientLine, uke_patient_line, UKE, PATIENT_LINE, GObject)

/**
 * UkePatientLine:
 *
 * One row of the list of patients: who it is at once, from memory; what the store knows beside it
 * follows a moment later and is told by `changed`.
 */
UkePatientLine *uke_patient_line_new (UkeSearchHit *hit);
UkeSearchHit *uke_patient_line_get_hit (UkePatientLine *self);
const UkePatientOutline *uke_patient_line_get_outline (UkePatientLine *self);
void uke_patient_line_changed (UkePatientLine *self);
void uke_patient_line_take_outline (UkePatientLine *self, UkePatientOutline *outline);
void uke_patient_line_take_outlines (GPtrArray *lines, GPtrArray *outlines);

G_END_DECLS
