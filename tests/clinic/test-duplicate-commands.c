/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-patient-query.h"
#include "clinic/uke-search.h"
#include "support/uke-test-clinic.h"

static UkeId
add (UkeTestClinic *test, const char *number, const char *family, const char *phone)
{
  UkeId id
      = uke_test_clinic_add_patient (test, number, family, "美咲", "サイトウ", "ミサキ", phone);
  g_autoptr (UkeRecord) seen = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, &id);
  UkeDraft *draft = uke_draft_new_from (seen);

  uke_draft_set_date (draft, UKE_PATIENT_BIRTH_DATE, 5000);
  uke_test_clinic_do (test, uke_command_edit_patient (uke_patient_form_new (draft)));
  return id;
}

static GPtrArray *
load_pairs (UkeTestClinic *test)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *pairs = NULL;

  uke_clinic_load_duplicate_pairs_async (test->clinic, NULL, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  pairs = uke_clinic_load_duplicate_pairs_finish (test->clinic, result, &error);
  g_assert_no_error (error);
  return pairs;
}

/* Reading and birth date make a pair; "later" keeps it in the list, "different" takes it out. */
static void
test_decide (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId first = add (test, "1", "斎藤", "090-0000-0001");
  UkeId second = add (test, "2", "齋藤", "090-0000-0001");
  g_autoptr (GPtrArray) pairs = load_pairs (test);

  g_assert_cmpuint (pairs->len, ==, 1);
  g_assert_cmpint (((UkeDuplicatePair *)pairs->pdata[0])->score, >=, 80);
  uke_test_clinic_do (test, uke_command_decide_duplicate (&first, &second, "later"));
  g_autoptr (GPtrArray) later = load_pairs (test);
  g_assert_cmpuint (later->len, ==, 1);
  uke_test_clinic_do (test, uke_command_decide_duplicate (&second, &first, "different"));
  g_autoptr (GPtrArray) none = load_pairs (test);
  g_assert_cmpuint (none->len, ==, 0);
}

/* Merging moves bookings and copies numbers; the one who goes is no longer found; undo parts them
 * again. */
static void
test_merge_and_undo (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId first = add (test, "1", "斎藤", "090-0000-0001");
  UkeId second = add (test, "2", "齋藤", "090-0000-0002");
  UkeId provider = uke_test_clinic_add_provider (test, "森本");
  UkeId booking = uke_test_clinic_do (
      test, uke_command_book (uke_test_clinic_draft_booking (test, &second, &provider, 660, 30)));
  g_autoptr (UkeRecord) kept = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, &first);
  g_autoptr (UkeRecord) merged = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, &second);
  g_autoptr (UkeSearchResult) before = uke_clinic_search (test->clinic, "さいとう", 10);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (before->total, ==, 2);
  uke_test_clinic_do (test, uke_command_merge_patients (uke_draft_new_from (kept), merged));
  g_autoptr (UkeSearchResult) after = uke_clinic_search (test->clinic, "さいとう", 10);
  g_assert_cmpuint (after->total, ==, 1);
  g_autoptr (UkeRecord) moved = uke_test_clinic_read (test, &UKE_ENTITY_APPOINTMENT, &booking);
  g_assert_true (
      uke_id_equal (uke_record_get_id_value (moved, UKE_APPOINTMENT_PATIENT_ID), &first));
  g_assert_true (uke_test_clinic_undo (test, &error));
  g_assert_no_error (error);
  g_autoptr (UkeSearchResult) again = uke_clinic_search (test->clinic, "さいとう", 10);
  g_assert_cmpuint (again->total, ==, 2);
}

/* Before somebody is registered, those who they may already be are named. */
static void
test_find (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeDraft *patient = uke_draft_new (&UKE_ENTITY_PATIENT, UKE_TEST_NOW_US);
  g_autoptr (UkePatientForm) form = uke_patient_form_new (patient);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  add (test, "1", "斎藤", "090-0000-0001");
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_NAME, "齋藤");
  uke_draft_set_text (patient, UKE_PATIENT_GIVEN_NAME, "美咲");
  uke_draft_set_date (patient, UKE_PATIENT_BIRTH_DATE, 5000);
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_KANA, "サイトウ");
  uke_draft_set_text (patient, UKE_PATIENT_GIVEN_KANA, "ミサキ");
  uke_clinic_find_duplicates_async (test->clinic, form, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_autoptr (GPtrArray) found = uke_clinic_find_duplicates_finish (test->clinic, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_true (((UkeDuplicateCandidate *)found->pdata[0])->same_kana);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clinic/duplicate/decide", test_decide);
  g_test_add_func ("/clinic/duplicate/merge-and-undo", test_merge_and_undo);
  g_test_add_func ("/clinic/duplicate/find", test_find);
  return g_test_run ();
}
