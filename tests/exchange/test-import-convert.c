/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-convert.h"

#include "model/uke-codes.h"

static UkeCsvFile *
open_list (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("UKE_TEST_DATA"), "import", name, NULL);
  UkeCsvFile *file = uke_csv_file_read (path, &error);

  g_assert_no_error (error);
  return file;
}

/* Converts a whole list and counts what is refused, by code. */
static GHashTable *
refusals_of (const char *name, const char *kind)
{
  g_autoptr (UkeCsvFile) file = open_list (name);
  g_autoptr (UkeImportMapping) mapping = uke_import_mapping_guess (file, kind);
  g_autoptr (UkeZone) zone = uke_zone_new ("Asia/Tokyo", NULL);
  int64_t now_us = uke_zone_at (zone, uke_date_from_ymd (2026, 11, 24), 540);
  GHashTable *refusals = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_true (uke_import_mapping_check (mapping, NULL));
  for (unsigned i = 0; i < file->rows->len; i++) {
    const char *code = NULL;
    const UkeCsvRow *row = g_ptr_array_index (file->rows, i);
    g_autoptr (UkeImportRow) converted = uke_import_convert (mapping, row, zone, now_us, &code);

    g_assert_true ((converted == NULL) == (code != NULL));
    if (code == NULL)
      continue;
    g_test_message ("line %u: %s", row->line, code);
    g_hash_table_insert (
        refusals, (char *)code,
        GINT_TO_POINTER (GPOINTER_TO_INT (g_hash_table_lookup (refusals, code)) + 1));
  }
  return refusals;
}

/* The lists of programs convert without a single refusal. */
static void
test_shapes (void)
{
  static const struct {
    const char *name;
    const char *kind;
  } files[] = { { "excel-saved.csv", UKE_IMPORT_PATIENTS },
                { "dental-recall.csv", UKE_IMPORT_PATIENTS },
                { "google-contacts.csv", UKE_IMPORT_PATIENTS },
                { "booking-system.csv", UKE_IMPORT_APPOINTMENTS } };

  for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GHashTable) refusals = refusals_of (files[i].name, files[i].kind);

    g_assert_cmpuint (g_hash_table_size (refusals), ==, 0);
  }
}

static int
total_of (GHashTable *refusals)
{
  GHashTableIter iter;
  gpointer count;
  int total = 0;

  g_hash_table_iter_init (&iter, refusals);
  while (g_hash_table_iter_next (&iter, NULL, &count))
    total += GPOINTER_TO_INT (count);
  return total;
}

/* Of 300 rows of a receipt computer the bad ones are refused; a repeated number needs the clinic.
 */
static void
test_receipt_computer (void)
{
  g_autoptr (GHashTable) refusals = refusals_of ("receipt-computer-300.csv", UKE_IMPORT_PATIENTS);

  g_assert_cmpint (total_of (refusals), ==, 11);
  g_assert_cmpuint (g_hash_table_size (refusals), ==, 11);
  g_assert_true (g_hash_table_contains (refusals, "no_name"));
  g_assert_true (g_hash_table_contains (refusals, "no_such_era_year"));
  g_assert_true (g_hash_table_contains (refusals, "no_such_day"));
  g_assert_true (g_hash_table_contains (refusals, "bad_sex"));
  g_assert_true (g_hash_table_contains (refusals, "bad_email"));
  g_assert_true (g_hash_table_contains (refusals, "bad_phone"));
  g_assert_true (g_hash_table_contains (refusals, "too_many_cells"));
  g_assert_true (g_hash_table_contains (refusals, "bad_birth_date"));
  g_assert_true (g_hash_table_contains (refusals, "birth_in_future"));
  g_assert_true (g_hash_table_contains (refusals, "bad_kana"));
  g_assert_true (g_hash_table_contains (refusals, "my_number"));
}

/* Era years that never were are refused as such. */
static void
test_era_year (void)
{
  g_autoptr (GHashTable) refusals = refusals_of ("bad-era-year.csv", UKE_IMPORT_PATIENTS);

  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (refusals, "no_such_era_year")), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/import-convert/shapes", test_shapes);
  g_test_add_func ("/exchange/import-convert/receipt-computer", test_receipt_computer);
  g_test_add_func ("/exchange/import-convert/era-year", test_era_year);
  return g_test_run ();
}
