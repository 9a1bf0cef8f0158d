/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-change-set-json.h"

#include "feed/uke-feed-error.h"

#include <jansson.h>
#include <string.h>

#define HEAD                                                                                       \
  "{\"id\":\"01000000000000000000000000000000\",\"dev\":1,\"inc\":\"00000000000000aa\","           \
  "\"dseq\":4,\"usr\":\"02000000000000000000000000000000\",\"base\":9,"                            \
  "\"hlc\":\"019ab1c2d3e40001\",\"clkq\":0,\"intent\":2,\"sv\":1,\"ops\":["
#define ROW "\"id\":\"03000000000000000000000000000000\""

/* One of each form: insert, set with versions and a memo, increment, delete. */
static const char golden[]
    = HEAD "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{\"family_name\":\"髙橋\","
           "\"birth_date\":\"1983-06-14\",\"is_provisional\":1}},"
           "{\"t\":\"patient\"," ROW ",\"k\":\"set\",\"f\":{\"note\":[\"a\\nb\",8,\"a\"],"
           "\"household_id\":[null,7]}},"
           "{\"t\":\"patient\"," ROW ",\"k\":\"inc\",\"f\":{\"visit_count\":1}},"
           "{\"t\":\"patient_tag\"," ROW ",\"k\":\"del\",\"s\":6}]}";

static UkeChangeSet *
read_good (const char *json)
{
  g_autoptr (GError) error = NULL;
  UkeChangeSet *set = uke_change_set_read_json (json, strlen (json), &error);

  g_assert_no_error (error);
  return set;
}

/* The sample packet reads, and is written again byte by byte. */
static void
test_golden (void)
{
  g_autoptr (UkeChangeSet) set = read_good (golden);
  g_autoptr (GString) json = g_string_new (NULL);
  const UkeOpField *fields = uke_change_set_get_fields (set, uke_change_set_get_op (set, 1));

  g_assert_cmpint (set->dseq, ==, 4);
  g_assert_cmpuint (set->inc, ==, 0xaa);
  g_assert_cmpstr (fields[0].seen_text, ==, "a");
  g_assert_cmpint (fields[1].value.kind, ==, UKE_VALUE_NULL);
  g_assert_cmpint (uke_change_set_get_op (set, 3)->seen, ==, 6);
  uke_change_set_write_json (set, json);
  g_assert_cmpstr (json->str, ==, golden);
}

/* What the hand-made writer writes is what jansson would write of the same tree. */
static void
test_like_jansson (void)
{
  json_t *root = json_loads (golden, JSON_REJECT_DUPLICATES, NULL);
  char *wanted = json_dumps (root, JSON_COMPACT);

  g_assert_cmpstr (golden, ==, wanted);
  free (wanted);
  json_decref (root);
}

static void
assert_refused (const char *json, UkeFeedError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (uke_change_set_read_json (json, strlen (json), &error));
  g_assert_error (error, UKE_FEED_ERROR, (int)code);
}

static gboolean
can_be_read (unsigned field, UkeValue value)
{
  const UkeId id = { { 1 } };
  g_autoptr (UkeChangeSet) set = uke_change_set_new (&id, UKE_INTENT_PATIENT_EDIT);
  g_autoptr (UkeChangeSet) again = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean can;

  set->dev = 1;
  set->dseq = 1;
  uke_change_set_add_op (set, UKE_OP_SET, &UKE_ENTITY_PATIENT, &id, 0);
  uke_value_copy (&uke_change_set_add_field (set, field, 0)->value, &value);
  can = uke_change_set_can_be_read (set, &error);
  if (!can)
    g_assert_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED);
  if (value.kind == UKE_VALUE_TEXT && !g_utf8_validate (value.text, -1, NULL))
    return can;
  uke_change_set_write_json (set, json);
  again = uke_change_set_read_json (json->str, json->len, NULL);
  g_assert_cmpint (again != NULL, ==, can);
  return can;
}

static UkeValue
text_value (const char *text)
{
  return (UkeValue){ UKE_VALUE_TEXT, .text = (char *)text };
}

static UkeValue
int_value (int64_t number)
{
  return (UkeValue){ UKE_VALUE_INT, .integer = number };
}

/* What says that it can be read back is read back, and what does not is not: a change-set that only
 * its author could write would be lost. */
