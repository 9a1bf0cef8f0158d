/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/import/uke-import-column-row.h"
#include "app/import/uke-import-pace.h"
#include "app/import/uke-import-page.h"
#include "app/import/uke-import-past-list.h"
#include "app/import/uke-import-row-list.h"
#include "app/import/uke-import-words.h"
#include "app/uke-application.h"
#include "app/uke-window.h"
#include "clinic/uke-search.h"
#include "exchange/uke-import-refused.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "tests/support/uke-test-clinic.h"
#include "words/uke-words-exchange.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <unistd.h>

/* One program a process; every case has a clinic of its own: real, encrypted, open. */
static GtkApplication *application;

typedef struct {
  UkeTestClinic *clinic;
  UkeWindow *window;
  UkeImportPage *page;
  UkeImportSession *session;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clinic = uke_test_clinic_new ();
  fixture->window = uke_window_new (application);
  uke_window_open_clinic (fixture->window, fixture->clinic->clinic);
  fixture->page = UKE_IMPORT_PAGE (uke_window_show_page (fixture->window, "import"));
  fixture->session = uke_import_page_get_session (fixture->page);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *)&fixture->window);
  g_object_add_weak_pointer (G_OBJECT (fixture->session), (gpointer *)&fixture->session);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  /* What still goes on in the background keeps the session until it is over. */
  uke_test_wait_for (fixture->window == NULL && fixture->session == NULL);
  uke_test_settle ();
  uke_test_clinic_free (fixture->clinic);
}

static gboolean
page_shows (Fixture *fixture, const char *text)
{
  return uke_test_shows_text (GTK_WIDGET (fixture->page), text);
}

static GtkButton *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget)
      && uke_test_shows_text (widget, label))
    return GTK_BUTTON (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkButton *found = find_button (child, label);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static AdwMessageDialog *
find_dialog (void)
{
  GtkWindow *dialog = uke_test_find_window (ADW_TYPE_MESSAGE_DIALOG);

  return dialog != NULL ? ADW_MESSAGE_DIALOG (dialog) : NULL;
}

static void
answer (const char *response)
{
  AdwMessageDialog *dialog = find_dialog ();

  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
press (Fixture *fixture, const char *label)
{
  uke_test_wait_for (find_button (GTK_WIDGET (fixture->window), label) != NULL);
  g_signal_emit_by_name (find_button (GTK_WIDGET (fixture->window), label), "clicked");
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->page), action, NULL));
}

static UkeImportStage
stage (Fixture *fixture)
{
  return uke_import_session_get_stage (fixture->session);
}

static char *
sample (const char *name)
{
  return g_build_filename (g_getenv ("UKE_TEST_DATA"), "import", name, NULL);
}

static void
open_path (Fixture *fixture, const char *path)
{
  uke_import_page_open (fixture->page, path);
  uke_test_wait_for (stage (fixture) != UKE_IMPORT_STAGE_READING);
}

static void
open_sample (Fixture *fixture, const char *name)
{
  g_autofree char *path = sample (name);

  open_path (fixture, path);
}

static void
open_text (Fixture *fixture, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->clinic->dir, "list.csv", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  open_path (fixture, path);
}

static char *
make_list (unsigned n)
{
  GString *text = g_string_new ("患者番号,氏名,カナ,TEL\n");

  for (unsigned i = 1; i <= n; i++)
    g_string_append_printf (text, "%u,青柳 遥%u,ｱｵﾔｷﾞ ﾊﾙｶ,090-0000-%04u\n", i, i, i);
  return g_string_free (text, FALSE);
}

static unsigned
count_patients (Fixture *fixture)
{
  g_autoptr (UkeSearchResult) all = uke_clinic_list_patients (fixture->clinic->clinic, 0, 1);

  return all->total;
}

static void
wait_for_forecast (Fixture *fixture)
{
  uke_test_wait_for (!uke_import_session_is_forecasting (fixture->session));
}

static void
run_to_end (Fixture *fixture)
{
  uke_import_session_start (fixture->session);
  uke_test_wait_for (stage (fixture) != UKE_IMPORT_STAGE_RUNNING);
}

