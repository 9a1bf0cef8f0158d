/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-mapping.h"

#include <string.h>

static UkeImportMapping *
guess (const char *text, const char *kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeCsvFile) file = uke_csv_file_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return uke_import_mapping_guess (file, kind);
}

/* Columns are known by the names that programs give them, in any width. */
static void
test_guess (void)
{
  g_autoptr (UkeImportMapping) mapping = guess (
      "診察券番号,患者名,ﾌﾘｶﾞﾅ,生年月日,ＴＥＬ,備考,謎の列\n1,青柳 遥,,S58.6.14,,,\n", "patients");
  static const UkeImportTarget expected[]
      = { UKE_IMPORT_TARGET_NUMBER,     UKE_IMPORT_TARGET_NAME,  UKE_IMPORT_TARGET_KANA,
          UKE_IMPORT_TARGET_BIRTH_DATE, UKE_IMPORT_TARGET_PHONE, UKE_IMPORT_TARGET_NOTE,
          UKE_IMPORT_TARGET_IGNORE };

  for (unsigned i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpint (mapping->targets[i], ==, expected[i]);
  g_assert_true (uke_import_mapping_check (mapping, NULL));
}

/* Clinical columns are locked and can't be mapped by hand either. */
static void
test_clinical (void)
{
  g_autoptr (UkeImportMapping) mapping
      = guess ("患者番号,氏名,病名,処方内容,検査値\n1,青柳 遥,,,\n", "patients");

  for (unsigned i = 2; i < 5; i++) {
    g_assert_cmpint (mapping->targets[i], ==, UKE_IMPORT_TARGET_CLINICAL);
    g_assert_false (uke_import_mapping_set (mapping, i, UKE_IMPORT_TARGET_NOTE));
    g_assert_cmpint (mapping->targets[i], ==, UKE_IMPORT_TARGET_CLINICAL);
  }
}

/* A mapping made by hand is saved and fits the same list again. */
static void
test_json (void)
{
  static const char text[] = "番号,氏名,こども\n1,青柳 遥,x\n";
  g_autoptr (UkeImportMapping) mapping = guess (text, "patients");
  g_autoptr (UkeImportMapping) again = guess (text, "patients");
  g_autofree char *json = NULL;

  g_assert_true (uke_import_mapping_set (mapping, 2, UKE_IMPORT_TARGET_TAGS));
  json = uke_import_mapping_to_json (mapping);
  g_assert_true (uke_import_mapping_apply_json (again, json, NULL));
  g_assert_cmpint (again->targets[2], ==, UKE_IMPORT_TARGET_TAGS);
  g_assert_cmpstr (again->signature, ==, mapping->signature);
}

/* What is no mapping is refused and changes nothing. */
static void
test_bad_json (void)
{
  g_autoptr (UkeImportMapping) mapping = guess ("番号,氏名\n1,青柳 遥\n", "patients");
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_import_mapping_apply_json (mapping, "[1, 2", &error));
  g_assert_error (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_MAPPING);
  g_assert_cmpint (mapping->targets[1], ==, UKE_IMPORT_TARGET_NAME);
}

/* A list that does not say whose its rows are is refused. */
static void
test_no_columns (void)
{
  g_autoptr (UkeImportMapping) mapping = guess ("甲,乙\n1,2\n", "patients");
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_import_mapping_check (mapping, &error));
  g_assert_error (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_NO_COLUMNS);
}

/* The codes of mapping files name one target each. */
static void
test_codes (void)
{
  for (int target = 0; target < UKE_IMPORT_N_TARGETS; target++) {
    UkeImportTarget back = UKE_IMPORT_N_TARGETS;

    g_assert_true (
        uke_import_target_from_code (uke_import_target_get_code ((UkeImportTarget)target), &back));
    g_assert_cmpint (back, ==, target);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/import-mapping/guess", test_guess);
  g_test_add_func ("/exchange/import-mapping/clinical", test_clinical);
  g_test_add_func ("/exchange/import-mapping/json", test_json);
  g_test_add_func ("/exchange/import-mapping/bad-json", test_bad_json);
  g_test_add_func ("/exchange/import-mapping/no-columns", test_no_columns);
  g_test_add_func ("/exchange/import-mapping/codes", test_codes);
  return g_test_run ();
}
