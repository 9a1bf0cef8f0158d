/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/import/uke-import-duplicates-step.h"
#include "app/import/uke-import-forecast.h"
#include "app/import/uke-import-page.h"
#include "app/uke-application.h"
#include "app/uke-window.h"
#include "clinic/uke-search.h"
#include "model/uke-codes.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "tests/support/uke-test-clinic.h"

/* The step of an import that asks about rows which look like patients who are there. */
static GtkApplication *application;

#define HEAD "患者番号,氏名,カナ氏名,生年月日,電話番号,メール\n"

/* Two patients are there; the first row is one of them for certain enough to be decided together
 * with others, the second has another telephone, the third is a stranger. */
static const char ROWS[] = HEAD "A1,斎藤 房江,サイトウ フサエ,,090-0000-4821,\n"
                                "A2,小野 隆,オノ タカシ,S55.1.1,03-0000-0002,ono@old.example\n"
                                "A3,長谷部 健,ハセベ ケン,S60.1.2,03-0000-0003,\n";

typedef struct {
  UkeTestClinic *clinic;
  UkeWindow *window;
  UkeImportPage *page;
  UkeImportSession *session;
  UkeId saito_id;
  UkeId ono_id;
} Fixture;

static UkeId
add_patient (Fixture *fixture, const char *number, const char *const names[4], const char *phone)
{
  UkeId id = uke_test_clinic_add_patient (fixture->clinic, number, names[0], names[1], names[2],
                                          names[3], phone);
  g_autoptr (UkeRecord) seen = uke_test_clinic_read (fixture->clinic, &UKE_ENTITY_PATIENT, &id);
  UkeDraft *draft = uke_draft_new_from (seen);

  uke_draft_set_date (draft, UKE_PATIENT_BIRTH_DATE, uke_date_from_ymd (1980, 1, 1));
  uke_test_clinic_do (fixture->clinic, uke_command_edit_patient (uke_patient_form_new (draft)));
  return id;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const SAITO[] = { "斎藤", "房江", "さいとう", "ふさえ" };
  static const char *const ONO[] = { "小野", "隆", "おの", "たかし" };

  fixture->clinic = uke_test_clinic_new ();
  fixture->saito_id = add_patient (fixture, "1182", SAITO, "090-0000-4821");
  fixture->ono_id = add_patient (fixture, "2044", ONO, "090-0000-0001");
  fixture->window = uke_window_new (application);
  uke_window_open_clinic (fixture->window, fixture->clinic->clinic);
  fixture->page = UKE_IMPORT_PAGE (uke_window_show_page (fixture->window, "import"));
  fixture->session = uke_import_page_get_session (fixture->page);
  uke_import_session_set_backs_up (fixture->session, FALSE);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->session), (gpointer *)&fixture->session);
  uke_test_close_window (GTK_WINDOW (fixture->window));
  uke_test_wait_for (fixture->session == NULL);
  uke_test_settle ();
  uke_test_clinic_free (fixture->clinic);
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return uke_test_shows_text (GTK_WIDGET (fixture->page), text);
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->page), action, NULL));
}

static GtkWidget *
get_step (Fixture *fixture)
{
  return uke_test_find_below (GTK_WIDGET (fixture->page), UKE_TYPE_IMPORT_DUPLICATES_STEP);
}

static gboolean
is_usable (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && gtk_widget_is_sensitive (widget)
         && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text);
}

/* Whether the pair that is selected is there and can be decided. */
static gboolean
is_ready (Fixture *fixture)
{
  return uke_test_find (GTK_WIDGET (fixture->page), is_usable, "Merge as the same person") != NULL;
}

