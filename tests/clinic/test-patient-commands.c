/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-patient-commands.h"

#include "clinic/uke-follow-up-commands.h"
#include "clinic/uke-outline-query.h"
#include "clinic/uke-patient-query.h"
#include "model/uke-codes.h"
#include "support/uke-test-clinic.h"

static UkePatientFile *
load (UkeTestClinic *test, const UkeId *id, gboolean is_audited)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UkePatientFile *file = NULL;

  if (is_audited)
    uke_clinic_load_patient_async (test->clinic, id, NULL, uke_test_await_cb, &result);
  else
    uke_clinic_reload_patient_async (test->clinic, id, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  file = is_audited ? uke_clinic_load_patient_finish (test->clinic, result, &error)
                    : uke_clinic_reload_patient_finish (test->clinic, result, &error);
  g_assert_no_error (error);
  return file;
}

/* Kana is kept as hiragana with what was typed beside it, numbers as digits. */
static void
test_register (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = uke_test_clinic_add_patient (test, "00123", "髙橋", "美咲", "ﾀｶﾊｼ", "ミサキ",
                                          "０９０ー００００ー１２３４");
  g_autoptr (UkePatientFile) file = load (test, &id, TRUE);

  g_assert_cmpstr (uke_record_get_text (file->patient, UKE_PATIENT_FAMILY_KANA), ==, "たかはし");
  g_assert_cmpstr (uke_record_get_text (file->patient, UKE_PATIENT_KANA_AS_TYPED), ==,
                   "ﾀｶﾊｼ ミサキ");
  g_assert_cmpstr (uke_record_get_text (file->patient, UKE_PATIENT_FAMILY_NAME), ==, "髙橋");
  g_assert_cmpuint (file->phones->len, ==, 1);
  g_assert_cmpstr (uke_record_get_text (file->phones->pdata[0], UKE_PATIENT_PHONE_NUMBER), ==,
                   "09000001234");
}

/* Opening a card is in the audit before it is shown; every changed record has its entry. */
static void
test_history (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = uke_test_clinic_add_patient (test, "1", "山田", "花子", "やまだ", "はなこ",
                                          "090-0000-0001");
  g_autoptr (UkePatientFile) first = load (test, &id, TRUE);
  unsigned n_creates = 0, n_views = 0;

  for (unsigned i = 0; i < first->history->len; i++) {
    UkeHistoryEntry *entry = first->history->pdata[i];

    n_creates += g_str_equal (entry->kind, "create");
    n_views += g_str_equal (entry->kind, "view");
    g_assert_cmpstr (entry->staff_name, ==, "青柳 誠");
    g_assert_cmpstr (entry->device, ==, "desk");
  }
  g_assert_cmpuint (n_creates, ==, 2);
  g_assert_cmpuint (n_views, ==, 1);
}

/* A number that somebody has already, in any spelling, is refused and nothing is stored. */
static void
test_duplicate_number (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId first = uke_test_clinic_add_patient (test, "00123", "山田", "花子", NULL, NULL, NULL);
  UkeDraft *patient = uke_draft_new (&UKE_ENTITY_PATIENT, UKE_TEST_NOW_US);
  UkeId second = *uke_draft_get_id (patient);
  g_autoptr (GError) error = NULL;

  uke_draft_set_text (patient, UKE_PATIENT_PATIENT_NUMBER, "１２３");
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_NAME, "佐藤");
  g_assert_null (uke_test_clinic_execute (
      test, uke_command_register_patient (uke_patient_form_new (patient)), &error));
  g_assert_error (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_DUPLICATE);
  g_assert_true (uke_id_equal (&uke_clinic_error_facts (error)->record_id, &first));
  g_assert_null (uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, &second));
}

/* A patient without a name, or born tomorrow, is refused. */
static void
test_bad_values (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeDraft *nameless = uke_draft_new (&UKE_ENTITY_PATIENT, UKE_TEST_NOW_US);
  UkeDraft *unborn = uke_draft_new (&UKE_ENTITY_PATIENT, UKE_TEST_NOW_US);

  uke_test_clinic_refuse (test, uke_command_register_patient (uke_patient_form_new (nameless)),
                          UKE_CLINIC_ERROR_MISSING);
  uke_draft_set_text (unborn, UKE_PATIENT_FAMILY_NAME, "山田");
  uke_draft_set_date (unborn, UKE_PATIENT_BIRTH_DATE, uke_clock_today (test->clock) + 1);
  uke_test_clinic_refuse (test, uke_command_register_patient (uke_patient_form_new (unborn)),
                          UKE_CLINIC_ERROR_BAD_VALUE);
}

