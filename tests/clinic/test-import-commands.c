/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-import-commands.h"

#include "clinic/uke-booking-commands.h"
#include "clinic/uke-contact-query.h"
#include "clinic/uke-patient-query.h"
#include "clinic/uke-search.h"
#include "support/uke-test-clinic.h"

static UkeImportRow *
make_row (unsigned line, const char *number, const char *name, const char *kana, const char *phone)
{
  UkeDraft *patient = uke_draft_new (&UKE_ENTITY_PATIENT, UKE_TEST_NOW_US);
  UkePatientForm *form = uke_patient_form_new (patient);

  uke_draft_set_text (patient, UKE_PATIENT_PATIENT_NUMBER, number);
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_NAME, name);
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_KANA, kana);
  uke_draft_set_date (patient, UKE_PATIENT_BIRTH_DATE, 5000);
  if (phone != NULL) {
    UkeDraft *row = uke_draft_new (&UKE_ENTITY_PATIENT_PHONE, UKE_TEST_NOW_US);

    uke_draft_set_text (row, UKE_PATIENT_PHONE_NUMBER, phone);
    uke_patient_form_add (form, row);
  }
  return uke_import_row_new_patient (line, form);
}

static GPtrArray *
make_rows (const char *second_name)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_import_row_free);

  g_ptr_array_add (rows, make_row (2, "001", "山田", "やまだ", "09000000001"));
  g_ptr_array_add (rows, make_row (3, "002", second_name, "さとう", "09000000002"));
  g_ptr_array_add (rows, make_row (4, "003", NULL, "なし", NULL));
  return rows;
}

static UkeImportOutcome
get_outcome (GPtrArray *rows, unsigned i)
{
  return ((UkeImportRow *)rows->pdata[i])->outcome;
}

static UkeId
run (UkeTestClinic *test, GPtrArray *rows)
{
  UkeId run_id
      = uke_test_clinic_do (test, uke_command_start_import ("patients", "患者.csv", NULL, 3));

  uke_test_clinic_do (test, uke_command_import_batch (&run_id, rows, 0, 0));
  uke_test_clinic_do (test, uke_command_end_import (&run_id, "done"));
  return run_id;
}

static unsigned
count (UkeTestClinic *test)
{
  g_autoptr (UkeSearchResult) all = uke_clinic_list_patients (test->clinic, 0, 100);

  return all->total;
}

/* Good rows become patients, a bad one is refused with its reason, and the run counts them. */
static void
test_batch (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (GPtrArray) rows = make_rows ("佐藤");
  UkeId run_id = run (test, rows);
  g_autoptr (UkeRecord) record = uke_test_clinic_read (test, &UKE_ENTITY_IMPORT_RUN, &run_id);

  g_assert_cmpint (get_outcome (rows, 0), ==, UKE_IMPORT_CREATED);
  g_assert_cmpint (get_outcome (rows, 1), ==, UKE_IMPORT_CREATED);
  g_assert_cmpint (get_outcome (rows, 2), ==, UKE_IMPORT_REFUSED);
  g_assert_cmpstr (((UkeImportRow *)rows->pdata[2])->code, ==, "no_name");
  g_assert_cmpint (uke_record_get_int (record, UKE_IMPORT_RUN_N_CREATED), ==, 2);
  g_assert_cmpint (uke_record_get_int (record, UKE_IMPORT_RUN_N_REFUSED), ==, 1);
  g_assert_cmpint (uke_record_get_int (record, UKE_IMPORT_RUN_N_DONE), ==, 3);
  g_assert_cmpuint (count (test), ==, 2);
}

/* The same file again makes nobody twice; a changed value that an import brought is replaced, one
 * that a person typed stays. */
