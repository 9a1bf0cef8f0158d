/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-field-versions.h"

#include "feed/uke-feed-error.h"
#include "model/uke-entities.h"

#include <string.h>

static void
assert_bytes (GByteArray *bytes, const uint8_t *wanted, size_t size)
{
  g_assert_cmpmem (bytes->data, bytes->len, wanted, size);
}

/* The bytes are what they always were: one LEB128 number an id, zeros at the end left out. */
static void
test_golden (void)
{
  const int64_t versions[UKE_SETTING_N_FIELDS] = { 1, 300 };
  const int64_t first_only[UKE_SETTING_N_FIELDS] = { 127, 0 };
  const uint8_t wanted[] = { 0x01, 0xac, 0x02 }, wanted_first[] = { 0x7f };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  uke_field_versions_encode (&UKE_ENTITY_SETTING, versions, NULL, NULL, 0, bytes);
  assert_bytes (bytes, wanted, sizeof wanted);
  uke_field_versions_encode (&UKE_ENTITY_SETTING, first_only, NULL, NULL, 0, bytes);
  assert_bytes (bytes, wanted_first, sizeof wanted_first);
}

/* Whatever is encoded decodes to the same, for every entity and sizes of numbers. */
static void
test_round_trip (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  unsigned n;
  const UkeEntity *const *all = uke_entity_all (&n);

  for (int round = 0; round < 200; round++) {
    const UkeEntity *entity = all[g_test_rand_int_range (0, (int)n)];
    int64_t versions[UKE_ENTITY_MAX_FIELDS] = { 0 }, back[UKE_ENTITY_MAX_FIELDS];

    for (unsigned i = 0; i < entity->n_fields; i++)
      if (g_test_rand_bit ())
        versions[i] = (int64_t)1 << g_test_rand_int_range (0, 53);
    uke_field_versions_encode (entity, versions, NULL, NULL, 0, bytes);
    g_assert_true (uke_field_versions_decode (entity, bytes->data, bytes->len, back, NULL, NULL));
    g_assert_cmpmem (versions, entity->n_fields * 8, back, entity->n_fields * 8);
  }
}

/* Versions of fields that a newer program knows are not lost when an older one writes the row. */
static void
test_keeps_unknown (void)
{
  const uint8_t newer[] = { 5, 6, 7, 0, 9 }, wanted[] = { 5, 8, 7, 0, 9 };
  int64_t versions[UKE_SETTING_N_FIELDS];
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gboolean has_all = TRUE;

  g_assert_true (uke_field_versions_decode (&UKE_ENTITY_SETTING, newer, sizeof newer, versions,
                                            &has_all, NULL));
  g_assert_false (has_all);
  versions[UKE_SETTING_VALUE] = 8;
  uke_field_versions_encode (&UKE_ENTITY_SETTING, versions, NULL, newer, sizeof newer, bytes);
  assert_bytes (bytes, wanted, sizeof wanted);
}

/* Damaged bytes are said to be damaged, and the output is left alone. */
static void
test_damaged (void)
{
  const uint8_t cut[] = { 0x80 }, padded[] = { 0x80, 0x00 },
                endless[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
  const struct {
    const uint8_t *bytes;
    size_t size;
  } rows[] = { { cut, sizeof cut }, { padded, sizeof padded }, { endless, sizeof endless } };
  int64_t versions[UKE_SETTING_N_FIELDS] = { 42, 43 };
  gboolean has_all = FALSE;

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (uke_field_versions_decode (&UKE_ENTITY_SETTING, rows[i].bytes, rows[i].size,
                                               versions, NULL, &error));
    g_assert_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_CORRUPT);
  }
  g_assert_cmpint (versions[0], ==, 42);
  g_assert_true (
      uke_field_versions_decode (&UKE_ENTITY_SETTING, NULL, 0, versions, &has_all, NULL));
  g_assert_true (has_all);
  g_assert_cmpint (versions[1], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/field-versions/golden", test_golden);
  g_test_add_func ("/feed/field-versions/round-trip", test_round_trip);
  g_test_add_func ("/feed/field-versions/keeps-unknown", test_keeps_unknown);
  g_test_add_func ("/feed/field-versions/damaged", test_damaged);
  return g_test_run ();
}
