/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-follow-up-commands.h"

#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-day-private.h"
#include "clinic/uke-follow-up-private.h"
#include "clinic/uke-patient-check-private.h"
#include "model/uke-clinical-words.h"
#include "model/uke-codes.h"

/* What the caller reported, owned. */
typedef struct {
  UkeCallReport report;
  char *note;           /* (owned) (nullable) */
  char *removal_reason; /* (owned) (nullable) */
} Report;

/* One outcome being recorded. */
typedef struct {
  UkeWork *work;
  const Report *report;
  UkeRecord *follow_up; /* as it is now */
  UkeRecord *patient;   /* as they are now */
  GPtrArray *phones;    /* (element-type UkeRecord) */
  UkeCallEffect effect;
} Recording;

static void
report_free (gpointer data)
{
  Report *report = data;

  g_object_unref (report->report.follow_up);
  g_free (report->note);
  g_free (report->removal_reason);
  g_free (report);
}

static gboolean
is_closed (UkeDate date, gpointer data)
{
  return uke_day_tables_is_closed (data, date);
}

static const char *
find_best_hours (Recording *recording)
{
  const char *own = uke_record_get_text (recording->follow_up, UKE_FOLLOW_UP_BEST_HOURS);

  for (unsigned i = 0; own == NULL && i < recording->phones->len; i++) {
    if (uke_id_equal (uke_record_get_id (recording->phones->pdata[i]),
                      &recording->report->report.phone_id))
      own = uke_record_get_text (recording->phones->pdata[i], UKE_PATIENT_PHONE_BEST_HOURS);
  }
  return own;
}

static gboolean
judge (Recording *recording, GError **error)
{
  const UkeCallReport *report = &recording->report->report;
  const char *text = find_best_hours (recording);
  UkeBestHours best_hours = { 0 };
  g_autoptr (UkeDayTables) tables = uke_day_tables_read (uke_work_get_db (recording->work), error);
  UkeCallCalendar calendar = { uke_work_get_zone (recording->work), is_closed, tables };
  UkeCallFacts facts = {
    .attempts = (int)uke_record_get_int (recording->follow_up, UKE_FOLLOW_UP_ATTEMPTS),
    .max_attempts = (int)uke_record_get_int (recording->follow_up, UKE_FOLLOW_UP_MAX_ATTEMPTS),
    .refuses_all = report->consent_all,
    .call_back_at_us = report->call_back_at_us,
  };

  if (tables == NULL)
    return FALSE;
  if (text != NULL && uke_best_hours_parse (text, &best_hours))
    facts.best_hours = &best_hours;
  for (unsigned i = 0; i < recording->phones->len; i++) {
    if (!uke_record_get_bool (recording->phones->pdata[i], UKE_PATIENT_PHONE_IS_BAD)
        && !uke_id_equal (uke_record_get_id (recording->phones->pdata[i]), &report->phone_id))
      facts.has_other_number = TRUE;
  }
  uke_call_outcome_judge (report->outcome, &facts, &calendar, uke_work_get_now_us (recording->work),
                          &recording->effect);
  return TRUE;
}

static void
put_attempt (Recording *recording)
{
  const UkeCallReport *report = &recording->report->report;
  int64_t now_us = uke_work_get_now_us (recording->work);
  UkeId id = uke_work_new_id (recording->work);
  UkeDraft *draft = uke_draft_new_with_id (&UKE_ENTITY_CALL_ATTEMPT, &id);

  uke_draft_set_id (draft, UKE_CALL_ATTEMPT_FOLLOW_UP_ID, uke_record_get_id (recording->follow_up));
  uke_draft_set_id (draft, UKE_CALL_ATTEMPT_PATIENT_ID, uke_record_get_id (recording->patient));
  uke_draft_set_id (draft, UKE_CALL_ATTEMPT_PHONE_ID, &report->phone_id);
  uke_draft_set_text (draft, UKE_CALL_ATTEMPT_OUTCOME, uke_call_outcome_get_code (report->outcome));
  uke_draft_set_int (draft, UKE_CALL_ATTEMPT_STARTED_AT_US,
                     report->started_at_us > 0 ? report->started_at_us : now_us);
  uke_draft_set_int (draft, UKE_CALL_ATTEMPT_ENDED_AT_US,
                     report->ended_at_us > 0 ? report->ended_at_us : now_us);
  uke_draft_set_id (draft, UKE_CALL_ATTEMPT_STAFF_ID, uke_work_get_staff_id (recording->work));
  uke_draft_set_text (draft, UKE_CALL_ATTEMPT_NOTE, recording->report->note);
  uke_work_put (recording->work, draft);
}

static void
set_time (UkeDraft *draft, unsigned field, int64_t time_us)
{
  if (time_us > 0)
    uke_draft_set_int (draft, field, time_us);
  else
    uke_draft_set_null (draft, field);
}

