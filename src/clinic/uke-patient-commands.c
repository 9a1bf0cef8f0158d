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

  if (!uke_patient_check_form (work, form, error))
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

/* Ending and reactivating take the patient as it was seen. */
typedef struct {
  UkeRecord *patient; /* (owned) */
  char *ended_reason; /* (owned) (nullable): NULL reactivates */
  UkeDate date;
} Ending;

static void
ending_free (gpointer data)
{
  Ending *ending = data;

  g_object_unref (ending->patient);
  g_free (ending->ended_reason);
  g_free (ending);
}

/* Whatever calls are still owed to the patient end with the reason. */
static gboolean
stop_follow_ups (UkeWork *work, const UkeId *patient_id, const char *reason, GError **error)
{
  g_autoptr (GPtrArray) follow_ups
      = uke_work_read_by (work, &UKE_ENTITY_FOLLOW_UP, UKE_FOLLOW_UP_PATIENT_ID, patient_id, error);

  if (follow_ups == NULL)
    return FALSE;
  for (unsigned i = 0; i < follow_ups->len; i++) {
    UkeRecord *follow_up = follow_ups->pdata[i];
    UkeDraft *draft = NULL;

    if (!uke_follow_up_state_is_open (uke_record_get_code (follow_up, UKE_FOLLOW_UP_STATE)))
      continue;
    draft = uke_work_edit (work, follow_up);
    uke_draft_set_text (draft, UKE_FOLLOW_UP_STATE, UKE_FOLLOW_UP_REMOVED);
    uke_draft_set_text (draft, UKE_FOLLOW_UP_CLOSED_REASON, reason);
    uke_draft_set_int (draft, UKE_FOLLOW_UP_CLOSED_AT_US, uke_work_get_now_us (work));
  }
  return TRUE;
}

/* Ends a patient inside a command; also what a call's outcome "deceased or moved" does. */
gboolean
uke_patient_end_in (UkeWork *work,
                    UkeRecord *patient,
                    const char *ended_reason,
                    UkeDate date,
                    GError **error)
{
  UkeDraft *draft = NULL;

  if (!uke_codes_contain (UKE_CODES_ENDED_REASON, ended_reason))
    return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, &UKE_ENTITY_PATIENT,
                          UKE_PATIENT_ENDED_REASON, uke_record_get_id (patient));
  draft = uke_work_edit (work, patient);
  uke_draft_set_text (draft, UKE_PATIENT_ENDED_REASON, ended_reason);
  uke_draft_set_date (draft, UKE_PATIENT_ENDED_DATE, date);
  return stop_follow_ups (work, uke_record_get_id (patient), ended_reason, error);
}

static gboolean
perform_ending (UkeWork *work, gpointer data, GError **error)
{
  Ending *ending = data;
  const UkeId *id = uke_record_get_id (ending->patient);
  g_autoptr (UkeRecord) current = uke_work_read (work, &UKE_ENTITY_PATIENT, id, error);
  gboolean is_ended = FALSE;

  if (current == NULL)
    return FALSE;
  is_ended = uke_record_has (current, UKE_PATIENT_ENDED_REASON);
  if (is_ended == (ending->ended_reason != NULL))
    return uke_work_fail (error, UKE_CLINIC_ERROR_STATE, &UKE_ENTITY_PATIENT,
                          UKE_PATIENT_ENDED_REASON, id);
  uke_work_set_subject (work, id, id);
  if (ending->ended_reason != NULL)
    return uke_patient_end_in (work, current, ending->ended_reason, ending->date, error);

  UkeDraft *draft = uke_work_edit (work, current);
  uke_draft_set_null (draft, UKE_PATIENT_ENDED_REASON);
  uke_draft_set_null (draft, UKE_PATIENT_ENDED_DATE);
  return TRUE;
}

/**
 * uke_command_end_patient:
 * @patient: (transfer none): the patient as it was seen
 * @ended_reason: deceased moved other
 * @date: since when
 *
 * Stops every future contact: open calls are closed with the reason, messages are judged against
 * it. Upcoming bookings stay for staff to decide.
 *
 * Returns: (transfer full): the command
 * Errors: STATE (ended already), BAD_VALUE
 * Thread: any
 * Source: product.md 4.2 no. 12
 */
UkeCommand *
uke_command_end_patient (UkeRecord *patient, const char *ended_reason, UkeDate date)
{
  Ending *ending = g_new0 (Ending, 1);

  ending->patient = g_object_ref (patient);
  ending->ended_reason = g_strdup (ended_reason);
  ending->date = date;
  return uke_command_new (UKE_INTENT_PATIENT_END, UKE_ACTION_PATIENT_END, perform_ending, ending,
                          ending_free);
}

/**
 * uke_command_reactivate_patient:
 * @patient: (transfer none): the patient as it was seen
 *
 * Takes an ending back. Calls that were closed by it stay closed.
 *
 * Returns: (transfer full): the command
 * Errors: STATE (not ended)
 * Thread: any
 */
UkeCommand *
uke_command_reactivate_patient (UkeRecord *patient)
{
  Ending *ending = g_new0 (Ending, 1);

  ending->patient = g_object_ref (patient);
  return uke_command_new (UKE_INTENT_PATIENT_REACTIVATE, UKE_ACTION_PATIENT_REACTIVATE,
                          perform_ending, ending, ending_free);
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
