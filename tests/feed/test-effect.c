/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-effect.h"
#include "model/uke-entities.h"

#include <jansson.h>

/* Codes of notes are a registry: they are what they always were. */
static void
test_note_codes_golden (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int kind = 1; uke_note_kind_get_code ((UkeNoteKind)kind)[0] != '\0'; kind++)
    g_string_append_printf (text, "%d %s\n", kind, uke_note_kind_get_code ((UkeNoteKind)kind));
  g_assert_cmpstr (text->str, ==,
                   "1 field_lost\n2 proposal\n3 memo_overlap\n4 status_lost\n5 move_lost\n"
                   "6 move_undone\n7 needs_new_time\n8 consent_withdrawn\n9 delete_lost\n"
                   "10 revived\n11 missing_row\n12 fixed\n13 claim_lost\n14 counter_lost\n"
                   "15 not_permitted\n"
                   "16 number_taken\n"
                   "17 same_person\n"
                   "18 number_issued\n");
}

static void
fill_effect (UkeEffect *effect)
{
  UkeEffectRow row = { &UKE_ENTITY_SETTING, { { 1 } } };
  UkeConflictNote note = { UKE_NOTE_FIELD_LOST, &UKE_ENTITY_SETTING, { { 1 } }, UKE_SETTING_VALUE };
  const UkeSlotClaim claim = { { { 2 } }, 100, 1, { { 3 } } };
  const UkeId released = { { 4 } };

  row.values = g_new0 (UkeValue, UKE_SETTING_N_FIELDS);
  uke_value_set_text (&row.values[UKE_SETTING_VALUE], "\"a\"");
  row.touched = row.changed = 1 << UKE_SETTING_VALUE;
  note.other_seq = 5;
  uke_value_set_text (&note.lost, "b");
  effect->outcome = UKE_OUTCOME_MERGED;
  g_array_append_val (effect->rows, row);
  g_array_append_val (effect->notes, note);
  g_array_append_val (effect->claims, claim);
  g_array_append_val (effect->released, released);
}

/* An effect's JSON is what it always was, and it is JSON. */
static void
test_json_golden (void)
{
  g_autoptr (UkeEffect) effect = uke_effect_new ();
  g_autoptr (GString) json = g_string_new (NULL);
  json_t *root;

  fill_effect (effect);
  uke_effect_write_json (effect, json);
  g_assert_cmpstr (
      json->str, ==,
      "{\"outcome\":2,\"rows\":[{\"t\":\"setting\",\"id\":\"01000000000000000000000000000000\","
      "\"d\":0,\"f\":{\"value\":\"\\\"a\\\"\"}}],"
      "\"released\":[\"04000000000000000000000000000000\"],"
      "\"claims\":[[\"02000000000000000000000000000000\",100,1,"
      "\"03000000000000000000000000000000\"]],"
      "\"notes\":[{\"n\":\"field_lost\",\"t\":\"setting\","
      "\"id\":\"01000000000000000000000000000000\",\"f\":\"value\",\"kept\":null,\"lost\":\"b\","
      "\"at\":5,\"card\":0}]}");
  root = json_loads (json->str, JSON_REJECT_DUPLICATES, NULL);
  g_assert_nonnull (root);
  json_decref (root);
}

/* A cleared effect does nothing and can be filled again; stolen values belong to the thief. */
static void
test_reuse (void)
{
  g_autoptr (UkeEffect) effect = uke_effect_new ();
  UkeValue *values;

  fill_effect (effect);
  values = uke_effect_row_steal_values (uke_effect_get_row (effect, 0));
  g_assert_cmpstr (values[UKE_SETTING_VALUE].text, ==, "\"a\"");
  uke_value_clear (&values[UKE_SETTING_VALUE]);
  g_free (values);
  uke_effect_clear (effect);
  g_assert_cmpuint (effect->rows->len + effect->notes->len + effect->claims->len, ==, 0);
  fill_effect (effect);
  g_assert_cmpuint (effect->rows->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/effect/note-codes-golden", test_note_codes_golden);
  g_test_add_func ("/feed/effect/json-golden", test_json_golden);
  g_test_add_func ("/feed/effect/reuse", test_reuse);
  return g_test_run ();
}
