/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-follow-up-commands.h"

#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-follow-up-private.h"
#include "clinic/uke-work.h"
#include "model/uke-codes.h"

/* How often a number is tried before somebody must decide, unless the clinic says otherwise. */
#define DEFAULT_MAX_ATTEMPTS 3

/**
 * uke_follow_up_put_new:
 * @work: the command at work
 * @draft: (transfer full): a new task; state, time, attempts and place are filled in
 *
 * Errors: none
 * Thread: store
 */
void
uke_follow_up_put_new (UkeWork *work, UkeDraft *draft)
{
  if (uke_draft_get_text (draft, UKE_FOLLOW_UP_REASON) == NULL)
    uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON, UKE_REASON_MANUAL);
  if (uke_draft_get_text (draft, UKE_FOLLOW_UP_STATE) == NULL)
    uke_draft_set_text (draft, UKE_FOLLOW_UP_STATE, UKE_FOLLOW_UP_OPEN);
  if (uke_draft_get_int (draft, UKE_FOLLOW_UP_DUE_AT_US) == 0)
    uke_draft_set_int (draft, UKE_FOLLOW_UP_DUE_AT_US, uke_work_get_now_us (work));
  if (uke_draft_get_int (draft, UKE_FOLLOW_UP_MAX_ATTEMPTS) == 0)
    uke_draft_set_int (
        draft, UKE_FOLLOW_UP_MAX_ATTEMPTS,
        uke_work_get_setting_int (work, "follow_up.max_attempts", DEFAULT_MAX_ATTEMPTS));
  if (uke_id_is_none (uke_draft_get_id_value (draft, UKE_FOLLOW_UP_CLINIC_ID)))
    uke_draft_set_id (draft, UKE_FOLLOW_UP_CLINIC_ID, uke_work_get_clinic_id (work));
  uke_work_put (work, draft);
}

/**
 * uke_follow_up_fail_state:
 * @error: return location
 * @current: the task as it is now
 *
 * Returns: FALSE, with STATE set
 * Errors: STATE
 * Thread: any
 */
gboolean
uke_follow_up_fail_state (GError **error, UkeRecord *current)
{
  UkeClinicFacts facts = {
    .entity = &UKE_ENTITY_FOLLOW_UP,
    .field = "state",
    .record_id = *uke_record_get_id (current),
    .code = (char *)uke_record_get_code (current, UKE_FOLLOW_UP_STATE),
  };

  return uke_clinic_fail (error, UKE_CLINIC_ERROR_STATE, &facts);
}

/**
 * uke_follow_up_check_claim:
 * @work: the command at work
 * @current: the task as it is now
 * @error: return location
 *
 * Returns: whether nobody else holds the task, or the person was shown who does and goes on
 * Errors: CONFLICT with who holds it and until when
 * Thread: store
 * Source: product.md 4.3 (claim)
 */