static void
test_repeat (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (GPtrArray) first = make_rows ("佐藤");
  g_autoptr (GPtrArray) second = make_rows ("佐藤");
  g_autoptr (GPtrArray) third = make_rows ("斎藤");
  UkeDraft *draft = NULL;

  run (test, first);
  run (test, second);
  g_assert_cmpint (get_outcome (second, 0), ==, UKE_IMPORT_MATCHED);
  g_assert_cmpint (get_outcome (second, 1), ==, UKE_IMPORT_MATCHED);
  run (test, third);
  g_assert_cmpint (get_outcome (third, 1), ==, UKE_IMPORT_CHANGED);
  g_assert_cmpuint (count (test), ==, 2);

  UkeId id = ((UkeImportRow *)third->pdata[1])->patient_id;
  g_autoptr (UkeRecord) patient = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, &id);
  g_assert_cmpstr (uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME), ==, "斎藤");
  draft = uke_draft_new_from (patient);
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "齋藤");
  uke_test_clinic_do (test, uke_command_edit_patient (uke_patient_form_new (draft)));
  g_autoptr (GPtrArray) fourth = make_rows ("佐藤");
  run (test, fourth);
  g_autoptr (UkeRecord) kept = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, &id);
  g_assert_cmpstr (uke_record_get_text (kept, UKE_PATIENT_FAMILY_NAME), ==, "齋藤");
}

/* A number that belongs to somebody else is refused, not merged. */
static void
test_number_taken (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (GPtrArray) first = make_rows ("佐藤");
  g_autoptr (GPtrArray) second
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_import_row_free);
  UkeImportRow *row = make_row (2, "1", "鈴木", "すずき", NULL);

  uke_draft_set_date (row->form->patient, UKE_PATIENT_BIRTH_DATE, 6000);
  g_ptr_array_add (second, row);
  run (test, first);
  run (test, second);
  g_assert_cmpint (get_outcome (second, 0), ==, UKE_IMPORT_REFUSED);
  g_assert_cmpstr (row->code, ==, "number_taken");
}

/* A dry run judges alike and writes nothing. */
static void
test_dry_run (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (GPtrArray) rows = make_rows ("佐藤");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_clinic_judge_import_async (test->clinic, rows, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (uke_clinic_judge_import_finish (test->clinic, result, &error));
  g_assert_cmpint (get_outcome (rows, 0), ==, UKE_IMPORT_CREATED);
  g_assert_cmpint (get_outcome (rows, 2), ==, UKE_IMPORT_REFUSED);
  g_assert_cmpuint (count (test), ==, 0);
  g_assert_cmpuint (test->n_changed, ==, 0);
}

static gboolean
undo (UkeTestClinic *test, const UkeId *run_id, unsigned *out_n, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  uke_clinic_undo_import_async (test->clinic, run_id, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return uke_clinic_undo_import_finish (test->clinic, result, out_n, error);
}

/* A run is undone as a whole, what it made and what it changed; twice does nothing more. */
static void
test_undo (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (GPtrArray) first = make_rows ("佐藤");
  g_autoptr (GPtrArray) second = make_rows ("斎藤");
  UkeId first_run = run (test, first), second_run = run (test, second);
  UkeId id = ((UkeImportRow *)first->pdata[1])->patient_id;
  g_autoptr (GError) error = NULL;
  unsigned n = 0;

  g_assert_true (undo (test, &second_run, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  g_autoptr (UkeRecord) patient = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, &id);
  g_assert_cmpstr (uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME), ==, "佐藤");
  g_assert_true (undo (test, &first_run, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (test), ==, 0);
  g_assert_true (undo (test, &first_run, &n, &error));
  g_autoptr (UkeRecord) record = uke_test_clinic_read (test, &UKE_ENTITY_IMPORT_RUN, &first_run);
  g_assert_cmpstr (uke_record_get_code (record, UKE_IMPORT_RUN_STATE), ==, "undone");
}

/* After a week an import stays. */
static void
test_undo_too_late (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (GPtrArray) rows = make_rows ("佐藤");
  UkeId run_id = run (test, rows);
  g_autoptr (GError) error = NULL;

  uke_clock_advance (test->clock, INT64_C (8) * 24 * 3600 * 1000000);
  g_assert_false (undo (test, &run_id, NULL, &error));
  g_assert_error (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_CANNOT_UNDO);
  g_assert_cmpuint (count (test), ==, 2);
}

/* A booking list finds its patients by number, and knows its bookings again. */
static void
test_bookings (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeImportKey key = { .patient_number = "0001", .birth_date = UKE_DATE_NONE };
  UkeId patient = uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, NULL);

  for (int i = 0; i < 2; i++) {
    g_autoptr (GPtrArray) rows
        = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_import_row_free);
    UkeDraft *draft = uke_draft_new (&UKE_ENTITY_APPOINTMENT, UKE_TEST_NOW_US);
    UkeImportRow *row = NULL;

    uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, uke_test_clinic_at (test, 14 * 60));
    uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, 30);
    row = uke_import_row_new_draft (2, draft, &key);
    row->menu = g_strdup ("ない施術");
    g_ptr_array_add (rows, row);
    run (test, rows);
    g_assert_cmpint (row->outcome, ==, i == 0 ? UKE_IMPORT_CREATED : UKE_IMPORT_MATCHED);
    g_assert_true (uke_id_equal (&row->patient_id, &patient));
  }
}

