/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-duplicate-query.h"
#include "clinic/uke-follow-up-commands.h"
#include "clinic/uke-patient-query.h"
#include "clinic/uke-search.h"
#include "model/uke-codes.h"
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

static void
dump_record (GString *text, UkeRecord *record)
{
  const UkeEntity *entity = uke_record_get_entity (record);
  g_autofree char *id = uke_id_dup_hex (uke_record_get_id (record));

  g_string_append_printf (text, "%s %s", entity->name, id);
  for (unsigned f = 0; f < entity->n_fields; f++) {
    const UkeValue *value = uke_record_get_value (record, f);
    g_autofree char *hex = value->kind == UKE_VALUE_ID ? uke_id_dup_hex (&value->id) : NULL;

    g_string_append_printf (text, " %d:", (int)value->kind);
    if (value->kind == UKE_VALUE_INT)
      g_string_append_printf (text, "%" G_GINT64_FORMAT, value->integer);
    else if (value->kind == UKE_VALUE_TEXT)
      g_string_append (text, value->text);
    else if (hex != NULL)
      g_string_append (text, hex);
  }
  g_string_append_c (text, '\n');
}

static UkeDuplicates *
load (UkeTestClinic *test)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  UkeDuplicates *pairs = NULL;

  uke_clinic_load_duplicates_async (test->clinic, NULL, NULL, uke_test_await_cb, &result);
  g_autoptr (GAsyncResult) done = uke_test_await (&result);
  pairs = uke_clinic_load_duplicates_finish (test->clinic, done, &error);
  g_assert_no_error (error);
  return pairs;
}

/* A number makes a pair of two readings alike; "later" keeps it in the list, "different" takes it
 * to those who are known to be two. */
static void
test_decide (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId first = add (test, "1", "斎藤", "090-0000-0001");
  UkeId second = add (test, "2", "齋藤", "090-0000-0001");
  g_autoptr (UkeDuplicates) pairs = load (test);
  UkeDuplicatePair *pair = NULL;

  g_assert_cmpuint (pairs->open->len, ==, 1);
  pair = pairs->open->pdata[0];
  g_assert_cmpint (pair->score, ==, 88);
  g_assert_cmpint (pair->reasons, ==,
                   UKE_DUPLICATE_VARIANT_NAME | UKE_DUPLICATE_SAME_KANA | UKE_DUPLICATE_SAME_BIRTH
                       | UKE_DUPLICATE_SAME_PHONE);
  g_assert_true (uke_id_equal (&pair->first_id, &first));
  uke_test_clinic_do (test, uke_command_decide_duplicate (&first, &second, "later"));
  g_autoptr (UkeDuplicates) later = load (test);
  g_assert_cmpuint (later->open->len, ==, 1);
  g_assert_cmpstr (((UkeDuplicatePair *)later->open->pdata[0])->decision, ==, "later");
  uke_test_clinic_do (test, uke_command_decide_duplicate (&second, &first, "different"));
  g_autoptr (UkeDuplicates) none = load (test);
  g_assert_cmpuint (none->open->len, ==, 0);
  g_assert_cmpuint (none->different->len, ==, 1);
  g_assert_cmpstr (((UkeDuplicatePair *)none->different->pdata[0])->second_family, ==, "齋藤");
}

static UkePatientFile *
load_file (UkeTestClinic *test, const UkeId *id)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  UkePatientFile *file = NULL;

  uke_clinic_load_patient_async (test->clinic, id, NULL, uke_test_await_cb, &result);
  g_autoptr (GAsyncResult) done = uke_test_await (&result);
  file = uke_clinic_load_patient_finish (test->clinic, done, &error);
  g_assert_no_error (error);
  return file;
}

static UkeMergePlan *
load_plan (UkeTestClinic *test, const UkeId *first, const UkeId *second)
{
  g_autoptr (UkePatientFile) left = load_file (test, first);
  g_autoptr (UkePatientFile) right = load_file (test, second);

  return uke_patient_file_plan_merge (left, right);
}

