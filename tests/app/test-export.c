/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/export/uke-export-dialog.h"
#include "app/uke-application.h"
#include "app/uke-window.h"
#include "clinic/uke-follow-up-commands.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "tests/support/uke-test-clinic.h"

#include <glib/gstdio.h>

/* One program a process; every case has a clinic of its own: real, encrypted, open. */
static GtkApplication *application;

typedef struct {
  UkeTestClinic *clinic;
  UkeWindow *window;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clinic = uke_test_clinic_new ();
  uke_test_clinic_add_staff (fixture->clinic, "事務", "manager");
  uke_test_clinic_add_patient (fixture->clinic, "1182", "安西", "真理子", "あんざい", "まりこ",
                               "090-0000-4821");
  uke_test_clinic_add_patient (fixture->clinic, "0417", "=cmd", "健", "あんざい", "けん",
                               "03-0000-1190");
  fixture->path = g_build_filename (fixture->clinic->dir, "list.csv", NULL);
  fixture->window = uke_window_new (application);
  uke_window_open_clinic (fixture->window, fixture->clinic->clinic);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  uke_test_close_window (GTK_WINDOW (fixture->window));
  g_remove (fixture->path);
  g_free (fixture->path);
  uke_test_clinic_free (fixture->clinic);
}

/* The dialog that is up, by its heading; NULL while there is none. */
static AdwMessageDialog *
find_dialog (gboolean with_question)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *at = windows; at != NULL; at = at->next) {
    if (ADW_IS_MESSAGE_DIALOG (at->data) && gtk_widget_get_mapped (at->data)
        && GTK_IS_BOX (adw_message_dialog_get_extra_child (at->data)) == with_question)
      return at->data;
  }
  return NULL;
}

/* Gives the reason that is asked for; the second person offered first is taken. */
static void
answer (Fixture *fixture)
{
  AdwMessageDialog *dialog = NULL;

  uke_test_wait_for ((dialog = find_dialog (TRUE)) != NULL);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  gtk_editable_set_text (
      GTK_EDITABLE (gtk_widget_get_first_child (adw_message_dialog_get_extra_child (dialog))),
      "監査のため");
  adw_message_dialog_response (dialog, "go");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Nothing is written before a reason and a second person are given; then the file is there whole,
 * with its mark, and what a spreadsheet would run is defused. */
static void
test_patients (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  uke_export_dialog_save (fixture->window, "patients", fixture->path);
  answer (fixture);
  uke_test_wait_for (uke_test_shows_text (GTK_WIDGET (fixture->window), "2 rows written"));
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "\xef\xbb\xbf患者番号,"));
  g_assert_nonnull (strstr (text, "1182,安西,真理子,あんざい,まりこ"));
  g_assert_nonnull (strstr (text, "0417,\"'=cmd\",健"));
}

/* Open calls are a list too: whom, where, why and until when. */
static void
test_calls (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  UkeId patient = uke_test_clinic_add_patient (fixture->clinic, "2001", "馬場", "健", "ばば",
                                               "けん", "090-0000-0001");
  UkeDraft *call = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, UKE_TEST_NOW_US);

  uke_draft_set_id (call, UKE_FOLLOW_UP_PATIENT_ID, &patient);
  uke_draft_set_text (call, UKE_FOLLOW_UP_REASON, "recall");
  uke_draft_set_int (call, UKE_FOLLOW_UP_DUE_AT_US, UKE_TEST_NOW_US);
  uke_test_clinic_do (fixture->clinic, uke_command_create_follow_up (call));
  uke_export_dialog_save (fixture->window, "follow_ups", fixture->path);
  answer (fixture);
  uke_test_wait_for (uke_test_shows_text (GTK_WIDGET (fixture->window), "1 row written"));
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "2001,馬場 健,ばば けん,090-0000-0001,,定期検診,,2026-11-24,0,"));
}

/* Whoever leaves the question gets no file. */
static void
test_left (Fixture *fixture, gconstpointer data)
{
  AdwMessageDialog *dialog = NULL;

  uke_export_dialog_save (fixture->window, "appointments", fixture->path);
  uke_test_wait_for ((dialog = find_dialog (TRUE)) != NULL);
  gtk_window_close (GTK_WINDOW (dialog));
  uke_test_wait_for (find_dialog (TRUE) == NULL);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* A role that may not export is told so at once. */
static void
test_denied (Fixture *fixture, gconstpointer data)
{
  UkeId reception = uke_test_clinic_add_staff (fixture->clinic, "受付", "reception");

  uke_clinic_sit_down (fixture->clinic->clinic, &reception);
  uke_export_dialog_present (fixture->window);
  uke_test_wait_for (
      uke_test_shows_text (GTK_WIDGET (fixture->window), "Your role may not export"));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  int status = 0;

  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));
  ADD ("/app/export/patients", test_patients);
  ADD ("/app/export/calls", test_calls);
  ADD ("/app/export/left", test_left);
  ADD ("/app/export/denied", test_denied);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
