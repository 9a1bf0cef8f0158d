/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-duplicate-query.h"
#include "clinic/uke-import-commands.h"
#include "clinic/uke-patient-query.h"
#include "clinic/uke-search.h"
#include "model/uke-codes.h"
#include "support/uke-test-clinic.h"

/* Rows of a patient list that look like somebody who is there, and what is decided about them. */

#define BIRTH 5000

static UkeDraft *
add_row (UkePatientForm *form, const UkeEntity *entity)
{
  UkeDraft *row = uke_draft_new (entity, UKE_TEST_NOW_US);

  uke_patient_form_add (form, row);
  return row;
}

static UkePatientForm *
make_form (const char *number, const char *given, const char *phone, const char *email)
{
  UkeDraft *patient = uke_draft_new (&UKE_ENTITY_PATIENT, UKE_TEST_NOW_US);
  UkePatientForm *form = uke_patient_form_new (patient);

  uke_draft_set_text (patient, UKE_PATIENT_PATIENT_NUMBER, number);
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_NAME, "青柳");
  uke_draft_set_text (patient, UKE_PATIENT_GIVEN_NAME, given);
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_KANA, "あおやぎ");
  uke_draft_set_text (patient, UKE_PATIENT_GIVEN_KANA, "はるか");
  uke_draft_set_date (patient, UKE_PATIENT_BIRTH_DATE, BIRTH);
  if (phone != NULL)
    uke_draft_set_text (add_row (form, &UKE_ENTITY_PATIENT_PHONE), UKE_PATIENT_PHONE_NUMBER, phone);
  if (email != NULL)
    uke_draft_set_text (add_row (form, &UKE_ENTITY_PATIENT_EMAIL), UKE_PATIENT_EMAIL_ADDRESS,
                        email);
  return form;
}

static UkeId
add_patient (UkeTestClinic *test)
{
  UkePatientForm *form = make_form ("0001", "遥", "09000000001", "haruka@mail.example");

  uke_draft_set_text (form->patient, UKE_PATIENT_NOTE, "窓側の席");
  return uke_test_clinic_do (test, uke_command_register_patient (form));
}

/* The same person from another register: another number, telephone and e-mail address. */
static UkeImportRow *
make_row (void)
{
  UkePatientForm *form = make_form ("X-9", "遥", "0300000002", "aoyagi@old.example");

  uke_draft_set_text (form->patient, UKE_PATIENT_NOTE, "担当指名");
  return uke_import_row_new_patient (7, form);
}

static GPtrArray *
list_of (UkeImportRow *row)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_import_row_free);

  g_ptr_array_add (rows, row);
  return rows;
}

static void
judge (UkeTestClinic *test, GPtrArray *rows)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_clinic_judge_import_async (test->clinic, rows, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  gboolean is_judged = uke_clinic_judge_import_finish (test->clinic, result, &error);
  g_assert_no_error (error);
  g_assert_true (is_judged);
}

static UkeId
run (UkeTestClinic *test, GPtrArray *rows)
{
  UkeId run_id = uke_test_clinic_do (
      test, uke_command_start_import ("patients", "患者.csv", NULL, rows->len));

  uke_test_clinic_do (test, uke_command_import_batch (&run_id, rows, 0, 0));
  uke_test_clinic_do (test, uke_command_end_import (&run_id, "done"));
  return run_id;
}

