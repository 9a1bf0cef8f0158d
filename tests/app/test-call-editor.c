/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/followup/uke-call-editor.h"

#include "app/uke-application.h"
#include "app/uke-window.h"
#include "clinic/uke-follow-up-commands.h"
#include "clinic/uke-follow-up-query.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "tests/support/uke-test-clinic.h"
#include "words/uke-words.h"

#define HOUR_US (INT64_C (3600) * 1000000)

static GtkApplication *application;

typedef struct {
  UkeTestClinic *clinic;
  UkeWindow *window;
  UkeId patient;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clinic = uke_test_clinic_new ();
  fixture->patient = uke_test_clinic_add_patient (fixture->clinic, "1556", "大槻", "恵理",
                                                  "おおつき", "えり", "090-0000-2736");
  fixture->window = uke_window_new (application);
  uke_window_open_clinic (fixture->window, fixture->clinic->clinic);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  uke_test_close_window (GTK_WINDOW (fixture->window));
  uke_test_clinic_free (fixture->clinic);
}

static UkeFollowUpList *
load (Fixture *fixture)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UkeFollowUpList *list = NULL;

  uke_clinic_load_follow_ups_async (fixture->clinic->clinic, NULL, NULL, uke_test_await_cb,
                                    &pending);
  result = uke_test_await (&pending);
  list = uke_clinic_load_follow_ups_finish (fixture->clinic->clinic, result, &error);
  g_assert_no_error (error);
  return list;
}

static UkeCallEditor *
open_editor (Fixture *fixture, const UkeId *patient_id, UkeRecord *follow_up)
{
  UkeCallEditor *editor = UKE_CALL_EDITOR (uke_call_editor_present (
      GTK_WIDGET (fixture->window), fixture->clinic->clinic, patient_id, follow_up));

  if (patient_id != NULL || follow_up != NULL)
    uke_test_wait_for (!uke_id_is_none (uke_call_editor_get_patient (editor)));
  return editor;
}

static void
save (UkeCallEditor *editor)
{
  gtk_widget_activate_action (GTK_WIDGET (editor), "call-editor.save", NULL);
}

static void
await_closed (void)
{
  uke_test_wait_for (uke_test_find_window (UKE_TYPE_CALL_EDITOR) == NULL);
}

/* Without a patient the form says so and stays; nothing is written. */
static void
test_needs_a_patient (Fixture *fixture, gconstpointer data)
{
  UkeCallEditor *editor = open_editor (fixture, NULL, NULL);
  g_autoptr (UkeFollowUpList) list = NULL;

  g_assert_cmpstr (uke_call_editor_get_trouble (editor), ==, "");
  save (editor);
  g_assert_cmpstr (uke_call_editor_get_trouble (editor), !=, "");
  list = load (fixture);
  g_assert_cmpuint (list->items->len, ==, 0);
  gtk_window_close (GTK_WINDOW (editor));
  await_closed ();
}

/* A call planned by hand is on the list with what was promised; a promise in the past is refused in
 * words. */
static void
test_promise (Fixture *fixture, gconstpointer data)
{
  UkeCallEditor *editor = open_editor (fixture, &fixture->patient, NULL);
  g_autoptr (UkeFollowUpList) list = NULL;
  UkeFollowUpItem *item;

  uke_call_editor_set_promise (editor, UKE_TEST_NOW_US - HOUR_US);
  save (editor);
  g_assert_cmpstr (uke_call_editor_get_trouble (editor), !=, "");
  uke_call_editor_set_promise (editor, UKE_TEST_NOW_US + HOUR_US);
  save (editor);
  await_closed ();
  list = load (fixture);
  g_assert_cmpuint (list->items->len, ==, 1);
  item = g_ptr_array_index (list->items, 0);
  g_assert_cmpstr (uke_record_get_code (item->follow_up, UKE_FOLLOW_UP_REASON), ==, "manual");
  g_assert_cmpint (uke_record_get_time_us (item->follow_up, UKE_FOLLOW_UP_CALL_BACK_AT_US), ==,
                   UKE_TEST_NOW_US + HOUR_US);
}