/* From the file over its columns and the look ahead to the end, by the keys' actions alone; every
 * row is counted, and the patients are there. */
static void
test_steps (Fixture *fixture, gconstpointer data)
{
  UkeImport *run;

  open_sample (fixture, "receipt-computer-300.csv");
  g_assert_cmpint (stage (fixture), ==, UKE_IMPORT_STAGE_CHOSEN);
  uke_test_wait_for (page_shows (fixture, "receipt-computer-300.csv"));
  g_assert_true (page_shows (fixture, "Shift_JIS を検出"));
  act (fixture, "import.next");
  uke_test_wait_for (page_shows (fixture, "漢字氏名"));
  uke_test_wait_for (page_shows (fixture, "桁不足 1行"));
  wait_for_forecast (fixture);
  act (fixture, "import.next");
  uke_test_wait_for (page_shows (fixture, "まだ何も取り込んでいません"));
  g_assert_null (find_button (GTK_WIDGET (fixture->page), "重複の確認"));
  g_assert_cmpuint (count_patients (fixture), ==, 0);
  act (fixture, "import.next");
  uke_test_wait_for (stage (fixture) == UKE_IMPORT_STAGE_DONE);
  run = uke_import_session_get_run (fixture->session);
  g_assert_cmpuint (uke_import_get_n (run, UKE_IMPORT_CREATED), ==, 288);
  g_assert_cmpuint (uke_import_get_n (run, UKE_IMPORT_REFUSED), ==, 12);
  g_assert_cmpuint (count_patients (fixture), ==, 288);
  uke_test_wait_for (page_shows (fixture, "300行の取り込みが終わりました"));
  g_assert_nonnull (find_button (GTK_WIDGET (fixture->page), "重複の確認"));
  act (fixture, "import.next");
  g_assert_cmpint (stage (fixture), ==, UKE_IMPORT_STAGE_EMPTY);
}

/* Going back keeps what was chosen; leaving a mapping that a hand changed is asked about first. */
static void
test_back_and_leave (Fixture *fixture, gconstpointer data)
{
  open_text (fixture, "番号,氏名,住まい\n1,青柳 遥,架空区\n");
  act (fixture, "import.next");
  uke_import_session_set_target (fixture->session, 2, UKE_IMPORT_TARGET_ADDRESS);
  act (fixture, "import.back");
  uke_test_wait_for (page_shows (fixture, "何のリストですか"));
  g_assert_cmpint (uke_import_session_get_mapping (fixture->session)->targets[2], ==,
                   UKE_IMPORT_TARGET_ADDRESS);
  act (fixture, "import.leave");
  uke_test_wait_for (find_dialog () != NULL);
  answer ("stay");
  g_assert_cmpint (stage (fixture), ==, UKE_IMPORT_STAGE_CHOSEN);
  uke_test_wait_for (find_dialog () == NULL);
  act (fixture, "import.leave");
  uke_test_wait_for (find_dialog () != NULL);
  answer ("go");
  g_assert_cmpint (stage (fixture), ==, UKE_IMPORT_STAGE_EMPTY);
}

/* Clinical columns are locked whatever is done, and named. */
static void
test_locked (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = NULL;

  open_sample (fixture, "bad-clinical.csv");
  act (fixture, "import.next");
  uke_test_wait_for (page_shows (fixture, "止めた列：病名・処方内容・検査値（3列）"));
  uke_import_session_set_target (fixture->session, 3, UKE_IMPORT_TARGET_NOTE);
  g_assert_cmpint (uke_import_session_get_mapping (fixture->session)->targets[3], ==,
                   UKE_IMPORT_TARGET_CLINICAL);
  row = uke_test_find_below (GTK_WIDGET (fixture->page), UKE_TYPE_IMPORT_COLUMN_ROW);
  for (int i = 0; i < 3; i++)
    row = gtk_widget_get_next_sibling (row);
  g_assert_false (gtk_widget_get_sensitive (uke_test_find_below (row, GTK_TYPE_DROP_DOWN)));
  g_assert_false (page_shows (fixture, "う蝕"));
  run_to_end (fixture);
  g_assert_cmpint (stage (fixture), ==, UKE_IMPORT_STAGE_DONE);
}

