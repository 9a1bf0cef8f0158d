/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-hours-commands.h"
#include "clinic/uke-set-up-commands.h"
#include "clinic/uke-set-up-query.h"
#include "support/uke-test-clinic.h"

static UkeDraft *
draft_of_staff (UkeTestClinic *test, const UkeId *id, unsigned field, const char *text)
{
  UkeDraft *draft = uke_draft_new_from (uke_clinic_lookup (test->clinic, &UKE_ENTITY_STAFF, id));

  if (text != NULL)
    uke_draft_set_text (draft, field, text);
  else
    uke_draft_set_int (draft, field, FALSE);
  return draft;
}

/* The last director stays one, whoever asks; with a second one, the first may be changed. */
static void
test_last_director (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId director = *uke_record_get_id (uke_clinic_get_sitting_staff (test->clinic));
  UkeId manager = uke_test_clinic_add_staff (test, "事務", "manager");
  UkeId second;
  UkeCommand *command;

  uke_clinic_sit_down (test->clinic, &manager);
  for (int i = 0; i < 2; i++) {
    command
        = uke_command_set_up (i == 0 ? draft_of_staff (test, &director, UKE_STAFF_ROLE, "doctor")
                                     : draft_of_staff (test, &director, UKE_STAFF_IS_ACTIVE, NULL));
    uke_command_set_reason (command, "退職");
    uke_test_clinic_refuse (test, command, UKE_CLINIC_ERROR_STATE);
  }
  uke_clinic_sit_down (test->clinic, &director);
  second = uke_test_clinic_add_staff (test, "高瀬", "director");
  uke_clinic_sit_down (test->clinic, &manager);
  command = uke_command_set_up (draft_of_staff (test, &director, UKE_STAFF_ROLE, "doctor"));
  uke_command_set_reason (command, "交代");
  uke_test_clinic_do (test, command);
  command = uke_command_set_up (draft_of_staff (test, &second, UKE_STAFF_IS_ACTIVE, NULL));
  uke_command_set_reason (command, "退職");
  uke_test_clinic_refuse (test, command, UKE_CLINIC_ERROR_STATE);
}

/* Nobody takes the right to sit here from themselves. */
static void
test_not_oneself (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId manager = uke_test_clinic_add_staff (test, "事務", "manager");
  UkeCommand *command;

  uke_clinic_sit_down (test->clinic, &manager);
  command = uke_command_set_up (draft_of_staff (test, &manager, UKE_STAFF_IS_ACTIVE, NULL));
  uke_command_set_reason (command, "退職");
  uke_test_clinic_refuse (test, command, UKE_CLINIC_ERROR_STATE);
}

/* The sysadmin changes neither themselves nor a director, and others with a reason only. */
static void
test_sysadmin (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId director = *uke_record_get_id (uke_clinic_get_sitting_staff (test->clinic));
  UkeId sysadmin = uke_test_clinic_add_staff (test, "技術", "sysadmin");
  UkeId nurse = uke_test_clinic_add_staff (test, "篠原", "nurse");
  UkeCommand *command;

  uke_clinic_sit_down (test->clinic, &sysadmin);
  command = uke_command_set_up (draft_of_staff (test, &director, UKE_STAFF_TITLE, "院長代理"));
  uke_command_set_reason (command, "異動");
  uke_test_clinic_refuse (test, command, UKE_CLINIC_ERROR_DENIED);
  command = uke_command_set_up (draft_of_staff (test, &sysadmin, UKE_STAFF_ROLE, "manager"));
  uke_command_set_reason (command, "異動");
  uke_test_clinic_refuse (test, command, UKE_CLINIC_ERROR_DENIED);
  uke_test_clinic_refuse (
      test, uke_command_set_up (draft_of_staff (test, &nurse, UKE_STAFF_TITLE, "主任")),
      UKE_CLINIC_ERROR_NEEDS_REASON);
  command = uke_command_set_up (draft_of_staff (test, &nurse, UKE_STAFF_TITLE, "主任"));
  uke_command_set_reason (command, "異動");
  uke_test_clinic_do (test, command);
}

