/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-clinic-store.h"
#include "clinic/uke-outline-query.h"
#include "clinic/uke-patient-commands.h"
#include "clinic/uke-patient-query.h"
#include "clinic/uke-refused-query.h"
#include "clinic/uke-waiting-query.h"
#include "support/uke-test-clinic.h"

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *is_done = user_data;

  *is_done = uke_db_pool_write_finish (UKE_DB_POOL (source), result, &error) != NULL;
  g_assert_no_error (error);
  g_assert_true (*is_done);
}

/* A clinic that belongs to a server which nobody reaches. */
static UkeTestClinic *
new_offline (void)
{
  UkeTestClinic *test = uke_test_clinic_new ();

  uke_test_clinic_join (test);
  return test;
}

static UkeWaiting *
load (UkeTestClinic *test)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UkeWaiting *waiting;

  uke_clinic_load_waiting_async (test->clinic, NULL, uke_test_await_cb, &pending);
  result = uke_test_await (&pending);
  waiting = uke_clinic_load_waiting_finish (test->clinic, result, &error);
  g_assert_no_error (error);
  return waiting;
}

static UkeReceipt *
rename_patient (UkeTestClinic *test, const UkeId *id, const char *family)
{
  g_autoptr (UkeRecord) seen = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, id);
  UkeDraft *draft = uke_draft_new_from (seen);
  g_autoptr (GError) error = NULL;
  UkeReceipt *receipt;

  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, family);
  receipt = uke_test_clinic_execute (test, uke_command_edit_patient (uke_patient_form_new (draft)),
                                     &error);
  g_assert_no_error (error);
  return receipt;
}

static void
assert_family (UkeTestClinic *test, const UkeId *id, const char *family)
{
  g_autoptr (UkeRecord) record = uke_test_clinic_read (test, &UKE_ENTITY_PATIENT, id);

  g_assert_cmpstr (uke_record_get_text (record, UKE_PATIENT_FAMILY_NAME), ==, family);
}

/* What is done at a desk without its server says that it waits, and for which records. */
static void
test_marks (void)
{
  g_autoptr (UkeTestClinic) test = new_offline ();
  UkeId id = uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, NULL);
  g_autoptr (UkeReceipt) receipt = rename_patient (test, &id, "鈴木");
  g_autoptr (UkeWaiting) waiting = load (test);

  g_assert_true (receipt->waits);
  g_assert_cmpint (receipt->seq, ==, 0);
  g_assert_true (waiting->has_server);
  g_assert_cmpuint (waiting->n_waiting, ==, 2);
  g_assert_cmpint (waiting->oldest_us, >, 0);
  g_assert_true (uke_waiting_has (waiting, &UKE_ENTITY_PATIENT, &id));
  g_assert_false (uke_waiting_has (waiting, &UKE_ENTITY_APPOINTMENT, &id));
}

static gpointer
save_all (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return uke_db_exec (db, "UPDATE replica SET durable = (SELECT max (seq) FROM flog)", error)
             ? GINT_TO_POINTER (1)
             : NULL;
}

/* A list says of whom something waits, and since when; a card counts what others did on the same
 * day as the popover does. */
static void
test_lists (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  const UkeId ids[] = { uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, NULL),
                        uke_test_clinic_add_patient (test, "2", "森", "健", NULL, NULL, NULL) };
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (UkeId));
  g_autoptr (UkeReceipt) receipt = NULL;
  g_autoptr (UkeWaiting) waiting = NULL;
  g_autoptr (UkePatientFile) file = NULL;
  g_autoptr (GPtrArray) outlines = NULL;
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GAsyncResult) read = NULL;

  uke_test_clinic_join (test);
  receipt = rename_patient (test, &ids[0], "鈴木");
  g_array_append_vals (wanted, ids, G_N_ELEMENTS (ids));
  uke_clinic_load_outlines_async (test->clinic, wanted, NULL, uke_test_await_cb, &pending);
  listed = uke_test_await (&pending);
  outlines = uke_clinic_load_outlines_finish (test->clinic, listed, NULL);
  g_assert_cmpuint (outlines->len, ==, 2);
  for (unsigned i = 0; i < outlines->len; i++) {
    const UkePatientOutline *outline = g_ptr_array_index (outlines, i);

    g_assert_cmpint (outline->is_unsent, ==, uke_id_equal (&outline->patient_id, &ids[0]));
    g_assert_cmpint (outline->unsent_since_us, ==, UKE_TEST_NOW_US);
  }
  uke_clinic_reload_patient_async (test->clinic, &ids[0], NULL, uke_test_await_cb, &pending);
  read = uke_test_await (&pending);
  file = uke_clinic_reload_patient_finish (test->clinic, read, NULL);
  waiting = load (test);
  g_assert_cmpuint (waiting->n_today, >, 0);
  g_assert_cmpuint (file->waiting->n_today, ==, waiting->n_today);
  g_assert_true (uke_waiting_has_record (file->waiting, file->patient));
}

