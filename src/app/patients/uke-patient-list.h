/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-outline-query.h"

G_BEGIN_DECLS

#define UKE_TYPE_PATIENT_LIST (uke_patient_list_get_type ())
G_DECLARE_FINAL_TYPE (UkePatientList, uke_patient_list, UKE, PATIENT_LIST, GObject)

/**
 * UkePatientList:
 *
 * The patients of the clinic as a list of `UkeSearchHit`: all of them in kana order, those that
 * match a text, or those of a filter. Only what a view asks for is made, a page at a time. Follows
 * the clinic's changes.
 */
UkePatientList *uke_patient_list_new (UkeClinic *clinic);

void uke_patient_list_set_text (UkePatientList *self, const char *text);
const char *uke_patient_list_get_text (UkePatientList *self);
void uke_patient_list_set_filter (UkePatientList *self, UkePatientFilter filter);
UkePatientFilter uke_patient_list_get_filter (UkePatientList *self);
void uke_patient_list_set_frozen (UkePatientList *self, gboolean is_frozen);
unsigned uke_patient_list_get_total (UkePatientList *self);

G_END_DECLS