/* What a key does on the step, by the binding that the step has for it. */
static void
press (Fixture *fixture, guint keyval)
{
  GtkWidget *step = get_step (fixture);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (step);

  uke_test_wait_for (is_ready (fixture));

  for (unsigned i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

    for (unsigned s = 0; GTK_IS_SHORTCUT_CONTROLLER (controller)
                         && s < g_list_model_get_n_items (G_LIST_MODEL (controller));
         s++) {
      g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), s);
      GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

      if (GTK_IS_KEYVAL_TRIGGER (trigger)
          && gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == keyval
          && gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == 0) {
        g_assert_true (gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, step,
                                                     gtk_shortcut_get_arguments (shortcut)));
        return;
      }
    }
  }
  g_assert_not_reached ();
}

static void
open_text (Fixture *fixture, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->clinic->dir, "list.csv", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  uke_import_page_open (fixture->page, path);
  uke_test_wait_for (uke_import_session_get_stage (fixture->session) != UKE_IMPORT_STAGE_READING);
  act (fixture, "import.next");
  uke_test_wait_for (uke_import_session_get_forecast (fixture->session) != NULL
                     && !uke_import_session_is_forecasting (fixture->session));
}

static GPtrArray *
get_rows (Fixture *fixture)
{
  return uke_import_get_possible (uke_import_session_get_forecast (fixture->session));
}

static void
run (Fixture *fixture)
{
  act (fixture, "import.next");
  uke_test_wait_for (shows (fixture, "Nothing is imported yet"));
  act (fixture, "import.next");
  uke_test_wait_for (uke_import_session_get_stage (fixture->session) == UKE_IMPORT_STAGE_DONE);
}

static unsigned
count_patients (Fixture *fixture)
{
  g_autoptr (UkeSearchResult) all = uke_clinic_list_patients (fixture->clinic->clinic, 0, 1);

  return all->total;
}

/* A list in which nobody looks like anybody goes from its columns straight to the import. */
static void
test_passed_over (Fixture *fixture, gconstpointer data)
{
  open_text (fixture, HEAD "A3,長谷部 健,ハセベ ケン,S60.1.2,03-0000-0003,\n");
  g_assert_cmpuint (get_rows (fixture)->len, ==, 0);
  g_assert_false (shows (fixture, "May be registered already"));
  g_assert_false (shows (fixture, "Duplicates"));
  act (fixture, "import.next");
  uke_test_wait_for (shows (fixture, "Nothing is imported yet"));
}

/* Otherwise the card counts them and the step asks about each with its score, its reasons, and the
 * two side by side; until all are answered, nothing goes on. */
static void
test_shown (Fixture *fixture, gconstpointer data)
{
  open_text (fixture, ROWS);
  g_assert_cmpuint (get_rows (fixture)->len, ==, 2);
  g_assert_true (shows (fixture, "May be registered already"));
  g_assert_true (shows (fixture, "Duplicates"));
  act (fixture, "import.next");
  uke_test_wait_for (shows (fixture, "Registered now　No."));
  g_assert_true (shows (fixture, "To check 2"));
  g_assert_true (shows (fixture, "CSV line "));
  uke_test_wait_for (shows (fixture, "1 of 2"));
  act (fixture, "import.next");
  g_assert_true (gtk_widget_get_mapped (get_step (fixture)));
  g_assert_cmpuint (count_patients (fixture), ==, 2);
}

/* Key by key: 1 makes the row the patient who is there, 2 keeps it apart; the run does both, and
 * undo takes both back. */
