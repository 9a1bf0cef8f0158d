/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-changes.h"
#include "model/uke-draft.h"

static UkeRecord *
make_record (const UkeEntity *entity, const UkeId *id, int64_t deleted_seq)
{
  return uke_record_new_take (entity, id, g_new0 (UkeValue, entity->n_fields),
                              g_new0 (int64_t, entity->n_fields), 1, deleted_seq);
}

/* What is before and after a change says whether the record was made, edited or removed. */
static void
test_kinds (void)
{
  UkeId id = uke_id_new (1);
  g_autoptr (UkeRecord) live = make_record (&UKE_ENTITY_MENU, &id, 0);
  g_autoptr (UkeRecord) dead = make_record (&UKE_ENTITY_MENU, &id, 5);
  g_autoptr (UkeChanges) changes = uke_changes_new ();

  uke_changes_add (changes, &UKE_ENTITY_MENU, &id, NULL, live);
  uke_changes_add (changes, &UKE_ENTITY_MENU, &id, live, live);
  uke_changes_add (changes, &UKE_ENTITY_MENU, &id, live, dead);
  g_assert_cmpuint (uke_changes_get_n (changes), ==, 3);
  g_assert_cmpint (uke_changes_get (changes, 0)->kind, ==, UKE_CHANGE_MADE);
  g_assert_cmpint (uke_changes_get (changes, 1)->kind, ==, UKE_CHANGE_EDITED);
  g_assert_cmpint (uke_changes_get (changes, 2)->kind, ==, UKE_CHANGE_REMOVED);
}

/* A view asks whether its kind of record changed, and finds the one it shows. */
static void
test_find (void)
{
  UkeId id = uke_id_new (1), other = uke_id_new (2);
  g_autoptr (UkeRecord) menu = make_record (&UKE_ENTITY_MENU, &id, 0);
  g_autoptr (UkeChanges) changes = uke_changes_new ();

  uke_changes_add (changes, &UKE_ENTITY_MENU, &id, NULL, menu);
  g_assert_true (uke_changes_touches (changes, &UKE_ENTITY_MENU));
  g_assert_false (uke_changes_touches (changes, &UKE_ENTITY_PATIENT));
  g_assert_true (uke_changes_find (changes, &UKE_ENTITY_MENU, &id)->after == menu);
  g_assert_null (uke_changes_find (changes, &UKE_ENTITY_MENU, &other));
  g_assert_null (uke_changes_find (changes, &UKE_ENTITY_PATIENT, &id));
}

/* When everything may have changed, every kind is touched. */
static void
test_all (void)
{
  g_autoptr (UkeChanges) changes = uke_changes_new ();

  uke_changes_set_all_changed (changes);
  g_assert_true (uke_changes_is_all_changed (changes));
  g_assert_true (uke_changes_touches (changes, &UKE_ENTITY_PATIENT));
}

/* Which fields have another value afterwards, and whose record it is. */
static void
test_fields (void)
{
  UkeId id = uke_id_new (1), patient_id = uke_id_new (2);
  g_autoptr (UkeRecord) before = make_record (&UKE_ENTITY_APPOINTMENT, &id, 0);
  UkeDraft *draft = uke_draft_new_from (before);
  g_autoptr (UkeRecord) after = NULL;
  UkeChange change = { &UKE_ENTITY_APPOINTMENT, id, UKE_CHANGE_EDITED, before, NULL };
  UkeId none;

  g_assert_cmpuint (uke_change_get_fields (&change), ==, 0);
  none = uke_change_get_patient_id (&change);
  g_assert_true (uke_id_is_none (&none));
  uke_draft_set_id (draft, UKE_APPOINTMENT_PATIENT_ID, &patient_id);
  after = uke_draft_make_record (draft);
  change.after = after;
  g_assert_cmpuint (uke_change_get_fields (&change), ==,
                    UINT64_C (1) << UKE_APPOINTMENT_PATIENT_ID);
  change.before = NULL;
  g_assert_cmpuint (uke_change_get_fields (&change), ==,
                    UINT64_C (1) << UKE_APPOINTMENT_PATIENT_ID);
  none = uke_change_get_patient_id (&change);
  g_assert_true (uke_id_equal (&none, &patient_id));
  uke_draft_free (draft);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/changes/kinds", test_kinds);
  g_test_add_func ("/model/changes/find", test_find);
  g_test_add_func ("/model/changes/all", test_all);
  g_test_add_func ("/model/changes/fields", test_fields);
  return g_test_run ();
}
