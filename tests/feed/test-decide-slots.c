/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-status.h"
#include "uke-test-authority.h"

#define NOW_US 1763942400000000
#define MINUTE_US (INT64_C (60) * G_USEC_PER_SEC)

static TestAuthority *
make_clinic (int capacity)
{
  TestAuthority *clinic = test_authority_new (NOW_US);
  const UkeId chair = test_id (1);
  g_autoptr (UkeChangeSet) set = test_set_new (1, 1, 0, NOW_US);
  g_autoptr (UkeDraft) draft = uke_draft_new_with_id (&UKE_ENTITY_RESOURCE, &chair);

  uke_draft_set_int (draft, UKE_RESOURCE_CAPACITY, capacity);
  uke_change_set_add_draft (set, draft);
  test_authority_apply (clinic, set);
  return clinic;
}

static UkeOutcome
book (TestAuthority *clinic,
      unsigned dev,
      int64_t base,
      unsigned number,
      int start_min,
      gboolean accepts)
{
  const UkeId id = test_id (number), chair = test_id (1);
  g_autoptr (UkeChangeSet) set = test_set_new (dev, 1000 + number, base, NOW_US);
  g_autoptr (UkeDraft) draft = uke_draft_new_with_id (&UKE_ENTITY_APPOINTMENT, &id);

  uke_draft_set_id (draft, UKE_APPOINTMENT_CHAIR_ID, &chair);
  uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, NOW_US + start_min * MINUTE_US);
  uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, 30);
  uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, "booked");
  if (accepts)
    uke_draft_set_int (draft, UKE_APPOINTMENT_OVERLAP_ACCEPTED, 1);
  uke_change_set_add_draft (set, draft);
  return test_authority_apply (clinic, set);
}

static gboolean
has_flag (TestAuthority *clinic, unsigned number, unsigned field)
{
  const UkeId id = test_id (number);

  return uke_record_get_bool (test_authority_get (clinic, &id, INT64_MAX), field);
}

