/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-row-hash.h"

#include "model/uke-entities.h"

#include <string.h>

static UkeRecord *
make_setting (const char *value, int64_t version, int64_t created, int64_t deleted)
{
  UkeId id = { { 1, 2, 3 } };
  UkeValue *values = g_new0 (UkeValue, UKE_SETTING_N_FIELDS);
  int64_t *versions = g_new0 (int64_t, UKE_SETTING_N_FIELDS);

  if (value != NULL)
    uke_value_set_text (&values[UKE_SETTING_VALUE], value);
  versions[UKE_SETTING_VALUE] = version;
  return uke_record_new_take (&UKE_ENTITY_SETTING, &id, values, versions, created, deleted);
}

static char *
hash (const char *value, int64_t version, int64_t created, int64_t deleted)
{
  g_autoptr (UkeRecord) record = make_setting (value, version, created, deleted);
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  uint8_t bytes[UKE_ROW_HASH_SIZE];
  GString *hex = g_string_new (NULL);

  uke_row_hash (record, scratch, bytes);
  for (unsigned i = 0; i < sizeof bytes; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  return g_string_free (hex, FALSE);
}

/* The layout is what it always was (doc/formats.md). */
static void
test_golden (void)
{
  const uint8_t bytes[] = "\1\0\7\1\2\3\0\0\0\0\0\0\0\0\0\0\0\0\0"
                          "\0\0\0\0\0\0\0\5"
                          "\0\0\0\0\0\0\0\0"
                          "\0\2\0\0\0\0\0\0\0\6"
                          "\2\0\0\0\3abc";
  g_autofree char *expected
      = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, sizeof bytes - 1);
  g_autofree char *actual = hash ("abc", 6, 5, 0);

  expected[2 * UKE_ROW_HASH_SIZE] = '\0';
  g_assert_cmpstr (actual, ==, expected);
}

/* What is no record has the hash of the record that it would be. */
static void
test_parts (void)
{
  const UkeId id = { { 1, 2, 3 } };
  UkeValue values[UKE_SETTING_N_FIELDS] = { 0 };
  int64_t versions[UKE_SETTING_N_FIELDS] = { 0 };
  const UkeRowParts parts = { &UKE_ENTITY_SETTING, &id, 5, 9, values, versions };
  g_autoptr (UkeRecord) record = make_setting ("abc", 6, 5, 9);
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  uint8_t of_record[UKE_ROW_HASH_SIZE], of_parts[UKE_ROW_HASH_SIZE];

  uke_value_set_text (&values[UKE_SETTING_VALUE], "abc");
  versions[UKE_SETTING_VALUE] = 6;
  uke_row_hash (record, scratch, of_record);
  uke_row_hash_parts (&parts, scratch, of_parts);
  g_assert_cmpmem (of_parts, sizeof of_parts, of_record, sizeof of_record);
  uke_value_clear (&values[UKE_SETTING_VALUE]);
}

/* Whatever of a row differs, its hash differs; a field that was never set counts for nothing. */
static void
test_differs (void)
{
  const struct {
    const char *value;
    int64_t version, created, deleted;
  } rows[] = { { "abc", 6, 5, 0 }, { "abd", 6, 5, 0 }, { "abc", 7, 5, 0 }, { "abc", 6, 4, 0 },
               { "abc", 6, 5, 9 }, { NULL, 6, 5, 0 },  { NULL, 0, 5, 0 } };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    for (size_t j = 0; j < i; j++) {
      g_autofree char *a = hash (rows[i].value, rows[i].version, rows[i].created, rows[i].deleted);
      g_autofree char *b = hash (rows[j].value, rows[j].version, rows[j].created, rows[j].deleted);

      g_assert_cmpstr (a, !=, b);
    }
}

/* P16: a program that does not know a field comes to the hash of one that does, wherever the field
 * stands, also where somebody set it to nothing. */