/* A column taken for what another holds already takes it over; the first row asks to choose. */
static void
test_targets (Fixture *fixture, gconstpointer data)
{
  const UkeImportMapping *mapping;

  open_text (fixture, "氏名,よび名,だれ\n青柳 遥,はるか,x\n");
  mapping = uke_import_session_get_mapping (fixture->session);
  g_assert_true (uke_import_session_is_decided (fixture->session, 0));
  g_assert_false (uke_import_session_is_decided (fixture->session, 1));
  uke_import_session_set_target (fixture->session, 1, UKE_IMPORT_TARGET_NAME);
  g_assert_cmpint (mapping->targets[1], ==, UKE_IMPORT_TARGET_NAME);
  g_assert_cmpint (mapping->targets[0], ==, UKE_IMPORT_TARGET_IGNORE);
  g_assert_false (uke_import_session_is_decided (fixture->session, 0));
  uke_import_session_set_target (fixture->session, 2, UKE_IMPORT_TARGET_IGNORE);
  g_assert_true (uke_import_session_is_decided (fixture->session, 2));
}

/* Another encoding reads the file again: the wrong one is said in a sentence, the right one mends
 * it. */
static void
test_encoding (Fixture *fixture, gconstpointer data)
{
  open_sample (fixture, "receipt-computer-300.csv");
  uke_import_session_set_encoding (fixture->session, UKE_CSV_UTF8);
  uke_test_wait_for (stage (fixture) == UKE_IMPORT_STAGE_EMPTY);
  uke_test_wait_for (page_shows (fixture, "UTF-8 では読めません"));
  uke_import_session_set_encoding (fixture->session, UKE_CSV_CP932);
  uke_test_wait_for (stage (fixture) == UKE_IMPORT_STAGE_CHOSEN);
  g_assert_cmpint (uke_import_session_get_file (fixture->session)->coding, ==, UKE_CSV_CP932);
  uke_test_wait_for (page_shows (fixture, "Shift_JIS として読み込み"));
}

static void
assert_trouble (Fixture *fixture, const char *path, const char *words)
{
  open_path (fixture, path);
  g_assert_cmpint (stage (fixture), ==, UKE_IMPORT_STAGE_EMPTY);
  uke_test_wait_for (page_shows (fixture, words));
}

/* Each file that cannot be used is one sentence on the page, and the next file can be chosen. */
static void
test_bad_files (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *words;
  } FILES[] = {
    { "bad-empty.csv", "見出しの下に行がありません" },
    { "bad-quotes.csv", "引用符" },
    { "bad-encoding.csv", "CSV UTF-8で保存し直してください" },
    { "not-there.csv", "ファイルを読めません" },
  };
  g_autofree char *large = g_build_filename (fixture->clinic->dir, "large.csv", NULL);
  int fd = g_open (large, O_CREAT | O_WRONLY, 0600);

  for (size_t i = 0; i < G_N_ELEMENTS (FILES); i++) {
    g_autofree char *path = sample (FILES[i].name);

    assert_trouble (fixture, path, FILES[i].words);
  }
  g_assert_cmpint (ftruncate (fd, (off_t)2 * 1024 * 1024 * 1024), ==, 0);
  close (fd);
  assert_trouble (fixture, large, "256MB");
  open_text (fixture, "病名,処方内容\nう蝕,抗菌薬\n");
  uke_test_wait_for (page_shows (fixture, "すべての列が診療情報のようです"));
  g_assert_null (uke_import_session_get_run (fixture->session));
  open_sample (fixture, "excel-saved.csv");
  g_assert_cmpint (stage (fixture), ==, UKE_IMPORT_STAGE_CHOSEN);
}

