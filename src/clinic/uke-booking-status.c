/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-booking-check-private.h"
#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-work.h"
#include "model/uke-codes.h"
#include "model/uke-status.h"

/*
 * What a change of status brings with it: the time it was reached, and on "done" the visit on the
 * patient's card.
 */

/* Refuses because of the status that a booking has. */
gboolean
uke_booking_fail_status (GError **error, UkeRecord *current)
{
  UkeClinicFacts facts = {
    .entity = &UKE_ENTITY_APPOINTMENT,
    .field = "status",
    .record_id = *uke_record_get_id (current),
    .code = (char *)uke_record_get_code (current, UKE_APPOINTMENT_STATUS),
  };

  return uke_clinic_fail (error, UKE_CLINIC_ERROR_STATE, &facts);
}

/* "Treatments done" is a list of menu names, one a line, each once. */
static void
add_treatment (UkeDraft *patient, const char *menu_name)
{
  const char *before = uke_draft_get_text (patient, UKE_PATIENT_TREATMENTS);
  g_auto (GStrv) lines = g_strsplit (before != NULL ? before : "", "\n", -1);
  g_autofree char *after = NULL;

  if (menu_name == NULL || g_strv_contains ((const char *const *)lines, menu_name))
    return;
  after = before != NULL ? g_strconcat (before, "\n", menu_name, NULL) : g_strdup (menu_name);
  uke_draft_set_text (patient, UKE_PATIENT_TREATMENTS, after);
}

/* A lead who came was consulted; who comes again is in treatment; a sleeper is awake. Treatment
 * that was completed and begins anew makes a repeater. */
static void
advance_stage (UkeDraft *patient)
{
  const char *stage = uke_draft_get_text (patient, UKE_PATIENT_STAGE);
  const char *next = NULL;

  if (stage == NULL || g_str_equal (stage, UKE_STAGE_LEAD)
      || g_str_equal (stage, UKE_STAGE_CONSULT_BOOKED))
    next = UKE_STAGE_CONSULTED;
  else if (g_str_equal (stage, UKE_STAGE_CONSULTED))
    next = UKE_STAGE_IN_TREATMENT;
  else if (g_str_equal (stage, UKE_STAGE_COMPLETED) || g_str_equal (stage, UKE_STAGE_DORMANT))
    next = UKE_STAGE_REPEATER;
  if (next != NULL)
    uke_draft_set_text (patient, UKE_PATIENT_STAGE, next);
}

static gboolean
count_visit (UkeWork *work, UkeRecord *appointment, GError **error)
{
  const UkeId *menu_id = uke_record_get_id_value (appointment, UKE_APPOINTMENT_MENU_ID);
  UkeDate date = uke_zone_date_of (
      uke_work_get_zone (work), uke_record_get_time_us (appointment, UKE_APPOINTMENT_STARTS_AT_US));
  g_autoptr (UkeRecord) patient
      = uke_work_read (work, &UKE_ENTITY_PATIENT,
                       uke_record_get_id_value (appointment, UKE_APPOINTMENT_PATIENT_ID), error);
  UkeDraft *draft = NULL;

  if (patient == NULL)
    return FALSE;
  draft = uke_work_edit (work, patient);
  uke_draft_add_int (draft, UKE_PATIENT_VISIT_COUNT, 1);
  if (uke_draft_get_date (draft, UKE_PATIENT_LAST_VISIT_DATE) == UKE_DATE_NONE
      || uke_draft_get_date (draft, UKE_PATIENT_LAST_VISIT_DATE) < date)
    uke_draft_set_date (draft, UKE_PATIENT_LAST_VISIT_DATE, date);
  if (uke_draft_get_date (draft, UKE_PATIENT_FIRST_VISIT_DATE) == UKE_DATE_NONE
      || uke_draft_get_date (draft, UKE_PATIENT_FIRST_VISIT_DATE) > date)
    uke_draft_set_date (draft, UKE_PATIENT_FIRST_VISIT_DATE, date);
  if (uke_draft_get_date (draft, UKE_PATIENT_NEXT_VISIT_DATE) != UKE_DATE_NONE
      && uke_draft_get_date (draft, UKE_PATIENT_NEXT_VISIT_DATE) <= date)
    uke_draft_set_null (draft, UKE_PATIENT_NEXT_VISIT_DATE);
  advance_stage (draft);
  if (!uke_id_is_none (menu_id)) {
    g_autoptr (UkeRecord) menu = uke_work_find (work, &UKE_ENTITY_MENU, menu_id, NULL);

    if (menu != NULL)
      add_treatment (draft, uke_record_get_text (menu, UKE_MENU_NAME));
  }
  return TRUE;
}

/* Who agreed to come and came needs no call any more. */
static gboolean
close_agreed_calls (UkeWork *work, const UkeId *patient_id, GError **error)
{
  g_autoptr (GPtrArray) follow_ups
      = uke_work_read_by (work, &UKE_ENTITY_FOLLOW_UP, UKE_FOLLOW_UP_PATIENT_ID, patient_id, error);

  if (follow_ups == NULL)
    return FALSE;
  for (unsigned i = 0; i < follow_ups->len; i++) {
    UkeDraft *draft = NULL;

    if (!g_str_equal (uke_record_get_code (follow_ups->pdata[i], UKE_FOLLOW_UP_STATE),
                      UKE_FOLLOW_UP_AGREED))
      continue;
    draft = uke_work_edit (work, follow_ups->pdata[i]);
    uke_draft_set_text (draft, UKE_FOLLOW_UP_STATE, UKE_FOLLOW_UP_DONE);
    uke_draft_set_int (draft, UKE_FOLLOW_UP_CLOSED_AT_US, uke_work_get_now_us (work));
  }
  return TRUE;
}

/**
 * uke_booking_perform_status:
 * @work: the command at work
 * @data: the booking's draft, with its new status
 * @error: return location
 *
 * Returns: whether the status may be set
 * Errors: NOT_FOUND, STATE, CONFLICT, BAD_VALUE
 * Thread: store
 * Source: decision 8
 */
gboolean
uke_booking_perform_status (UkeWork *work, gpointer data, GError **error)
{
  UkeDraft *draft = data;
  UkeStatus to = uke_status_from_code (uke_draft_get_text (draft, UKE_APPOINTMENT_STATUS));
  g_autoptr (UkeRecord) current
      = uke_work_read (work, &UKE_ENTITY_APPOINTMENT, uke_draft_get_id (draft), error);
  UkeStatus from = UKE_STATUS_NONE;
  int time_field = uke_status_get_time_field (to);

  if (current == NULL)
    return FALSE;
  from = uke_status_from_code (uke_record_get_code (current, UKE_APPOINTMENT_STATUS));
  if (from == to || !uke_status_can_become (from, to))
    return uke_booking_fail_status (error, current);
  if (time_field >= 0 && uke_draft_get_value (draft, (unsigned)time_field)->kind == UKE_VALUE_NULL)
    uke_draft_set_int (draft, (unsigned)time_field, uke_work_get_now_us (work));
  if (!uke_work_check_draft (work, draft, error) || !uke_work_check_seen (work, draft, error))
    return FALSE;
  uke_work_put (work, uke_draft_copy (draft));
  uke_work_set_subject (work, uke_record_get_id (current),
                        uke_record_get_id_value (current, UKE_APPOINTMENT_PATIENT_ID));
  if (to != UKE_STATUS_DONE)
    return TRUE;
  return count_visit (work, current, error)
         && close_agreed_calls (work, uke_record_get_id_value (current, UKE_APPOINTMENT_PATIENT_ID),
                                error);
}
