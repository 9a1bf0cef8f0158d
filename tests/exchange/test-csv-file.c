/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-csv-file.h"

#include <string.h>
#include <unistd.h>

static UkeCsvFile *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  UkeCsvFile *file = uke_csv_file_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return file;
}

static void
assert_fails (const char *bytes, gsize size, UkeExchangeError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (uke_csv_file_parse (bytes, size, &error));
  g_assert_error (error, UKE_EXCHANGE_ERROR, (int)code);
}

/* Quoted cells hold separators, quotes and line ends; rows know the line they start on. */
static void
test_quotes (void)
{
  g_autoptr (UkeCsvFile) file = parse ("a,b\r\n\"x,1\",\"y\n\"\"z\"\"\"\r\n\r\n3,4\r\n");

  g_assert_cmpuint (file->rows->len, ==, 2);
  const UkeCsvRow *first = file->rows->pdata[0], *second = file->rows->pdata[1];
  g_assert_cmpstr (first->cells[0], ==, "x,1");
  g_assert_cmpstr (first->cells[1], ==, "y\n\"z\"");
  g_assert_cmpuint (first->line, ==, 2);
  g_assert_cmpuint (second->line, ==, 5);
}

/* UTF-8 with and without a mark, CP932 and UTF-16 say the same. */
static void
test_encodings (void)
{
  static const char TEXT[] = "氏名\n髙橋①\n";
  g_autofree char *marked = g_strconcat ("\xef\xbb\xbf", TEXT, NULL);
  gsize size = 0;
  g_autofree char *cp932 = g_convert (TEXT, -1, "CP932", "UTF-8", NULL, &size, NULL);
  g_autoptr (UkeCsvFile) plain = parse (TEXT);
  g_autoptr (UkeCsvFile) with_mark = parse (marked);
  g_autoptr (UkeCsvFile) old = uke_csv_file_parse (cp932, size, NULL);
  gsize wide_size = 0;
  g_autofree char *wide = g_convert (TEXT, -1, "UTF-16", "UTF-8", NULL, &wide_size, NULL);
  g_autoptr (UkeCsvFile) utf16 = uke_csv_file_parse (wide, wide_size, NULL);
  UkeCsvFile *files[] = { plain, with_mark, old, utf16 };

  for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
    g_assert_nonnull (files[i]);
    g_assert_cmpstr (files[i]->header->cells[0], ==, "氏名");
    g_assert_cmpstr (((UkeCsvRow *)files[i]->rows->pdata[0])->cells[0], ==, "髙橋①");
  }
  g_assert_cmpstr (old->encoding, ==, "CP932");
}

/* Tabs and semicolons separate too, and blanks around a cell are no part of it. */
static void
test_separators (void)
{
  g_autoptr (UkeCsvFile) tabs = parse ("a\tb\n 1 \t　2　\n");
  g_autoptr (UkeCsvFile) semicolons = parse ("a;b\n1;2\n");

  g_assert_cmpstr (((UkeCsvRow *)tabs->rows->pdata[0])->cells[0], ==, "1");
  g_assert_cmpstr (((UkeCsvRow *)tabs->rows->pdata[0])->cells[1], ==, "2");
  g_assert_cmpstr (((UkeCsvRow *)semicolons->rows->pdata[0])->cells[1], ==, "2");
}

/* A quote that is never closed, bytes that are no text, and a header alone are refused. */
static void
test_bad (void)
{
  static const char OPEN[] = "a,b\n\"1,2\n3,4\n";
  static const char SKEWED[] = "a,b\n\"1\",\"2\n\"3\",\"4\"\n";
  static const char NOISE[] = "a\n\x81\x00\xff\xfe\x81";

  assert_fails (OPEN, strlen (OPEN), UKE_EXCHANGE_ERROR_QUOTES);
  assert_fails (SKEWED, strlen (SKEWED), UKE_EXCHANGE_ERROR_QUOTES);
  assert_fails (NOISE, sizeof NOISE - 1, UKE_EXCHANGE_ERROR_ENCODING);
  assert_fails ("a,b\n", 4, UKE_EXCHANGE_ERROR_EMPTY);
  assert_fails ("", 0, UKE_EXCHANGE_ERROR_EMPTY);
}

/* A file of 2 GB is refused without being read; one that is not there is told so. */
static void
test_large (void)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("uke-csv-XXXXXX", &path, NULL);

  g_assert_cmpint (ftruncate (fd, (off_t)2 * 1024 * 1024 * 1024), ==, 0);
  close (fd);
  g_assert_null (uke_csv_file_read (path, &error));
  g_assert_error (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_TOO_LARGE);
  unlink (path);
  g_clear_error (&error);
  g_assert_null (uke_csv_file_read (path, &error));
  g_assert_error (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_IO);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static UkeCsvFile *
read_in_background (const char *path, UkeCsvEncoding encoding, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  uke_csv_file_read_async (path, encoding, NULL, done_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return uke_csv_file_read_finish (result, error);
}

/* In the background a file is read as it is, or as a person says it is: what does not fit is
 * refused and never guessed at. */
static void
test_background (void)
{
  g_autofree char *path = NULL;
  gsize size = 0;
  g_autofree char *old
      = g_convert ("患者番号,氏名\n1,青柳 遥\n", -1, "CP932", "UTF-8", NULL, &size, NULL);
  int fd = g_file_open_tmp ("uke-csv-XXXXXX", &path, NULL);
  g_autoptr (GError) error = NULL;

  close (fd);
  g_assert_true (g_file_set_contents (path, old, (gssize)size, NULL));
  g_autoptr (UkeCsvFile) detected = read_in_background (path, UKE_CSV_UNKNOWN, &error);
  g_assert_no_error (error);
  g_assert_cmpint (detected->coding, ==, UKE_CSV_CP932);
  g_autoptr (UkeCsvFile) asked = read_in_background (path, UKE_CSV_CP932, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((UkeCsvRow *)asked->rows->pdata[0])->cells[1], ==, "青柳 遥");
  g_assert_null (read_in_background (path, UKE_CSV_UTF8, &error));
  g_assert_error (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_ENCODING);
  unlink (path);
}

/* What is no file, a pipe that never ends among it, is refused at once. */
static void
test_no_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_in_background ("/dev/zero", UKE_CSV_UNKNOWN, &error));
  g_assert_error (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/csv/quotes", test_quotes);
  g_test_add_func ("/exchange/csv/encodings", test_encodings);
  g_test_add_func ("/exchange/csv/separators", test_separators);
  g_test_add_func ("/exchange/csv/bad", test_bad);
  g_test_add_func ("/exchange/csv/large", test_large);
  g_test_add_func ("/exchange/csv/background", test_background);
  g_test_add_func ("/exchange/csv/no-file", test_no_file);
  return g_test_run ();
}
