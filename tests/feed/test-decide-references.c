/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-test-authority.h"

#define NOW_US INT64_C (1795478400000000)
#define PATIENT 10
#define PHONE 11
#define BOOKING 12
#define NOBODY 99

static TestAuthority *
make_authority (void)
{
  TestAuthority *self = test_authority_new (NOW_US);

  self->checks_references = TRUE;
  return self;
}

static void
add_id (UkeChangeSet *set, unsigned field, unsigned number, int64_t seen)
{
  UkeId id = test_id (number);

  uke_value_set_id (&uke_change_set_add_field (set, field, seen)->value, &id);
}

static void
add_op (UkeChangeSet *set, UkeOpKind kind, const UkeEntity *entity, unsigned number)
{
  UkeId id = test_id (number);

  uke_change_set_add_op (set, kind, entity, &id, 0);
}

static void
add_phone (UkeChangeSet *set, unsigned number, unsigned patient)
{
  add_op (set, UKE_OP_INSERT, &UKE_ENTITY_PATIENT_PHONE, number);
  add_id (set, UKE_PATIENT_PHONE_PATIENT_ID, patient, 0);
}

static void
add_booking (UkeChangeSet *set, unsigned patient)
{
  add_op (set, UKE_OP_INSERT, &UKE_ENTITY_APPOINTMENT, BOOKING);
  add_id (set, UKE_APPOINTMENT_PATIENT_ID, patient, 0);
}

static void
add_patient (UkeChangeSet *set, unsigned number)
{
  add_op (set, UKE_OP_INSERT, &UKE_ENTITY_PATIENT, number);
  uke_value_set_text (&uke_change_set_add_field (set, UKE_PATIENT_FAMILY_NAME, 0)->value, "山田");
}

/* What hangs on a row that the same change-set makes, later or earlier in it, is made with it. */
static void
test_within_one_set (void)
{
  g_autoptr (TestAuthority) authority = make_authority ();
  g_autoptr (UkeChangeSet) set = test_set_new (1, 1, 0, NOW_US);

  add_phone (set, PHONE, PATIENT);
  add_patient (set, PATIENT);
  g_assert_cmpint (test_authority_apply (authority, set), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpuint (authority->effect->rows->len, ==, 2);
}

/* A row that hangs on one that was never made is parked, and the rest of its change-set is not. */
static void
test_missing (void)
{
  g_autoptr (TestAuthority) authority = make_authority ();
  g_autoptr (UkeChangeSet) set = test_set_new (1, 1, 0, NOW_US);
  UkeId nobody = test_id (NOBODY);
  const UkeConflictNote *note;

  add_booking (set, NOBODY);
  add_patient (set, PATIENT);
  g_assert_cmpint (test_authority_apply (authority, set), ==, UKE_OUTCOME_MERGED);
  g_assert_cmpuint (authority->effect->rows->len, ==, 1);
  g_assert_cmpuint (authority->effect->claims->len, ==, 0);
  note = test_authority_find_note (authority, UKE_NOTE_MISSING_ROW);
  g_assert_true (note->needs_person);
  g_assert_true (uke_id_equal (&note->other_id, &nobody));
}

/* What hangs on something that hangs on a row that was never made is parked too. */
static void
test_chain (void)
{
  g_autoptr (TestAuthority) authority = make_authority ();
  g_autoptr (UkeChangeSet) set = test_set_new (1, 1, 0, NOW_US);

  add_op (set, UKE_OP_INSERT, &UKE_ENTITY_CALL_ATTEMPT, 30);
  add_id (set, UKE_CALL_ATTEMPT_PHONE_ID, PHONE, 0);
  add_phone (set, PHONE, NOBODY);
  g_assert_cmpint (test_authority_apply (authority, set), ==, UKE_OUTCOME_PARKED);
  g_assert_cmpuint (authority->effect->notes->len, ==, 2);
}

/* A field that would name a row that was never made keeps what it named; both stand in a note. */
static void
test_field (void)
{
  g_autoptr (TestAuthority) authority = make_authority ();
  g_autoptr (UkeChangeSet) first = test_set_new (1, 1, 0, NOW_US);
  g_autoptr (UkeChangeSet) second = test_set_new (1, 2, 1, NOW_US);
  UkeId id = test_id (BOOKING), patient = test_id (PATIENT), nobody = test_id (NOBODY);
  const UkeConflictNote *note;

  add_patient (first, PATIENT);
  add_booking (first, PATIENT);
  test_authority_apply (authority, first);
  uke_change_set_add_op (second, UKE_OP_SET, &UKE_ENTITY_APPOINTMENT, &id, 0);
  add_id (second, UKE_APPOINTMENT_PATIENT_ID, NOBODY, 1);
  g_assert_cmpint (test_authority_apply (authority, second), ==, UKE_OUTCOME_PARKED);
  note = test_authority_find_note (authority, UKE_NOTE_MISSING_ROW);
  g_assert_true (uke_id_equal (&note->kept.id, &patient));
  g_assert_true (uke_id_equal (&note->lost.id, &nobody));
  g_assert_true (uke_id_equal (
      uke_record_get_id_value (test_authority_get (authority, &id, 9), UKE_APPOINTMENT_PATIENT_ID),
      &patient));
}

/* A change of a row whose making was parked is parked as well. */
static void
test_later_set (void)
{
  g_autoptr (TestAuthority) authority = make_authority ();
  g_autoptr (UkeChangeSet) first = test_set_new (1, 1, 0, NOW_US);
  g_autoptr (UkeChangeSet) second = test_set_new (1, 2, 0, NOW_US);
  UkeId id = test_id (PHONE);

  add_phone (first, PHONE, NOBODY);
  g_assert_cmpint (test_authority_apply (authority, first), ==, UKE_OUTCOME_PARKED);
  uke_change_set_add_op (second, UKE_OP_SET, &UKE_ENTITY_PATIENT_PHONE, &id, 0);
  uke_value_set_text (&uke_change_set_add_field (second, UKE_PATIENT_PHONE_NUMBER, 0)->value,
                      "0312345678");
  g_assert_cmpint (test_authority_apply (authority, second), ==, UKE_OUTCOME_PARKED);
  g_assert_nonnull (test_authority_find_note (authority, UKE_NOTE_MISSING_ROW));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/decide-references/within-one-set", test_within_one_set);
  g_test_add_func ("/feed/decide-references/missing", test_missing);
  g_test_add_func ("/feed/decide-references/chain", test_chain);
  g_test_add_func ("/feed/decide-references/field", test_field);
  g_test_add_func ("/feed/decide-references/later-set", test_later_set);
  return g_test_run ();
}
