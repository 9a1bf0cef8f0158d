/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-entities.h"

/* Every entity is found by its number and its name, and unknown ones are not. */
static void
test_lookup (void)
{
  unsigned n;
  const UkeEntity *const *all = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++) {
    g_assert_true (uke_entity_by_number (all[i]->number) == all[i]);
    g_assert_true (uke_entity_by_name (all[i]->name) == all[i]);
    if (i > 0)
      g_assert_cmpint (all[i - 1]->number, <, all[i]->number);
  }
  g_assert_null (uke_entity_by_number (9999));
  g_assert_null (uke_entity_by_name ("karte"));
}

/* Every field is found by its name and its id; both are unique within the entity. */
static void
test_fields (void)
{
  unsigned n;
  const UkeEntity *const *all = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++)
    for (unsigned f = 0; f < all[i]->n_fields; f++) {
      const UkeField *field = &all[i]->fields[f];

      g_assert_cmpint (uke_entity_field_index (all[i], field->name), ==, f);
      g_assert_cmpint (uke_entity_field_index_by_id (all[i], field->id), ==, f);
    }
  g_assert_cmpint (uke_entity_field_index (&UKE_ENTITY_PATIENT, "diagnosis"), ==, -1);
  g_assert_cmpint (uke_entity_field_index_by_id (&UKE_ENTITY_PATIENT, 999), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/entity/lookup", test_lookup);
  g_test_add_func ("/model/entity/fields", test_fields);
  return g_test_run ();
}
