/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-change-set-json.h"
#include "uke-test-authority.h"

#define NOW_US 1763942400000000

/* An import's batch: every row new, in the order of the set, applied as it was meant. */
static void
test_batch (void)
{
  g_autoptr (TestAuthority) clinic = test_authority_new (NOW_US);
  g_autoptr (UkeChangeSet) set = test_set_new (1, 1, 0, NOW_US);

  for (unsigned i = 0; i < UKE_CHANGE_SET_MAX_ROWS; i++) {
    const UkeId id = test_id (1 + i);
    g_autoptr (UkeDraft) draft = uke_draft_new_with_id (&UKE_ENTITY_PATIENT, &id);

    uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "森");
    uke_change_set_add_draft (set, draft);
  }
  g_assert_cmpint (test_authority_apply (clinic, set), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpuint (clinic->effect->rows->len, ==, UKE_CHANGE_SET_MAX_ROWS);
  for (unsigned i = 0; i < clinic->effect->rows->len; i++) {
    const UkeId id = test_id (1 + i);

    g_assert_true (uke_id_equal (&uke_effect_get_row (clinic->effect, i)->id, &id));
    g_assert_null (uke_effect_get_row (clinic->effect, i)->before);
  }
}

/* Several operations on one row of one set make one row of the effect. */
static void
test_one_row (void)
{
  g_autoptr (TestAuthority) clinic = test_authority_new (NOW_US);
  g_autoptr (UkeChangeSet) set = test_set_new (1, 1, 0, NOW_US);
  const UkeId id = test_id (1);
  g_autoptr (UkeDraft) draft = uke_draft_new_with_id (&UKE_ENTITY_PATIENT, &id);

  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "森");
  uke_change_set_add_draft (set, draft);
  uke_change_set_add_op (set, UKE_OP_INCREMENT, &UKE_ENTITY_PATIENT, &id, 0);
  uke_value_set_int (&uke_change_set_add_field (set, UKE_PATIENT_VISIT_COUNT, 0)->value, 2);
  g_assert_cmpint (test_authority_apply (clinic, set), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpuint (clinic->effect->rows->len, ==, 1);
  g_assert_cmpint (uke_effect_get_row (clinic->effect, 0)->values[UKE_PATIENT_VISIT_COUNT].integer,
                   ==, 2);
}

/* What is about a row that never was is parked with a note, and the rest of nothing is changed. */
static void
test_missing_row (void)
{
  g_autoptr (TestAuthority) clinic = test_authority_new (NOW_US);
  g_autoptr (UkeChangeSet) set = test_set_new (1, 1, 0, NOW_US);
  const UkeId id = test_id (1);

  uke_change_set_add_op (set, UKE_OP_SET, &UKE_ENTITY_PATIENT, &id, 0);
  uke_value_set_text (&uke_change_set_add_field (set, UKE_PATIENT_NOTE, 3)->value, "x");
  g_assert_cmpint (test_authority_apply (clinic, set), ==, UKE_OUTCOME_PARKED);
  g_assert_nonnull (test_authority_find_note (clinic, UKE_NOTE_MISSING_ROW));
  g_assert_cmpuint (clinic->effect->rows->len, ==, 0);
}

static gboolean
fail_to_find (gpointer data,
              const UkeEntity *entity,
              const UkeId *id,
              UkeRecord **out_row,
              GError **error)
{
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_IO, "disk");
  return FALSE;
}

/* Only the view can fail: its error is handed on and the effect stays empty. */
static void
test_view_fails (void)
{
  const UkeDecideView view = { .find_row = fail_to_find };
  g_autoptr (UkeChangeSet) set = test_set_new (1, 1, 0, NOW_US);
  g_autoptr (UkeEffect) effect = uke_effect_new ();
  g_autoptr (GError) error = NULL;
  const UkeId id = test_id (1);

  uke_change_set_add_op (set, UKE_OP_INSERT, &UKE_ENTITY_PATIENT, &id, 0);
  g_assert_false (uke_decide (&view, set, NOW_US, UKE_NO_CAP, effect, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_IO);
  g_assert_cmpuint (effect->rows->len, ==, 0);
}

/* A set is judged alike whether it comes from memory or from its JSON. */
static void
test_json_judged_alike (void)
{
  g_autoptr (TestAuthority) direct = test_authority_new (NOW_US),
                            by_json = test_authority_new (NOW_US);
  g_autoptr (UkeChangeSet) set = test_set_new (1, 1, 0, NOW_US);
  g_autoptr (UkeChangeSet) again = NULL;
  g_autoptr (GString) json = g_string_new (NULL), one = g_string_new (NULL),
                      two = g_string_new (NULL);
  const UkeId id = test_id (1);
  g_autoptr (UkeDraft) draft = uke_draft_new_with_id (&UKE_ENTITY_PATIENT, &id);

  uke_draft_set_text (draft, UKE_PATIENT_NOTE, "一\n二");
  uke_draft_set_date (draft, UKE_PATIENT_BIRTH_DATE, 5000);
  uke_change_set_add_draft (set, draft);
  uke_change_set_write_json (set, json);
  again = uke_change_set_read_json (json->str, json->len, NULL);
  test_authority_apply (direct, set);
  test_authority_apply (by_json, again);
  uke_effect_write_json (direct->effect, one);
  uke_effect_write_json (by_json->effect, two);
  g_assert_cmpstr (one->str, ==, two->str);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/decide/batch", test_batch);
  g_test_add_func ("/feed/decide/one-row", test_one_row);
  g_test_add_func ("/feed/decide/missing-row", test_missing_row);
  g_test_add_func ("/feed/decide/view-fails", test_view_fails);
  g_test_add_func ("/feed/decide/json-judged-alike", test_json_judged_alike);
  return g_test_run ();
}
