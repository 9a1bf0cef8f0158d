/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-search.h"
#include "clinic/uke-set-up-commands.h"
#include "support/uke-test-clinic.h"

/* A new clinic has its own row and a director, and both are there after a restart. */
static void
test_create_and_reopen (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();

  for (int i = 0; i < 2; i++) {
    UkeRecord *director = uke_clinic_get_sitting_staff (test->clinic);

    g_assert_true (uke_clinic_is_open (test->clinic));
    g_assert_cmpstr (
        uke_record_get_text (uke_clinic_get_place (test->clinic), UKE_CLINIC_FIELD_NAME), ==,
        "みなみ歯科クリニック");
    g_assert_cmpstr (uke_record_get_text (director, UKE_STAFF_FAMILY_NAME), ==, "青柳");
    g_assert_cmpstr (uke_zone_get_identifier (uke_clinic_get_zone (test->clinic)), ==,
                     "Asia/Tokyo");
    if (i == 0)
      uke_test_clinic_reopen (test);
  }
}

/* The small lists follow a commit, and `changed` comes once. */
static void
test_lists_follow (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = uke_test_clinic_add_menu (test, "定期検診", 45);

  g_assert_cmpuint (test->n_changed, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (uke_clinic_get_menus (test->clinic)), ==, 1);
  g_assert_cmpstr (
      uke_record_get_text (uke_clinic_lookup (test->clinic, &UKE_ENTITY_MENU, &id), UKE_MENU_NAME),
      ==, "定期検診");
}

/* The search memory follows a commit without a restart, and is the same after one. */
static void
test_search_follows (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();

  uke_test_clinic_add_patient (test, "00123", "髙橋", "美咲", "タカハシ", "ミサキ",
                               "090-0000-1234");
  for (int i = 0; i < 2; i++) {
    static const char *const TEXTS[]
        = { "高橋", "ﾀｶﾊｼ", "takahashi", "1234", "00123", "123", "たかはし み" };

    for (size_t t = 0; t < G_N_ELEMENTS (TEXTS); t++) {
      g_autoptr (UkeSearchResult) result = uke_clinic_search (test->clinic, TEXTS[t], 50);

      g_assert_cmpuint (result->total, ==, 1);
      g_assert_cmpstr (((UkeSearchHit *)result->hits->pdata[0])->name, ==, "髙橋 美咲");
    }
    if (i == 0)
      uke_test_clinic_reopen (test);
  }
}

static unsigned
count_found (UkeClinic *clinic, const char *text)
{
  g_autoptr (UkeSearchResult) result = uke_clinic_search (clinic, text, 50);

  return result->total;
}

static void
work_at_once (UkeClinic *clinic, gpointer test)
{
  g_autoptr (UkeRecord) director = g_list_model_get_item (uke_clinic_get_staff (clinic), 0);

  uke_clinic_sit_down (clinic, uke_record_get_id (director));
  uke_test_clinic_add_patient (test, "2", "山田", "花子", "ヤマダ", "ハナコ", NULL);
  g_assert_cmpuint (count_found (clinic, "高橋"), ==, 1);
  g_assert_cmpuint (count_found (clinic, "山田"), ==, 1);
}

/* Who works before the search memory is filled finds everybody, and whom they added only once. */
static void
test_search_while_opening (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();

  uke_test_clinic_add_patient (test, "1", "髙橋", "美咲", "タカハシ", "ミサキ", NULL);
  test->on_opening = work_at_once;
  uke_test_clinic_reopen (test);
  g_assert_cmpuint (count_found (test->clinic, "山田"), ==, 1);
  test->on_opening = NULL;
  uke_test_clinic_reopen (test);
  g_assert_cmpuint (count_found (test->clinic, "山田"), ==, 1);
}

/* Nobody at the desk, nothing is changed. */
static void
test_nobody (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeDraft *menu = uke_draft_new (&UKE_ENTITY_MENU, UKE_TEST_NOW_US);

  uke_draft_set_text (menu, UKE_MENU_NAME, "検診");
  uke_draft_set_int (menu, UKE_MENU_LENGTH_MIN, 30);
  uke_clinic_sit_down (test->clinic, &UKE_ID_NONE);
  uke_test_clinic_refuse (test, uke_command_set_up (menu), UKE_CLINIC_ERROR_NOBODY);
  g_assert_cmpuint (test->n_changed, ==, 0);
}

/* Who sits down begins a sitting of their own, with their role and an empty undo stack. */
static void
test_sit_down (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId nurse = uke_test_clinic_add_staff (test, "篠原", "nurse");

  g_assert_true (uke_clinic_can_undo (test->clinic));
  g_assert_true (uke_clinic_may (test->clinic, UKE_ACTION_SET_UP_CLINIC));
  uke_clinic_sit_down (test->clinic, &nurse);
  g_assert_false (uke_clinic_can_undo (test->clinic));
  g_assert_false (uke_clinic_may (test->clinic, UKE_ACTION_SET_UP_CLINIC));
  g_assert_true (uke_clinic_may (test->clinic, UKE_ACTION_FOLLOW_UP_RECORD));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clinic/clinic/create-and-reopen", test_create_and_reopen);
  g_test_add_func ("/clinic/clinic/lists-follow", test_lists_follow);
  g_test_add_func ("/clinic/clinic/search-follows", test_search_follows);
  g_test_add_func ("/clinic/clinic/search-while-opening", test_search_while_opening);
  g_test_add_func ("/clinic/clinic/nobody", test_nobody);
  g_test_add_func ("/clinic/clinic/sit-down", test_sit_down);
  return g_test_run ();
}
