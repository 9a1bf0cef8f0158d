/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-new-fields.h"

#include "feed/uke-change-set-json.h"
#include "feed/uke-feed-error.h"
#include "model/uke-entities.h"

#include <string.h>

static gboolean
read_text (const char *text, UkeNewFields **out_fields)
{
  json_t *root = json_loads (text, 0, NULL);
  gboolean is_read;

  g_assert_nonnull (root);
  is_read = uke_new_fields_read (root, out_fields);
  json_decref (root);
  return is_read;
}

/* What is described and not known here is kept; what is known, and foreign tables, need nothing. */
static void
test_read (void)
{
  g_autoptr (UkeNewFields) fields = NULL, none = NULL;
  const UkeExtField *field;

  g_assert_true (read_text ("{\"fields\":{\"patient\":[[\"nickname\",90,\"text\"],"
                            "[\"family_name\",2,\"text\"]],\"insurance\":[[\"x\",1,\"picture\"]]}}",
                            &fields));
  field = uke_new_fields_find (fields, &UKE_ENTITY_PATIENT, "nickname");
  g_assert_cmpuint (field->id, ==, 90);
  g_assert_cmpint (field->type, ==, UKE_TYPE_TEXT);
  g_assert_true (uke_new_fields_find_id (fields, &UKE_ENTITY_PATIENT, 90) == field);
  g_assert_null (uke_new_fields_find (fields, &UKE_ENTITY_PATIENT, "family_name"));
  g_assert_null (uke_new_fields_find (fields, &UKE_ENTITY_STAFF, "nickname"));
  g_assert_null (uke_new_fields_find (NULL, &UKE_ENTITY_STAFF, "nickname"));
  g_assert_true (read_text ("{}", &none));
  g_assert_null (none);
}

/* Descriptions that would give the same bytes two meanings are refused. */
static void
test_refused (void)
{
  static const char *const bad[] = {
    "{\"fields\":[]}",
    "{\"fields\":{\"patient\":{}}}",
    "{\"fields\":{\"patient\":[[\"nickname\",90]]}}",
    "{\"fields\":{\"patient\":[[\"nickname\",0,\"text\"]]}}",
    "{\"fields\":{\"patient\":[[\"nickname\",257,\"text\"]]}}",
    "{\"fields\":{\"patient\":[[\"nickname\",90,\"picture\"]]}}",
    "{\"fields\":{\"patient\":[[\"nickname\",2,\"text\"]]}}",
    "{\"fields\":{\"patient\":[[\"family_name\",90,\"text\"]]}}",
    "{\"fields\":{\"patient\":[[\"family_name\",2,\"int\"]]}}",
    "{\"fields\":{\"patient\":[[\"a\",90,\"text\"],[\"a\",91,\"text\"]]}}",
    "{\"fields\":{\"patient\":[[\"a\",90,\"text\"],[\"b\",90,\"text\"]]}}",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (UkeNewFields) fields = NULL;

    g_assert_false (read_text (bad[i], &fields));
    g_assert_null (fields);
  }
}

/* A program describes what came after a version, table by table, and nothing to its own. */
static void
test_write (void)
{
  g_autoptr (UkeNewFields) all = uke_new_fields_of (&UKE_ENTITY_SETTING, 0);
  g_autoptr (UkeNewFields) every = uke_new_fields_of (NULL, 0);
  g_autoptr (GString) json = g_string_new ("{\"fields\":");
  g_autoptr (UkeNewFields) again = NULL;

  g_assert_null (uke_new_fields_of (NULL, UKE_SCHEMA_VERSION));
  uke_new_fields_write (all, json);
  g_assert_cmpstr (json->str, ==,
                   "{\"fields\":{\"setting\":[[\"key\",1,\"code\"],[\"value\",2,\"text\"]]}");
  g_string_assign (json, "{\"fields\":");
  uke_new_fields_write (every, json);
  g_string_append_c (json, '}');
  g_assert_true (read_text (json->str, &again));
}

#define SET(sv, ops)                                                                               \
  "{\"id\":\"018f0000000070008000000000000001\",\"dev\":2,\"inc\":\"0000000000000007\","           \
  "\"dseq\":1,\"usr\":\"018f0000000070008000000000000002\",\"base\":0,\"hlc\":"                    \
  "\"0000000000000001\",\"clkq\":0,\"intent\":2,\"sv\":" sv ",\"ops\":[" ops "]}"
#define EDIT                                                                                       \
  "{\"t\":\"patient\",\"id\":\"018f0000000070008000000000000003\",\"k\":\"set\",\"f\":{"           \
  "\"born\":[\"2001-02-03\",4],\"note\":[\"x\",0],\"unsaid\":[1,0]}}"
#define FOREIGN                                                                                    \
  "{\"t\":\"insurance\",\"id\":\"018f0000000070008000000000000004\",\"k\":\"ins\",\"f\":{"         \
  "\"x\":1}}"

/* An entry of a newer program: what is described is kept with its type, the rest is passed over and
 * said to be; without the word of a server all of it is refused. */
static void
test_entry (void)
{
  static const char json[] = SET ("9", FOREIGN "," EDIT);
  g_autoptr (UkeNewFields) fields = NULL;
  g_autoptr (UkeChangeSet) set = NULL, strict = NULL;
  g_autoptr (GError) error = NULL;
  const UkeOpExt *ext;

  g_assert_true (read_text ("{\"fields\":{\"patient\":[[\"born\",90,\"date\"]]}}", &fields));
  set = uke_change_set_read_entry (json, strlen (json), fields, &error);
  g_assert_no_error (error);
  g_assert_true (set->is_partial);
  g_assert_cmpuint (uke_change_set_get_n_ops (set), ==, 1);
  g_assert_cmpuint (uke_change_set_get_op (set, 0)->n_fields, ==, 1);
  g_assert_cmpuint (set->ext->len, ==, 1);
  ext = &g_array_index (set->ext, UkeOpExt, 0);
  g_assert_cmpuint (ext->field.id, ==, 90);
  g_assert_cmpint (ext->field.value.kind, ==, UKE_VALUE_INT);
  strict = uke_change_set_read_json (json, strlen (json), &error);
  g_assert_null (strict);
  g_assert_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_NEWER_SCHEMA);
}

/* A value that is not of the type that was said is refused. */
static void
test_entry_type (void)
{
  static const char json[] = SET ("9", EDIT);
  g_autoptr (UkeNewFields) fields = NULL;
  g_autoptr (UkeChangeSet) set = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (read_text ("{\"fields\":{\"patient\":[[\"born\",90,\"int\"]]}}", &fields));
  set = uke_change_set_read_entry (json, strlen (json), fields, &error);
  g_assert_null (set);
  g_assert_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/new-fields/read", test_read);
  g_test_add_func ("/feed/new-fields/refused", test_refused);
  g_test_add_func ("/feed/new-fields/write", test_write);
  g_test_add_func ("/feed/new-fields/entry", test_entry);
  g_test_add_func ("/feed/new-fields/entry-type", test_entry_type);
  return g_test_run ();
}