gboolean
uke_follow_up_check_claim (UkeWork *work, UkeRecord *current, GError **error)
{
  const UkeId *holder = uke_record_get_id_value (current, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
  UkeClinicFacts facts = {
    .entity = &UKE_ENTITY_FOLLOW_UP,
    .field = "assigned_staff_id",
    .record_id = *uke_record_get_id (current),
    .staff_id = *holder,
    .at_us = uke_record_get_time_us (current, UKE_FOLLOW_UP_CLAIMED_UNTIL_US),
  };

  if (uke_id_is_none (holder) || uke_id_equal (holder, uke_work_get_staff_id (work))
      || facts.at_us <= uke_work_get_now_us (work) || uke_work_accepts_warnings (work))
    return TRUE;
  return uke_clinic_fail (error, UKE_CLINIC_ERROR_CONFLICT, &facts);
}

/**
 * uke_follow_up_claim:
 * @work: the command at work
 * @draft: a task
 *
 * Whoever sits there is on it, for a quarter of an hour. Of two desks that do not hear of each
 * other, the first that the server hears of keeps it.
 *
 * Thread: store
 * Source: sync.md 2.10
 */
void
uke_follow_up_claim (UkeWork *work, UkeDraft *draft)
{
  uke_draft_set_lease (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
  uke_draft_set_lease (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US);
  uke_draft_set_id (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID, uke_work_get_staff_id (work));
  uke_draft_set_int (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US,
                     uke_work_get_now_us (work) + UKE_FOLLOW_UP_CLAIM_US);
}

/**
 * uke_follow_up_end_claim:
 * @draft: a task that nobody is on any more
 *
 * Where somebody else took it meanwhile, they stay on it.
 *
 * Thread: any
 */
void
uke_follow_up_end_claim (UkeDraft *draft)
{
  uke_draft_set_lease (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US);
  uke_draft_set_null (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US);
}

static void
draft_free (gpointer data)
{
  uke_draft_free (data);
}

/* A patient has one open task a reason. */
static gboolean
check_one_a_reason (UkeWork *work, UkeDraft *draft, GError **error)
{
  const UkeId *patient_id = uke_draft_get_id_value (draft, UKE_FOLLOW_UP_PATIENT_ID);
  const char *reason = uke_draft_get_text (draft, UKE_FOLLOW_UP_REASON);
  g_autoptr (GPtrArray) there
      = uke_work_read_by (work, &UKE_ENTITY_FOLLOW_UP, UKE_FOLLOW_UP_PATIENT_ID, patient_id, error);

  if (there == NULL)
    return FALSE;
  for (unsigned i = 0; i < there->len; i++) {
    UkeRecord *other = there->pdata[i];

    if (uke_follow_up_state_is_open (uke_record_get_code (other, UKE_FOLLOW_UP_STATE))
        && g_str_equal (uke_record_get_code (other, UKE_FOLLOW_UP_REASON),
                        reason != NULL ? reason : UKE_REASON_MANUAL))
      return uke_work_fail (error, UKE_CLINIC_ERROR_DUPLICATE, &UKE_ENTITY_FOLLOW_UP,
                            UKE_FOLLOW_UP_REASON, uke_record_get_id (other));
  }
  return TRUE;
}

static gboolean
perform_create (UkeWork *work, gpointer data, GError **error)
{
  UkeDraft *draft = data;
  const UkeId *patient_id = uke_draft_get_id_value (draft, UKE_FOLLOW_UP_PATIENT_ID);
  g_autoptr (UkeRecord) patient = NULL;

  if (uke_id_is_none (patient_id))
    return uke_work_fail (error, UKE_CLINIC_ERROR_MISSING, &UKE_ENTITY_FOLLOW_UP,
                          UKE_FOLLOW_UP_PATIENT_ID, NULL);
  patient = uke_work_read (work, &UKE_ENTITY_PATIENT, patient_id, error);
  if (patient == NULL)
    return FALSE;
  if (uke_record_has (patient, UKE_PATIENT_ENDED_REASON))
    return uke_work_fail (error, UKE_CLINIC_ERROR_ENDED, &UKE_ENTITY_PATIENT,
                          UKE_PATIENT_ENDED_REASON, patient_id);
  if (!uke_work_check_draft (work, draft, error) || !check_one_a_reason (work, draft, error))
    return FALSE;
  uke_work_set_subject (work, uke_draft_get_id (draft), patient_id);
  uke_follow_up_put_new (work, uke_draft_copy (draft));
  return TRUE;
}

/**
 * uke_command_create_follow_up:
 * @follow_up: (transfer full): a task; the patient is needed, the rest is filled in
 *
 * Returns: (transfer full): the command
 * Errors: MISSING, BAD_VALUE, NOT_FOUND, ENDED, DUPLICATE (an open one for that reason)
 * Thread: any
 * Source: product.md 4.3
 */
UkeCommand *
uke_command_create_follow_up (UkeDraft *follow_up)
{
  return uke_command_new (UKE_INTENT_FOLLOW_UP_CREATE, UKE_ACTION_FOLLOW_UP_CREATE, perform_create,
                          follow_up, draft_free);
}

static gboolean
perform_edit (UkeWork *work, gpointer data, GError **error)
{
  UkeDraft *draft = data;

  if (!uke_work_check_draft (work, draft, error) || !uke_work_check_seen (work, draft, error))
    return FALSE;
  uke_work_put (work, uke_draft_copy (draft));
  uke_work_set_subject (work, uke_draft_get_id (draft),
                        uke_draft_get_id_value (draft, UKE_FOLLOW_UP_PATIENT_ID));
  return TRUE;
}

/**
 * uke_command_edit_follow_up:
 * @follow_up: (transfer full): a task, changed from what was seen
 *
 * Returns: (transfer full): the command
 * Errors: BAD_VALUE, CONFLICT
 * Thread: any
 */
UkeCommand *
uke_command_edit_follow_up (UkeDraft *follow_up)
{
  return uke_command_new (UKE_INTENT_FOLLOW_UP_EDIT, UKE_ACTION_FOLLOW_UP_CREATE, perform_edit,
                          follow_up, draft_free);
}

/* The small steps of a task: snooze, claim, release, reopen, call-back in. */
typedef struct {
  UkeId id;
  UkeIntent intent;
  int64_t not_before_us;
  char *reason; /* (owned) (nullable) */
} Step;

static void
step_free (gpointer data)
{
  g_free (((Step *)data)->reason);
  g_free (data);
}

static void
snooze (UkeWork *work, UkeDraft *draft, const Step *step)
{
  uke_draft_set_text (draft, UKE_FOLLOW_UP_STATE, UKE_FOLLOW_UP_LATER);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_NOT_BEFORE_US, step->not_before_us);
  uke_follow_up_end_claim (draft);
}

static void
open_again (UkeWork *work, UkeDraft *draft)
{
  uke_draft_set_text (draft, UKE_FOLLOW_UP_STATE, UKE_FOLLOW_UP_OPEN);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_DUE_AT_US, uke_work_get_now_us (work));
  uke_draft_set_null (draft, UKE_FOLLOW_UP_NOT_BEFORE_US);
  uke_draft_set_null (draft, UKE_FOLLOW_UP_CLOSED_AT_US);
  uke_draft_set_null (draft, UKE_FOLLOW_UP_CLOSED_REASON);
  if (uke_draft_get_int (draft, UKE_FOLLOW_UP_ATTEMPTS) != 0)
    uke_draft_set_int (draft, UKE_FOLLOW_UP_ATTEMPTS, 0);
}

