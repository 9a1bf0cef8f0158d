/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-follow-up-commands.h"

#include "clinic/uke-follow-up-query.h"
#include "clinic/uke-patient-query.h"
#include "support/uke-test-clinic.h"

typedef struct {
  UkeTestClinic *test;
  UkeId patient, task, phone;
} Fixture;

static UkePatientFile *
load (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UkePatientFile *file = NULL;

  uke_clinic_reload_patient_async (self->test->clinic, &self->patient, NULL, uke_test_await_cb,
                                   &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  file = uke_clinic_reload_patient_finish (self->test->clinic, result, &error);
  g_assert_no_error (error);
  return file;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  UkeDraft *task = NULL;

  self->test = uke_test_clinic_new ();
  self->patient = uke_test_clinic_add_patient (self->test, "1", "大塚", "恵里", "オオツカ", "エリ",
                                               "090-0000-0001");
  task = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, UKE_TEST_NOW_US);
  self->task = *uke_draft_get_id (task);
  uke_draft_set_id (task, UKE_FOLLOW_UP_PATIENT_ID, &self->patient);
  uke_draft_set_text (task, UKE_FOLLOW_UP_REASON, "recall");
  uke_test_clinic_do (self->test, uke_command_create_follow_up (task));
  g_autoptr (UkePatientFile) file = load (self);
  self->phone = *uke_record_get_id (file->phones->pdata[0]);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  uke_test_clinic_free (self->test);
}

static UkeRecord *
read_task (Fixture *self)
{
  return uke_test_clinic_read (self->test, &UKE_ENTITY_FOLLOW_UP, &self->task);
}

static void
report (Fixture *self, UkeCallOutcome outcome)
{
  g_autoptr (UkeRecord) task = read_task (self);
  UkeCallReport call = { .follow_up = task, .outcome = outcome, .phone_id = self->phone };

  uke_test_clinic_do (self->test, uke_command_record_outcome (&call));
}

static UkeFollowUpItem *
list_task (Fixture *self)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UkeFollowUpList) list = NULL;
  g_autoptr (GError) error = NULL;

  uke_clinic_load_follow_ups_async (self->test->clinic, NULL, NULL, uke_test_await_cb, &pending);
  result = uke_test_await (&pending);
  list = uke_clinic_load_follow_ups_finish (self->test->clinic, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->items->len, ==, 1);
  return g_object_ref (list->items->pdata[0]);
}

static void
claim (Fixture *self)
{
  g_autoptr (UkeRecord) task = read_task (self);

  uke_test_clinic_do (self->test, uke_command_claim_follow_up (task));
}

/* Who is on a call is unsent until the server has it; a clinic by itself has nobody to tell. */
static void
test_claim_unsent (Fixture *self, gconstpointer data)
{
  g_autoptr (UkeFollowUpItem) alone = NULL;
  g_autoptr (UkeFollowUpItem) joined = NULL;
  g_autoptr (UkeFollowUpItem) claimed = NULL;

  claim (self);
  alone = list_task (self);
  g_assert_false (alone->is_claim_unsent);
  uke_test_clinic_join (self->test);
  joined = list_task (self);
  g_assert_false (joined->is_claim_unsent);
  uke_clock_advance (self->test->clock, INT64_C (60000000));
  claim (self);
  claimed = list_task (self);
  g_assert_true (claimed->is_claim_unsent);
  g_assert_cmpint (claimed->unsent_since_us, ==, UKE_TEST_NOW_US + INT64_C (60000000));
}

/* No answer: the attempt is kept and counted, and the task comes back later; undo takes all back.
 */
static void
test_no_answer (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  report (self, UKE_CALL_OUTCOME_NO_ANSWER);
  g_autoptr (UkeRecord) task = read_task (self);
  g_assert_cmpint (uke_record_get_int (task, UKE_FOLLOW_UP_ATTEMPTS), ==, 1);
  g_assert_cmpint (uke_record_get_time_us (task, UKE_FOLLOW_UP_NOT_BEFORE_US), >, UKE_TEST_NOW_US);
  g_autoptr (UkePatientFile) file = load (self);
  g_assert_cmpuint (file->attempts->len, ==, 1);
  g_assert_true (uke_test_clinic_undo (self->test, &error));
  g_assert_no_error (error);
  g_autoptr (UkeRecord) again = read_task (self);
  g_assert_cmpint (uke_record_get_int (again, UKE_FOLLOW_UP_ATTEMPTS), ==, 0);
  g_autoptr (UkePatientFile) empty = load (self);
  g_assert_cmpuint (empty->attempts->len, ==, 0);
}

