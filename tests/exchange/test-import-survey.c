/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-survey.h"

#include <string.h>

#define TODAY uke_date_from_ymd (2026, 11, 24)

static const char LIST[] = "番号,氏名,カナ,生年月日,TEL,メール,病名\n"
                           "0001,青柳　遥,ｱｵﾔｷﾞ ﾊﾙｶ,S58.6.14,9000004821,a@b.example,秘密\n"
                           "2,大野,漢字の読み,1983/6/14,090-0000,ab.example,\n"
                           "1,,,昭和65年1月1日,,,\n"
                           "3,小野 隆,オノ タカシ,2031/4/1,03-0000-1190,,\n";

static UkeImportColumn *
look (unsigned column, UkeImportTarget target)
{
  g_autoptr (UkeCsvFile) file = uke_csv_file_parse (LIST, strlen (LIST), NULL);

  return uke_import_survey_column (file, column, target, TODAY, NULL);
}

/* A number that differs by zeros and width alone is the same number. */
static void
test_numbers (void)
{
  g_autoptr (UkeImportColumn) column = look (0, UKE_IMPORT_TARGET_NUMBER);

  g_assert_cmpuint (column->n_filled, ==, 4);
  g_assert_cmpuint (column->n_repeated, ==, 1);
  g_assert_cmpstr (column->samples[0].text, ==, "0001");
  g_assert_null (column->samples[0].converted);
}

/* Half-width kana are shown as they are kept; kanji in a reading are counted. */
static void
test_kana (void)
{
  g_autoptr (UkeImportColumn) column = look (2, UKE_IMPORT_TARGET_KANA);
  g_autoptr (UkeImportColumn) names = look (1, UKE_IMPORT_TARGET_NAME);

  g_assert_cmpuint (column->n_half_width, ==, 1);
  g_assert_cmpuint (column->n_unreadable, ==, 1);
  g_assert_cmpstr (column->samples[0].converted, ==, "あおやぎ はるか");
  g_assert_cmpuint (names->n_filled, ==, 3);
  g_assert_cmpuint (names->n_split, ==, 2);
}

/* Japanese years are shown as days; a year that never was and a birth to come are counted. */
static void
test_dates (void)
{
  g_autoptr (UkeImportColumn) column = look (3, UKE_IMPORT_TARGET_BIRTH_DATE);
  g_autoptr (UkeImportColumn) next = look (3, UKE_IMPORT_TARGET_NEXT_VISIT);

  g_assert_cmpuint (column->n_era, ==, 1);
  g_assert_cmpuint (column->n_unreadable, ==, 1);
  g_assert_cmpuint (column->n_future, ==, 1);
  g_assert_cmpstr (column->samples[0].converted, ==, "1983/6/14");
  g_assert_null (column->samples[1].converted);
  g_assert_cmpuint (next->n_future, ==, 0);
}

/* A lost zero is put back and shown; too few digits are counted. */
static void
test_contacts (void)
{
  g_autoptr (UkeImportColumn) phones = look (4, UKE_IMPORT_TARGET_PHONE);
  g_autoptr (UkeImportColumn) mails = look (5, UKE_IMPORT_TARGET_EMAIL);

  g_assert_cmpuint (phones->n_zero, ==, 1);
  g_assert_cmpuint (phones->n_unreadable, ==, 1);
  g_assert_cmpstr (phones->samples[0].converted, ==, "090-0000-4821");
  g_assert_cmpuint (mails->n_unreadable, ==, 1);
}

/* What a clinical column says is not even looked at. */
static void
test_clinical (void)
{
  g_autoptr (UkeImportColumn) column = look (6, UKE_IMPORT_TARGET_CLINICAL);

  g_assert_cmpuint (column->n_filled, ==, 0);
  g_assert_null (column->samples[0].text);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* All columns are looked through in the background, or not at all. */
static void
test_all (void)
{
  g_autoptr (UkeCsvFile) file = uke_csv_file_parse (LIST, strlen (LIST), NULL);
  g_autoptr (UkeImportMapping) mapping = uke_import_mapping_guess (file, "patients");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  for (int is_cancelled = 0; is_cancelled < 2; is_cancelled++) {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GPtrArray) columns = NULL;
    g_autoptr (GError) error = NULL;

    if (is_cancelled)
      g_cancellable_cancel (cancellable);
    uke_import_survey_async (file, mapping, TODAY, cancellable, done_cb, &result);
    while (result == NULL)
      g_main_context_iteration (NULL, TRUE);
    columns = uke_import_survey_finish (result, &error);
    if (is_cancelled) {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      continue;
    }
    g_assert_no_error (error);
    g_assert_cmpuint (columns->len, ==, 7);
    g_assert_cmpint (((UkeImportColumn *)columns->pdata[3])->target, ==,
                     UKE_IMPORT_TARGET_BIRTH_DATE);
    g_assert_cmpuint (((UkeImportColumn *)columns->pdata[3])->n_era, ==, 1);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/import-survey/numbers", test_numbers);
  g_test_add_func ("/exchange/import-survey/kana", test_kana);
  g_test_add_func ("/exchange/import-survey/dates", test_dates);
  g_test_add_func ("/exchange/import-survey/contacts", test_contacts);
  g_test_add_func ("/exchange/import-survey/clinical", test_clinical);
  g_test_add_func ("/exchange/import-survey/all", test_all);
  return g_test_run ();
}
