/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-json-write.h"

#include "model/uke-entities.h"

#include <jansson.h>
#include <string.h>

/* Random texts of all kinds of characters come out byte for byte as jansson writes them. */
static void
test_strings_like_jansson (void)
{
  for (int round = 0; round < 2000; round++) {
    g_autoptr (GString) text = g_string_new (NULL), json = g_string_new (NULL);
    json_t *node;
    char *wanted;

    for (int i = g_test_rand_int_range (0, 20); i > 0; i--)
      switch (g_test_rand_int_range (0, 4)) {
      case 0:
        g_string_append_c (text, (char)g_test_rand_int_range (1, 0x80));
        break;
      case 1:
        g_string_append_unichar (text, (gunichar)g_test_rand_int_range (0x3041, 0x30ff));
        break;
      case 2:
        g_string_append_unichar (text, (gunichar)g_test_rand_int_range (0x20000, 0x2a6d0));
        break;
      default:
        g_string_append (text, "\"\\/\n\t\r\b\f");
      }
    uke_json_append_string (json, text->str);
    node = json_string (text->str);
    wanted = json_dumps (node, JSON_ENCODE_ANY | JSON_COMPACT);
    g_assert_cmpstr (json->str, ==, wanted);
    free (wanted);
    json_decref (node);
  }
}

/* Integers come out as they are, at both ends of their range. */
static void
test_integers (void)
{
  const int64_t numbers[] = { 0, 1, -1, 42, (int64_t)1 << 53, -((int64_t)1 << 53), INT64_MIN };

  for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autoptr (GString) json = g_string_new (NULL);
    g_autofree char *wanted = g_strdup_printf ("%" G_GINT64_FORMAT, numbers[i]);

    uke_json_append_int (json, numbers[i]);
    g_assert_cmpstr (json->str, ==, wanted);
  }
}

/* Each kind of value has its form: dates ISO, ids hex, nothing null. */
static void
test_values (void)
{
  g_autoptr (GString) json = g_string_new (NULL);
  UkeValue value = { UKE_VALUE_NULL };
  const UkeId id = { { 0xab, 0xcd } };

  uke_json_append_value (json, UKE_TYPE_TEXT, &value);
  uke_value_set_int (&value, 0);
  uke_json_append_value (json, UKE_TYPE_DATE, &value);
  uke_json_append_value (json, UKE_TYPE_INT, &value);
  uke_value_set_id (&value, &id);
  uke_json_append_value (json, UKE_TYPE_ID, &value);
  uke_json_append_hex64 (json, 255);
  g_assert_cmpstr (json->str, ==,
                   "null\"1970-01-01\"0\"abcd0000000000000000000000000000\"\"00000000000000ff\"");
}

/* Bytes are two digits each, and a text may end before its memory does. */
static void
test_bytes (void)
{
  static const uint8_t bytes[] = { 0x00, 0x0f, 0xa0, 0xff };
  g_autoptr (GString) json = g_string_new (NULL);

  uke_json_append_hex (json, bytes, sizeof bytes);
  uke_json_append_text (json, "a\"b\nc", 4);
  g_assert_cmpstr (json->str, ==, "\"000fa0ff\"\"a\\\"b\\n\"");
}

/* Old and new values stand side by side, in the order of the fields. */
static void
test_changes (void)
{
  g_autoptr (GString) json = g_string_new (NULL);
  UkeValue old_values[UKE_SETTING_N_FIELDS] = { 0 }, new_values[UKE_SETTING_N_FIELDS] = { 0 };

  uke_value_set_text (&old_values[UKE_SETTING_VALUE], "1");
  uke_value_set_text (&new_values[UKE_SETTING_VALUE], "2");
  uke_value_set_text (&new_values[UKE_SETTING_KEY], "a");
  uke_json_append_changes (json, &UKE_ENTITY_SETTING, 3, old_values, new_values);
  uke_json_append_changes (json, &UKE_ENTITY_SETTING, 1, NULL, new_values);
  uke_json_append_changes (json, &UKE_ENTITY_SETTING, 0, NULL, NULL);
  g_assert_cmpstr (json->str, ==,
                   "{\"key\":[null,\"a\"],\"value\":[\"1\",\"2\"]}{\"key\":[null,\"a\"]}{}");
  uke_value_clear (&old_values[UKE_SETTING_VALUE]);
  uke_value_clear (&new_values[UKE_SETTING_VALUE]);
  uke_value_clear (&new_values[UKE_SETTING_KEY]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/json-write/strings-like-jansson", test_strings_like_jansson);
  g_test_add_func ("/feed/json-write/integers", test_integers);
  g_test_add_func ("/feed/json-write/values", test_values);
  g_test_add_func ("/feed/json-write/bytes", test_bytes);
  g_test_add_func ("/feed/json-write/changes", test_changes);
  return g_test_run ();
}
