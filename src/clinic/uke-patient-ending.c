/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-booking-check-private.h"
#include "clinic/uke-patient-check-private.h"
#include "clinic/uke-patient-commands.h"
#include "clinic/uke-work.h"
#include "model/uke-codes.h"
#include "model/uke-status.h"

/*
 * How contact with a patient ends, and how it is taken up again.
 */

/* Ending and reactivating take the patient as it was seen. */
typedef struct {
  UkeRecord *patient; /* (owned) */
  char *ended_reason; /* (owned) (nullable): NULL reactivates */
  UkeDate date;
  GPtrArray *cancelled; /* (owned) (element-type UkeRecord): bookings that end with it */
} Ending;

static Ending *
new_ending (UkeRecord *patient)
{
  Ending *ending = g_new0 (Ending, 1);

  ending->patient = g_object_ref (patient);
  ending->cancelled = g_ptr_array_new_with_free_func (g_object_unref);
  return ending;
}

static void
ending_free (gpointer data)
{
  Ending *ending = data;

  g_object_unref (ending->patient);
  g_free (ending->ended_reason);
  g_ptr_array_unref (ending->cancelled);
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

/**
 * uke_patient_end_in:
 * @work: the command at work
 * @patient: the patient as they are now
 * @ended_reason: deceased moved other
 * @date: since when
 * @error: return location
 *
 * Ends a patient inside a command; also what a call's outcome "deceased or moved" does.
 *
 * Returns: whether it could be put
 * Errors: BAD_VALUE
 * Thread: store
 */
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

/* The clinic's own decision: nobody rang to cancel. */
static gboolean
cancel_bookings (UkeWork *work, Ending *ending, GError **error)
{
  if (ending->cancelled->len > 0
      && !uke_work_check_action (work, UKE_ACTION_APPOINTMENT_CANCEL, error))
    return FALSE;
  for (unsigned i = 0; i < ending->cancelled->len; i++) {
    g_autoptr (UkeDraft) draft = uke_draft_new_from (ending->cancelled->pdata[i]);

    if (!uke_id_equal (uke_draft_get_id_value (draft, UKE_APPOINTMENT_PATIENT_ID),
                       uke_record_get_id (ending->patient)))
      return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, &UKE_ENTITY_APPOINTMENT,
                            UKE_APPOINTMENT_PATIENT_ID, uke_draft_get_id (draft));
    uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, uke_status_get_code (UKE_STATUS_CANCELLED));
    uke_draft_set_text (draft, UKE_APPOINTMENT_CANCELLED_BY, UKE_CANCELLED_BY_CLINIC);
    if (!uke_booking_perform_status (work, draft, error))
      return FALSE;
  }
  return TRUE;
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
  if (!cancel_bookings (work, ending, error))
    return FALSE;
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
 * @cancelled: (transfer none) (nullable) (element-type UkeRecord): the bookings that are to end
 * with it, as they were seen; whatever is not named here stays
 *
 * Stops every future contact: open calls are closed with the reason, messages are judged against
 * it. Upcoming bookings are for staff to decide, one by one.
 *
 * Returns: (transfer full): the command
 * Errors: STATE (ended already, a booking that is over), BAD_VALUE, CONFLICT, DENIED
 * Thread: any
 * Source: product.md 4.2 no. 12
 */
UkeCommand *
uke_command_end_patient (UkeRecord *patient,
                         const char *ended_reason,
                         UkeDate date,
                         GPtrArray *cancelled)
{
  Ending *ending = new_ending (patient);

  ending->ended_reason = g_strdup (ended_reason);
  ending->date = date;
  for (unsigned i = 0; cancelled != NULL && i < cancelled->len; i++)
    g_ptr_array_add (ending->cancelled, g_object_ref (cancelled->pdata[i]));
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
  return uke_command_new (UKE_INTENT_PATIENT_REACTIVATE, UKE_ACTION_PATIENT_REACTIVATE,
                          perform_ending, new_ending (patient), ending_free);
}
