/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-reference.h"

#include "model/uke-entities.h"

/* What somebody settled may be a note on any kind of record. */
static gboolean
names_anything (const char *field)
{
  return g_str_equal (field, "record_id") || g_str_equal (field, "change_set_id");
}

/* Every field that holds an id says which kind of record it names, and no other field does. (That
 * the tables agree is checked with the schema.) */
static void
test_every_id (void)
{
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++)
    for (unsigned field = 0; field < entities[i]->n_fields; field++) {
      gboolean is_id = entities[i]->fields[field].type == UKE_TYPE_ID
                       && !names_anything (entities[i]->fields[field].name);

      g_test_message ("%s.%s", entities[i]->name, entities[i]->fields[field].name);
      g_assert_cmpint (uke_reference_get_target (entities[i], field) != NULL, ==, is_id);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/reference/every-id", test_every_id);
  return g_test_run ();
}