/* The second booking of a full slot needs a new time, and the note names who holds it. */
static void
test_taken (void)
{
  g_autoptr (TestAuthority) clinic = make_clinic (1);
  const UkeId first = test_id (10);

  g_assert_cmpint (book (clinic, 1, 1, 10, 60, FALSE), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (book (clinic, 2, 1, 11, 75, FALSE), ==, UKE_OUTCOME_MERGED);
  g_assert_true (has_flag (clinic, 11, UKE_APPOINTMENT_NEEDS_NEW_TIME));
  g_assert_true (
      uke_id_equal (&test_authority_find_note (clinic, UKE_NOTE_NEEDS_NEW_TIME)->other_id, &first));
  test_authority_check_slots (clinic);
}

/* A booking that gives its slot back in the same change-set in which another takes it waits for a
 * new time, and the note names who took it: what undoing an exchange does. */
static void
test_give_back (void)
{
  g_autoptr (TestAuthority) clinic = make_clinic (1);
  const UkeId first = test_id (10), second = test_id (11);
  g_autoptr (UkeChangeSet) set = NULL;
  g_autoptr (UkeDraft) leaves = NULL;
  g_autoptr (UkeDraft) comes = NULL;

  book (clinic, 1, 1, 10, 60, FALSE);
  book (clinic, 1, 2, 11, 120, FALSE);
  set = test_set_new (1, 2000, 3, NOW_US);
  leaves = uke_draft_new_from (test_authority_get (clinic, &first, INT64_MAX));
  comes = uke_draft_new_from (test_authority_get (clinic, &second, INT64_MAX));
  uke_draft_set_int (leaves, UKE_APPOINTMENT_NEEDS_NEW_TIME, 1);
  uke_draft_set_int (comes, UKE_APPOINTMENT_STARTS_AT_US, NOW_US + 60 * MINUTE_US);
  uke_change_set_add_draft (set, leaves);
  uke_change_set_add_draft (set, comes);
  g_assert_cmpint (test_authority_apply (clinic, set), ==, UKE_OUTCOME_MERGED);
  g_assert_true (has_flag (clinic, 10, UKE_APPOINTMENT_NEEDS_NEW_TIME));
  g_assert_false (has_flag (clinic, 11, UKE_APPOINTMENT_NEEDS_NEW_TIME));
  g_assert_true (uke_id_equal (
      &test_authority_find_note (clinic, UKE_NOTE_NEEDS_NEW_TIME)->other_id, &second));
  test_authority_check_slots (clinic);
}

/* Up to the capacity everybody gets a lane. */
static void
test_capacity (void)
{
  g_autoptr (TestAuthority) clinic = make_clinic (2);

  g_assert_cmpint (book (clinic, 1, 1, 10, 60, FALSE), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (book (clinic, 2, 1, 11, 60, FALSE), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (book (clinic, 3, 1, 12, 60, FALSE), ==, UKE_OUTCOME_MERGED);
  test_authority_check_slots (clinic);
}

/* Who was shown the overlap takes an extra lane; who could not know of the booking does not, and
 * who accepted without need is not marked. */
static void
test_accepted (void)
{
  g_autoptr (TestAuthority) clinic = make_clinic (1);

  book (clinic, 1, 1, 10, 60, TRUE);
  g_assert_false (has_flag (clinic, 10, UKE_APPOINTMENT_OVERLAP_ACCEPTED));
  g_assert_cmpint (book (clinic, 2, 2, 11, 60, TRUE), ==, UKE_OUTCOME_APPLIED);
  g_assert_true (has_flag (clinic, 11, UKE_APPOINTMENT_OVERLAP_ACCEPTED));
  g_assert_cmpint (book (clinic, 3, 1, 12, 60, TRUE), ==, UKE_OUTCOME_MERGED);
  g_assert_true (has_flag (clinic, 12, UKE_APPOINTMENT_NEEDS_NEW_TIME));
  test_authority_check_slots (clinic);
}

/* A booking of the past holds nothing: history may overlap. */
static void
test_past (void)
{
  g_autoptr (TestAuthority) clinic = make_clinic (1);

  g_assert_cmpint (book (clinic, 1, 1, 10, -60, FALSE), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (book (clinic, 2, 1, 11, -60, FALSE), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpuint (clinic->claims->len, ==, 0);
}

/* Moves, lengthens, cancels or restores a random booking from what its author saw. */
static void
change_at_random (TestAuthority *clinic, unsigned dev, int64_t dseq, unsigned n_bookings)
{
  int64_t seq = test_authority_get_seq (clinic);
  int64_t back = g_test_rand_int_range (0, 6), base = MAX (1, seq - back);
  const UkeId id = test_id (10 + (unsigned)g_test_rand_int_range (0, (int)n_bookings));
  UkeRecord *seen = test_authority_get (clinic, &id, base);
  g_autoptr (UkeChangeSet) set = test_set_new (dev, dseq, base, NOW_US);
  g_autoptr (UkeDraft) draft = NULL;

  if (seen == NULL)
    return;
  draft = uke_draft_new_from (seen);
  switch (g_test_rand_int_range (0, 6)) {
  case 0:
    uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, "cancelled");
    break;
  case 1:
    uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, "booked");
    break;
  case 2:
    uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, 5 * g_test_rand_int_range (1, 12));
    break;
  case 3:
    uke_change_set_add_delete (set, seen);
    break;
  default:
    uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US,
                       NOW_US + 15 * g_test_rand_int_range (1, 16) * MINUTE_US);
    uke_draft_set_int (draft, UKE_APPOINTMENT_OVERLAP_ACCEPTED, g_test_rand_bit ());
  }
  uke_change_set_add_draft (set, draft);
  test_authority_apply (clinic, set);
}

/* Whatever desks that know more or less of each other do, no two bookings hold the same lane, and
 * each booking holds its time or says that it does not. */
static void
test_invariants (void)
{
  for (int round = 0; round < 60; round++) {
    g_autoptr (TestAuthority) clinic = make_clinic (g_test_rand_int_range (1, 4));

    for (unsigned i = 0; i < 12; i++)
      book (clinic, 1 + i % 3, g_test_rand_int_range (1, (int)test_authority_get_seq (clinic) + 1),
            10 + i, 15 * g_test_rand_int_range (1, 16), g_test_rand_bit ());
    for (int64_t step = 0; step < 60; step++) {
      change_at_random (clinic, (unsigned)g_test_rand_int_range (1, 4), 2000 + step, 12);
      test_authority_check_slots (clinic);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/decide-slots/taken", test_taken);
  g_test_add_func ("/feed/decide-slots/give-back", test_give_back);
  g_test_add_func ("/feed/decide-slots/capacity", test_capacity);
  g_test_add_func ("/feed/decide-slots/accepted", test_accepted);
  g_test_add_func ("/feed/decide-slots/past", test_past);
  g_test_add_func ("/feed/decide-slots/invariants", test_invariants);
  return g_test_run ();
}