/* A wrong number is marked and not offered first any more. */
static void
test_wrong_number (Fixture *self, gconstpointer data)
{
  report (self, UKE_CALL_OUTCOME_WRONG_NUMBER);
  g_autoptr (UkeRecord) phone
      = uke_test_clinic_read (self->test, &UKE_ENTITY_PATIENT_PHONE, &self->phone);
  g_assert_true (uke_record_get_bool (phone, UKE_PATIENT_PHONE_IS_BAD));
}

/* "Stop contact" refuses the telephone for every purpose and ends the task. */
static void
test_stop_contact (Fixture *self, gconstpointer data)
{
  report (self, UKE_CALL_OUTCOME_STOP_CONTACT);
  g_autoptr (UkePatientFile) file = load (self);
  g_assert_cmpuint (file->open_follow_ups->len, ==, 0);
  g_assert_cmpuint (file->consents->len, ==, 3);
  for (unsigned i = 0; i < file->consents->len; i++)
    g_assert_cmpstr (uke_record_get_code (file->consents->pdata[i], UKE_CONSENT_STATE), ==,
                     "refused");
}

/* "Deceased" ends the patient, and with them every open task. */
static void
test_deceased (Fixture *self, gconstpointer data)
{
  report (self, UKE_CALL_OUTCOME_DECEASED);
  g_autoptr (UkePatientFile) file = load (self);
  g_assert_cmpstr (uke_record_get_code (file->patient, UKE_PATIENT_ENDED_REASON), ==, "deceased");
  g_assert_cmpuint (file->open_follow_ups->len, ==, 0);
}

/* Handing over to the doctor makes a new task that names the call it came from. */
static void
test_hand_over (Fixture *self, gconstpointer data)
{
  report (self, UKE_CALL_OUTCOME_HANDED_TO_DOCTOR);
  g_autoptr (UkePatientFile) file = load (self);
  g_assert_cmpuint (file->open_follow_ups->len, ==, 1);
  UkeRecord *next = file->open_follow_ups->pdata[0];
  g_assert_cmpstr (uke_record_get_code (next, UKE_FOLLOW_UP_REASON), ==, "handoff");
  g_assert_true (
      uke_id_equal (uke_record_get_id_value (next, UKE_FOLLOW_UP_PREVIOUS_ID), &self->task));
}

/* Who holds a task is shown to the next person, who may go on all the same. */
static void
test_claim (Fixture *self, gconstpointer data)
{
  UkeId nurse = uke_test_clinic_add_staff (self->test, "篠原", "nurse");
  g_autoptr (UkeRecord) task = read_task (self);
  UkeCommand *command = NULL;

  uke_test_clinic_do (self->test, uke_command_claim_follow_up (task));
  uke_clinic_sit_down (self->test->clinic, &nurse);
  uke_test_clinic_refuse (self->test, uke_command_claim_follow_up (task),
                          UKE_CLINIC_ERROR_CONFLICT);
  command = uke_command_claim_follow_up (task);
  uke_command_set_accepts_warnings (command, TRUE);
  uke_test_clinic_do (self->test, command);
}