static void
put_task (Recording *recording)
{
  const UkeCallReport *report = &recording->report->report;
  const UkeCallEffect *effect = &recording->effect;
  int64_t now_us = uke_work_get_now_us (recording->work);
  UkeDraft *draft = uke_work_edit (recording->work, recording->follow_up);

  uke_draft_set_text (draft, UKE_FOLLOW_UP_STATE, effect->state);
  if (effect->is_reached && uke_follow_up_state_is_open (effect->state)) {
    if (uke_draft_get_int (draft, UKE_FOLLOW_UP_ATTEMPTS) != 0)
      uke_draft_set_int (draft, UKE_FOLLOW_UP_ATTEMPTS, 0);
  } else if (effect->is_attempt) {
    uke_draft_add_int (draft, UKE_FOLLOW_UP_ATTEMPTS, 1);
  }
  uke_draft_set_text (draft, UKE_FOLLOW_UP_LAST_OUTCOME,
                      uke_call_outcome_get_code (report->outcome));
  uke_draft_set_int (draft, UKE_FOLLOW_UP_LAST_ATTEMPT_US, now_us);
  set_time (draft, UKE_FOLLOW_UP_NOT_BEFORE_US, effect->not_before_us);
  set_time (draft, UKE_FOLLOW_UP_CALL_BACK_AT_US, effect->call_back_at_us);
  uke_follow_up_end_claim (draft);
  if (effect->call_back_at_us > 0)
    uke_draft_set_id (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID,
                      uke_work_get_staff_id (recording->work));
  if (!uke_id_is_none (&report->appointment_id))
    uke_draft_set_id (draft, UKE_FOLLOW_UP_APPOINTMENT_ID, &report->appointment_id);
  if (!uke_follow_up_state_is_open (effect->state))
    uke_draft_set_int (draft, UKE_FOLLOW_UP_CLOSED_AT_US, now_us);
  if (recording->report->removal_reason != NULL)
    uke_draft_set_text (draft, UKE_FOLLOW_UP_CLOSED_REASON, recording->report->removal_reason);
}

static void
mark_phone_bad (Recording *recording)
{
  for (unsigned i = 0; i < recording->phones->len; i++) {
    if (uke_id_equal (uke_record_get_id (recording->phones->pdata[i]),
                      &recording->report->report.phone_id))
      uke_draft_set_int (uke_work_edit (recording->work, recording->phones->pdata[i]),
                         UKE_PATIENT_PHONE_IS_BAD, TRUE);
  }
}

static gboolean
refuse_consent (Recording *recording, const char *purpose, const char *channel, GError **error)
{
  const UkeId *patient_id = uke_record_get_id (recording->patient);
  UkeId id = uke_consent_id (patient_id, purpose, channel);
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeRecord) current = uke_work_find (recording->work, &UKE_ENTITY_CONSENT, &id, &local);
  g_autoptr (UkeDraft) draft = NULL;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (current != NULL
      && g_str_equal (uke_record_get_code (current, UKE_CONSENT_STATE), UKE_CONSENT_REFUSED))
    return TRUE;
  draft = uke_consent_draft_new (current, patient_id, purpose, channel, UKE_CONSENT_REFUSED);
  uke_draft_set_text (draft, UKE_CONSENT_ROUTE, "phone");
  if (!uke_patient_check_row (recording->work, draft, patient_id, error))
    return FALSE;
  uke_work_put (recording->work, g_steal_pointer (&draft));
  return TRUE;
}

static gboolean
put_consents (Recording *recording, GError **error)
{
  UkeCallConsent scope = recording->effect.consent;
  unsigned n_purposes = 0, n_channels = 0;
  const char *const *purposes = uke_codes_get (UKE_CODES_CONSENT_PURPOSE, &n_purposes);
  const char *const *channels = uke_codes_get (UKE_CODES_CONSENT_CHANNEL, &n_channels);

  for (unsigned p = 0; scope != UKE_CALL_CONSENT_KEPT && p < n_purposes; p++) {
    if (scope == UKE_CALL_CONSENT_NO_NEWS_BY_PHONE
        && !g_str_equal (purposes[p], UKE_CONSENT_PURPOSE_NEWS))
      continue;
    for (unsigned c = 0; c < n_channels; c++) {
      if (scope != UKE_CALL_CONSENT_NO_CONTACT
          && !g_str_equal (channels[c], UKE_CONSENT_CHANNEL_PHONE))
        continue;
      if (!refuse_consent (recording, purposes[p], channels[c], error))
        return FALSE;
    }
  }
  return TRUE;
}

static void
put_next_task (Recording *recording)
{
  const UkeCallEffect *effect = &recording->effect;
  UkeId id = uke_work_new_id (recording->work);
  UkeDraft *draft = uke_draft_new_with_id (&UKE_ENTITY_FOLLOW_UP, &id);

  uke_draft_set_id (draft, UKE_FOLLOW_UP_PATIENT_ID, uke_record_get_id (recording->patient));
  uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON, effect->next_reason);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_DUE_AT_US, effect->next_due_us);
  uke_draft_set_id (draft, UKE_FOLLOW_UP_PREVIOUS_ID, uke_record_get_id (recording->follow_up));
  uke_draft_set_id (draft, UKE_FOLLOW_UP_MENU_ID,
                    uke_record_get_id_value (recording->follow_up, UKE_FOLLOW_UP_MENU_ID));
  uke_draft_set_id (draft, UKE_FOLLOW_UP_PROVIDER_ID,
                    uke_record_get_id_value (recording->follow_up, UKE_FOLLOW_UP_PROVIDER_ID));
  uke_follow_up_put_new (recording->work, draft);
}