static UkeDraft *
draft_of_place (UkeTestClinic *test, const UkeId *menu, int place)
{
  UkeDraft *draft = uke_draft_new_from (uke_clinic_lookup (test->clinic, &UKE_ENTITY_MENU, menu));

  uke_draft_set_int (draft, UKE_MENU_SORT_ORDER, place);
  return draft;
}

/* An order is one change for the whole list: one undo brings the old one back. */
static void
test_order (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  GListModel *menus = uke_clinic_get_menus (test->clinic);
  UkeId first = uke_test_clinic_add_menu (test, "検診", 30);
  UkeId second = uke_test_clinic_add_menu (test, "清掃", 45);
  GPtrArray *drafts = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_draft_free);
  g_autoptr (UkeRecord) top = NULL;

  /* Without an order, records of one instant stand as their ids fall. */
  top = g_list_model_get_item (menus, 0);
  if (!uke_id_equal (uke_record_get_id (top), &first)) {
    second = first;
    first = *uke_record_get_id (top);
  }
  g_clear_object (&top);
  g_ptr_array_add (drafts, draft_of_place (test, &first, 2));
  g_ptr_array_add (drafts, draft_of_place (test, &second, 1));
  uke_test_clinic_do (test, uke_command_save_order (drafts));
  top = g_list_model_get_item (menus, 0);
  g_assert_true (uke_id_equal (uke_record_get_id (top), &second));
  g_assert_true (uke_test_clinic_undo (test, NULL));
  g_clear_object (&top);
  top = g_list_model_get_item (menus, 0);
  g_assert_true (uke_id_equal (uke_record_get_id (top), &first));
}

static UkeId
add_script (UkeTestClinic *test, const char *reason, const char *name)
{
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_CALL_SCRIPT, UKE_TEST_NOW_US);

  uke_draft_set_text (draft, UKE_CALL_SCRIPT_REASON, reason);
  uke_draft_set_text (draft, UKE_CALL_SCRIPT_NAME, name);
  uke_draft_set_text (draft, UKE_CALL_SCRIPT_STEPS, "用件を伝える");
  return uke_test_clinic_do (test, uke_command_set_up (draft));
}

/* Scripts are listed in the order of their reasons, also those out of use. */
static void
test_scripts (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GPtrArray) scripts = NULL;
  g_autoptr (GError) error = NULL;
  UkeId manual = add_script (test, "manual", "一般");
  UkeId recall = add_script (test, "recall", "リコール");

  uke_clinic_load_call_scripts_async (test->clinic, NULL, uke_test_await_cb, &result);
  answer = uke_test_await (&result);
  scripts = uke_clinic_load_call_scripts_finish (test->clinic, answer, &error);
  g_assert_no_error (error);
  g_assert_true (uke_id_equal (uke_record_get_id (scripts->pdata[0]), &recall));
  g_assert_true (uke_id_equal (uke_record_get_id (scripts->pdata[scripts->len - 1]), &manual));
}

static gboolean
has_hours (UkeTestClinic *test, const UkeId *id, const UkeOpeningHours *hours)
{
  UkeOpeningHours read;
  unsigned n_rows;

  return uke_clinic_get_opening_hours (test->clinic, id, &read, &n_rows)
         && uke_opening_hours_equal (&read, hours);
}

/* A time table takes the place of the hours of several columns, shorter or longer than before, in
 * one change that one undo takes back. */
