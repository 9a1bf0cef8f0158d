/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-booking-commands.h"

#include "clinic/uke-booking-check-private.h"
#include "clinic/uke-work.h"
#include "model/uke-codes.h"
#include "model/uke-overlap.h"

#define SLOT_FIELDS                                                                                \
  (UINT64_C (1) << UKE_APPOINTMENT_STARTS_AT_US | UINT64_C (1) << UKE_APPOINTMENT_LENGTH_MIN       \
   | UINT64_C (1) << UKE_APPOINTMENT_PROVIDER_ID | UINT64_C (1) << UKE_APPOINTMENT_CHAIR_ID)

#define US_PER_MINUTE INT64_C (60000000)

static void
draft_free (gpointer data)
{
  uke_draft_free (data);
}

static gboolean
fail_field (GError **error, UkeClinicError code, UkeDraft *draft, unsigned field)
{
  return uke_work_fail (error, code, &UKE_ENTITY_APPOINTMENT, (int)field, uke_draft_get_id (draft));
}

static gboolean
check_times (UkeDraft *draft, GError **error)
{
  int64_t length = uke_draft_get_int (draft, UKE_APPOINTMENT_LENGTH_MIN);
  int64_t start = uke_draft_get_int (draft, UKE_APPOINTMENT_STARTS_AT_US);

  if (uke_id_is_none (uke_draft_get_id_value (draft, UKE_APPOINTMENT_PATIENT_ID)))
    return fail_field (error, UKE_CLINIC_ERROR_MISSING, draft, UKE_APPOINTMENT_PATIENT_ID);
  if (uke_draft_get_value (draft, UKE_APPOINTMENT_STARTS_AT_US)->kind == UKE_VALUE_NULL)
    return fail_field (error, UKE_CLINIC_ERROR_MISSING, draft, UKE_APPOINTMENT_STARTS_AT_US);
  if (start <= 0 || start % (5 * US_PER_MINUTE) != 0)
    return fail_field (error, UKE_CLINIC_ERROR_BAD_VALUE, draft, UKE_APPOINTMENT_STARTS_AT_US);
  if (length < 5 || length > 12 * 60 || length % 5 != 0)
    return fail_field (error, UKE_CLINIC_ERROR_BAD_VALUE, draft, UKE_APPOINTMENT_LENGTH_MIN);
  return TRUE;
}

/* Warns, never walls: what was not shown yet is reported; an accepted overlap takes an extra lane,
 * is marked and needs its own permission (decision 11). */
static gboolean
check_rules (UkeWork *work, UkeDraft *draft, GError **error)
{
  gboolean overlaps = FALSE;

  if (!uke_booking_check (uke_work_get_db (work), uke_work_get_zone (work),
                          uke_work_get_now_us (work), draft, uke_work_get_clinic_id (work),
                          uke_work_get_held (work), uke_work_get_warnings (work), &overlaps, error))
    return FALSE;
  if (!uke_work_check_warnings (work, error))
    return FALSE;
  if (overlaps && !uke_work_check_action (work, UKE_ACTION_APPOINTMENT_OVERBOOK, error))
    return FALSE;
  if (overlaps || uke_draft_get_int (draft, UKE_APPOINTMENT_OVERLAP_ACCEPTED) != 0)
    uke_draft_set_int (draft, UKE_APPOINTMENT_OVERLAP_ACCEPTED, overlaps);
  return TRUE;
}

/**
 * uke_booking_put:
 * @work: the command at work
 * @draft: a booking as it shall become; copied
 * @error: return location
 *
 * Puts a booking that has a new time or place, once everything about it is checked.
 *
 * Returns: whether it may stand there
 * Errors: MISSING, BAD_VALUE, CONFLICT, WARNINGS, DENIED, NEEDS_REASON
 * Thread: store
 */
gboolean
uke_booking_put (UkeWork *work, UkeDraft *draft, GError **error)
{
  if (!check_times (draft, error) || !uke_work_check_draft (work, draft, error)
      || !uke_work_check_seen (work, draft, error) || !check_rules (work, draft, error))
    return FALSE;
  uke_work_set_subject (work, uke_draft_get_id (draft),
                        uke_draft_get_id_value (draft, UKE_APPOINTMENT_PATIENT_ID));
  uke_work_put (work, uke_draft_copy (draft));
  return TRUE;
}