/* Everything the two have that a merge may touch: every value of every live row, as one text. */
static char *
dump (UkeTestClinic *test, const UkeId *first, const UkeId *second)
{
  const UkeId *ids[] = { first, second };
  GString *text = g_string_new (NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autoptr (UkePatientFile) file = load_file (test, ids[i]);
    GPtrArray *lists[]
        = { file->phones,     file->emails,          file->addresses,         file->tags,
            file->properties, file->consents,        file->members,           file->upcoming,
            file->past,       file->open_follow_ups, file->closed_follow_ups, file->attempts };
    g_autoptr (GPtrArray) all = g_ptr_array_new ();

    g_ptr_array_add (all, file->patient);
    for (size_t l = 0; l < G_N_ELEMENTS (lists); l++)
      g_ptr_array_extend (all, lists[l], NULL, NULL);
    if (file->household != NULL)
      g_ptr_array_add (all, file->household);
    for (unsigned r = 0; r < all->len; r++)
      dump_record (text, all->pdata[r]);
  }
  return g_string_free (text, FALSE);
}

static void
add_row (UkeTestClinic *test, const UkeId *patient_id, UkeDraft *row)
{
  g_autoptr (UkeRecord) seen = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, patient_id);
  UkePatientForm *form = uke_patient_form_new (uke_draft_new_from (seen));

  uke_patient_form_add (form, row);
  uke_test_clinic_do (test, uke_command_edit_patient (form));
}

static UkeDraft *
new_row (const UkeEntity *entity, const UkeId *patient_id, unsigned field, const char *text)
{
  UkeDraft *draft = uke_draft_new (entity, UKE_TEST_NOW_US);

  /* The one who has a row is its first field in every kind of row. */
  uke_draft_set_id (draft, 0, patient_id);
  uke_draft_set_text (draft, field, text);
  return draft;
}

static void
set_details (UkeTestClinic *test, const UkeId *id, int visits, UkeDate last_visit, const char *note)
{
  g_autoptr (UkeRecord) seen = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, id);
  UkeDraft *draft = uke_draft_new_from (seen);

  if (visits > 0)
    uke_draft_set_int (draft, UKE_PATIENT_VISIT_COUNT, visits);
  uke_draft_set_date (draft, UKE_PATIENT_LAST_VISIT_DATE, last_visit);
  uke_draft_set_text (draft, UKE_PATIENT_NOTE, note);
  uke_test_clinic_do (test, uke_command_edit_patient (uke_patient_form_new (draft)));
}

/* Two records of one person, with everything a record can have. */
static void
make_rich_pair (UkeTestClinic *test, UkeId *first, UkeId *second)
{
  UkeId provider = uke_test_clinic_add_provider (test, "森本");
  UkeDraft *call = NULL;

  *first = add (test, "1", "斎藤", "090-0000-0001");
  *second = add (test, "2", "齋藤", "090-0000-0002");
  set_details (test, first, 0, 20000, "左側から声かけ");
  set_details (test, second, 15, 20100, "担当森本さん希望");
  add_row (test, first,
           new_row (&UKE_ENTITY_PATIENT_EMAIL, first, UKE_PATIENT_EMAIL_ADDRESS, "a@mail.example"));
  add_row (
      test, second,
      new_row (&UKE_ENTITY_PATIENT_EMAIL, second, UKE_PATIENT_EMAIL_ADDRESS, "b@mail.example"));
  add_row (test, second,
           new_row (&UKE_ENTITY_PATIENT_ADDRESS, second, UKE_PATIENT_ADDRESS_ADDRESS,
                    "しおかぜ市1-3-22"));
  uke_test_clinic_do (test, uke_command_add_tag (second, "家族来院"));
  uke_test_clinic_do (test, uke_command_set_consent (uke_consent_draft_new (
                                NULL, first, "news", "post", UKE_CONSENT_GRANTED)));
  uke_test_clinic_do (test, uke_command_set_consent (uke_consent_draft_new (
                                NULL, second, "news", "post", UKE_CONSENT_REFUSED)));
  uke_test_clinic_do (test, uke_command_set_consent (uke_consent_draft_new (
                                NULL, second, "news", "sms", UKE_CONSENT_REFUSED)));
  uke_test_clinic_do (
      test, uke_command_book (uke_test_clinic_draft_booking (test, second, &provider, 660, 30)));
  g_autoptr (UkeRecord) going = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, second);
  uke_test_clinic_do (test, uke_command_set_household (going, NULL, "斎藤家", "本人"));
  call = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, UKE_TEST_NOW_US);
  uke_draft_set_id (call, UKE_FOLLOW_UP_PATIENT_ID, second);
  uke_draft_set_text (call, UKE_FOLLOW_UP_REASON, UKE_REASON_RECALL);
  uke_draft_set_int (call, UKE_FOLLOW_UP_DUE_AT_US, UKE_TEST_NOW_US);
  uke_test_clinic_do (test, uke_command_create_follow_up (call));
}

