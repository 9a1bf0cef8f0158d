/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-test-authority.h"

#define NOW_US INT64_C (1795478400000000)
#define MINUTE_US (60 * G_USEC_PER_SEC)
#define TASK 40
#define FIRST_DESK 2
#define SECOND_DESK 3

/* What stands of the task for a desk that knows the history up to @base. */
static UkeDraft *
open_task (TestAuthority *authority, int64_t base)
{
  const UkeId id = test_id (TASK);
  UkeDraft *draft = uke_draft_new_from (test_authority_get (authority, &id, base));

  uke_draft_set_lease (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US);
  return draft;
}

static UkeOutcome
send (TestAuthority *authority, unsigned dev, int64_t base, UkeDraft *draft)
{
  static int64_t dseq;
  g_autoptr (UkeChangeSet) set = test_set_new (dev, ++dseq, base, NOW_US);

  uke_change_set_add_draft (set, draft);
  uke_draft_free (draft);
  return test_authority_apply (authority, set);
}

/* Somebody at the desk says that they are on the task. */
static UkeOutcome
claim (TestAuthority *authority, unsigned dev, int64_t base, int64_t until_us)
{
  const UkeId staff = test_id (60 + dev);
  UkeDraft *draft = open_task (authority, base);

  uke_draft_set_lease (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
  uke_draft_set_id (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID, &staff);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US, until_us);
  return send (authority, dev, base, draft);
}

static UkeOutcome
give_up (TestAuthority *authority, unsigned dev, int64_t base)
{
  UkeDraft *draft = open_task (authority, base);

  uke_draft_set_lease (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
  uke_draft_set_null (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
  uke_draft_set_null (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US);
  return send (authority, dev, base, draft);
}

static void
assert_holder (TestAuthority *authority, unsigned dev, int64_t until_us)
{
  const UkeId id = test_id (TASK), staff = test_id (60 + dev);
  UkeRecord *task = test_authority_get (authority, &id, test_authority_get_seq (authority));

  g_assert_true (uke_id_equal (uke_record_get_id_value (task, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID),
                               dev != 0 ? &staff : &UKE_ID_NONE));
  g_assert_cmpint (uke_record_get_time_us (task, UKE_FOLLOW_UP_CLAIMED_UNTIL_US), ==, until_us);
}

/* A task that the first desk is on, which the second has not heard of. */
static TestAuthority *
make_claimed (int64_t until_us)
{
  TestAuthority *self = test_authority_new (NOW_US);
  const UkeId id = test_id (TASK);
  UkeDraft *draft = uke_draft_new_with_id (&UKE_ENTITY_FOLLOW_UP, &id);

  uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON, "manual");
  g_assert_cmpint (send (self, FIRST_DESK, 0, draft), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (claim (self, FIRST_DESK, 1, until_us), ==, UKE_OUTCOME_APPLIED);
  return self;
}

/* Of two who did not hear of each other the first keeps the task, and somebody is told. */
static void
test_first_keeps (void)
{
  int64_t until_us = NOW_US + 15 * MINUTE_US;
  g_autoptr (TestAuthority) authority = make_claimed (until_us);
  const UkeConflictNote *note;

  g_assert_cmpint (claim (authority, SECOND_DESK, 1, NOW_US + 20 * MINUTE_US), ==,
                   UKE_OUTCOME_PARKED);
  assert_holder (authority, FIRST_DESK, until_us);
  note = test_authority_find_note (authority, UKE_NOTE_CLAIM_LOST);
  g_assert_nonnull (note);
  g_assert_true (note->needs_person);
}

/* Whoever saw the first takes the task over; so does anybody once the lease has run out, and then
 * holder and time are theirs, not one of each. */
static void
test_taken_over (void)
{
  g_autoptr (TestAuthority) seen = make_claimed (NOW_US + 15 * MINUTE_US);
  g_autoptr (TestAuthority) lapsed = make_claimed (NOW_US - MINUTE_US);

  g_assert_cmpint (claim (seen, SECOND_DESK, 2, NOW_US + MINUTE_US), ==, UKE_OUTCOME_APPLIED);
  assert_holder (seen, SECOND_DESK, NOW_US + MINUTE_US);
  g_assert_cmpint (claim (lapsed, SECOND_DESK, 1, NOW_US + MINUTE_US), ==, UKE_OUTCOME_APPLIED);
  assert_holder (lapsed, SECOND_DESK, NOW_US + MINUTE_US);
  /* Renewed by one who has not heard of that: the same holder as they knew, another time. */
  g_assert_cmpint (claim (lapsed, FIRST_DESK, 2, NOW_US + 15 * MINUTE_US), ==, UKE_OUTCOME_PARKED);
  assert_holder (lapsed, SECOND_DESK, NOW_US + MINUTE_US);
  lapsed->now_us = NOW_US + 2 * MINUTE_US;
  g_assert_cmpint (claim (lapsed, FIRST_DESK, 2, NOW_US + 15 * MINUTE_US), ==, UKE_OUTCOME_APPLIED);
  assert_holder (lapsed, FIRST_DESK, NOW_US + 15 * MINUTE_US);
}

/* A task that is given up is nobody's; one that somebody else took meanwhile stays theirs, and
 * nobody is asked about that. */
static void
test_given_up (void)
{
  int64_t until_us = NOW_US + 20 * MINUTE_US;
  g_autoptr (TestAuthority) free_task = make_claimed (NOW_US + 15 * MINUTE_US);
  g_autoptr (TestAuthority) taken = make_claimed (NOW_US + 15 * MINUTE_US);

  g_assert_cmpint (give_up (free_task, FIRST_DESK, 2), ==, UKE_OUTCOME_APPLIED);
  assert_holder (free_task, 0, 0);
  g_assert_cmpint (claim (taken, SECOND_DESK, 2, until_us), ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (give_up (taken, 4, 2), ==, UKE_OUTCOME_MERGED);
  assert_holder (taken, SECOND_DESK, until_us);
  g_assert_null (test_authority_find_note (taken, UKE_NOTE_CLAIM_LOST));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/decide-leases/first-keeps", test_first_keeps);
  g_test_add_func ("/feed/decide-leases/taken-over", test_taken_over);
  g_test_add_func ("/feed/decide-leases/given-up", test_given_up);
  return g_test_run ();
}
