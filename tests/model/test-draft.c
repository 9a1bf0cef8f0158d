/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-draft.h"

static UkeRecord *
make_patient (void)
{
  const UkeId id = { { 7 } };
  UkeValue *values = g_new0 (UkeValue, UKE_PATIENT_N_FIELDS);

  uke_value_set_text (&values[UKE_PATIENT_FAMILY_NAME], "斎藤");
  uke_value_set_int (&values[UKE_PATIENT_VISIT_COUNT], 4);
  return uke_record_new_take (&UKE_ENTITY_PATIENT, &id, values, NULL, 1, 0);
}

/* A new record's draft has an id, no base, and holds what was set. */
static void
test_new (void)
{
  g_autoptr (UkeDraft) draft = uke_draft_new (&UKE_ENTITY_PATIENT, 1700000000000000);

  g_assert_true (uke_draft_is_new (draft));
  g_assert_false (uke_id_is_none (uke_draft_get_id (draft)));
  g_assert_false (uke_draft_has_changes (draft));
  uke_draft_set_text (draft, UKE_PATIENT_GIVEN_NAME, "恵");
  uke_draft_set_date (draft, UKE_PATIENT_BIRTH_DATE, 100);
  g_assert_cmpstr (uke_draft_get_text (draft, UKE_PATIENT_GIVEN_NAME), ==, "恵");
  g_assert_cmpint (uke_draft_get_date (draft, UKE_PATIENT_BIRTH_DATE), ==, 100);
  g_assert_cmpint (uke_draft_get_date (draft, UKE_PATIENT_ENDED_DATE), ==, UKE_DATE_NONE);
}

/* Only fields that differ from what was seen become part of the change; setting one back removes
 * it. */
static void
test_only_differences (void)
{
  g_autoptr (UkeRecord) patient = make_patient ();
  g_autoptr (UkeDraft) draft = uke_draft_new_from (patient);

  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "斎藤");
  g_assert_false (uke_draft_has_changes (draft));
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "齋藤");
  g_assert_cmpuint (uke_draft_get_changed (draft), ==, (uint64_t)1 << UKE_PATIENT_FAMILY_NAME);
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "斎藤");
  g_assert_false (uke_draft_has_changes (draft));
  g_assert_cmpstr (uke_draft_get_text (draft, UKE_PATIENT_FAMILY_NAME), ==, "斎藤");
}

/* Clearing a field that held something is a change to NULL. */
static void
test_clearing (void)
{
  g_autoptr (UkeRecord) patient = make_patient ();
  g_autoptr (UkeDraft) draft = uke_draft_new_from (patient);

  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "");
  g_assert_true (uke_draft_has_changes (draft));
  g_assert_null (uke_draft_get_text (draft, UKE_PATIENT_FAMILY_NAME));
}

/* A counter remembers what was added, shows the sum, and forgets it when it is set. */
static void
test_counter (void)
{
  g_autoptr (UkeRecord) patient = make_patient ();
  g_autoptr (UkeDraft) draft = uke_draft_new_from (patient);

  uke_draft_add_int (draft, UKE_PATIENT_VISIT_COUNT, 1);
  uke_draft_add_int (draft, UKE_PATIENT_VISIT_COUNT, 2);
  g_assert_cmpint (uke_draft_get_int (draft, UKE_PATIENT_VISIT_COUNT), ==, 7);
  g_assert_cmpint (uke_draft_get_added (draft, UKE_PATIENT_VISIT_COUNT), ==, 3);
  uke_draft_set_int (draft, UKE_PATIENT_VISIT_COUNT, 9);
  g_assert_cmpint (uke_draft_get_added (draft, UKE_PATIENT_VISIT_COUNT), ==, 0);
}

/* A copy says the same and lives on its own. */
static void
test_copy (void)
{
  g_autoptr (UkeRecord) patient = make_patient ();
  UkeDraft *draft = uke_draft_new_from (patient);
  g_autoptr (UkeDraft) copy = NULL;

  uke_draft_set_text (draft, UKE_PATIENT_NOTE, "車椅子");
  uke_draft_add_int (draft, UKE_PATIENT_VISIT_COUNT, 1);
  copy = uke_draft_copy (draft);
  uke_draft_free (draft);
  g_assert_cmpstr (uke_draft_get_text (copy, UKE_PATIENT_NOTE), ==, "車椅子");
  g_assert_cmpint (uke_draft_get_added (copy, UKE_PATIENT_VISIT_COUNT), ==, 1);
  g_assert_true (uke_draft_get_base (copy) == patient);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/draft/new", test_new);
  g_test_add_func ("/model/draft/only-differences", test_only_differences);
  g_test_add_func ("/model/draft/clearing", test_clearing);
  g_test_add_func ("/model/draft/counter", test_counter);
  g_test_add_func ("/model/draft/copy", test_copy);
  return g_test_run ();
}