/* As long as no verified backup of the server has it, the first entry says since when; a clinic by
 * itself has no server to tell of. */
static void
test_unsaved (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (UkeWaiting) alone = load (test);
  g_autoptr (UkeWaiting) waiting = NULL;
  g_autoptr (UkeWaiting) saved = NULL;
  gboolean is_done = FALSE;

  uke_test_clinic_join (test);
  uke_clock_advance (test->clock, G_USEC_PER_SEC);
  waiting = load (test);
  g_assert_cmpint (alone->unsaved_us, ==, 0);
  g_assert_cmpint (waiting->unsaved_us, ==, UKE_TEST_NOW_US);
  uke_db_pool_write_async (uke_clinic_get_pool (test->clinic), save_all, NULL, NULL, NULL, NULL,
                           written_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  saved = load (test);
  g_assert_cmpint (saved->unsaved_us, ==, 0);
}

static gpointer
refuse_all (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return uke_db_exec (db, "UPDATE outbox SET state = 3, reason = 'the tables do not take it'",
                      error)
             ? GINT_TO_POINTER (1)
             : NULL;
}

static GPtrArray *
load_refused (UkeTestClinic *test)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *all;

  uke_clinic_load_refused_async (test->clinic, NULL, uke_test_await_cb, &pending);
  result = uke_test_await (&pending);
  all = uke_clinic_load_refused_finish (test->clinic, result, &error);
  g_assert_no_error (error);
  return all;
}

static void
drop (UkeTestClinic *test, const UkeId *id)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_clinic_drop_refused_async (test->clinic, id, uke_test_await_cb, &pending);
  result = uke_test_await (&pending);
  g_assert_true (uke_clinic_drop_refused_finish (test->clinic, result, &error));
  g_assert_no_error (error);
}

/* What the server will never take says what it was, by whom, for whom and why, until a person drops
 * it; the audit keeps that they did. What still waits cannot be dropped. */
static void
test_refused (void)
{
  g_autoptr (UkeTestClinic) test = new_offline ();
  UkeId id = uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, NULL);
  g_autoptr (UkeReceipt) receipt = rename_patient (test, &id, "鈴木");
  g_autoptr (GPtrArray) none = load_refused (test);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (UkeWaiting) waiting = NULL;
  const UkeRefused *refused;
  const UkeHistoryField *field;
  gboolean is_done = FALSE;

  g_assert_cmpuint (none->len, ==, 0);
  drop (test, &receipt->change_set_id);
  uke_db_pool_write_async (uke_clinic_get_pool (test->clinic), refuse_all, NULL, NULL, NULL, NULL,
                           written_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  all = load_refused (test);
  g_assert_cmpuint (all->len, ==, 2);
  refused = g_ptr_array_index (all, 1);
  g_assert_true (uke_id_equal (&refused->id, &receipt->change_set_id));
  g_assert_cmpstr (refused->reason, ==, "the tables do not take it");
  g_assert_cmpint (refused->entry->intent, ==, UKE_INTENT_PATIENT_EDIT);
  g_assert_nonnull (refused->entry->staff_name);
  g_assert_cmpstr (uke_record_get_text (refused->patient, UKE_PATIENT_FAMILY_NAME), ==, "鈴木");
  field = g_ptr_array_index (refused->entry->fields, 0);
  g_assert_cmpstr (field->field->name, ==, "family_name");
  g_assert_cmpstr (field->new_value, ==, "鈴木");
  drop (test, &refused->id);
  left = load_refused (test);
  g_assert_cmpuint (left->len, ==, 1);
  waiting = load (test);
  g_assert_cmpuint (waiting->n_refused, ==, 1);
}

/* A change to a booking does not say whose it is; what is refused says it all the same, with all
 * that was to be written. */