/* Editing changes what was changed; undo brings the old value back; somebody's later edit stops
 * the undo with their name. */
static void
test_edit_and_undo (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, NULL);
  UkeId nurse = uke_test_clinic_add_staff (test, "篠原", "reception");
  g_autoptr (UkeRecord) seen = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, &id);
  UkeDraft *draft = uke_draft_new_from (seen);
  g_autoptr (GError) error = NULL;
  UkeId change_set_id = UKE_ID_NONE;
  g_autoptr (UkeReceipt) receipt = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "鈴木");
  receipt = uke_test_clinic_execute (test, uke_command_edit_patient (uke_patient_form_new (draft)),
                                     &error);
  g_assert_no_error (error);
  change_set_id = receipt->change_set_id;
  g_assert_true (uke_test_clinic_undo (test, &error));
  g_autoptr (UkeRecord) back = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, &id);
  g_assert_cmpstr (uke_record_get_text (back, UKE_PATIENT_FAMILY_NAME), ==, "山田");

  uke_clinic_sit_down (test->clinic, &nurse);
  draft = uke_draft_new_from (back);
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "高木");
  uke_test_clinic_do (test, uke_command_edit_patient (uke_patient_form_new (draft)));
  uke_clinic_undo_async (test->clinic, &change_set_id, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (uke_clinic_undo_finish (test->clinic, result, &error));
  g_assert_nonnull (error);
}

/* Registering can be undone, phones included, and the search forgets the patient. */
static void
test_undo_register (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, "090-0000-0001");
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_test_clinic_undo (test, &error));
  g_assert_no_error (error);
  g_assert_null (uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, &id));
  uke_test_clinic_reopen (test);
  g_assert_null (uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, &id));
}

/* Ending a patient closes the calls that are owed; reactivating takes the ending back. */
static void
test_end (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, NULL);
  UkeDraft *task = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, UKE_TEST_NOW_US);
  UkeId task_id = *uke_draft_get_id (task);

  uke_draft_set_id (task, UKE_FOLLOW_UP_PATIENT_ID, &id);
  uke_test_clinic_do (test, uke_command_create_follow_up (task));
  g_autoptr (UkeRecord) patient = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, &id);
  uke_test_clinic_do (test, uke_command_end_patient (patient, "deceased", 20000, NULL));
  g_autoptr (UkeRecord) closed = uke_test_clinic_read (test, &UKE_ENTITY_FOLLOW_UP, &task_id);
  g_assert_cmpstr (uke_record_get_code (closed, UKE_FOLLOW_UP_STATE), ==, "removed");
  task = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, UKE_TEST_NOW_US);
  uke_draft_set_id (task, UKE_FOLLOW_UP_PATIENT_ID, &id);
  uke_test_clinic_refuse (test, uke_command_create_follow_up (task), UKE_CLINIC_ERROR_ENDED);
  uke_test_clinic_do (test, uke_command_reactivate_patient (patient));
  g_autoptr (UkeRecord) again = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, &id);
  g_assert_false (uke_record_has (again, UKE_PATIENT_ENDED_REASON));
}

/* A consent is one row a patient, purpose and channel, changed in place with its evidence. */
static void
test_consent (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, NULL);
  UkeId consent_id = uke_test_clinic_do (
      test, uke_command_set_consent (uke_consent_draft_new (NULL, &id, "news", "sms", "granted")));
  g_autoptr (UkeRecord) granted = uke_test_clinic_read (test, &UKE_ENTITY_CONSENT, &consent_id);

  g_assert_cmpint (uke_record_get_time_us (granted, UKE_CONSENT_DECIDED_AT_US), ==,
                   UKE_TEST_NOW_US);
  uke_test_clinic_do (test, uke_command_set_consent (
                                uke_consent_draft_new (granted, &id, "news", "sms", "refused")));
  g_autoptr (UkeRecord) refused = uke_test_clinic_read (test, &UKE_ENTITY_CONSENT, &consent_id);
  g_assert_cmpstr (uke_record_get_code (refused, UKE_CONSENT_STATE), ==, "refused");
}