/* The list of rows shows those of one outcome when asked, each with its reason; the refused ones
 * are saved with the columns as they stood and the reason behind. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UkeImportRowList) list = uke_import_row_list_new ();
  g_autoptr (UkeImportRowItem) item = NULL;
  g_autofree char *path = g_build_filename (fixture->clinic->dir, "refused.csv", NULL);
  g_autofree char *saved = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  UkeImport *run;

  open_text (fixture, "番号,氏名,生年月日\n1,青柳 遥,S58.6.14\n2,=大野,昭和65年1月1日\n3,,\n");
  run_to_end (fixture);
  run = uke_import_session_get_run (fixture->session);
  uke_import_row_list_set_import (list, run);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);
  uke_import_row_list_set_outcome (list, UKE_IMPORT_REFUSED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpuint (item->line, ==, 3);
  g_assert_cmpstr (item->who, ==, "=大野");
  g_assert_cmpstr (item->code, ==, "no_such_era_year");
  act (fixture, "import.next");
  uke_import_save_refused_async (run, path, "理由", uke_words_for_import, NULL, uke_test_await_cb,
                                 &result);
  uke_test_wait_for (result != NULL);
  g_assert_true (uke_import_save_refused_finish (run, result, NULL));
  g_assert_true (g_file_get_contents (path, &saved, NULL, NULL));
  g_assert_cmpstr (saved, ==,
                   "\xef\xbb\xbf"
                   "番号,氏名,生年月日,理由\r\n"
                   "2,\"'=大野\",昭和65年1月1日,その元号にない年または日です。\r\n"
                   "3,,,氏名がありません。\r\n");
}

static void
stop_cb (UkeImportSession *session, gpointer data)
{
  uke_import_session_stop (session);
}

/* A run that is stopped says how far it came and goes on from there; nobody is there twice. */
static void
test_stop_and_go_on (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_list (650);
  gulong handler;
  unsigned n_done;

  open_text (fixture, text);
  handler = g_signal_connect (fixture->session, "run-progress", G_CALLBACK (stop_cb), NULL);
  run_to_end (fixture);
  g_signal_handler_disconnect (fixture->session, handler);
  g_assert_cmpint (stage (fixture), ==, UKE_IMPORT_STAGE_STOPPED);
  n_done = uke_import_get_n_done (uke_import_session_get_run (fixture->session));
  g_assert_cmpuint (n_done, >, 0);
  g_assert_cmpuint (n_done, <, 650);
  g_assert_cmpuint (count_patients (fixture), ==, n_done);
  uke_test_wait_for (page_shows (fixture, "650行めで止まりました"));
  run_to_end (fixture);
  g_assert_cmpint (stage (fixture), ==, UKE_IMPORT_STAGE_DONE);
  g_assert_cmpuint (count_patients (fixture), ==, 650);
}

static GPtrArray *
load_runs (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  uke_clinic_load_import_runs_async (fixture->clinic->clinic, NULL, uke_test_await_cb, &result);
  uke_test_wait_for (result != NULL);
  return uke_clinic_load_import_runs_finish (fixture->clinic->clinic, result, NULL);
}

/* A run that was stopped on another day goes on when the same file is opened, and with no other. */
static void
test_take_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_list (450);
  g_autoptr (GPtrArray) runs = NULL;
  const UkeImportRunFacts *facts;
  gulong handler;

  open_text (fixture, text);
  handler = g_signal_connect (fixture->session, "run-progress", G_CALLBACK (stop_cb), NULL);
  run_to_end (fixture);
  g_signal_handler_disconnect (fixture->session, handler);
  act (fixture, "import.leave");
  g_assert_cmpint (stage (fixture), ==, UKE_IMPORT_STAGE_EMPTY);
  runs = load_runs (fixture);
  facts = runs->pdata[0];
  open_text (fixture, "番号,氏名\n1,青柳 遥\n");
  g_assert_false (uke_import_session_take_up (fixture->session, facts->run));
  open_text (fixture, text);
  g_assert_true (uke_import_session_take_up (fixture->session, facts->run));
  run_to_end (fixture);
  g_assert_cmpint (stage (fixture), ==, UKE_IMPORT_STAGE_DONE);
  g_assert_cmpuint (count_patients (fixture), ==, 450);
  g_ptr_array_unref (g_steal_pointer (&runs));
  runs = load_runs (fixture);
  g_assert_cmpuint (runs->len, ==, 1);
}