static void
test_refused_move (void)
{
  g_autoptr (UkeTestClinic) test = new_offline ();
  UkeId patient = uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, NULL);
  UkeId provider = uke_test_clinic_add_provider (test, "森本 衛生士");
  UkeId id = uke_test_clinic_do (test, uke_command_book (uke_test_clinic_draft_booking (
                                           test, &patient, &provider, 11 * 60, 45)));
  g_autoptr (UkeRecord) seen = uke_test_clinic_read (test, &UKE_ENTITY_APPOINTMENT, &id);
  g_autoptr (GPtrArray) all = NULL;
  const UkeRefused *refused;
  gboolean is_done = FALSE;

  uke_test_clinic_do (test,
                      uke_command_move (seen, uke_test_clinic_at (test, 14 * 60), 45, NULL, NULL));
  uke_db_pool_write_async (uke_clinic_get_pool (test->clinic), refuse_all, NULL, NULL, NULL, NULL,
                           written_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  all = load_refused (test);
  refused = g_ptr_array_index (all, all->len - 1);
  g_assert_cmpint (refused->entry->intent, ==, UKE_INTENT_MOVE);
  g_assert_nonnull (refused->patient);
  g_assert_true (uke_id_equal (uke_record_get_id (refused->patient), &patient));
  g_assert_cmpuint (uke_change_set_get_n_ops (refused->set), ==, 1);
}

/* A clinic by itself waits for nobody. */
static void
test_alone (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, NULL);
  g_autoptr (UkeReceipt) receipt = rename_patient (test, &id, "鈴木");
  g_autoptr (UkeWaiting) waiting = load (test);

  g_assert_false (receipt->waits);
  g_assert_false (waiting->has_server);
  g_assert_false (uke_waiting_has (waiting, &UKE_ENTITY_PATIENT, &id));
}

/* What still waits is undone like anything else, one after the other. */
static void
test_undo (void)
{
  g_autoptr (UkeTestClinic) test = new_offline ();
  UkeId id = uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, NULL);
  g_autoptr (UkeReceipt) first = rename_patient (test, &id, "鈴木");
  g_autoptr (UkeReceipt) second = rename_patient (test, &id, "高木");
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_test_clinic_undo (test, &error));
  assert_family (test, &id, "鈴木");
  g_assert_true (uke_test_clinic_undo (test, &error));
  assert_family (test, &id, "山田");
  g_assert_true (uke_test_clinic_undo (test, &error));
  g_assert_no_error (error);
}

/* What was changed since, even if that waits as well, is not undone; the sentence names who did. */
static void
test_undo_refused (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  UkeId id = uke_test_clinic_add_patient (test, "1", "山田", "花子", NULL, NULL, NULL);
  UkeId nurse = uke_test_clinic_add_staff (test, "篠原", "reception");
  g_autoptr (UkeReceipt) logged = rename_patient (test, &id, "鈴木");
  g_autoptr (UkeReceipt) waiting = NULL;
  UkeId director = *uke_record_get_id (uke_clinic_get_sitting_staff (test->clinic));

  uke_test_clinic_join (test);
  waiting = rename_patient (test, &id, "青木");
  uke_clinic_sit_down (test->clinic, &nurse);
  uke_receipt_free (rename_patient (test, &id, "高木"));
  for (unsigned i = 0; i < 2; i++) {
    GAsyncResult *pending = NULL;
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    const UkeId *undone = i == 0 ? &logged->change_set_id : &waiting->change_set_id;
    const UkeClinicFacts *facts;

    uke_clinic_sit_down (test->clinic, &director);
    uke_clinic_undo_async (test->clinic, undone, NULL, uke_test_await_cb, &pending);
    result = uke_test_await (&pending);
    g_assert_null (uke_clinic_undo_finish (test->clinic, result, &error));
    g_assert_error (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_CANNOT_UNDO);
    facts = uke_clinic_error_facts (error);
    g_assert_true (uke_id_equal (&facts->staff_id, &nurse));
  }
  assert_family (test, &id, "高木");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clinic/waiting/marks", test_marks);
  g_test_add_func ("/clinic/waiting/lists", test_lists);
  g_test_add_func ("/clinic/waiting/unsaved", test_unsaved);
  g_test_add_func ("/clinic/waiting/alone", test_alone);
  g_test_add_func ("/clinic/waiting/undo", test_undo);
  g_test_add_func ("/clinic/waiting/undo-refused", test_undo_refused);
  g_test_add_func ("/clinic/waiting/refused", test_refused);
  g_test_add_func ("/clinic/waiting/refused-move", test_refused_move);
  return g_test_run ();
}