/* A list that was brought in may know the last visit without having counted any. */
static gboolean
has_never_come (UkeRecord *patient)
{
  return uke_record_get_int (patient, UKE_PATIENT_VISIT_COUNT) == 0
         && !uke_record_has (patient, UKE_PATIENT_FIRST_VISIT_DATE)
         && !uke_record_has (patient, UKE_PATIENT_LAST_VISIT_DATE);
}

static void
fill_in_booking (UkeWork *work, UkeDraft *draft, UkeRecord *patient)
{
  if (uke_id_is_none (uke_draft_get_id_value (draft, UKE_APPOINTMENT_CLINIC_ID)))
    uke_draft_set_id (draft, UKE_APPOINTMENT_CLINIC_ID, uke_work_get_clinic_id (work));
  if (uke_draft_get_text (draft, UKE_APPOINTMENT_STATUS) == NULL)
    uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, uke_status_get_code (UKE_STATUS_BOOKED));
  if (uke_draft_get_text (draft, UKE_APPOINTMENT_CHANNEL) == NULL)
    uke_draft_set_text (draft, UKE_APPOINTMENT_CHANNEL, "desk");
  if (uke_draft_get_value (draft, UKE_APPOINTMENT_IS_FIRST_VISIT)->kind == UKE_VALUE_NULL)
    uke_draft_set_int (draft, UKE_APPOINTMENT_IS_FIRST_VISIT, has_never_come (patient));
}

static gboolean
perform_book (UkeWork *work, gpointer data, GError **error)
{
  UkeDraft *draft = data;
  const UkeId *patient_id = uke_draft_get_id_value (draft, UKE_APPOINTMENT_PATIENT_ID);
  g_autoptr (UkeRecord) patient = NULL;
  const char *stage = NULL;

  if (!check_times (draft, error))
    return FALSE;
  patient = uke_work_read (work, &UKE_ENTITY_PATIENT, patient_id, error);
  if (patient == NULL)
    return FALSE;
  fill_in_booking (work, draft, patient);
  if (!uke_booking_put (work, draft, error))
    return FALSE;
  stage = uke_record_get_code (patient, UKE_PATIENT_STAGE);
  if (*stage == '\0' || g_str_equal (stage, UKE_STAGE_LEAD))
    uke_draft_set_text (uke_work_edit (work, patient), UKE_PATIENT_STAGE, UKE_STAGE_CONSULT_BOOKED);
  return TRUE;
}

/**
 * uke_command_book:
 * @appointment: (transfer full): the booking; patient, start and length are needed, the rest is
 *   filled in: this place, "booked", desk, first visit by the patient's visits
 *
 * Returns: (transfer full): the command
 * Errors: MISSING, BAD_VALUE (start and length are on a 5-minute step), NOT_FOUND, WARNINGS,
 * DENIED or NEEDS_REASON (an overlap), which accepted warnings do not waive
 * Thread: any
 * Source: product.md 4.1 no. 17, decision 11
 */
UkeCommand *
uke_command_book (UkeDraft *appointment)
{
  return uke_command_new (UKE_INTENT_BOOK, UKE_ACTION_APPOINTMENT_BOOK, perform_book, appointment,
                          draft_free);
}

static gboolean
perform_change (UkeWork *work, gpointer data, GError **error)
{
  UkeDraft *draft = data;
  g_autoptr (UkeRecord) current
      = uke_work_read (work, &UKE_ENTITY_APPOINTMENT, uke_draft_get_id (draft), error);

  if (current == NULL)
    return FALSE;
  if ((uke_draft_get_changed (draft) & SLOT_FIELDS) != 0) {
    UkeStatus status = uke_status_from_code (uke_record_get_code (current, UKE_APPOINTMENT_STATUS));

    if (!uke_status_is_open (status))
      return uke_booking_fail_status (error, current);
    if (uke_draft_get_int (draft, UKE_APPOINTMENT_NEEDS_NEW_TIME) != 0)
      uke_draft_set_int (draft, UKE_APPOINTMENT_NEEDS_NEW_TIME, FALSE);
    return uke_booking_put (work, draft, error);
  }
  if (!uke_work_check_draft (work, draft, error) || !uke_work_check_seen (work, draft, error))
    return FALSE;
  uke_work_put (work, uke_draft_copy (draft));
  uke_work_set_subject (work, uke_draft_get_id (draft),
                        uke_draft_get_id_value (draft, UKE_APPOINTMENT_PATIENT_ID));
  return TRUE;
}