static UkeRecord *
add_overdue (Fixture *fixture)
{
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, UKE_TEST_NOW_US);
  UkeId id;

  uke_draft_set_id (draft, UKE_FOLLOW_UP_PATIENT_ID, &fixture->patient);
  uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON, "recall");
  uke_draft_set_int (draft, UKE_FOLLOW_UP_DUE_AT_US, UKE_TEST_NOW_US - 48 * HOUR_US + 7);
  id = uke_test_clinic_do (fixture->clinic, uke_command_create_follow_up (draft));
  return uke_test_clinic_read (fixture->clinic, &UKE_ENTITY_FOLLOW_UP, &id);
}

/* An overdue call can be given a promise without being made anew: what nobody touched stays. */
static void
test_edit_keeps_the_rest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UkeRecord) call = add_overdue (fixture);
  UkeCallEditor *editor = open_editor (fixture, NULL, call);

  uke_call_editor_set_promise (editor, UKE_TEST_NOW_US + 2 * HOUR_US);
  save (editor);
  await_closed ();
  g_autoptr (UkeRecord) edited
      = uke_test_clinic_read (fixture->clinic, &UKE_ENTITY_FOLLOW_UP, uke_record_get_id (call));
  g_assert_cmpint (uke_record_get_time_us (edited, UKE_FOLLOW_UP_CALL_BACK_AT_US), ==,
                   UKE_TEST_NOW_US + 2 * HOUR_US);
  g_assert_cmpint (uke_record_get_time_us (edited, UKE_FOLLOW_UP_DUE_AT_US), ==,
                   UKE_TEST_NOW_US - 48 * HOUR_US + 7);
}

/* A call is cancelled with a reason; the dialog waits for one. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UkeRecord) call = add_overdue (fixture);
  UkeCallEditor *editor = open_editor (fixture, NULL, call);
  AdwMessageDialog *dialog;

  gtk_widget_activate_action (GTK_WIDGET (editor), "call-editor.cancel-call", NULL);
  dialog = ADW_MESSAGE_DIALOG (uke_test_find_window (ADW_TYPE_MESSAGE_DIALOG));
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "go"));
  gtk_editable_set_text (GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog)),
                         "来院の際に伝えた");
  g_assert_true (adw_message_dialog_get_response_enabled (dialog, "go"));
  adw_message_dialog_response (dialog, "go");
  await_closed ();
  g_autoptr (UkeRecord) cancelled
      = uke_test_clinic_read (fixture->clinic, &UKE_ENTITY_FOLLOW_UP, uke_record_get_id (call));
  g_assert_cmpstr (uke_record_get_code (cancelled, UKE_FOLLOW_UP_STATE), ==, "removed");
}

/* A second call for the same reason is refused in words that speak of the call. */
static void
test_second_call (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UkeRecord) call = add_overdue (fixture);
  g_autoptr (GError) other = g_error_new_literal (UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_DUPLICATE, "");
  g_autoptr (GError) error = NULL;
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, UKE_TEST_NOW_US);
  g_autofree char *sentence = NULL, *of_numbers = uke_words_for_error (other);

  uke_draft_set_id (draft, UKE_FOLLOW_UP_PATIENT_ID, &fixture->patient);
  uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON, "recall");
  g_assert_null (
      uke_test_clinic_execute (fixture->clinic, uke_command_create_follow_up (draft), &error));
  g_assert_error (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_DUPLICATE);
  sentence = uke_words_for_error (error);
  g_assert_cmpstr (sentence, !=, of_numbers);
}

int
main (int argc, char **argv)
{
  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/app/call-editor/needs-a-patient", test_needs_a_patient);
  ADD ("/app/call-editor/promise", test_promise);
  ADD ("/app/call-editor/edit-keeps-the-rest", test_edit_keeps_the_rest);
  ADD ("/app/call-editor/cancel", test_cancel);

  ADD ("/app/call-editor/second-call", test_second_call);

  return g_test_run ();
}