/* Clinical words have no place in a note: staff are asked once. */
static void
test_clinical_words (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeDraft *patient = uke_draft_new (&UKE_ENTITY_PATIENT, UKE_TEST_NOW_US);
  UkePatientForm *form = uke_patient_form_new (patient);
  UkeCommand *command = NULL;

  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_NAME, "山田");
  uke_draft_set_text (patient, UKE_PATIENT_NOTE, "糖尿病の薬");
  command = uke_command_register_patient (uke_patient_form_copy (form));
  uke_test_clinic_refuse (test, command, UKE_CLINIC_ERROR_CLINICAL_CONTENT);
  command = uke_command_register_patient (form);
  uke_command_set_accepts_warnings (command, TRUE);
  uke_test_clinic_do (test, command);
}

/* Tags: added once, taken away. */
static void
test_tags (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, NULL);
  UkeId tag_id = uke_test_clinic_do (test, uke_command_add_tag (&id, "家族"));
  g_autoptr (UkeRecord) tag = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT_TAG, &tag_id);

  uke_test_clinic_refuse (test, uke_command_add_tag (&id, "家族"), UKE_CLINIC_ERROR_DUPLICATE);
  uke_test_clinic_do (test, uke_command_remove_tag (tag));
  g_assert_null (uke_test_clinic_read (test, &UKE_ENTITY_PATIENT_TAG, &tag_id));
}

/* Ending contact cancels the bookings that were named and no others; one undo brings all back. */
static void
test_end_with_bookings (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = uke_test_clinic_add_patient (test, "1", "山田", "花子", "やまだ", "はなこ",
                                          "090-0000-0001");
  UkeId provider_id = uke_test_clinic_add_provider (test, "青柳 院長");
  g_autoptr (GPtrArray) cancelled = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (UkePatientFile) before = NULL, after = NULL, again = NULL;

  for (int hour = 15; hour <= 16; hour++)
    uke_test_clinic_do (test, uke_command_book (uke_test_clinic_draft_booking (
                                  test, &id, &provider_id, hour * 60, 30)));
  before = load (test, &id, FALSE);
  g_assert_cmpuint (before->upcoming->len, ==, 2);
  g_ptr_array_add (cancelled, g_object_ref (before->upcoming->pdata[0]));
  uke_test_clinic_do (test,
                      uke_command_end_patient (before->patient, UKE_ENDED_MOVED, 20000, cancelled));
  after = load (test, &id, FALSE);
  g_assert_cmpuint (after->upcoming->len, ==, 1);
  g_assert_true (uke_id_equal (uke_record_get_id (after->upcoming->pdata[0]),
                               uke_record_get_id (before->upcoming->pdata[1])));
  g_assert_cmpstr (uke_record_get_text (after->past->pdata[0], UKE_APPOINTMENT_CANCELLED_BY), ==,
                   UKE_CANCELLED_BY_CLINIC);
  g_assert_true (uke_test_clinic_undo (test, NULL));
  again = load (test, &id, FALSE);
  g_assert_cmpuint (again->upcoming->len, ==, 2);
  g_assert_false (uke_record_has (again->patient, UKE_PATIENT_ENDED_REASON));
}

static UkePatientForm *
form_for (UkePatientFile *file)
{
  return uke_patient_form_new (uke_draft_new_from (file->patient));
}

/* Joining somebody without a household makes one for both; a third joins the same; whose booking
 * comes next is known of each; undo parts them. */
static void
test_family (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId mother
      = uke_test_clinic_add_patient (test, "1", "森", "みなみ", "もり", "みなみ", "090-0000-0001");
  UkeId father
      = uke_test_clinic_add_patient (test, "2", "森", "健司", "もり", "けんじ", "090-0000-0002");
  UkeId child
      = uke_test_clinic_add_patient (test, "3", "森", "さくら", "もり", "さくら", "090-0000-0003");
  UkeId provider_id = uke_test_clinic_add_provider (test, "青柳 院長");
  g_autoptr (UkePatientFile) father_file = load (test, &father, FALSE),
                             child_file = load (test, &child, FALSE), family = NULL, alone = NULL;
  UkePatientForm *form = form_for (father_file);

  form->family_of = mother;
  uke_draft_set_text (form->patient, UKE_PATIENT_RELATION, "夫");
  uke_test_clinic_do (test, uke_command_edit_patient (form));
  uke_test_clinic_do (test, uke_command_book (uke_test_clinic_draft_booking (
                                test, &father, &provider_id, 15 * 60, 30)));
  form = form_for (child_file);
  form->family_of = father;
  uke_test_clinic_do (test, uke_command_edit_patient (form));
  family = load (test, &child, FALSE);
  g_assert_cmpuint (family->members->len, ==, 2);
  g_assert_cmpstr (uke_record_get_text (family->household, UKE_HOUSEHOLD_NAME), ==, "森");
  g_assert_cmpuint (family->family_bookings->len, ==, 1);
  g_assert_true (uke_id_equal (
      uke_record_get_id_value (family->family_bookings->pdata[0], UKE_APPOINTMENT_PATIENT_ID),
      &father));
  g_assert_true (uke_test_clinic_undo (test, NULL));
  alone = load (test, &child, FALSE);
  g_assert_cmpuint (alone->members->len, ==, 0);
  g_assert_null (alone->household);
  form = form_for (alone);
  form->family_of = child;
  uke_test_clinic_refuse (test, uke_command_edit_patient (form), UKE_CLINIC_ERROR_BAD_VALUE);
}

