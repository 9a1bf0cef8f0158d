/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-csv-file.h"

#include <string.h>

static UkeCsvFile *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  UkeCsvFile *file = uke_csv_file_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return file;
}

static const UkeCsvRow *
row_at (const UkeCsvFile *file, unsigned index)
{
  g_assert_cmpuint (index, <, file->rows->len);
  return g_ptr_array_index (file->rows, index);
}

/* Quotes, doubled quotes and newlines inside quotes read as they were meant; lines are counted. */
static void
test_quotes (void)
{
  g_autoptr (UkeCsvFile) file = parse ("a,b\r\n\"1,\"\"2\"\"\",\"x\r\ny\"\r\n3,4\r\n");

  g_assert_cmpuint (file->rows->len, ==, 2);
  g_assert_cmpstr (row_at (file, 0)->cells[0], ==, "1,\"2\"");
  g_assert_cmpstr (row_at (file, 0)->cells[1], ==, "x\ny");
  g_assert_cmpuint (row_at (file, 0)->line, ==, 2);
  g_assert_cmpuint (row_at (file, 1)->line, ==, 4);
}

/* Every line end is one, and the last may be missing. */
static void
test_line_ends (void)
{
  static const char *const texts[]
      = { "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4\r" };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (UkeCsvFile) file = parse (texts[i]);

    g_assert_cmpuint (file->rows->len, ==, 2);
    g_assert_cmpstr (row_at (file, 1)->cells[1], ==, "4");
    g_assert_cmpuint (row_at (file, 1)->line, ==, 3);
  }
}

/* Tabs and semicolons separate as well as commas do. */
static void
test_separators (void)
{
  g_autoptr (UkeCsvFile) tabs = parse ("a\tb,c\td\n1\t2,3\t4\n");
  g_autoptr (UkeCsvFile) semicolons = parse ("a;b;c\n1;2;3\n");

  g_assert_cmpint (tabs->separator, ==, '\t');
  g_assert_cmpstr (row_at (tabs, 0)->cells[1], ==, "2,3");
  g_assert_cmpint (semicolons->separator, ==, ';');
  g_assert_cmpuint (row_at (semicolons, 0)->n_cells, ==, 3);
}

static void
assert_refuses (const char *text, UkeExchangeError code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (uke_csv_file_parse (text, strlen (text), &error));
  g_assert_error (error, UKE_EXCHANGE_ERROR, (int)code);
  g_assert_true (g_str_has_prefix (error->message, message));
}

/* A broken quote is an error that names the line on which it begins. */
static void
test_broken_quotes (void)
{
  assert_refuses ("a,b\n1,2\n\"3,4\n5,6\n", UKE_EXCHANGE_ERROR_QUOTES, "line 3:");
  assert_refuses ("a,b\n\"1\"x,2\n", UKE_EXCHANGE_ERROR_QUOTES, "line 2:");
  assert_refuses ("", UKE_EXCHANGE_ERROR_EMPTY, "");
}

/* The lists of each program are read whole, in their own encoding. */
static void
test_shapes (void)
{
  static const struct {
    const char *name;
    const char *encoding;
    unsigned n_rows;
  } files[] = { { "receipt-computer-300.csv", "CP932", 300 },
                { "excel-saved.csv", "CP932", 40 },
                { "dental-recall.csv", "CP932", 60 },
                { "google-contacts.csv", "UTF-8", 30 },
                { "booking-system.csv", "UTF-8", 50 } };

  for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *path
        = g_build_filename (g_getenv ("UKE_TEST_DATA"), "import", files[i].name, NULL);
    g_autoptr (UkeCsvFile) file = uke_csv_file_read (path, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (file->rows->len, ==, files[i].n_rows);
    g_assert_cmpstr (file->encoding, ==, files[i].encoding);
  }
}

/* The small bad files are refused, each for its reason. */
static void
test_bad_files (void)
{
  static const struct {
    const char *name;
    UkeExchangeError code;
  } files[] = { { "bad-quotes.csv", UKE_EXCHANGE_ERROR_QUOTES },
                { "bad-encoding.csv", UKE_EXCHANGE_ERROR_ENCODING },
                { "bad-empty.csv", UKE_EXCHANGE_ERROR_EMPTY },
                { "not-there.csv", UKE_EXCHANGE_ERROR_IO } };

  for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *path
        = g_build_filename (g_getenv ("UKE_TEST_DATA"), "import", files[i].name, NULL);

    g_assert_null (uke_csv_file_read (path, &error));
    g_assert_error (error, UKE_EXCHANGE_ERROR, (int)files[i].code);
  }
}

/* Whatever stands in a file, reading it ends. */
static void
test_noise (void)
{
  static const char signs[] = "\"\"\",,\n\r\tab;1";

  for (int i = 0; i < 20000; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (UkeCsvFile) file = NULL;

    for (int n = g_test_rand_int_range (0, 60); n > 0; n--)
      g_string_append_c (text, signs[g_test_rand_int_range (0, sizeof signs - 1)]);
    file = uke_csv_file_parse (text->str, text->len, NULL);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/import-lists/quotes", test_quotes);
  g_test_add_func ("/exchange/import-lists/line-ends", test_line_ends);
  g_test_add_func ("/exchange/import-lists/separators", test_separators);
  g_test_add_func ("/exchange/import-lists/broken-quotes", test_broken_quotes);
  g_test_add_func ("/exchange/import-lists/shapes", test_shapes);
  g_test_add_func ("/exchange/import-lists/bad-files", test_bad_files);
  g_test_add_func ("/exchange/import-lists/noise", test_noise);
  return g_test_run ();
}
