/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-run.h"

#include "clinic/uke-clinic-private.h"
#include "clinic/uke-patient-query.h"
#include "clinic/uke-search.h"
#include "exchange/uke-exchange-error.h"
#include "exchange/uke-export.h"
#include "model/uke-codes.h"
#include "store/uke-audit-log.h"
#include "support/uke-test-clinic.h"

#include <glib/gstdio.h>
#include <string.h>

static const char PATIENTS[]
    = "患者番号,氏名,カナ氏名,生年月日,性別,電話番号,郵便番号,住所,備考,病名\n"
      "00001,山田　花子,ﾔﾏﾀﾞ ﾊﾅｺ,S45.3.1,女,9000000001,100-0001,東京都架空区1-2-3,\"一行目\n"
      "二行目\",秘密\n"
      "00002,髙橋 一郎,タカハシ イチロウ,昭和65年1月1日,男,03-0000-1111,,,,\n"
      "00003,,カラ ナマエ,平成2年5月6日,男,,,,,\n"
      "00004,鈴木 次郎,スズキ ジロウ,1980/02/30,男,090-0000-0004,,,,\n"
      "00005,渡邉 三郎,ワタナベ サブロウ,S55/12/31,男,12,,,,\n"
      "00006,佐々木 愛,ササキ アイ,H10.4.5,女,090-0000-0006,,,,\n";

static const char BOOKINGS[]
    = "予約番号,予約日,開始時刻,終了時刻,患者番号,氏名,担当,メニュー,状態\n"
      "R1,2026/11/25,10:00,10:45,1,山田花子,青柳,定期検診,予約\n"
      "R2,2026/11/25,99:15,10:30,0006,佐々木愛,,,確定\n"
      "R3,2026/11/25,11:15,11:30,9999,だれか,,,確定\n";

static UkeImport *
make (UkeTestClinic *test, const char *text, const char *kind)
{
  UkeCsvFile *file = uke_csv_file_parse (text, strlen (text), NULL);

  g_assert_nonnull (file);
  return uke_import_new (test->clinic, file, uke_import_mapping_guess (file, kind), "list.csv");
}

static void
run (UkeImport *import, gboolean is_dry_run)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_import_run_async (import, is_dry_run, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (uke_import_run_finish (import, result, &error));
  g_assert_no_error (error);
}

static const UkeImportResult *
get_result (UkeImport *import, unsigned i)
{
  return &g_array_index (uke_import_get_results (import), UkeImportResult, i);
}

/* Every row says what became of it and why, dry and in earnest alike. */
static void
test_patients (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  static const char *const CODES[]
      = { NULL, "no_such_era_year", "no_name", "no_such_day", "bad_phone", NULL };
  static const unsigned LINES[] = { 2, 4, 5, 6, 7, 8 };
  g_autoptr (UkeImport) import = make (test, PATIENTS, "patients");

  for (int dry = 1; dry >= 0; dry--) {
    run (import, dry);
    g_assert_cmpuint (uke_import_get_results (import)->len, ==, G_N_ELEMENTS (CODES));
    for (unsigned i = 0; i < G_N_ELEMENTS (CODES); i++) {
      g_assert_cmpuint (get_result (import, i)->line, ==, LINES[i]);
      g_assert_cmpstr (get_result (import, i)->code, ==, CODES[i]);
    }
    g_assert_cmpuint (uke_import_get_n (import, UKE_IMPORT_CREATED), ==, 2);
    g_assert_cmpuint (uke_import_get_n (import, UKE_IMPORT_REFUSED), ==, 4);
  }
  g_autoptr (UkeSearchResult) found = uke_clinic_search (test->clinic, "やまだ", 10);
  g_assert_cmpuint (found->total, ==, 1);
  const UkeSearchHit *hit = found->hits->pdata[0];
  g_assert_cmpstr (hit->kana, ==, "やまだ はなこ");
  g_assert_cmpstr (hit->phone, ==, "09000000001");
  g_assert_cmpint (hit->birth_date, ==, uke_date_from_ymd (1970, 3, 1));
}

