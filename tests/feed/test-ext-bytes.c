/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-ext-bytes.h"

#include "feed/uke-feed-error.h"

#include <string.h>

static UkeExt *
make (void)
{
  UkeExt *ext = uke_ext_new (NULL);
  const UkeValue values[] = {
    { UKE_VALUE_TEXT, .text = (char *)"abc" },
    { UKE_VALUE_INT, .integer = -2 },
    { UKE_VALUE_ID, .id = { { 1, 2, 3 } } },
    { UKE_VALUE_NULL },
  };
  static const char *const types[] = { "text", "date", "id", "bool" };

  for (unsigned i = 0; i < G_N_ELEMENTS (values); i++) {
    UkeExtField field;

    g_assert_true (uke_ext_describe (&field, 3 + i, "n", types[i]));
    g_assert_true (uke_ext_set (ext, &field, &values[i], 10 + i));
  }
  return ext;
}

static const uint8_t golden[] = "\1"
                                "\0\3\1\1n\2\0\0\0\3abc"
                                "\0\4\5\1n\1\377\377\377\377\377\377\377\376"
                                "\0\5\7\1n\3\1\2\3\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                "\0\6\4\1n\0";
static const uint8_t fv[] = { 0, 0, 10, 11, 12, 13 };

/* The bytes are what they always were (doc/formats.md); no fields are no bytes. */
static void
test_golden (void)
{
  g_autoptr (UkeExt) ext = make ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  uke_ext_bytes_encode (ext, bytes);
  g_assert_cmpmem (bytes->data, bytes->len, golden, sizeof golden - 1);
  uke_ext_bytes_encode (NULL, bytes);
  g_assert_cmpuint (bytes->len, ==, 0);
}

/* What was written is read again, with the versions that the row has for these ids. */
static void
test_round (void)
{
  g_autoptr (UkeExt) ext = NULL, none = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_assert_true (uke_ext_bytes_decode (golden, sizeof golden - 1, fv, sizeof fv, &ext, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (uke_ext_get_n (ext), ==, 4);
  for (unsigned i = 0; i < 4; i++)
    g_assert_cmpint (uke_ext_get (ext, i)->version, ==, 10 + i);
  g_assert_cmpstr (uke_ext_get (ext, 0)->value.text, ==, "abc");
  g_assert_cmpint (uke_ext_get (ext, 1)->value.integer, ==, -2);
  uke_ext_bytes_encode (ext, bytes);
  g_assert_cmpmem (bytes->data, bytes->len, golden, sizeof golden - 1);
  g_assert_true (uke_ext_bytes_decode (NULL, 0, fv, sizeof fv, &none, &error));
  g_assert_null (none);
}

static void
assert_refused (const void *bytes, size_t size)
{
  g_autoptr (GError) error = NULL;
  UkeExt *ext = NULL;

  g_assert_false (uke_ext_bytes_decode (bytes, size, NULL, 0, &ext, &error));
  g_assert_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_CORRUPT);
  g_assert_null (ext);
}

/* Damaged bytes are refused and never read beyond: cut anywhere but between two fields, out of
 * order, of no type, a value of another type, a text that is none. */
static void
test_damaged (void)
{
  static const size_t ends[] = { 14, 28, 50 };
  const struct {
    const char *bytes;
    size_t size;
  } bad[] = {
    { "\2\0\3\1\1n\0", 7 },
    { "\1\0\0\1\1n\0", 7 },
    { "\1\2\0\1\1n\0", 7 },
    { "\1\0\3\11\1n\0", 7 },
    { "\1\0\3\1\1N\0", 7 },
    { "\1\0\3\1\1\0\0", 7 },
    { "\1\0\3\1\0\0", 6 },
    { "\1\0\3\1\1n\4", 7 },
    { "\1\0\3\3\1n\2\0\0\0\1a", 12 },
    { "\1\0\3\1\1n\2\0\0\0\0", 11 },
    { "\1\0\3\1\1n\2\0\0\0\1\377", 12 },
    { "\1\0\3\1\1n\2\377\377\377\377a", 12 },
    { "\1\0\4\1\1n\0\0\3\1\1m\0", 13 },
    { "\1\0\3\1\1n\0\0\3\1\1m\0", 13 },
    { "\1\0\3\7\1n\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 23 },
  };
  g_autofree char *large = g_malloc0 (UKE_EXT_MAX_BYTES + 1);

  for (size_t size = 1; size < sizeof golden - 1; size++) {
    g_autofree uint8_t *cut = g_memdup2 (golden, size);
    gboolean is_end = FALSE;

    for (size_t i = 0; i < G_N_ELEMENTS (ends); i++)
      is_end = is_end || size == ends[i];
    if (!is_end)
      assert_refused (cut, size);
  }
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i].bytes, bad[i].size);
  large[0] = 1;
  assert_refused (large, UKE_EXT_MAX_BYTES + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/ext-bytes/golden", test_golden);
  g_test_add_func ("/feed/ext-bytes/round", test_round);
  g_test_add_func ("/feed/ext-bytes/damaged", test_damaged);
  return g_test_run ();
}