static void
undo (UkeTestClinic *test, const UkeId *run_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_clinic_undo_import_async (test->clinic, run_id, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (uke_clinic_undo_import_finish (test->clinic, result, NULL, &error));
  g_assert_no_error (error);
}

static UkePatientFile *
load (UkeTestClinic *test, const UkeId *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  UkePatientFile *file = NULL;

  uke_clinic_load_patient_async (test->clinic, id, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  file = uke_clinic_load_patient_finish (test->clinic, result, NULL);
  g_assert_nonnull (file);
  return file;
}

static unsigned
count (UkeTestClinic *test)
{
  g_autoptr (UkeSearchResult) all = uke_clinic_list_patients (test->clinic, 0, 100);

  return all->total;
}

static void
assert_same_record (UkeRecord *a, UkeRecord *b)
{
  g_assert_true (uke_id_equal (uke_record_get_id (a), uke_record_get_id (b)));
  for (unsigned i = 0; i < uke_record_get_entity (a)->n_fields; i++)
    g_assert_true (uke_value_equal (uke_record_get_value (a, i), uke_record_get_value (b, i)));
}

static void
assert_same_list (GPtrArray *a, GPtrArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (unsigned i = 0; i < a->len; i++)
    assert_same_record (a->pdata[i], b->pdata[i]);
}

static void
assert_same_file (UkePatientFile *a, UkePatientFile *b)
{
  assert_same_record (a->patient, b->patient);
  assert_same_list (a->phones, b->phones);
  assert_same_list (a->emails, b->emails);
  assert_same_list (a->addresses, b->addresses);
  assert_same_list (a->tags, b->tags);
  assert_same_list (a->consents, b->consents);
}

static void
choose (UkeMergePlan *plan, UkeMergeTopic topic, unsigned sides)
{
  GPtrArray *rows = uke_merge_plan_get_rows (plan);

  for (unsigned i = 0; i < rows->len; i++) {
    const UkeMergeRow *row = rows->pdata[i];

    if (row->topic == topic) {
      g_assert_true (uke_merge_plan_choose (plan, i, sides));
      return;
    }
  }
  g_assert_not_reached ();
}

static UkeDuplicates *
load_duplicates (UkeTestClinic *test)
{
  g_autoptr (GAsyncResult) result = NULL;

  uke_clinic_load_duplicates_async (test->clinic, NULL, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return uke_clinic_load_duplicates_finish (test->clinic, result, NULL);
}

/* A row that is likely somebody who is there is found with its score; a stranger born on the same
 * day and a relative on the same telephone are not taken for them, and one who is certain is no
 * question. */
static void
test_found (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = add_patient (test);
  g_autoptr (GPtrArray) rows = list_of (make_row ());
  UkeImportRow *row = rows->pdata[0], *stranger = make_row (), *certain = NULL;

  row->looks_for_alike = stranger->looks_for_alike = TRUE;
  uke_draft_set_text (stranger->form->patient, UKE_PATIENT_PATIENT_NUMBER, "X-10");
  uke_draft_set_text (stranger->form->patient, UKE_PATIENT_FAMILY_NAME, "小野");
  uke_draft_set_text (stranger->form->patient, UKE_PATIENT_FAMILY_KANA, "おの");
  uke_draft_set_text (stranger->form->patient, UKE_PATIENT_GIVEN_NAME, "隆");
  uke_draft_set_text (stranger->form->patient, UKE_PATIENT_GIVEN_KANA, "たかし");
  certain = uke_import_row_new_patient (9, make_form (NULL, "遥", "09000000001", NULL));
  certain->looks_for_alike = TRUE;
  g_ptr_array_add (rows, stranger);
  g_ptr_array_add (rows, certain);
  judge (test, rows);
  g_assert_cmpint (row->outcome, ==, UKE_IMPORT_CREATED);
  g_assert_nonnull (row->alike);
  g_assert_true (uke_id_equal (&row->alike->first_id, &id));
  g_assert_cmpint (row->alike->score, >=, UKE_DUPLICATE_LISTED);
  g_assert_cmpint (row->alike->reasons & UKE_DUPLICATE_SAME_BIRTH, !=, 0);
  g_assert_cmpstr (row->alike_number, ==, "0001");
  g_assert_null (stranger->alike);
  g_assert_cmpint (certain->outcome, ==, UKE_IMPORT_MATCHED);
  g_assert_null (certain->alike);
}

/* The same telephone and half a name is enough, whatever the birth date says; a row that does not
 * look for anybody finds nobody. */
static void
test_found_by_phone (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (GPtrArray) rows
      = list_of (uke_import_row_new_patient (2, make_form (NULL, "遥", "090-0000-0001", NULL)));
  UkeImportRow *row = rows->pdata[0];

  add_patient (test);
  uke_draft_set_null (row->form->patient, UKE_PATIENT_BIRTH_DATE);
  judge (test, rows);
  g_assert_null (row->alike);
  row->looks_for_alike = TRUE;
  judge (test, rows);
  g_assert_nonnull (row->alike);
  g_assert_cmpint (row->alike->reasons & UKE_DUPLICATE_SAME_PHONE, !=, 0);
}

/* The same person: the one who is there takes what was chosen, the dry run says so, and undo gives
 * back every value as it was. */
static void
test_same (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = add_patient (test), run_id;
  g_autoptr (UkePatientFile) before = load (test, &id), after = NULL, again = NULL;
  g_autoptr (GPtrArray) seen = list_of (make_row ()), dry = list_of (make_row ()),
                        rows = list_of (make_row ());
  g_autoptr (UkeMergePlan) plan = NULL;

  judge (test, seen);
  plan = uke_import_row_plan_merge (seen->pdata[0], before);
  choose (plan, UKE_MERGE_TOPIC_EMAIL, UKE_MERGE_RIGHT);
  choose (plan, UKE_MERGE_TOPIC_NOTE, UKE_MERGE_LEFT);
  uke_import_row_decide (dry->pdata[0], UKE_DUPLICATE_SAME, &id, plan);
  uke_import_row_decide (rows->pdata[0], UKE_DUPLICATE_SAME, &id, plan);
  judge (test, dry);
  run_id = run (test, rows);
  g_assert_cmpint (((UkeImportRow *)dry->pdata[0])->outcome, ==, UKE_IMPORT_CHANGED);
  g_assert_cmpint (((UkeImportRow *)rows->pdata[0])->outcome, ==, UKE_IMPORT_CHANGED);
  g_assert_cmpuint (count (test), ==, 1);
  after = load (test, &id);
  g_assert_cmpuint (after->phones->len, ==, 2);
  g_assert_cmpuint (after->emails->len, ==, 1);
  g_assert_cmpstr (uke_record_get_text (after->emails->pdata[0], UKE_PATIENT_EMAIL_ADDRESS), ==,
                   "aoyagi@old.example");
  g_assert_cmpstr (uke_record_get_text (after->patient, UKE_PATIENT_NOTE), ==, "窓側の席");
  g_assert_cmpstr (uke_record_get_text (after->patient, UKE_PATIENT_PATIENT_NUMBER), ==, "0001");
  undo (test, &run_id);
  again = load (test, &id);
  assert_same_file (before, again);
  g_assert_cmpuint (count (test), ==, 1);
}

/* Without choices the rules choose: both telephone numbers and both notes stay. */
static void
test_same_by_rule (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = add_patient (test);
  g_autoptr (GPtrArray) rows = list_of (make_row ());
  g_autoptr (UkePatientFile) after = NULL;

  uke_import_row_decide (rows->pdata[0], UKE_DUPLICATE_SAME, &id, NULL);
  run (test, rows);
  after = load (test, &id);
  g_assert_cmpuint (after->phones->len, ==, 2);
  g_assert_cmpstr (uke_record_get_text (after->patient, UKE_PATIENT_NOTE), ==,
                   "窓側の席\n担当指名");
}

/* What was chosen from is not there any more: nothing is merged behind anybody's back, the row is a
 * patient of its own and waits for a decision. */
static void
test_changed_since (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = add_patient (test);
  g_autoptr (UkePatientFile) before = load (test, &id);
  g_autoptr (GPtrArray) rows = list_of (make_row ());
  g_autoptr (UkeMergePlan) plan = NULL;
  g_autoptr (UkeDuplicates) duplicates = NULL;
  UkeDraft *draft = uke_draft_new_from (before->patient);

  plan = uke_import_row_plan_merge (rows->pdata[0], before);
  uke_draft_set_text (draft, UKE_PATIENT_NOTE, "通路側の席");
  uke_test_clinic_do (test, uke_command_edit_patient (uke_patient_form_new (draft)));
  uke_import_row_decide (rows->pdata[0], UKE_DUPLICATE_SAME, &id, plan);
  run (test, rows);
  g_assert_cmpint (((UkeImportRow *)rows->pdata[0])->outcome, ==, UKE_IMPORT_CREATED);
  g_assert_cmpuint (count (test), ==, 2);
  duplicates = load_duplicates (test);
  g_assert_cmpuint (duplicates->open->len, ==, 1);
}

/* Different people: both are there, the pair is known and asked about no more; undo forgets it. */
static void
test_different_and_later (void)
{
  static const char *const DECISIONS[] = { UKE_DUPLICATE_DIFFERENT, UKE_DUPLICATE_LATER };

  for (int is_later = 0; is_later < 2; is_later++) {
    g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
    UkeId id = add_patient (test), run_id;
    g_autoptr (UkePatientFile) before = load (test, &id), again = NULL;
    g_autoptr (GPtrArray) rows = list_of (make_row ());
    g_autoptr (UkeDuplicates) decided = NULL, undone = NULL;

    uke_import_row_decide (rows->pdata[0], DECISIONS[is_later], &id, NULL);
    run_id = run (test, rows);
    g_assert_cmpint (((UkeImportRow *)rows->pdata[0])->outcome, ==, UKE_IMPORT_CREATED);
    g_assert_cmpuint (count (test), ==, 2);
    decided = load_duplicates (test);
    g_assert_cmpuint (decided->open->len, ==, is_later ? 1 : 0);
    g_assert_cmpuint (decided->different->len, ==, is_later ? 0 : 1);
    undo (test, &run_id);
    undone = load_duplicates (test);
    g_assert_cmpuint (undone->open->len + undone->different->len, ==, 0);
    again = load (test, &id);
    assert_same_file (before, again);
    g_assert_cmpuint (count (test), ==, 1);
  }
}

/* A patient without a number of the clinic's own takes that of the file. */
static void
test_number (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = uke_test_clinic_do (
      test, uke_command_register_patient (make_form (NULL, "遥", "09000000001", NULL)));
  g_autoptr (GPtrArray) rows = list_of (make_row ());
  g_autoptr (UkePatientFile) after = NULL;

  uke_import_row_decide (rows->pdata[0], UKE_DUPLICATE_SAME, &id, NULL);
  run (test, rows);
  after = load (test, &id);
  g_assert_cmpstr (uke_record_get_text (after->patient, UKE_PATIENT_PATIENT_NUMBER), ==, "X-9");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clinic/import-duplicates/found", test_found);
  g_test_add_func ("/clinic/import-duplicates/found-by-phone", test_found_by_phone);
  g_test_add_func ("/clinic/import-duplicates/same", test_same);
  g_test_add_func ("/clinic/import-duplicates/same-by-rule", test_same_by_rule);
  g_test_add_func ("/clinic/import-duplicates/changed-since", test_changed_since);
  g_test_add_func ("/clinic/import-duplicates/different-and-later", test_different_and_later);
  g_test_add_func ("/clinic/import-duplicates/number", test_number);
  return g_test_run ();
}