/* The one who stays has what both had: bookings, calls, numbers, tags, household, the stricter
 * consent, the newer visit's address, the notes of both; the other is no longer found. */
static void
test_merge (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId first, second;

  make_rich_pair (test, &first, &second);
  g_autoptr (UkeMergePlan) plan = load_plan (test, &first, &second);
  uke_test_clinic_do (test, uke_command_merge_patients (plan));
  g_autoptr (UkePatientFile) file = load_file (test, &first);
  g_assert_cmpuint (file->phones->len, ==, 2);
  g_assert_cmpuint (file->upcoming->len, ==, 1);
  g_assert_cmpuint (file->open_follow_ups->len, ==, 1);
  g_assert_cmpuint (file->tags->len, ==, 1);
  g_assert_nonnull (file->household);
  g_assert_cmpuint (file->consents->len, ==, 2);
  for (unsigned i = 0; i < file->consents->len; i++)
    g_assert_cmpstr (uke_record_get_code (file->consents->pdata[i], UKE_CONSENT_STATE), ==,
                     UKE_CONSENT_REFUSED);
  g_assert_cmpuint (file->emails->len, ==, 1);
  g_assert_cmpstr (uke_record_get_text (file->emails->pdata[0], UKE_PATIENT_EMAIL_ADDRESS), ==,
                   "b@mail.example");
  g_assert_cmpuint (file->addresses->len, ==, 1);
  g_assert_cmpint (uke_record_get_int (file->patient, UKE_PATIENT_VISIT_COUNT), ==, 15);
  g_assert_cmpint (uke_record_get_date (file->patient, UKE_PATIENT_LAST_VISIT_DATE), ==, 20100);
  g_assert_cmpstr (uke_record_get_text (file->patient, UKE_PATIENT_NOTE), ==,
                   "左側から声かけ\n担当森本さん希望");
  g_autoptr (UkeSearchResult) found = uke_clinic_search (test->clinic, "さいとう", 10);
  g_assert_cmpuint (found->total, ==, 1);
  g_autoptr (UkeDuplicates) pairs = load (test);
  g_assert_cmpuint (pairs->open->len, ==, 0);
  g_assert_cmpuint (pairs->same->len, ==, 1);
  uke_test_clinic_refuse (test, uke_command_merge_patients (plan), UKE_CLINIC_ERROR_STATE);
}

/* Undo brings every value of every row back as it was, of both of them; so does parting them later
 * from the list of those who were merged. */
static void
test_undo (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId first, second;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *undone = NULL, *parted = NULL, *merged = NULL,
                  *merged_again = NULL;

  make_rich_pair (test, &first, &second);
  before = dump (test, &first, &second);
  g_autoptr (UkeMergePlan) plan = load_plan (test, &first, &second);
  uke_test_clinic_do (test, uke_command_merge_patients (plan));
  merged = dump (test, &first, &second);
  g_assert_cmpstr (merged, !=, before);
  g_assert_true (uke_test_clinic_undo (test, &error));
  g_assert_no_error (error);
  undone = dump (test, &first, &second);
  g_assert_cmpstr (undone, ==, before);

  g_autoptr (UkeMergePlan) again = load_plan (test, &first, &second);
  uke_test_clinic_do (test, uke_command_merge_patients (again));
  merged_again = dump (test, &first, &second);
  g_assert_cmpuint (strlen (merged_again), ==, strlen (merged));
  g_autoptr (UkeDuplicates) pairs = load (test);
  UkeDuplicatePair *pair = pairs->same->pdata[0];
  uke_test_clinic_do (test, uke_command_part_patients (&pair->change_set_id));
  parted = dump (test, &first, &second);
  g_assert_cmpstr (parted, ==, before);
  g_autoptr (UkeDuplicates) open = load (test);
  g_assert_cmpuint (open->open->len, ==, 1);
  g_assert_cmpuint (open->same->len, ==, 0);
}

