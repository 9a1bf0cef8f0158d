/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"
#include "clinic/uke-command.h"
#include "model/uke-merge-plan.h"

G_BEGIN_DECLS

/**
 * UkePatientForm:
 * @patient: (owned): the patient, new or changed
 * @rows: (owned) (element-type UkeDraft): new or changed phones, e-mails, addresses, tags,
 * properties and consents, each naming @patient; a consent is named by purpose and channel (see
 * uke_consent_draft_new())
 * @removed: (owned) (element-type UkeRecord): rows of those kinds to take away, as they were seen
 * @family_of: another patient whose household this one joins; where they are in none yet, one is
 * made for both. UKE_ID_NONE leaves the household as @patient says
 *
 * A patient as somebody wants it to be: everything that one form saves in one go.
 */
typedef struct {
  UkeDraft *patient;
  GPtrArray *rows;
  GPtrArray *removed;
  UkeId family_of;
} UkePatientForm;

UkePatientForm *uke_patient_form_new (UkeDraft *patient);
UkePatientForm *uke_patient_form_copy (const UkePatientForm *self);
void uke_patient_form_free (UkePatientForm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkePatientForm, uke_patient_form_free)
void uke_patient_form_add (UkePatientForm *self, UkeDraft *row);
void uke_patient_form_remove (UkePatientForm *self, UkeRecord *row);

UkeDraft *uke_consent_draft_new (UkeRecord *seen,
                                 const UkeId *patient_id,
                                 const char *purpose,
                                 const char *channel,
                                 const char *state);
UkeId uke_consent_id (const UkeId *patient_id, const char *purpose, const char *channel);

UkeCommand *uke_command_register_patient (UkePatientForm *form);
UkeCommand *uke_command_edit_patient (UkePatientForm *form);
UkeCommand *uke_command_end_patient (UkeRecord *patient,
                                     const char *ended_reason,
                                     UkeDate date,
                                     GPtrArray *cancelled);
UkeCommand *uke_command_reactivate_patient (UkeRecord *patient);
UkeCommand *uke_command_set_consent (UkeDraft *consent);
UkeCommand *uke_command_set_household (UkeRecord *patient,
                                       const UkeId *household_id,
                                       const char *household_name,
                                       const char *relation);
UkeCommand *uke_command_add_tag (const UkeId *patient_id, const char *tag);
UkeCommand *uke_command_remove_tag (UkeRecord *tag);
UkeCommand *
uke_command_decide_duplicate (const UkeId *first_id, const UkeId *second_id, const char *decision);
UkeCommand *uke_command_merge_patients (UkeMergePlan *plan);
UkeCommand *uke_command_part_patients (const UkeId *change_set_id);

G_END_DECLS
