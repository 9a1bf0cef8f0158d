/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-ext.h"

#include <string.h>

static UkeExtField
describe (unsigned id, const char *name, const char *type)
{
  UkeExtField field;

  g_assert_true (uke_ext_describe (&field, id, name, type));
  return field;
}

/* Fields stand in the order of their ids, and one that is set again is there once. */
static void
test_order (void)
{
  g_autoptr (UkeExt) ext = uke_ext_new (NULL);
  const UkeExtField nine = describe (9, "nine", "text"), three = describe (3, "three", "int");
  UkeValue text = { UKE_VALUE_TEXT, .text = (char *)"a" }, number = { UKE_VALUE_INT, .integer = 5 };

  g_assert_true (uke_ext_set (ext, &nine, &text, 7));
  g_assert_true (uke_ext_set (ext, &three, &number, 8));
  text.text = (char *)"b";
  g_assert_true (uke_ext_set (ext, &nine, &text, 11));
  g_assert_cmpuint (uke_ext_get_n (ext), ==, 2);
  g_assert_cmpuint (uke_ext_get (ext, 0)->id, ==, 3);
  g_assert_cmpint (uke_ext_get (ext, 0)->value.integer, ==, 5);
  g_assert_cmpstr (uke_ext_get (ext, 1)->value.text, ==, "b");
  g_assert_cmpint (uke_ext_find (ext, 9)->version, ==, 11);
  g_assert_null (uke_ext_find (ext, 4));
  uke_ext_remove (ext, 3);
  uke_ext_remove (ext, 4);
  g_assert_cmpuint (uke_ext_get_n (ext), ==, 1);
}

/* What is made from others changes alone; no fields are none. */
static void
test_copy (void)
{
  g_autoptr (UkeExt) ext = uke_ext_new (NULL);
  const UkeExtField field = describe (9, "nine", "text");
  UkeValue text = { UKE_VALUE_TEXT, .text = (char *)"a" };
  g_autoptr (UkeExt) copy = NULL, same = NULL;

  g_assert_true (uke_ext_set (ext, &field, &text, 7));
  copy = uke_ext_new (ext);
  same = uke_ext_ref (ext);
  uke_ext_remove (copy, 9);
  g_assert_cmpuint (uke_ext_get_n (same), ==, 1);
  g_assert_cmpuint (uke_ext_get_n (copy), ==, 0);
  g_assert_cmpuint (uke_ext_get_n (NULL), ==, 0);
  g_assert_null (uke_ext_ref (NULL));
}

/* However much a server says of a row, no more of it than this is kept. */
static void
test_bound (void)
{
  g_autoptr (UkeExt) ext = uke_ext_new (NULL);
  UkeExtField field = describe (1, "field", "int");
  const UkeValue number = { UKE_VALUE_INT, .integer = 1 };

  for (unsigned id = 1; id <= UKE_EXT_MAX_FIELDS; id++) {
    field.id = (uint16_t)id;
    g_assert_true (uke_ext_set (ext, &field, &number, 1));
  }
  field.id++;
  g_assert_false (uke_ext_set (ext, &field, &number, 1));
  field.id = 1;
  g_assert_true (uke_ext_set (ext, &field, &number, 2));
  g_assert_cmpuint (uke_ext_get_n (ext), ==, UKE_EXT_MAX_FIELDS);
}

/* A description that no registry could have is none. */
static void
test_describe (void)
{
  const struct {
    int64_t id;
    const char *name, *type;
  } bad[] = { { 0, "a", "text" },   { 257, "a", "text" },  { 1, "", "text" },   { 1, "A", "text" },
              { 1, "a b", "text" }, { 1, "a\"", "text" },  { 1, NULL, "text" }, { 1, "a", NULL },
              { 1, "a", "" },       { 1, "a", "picture" }, { -1, "a", "text" } };
  g_autofree char *name = g_strnfill (UKE_EXT_NAME_SIZE, 'a');
  UkeExtField field;

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (uke_ext_describe (&field, bad[i].id, bad[i].name, bad[i].type));
  g_assert_false (uke_ext_describe (&field, 1, name, "text"));
  name[UKE_EXT_NAME_SIZE - 1] = '\0';
  g_assert_true (uke_ext_describe (&field, 256, name, "date"));
  g_assert_cmpint (field.type, ==, UKE_TYPE_DATE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/ext/order", test_order);
  g_test_add_func ("/model/ext/copy", test_copy);
  g_test_add_func ("/model/ext/bound", test_bound);
  g_test_add_func ("/model/ext/describe", test_describe);
  return g_test_run ();
}