/* What was not chosen goes: the left address, the right number, the grant that somebody insists on
 * in place of the refusal. */
static void
test_choose (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId first, second;

  make_rich_pair (test, &first, &second);
  g_autoptr (UkeMergePlan) plan = load_plan (test, &first, &second);
  for (unsigned i = 0; i < uke_merge_plan_get_rows (plan)->len; i++) {
    UkeMergeRow *row = uke_merge_plan_get_rows (plan)->pdata[i];

    if (row->left == NULL)
      continue;
    if (row->topic == UKE_MERGE_TOPIC_PHONE || row->topic == UKE_MERGE_TOPIC_CONSENT
        || row->topic == UKE_MERGE_TOPIC_EMAIL)
      g_assert_true (uke_merge_plan_choose (plan, i, UKE_MERGE_LEFT));
    if (row->topic == UKE_MERGE_TOPIC_NOTE)
      g_assert_true (uke_merge_plan_choose (plan, i, UKE_MERGE_RIGHT));
  }
  uke_test_clinic_do (test, uke_command_merge_patients (plan));
  g_autoptr (UkePatientFile) file = load_file (test, &first);
  g_assert_cmpuint (file->phones->len, ==, 1);
  g_assert_cmpstr (uke_record_get_text (file->emails->pdata[0], UKE_PATIENT_EMAIL_ADDRESS), ==,
                   "a@mail.example");
  g_assert_cmpuint (file->consents->len, ==, 2);
  for (unsigned i = 0; i < file->consents->len; i++) {
    gboolean is_post
        = g_str_equal (uke_record_get_code (file->consents->pdata[i], UKE_CONSENT_CHANNEL), "post");

    g_assert_cmpstr (uke_record_get_code (file->consents->pdata[i], UKE_CONSENT_STATE), ==,
                     is_post ? UKE_CONSENT_GRANTED : UKE_CONSENT_REFUSED);
  }
  g_assert_cmpstr (uke_record_get_text (file->patient, UKE_PATIENT_NOTE), ==, "担当森本さん希望");
}

/* Somebody changed the one who goes since they were seen: nothing is merged. */
static void
test_changed_meanwhile (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId first = add (test, "1", "斎藤", "090-0000-0001");
  UkeId second = add (test, "2", "齋藤", "090-0000-0001");
  g_autoptr (UkeMergePlan) plan = load_plan (test, &first, &second);

  set_details (test, &second, 3, 20000, "新しいメモ");
  uke_test_clinic_refuse (test, uke_command_merge_patients (plan), UKE_CLINIC_ERROR_CONFLICT);
}

/* Before somebody is registered, those who they may already be are named. */
static void
test_find (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeDraft *patient = uke_draft_new (&UKE_ENTITY_PATIENT, UKE_TEST_NOW_US);
  g_autoptr (UkePatientForm) form = uke_patient_form_new (patient);
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  add (test, "1", "斎藤", "090-0000-0001");
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_NAME, "齋藤");
  uke_draft_set_text (patient, UKE_PATIENT_GIVEN_NAME, "美咲");
  uke_draft_set_date (patient, UKE_PATIENT_BIRTH_DATE, 5000);
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_KANA, "サイトウ");
  uke_draft_set_text (patient, UKE_PATIENT_GIVEN_KANA, "ミサキ");
  uke_clinic_find_duplicates_async (test->clinic, form, NULL, uke_test_await_cb, &result);
  g_autoptr (GAsyncResult) done = uke_test_await (&result);
  g_autoptr (GPtrArray) found = uke_clinic_find_duplicates_finish (test->clinic, done, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpint (((UkeDuplicateCandidate *)found->pdata[0])->reasons, ==,
                   UKE_DUPLICATE_VARIANT_NAME | UKE_DUPLICATE_SAME_KANA | UKE_DUPLICATE_SAME_BIRTH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clinic/duplicate/decide", test_decide);
  g_test_add_func ("/clinic/duplicate/merge", test_merge);
  g_test_add_func ("/clinic/duplicate/undo", test_undo);
  g_test_add_func ("/clinic/duplicate/choose", test_choose);
  g_test_add_func ("/clinic/duplicate/changed-meanwhile", test_changed_meanwhile);
  g_test_add_func ("/clinic/duplicate/find", test_find);
  return g_test_run ();
}