static UkeImportRow *
make_booking (UkeTestClinic *test, const char *key, int minute, int length)
{
  UkeImportKey whose = { .patient_number = "1", .birth_date = UKE_DATE_NONE };
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_APPOINTMENT, UKE_TEST_NOW_US);

  uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, uke_test_clinic_at (test, minute));
  if (length > 0)
    uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, length);
  uke_draft_set_text (draft, UKE_APPOINTMENT_EXTERNAL_KEY, key);
  return uke_import_row_new_draft (2, draft, &whose);
}

/* Takes one row over in a run of its own; answers the booking that it would make. */
static UkeId
take_booking (UkeTestClinic *test, UkeImportRow *row, UkeImportOutcome expected)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_import_row_free);

  g_ptr_array_add (rows, row);
  run (test, rows);
  g_assert_cmpint (row->outcome, ==, expected);
  return *uke_draft_get_id (row->draft);
}

static unsigned
count_phones (UkeTestClinic *test, const UkeId *patient_id)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (UkeId));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) contacts = NULL;
  g_autoptr (GError) error = NULL;

  g_array_append_vals (ids, patient_id, 1);
  uke_clinic_load_contacts_async (test->clinic, ids, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  contacts = uke_clinic_load_contacts_finish (test->clinic, result, &error);
  g_assert_no_error (error);
  return ((UkePatientContacts *)contacts->pdata[0])->phones->len;
}

/* A booking that the file knows by its key and that has moved there moves here; what the file does
 * not say stays, and so does a time that was changed at the desk. */
static void
test_moved_booking (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = UKE_ID_NONE;

  uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, NULL);
  id = take_booking (test, make_booking (test, "A1", 14 * 60, 45), UKE_IMPORT_CREATED);
  take_booking (test, make_booking (test, "A1", 15 * 60, 0), UKE_IMPORT_CHANGED);
  g_autoptr (UkeRecord) moved = uke_test_clinic_read (test, &UKE_ENTITY_APPOINTMENT, &id);
  g_assert_cmpint (uke_record_get_time_us (moved, UKE_APPOINTMENT_STARTS_AT_US), ==,
                   uke_test_clinic_at (test, 15 * 60));
  g_assert_cmpint (uke_record_get_int (moved, UKE_APPOINTMENT_LENGTH_MIN), ==, 45);

  uke_test_clinic_do (test,
                      uke_command_move (moved, uke_test_clinic_at (test, 16 * 60), 45, NULL, NULL));
  take_booking (test, make_booking (test, "A1", 17 * 60, 45), UKE_IMPORT_MATCHED);
  g_autoptr (UkeRecord) kept = uke_test_clinic_read (test, &UKE_ENTITY_APPOINTMENT, &id);
  g_assert_cmpint (uke_record_get_time_us (kept, UKE_APPOINTMENT_STARTS_AT_US), ==,
                   uke_test_clinic_at (test, 16 * 60));
}

/* A second row about somebody whom the batch has just made adds what it knows, as it would in a
 * later batch; the same number in other digits is no change. */
