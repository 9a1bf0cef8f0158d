/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-test-authority.h"

#define NOW_US INT64_C (1795478400000000)

static TestAuthority *
make_authority (void)
{
  TestAuthority *self = test_authority_new (NOW_US);

  self->guards_numbers = TRUE;
  return self;
}

static void
give (UkeChangeSet *set, UkeOpKind kind, unsigned patient, const char *number, int64_t seen)
{
  UkeId id = test_id (patient);

  uke_change_set_add_op (set, kind, &UKE_ENTITY_PATIENT, &id, 0);
  uke_value_set_text (&uke_change_set_add_field (set, UKE_PATIENT_PATIENT_NUMBER, seen)->value,
                      number);
}

static const char *
get_number (TestAuthority *authority, unsigned patient)
{
  UkeId id = test_id (patient);
  UkeRecord *record = test_authority_get (authority, &id, test_authority_get_seq (authority));

  return g_intern_string (uke_record_get_text (record, UKE_PATIENT_PATIENT_NUMBER));
}

/* Two desks gave one number without knowing of each other: the second patient gets a provisional
 * one, and a person is told who has it. */
static void
test_taken (void)
{
  g_autoptr (TestAuthority) authority = make_authority ();
  g_autoptr (UkeChangeSet) first = test_set_new (2, 1, 0, NOW_US);
  g_autoptr (UkeChangeSet) second = test_set_new (3, 7, 0, NOW_US);
  UkeId holder = test_id (10), patient = test_id (11);
  const UkeConflictNote *note;
  UkeRecord *record;

  give (first, UKE_OP_INSERT, 10, "2001", 0);
  give (second, UKE_OP_INSERT, 11, "０2001", 0);
  g_assert_cmpint (test_authority_apply (authority, first), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (test_authority_apply (authority, second), ==, UKE_OUTCOME_MERGED);
  note = test_authority_find_note (authority, UKE_NOTE_NUMBER_TAKEN);
  g_assert_nonnull (note);
  g_assert_true (note->needs_person);
  g_assert_true (uke_id_equal (&note->id, &patient));
  g_assert_true (uke_id_equal (&note->other_id, &holder));
  g_assert_cmpstr (note->kept.text, ==, "P-3-7");
  g_assert_cmpstr (note->lost.text, ==, "０2001");
  g_assert_cmpstr (get_number (authority, 10), ==, "2001");
  g_assert_cmpstr (get_number (authority, 11), ==, "P-3-7");
  record = test_authority_get (authority, &patient, test_authority_get_seq (authority));
  g_assert_true (uke_record_get_bool (record, UKE_PATIENT_IS_PROVISIONAL));
}

/* A number that was given away is free, also within one change-set; an own one is no other's. */
static void
test_free (void)
{
  g_autoptr (TestAuthority) authority = make_authority ();
  g_autoptr (UkeChangeSet) first = test_set_new (2, 1, 0, NOW_US);
  g_autoptr (UkeChangeSet) swap = test_set_new (2, 2, 1, NOW_US);
  g_autoptr (UkeChangeSet) again = test_set_new (2, 3, 2, NOW_US);

  give (first, UKE_OP_INSERT, 10, "2001", 0);
  give (first, UKE_OP_INSERT, 11, "2002", 0);
  give (swap, UKE_OP_SET, 10, "2002", 1);
  give (swap, UKE_OP_SET, 11, "2001", 1);
  give (again, UKE_OP_SET, 10, "02002", 2);
  g_assert_cmpint (test_authority_apply (authority, first), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (test_authority_apply (authority, swap), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (test_authority_apply (authority, again), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpstr (get_number (authority, 10), ==, "02002");
  g_assert_cmpstr (get_number (authority, 11), ==, "2001");
}

/* Within one change-set the first keeps it; a provisional number that is taken counts on. */
static void
test_within_one_set (void)
{
  g_autoptr (TestAuthority) authority = make_authority ();
  g_autoptr (UkeChangeSet) set = test_set_new (2, 5, 0, NOW_US);

  give (set, UKE_OP_INSERT, 10, "2001", 0);
  give (set, UKE_OP_INSERT, 11, "2001", 0);
  give (set, UKE_OP_INSERT, 12, "2001", 0);
  g_assert_cmpint (test_authority_apply (authority, set), ==, UKE_OUTCOME_MERGED);
  g_assert_cmpstr (get_number (authority, 10), ==, "2001");
  g_assert_cmpstr (get_number (authority, 11), ==, "P-2-5");
  g_assert_cmpstr (get_number (authority, 12), ==, "P-2-5-2");
}

/* A desk without its server gave a provisional number: the patient gets the next one, and nobody is
 * asked. Another desk's is as good as any other. */
static void
test_issued (void)
{
  g_autoptr (TestAuthority) authority = make_authority ();
  g_autoptr (UkeChangeSet) before = test_set_new (2, 1, 0, NOW_US);
  g_autoptr (UkeChangeSet) outage = test_set_new (3, 7, 0, NOW_US);
  UkeId patient = test_id (11);
  const UkeConflictNote *note;
  UkeRecord *record;

  give (before, UKE_OP_INSERT, 10, "2001", 0);
  give (outage, UKE_OP_INSERT, 11, "P-3-7", 0);
  give (outage, UKE_OP_INSERT, 12, "2002", 0);
  give (outage, UKE_OP_INSERT, 13, "P-3-8", 0);
  give (outage, UKE_OP_INSERT, 14, "P-2-7", 0);
  g_assert_cmpint (test_authority_apply (authority, before), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (test_authority_apply (authority, outage), ==, UKE_OUTCOME_MERGED);
  g_assert_null (test_authority_find_note (authority, UKE_NOTE_NUMBER_TAKEN));
  note = test_authority_find_note (authority, UKE_NOTE_NUMBER_ISSUED);
  g_assert_nonnull (note);
  g_assert_false (note->needs_person);
  g_assert_true (uke_id_equal (&note->id, &patient));
  g_assert_cmpstr (note->kept.text, ==, "2003");
  g_assert_cmpstr (note->lost.text, ==, "P-3-7");
  g_assert_cmpstr (get_number (authority, 11), ==, "2003");
  g_assert_cmpstr (get_number (authority, 12), ==, "2002");
  g_assert_cmpstr (get_number (authority, 13), ==, "2004");
  g_assert_cmpstr (get_number (authority, 14), ==, "P-2-7");
  record = test_authority_get (authority, &patient, test_authority_get_seq (authority));
  g_assert_false (uke_record_get_bool (record, UKE_PATIENT_IS_PROVISIONAL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/decide-numbers/taken", test_taken);
  g_test_add_func ("/feed/decide-numbers/free", test_free);
  g_test_add_func ("/feed/decide-numbers/within-one-set", test_within_one_set);
  g_test_add_func ("/feed/decide-numbers/issued", test_issued);
  return g_test_run ();
}