/* The queue shows the task with its rank, and the call in the day's progress. */
static void
test_queue (Fixture *self, gconstpointer data)
{
  UkeFollowUpFilter filter = { .include_closed_today = TRUE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  report (self, UKE_CALL_OUTCOME_TALKED);
  uke_clinic_load_follow_ups_async (self->test->clinic, &filter, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_autoptr (UkeFollowUpList) list
      = uke_clinic_load_follow_ups_finish (self->test->clinic, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->items->len, ==, 1);
  UkeFollowUpItem *item = list->items->pdata[0];
  g_assert_cmpstr (uke_record_get_text (item->patient, UKE_PATIENT_FAMILY_NAME), ==, "大塚");
  g_assert_cmpuint (item->attempts->len, ==, 1);
  g_assert_true (item->is_called_today);
  g_assert_cmpuint (list->progress->len, ==, 2);
  g_assert_cmpuint (g_array_index (list->progress, UkeFollowUpProgress, 0).n_reached, ==, 1);
  g_assert_cmpuint (uke_follow_up_list_find_progress (list, &UKE_ID_NONE)->n_unanswered, ==, 0);
  g_assert_cmpint (uke_follow_up_list_find_progress (list, &UKE_ID_NONE)->first_us, ==,
                   UKE_TEST_NOW_US);
  g_assert_null (uke_follow_up_list_find_progress (list, &self->task));
}

/* A snoozed task comes back at its time; one that is closed can be opened again. */
static void
test_snooze_and_reopen (Fixture *self, gconstpointer data)
{
  g_autoptr (UkeRecord) task = read_task (self);

  uke_test_clinic_refuse (self->test, uke_command_snooze_follow_up (task, UKE_TEST_NOW_US - 1),
                          UKE_CLINIC_ERROR_BAD_VALUE);
  uke_test_clinic_do (self->test,
                      uke_command_snooze_follow_up (task, UKE_TEST_NOW_US + 3600000000));
  uke_test_clinic_refuse (self->test, uke_command_reopen_follow_up (task), UKE_CLINIC_ERROR_STATE);
  report (self, UKE_CALL_OUTCOME_DECLINED);
  uke_test_clinic_do (self->test, uke_command_reopen_follow_up (task));
  g_autoptr (UkeRecord) again = read_task (self);
  g_assert_cmpstr (uke_record_get_code (again, UKE_FOLLOW_UP_STATE), ==, "open");
}

/* A call that is not needed leaves the list with its reason and without an attempt; undo brings it
 * back. */
static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr (UkeRecord) task = read_task (self);
  g_autoptr (GError) error = NULL;

  uke_test_clinic_refuse (self->test, uke_command_cancel_follow_up (task, "  "),
                          UKE_CLINIC_ERROR_MISSING);
  uke_test_clinic_do (self->test, uke_command_cancel_follow_up (task, "来院の際に伝えた"));
  g_autoptr (UkeRecord) cancelled = read_task (self);
  g_assert_cmpstr (uke_record_get_code (cancelled, UKE_FOLLOW_UP_STATE), ==, "removed");
  g_assert_cmpstr (uke_record_get_text (cancelled, UKE_FOLLOW_UP_CLOSED_REASON), ==,
                   "来院の際に伝えた");
  g_assert_cmpint (uke_record_get_int (cancelled, UKE_FOLLOW_UP_ATTEMPTS), ==, 0);
  uke_test_clinic_refuse (self->test, uke_command_cancel_follow_up (cancelled, "二度目"),
                          UKE_CLINIC_ERROR_STATE);
  g_assert_true (uke_test_clinic_undo (self->test, &error));
  g_assert_no_error (error);
  g_autoptr (UkeRecord) back = read_task (self);
  g_assert_cmpstr (uke_record_get_code (back, UKE_FOLLOW_UP_STATE), ==, "open");
}

static GArray *
load_call_backs (Fixture *self)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GArray *promises = NULL;

  uke_clinic_load_call_backs_async (self->test->clinic, NULL, uke_test_await_cb, &pending);
  result = uke_test_await (&pending);
  promises = uke_clinic_load_call_backs_finish (self->test->clinic, result, &error);
  g_assert_no_error (error);
  return promises;
}

/* A promised time is known until the call is made; a snooze moves it. */
static void
test_promises (Fixture *self, gconstpointer data)
{
  int64_t promised_us = UKE_TEST_NOW_US + INT64_C (3600000000);
  g_autoptr (UkeRecord) task = read_task (self);
  UkeCallReport call = { .follow_up = task,
                         .outcome = UKE_CALL_OUTCOME_LATER,
                         .phone_id = self->phone,
                         .call_back_at_us = promised_us };
  g_autoptr (GArray) none = load_call_backs (self);

  g_assert_cmpuint (none->len, ==, 0);
  uke_test_clinic_do (self->test, uke_command_record_outcome (&call));
  g_autoptr (GArray) one = load_call_backs (self);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpint (g_array_index (one, UkeCallBack, 0).at_us, ==, promised_us);
  g_assert_true (uke_id_equal (&g_array_index (one, UkeCallBack, 0).follow_up_id, &self->task));
  uke_test_clinic_do (self->test, uke_command_snooze_follow_up (task, promised_us + 900));
  g_autoptr (GArray) moved = load_call_backs (self);
  g_assert_cmpint (g_array_index (moved, UkeCallBack, 0).at_us, ==, promised_us + 900);
  report (self, UKE_CALL_OUTCOME_TALKED);
  g_autoptr (GArray) gone = load_call_backs (self);
  g_assert_cmpuint (gone->len, ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/clinic/follow-up/no-answer", test_no_answer);
  ADD ("/clinic/follow-up/claim-unsent", test_claim_unsent);
  ADD ("/clinic/follow-up/wrong-number", test_wrong_number);
  ADD ("/clinic/follow-up/stop-contact", test_stop_contact);
  ADD ("/clinic/follow-up/deceased", test_deceased);
  ADD ("/clinic/follow-up/hand-over", test_hand_over);
  ADD ("/clinic/follow-up/claim", test_claim);
  ADD ("/clinic/follow-up/queue", test_queue);
  ADD ("/clinic/follow-up/snooze-and-reopen", test_snooze_and_reopen);
  ADD ("/clinic/follow-up/cancel", test_cancel);
  ADD ("/clinic/follow-up/promises", test_promises);
  return g_test_run ();
}
