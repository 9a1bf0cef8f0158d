/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

/**
 * UkePatientContacts:
 * @patient: (owned): the patient
 * @phones, @emails, @addresses: (owned) (element-type UkeRecord): how they are reached
 */
typedef struct {
  UkeRecord *patient;
  GPtrArray *phones;
  GPtrArray *emails;
  GPtrArray *addresses;
} UkePatientContacts;

void uke_patient_contacts_free (UkePatientContacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkePatientContacts, uke_patient_contacts_free)

/* (element-type UkePatientContacts): of the patients named by `ids`, in their order; those who are
 * gone are left out. Lists that leave the clinic are in the audit by uke_clinic_note_async(). */
void uke_clinic_load_contacts_async (UkeClinic *self,
                                     GArray *ids,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *uke_clinic_load_contacts_finish (UkeClinic *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