static void
test_ext (void)
{
  static const UkeField all_fields[]
      = { { 1, "a", UKE_TYPE_TEXT, UKE_MERGE_PLAIN, UKE_SENSITIVITY_OPERATIONAL, 1 },
          { 2, "b", UKE_TYPE_DATE, UKE_MERGE_PLAIN, UKE_SENSITIVITY_OPERATIONAL, 2 },
          { 3, "c", UKE_TYPE_TEXT, UKE_MERGE_PLAIN, UKE_SENSITIVITY_OPERATIONAL, 1 },
          { 4, "d", UKE_TYPE_ID, UKE_MERGE_PLAIN, UKE_SENSITIVITY_OPERATIONAL, 2 } };
  static const UkeField few_fields[]
      = { { 1, "a", UKE_TYPE_TEXT, UKE_MERGE_PLAIN, UKE_SENSITIVITY_OPERATIONAL, 1 },
          { 3, "c", UKE_TYPE_TEXT, UKE_MERGE_PLAIN, UKE_SENSITIVITY_OPERATIONAL, 1 } };
  static const UkeEntity newer = { 60, "thing", all_fields, 4 };
  static const UkeEntity older = { 60, "thing", few_fields, 2 };
  const UkeId id = { { 1, 2, 3 } };
  const UkeValue date = { UKE_VALUE_INT, .integer = 11000 }, nothing = { UKE_VALUE_NULL };
  const UkeValue text = { UKE_VALUE_TEXT, .text = (char *)"x" };
  const UkeValue all[] = { text, date, text, nothing }, few[] = { text, text };
  const int64_t all_versions[] = { 5, 6, 7, 8 }, few_versions[] = { 5, 7 };
  g_autoptr (UkeExt) ext = uke_ext_new (NULL);
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  const UkeRowParts whole = { &newer, &id, 5, 0, all, all_versions, NULL };
  const UkeRowParts part = { &older, &id, 5, 0, few, few_versions, ext };
  uint8_t of_whole[UKE_ROW_HASH_SIZE], of_part[UKE_ROW_HASH_SIZE], of_record[UKE_ROW_HASH_SIZE];
  g_autoptr (UkeRecord) record = NULL;
  UkeValue *values = g_new0 (UkeValue, 2);
  UkeExtField field;

  g_assert_true (uke_ext_describe (&field, 4, "d", "id"));
  uke_ext_set (ext, &field, &nothing, 8);
  g_assert_true (uke_ext_describe (&field, 2, "b", "date"));
  uke_ext_set (ext, &field, &date, 6);
  uke_row_hash_parts (&whole, scratch, of_whole);
  uke_row_hash_parts (&part, scratch, of_part);
  g_assert_cmpmem (of_part, sizeof of_part, of_whole, sizeof of_whole);
  uke_value_set_text (&values[0], "x");
  uke_value_set_text (&values[1], "x");
  record = uke_record_new_take_ext (
      &older, &id, values, g_memdup2 (few_versions, sizeof few_versions), 5, 0, uke_ext_ref (ext));
  uke_row_hash (record, scratch, of_record);
  g_assert_cmpmem (of_record, sizeof of_record, of_whole, sizeof of_whole);
  g_assert_cmpint (uke_record_get_last_seq (record), ==, 8);
}

/* What was added and taken away again leaves the sum as it was, over every carry. */
static void
test_sums (void)
{
  uint8_t sum[UKE_ROW_HASH_SIZE] = { 0 }, before[UKE_ROW_HASH_SIZE];
  uint8_t one[UKE_ROW_HASH_SIZE] = { 0 }, all[UKE_ROW_HASH_SIZE];

  one[UKE_ROW_HASH_SIZE - 1] = 1;
  memset (all, 0xff, sizeof all);
  memcpy (before, sum, sizeof sum);
  uke_row_hash_add (sum, all);
  uke_row_hash_add (sum, one);
  g_assert_cmpmem (sum, sizeof sum, before, sizeof before);
  for (unsigned n = 0; n < 100; n++) {
    uint8_t hash_bytes[UKE_ROW_HASH_SIZE];

    for (unsigned i = 0; i < sizeof hash_bytes; i++)
      hash_bytes[i] = (uint8_t)g_test_rand_int ();
    memcpy (before, sum, sizeof sum);
    uke_row_hash_add (sum, hash_bytes);
    uke_row_hash_add (sum, all);
    uke_row_hash_subtract (sum, hash_bytes);
    uke_row_hash_subtract (sum, all);
    g_assert_cmpmem (sum, sizeof sum, before, sizeof before);
    uke_row_hash_add (sum, hash_bytes);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/row-hash/golden", test_golden);
  g_test_add_func ("/feed/row-hash/parts", test_parts);
  g_test_add_func ("/feed/row-hash/differs", test_differs);
  g_test_add_func ("/feed/row-hash/ext", test_ext);
  g_test_add_func ("/feed/row-hash/sums", test_sums);
  return g_test_run ();
}