/* Columns that look clinical are locked, and no hand unlocks them. */
static void
test_clinical (void)
{
  g_autoptr (UkeCsvFile) file = uke_csv_file_parse (PATIENTS, strlen (PATIENTS), NULL);
  g_autoptr (UkeImportMapping) mapping = uke_import_mapping_guess (file, "patients");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mapping->targets[9], ==, UKE_IMPORT_TARGET_CLINICAL);
  g_assert_false (uke_import_mapping_set (mapping, 9, UKE_IMPORT_TARGET_NOTE));
  g_assert_true (
      uke_import_mapping_apply_json (mapping, "{\"columns\": {\"病名\": \"note\"}}", &error));
  g_assert_cmpint (mapping->targets[9], ==, UKE_IMPORT_TARGET_CLINICAL);
  g_assert_true (uke_import_header_is_clinical ("アレルギー歴"));
  g_assert_false (uke_import_header_is_clinical ("メニュー"));
}

/* A mapping can be written down and read back; one that is none is refused. */
static void
test_mapping (void)
{
  g_autoptr (UkeCsvFile) file = uke_csv_file_parse ("A,B\n1,2\n", 8, NULL);
  g_autoptr (UkeImportMapping) mapping = uke_import_mapping_guess (file, "patients");
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_import_mapping_check (mapping, NULL));
  g_assert_true (uke_import_mapping_apply_json (
      mapping, "{\"columns\": {\"A\": \"patient_number\", \"B\": \"name\"}}", &error));
  g_assert_true (uke_import_mapping_check (mapping, &error));
  g_autofree char *json = uke_import_mapping_to_json (mapping);
  g_assert_true (uke_import_mapping_apply_json (mapping, json, &error));
  g_assert_false (uke_import_mapping_apply_json (mapping, "{\"A\": \"shoe_size\"}", &error));
  g_assert_error (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_MAPPING);
}

/* Bookings find their patients; what the clinic does not know is kept in the note; the same list
 * again makes nothing new. */
static void
test_bookings (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (UkeImport) patients = make (test, PATIENTS, "patients");
  g_autoptr (UkeImport) first = make (test, BOOKINGS, "appointments");
  g_autoptr (UkeImport) second = make (test, BOOKINGS, "appointments");

  run (patients, FALSE);
  run (first, FALSE);
  g_assert_cmpint (get_result (first, 0)->outcome, ==, UKE_IMPORT_CREATED);
  g_assert_cmpstr (get_result (first, 1)->code, ==, "bad_time");
  g_assert_cmpstr (get_result (first, 2)->code, ==, "patient_unknown");
  run (second, FALSE);
  g_assert_cmpint (get_result (second, 0)->outcome, ==, UKE_IMPORT_MATCHED);
}

/* A provider and a menu that the clinic does not have are named with their rows, also when the
 * import only says what would happen. */
static void
test_unknown_names (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (UkeImport) patients = make (test, PATIENTS, "patients");
  g_autoptr (UkeImport) bookings = make (test, BOOKINGS, "appointments");

  run (patients, FALSE);
  for (int dry = 1; dry >= 0; dry--) {
    const UkeImportUnknown *provider = NULL, *menu = NULL;

    run (bookings, dry);
    g_assert_cmpuint (uke_import_get_unknown (bookings)->len, ==, 2);
    provider = uke_import_get_unknown (bookings)->pdata[0];
    menu = uke_import_get_unknown (bookings)->pdata[1];
    g_assert_false (provider->is_menu);
    g_assert_cmpstr (provider->name, ==, "青柳");
    g_assert_cmpuint (provider->n_rows, ==, 1);
    g_assert_true (menu->is_menu);
    g_assert_cmpstr (menu->name, ==, "定期検診");
  }
}

/* Rows about people who stand in the list before, near and far, are judged by a dry run as the run
 * itself will judge them. */
static void
test_dry_equals_real (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (GString) text = g_string_new ("患者番号,氏名,カナ,生年月日,電話番号\n");
  g_autoptr (UkeImport) dry = NULL;
  g_autoptr (UkeImport) real = NULL;

  for (unsigned i = 0; i < 2100; i++) {
    g_string_append_printf (text, "%u,試験 %u,シケン,1980/1/1,\n", i + 1, i + 1);
    if (i == 100 || i == 300)
      g_string_append_printf (text, "%u,試験 %u,シケン,1980/1/1,03-0000-1111\n", i - 50, i - 50);
  }
  g_string_append (text, "1,試験 1,シケン,1980/1/1,03-0000-2222\n2,別人,ベツジン,1981/1/1,\n"
                         "３,試験 3,シケン,1980/1/1,\n");
  dry = make (test, text->str, "patients");
  real = make (test, text->str, "patients");
  run (dry, TRUE);
  run (real, FALSE);
  g_assert_cmpuint (uke_import_get_n (real, UKE_IMPORT_CREATED), ==, 2100);
  g_assert_cmpuint (uke_import_get_n (real, UKE_IMPORT_CHANGED), ==, 3);
  for (unsigned i = 0; i < 2105; i++) {
    g_assert_cmpint (get_result (dry, i)->outcome, ==, get_result (real, i)->outcome);
    g_assert_cmpstr (get_result (dry, i)->code, ==, get_result (real, i)->code);
  }
}