static gboolean
check_step (UkeWork *work, const Step *step, UkeRecord *current, GError **error)
{
  gboolean is_open
      = uke_follow_up_state_is_open (uke_record_get_code (current, UKE_FOLLOW_UP_STATE));

  if (step->intent == UKE_INTENT_FOLLOW_UP_REOPEN)
    return is_open ? uke_follow_up_fail_state (error, current) : TRUE;
  if (step->intent == UKE_INTENT_CALL_BACK_IN)
    return TRUE;
  if (!is_open)
    return uke_follow_up_fail_state (error, current);
  if (step->intent == UKE_INTENT_FOLLOW_UP_SNOOZE
      && step->not_before_us <= uke_work_get_now_us (work))
    return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, &UKE_ENTITY_FOLLOW_UP,
                          UKE_FOLLOW_UP_NOT_BEFORE_US, &step->id);
  if (step->intent == UKE_INTENT_FOLLOW_UP_CANCEL && *step->reason == '\0')
    return uke_work_fail (error, UKE_CLINIC_ERROR_MISSING, &UKE_ENTITY_FOLLOW_UP,
                          UKE_FOLLOW_UP_CLOSED_REASON, &step->id);
  return uke_follow_up_check_claim (work, current, error);
}

static void
cancel (UkeWork *work, UkeDraft *draft, const Step *step)
{
  uke_draft_set_text (draft, UKE_FOLLOW_UP_STATE, UKE_FOLLOW_UP_REMOVED);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_CLOSED_AT_US, uke_work_get_now_us (work));
  uke_draft_set_text (draft, UKE_FOLLOW_UP_CLOSED_REASON, step->reason);
  uke_follow_up_end_claim (draft);
}