static UkeSearchResult *
filter (UkeTestClinic *test, UkePatientFilter which)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UkeSearchResult *found = NULL;

  uke_clinic_filter_patients_async (test->clinic, which, 10, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  found = uke_clinic_filter_patients_finish (test->clinic, result, &error);
  g_assert_no_error (error);
  return found;
}

/* Who comes today, and who was here and has no next booking; an outline says when that is. */
static void
test_filters (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId here = uke_test_clinic_add_patient (test, "1", "山田", "花子", "やまだ", "はなこ",
                                            "090-0000-0001");
  UkeId later
      = uke_test_clinic_add_patient (test, "2", "森", "健司", "もり", "けんじ", "090-0000-0002");
  UkeId provider_id = uke_test_clinic_add_provider (test, "青柳 院長");
  g_autoptr (UkeSearchResult) today = NULL, open = NULL, dormant = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (UkeId));
  g_autoptr (GPtrArray) outlines = NULL;
  UkePatientOutline *outline = NULL;
  UkeCommand *past
      = uke_command_book (uke_test_clinic_draft_booking (test, &here, &provider_id, 9 * 60, 30));

  uke_command_set_accepts_warnings (past, TRUE);
  uke_test_clinic_do (test, past);
  uke_test_clinic_do (test, uke_command_book (uke_test_clinic_draft_booking (
                                test, &later, &provider_id, 16 * 60, 30)));
  today = filter (test, UKE_PATIENT_FILTER_TODAY);
  g_assert_cmpuint (today->total, ==, 2);
  open = filter (test, UKE_PATIENT_FILTER_NO_NEXT);
  g_assert_cmpuint (open->total, ==, 1);
  g_assert_true (uke_id_equal (&((UkeSearchHit *)open->hits->pdata[0])->patient_id, &here));
  g_assert_cmpstr (((UkeSearchHit *)open->hits->pdata[0])->phone, ==, "09000000001");
  dormant = filter (test, UKE_PATIENT_FILTER_DORMANT);
  g_assert_cmpuint (dormant->total, ==, 0);
  uke_test_clinic_do (test, uke_command_add_tag (&later, "家族来院"));
  g_array_append_val (ids, later);
  uke_clinic_load_outlines_async (test->clinic, ids, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  outlines = uke_clinic_load_outlines_finish (test->clinic, result, NULL);
  g_assert_cmpuint (outlines->len, ==, 1);
  outline = outlines->pdata[0];
  g_assert_cmpint (outline->next_at_us, ==, uke_test_clinic_at (test, 16 * 60));
  g_assert_cmpstr (outline->tags[0], ==, "家族来院");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clinic/patient/register", test_register);
  g_test_add_func ("/clinic/patient/history", test_history);
  g_test_add_func ("/clinic/patient/duplicate-number", test_duplicate_number);
  g_test_add_func ("/clinic/patient/bad-values", test_bad_values);
  g_test_add_func ("/clinic/patient/edit-and-undo", test_edit_and_undo);
  g_test_add_func ("/clinic/patient/undo-register", test_undo_register);
  g_test_add_func ("/clinic/patient/end", test_end);
  g_test_add_func ("/clinic/patient/end-with-bookings", test_end_with_bookings);
  g_test_add_func ("/clinic/patient/family", test_family);
  g_test_add_func ("/clinic/patient/filters", test_filters);
  g_test_add_func ("/clinic/patient/consent", test_consent);
  g_test_add_func ("/clinic/patient/clinical-words", test_clinical_words);
  g_test_add_func ("/clinic/patient/tags", test_tags);
  return g_test_run ();
}