static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UkeRecord) before
      = uke_test_clinic_read (fixture->clinic, &UKE_ENTITY_PATIENT, &fixture->ono_id);
  UkeImport *import = NULL;

  open_text (fixture, ROWS);
  act (fixture, "import.next");
  uke_test_wait_for (shows (fixture, "Registered now　No.2044")
                     || shows (fixture, "Registered now　No.1182"));
  for (int i = 0; i < 2; i++) {
    gboolean is_ono = shows (fixture, "Registered now　No.2044");

    press (fixture, is_ono ? GDK_KEY_1 : GDK_KEY_2);
    if (i == 0)
      uke_test_wait_for (
          shows (fixture, is_ono ? "Registered now　No.1182" : "Registered now　No.2044"));
  }
  uke_test_wait_for (shows (fixture, "Every row is decided"));
  g_assert_true (shows (fixture, "Same person 1"));
  g_assert_true (shows (fixture, "Different people 1"));
  run (fixture);
  import = uke_import_session_get_run (fixture->session);
  g_assert_cmpuint (uke_import_get_n (import, UKE_IMPORT_CHANGED), ==, 1);
  g_assert_cmpuint (uke_import_get_n (import, UKE_IMPORT_CREATED), ==, 2);
  g_assert_cmpuint (count_patients (fixture), ==, 4);
  uke_import_session_undo (fixture->session);
  uke_test_wait_for (uke_import_session_get_stage (fixture->session) == UKE_IMPORT_STAGE_UNDONE);
  g_assert_cmpuint (count_patients (fixture), ==, 2);
  g_autoptr (UkeRecord) after
      = uke_test_clinic_read (fixture->clinic, &UKE_ENTITY_PATIENT, &fixture->ono_id);
  for (unsigned i = 0; i < UKE_PATIENT_N_FIELDS; i++)
    g_assert_true (
        uke_value_equal (uke_record_get_value (before, i), uke_record_get_value (after, i)));
}

/* 3 puts one off and leaves it in the list, marked; the rest can be put off in one go, and what was
 * decided can be decided anew. */
static void
test_later (Fixture *fixture, gconstpointer data)
{
  open_text (fixture, ROWS);
  act (fixture, "import.next");
  uke_test_wait_for (shows (fixture, "Registered now　No."));
  press (fixture, GDK_KEY_3);
  g_assert_true (shows (fixture, "To check 2"));
  gtk_widget_activate_action (get_step (fixture), "duplicates.rest", NULL);
  for (unsigned i = 0; i < 2; i++)
    g_assert_cmpstr (((UkeImportRow *)get_rows (fixture)->pdata[i])->decision, ==,
                     UKE_DUPLICATE_LATER);
  uke_test_wait_for (shows (fixture, "Registered now　No."));
  press (fixture, GDK_KEY_2);
  g_assert_true (shows (fixture, "To check 1"));
  run (fixture);
  g_assert_cmpuint (count_patients (fixture), ==, 5);
}

/* Rows of 95 percent and more are decided together, and only those. */
static void
test_sure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UkeRecord) seen
      = uke_test_clinic_read (fixture->clinic, &UKE_ENTITY_PATIENT, &fixture->saito_id);
  UkeDraft *draft = uke_draft_new_from (seen);

  /* The number of another reading: nobody is found for certain, and all else agrees. */
  uke_draft_set_null (draft, UKE_PATIENT_FAMILY_KANA);
  uke_test_clinic_do (fixture->clinic, uke_command_edit_patient (uke_patient_form_new (draft)));
  open_text (fixture, HEAD "A1,斎藤 房江,サイトウ フサエ,S55.1.1,090-0000-4821,\n"
                           "A2,小野 隆,オノ タカシ,S55.1.1,03-0000-0002,\n");
  act (fixture, "import.next");
  uke_test_wait_for (shows (fixture, "Registered now　No.1182"));
  g_assert_true (shows (fixture, "1 row of 95 % or more"));
  gtk_widget_activate_action (get_step (fixture), "duplicates.sure", NULL);
  g_assert_true (shows (fixture, "Same person 1"));
  g_assert_true (shows (fixture, "To check 1"));
  g_assert_false (shows (fixture, "of 95 % or more"));
}

int
main (int argc, char **argv)
{
  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/app/import-duplicates/passed-over", test_passed_over);
  ADD ("/app/import-duplicates/shown", test_shown);
  ADD ("/app/import-duplicates/keys", test_keys);
  ADD ("/app/import-duplicates/later", test_later);
  ADD ("/app/import-duplicates/sure", test_sure);

  return g_test_run ();
}