static char *
write_list (UkeTestClinic *test, const char *kind)
{
  g_autofree char *path = g_build_filename (test->dir, "out.csv", NULL);
  UkeNote note = { .is_unattended = TRUE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  uke_export_async (test->clinic, kind, path, &note, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (uke_export_finish (test->clinic, result, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* What was written reads back as what is there: everything matches, nothing changes. */
static void
test_round_trip (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (UkeImport) patients = make (test, PATIENTS, "patients");
  g_autoptr (UkeImport) bookings = make (test, BOOKINGS, "appointments");

  run (patients, FALSE);
  run (bookings, FALSE);
  g_autofree char *patients_out = write_list (test, "patients");
  g_autofree char *bookings_out = write_list (test, "appointments");
  g_autoptr (UkeImport) patients_again = make (test, patients_out, "patients");
  g_autoptr (UkeImport) bookings_again = make (test, bookings_out, "appointments");
  run (patients_again, FALSE);
  run (bookings_again, FALSE);
  g_assert_cmpuint (uke_import_get_n (patients_again, UKE_IMPORT_MATCHED), ==, 2);
  g_assert_cmpuint (uke_import_get_n (bookings_again, UKE_IMPORT_MATCHED), ==, 1);
}

/* No cell is run by a spreadsheet, whatever somebody typed into a note. */
static void
test_formulas (void)
{
  static const char *const BAD[]
      = { "=1+1", "+81", "-1", "@SUM(A1)", "\t=1", "＝1+1", " =1", "a\n=1" };

  for (size_t i = 0; i < G_N_ELEMENTS (BAD); i++) {
    g_autoptr (GString) csv = g_string_new (NULL);

    uke_export_cell (csv, BAD[i], TRUE);
    g_assert_true (g_str_has_prefix (csv->str, "\"'"));
  }
}

/* Cancelled after a batch, the run says how far it came. */
static void
test_cancel (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (UkeImport) import = make (test, PATIENTS, "patients");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  uke_import_run_async (import, FALSE, cancellable, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (uke_import_run_finish (import, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autoptr (UkeRecord) record
      = uke_test_clinic_read (test, &UKE_ENTITY_IMPORT_RUN, uke_import_get_run_id (import));
  g_assert_cmpstr (uke_record_get_code (record, UKE_IMPORT_RUN_STATE), ==, "cancelled");
}

static void
cancel_cb (UkeImport *import, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static char *
make_list (unsigned n)
{
  GString *text = g_string_new ("患者番号,氏名,生年月日\n");

  for (unsigned i = 1; i <= n; i++)
    g_string_append_printf (text, "%u,青柳 遥%u,%s\n", i, i, i % 10 == 0 ? "いつか" : "S58.6.14");
  return g_string_free (text, FALSE);
}

/* Stopped after its first batch, a run goes on with the rows that are missing, also when another
 * import of the same file takes it up; every row is counted once and in its place. */
static void
test_resume (void)
{
  g_autofree char *text = make_list (500);

  for (int is_other = 0; is_other < 2; is_other++) {
    g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
    g_autoptr (UkeImport) first = make (test, text, "patients");
    g_autoptr (UkeImport) other = make (test, text, "patients");
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GAsyncResult) stopped = NULL, resumed = NULL;
    g_autoptr (GError) error = NULL;
    UkeImport *second = is_other ? other : first;

    g_signal_connect (first, "progress", G_CALLBACK (cancel_cb), cancellable);
    uke_import_run_async (first, FALSE, cancellable, uke_test_await_cb, &stopped);
    while (stopped == NULL)
      g_main_context_iteration (NULL, TRUE);
    g_assert_false (uke_import_run_finish (first, stopped, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    unsigned n_before = uke_import_get_n_done (first);
    g_assert_cmpuint (n_before, <, 500);
    g_autoptr (UkeRecord) run
        = uke_test_clinic_read (test, &UKE_ENTITY_IMPORT_RUN, uke_import_get_run_id (first));
    g_assert_cmpint (uke_record_get_int (run, UKE_IMPORT_RUN_N_DONE), ==, n_before);
    if (is_other)
      g_assert_true (uke_import_take_up (other, run));
    uke_import_resume_async (second, NULL, uke_test_await_cb, &resumed);
    while (resumed == NULL)
      g_main_context_iteration (NULL, TRUE);
    g_clear_error (&error);
    g_assert_true (uke_import_run_finish (second, resumed, &error));
    g_assert_cmpuint (uke_import_get_n_done (second), ==, 500);
    g_assert_cmpuint (uke_import_get_results (second)->len, ==, is_other ? 500 - n_before : 500);
    for (unsigned i = 0; i < uke_import_get_results (second)->len; i++)
      g_assert_cmpuint (get_result (second, i)->line, ==, (is_other ? n_before : 0) + i + 2);
    g_autoptr (UkeRecord) ended
        = uke_test_clinic_read (test, &UKE_ENTITY_IMPORT_RUN, uke_import_get_run_id (second));
    g_assert_cmpstr (uke_record_get_code (ended, UKE_IMPORT_RUN_STATE), ==, "done");
    g_assert_cmpint (uke_record_get_int (ended, UKE_IMPORT_RUN_N_CREATED), ==, 450);
    g_assert_cmpint (uke_record_get_int (ended, UKE_IMPORT_RUN_N_REFUSED), ==, 50);
    g_assert_false (uke_import_take_up (other, ended));
  }
}

static const char ALIKE[] = "患者番号,氏名,カナ氏名,生年月日,電話番号\n"
                            "A1,山田　花子,ﾔﾏﾀﾞ ﾊﾅｺ,S45.3.1,03-0000-0001\n"
                            "A2,,,,\n"
                            "A3,髙橋 一郎,タカハシ イチロウ,S55.1.1,03-0000-1119\n"
                            "A4,佐々木 愛,ササキ アイ,H10.4.5,03-0000-1118\n"
                            "A5,小野 隆,オノ タカシ,H10.4.5,03-0000-1117\n";

static const char ALIKE_BEFORE[] = "患者番号,氏名,カナ氏名,生年月日,電話番号\n"
                                   "1,山田　花子,ﾔﾏﾀﾞ ﾊﾅｺ,S45.3.1,090-0000-0001\n"
                                   "2,高橋 一郎,タカハシ イチロウ,S55.1.1,090-0000-0002\n"
                                   "3,佐々木 愛,ササキ アイ,H10.4.5,090-0000-0003\n";

/* The dry run lists the rows that may be somebody who is there, by line; what is decided about them
 * is what the run does, and what another dry run says that it would do. */
static void
test_possible (void)
{
  static const char *const DECISIONS[]
      = { UKE_DUPLICATE_SAME, UKE_DUPLICATE_DIFFERENT, UKE_DUPLICATE_LATER };
  static const unsigned LINES[] = { 2, 4, 5 };
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (UkeImport) before = make (test, ALIKE_BEFORE, "patients");
  g_autoptr (UkeImport) forecast = make (test, ALIKE, "patients");
  g_autoptr (UkeImport) import = make (test, ALIKE, "patients");
  GPtrArray *possible = NULL;

  run (before, FALSE);
  g_assert_cmpuint (uke_import_get_possible (before)->len, ==, 0);
  run (forecast, TRUE);
  g_assert_cmpuint (uke_import_get_n (forecast, UKE_IMPORT_CREATED), ==, 4);
  possible = uke_import_get_possible (forecast);
  g_assert_cmpuint (possible->len, ==, G_N_ELEMENTS (LINES));
  for (unsigned i = 0; i < possible->len; i++) {
    UkeImportRow *row = possible->pdata[i];

    g_assert_cmpuint (row->line, ==, LINES[i]);
    uke_import_row_decide (row, DECISIONS[i], &row->alike->first_id, NULL);
  }
  g_assert_cmpstr (((UkeImportRow *)possible->pdata[2])->alike_number, ==, "3");
  uke_import_set_decisions (import, possible);
  for (int dry = 1; dry >= 0; dry--) {
    run (import, dry);
    g_assert_cmpuint (uke_import_get_n (import, UKE_IMPORT_CHANGED), ==, 1);
    g_assert_cmpuint (uke_import_get_n (import, UKE_IMPORT_CREATED), ==, 3);
    g_assert_cmpuint (uke_import_get_n (import, UKE_IMPORT_REFUSED), ==, 1);
    g_assert_cmpint (get_result (import, 0)->outcome, ==, UKE_IMPORT_CHANGED);
  }
  g_assert_cmpuint (uke_import_get_possible (import)->len, ==, 0);
}

/* A list that is clinical throughout is refused as a whole. */
static void
test_all_clinical (void)
{
  g_autoptr (UkeCsvFile) file = uke_csv_file_parse ("病名,処方\n1,2\n", 18, NULL);
  g_autoptr (UkeImportMapping) mapping = uke_import_mapping_guess (file, "patients");
  g_autoptr (UkeImportMapping) copy = uke_import_mapping_copy (mapping);
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_import_mapping_check (copy, &error));
  g_assert_error (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_CLINICAL);
}

/* A run that ends while batches are on their way says why, and counts only what was written. */
static void
test_ended_amid (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autofree char *list = make_list (1200);
  g_autoptr (UkeImport) import = make (test, list, "patients");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_import_run_async (import, FALSE, NULL, uke_test_await_cb, &result);
  while (uke_import_get_n_done (import) == 0)
    g_main_context_iteration (NULL, TRUE);
  uke_test_clinic_do (test, uke_command_end_import (uke_import_get_run_id (import), "cancelled"));
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (uke_import_run_finish (import, result, &error));
  g_assert_error (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_STATE);
  g_autoptr (UkeRecord) record
      = uke_test_clinic_read (test, &UKE_ENTITY_IMPORT_RUN, uke_import_get_run_id (import));
  g_assert_cmpint (uke_record_get_int (record, UKE_IMPORT_RUN_N_DONE), ==,
                   uke_import_get_n_done (import));
}

static gboolean
count_export (const UkeAuditEntry *entry,
              const uint8_t hash[UKE_SHA256_SIZE],
              const UkeAuditText *text,
              gpointer data)
{
  if (entry->kind == UKE_AUDIT_EXPORT)
    ++*(unsigned *)data;
  return TRUE;
}

static gpointer
count_exports (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_assert_true (uke_audit_log_list_newest (db, 0, 50, count_export, data, error));
  return data;
}

static unsigned
get_n_exports (UkeTestClinic *test)
{
  g_autoptr (GAsyncResult) result = NULL;
  unsigned n = 0;

  uke_clinic_query (test->clinic, get_n_exports, count_exports, &n, NULL, NULL, NULL,
                    uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (uke_clinic_query_finish (test->clinic, result, NULL));
  return n;
}

/* A list that cannot be written where it was meant to be has not left, and the audit does not say
 * so; one that is written is in the audit once, and nothing else is left in its folder. */
static void
test_export_in_vain (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autofree char *folder = g_build_filename (test->dir, "lists", NULL);
  g_autofree char *good = g_build_filename (folder, "a.csv", NULL);
  g_autofree char *missing = g_build_filename (test->dir, "nowhere", "a.csv", NULL);
  const char *const paths[] = { missing, folder, good };
  g_autoptr (GDir) dir = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (size_t i = 0; i < G_N_ELEMENTS (paths); i++) {
    UkeNote note = { .is_unattended = TRUE };
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    gboolean is_good = paths[i] == good;

    uke_export_async (test->clinic, "patients", paths[i], &note, NULL, uke_test_await_cb, &result);
    while (result == NULL)
      g_main_context_iteration (NULL, TRUE);
    g_assert_true (uke_export_finish (test->clinic, result, NULL, &error) == is_good);
    if (!is_good)
      g_assert_error (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_WRITE);
    g_assert_cmpuint (get_n_exports (test), ==, is_good ? 1 : 0);
  }
  dir = g_dir_open (folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "a.csv");
  g_assert_null (g_dir_read_name (dir));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/import/patients", test_patients);
  g_test_add_func ("/exchange/import/clinical", test_clinical);
  g_test_add_func ("/exchange/import/mapping", test_mapping);
  g_test_add_func ("/exchange/import/bookings", test_bookings);
  g_test_add_func ("/exchange/import/round-trip", test_round_trip);
  g_test_add_func ("/exchange/import/formulas", test_formulas);
  g_test_add_func ("/exchange/import/cancel", test_cancel);
  g_test_add_func ("/exchange/import/ended-amid", test_ended_amid);
  g_test_add_func ("/exchange/import/resume", test_resume);
  g_test_add_func ("/exchange/import/possible", test_possible);
  g_test_add_func ("/exchange/import/all-clinical", test_all_clinical);
  g_test_add_func ("/exchange/import/unknown-names", test_unknown_names);
  g_test_add_func ("/exchange/import/dry-equals-real", test_dry_equals_real);
  g_test_add_func ("/exchange/import/export-in-vain", test_export_in_vain);
  return g_test_run ();
}
