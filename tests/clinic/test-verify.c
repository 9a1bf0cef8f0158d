/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-verify.h"

#include "clinic/uke-patient-query.h"
#include "support/uke-test-clinic.h"

static void
assert_in_order (UkeTestClinic *test)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) checks = NULL;

  uke_clinic_verify_async (test->clinic, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  checks = uke_clinic_verify_finish (test->clinic, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (checks->len, ==, 7);
  for (unsigned i = 0; i < checks->len; i++) {
    UkeVerifyCheck *check = g_ptr_array_index (checks, i);

    if (check->problems->len > 0)
      g_error ("%s: %s", check->name, (char *)g_ptr_array_index (check->problems, 0));
  }
}

static void
undo (UkeTestClinic *test)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_test_clinic_undo (test, &error));
  g_assert_no_error (error);
}

static UkeId
add_patient (UkeTestClinic *test)
{
  return uke_test_clinic_add_patient (test, "1", "山田", "花子", "ヤマダ", "ハナコ",
                                      "090-0000-0001");
}

/* What was made and taken back is gone from rows, audit and search alike. */
static void
test_undo_of_new (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();

  add_patient (test);
  assert_in_order (test);
  undo (test);
  assert_in_order (test);
}

/* What was changed and taken back, and what was removed and taken back, is there again. */
static void
test_undo_of_change_and_removal (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId patient_id = add_patient (test);
  UkeId tag_id = uke_test_clinic_do (test, uke_command_add_tag (&patient_id, "小児"));
  g_autoptr (UkeRecord) tag = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT_TAG, &tag_id);
  g_autoptr (UkeRecord) patient = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, &patient_id);
  UkeDraft *draft = uke_draft_new_from (patient);

  uke_test_clinic_do (test, uke_command_remove_tag (tag));
  assert_in_order (test);
  undo (test);
  assert_in_order (test);
  uke_draft_set_text (draft, UKE_PATIENT_ALERT, "車椅子");
  uke_test_clinic_do (test, uke_command_edit_patient (uke_patient_form_new (draft)));
  undo (test);
  assert_in_order (test);
}

/* A booking that was written down when its time had passed is in order without a slot. */
static void
test_past_booking (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId provider = uke_test_clinic_add_provider (test, "森本 衛生士");
  UkeId patient_id = add_patient (test);
  UkeCommand *command
      = uke_command_book (uke_test_clinic_draft_booking (test, &patient_id, &provider, 9 * 60, 45));

  uke_command_set_accepts_warnings (command, TRUE);
  uke_test_clinic_do (test, command);
  assert_in_order (test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clinic/verify/undo-of-new", test_undo_of_new);
  g_test_add_func ("/clinic/verify/undo-of-change-and-removal", test_undo_of_change_and_removal);
  g_test_add_func ("/clinic/verify/past-booking", test_past_booking);
  return g_test_run ();
}