static void
test_can_be_read (void)
{
  g_assert_true (can_be_read (UKE_PATIENT_FAMILY_NAME, text_value ("森")));
  g_assert_false (can_be_read (UKE_PATIENT_FAMILY_NAME, text_value ("")));
  g_assert_false (can_be_read (UKE_PATIENT_FAMILY_NAME, text_value ("\xff")));
  g_assert_true (can_be_read (UKE_PATIENT_SEX, text_value ("female")));
  g_assert_false (can_be_read (UKE_PATIENT_SEX, text_value ("unheard of")));
  g_assert_true (can_be_read (UKE_PATIENT_BIRTH_DATE, int_value (-719162)));
  g_assert_false (can_be_read (UKE_PATIENT_BIRTH_DATE, int_value (-719163)));
  g_assert_true (can_be_read (UKE_PATIENT_BIRTH_DATE, int_value (2932896)));
  g_assert_false (can_be_read (UKE_PATIENT_BIRTH_DATE, int_value (2932897)));
  g_assert_true (can_be_read (UKE_PATIENT_IS_PROVISIONAL, int_value (1)));
  g_assert_false (can_be_read (UKE_PATIENT_IS_PROVISIONAL, int_value (2)));
  g_assert_true (can_be_read (UKE_PATIENT_VISIT_COUNT, int_value (INT64_C (1) << 53)));
  g_assert_false (can_be_read (UKE_PATIENT_VISIT_COUNT, int_value ((INT64_C (1) << 53) + 1)));
  g_assert_false (can_be_read (UKE_PATIENT_HOUSEHOLD_ID, (UkeValue){ UKE_VALUE_ID }));
  g_assert_true (can_be_read (UKE_PATIENT_HOUSEHOLD_ID, (UkeValue){ UKE_VALUE_NULL }));
}

/* Each way of not being a change-set is refused. */
static void
test_refuses (void)
{
  static const char *const bad_ops[] = {
    "{\"t\":\"karte\"," ROW ",\"k\":\"ins\",\"f\":{}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{\"diagnosis\":\"x\"}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{\"family_name\":\"\"}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{\"family_name\":5}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{\"sex\":\"lady\"}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{\"birth_date\":\"1983-02-30\"}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{\"is_provisional\":2}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{\"visit_count\":1.5}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{\"visit_count\":-0}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{\"visit_count\":9007199254740993}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{\"note\":\"a\",\"note\":\"b\"}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{},\"x\":1}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\"}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"del\",\"f\":{}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"set\",\"f\":{\"note\":\"a\"}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"set\",\"f\":{\"stage\":[\"lead\",1,\"x\"]}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"inc\",\"f\":{\"note\":\"a\"}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"inc\",\"f\":{\"visit_count\":null}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"drop\",\"f\":{}}]}",
    "{\"t\":\"patient\",\"id\":\"0\",\"k\":\"ins\",\"f\":{}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{\"family_name\":\"\\ud800\"}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{\"family_name\":\"\xff\"}}]}",
    "{\"t\":\"patient\"," ROW ",\"k\":\"ins\",\"f\":{\"family_name\":\"a\\u0000b\"}}]}",
    "7]}",
    "]",
    "]}{}",
    "],\"extra\":1}",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad_ops); i++) {
    g_autofree char *json = g_strconcat (HEAD, bad_ops[i], NULL);

    assert_refused (json, UKE_FEED_ERROR_MALFORMED);
  }
  assert_refused ("", UKE_FEED_ERROR_MALFORMED);
  assert_refused ("[]", UKE_FEED_ERROR_MALFORMED);
}

/* A set from a newer program says so, and one beyond the limits is not parsed at all. */
static void
test_newer_and_too_big (void)
{
  g_autofree char *newer = g_strdup (golden);
  g_autofree char *big = g_strnfill (UKE_CHANGE_SET_MAX_BYTES + 1, ' ');
  g_autoptr (GString) many = g_string_new ("[");

  strstr (newer, "\"sv\":1")[5] = '9';
  assert_refused (newer, UKE_FEED_ERROR_NEWER_SCHEMA);
  assert_refused (big, UKE_FEED_ERROR_LIMIT);
  for (int i = 0; i < 70000; i++)
    g_string_append (many, "[],");
  g_string_append (many, "1]");
  assert_refused (many->str, UKE_FEED_ERROR_LIMIT);
  assert_refused ("[[[[[[[[1]]]]]]]]", UKE_FEED_ERROR_LIMIT);
}

/* Any damage to the bytes is either refused or reads as another well-formed set; nothing crashes.
 */
static void
test_damage (void)
{
  for (int round = 0; round < 5000; round++) {
    g_autofree char *json = g_strdup (golden);
    g_autoptr (UkeChangeSet) set = NULL;

    for (int i = g_test_rand_int_range (1, 4); i > 0; i--)
      json[g_test_rand_int_range (0, (int)sizeof golden - 1)]
          = (char)g_test_rand_int_range (0, 256);
    set = uke_change_set_read_json (json, sizeof golden - 1, NULL);
    if (set != NULL) {
      g_autoptr (GString) again = g_string_new (NULL);

      uke_change_set_write_json (set, again);
      uke_change_set_free (read_good (again->str));
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/change-set-json/golden", test_golden);
  g_test_add_func ("/feed/change-set-json/like-jansson", test_like_jansson);
  g_test_add_func ("/feed/change-set-json/can-be-read", test_can_be_read);
  g_test_add_func ("/feed/change-set-json/refuses", test_refuses);
  g_test_add_func ("/feed/change-set-json/newer-and-too-big", test_newer_and_too_big);
  g_test_add_func ("/feed/change-set-json/damage", test_damage);
  return g_test_run ();
}