static void
test_hours (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId ids[] = { uke_test_clinic_add_provider (test, "青柳 院長"),
                  uke_test_clinic_add_provider (test, "高瀬 歯科医師") };
  UkeOpeningHours mornings = UKE_OPENING_HOURS_USUAL, wrong = UKE_OPENING_HOURS_USUAL;
  GArray *list = g_array_new (FALSE, FALSE, sizeof (UkeId));
  g_autoptr (GArray) both = g_array_append_vals (list, ids, 2);

  mornings.afternoon_days = 0;
  uke_test_clinic_do (
      test, uke_command_set_opening_hours (g_array_copy (both), &UKE_OPENING_HOURS_USUAL));
  uke_test_clinic_do (test, uke_command_set_opening_hours (g_array_copy (both), &mornings));
  for (int i = 0; i < 2; i++)
    g_assert_true (has_hours (test, &ids[i], &mornings));
  g_assert_true (uke_test_clinic_undo (test, NULL));
  for (int i = 0; i < 2; i++)
    g_assert_true (has_hours (test, &ids[i], &UKE_OPENING_HOURS_USUAL));
  wrong.morning_min[1] = wrong.morning_min[0];
  uke_test_clinic_refuse (test, uke_command_set_opening_hours (g_array_copy (both), &wrong),
                          UKE_CLINIC_ERROR_BAD_VALUE);
}

static UkeSafety *
load_safety (UkeTestClinic *test)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GError) error = NULL;
  UkeSafety *safety;

  uke_clinic_load_safety_async (test->clinic, NULL, uke_test_await_cb, &result);
  answer = uke_test_await (&result);
  safety = uke_clinic_load_safety_finish (test->clinic, answer, &error);
  g_assert_no_error (error);
  return safety;
}

/* When the data were checked last is kept, good or not; nobody takes that back. */
static void
test_verification_is_kept (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autofree UkeSafety *never = load_safety (test);
  g_autofree UkeSafety *good = NULL;
  g_autofree UkeSafety *bad = NULL;

  g_assert_cmpint (never->verified_at_us, ==, 0);
  uke_test_clinic_do (test, uke_command_note_verification (UKE_TEST_NOW_US, TRUE));
  good = load_safety (test);
  g_assert_cmpint (good->verified_at_us, ==, UKE_TEST_NOW_US);
  g_assert_true (good->was_good);
  g_assert_false (uke_clinic_can_undo (test->clinic));
  uke_test_clinic_do (test, uke_command_note_verification (UKE_TEST_NOW_US + 1, FALSE));
  bad = load_safety (test);
  g_assert_cmpint (bad->verified_at_us, ==, UKE_TEST_NOW_US + 1);
  g_assert_false (bad->was_good);
}

/* A new recovery code is asked for by two, with a reason; a receptionist does not count. */
static void
test_new_code_takes_two (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId doctor = uke_test_clinic_add_staff (test, "高瀬", "doctor");
  UkeId reception = uke_test_clinic_add_staff (test, "三枝", "reception");
  UkeCommand *command = uke_command_note_new_recovery_code (UKE_TEST_NOW_US);

  uke_command_set_reason (command, "用紙の紛失");
  uke_command_set_second_staff (command, &reception);
  uke_test_clinic_refuse (test, command, UKE_CLINIC_ERROR_NEEDS_SECOND_PERSON);
  command = uke_command_note_new_recovery_code (UKE_TEST_NOW_US);
  uke_command_set_reason (command, "用紙の紛失");
  uke_command_set_second_staff (command, &doctor);
  uke_test_clinic_do (test, command);
  uke_clinic_sit_down (test->clinic, &doctor);
  uke_test_clinic_refuse (test, uke_command_note_new_recovery_code (UKE_TEST_NOW_US),
                          UKE_CLINIC_ERROR_DENIED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clinic/set-up-commands/last-director", test_last_director);
  g_test_add_func ("/clinic/set-up-commands/not-oneself", test_not_oneself);
  g_test_add_func ("/clinic/set-up-commands/sysadmin", test_sysadmin);
  g_test_add_func ("/clinic/set-up-commands/order", test_order);
  g_test_add_func ("/clinic/set-up-commands/scripts", test_scripts);
  g_test_add_func ("/clinic/set-up-commands/hours", test_hours);
  g_test_add_func ("/clinic/set-up-commands/verification-is-kept", test_verification_is_kept);
  g_test_add_func ("/clinic/set-up-commands/new-code-takes-two", test_new_code_takes_two);
  return g_test_run ();
}
