/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-csv-encoding.h"

#include "exchange/uke-exchange-error.h"

#include <string.h>

#define TEXT "患者番号,氏名\r\n1,髙橋 はるか\r\n2,ｱｵﾔｷﾞ\r\n"

static void
assert_reads (const char *bytes, size_t n_bytes, UkeCsvEncoding expected, const char *text)
{
  g_autoptr (GError) error = NULL;
  size_t length = 0;
  g_autofree char *decoded = NULL;

  g_assert_cmpint (uke_csv_encoding_detect (bytes, n_bytes), ==, expected);
  decoded = uke_csv_encoding_decode (expected, bytes, n_bytes, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (decoded, ==, text);
  g_assert_cmpuint (length, ==, strlen (text));
}

/* Each encoding that Japanese programs write is recognised by its bytes. */
static void
test_detect (void)
{
  static const struct {
    const char *charset;
    UkeCsvEncoding encoding;
  } cases[] = { { "CP932", UKE_CSV_CP932 },
                { "EUC-JP-MS", UKE_CSV_EUCJP },
                { "UTF-16", UKE_CSV_UTF16 },
                { "UTF-8", UKE_CSV_UTF8 } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    size_t n_bytes = 0;
    g_autofree char *bytes = g_convert (TEXT, -1, cases[i].charset, "UTF-8", NULL, &n_bytes, NULL);

    g_assert_nonnull (bytes);
    assert_reads (bytes, n_bytes, cases[i].encoding, TEXT);
  }
  assert_reads ("\xef\xbb\xbf" TEXT, strlen (TEXT) + 3, UKE_CSV_UTF8, TEXT);
}

/* JIS with escape sequences is read too. */
static void
test_jis (void)
{
  static const char text[] = "氏名\n山田\n";
  size_t n_bytes = 0;
  g_autofree char *bytes = g_convert (text, -1, "ISO-2022-JP", "UTF-8", NULL, &n_bytes, NULL);

  assert_reads (bytes, n_bytes, UKE_CSV_ISO2022JP, text);
}

static void
assert_refuses (const char *bytes, size_t n_bytes, const char *message)
{
  g_autoptr (GError) error = NULL;
  size_t length = 0;
  UkeCsvEncoding encoding = uke_csv_encoding_detect (bytes, n_bytes);

  g_assert_null (uke_csv_encoding_decode (encoding, bytes, n_bytes, &length, &error));
  g_assert_error (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_ENCODING);
  if (message != NULL)
    g_assert_true (g_str_has_prefix (error->message, message));
}

/* Damaged UTF-8 is not taken for another encoding, and its line is told. */
static void
test_damaged (void)
{
  static const char damaged[] = "氏名,住所\n大野,東京都\n小\xe3野,神奈川県\n";

  assert_refuses (damaged, strlen (damaged), "line 3:");
}

/* Bytes that CP932 does not have are refused with their line. */
static void
test_not_cp932 (void)
{
  static const char broken[] = "\x8e\x81\x96\xbc\n\x91\xe5\x96\xec\n\xfd\xff\n";

  assert_refuses (broken, strlen (broken), "line 3:");
}

/* A workbook or another file that is no text is refused. */
static void
test_binary (void)
{
  static const char workbook[] = "PK\3\4\24\0\6\0\10\0\0\0\41\0\0\0\0\0\0\0";

  assert_refuses (workbook, sizeof workbook, NULL);
}

/* A stray NUL byte, as some programs pad with, does not cut the text off. */
static void
test_nul (void)
{
  static const char padded[] = "number,name,address,phone,mail\r\n1,Sato\0,Tokyo,,\r\n";
  size_t length = 0;
  g_autofree char *text
      = uke_csv_encoding_decode (UKE_CSV_UTF8, padded, sizeof padded - 1, &length, NULL);

  g_assert_cmpstr (text, ==, "number,name,address,phone,mail\r\n1,Sato,Tokyo,,\r\n");
}

/* Whatever the bytes are, decoding ends in valid text or in an error. */
static void
test_noise (void)
{
  for (int i = 0; i < 20000; i++) {
    char bytes[40];
    size_t n_bytes = (size_t)g_test_rand_int_range (0, sizeof bytes), length = 0;
    g_autofree char *text = NULL;

    for (size_t n = 0; n < n_bytes; n++)
      bytes[n] = (char)g_test_rand_int_range (0, 256);
    text = uke_csv_encoding_decode (uke_csv_encoding_detect (bytes, n_bytes), bytes, n_bytes,
                                    &length, NULL);
    if (text != NULL)
      g_assert_true (g_utf8_validate_len (text, length, NULL));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/csv-encoding/detect", test_detect);
  g_test_add_func ("/exchange/csv-encoding/jis", test_jis);
  g_test_add_func ("/exchange/csv-encoding/damaged", test_damaged);
  g_test_add_func ("/exchange/csv-encoding/not-cp932", test_not_cp932);
  g_test_add_func ("/exchange/csv-encoding/binary", test_binary);
  g_test_add_func ("/exchange/csv-encoding/nul", test_nul);
  g_test_add_func ("/exchange/csv-encoding/noise", test_noise);
  return g_test_run ();
}