/**
 * uke_command_edit_booking:
 * @appointment: (transfer full): the booking, changed from what was seen: menu, note, channel,
 *   length ...
 *
 * Returns: (transfer full): the command
 * Errors: BAD_VALUE, CONFLICT, STATE (a booking that is over takes no new time), WARNINGS
 * Thread: any
 */
UkeCommand *
uke_command_edit_booking (UkeDraft *appointment)
{
  return uke_command_new (UKE_INTENT_EDIT_BOOKING, UKE_ACTION_APPOINTMENT_EDIT, perform_change,
                          appointment, draft_free);
}

/**
 * uke_command_move:
 * @appointment: (transfer none): the booking as it was seen
 * @starts_at_us: its new start
 * @length_min: its new length
 * @provider_id: (nullable): its new provider; NULL leaves it, none takes it away
 * @chair_id: (nullable): its new chair; NULL leaves it, none takes it away
 *
 * Moves, lengthens or hands over a booking: what a drag does.
 *
 * Returns: (transfer full): the command
 * Errors: BAD_VALUE, CONFLICT, STATE, WARNINGS
 * Thread: any
 * Source: product.md 4.1 no. 20-22
 */
UkeCommand *
uke_command_move (UkeRecord *appointment,
                  int64_t starts_at_us,
                  int length_min,
                  const UkeId *provider_id,
                  const UkeId *chair_id)
{
  UkeDraft *draft = uke_draft_new_from (appointment);

  uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, starts_at_us);
  uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, length_min);
  if (provider_id != NULL)
    uke_draft_set_id (draft, UKE_APPOINTMENT_PROVIDER_ID, provider_id);
  if (chair_id != NULL)
    uke_draft_set_id (draft, UKE_APPOINTMENT_CHAIR_ID, chair_id);
  return uke_command_new (UKE_INTENT_MOVE, UKE_ACTION_APPOINTMENT_MOVE, perform_change, draft,
                          draft_free);
}

/**
 * uke_command_cancel:
 * @appointment: (transfer none): the booking as it was seen
 * @cancelled_by: patient or clinic
 * @cancel_reason: (nullable): why
 *
 * Cancels a booking. It stays in the history and its time is free at once.
 *
 * Returns: (transfer full): the command
 * Errors: STATE, CONFLICT, BAD_VALUE
 * Thread: any
 * Source: product.md 4.1 no. 11
 */
UkeCommand *
uke_command_cancel (UkeRecord *appointment, const char *cancelled_by, const char *cancel_reason)
{
  UkeDraft *draft = uke_draft_new_from (appointment);

  uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, uke_status_get_code (UKE_STATUS_CANCELLED));
  uke_draft_set_text (draft, UKE_APPOINTMENT_CANCELLED_BY, cancelled_by);
  uke_draft_set_text (draft, UKE_APPOINTMENT_CANCEL_REASON, cancel_reason);
  return uke_command_new (UKE_INTENT_CANCEL, UKE_ACTION_APPOINTMENT_CANCEL,
                          uke_booking_perform_status, draft, draft_free);
}

/**
 * uke_command_set_status:
 * @appointment: (transfer none): the booking as it was seen
 * @status: its next status; forward skips are allowed
 *
 * Sets the status and stamps when it was reached. "Done" also counts the visit on the patient's
 * card.
 *
 * Returns: (transfer full): the command
 * Errors: STATE, CONFLICT
 * Thread: any
 * Source: decision 8
 */
UkeCommand *
uke_command_set_status (UkeRecord *appointment, UkeStatus status)
{
  UkeDraft *draft = uke_draft_new_from (appointment);
  UkeAction action = UKE_ACTION_VISIT_RECORD;

  uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, uke_status_get_code (status));
  if (status == UKE_STATUS_CANCELLED)
    action = UKE_ACTION_APPOINTMENT_CANCEL;
  else if (status == UKE_STATUS_BOOKED || status == UKE_STATUS_CONFIRMED)
    action = UKE_ACTION_APPOINTMENT_EDIT;
  return uke_command_new (UKE_INTENT_SET_STATUS, action, uke_booking_perform_status, draft,
                          draft_free);
}