static gboolean
perform_step (UkeWork *work, gpointer data, GError **error)
{
  Step *step = data;
  g_autoptr (UkeRecord) current = uke_work_read (work, &UKE_ENTITY_FOLLOW_UP, &step->id, error);
  UkeDraft *draft = NULL;

  if (current == NULL || !check_step (work, step, current, error))
    return FALSE;
  draft = uke_work_edit (work, current);
  uke_work_set_subject (work, &step->id,
                        uke_record_get_id_value (current, UKE_FOLLOW_UP_PATIENT_ID));
  if (step->intent == UKE_INTENT_FOLLOW_UP_SNOOZE)
    snooze (work, draft, step);
  if (step->intent == UKE_INTENT_FOLLOW_UP_CANCEL)
    cancel (work, draft, step);
  if (step->intent == UKE_INTENT_FOLLOW_UP_REOPEN || step->intent == UKE_INTENT_CALL_BACK_IN)
    open_again (work, draft);
  if (step->intent == UKE_INTENT_FOLLOW_UP_CLAIM || step->intent == UKE_INTENT_CALL_BACK_IN)
    uke_follow_up_claim (work, draft);
  if (step->intent == UKE_INTENT_CALL_BACK_IN)
    uke_draft_set_int (draft, UKE_FOLLOW_UP_CALL_BACK_AT_US, uke_work_get_now_us (work));
  if (step->intent == UKE_INTENT_FOLLOW_UP_RELEASE) {
    uke_draft_set_lease (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
    uke_draft_set_null (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
    uke_follow_up_end_claim (draft);
  }
  /* Opening and leaving a row is no work that somebody would want to undo. */
  if (step->intent == UKE_INTENT_FOLLOW_UP_CLAIM || step->intent == UKE_INTENT_FOLLOW_UP_RELEASE)
    uke_work_set_cannot_undo (work);
  return TRUE;
}

static UkeCommand *
make_step (UkeRecord *follow_up,
           UkeIntent intent,
           UkeAction action,
           int64_t not_before_us,
           const char *reason)
{
  Step *step = g_new0 (Step, 1);

  step->id = *uke_record_get_id (follow_up);
  step->intent = intent;
  step->not_before_us = not_before_us;
  step->reason = reason != NULL ? g_strstrip (g_strdup (reason)) : NULL;
  return uke_command_new (intent, action, perform_step, step, step_free);
}

/**
 * uke_command_snooze_follow_up:
 * @follow_up: (transfer none): the task as it was seen
 * @not_before_us: when it comes back
 *
 * Returns: (transfer full): the command
 * Errors: STATE (closed already), BAD_VALUE (not in the future), CONFLICT (somebody else holds it)
 * Thread: any
 */
UkeCommand *
uke_command_snooze_follow_up (UkeRecord *follow_up, int64_t not_before_us)
{
  return make_step (follow_up, UKE_INTENT_FOLLOW_UP_SNOOZE, UKE_ACTION_FOLLOW_UP_SNOOZE,
                    not_before_us, NULL);
}

/**
 * uke_command_claim_follow_up:
 * @follow_up: (transfer none): the task as it was seen
 *
 * Says that whoever sits at the desk works on it, for 15 minutes.
 *
 * Returns: (transfer full): the command
 * Errors: STATE, CONFLICT (somebody else holds it, until the command accepts warnings)
 * Thread: any
 * Source: product.md 4.3
 */
UkeCommand *
uke_command_claim_follow_up (UkeRecord *follow_up)
{
  return make_step (follow_up, UKE_INTENT_FOLLOW_UP_CLAIM, UKE_ACTION_FOLLOW_UP_CLAIM, 0, NULL);
}

/**
 * uke_command_release_follow_up:
 * @follow_up: (transfer none): the task as it was seen
 *
 * Returns: (transfer full): the command
 * Errors: STATE, CONFLICT
 * Thread: any
 */
UkeCommand *
uke_command_release_follow_up (UkeRecord *follow_up)
{
  return make_step (follow_up, UKE_INTENT_FOLLOW_UP_RELEASE, UKE_ACTION_FOLLOW_UP_CLAIM, 0, NULL);
}

/**
 * uke_command_reopen_follow_up:
 * @follow_up: (transfer none): a closed task as it was seen
 *
 * Returns: (transfer full): the command
 * Errors: STATE (open already)
 * Thread: any
 */
UkeCommand *
uke_command_reopen_follow_up (UkeRecord *follow_up)
{
  return make_step (follow_up, UKE_INTENT_FOLLOW_UP_REOPEN, UKE_ACTION_FOLLOW_UP_REOPEN, 0, NULL);
}

/**
 * uke_command_cancel_follow_up:
 * @follow_up: (transfer none): an open task as it was seen
 * @reason: why the call is not needed; not empty
 *
 * Takes a task off the list without a call: nothing counts as an attempt.
 *
 * Returns: (transfer full): the command
 * Errors: STATE (closed already), MISSING (no reason), CONFLICT (somebody else holds it)
 * Thread: any
 * Source: product.md 4.3 (除外, with reason)
 */
UkeCommand *
uke_command_cancel_follow_up (UkeRecord *follow_up, const char *reason)
{
  return make_step (follow_up, UKE_INTENT_FOLLOW_UP_CANCEL, UKE_ACTION_FOLLOW_UP_CREATE, 0,
                    reason != NULL ? reason : "");
}

/**
 * uke_command_call_back_in:
 * @follow_up: (transfer none): the task the patient rings about, in any state
 *
 * The patient rings back (着信あり): the task is open again, due now and in our hands.
 *
 * Returns: (transfer full): the command
 * Errors: NOT_FOUND
 * Thread: any
 * Source: product.md 4.3
 */
UkeCommand *
uke_command_call_back_in (UkeRecord *follow_up)
{
  return make_step (follow_up, UKE_INTENT_CALL_BACK_IN, UKE_ACTION_FOLLOW_UP_RECORD, 0, NULL);
}