static gboolean
check_report (Recording *recording, GError **error)
{
  const Report *report = recording->report;
  const UkeId *id = uke_record_get_id (recording->follow_up);
  g_autofree char *word = NULL;
  UkeClinicFacts facts = { .entity = &UKE_ENTITY_CALL_ATTEMPT, .field = "note" };

  if (!uke_follow_up_state_is_open (
          uke_record_get_code (recording->follow_up, UKE_FOLLOW_UP_STATE)))
    return uke_follow_up_fail_state (error, recording->follow_up);
  if (uke_call_outcome_get_code (report->report.outcome) == NULL)
    return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, &UKE_ENTITY_CALL_ATTEMPT,
                          UKE_CALL_ATTEMPT_OUTCOME, id);
  if (report->report.outcome == UKE_CALL_OUTCOME_OTHER_END && report->removal_reason == NULL)
    return uke_work_fail (error, UKE_CLINIC_ERROR_MISSING, &UKE_ENTITY_FOLLOW_UP,
                          UKE_FOLLOW_UP_CLOSED_REASON, id);
  if (report->note != NULL && !uke_work_accepts_warnings (recording->work)) {
    word = uke_clinical_words_find (NULL, report->note);
    facts.text = word;
    if (word != NULL)
      return uke_clinic_fail (error, UKE_CLINIC_ERROR_CLINICAL_CONTENT, &facts);
  }
  return uke_follow_up_check_claim (recording->work, recording->follow_up, error);
}

static gboolean
apply (Recording *recording, GError **error)
{
  UkeWork *work = recording->work;
  UkeDate today = uke_zone_date_of (uke_work_get_zone (work), uke_work_get_now_us (work));

  put_attempt (recording);
  if (recording->effect.ends_patient != NULL
      && !uke_record_has (recording->patient, UKE_PATIENT_ENDED_REASON)
      && !uke_patient_end_in (work, recording->patient, recording->effect.ends_patient, today,
                              error))
    return FALSE;
  put_task (recording);
  if (recording->effect.marks_phone_bad)
    mark_phone_bad (recording);
  if (recording->effect.next_reason != NULL)
    put_next_task (recording);
  return put_consents (recording, error);
}

static gboolean
perform_outcome (UkeWork *work, gpointer data, GError **error)
{
  Report *report = data;
  const UkeId *id = uke_record_get_id (report->report.follow_up);
  g_autoptr (UkeRecord) current = uke_work_read (work, &UKE_ENTITY_FOLLOW_UP, id, error);
  g_autoptr (UkeRecord) patient = NULL;
  g_autoptr (GPtrArray) phones = NULL;
  Recording recording = { .work = work, .report = report };
  const UkeId *patient_id = NULL;

  if (current == NULL)
    return FALSE;
  patient_id = uke_record_get_id_value (current, UKE_FOLLOW_UP_PATIENT_ID);
  patient = uke_work_read (work, &UKE_ENTITY_PATIENT, patient_id, error);
  if (patient == NULL)
    return FALSE;
  phones = uke_work_read_by (work, &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_PATIENT_ID,
                             patient_id, error);
  if (phones == NULL)
    return FALSE;
  recording.follow_up = current;
  recording.patient = patient;
  recording.phones = phones;
  uke_work_set_subject (work, id, patient_id);
  return check_report (&recording, error) && judge (&recording, error) && apply (&recording, error);
}

/**
 * uke_command_record_outcome:
 * @report: what the caller says about the call; copied
 *
 * Records a call and everything it causes, in one transaction: the attempt, the task's state, a
 * bad number, refused consents, the end of contact, the next task.
 *
 * Returns: (transfer full): the command
 * Errors: STATE (closed already), MISSING (a reason for "other"), BAD_VALUE, CONFLICT (somebody
 * else holds it), CLINICAL_CONTENT until the command accepts warnings
 * Thread: any
 * Source: product.md 4.3, decision 9
 */
UkeCommand *
uke_command_record_outcome (const UkeCallReport *report)
{
  Report *owned = g_new0 (Report, 1);

  owned->report = *report;
  g_object_ref (owned->report.follow_up);
  owned->note = report->note != NULL && *report->note != '\0' ? g_strdup (report->note) : NULL;
  owned->removal_reason = g_strdup (report->removal_reason);
  return uke_command_new (UKE_INTENT_FOLLOW_UP_OUTCOME, UKE_ACTION_FOLLOW_UP_RECORD,
                          perform_outcome, owned, report_free);
}