static void
test_repeated_in_batch (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();

  for (int turn = 0; turn < 2; turn++) {
    g_autoptr (GPtrArray) rows
        = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_import_row_free);

    g_ptr_array_add (rows, make_row (2, "００1", "山田", "やまだ", "09000000001"));
    g_ptr_array_add (rows, make_row (3, "1", "山田", "やまだ", "09000000002"));
    g_ptr_array_add (rows, make_row (4, "1", "山田", "やまだ", "09000000002"));
    g_ptr_array_add (rows, make_row (5, NULL, "佐藤", NULL, "09000000003"));
    g_ptr_array_add (rows, make_row (6, NULL, "佐藤", NULL, "09000000003"));
    run (test, rows);
    g_assert_cmpint (get_outcome (rows, 0), ==,
                     turn == 0 ? UKE_IMPORT_CREATED : UKE_IMPORT_MATCHED);
    g_assert_cmpint (get_outcome (rows, 1), ==,
                     turn == 0 ? UKE_IMPORT_CHANGED : UKE_IMPORT_MATCHED);
    g_assert_cmpint (get_outcome (rows, 2), ==, UKE_IMPORT_MATCHED);
    g_assert_cmpint (get_outcome (rows, 4), ==, UKE_IMPORT_MATCHED);

    UkeId id = ((UkeImportRow *)rows->pdata[0])->patient_id;
    g_assert_cmpuint (count_phones (test, &id), ==, 2);
    g_assert_cmpuint (count (test), ==, 2);
  }
}

/* Two rows of one booking in a batch are one booking, as the last row says it. */
static void
test_repeated_booking (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_import_row_free);

  uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, NULL);
  g_ptr_array_add (rows, make_booking (test, "A1", 14 * 60, 45));
  g_ptr_array_add (rows, make_booking (test, "A1", 15 * 60, 45));
  run (test, rows);
  g_assert_cmpint (get_outcome (rows, 1), ==, UKE_IMPORT_CHANGED);
  UkeId id = *uke_draft_get_id (((UkeImportRow *)rows->pdata[0])->draft);
  g_autoptr (UkeRecord) booking = uke_test_clinic_read (test, &UKE_ENTITY_APPOINTMENT, &id);
  g_assert_cmpint (uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US), ==,
                   uke_test_clinic_at (test, 15 * 60));
}

/* More rows than a batch holds are refused whole. */
static void
test_limit (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_import_row_free);
  UkeId run_id = uke_test_clinic_do (test, uke_command_start_import ("patients", NULL, NULL, 201));

  for (unsigned i = 0; i <= UKE_IMPORT_BATCH_ROWS; i++)
    g_ptr_array_add (rows, make_row (i + 2, NULL, "山田", NULL, NULL));
  uke_test_clinic_refuse (test, uke_command_import_batch (&run_id, rows, 0, 0),
                          UKE_CLINIC_ERROR_LIMIT);
  g_assert_cmpuint (count (test), ==, 0);
}

/* A batch that was sent ahead is not written when the one before it was not. */
static void
test_no_gap (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (GPtrArray) first = make_rows ("佐藤");
  g_autoptr (GPtrArray) second
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_import_row_free);
  UkeId run_id = uke_test_clinic_do (test, uke_command_start_import ("patients", NULL, NULL, 5));

  g_ptr_array_add (second, make_row (6, "004", "鈴木", "すずき", "09000000004"));
  uke_test_clinic_refuse (test, uke_command_import_batch (&run_id, second, 0, first->len + 1),
                          UKE_CLINIC_ERROR_STATE);
  g_assert_cmpuint (count (test), ==, 0);
  uke_test_clinic_do (test, uke_command_import_batch (&run_id, first, 1, 0));
  g_assert_cmpuint (count (test), ==, 2);
  uke_test_clinic_do (test, uke_command_import_batch (&run_id, second, 0, first->len + 1));
  g_assert_cmpuint (count (test), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clinic/import/batch", test_batch);
  g_test_add_func ("/clinic/import/repeat", test_repeat);
  g_test_add_func ("/clinic/import/number-taken", test_number_taken);
  g_test_add_func ("/clinic/import/dry-run", test_dry_run);
  g_test_add_func ("/clinic/import/undo", test_undo);
  g_test_add_func ("/clinic/import/undo-too-late", test_undo_too_late);
  g_test_add_func ("/clinic/import/bookings", test_bookings);
  g_test_add_func ("/clinic/import/moved-booking", test_moved_booking);
  g_test_add_func ("/clinic/import/repeated-in-batch", test_repeated_in_batch);
  g_test_add_func ("/clinic/import/repeated-booking", test_repeated_booking);
  g_test_add_func ("/clinic/import/limit", test_limit);
  g_test_add_func ("/clinic/import/no-gap", test_no_gap);
  return g_test_run ();
}
