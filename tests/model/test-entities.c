/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-entities.h"

#include "support/golden.h"

#include <string.h>

static const char *const types[] = { "", "TEXT", "CODE", "INT", "BOOL", "DATE", "TIME", "ID" };
static const char *const merges[]
    = { "", "PLAIN", "IDENTITY", "MEMO", "COUNTER", "STATUS", "SLOT", "CONSENT", "FIXED" };
static const char *const sensitivities[]
    = { "", "OPERATIONAL", "PERSONAL", "CONTACT", "FREE_TEXT" };

/* Numbers, ids, names and rules of all entities are what they always were. */
static void
test_golden (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  unsigned n;
  const UkeEntity *const *all = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++) {
    g_string_append_printf (text, "%u %s\n", all[i]->number, all[i]->name);
    for (unsigned f = 0; f < all[i]->n_fields; f++) {
      const UkeField *field = &all[i]->fields[f];

      g_string_append_printf (text, "  %u %s %s %s %s %u\n", field->id, field->name,
                              types[field->type], merges[field->merge],
                              sensitivities[field->sensitivity], field->since);
    }
  }
  assert_golden (text->str, "entities.txt");
}

/* A field's name says its type where the rules of naming want it. */
static void
test_names_say_units (void)
{
  unsigned n;
  const UkeEntity *const *all = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++)
    for (unsigned f = 0; f < all[i]->n_fields; f++) {
      const UkeField *field = &all[i]->fields[f];

      g_assert_cmpint (g_str_has_suffix (field->name, "_us"), ==, field->type == UKE_TYPE_TIME);
      g_assert_cmpint (g_str_has_suffix (field->name, "_id"), ==, field->type == UKE_TYPE_ID);
      g_assert_cmpint (g_str_has_suffix (field->name, "_date"), ==, field->type == UKE_TYPE_DATE);
      if (g_str_has_prefix (field->name, "is_"))
        g_assert_cmpint (field->type, ==, UKE_TYPE_BOOL);
      g_assert_cmpint (strlen (field->name), <, 64);
    }
}

/* Merge rules stand only where decide() can follow them. */
static void
test_merge_rules_fit_types (void)
{
  unsigned n;
  const UkeEntity *const *all = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++)
    for (unsigned f = 0; f < all[i]->n_fields; f++) {
      const UkeField *field = &all[i]->fields[f];

      if (field->merge == UKE_MERGE_COUNTER)
        g_assert_cmpint (field->type, ==, UKE_TYPE_INT);
      if (field->merge == UKE_MERGE_MEMO)
        g_assert_cmpint (field->type, ==, UKE_TYPE_TEXT);
      if (field->merge == UKE_MERGE_STATUS || field->merge == UKE_MERGE_CONSENT)
        g_assert_cmpint (field->type, ==, UKE_TYPE_CODE);
      if (field->merge == UKE_MERGE_SLOT || field->merge == UKE_MERGE_STATUS)
        g_assert_true (all[i] == &UKE_ENTITY_APPOINTMENT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/entities/golden", test_golden);
  g_test_add_func ("/model/entities/names-say-units", test_names_say_units);
  g_test_add_func ("/model/entities/merge-rules-fit-types", test_merge_rules_fit_types);
  return g_test_run ();
}
