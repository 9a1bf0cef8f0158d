/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-patient-commands.h"

#include "clinic/uke-patient-check-private.h"
#include "clinic/uke-work.h"
#include "model/uke-codes.h"

/**
 * uke_patient_form_new:
 * @patient: (transfer full): the patient, new or changed
 *
 * Returns: (transfer full): a form without rows
 * Errors: none
 * Thread: any
 */
UkePatientForm *
uke_patient_form_new (UkeDraft *patient)
{
  UkePatientForm *self = g_new0 (UkePatientForm, 1);

  self->patient = patient;
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_draft_free);
  self->removed = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

/**
 * uke_patient_form_copy:
 * @self: a form
 *
 * Returns: (transfer full): a copy that shares no draft with it
 * Errors: none
 * Thread: any
 */
UkePatientForm *
uke_patient_form_copy (const UkePatientForm *self)
{
  UkePatientForm *copy = uke_patient_form_new (uke_draft_copy (self->patient));

  for (unsigned i = 0; i < self->rows->len; i++)
    g_ptr_array_add (copy->rows, uke_draft_copy (self->rows->pdata[i]));
  for (unsigned i = 0; i < self->removed->len; i++)
    g_ptr_array_add (copy->removed, g_object_ref (self->removed->pdata[i]));
  copy->family_of = self->family_of;
  return copy;
}

/**
 * uke_patient_form_free:
 * @self: (transfer full) (nullable): a form
 *
 * Errors: none
 * Thread: any
 */
void
uke_patient_form_free (UkePatientForm *self)
{
  if (self == NULL)
    return;
  uke_draft_free (self->patient);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->removed);
  g_free (self);
}

/**
 * uke_patient_form_add:
 * @self: a form
 * @row: (transfer full): a new or changed row that belongs to the patient
 *
 * Errors: none
 * Thread: any
 */
void
uke_patient_form_add (UkePatientForm *self, UkeDraft *row)
{
  g_ptr_array_add (self->rows, row);
}

/**
 * uke_patient_form_remove:
 * @self: a form
 * @row: (transfer none): a row to take away, as it was seen
 *
 * Errors: none
 * Thread: any
 */
void
uke_patient_form_remove (UkePatientForm *self, UkeRecord *row)
{
  g_ptr_array_add (self->removed, g_object_ref (row));
}

/**
 * uke_consent_id:
 * @patient_id: whose consent
 * @purpose: for what
 * @channel: by which channel
 *
 * The id of the one row of a patient, purpose and channel; made from these three, so that two
 * desks make the same row.
 *
 * Returns: the id
 * Errors: none
 * Thread: any
 * Source: decision 7
 */
UkeId
uke_consent_id (const UkeId *patient_id, const char *purpose, const char *channel)
{
  char hex[UKE_ID_HEX_SIZE];
  g_autofree char *text = NULL;

  uke_id_to_hex (patient_id, hex);
  text = g_strjoin (":", hex, purpose, channel, NULL);
  return uke_work_id_from_text ("consent", text);
}

/**
 * uke_consent_draft_new:
 * @seen: (nullable): the consent as it was seen, NULL where nothing was said yet
 * @patient_id: whose
 * @purpose: for what
 * @channel: by which channel
 * @state: granted or refused
 *
 * Makes the draft of one decision. When, by whom and by which route it was taken is filled in by
 * the command where the caller leaves it out.
 *
 * Returns: (transfer full): the draft
 * Errors: none
 * Thread: any
 * Source: decision 7
 */
UkeDraft *
uke_consent_draft_new (UkeRecord *seen,
                       const UkeId *patient_id,
                       const char *purpose,
                       const char *channel,
                       const char *state)
{
  UkeDraft *draft = NULL;

  if (seen != NULL) {
    draft = uke_draft_new_from (seen);
  } else {
    UkeId id = uke_consent_id (patient_id, purpose, channel);

    draft = uke_draft_new_with_id (&UKE_ENTITY_CONSENT, &id);
    uke_draft_set_id (draft, UKE_CONSENT_PATIENT_ID, patient_id);
    uke_draft_set_text (draft, UKE_CONSENT_PURPOSE, purpose);
    uke_draft_set_text (draft, UKE_CONSENT_CHANNEL, channel);
  }
  uke_draft_set_text (draft, UKE_CONSENT_STATE, state);
  return draft;
}

static void
form_free (gpointer data)
{
  uke_patient_form_free (data);
}

static gboolean
perform_save_patient (UkeWork *work, gpointer data, GError **error)
{
  UkePatientForm *form = data;
  const UkeId *id = uke_draft_get_id (form->patient);

  if (!uke_patient_join_family (work, form, error) || !uke_patient_check_form (work, form, error))
    return FALSE;
  if (!uke_work_check_warnings (work, error))
    return FALSE;
  uke_patient_put_form (work, form);
  uke_work_set_subject (work, id, id);
  return TRUE;
}

/**
 * uke_command_register_patient:
 * @form: (transfer full): a new patient and their rows
 *
 * Returns: (transfer full): the command
 * Errors: MISSING (a name), BAD_VALUE, DUPLICATE (the patient number), WARNINGS are not used:
 * CLINICAL_CONTENT until the command accepts warnings
 * Thread: any
 * Source: product.md 4.2 no. 10
 */
UkeCommand *
uke_command_register_patient (UkePatientForm *form)
{
  return uke_command_new (UKE_INTENT_PATIENT_REGISTER, UKE_ACTION_PATIENT_REGISTER,
                          perform_save_patient, form, form_free);
}

/**
 * uke_command_edit_patient:
 * @form: (transfer full): a patient and rows, changed from what was seen
 *
 * Returns: (transfer full): the command
 * Errors: MISSING, BAD_VALUE, DUPLICATE, CONFLICT, CLINICAL_CONTENT until the command accepts
 * warnings
 * Thread: any
 */
UkeCommand *
uke_command_edit_patient (UkePatientForm *form)
{
  return uke_command_new (UKE_INTENT_PATIENT_EDIT, UKE_ACTION_PATIENT_EDIT, perform_save_patient,
                          form, form_free);
}

static void
draft_free (gpointer data)
{
  uke_draft_free (data);
}

static gboolean
perform_set_consent (UkeWork *work, gpointer data, GError **error)
{
  UkeDraft *draft = data;
  const UkeId *patient_id = uke_draft_get_id_value (draft, UKE_CONSENT_PATIENT_ID);

  if (!uke_patient_check_row (work, draft, patient_id, error))
    return FALSE;
  uke_work_put (work, uke_draft_copy (draft));
  uke_work_set_subject (work, uke_draft_get_id (draft), patient_id);
  return TRUE;
}

/**
 * uke_command_set_consent:
 * @consent: (transfer full): from uke_consent_draft_new()
 *
 * Returns: (transfer full): the command
 * Errors: BAD_VALUE, CONFLICT
 * Thread: any
 * Source: decision 7
 */
UkeCommand *
uke_command_set_consent (UkeDraft *consent)
{
  return uke_command_new (UKE_INTENT_CONSENT_SET, UKE_ACTION_CONSENT_RECORD, perform_set_consent,
                          consent, draft_free);
}