/* A run is undone as a whole where it ended. */
static void
test_undo (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_list (250);

  open_text (fixture, text);
  act (fixture, "import.next");
  act (fixture, "import.next");
  act (fixture, "import.next");
  uke_test_wait_for (stage (fixture) == UKE_IMPORT_STAGE_DONE);
  g_assert_cmpuint (count_patients (fixture), ==, 250);
  press (fixture, "元に戻す");
  uke_test_wait_for (stage (fixture) == UKE_IMPORT_STAGE_UNDONE);
  g_assert_cmpuint (count_patients (fixture), ==, 0);
  uke_test_wait_for (page_shows (fixture, "取り込みを元に戻しました"));
}

/* Imports so far are listed with who and how many, and can be undone from there for a week. */
static void
test_past (Fixture *fixture, gconstpointer data)
{
  GtkWidget *past = uke_test_find_below (GTK_WIDGET (fixture->page), UKE_TYPE_IMPORT_PAST_LIST);

  open_text (fixture, "番号,氏名\n1,青柳 遥\n2,\n");
  run_to_end (fixture);
  act (fixture, "import.next");
  uke_test_wait_for (uke_test_shows_text (past, "list.csv"));
  g_assert_true (uke_test_shows_text (past, "新しく登録 1、更新 0、変更なし 0、取り込めず 1"));
  uke_test_wait_for (find_button (past, "元に戻す") != NULL);
  g_signal_emit_by_name (find_button (past, "元に戻す"), "clicked");
  uke_test_wait_for (count_patients (fixture) == 0);
  uke_test_wait_for (uke_test_shows_text (past, "元に戻しました"));
  open_text (fixture, "番号,氏名\n1,青柳 遥\n");
  run_to_end (fixture);
  act (fixture, "import.next");
  uke_test_wait_for (find_button (past, "元に戻す") != NULL);
  uke_clock_advance (fixture->clinic->clock, INT64_C (8) * 86400 * G_USEC_PER_SEC);
  uke_import_past_list_load (UKE_IMPORT_PAST_LIST (past), fixture->clinic->clinic);
  uke_test_wait_for (find_button (past, "元に戻す") == NULL);
}

/* What a hand said about a header row is known the next time, when it is to be remembered. */
static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  static const char TEXT[] = "ID番号札,なまえ欄,すきな色\n1,青柳 遥,青\n";

  open_text (fixture, TEXT);
  uke_import_session_set_target (fixture->session, 1, UKE_IMPORT_TARGET_NAME);
  uke_import_session_set_target (fixture->session, 2, UKE_IMPORT_TARGET_IGNORE);
  run_to_end (fixture);
  act (fixture, "import.leave");
  open_text (fixture, TEXT);
  uke_test_wait_for (uke_import_session_is_remembered (fixture->session));
  g_assert_cmpint (uke_import_session_get_mapping (fixture->session)->targets[1], ==,
                   UKE_IMPORT_TARGET_NAME);
  g_assert_true (uke_import_session_is_decided (fixture->session, 2));
}

/* With the switch off, nothing is remembered. */
static void
test_forgotten (Fixture *fixture, gconstpointer data)
{
  static const char TEXT[] = "なまえ欄\n青柳 遥\n";
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *signature = NULL;

  open_text (fixture, TEXT);
  uke_import_session_set_target (fixture->session, 0, UKE_IMPORT_TARGET_NAME);
  uke_import_session_set_remembers (fixture->session, FALSE);
  run_to_end (fixture);
  signature = g_strdup (uke_import_session_get_mapping (fixture->session)->signature);
  uke_clinic_load_import_mapping_async (fixture->clinic->clinic, "patients", signature, NULL,
                                        uke_test_await_cb, &result);
  uke_test_wait_for (result != NULL);
  g_assert_null (uke_clinic_load_import_mapping_finish (fixture->clinic->clinic, result, NULL));
}

