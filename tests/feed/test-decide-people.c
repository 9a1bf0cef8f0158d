/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-intent.h"
#include "uke-test-authority.h"

#define NOW_US INT64_C (1795478400000000)
#define BIRTH_1980 3652
#define BIRTH_1990 7305

static TestAuthority *
make_authority (void)
{
  TestAuthority *self = test_authority_new (NOW_US);

  self->compares_people = TRUE;
  return self;
}

/* Registers a patient; @birth_date 0: none is known. */
static UkeChangeSet *
make_set (unsigned dev, int64_t dseq, int64_t base, unsigned patient, int64_t birth_date)
{
  UkeChangeSet *set = test_set_new (dev, dseq, base, NOW_US);
  UkeId id = test_id (patient);

  uke_change_set_add_op (set, UKE_OP_INSERT, &UKE_ENTITY_PATIENT, &id, 0);
  uke_value_set_text (&uke_change_set_add_field (set, UKE_PATIENT_FAMILY_KANA, 0)->value, "もり");
  if (birth_date != 0)
    uke_value_set_int (&uke_change_set_add_field (set, UKE_PATIENT_BIRTH_DATE, 0)->value,
                       birth_date);
  return set;
}

static UkeOutcome
apply (TestAuthority *authority, UkeChangeSet *set)
{
  UkeOutcome outcome = test_authority_apply (authority, set);

  uke_change_set_free (set);
  return outcome;
}

static void
assert_asked (TestAuthority *authority, unsigned patient, unsigned other)
{
  const UkeConflictNote *note = test_authority_find_note (authority, UKE_NOTE_SAME_PERSON);
  UkeId id = test_id (patient), other_id = test_id (other);

  g_assert_nonnull (note);
  g_assert_true (note->needs_person);
  g_assert_true (uke_id_equal (&note->id, &id));
  g_assert_true (uke_id_equal (&note->other_id, &other_id));
  g_assert_cmpint (note->field, ==, -1);
  g_assert_cmpuint (authority->effect->rows->len, ==, 1);
}

/* Two desks registered one name without knowing of each other: both patients are made, and somebody
 * is asked. A birth date that one of them lacks says nothing. */
static void
test_asked (void)
{
  g_autoptr (TestAuthority) authority = make_authority ();

  g_assert_cmpint (apply (authority, make_set (2, 1, 0, 10, BIRTH_1980)), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (apply (authority, make_set (3, 1, 0, 11, BIRTH_1980)), ==, UKE_OUTCOME_MERGED);
  assert_asked (authority, 11, 10);
  g_assert_cmpint (test_authority_find_note (authority, UKE_NOTE_SAME_PERSON)->other_seq, ==, 1);
  g_assert_cmpint (apply (authority, make_set (4, 1, 1, 12, 0)), ==, UKE_OUTCOME_MERGED);
  assert_asked (authority, 12, 11);
}

/* Nobody is asked about another birthday, about somebody whom the desk knew of, about what the desk
 * did itself, nor row by row while a list is taken over. */
static void
test_not_asked (void)
{
  g_autoptr (TestAuthority) authority = make_authority ();
  UkeChangeSet *import;

  apply (authority, make_set (2, 1, 0, 10, BIRTH_1980));
  g_assert_cmpint (apply (authority, make_set (3, 1, 0, 11, BIRTH_1990)), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (apply (authority, make_set (4, 1, 2, 12, BIRTH_1990)), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (apply (authority, make_set (4, 2, 2, 13, BIRTH_1990)), ==, UKE_OUTCOME_APPLIED);
  import = make_set (5, 1, 0, 14, BIRTH_1990);
  import->intent = UKE_INTENT_IMPORT_BATCH;
  g_assert_cmpint (apply (authority, import), ==, UKE_OUTCOME_APPLIED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/decide-people/asked", test_asked);
  g_test_add_func ("/feed/decide-people/not-asked", test_not_asked);
  return g_test_run ();
}
