/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-refused.h"

#include "support/uke-test-clinic.h"

#include <string.h>

static const char LIST[] = "番号,氏名,電話,病名\n1,青柳 遥,090-0000-0001,\n2,,090-0000-0002,秘密\n"
                           "3,\"=大野,健\",12,\n4,小野 隆,,,余り\n";

static const char *
say (const char *code)
{
  return code;
}

static UkeImport *
run (UkeTestClinic *test)
{
  UkeCsvFile *file = uke_csv_file_parse (LIST, strlen (LIST), NULL);
  UkeImport *import = uke_import_new (test->clinic, file,
                                      uke_import_mapping_guess (file, "patients"), "list.csv");
  g_autoptr (GAsyncResult) result = NULL;

  uke_import_run_async (import, FALSE, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (uke_import_run_finish (import, result, NULL));
  return import;
}

/* Only what was refused, as it stood, with its reason; no cell runs in a spreadsheet. */
static void
test_rows (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (UkeImport) import = run (test);
  gsize size = 0;
  g_autofree char *csv = uke_import_refused_to_csv (import, "理由", say, &size);

  g_assert_cmpuint (size, ==, strlen (csv));
  g_assert_cmpstr (csv, ==,
                   "\xef\xbb\xbf"
                   "番号,氏名,電話,病名,理由\r\n"
                   "2,,090-0000-0002,秘密,no_name\r\n"
                   "3,\"'=大野,健\",12,,bad_phone\r\n"
                   "4,小野 隆,,,余り,too_many_cells\r\n");
}

/* A place that cannot be written to is said so. */
static void
test_no_place (void)
{
  g_autoptr (UkeTestClinic) test = uke_test_clinic_new ();
  g_autoptr (UkeImport) import = run (test);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_import_save_refused_async (import, "/nowhere/at/all.csv", "理由", say, NULL,
                                 uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (uke_import_save_refused_finish (import, result, &error));
  g_assert_error (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_WRITE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/import-refused/rows", test_rows);
  g_test_add_func ("/exchange/import-refused/no-place", test_no_place);
  return g_test_run ();
}