/* Reception says why before anything is written; a nurse is told who may. */
static void
test_roles (Fixture *fixture, gconstpointer data)
{
  UkeId reception = uke_test_clinic_add_staff (fixture->clinic, "三枝", "reception");
  UkeId nurse = uke_test_clinic_add_staff (fixture->clinic, "森本", "nurse");
  GtkEditable *entry;

  uke_clinic_sit_down (fixture->clinic->clinic, &reception);
  open_text (fixture, "番号,氏名\n1,青柳 遥\n");
  run_to_end (fixture);
  g_assert_cmpint (stage (fixture), ==, UKE_IMPORT_STAGE_CHOSEN);
  g_assert_cmpuint (count_patients (fixture), ==, 0);
  uke_test_wait_for (find_dialog () != NULL);
  entry = GTK_EDITABLE (uke_test_find_below (GTK_WIDGET (find_dialog ()), GTK_TYPE_TEXT));
  gtk_editable_set_text (entry, "移行");
  answer ("go");
  uke_test_wait_for (stage (fixture) == UKE_IMPORT_STAGE_DONE);
  g_assert_cmpuint (count_patients (fixture), ==, 1);
  uke_clinic_sit_down (fixture->clinic->clinic, &nurse);
  uke_test_wait_for (page_shows (fixture, "受付・事務長・院長"));
}

static unsigned
count_copies (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->clinic->dir, 0, NULL);
  const char *name;
  unsigned n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, ".backup");
  return n;
}

/* A copy of the clinic precedes the import, unless the switch is off. */
static void
test_backup (Fixture *fixture, gconstpointer data)
{
  open_text (fixture, "番号,氏名\n1,青柳 遥\n");
  uke_import_session_set_backs_up (fixture->session, FALSE);
  run_to_end (fixture);
  g_assert_cmpuint (count_copies (fixture), ==, 0);
  act (fixture, "import.leave");
  open_text (fixture, "番号,氏名\n2,小野 隆\n");
  uke_import_session_set_backs_up (fixture->session, TRUE);
  run_to_end (fixture);
  g_assert_cmpint (stage (fixture), ==, UKE_IMPORT_STAGE_DONE);
  g_assert_cmpuint (count_copies (fixture), ==, 1);
}

/* A list of bookings is known by its header. */
static void
test_kinds (Fixture *fixture, gconstpointer data)
{
  open_sample (fixture, "booking-system.csv");
  g_assert_cmpstr (uke_import_session_get_kind (fixture->session), ==, "appointments");
  open_sample (fixture, "dental-recall.csv");
  g_assert_cmpstr (uke_import_session_get_kind (fixture->session), ==, "patients");
  uke_import_session_set_kind (fixture->session, "follow_ups");
  g_assert_cmpstr (uke_import_session_get_mapping (fixture->session)->kind, ==, "follow_ups");
}

/* What a list of bookings names and the clinic does not have is said, with what helps. */
static void
test_unknown_names (void)
{
  UkeImportUnknown provider = { FALSE, (char *)"高瀬", 12 }, menu = { TRUE, (char *)"検診", 3 };
  g_autoptr (GPtrArray) unknown = g_ptr_array_new ();
  g_autofree char *none = uke_import_words_unknown (unknown);
  g_autofree char *two = NULL;
  g_autofree char *many = NULL;

  g_assert_null (none);
  g_ptr_array_add (unknown, &provider);
  g_ptr_array_add (unknown, &menu);
  two = uke_import_words_unknown (unknown);
  g_test_message ("%s", two);
  g_assert_nonnull (strstr (two, "担当「高瀬」12行"));
  g_assert_nonnull (strstr (two, "メニュー「検診」3行"));
  for (unsigned i = 0; i < 7; i++)
    g_ptr_array_add (unknown, &menu);
  many = uke_import_words_unknown (unknown);
  g_assert_nonnull (strstr (many, "ほか3件"));
}

