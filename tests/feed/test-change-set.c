/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-change-set.h"

static UkeRecord *
make_patient (int64_t deleted_seq)
{
  const UkeId id = { { 7 } };
  UkeValue *values = g_new0 (UkeValue, UKE_PATIENT_N_FIELDS);
  int64_t *versions = g_new0 (int64_t, UKE_PATIENT_N_FIELDS);

  uke_value_set_text (&values[UKE_PATIENT_NOTE], "杖");
  uke_value_set_int (&values[UKE_PATIENT_VISIT_COUNT], 3);
  versions[UKE_PATIENT_NOTE] = 12;
  return uke_record_new_take (&UKE_ENTITY_PATIENT, &id, values, versions, 3, deleted_seq);
}

/* A new record becomes one insert with the fields that were set. */
static void
test_insert (void)
{
  const UkeId id = { { 1 } };
  g_autoptr (UkeChangeSet) set = uke_change_set_new (&id, UKE_INTENT_PATIENT_REGISTER);
  g_autoptr (UkeDraft) draft = uke_draft_new_with_id (&UKE_ENTITY_PATIENT, &id);
  const UkeOp *op;

  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "森");
  uke_draft_set_text (draft, UKE_PATIENT_SEX, "male");
  uke_change_set_add_draft (set, draft);
  g_assert_cmpuint (uke_change_set_get_n_ops (set), ==, 1);
  op = uke_change_set_get_op (set, 0);
  g_assert_cmpint (op->kind, ==, UKE_OP_INSERT);
  g_assert_cmpuint (op->n_fields, ==, 2);
  g_assert_cmpstr (uke_change_set_get_fields (set, op)[0].value.text, ==, "森");
}

/* Changes carry what was seen: the version, for memos the text; counters become increments. */
static void
test_edit (void)
{
  const UkeId id = { { 1 } };
  g_autoptr (UkeChangeSet) set = uke_change_set_new (&id, UKE_INTENT_PATIENT_EDIT);
  g_autoptr (UkeRecord) patient = make_patient (0);
  g_autoptr (UkeDraft) draft = uke_draft_new_from (patient);
  const UkeOpField *field;

  uke_change_set_add_draft (set, draft);
  g_assert_cmpuint (uke_change_set_get_n_ops (set), ==, 0);
  uke_draft_set_text (draft, UKE_PATIENT_NOTE, "車椅子");
  uke_draft_add_int (draft, UKE_PATIENT_VISIT_COUNT, 2);
  uke_change_set_add_draft (set, draft);
  g_assert_cmpuint (uke_change_set_get_n_ops (set), ==, 2);
  field = uke_change_set_get_fields (set, uke_change_set_get_op (set, 0));
  g_assert_cmpint (uke_change_set_get_op (set, 0)->kind, ==, UKE_OP_SET);
  g_assert_cmpint (field->seen, ==, 12);
  g_assert_cmpstr (field->seen_text, ==, "杖");
  field = uke_change_set_get_fields (set, uke_change_set_get_op (set, 1));
  g_assert_cmpint (uke_change_set_get_op (set, 1)->kind, ==, UKE_OP_INCREMENT);
  g_assert_cmpint (field->value.integer, ==, 2);
}

/* Deleting and bringing back name the last change that was seen. */
static void
test_delete_and_revive (void)
{
  const UkeId id = { { 1 } };
  g_autoptr (UkeChangeSet) set = uke_change_set_new (&id, UKE_INTENT_UNDO);
  g_autoptr (UkeRecord) standing = make_patient (0), deleted = make_patient (20);

  uke_change_set_add_delete (set, standing);
  uke_change_set_add_revival (set, deleted);
  g_assert_cmpint (uke_change_set_get_op (set, 0)->seen, ==, 12);
  g_assert_cmpint (uke_change_set_get_op (set, 1)->kind, ==, UKE_OP_SET);
  g_assert_cmpint (uke_change_set_get_op (set, 1)->seen, ==, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/change-set/insert", test_insert);
  g_test_add_func ("/feed/change-set/edit", test_edit);
  g_test_add_func ("/feed/change-set/delete-and-revive", test_delete_and_revive);
  return g_test_run ();
}