/* A file that is handed over before somebody sits at the desk is opened afterwards. */
static void
test_open_later (Fixture *fixture, gconstpointer data)
{
  UkeWindow *window = uke_window_new (application);
  g_autofree char *path = sample ("excel-saved.csv");
  UkeImportSession *session;

  uke_window_import (window, path);
  uke_window_open_clinic (window, fixture->clinic->clinic);
  g_assert_true (UKE_IS_IMPORT_PAGE (uke_window_get_page (window)));
  session = uke_import_page_get_session (UKE_IMPORT_PAGE (uke_window_get_page (window)));
  uke_test_wait_for (uke_import_session_get_stage (session) == UKE_IMPORT_STAGE_CHOSEN);
  g_assert_cmpstr (uke_import_session_get_file_name (session), ==, "excel-saved.csv");
  g_object_add_weak_pointer (G_OBJECT (session), (gpointer *)&session);
  gtk_window_destroy (GTK_WINDOW (window));
  uke_test_wait_for (session == NULL);
}

/* The pace is said once it is known: rows a second and the minutes that are left. */
static void
test_pace (void)
{
  UkeImportPace pace;
  g_autofree char *early = NULL, *soon = NULL, *late = NULL;

  uke_import_pace_begin (&pace);
  uke_import_pace_note (&pace, 1000, 0);
  early = uke_import_pace_describe (&pace, 5000);
  g_assert_null (strstr (early, "毎秒"));
  uke_import_pace_note (&pace, 3000, 4 * G_USEC_PER_SEC);
  soon = uke_import_pace_describe (&pace, 5000);
  g_assert_nonnull (strstr (soon, "毎秒 500行"));
  g_assert_nonnull (strstr (soon, "1分以内"));
  late = uke_import_pace_describe (&pace, 93000);
  g_assert_nonnull (strstr (late, "残り約3分"));
}

/* A column's verdict is icon, word and colour, and says what needs a look. */
static void
test_verdicts (void)
{
  UkeImportColumn column = { .target = UKE_IMPORT_TARGET_BIRTH_DATE, .n_filled = 400 };
  g_auto (UkeImportVerdict) good = { 0 }, doubtful = { 0 }, locked = { 0 }, open = { 0 };

  uke_import_words_judge_column (&column, column.target, TRUE, &good);
  g_assert_cmpstr (good.text, ==, "問題なし");
  g_assert_cmpstr (good.css_class, ==, "uk-ok");
  column.n_era = 412;
  column.n_unreadable = 6;
  uke_import_words_judge_column (&column, column.target, TRUE, &doubtful);
  g_assert_cmpstr (doubtful.text, ==, "和暦 412行・不明 6行");
  g_assert_cmpstr (doubtful.css_class, ==, "uk-warn");
  uke_import_words_judge_column (NULL, UKE_IMPORT_TARGET_CLINICAL, TRUE, &locked);
  g_assert_cmpstr (locked.css_class, ==, "uk-err");
  uke_import_words_judge_column (NULL, UKE_IMPORT_TARGET_IGNORE, FALSE, &open);
  g_assert_cmpstr (open.text, ==, "未選択");
}

int
main (int argc, char **argv)
{
  uke_test_display_init (&argc, &argv);
  /* GTK's tests are in English otherwise; these read what a receptionist reads. */
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, UKE_BUILD_LOCALE_DIR);
  textdomain (GETTEXT_PACKAGE);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/app/import/steps", test_steps);
  ADD ("/app/import/back-and-leave", test_back_and_leave);
  ADD ("/app/import/locked", test_locked);
  ADD ("/app/import/targets", test_targets);
  ADD ("/app/import/encoding", test_encoding);
  ADD ("/app/import/bad-files", test_bad_files);
  ADD ("/app/import/refused", test_refused);
  ADD ("/app/import/stop-and-go-on", test_stop_and_go_on);
  ADD ("/app/import/take-up", test_take_up);
  ADD ("/app/import/undo", test_undo);
  ADD ("/app/import/past", test_past);
  ADD ("/app/import/remembered", test_remembered);
  ADD ("/app/import/forgotten", test_forgotten);
  ADD ("/app/import/roles", test_roles);
  ADD ("/app/import/backup", test_backup);
  ADD ("/app/import/kinds", test_kinds);
  ADD ("/app/import/open-later", test_open_later);
  g_test_add_func ("/app/import/pace", test_pace);
  g_test_add_func ("/app/import/unknown-names", test_unknown_names);
  g_test_add_func ("/app/import/verdicts", test_verdicts);

  return g_test_run ();
}
