/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-follow-up-rank.h"

#include "model/uke-codes.h"

typedef struct {
  UkeZone *zone;
  int64_t now_us; /* Tuesday 2026-11-24, 10:42 */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->zone = uke_zone_new ("Asia/Tokyo", NULL);
  fixture->now_us = uke_zone_at (fixture->zone, uke_date_from_ymd (2026, 11, 24), 642);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  uke_zone_unref (fixture->zone);
}

static int64_t
at (Fixture *fixture, int days, int minute)
{
  return uke_zone_at (fixture->zone, uke_date_from_ymd (2026, 11, 24) + days, minute);
}

static UkeFollowUpSection
judge (Fixture *fixture, UkeFollowUpFacts facts, UkeFollowUpRank *out_rank)
{
  UkeFollowUpSection section;

  if (facts.state == NULL)
    facts.state = UKE_FOLLOW_UP_OPEN;
  uke_follow_up_judge (&facts, fixture->zone, fixture->now_us, out_rank, &section);
  return section;
}

/* A promise whose time has come is first, before everything else. */
static void
test_promise (Fixture *fixture, gconstpointer data)
{
  UkeFollowUpRank promised, worst;

  g_assert_cmpint (
      judge (fixture,
             (UkeFollowUpFacts){ .reason = "callback", .call_back_at_us = at (fixture, 0, 630) },
             &promised),
      ==, UKE_FOLLOW_UP_SECTION_URGENT);
  judge (fixture,
         (UkeFollowUpFacts){ .reason = "handoff",
                             .due_at_us = at (fixture, -90, 600),
                             .best_hours = "any 10:00-12:00",
                             .attempts = 5 },
         &worst);
  g_assert_cmpint (promised.score, ==, 100);
  g_assert_cmpint (worst.score, <, 100);
  g_assert_cmpint (promised.reasons[0].reason, ==, UKE_RANK_CALL_BACK_NOW);
  g_assert_cmpint (promised.reasons[0].number, ==, 12);
}

/* What is overdue stands in the first part and says by how many days. */
static void
test_overdue (Fixture *fixture, gconstpointer data)
{
  UkeFollowUpRank rank;

  g_assert_cmpint (
      judge (fixture,
             (UkeFollowUpFacts){ .reason = "aftercare", .due_at_us = at (fixture, -1, 1020) },
             &rank),
      ==, UKE_FOLLOW_UP_SECTION_URGENT);
  g_assert_cmpuint (rank.n_reasons, ==, 2);
  g_assert_cmpint (rank.reasons[1].reason, ==, UKE_RANK_OVERDUE_DAYS);
  g_assert_cmpint (rank.reasons[1].number, ==, 1);
}

/* A good time now lifts a task above the same task at a bad time. */
static void
test_good_time (Fixture *fixture, gconstpointer data)
{
  UkeFollowUpRank now, later;
  UkeFollowUpFacts facts
      = { .reason = "recall", .due_at_us = at (fixture, 0, 1020), .best_hours = "any 10:30-12:00" };

  g_assert_cmpint (judge (fixture, facts, &now), ==, UKE_FOLLOW_UP_SECTION_NOW);
  facts.best_hours = "any 18:00-20:00";
  g_assert_cmpint (judge (fixture, facts, &later), ==, UKE_FOLLOW_UP_SECTION_LATER);
  g_assert_cmpint (now.score, >, later.score);
}

/* What is put off waits; what was called today and waits stays visible among the done. */
static void
test_planned (Fixture *fixture, gconstpointer data)
{
  UkeFollowUpRank rank;
  UkeFollowUpFacts facts
      = { .reason = "recall", .state = UKE_FOLLOW_UP_LATER, .not_before_us = at (fixture, 1, 600) };

  g_assert_cmpint (judge (fixture, facts, &rank), ==, UKE_FOLLOW_UP_SECTION_PLANNED);
  facts.is_called_today = TRUE;
  g_assert_cmpint (judge (fixture, facts, &rank), ==, UKE_FOLLOW_UP_SECTION_DONE);
  facts.is_called_today = FALSE;
  facts.not_before_us = at (fixture, 0, 600);
  g_assert_cmpint (judge (fixture, facts, &rank), ==, UKE_FOLLOW_UP_SECTION_LATER);
}

/* Closed tasks are done, used-up ones are to be decided. */
static void
test_states (Fixture *fixture, gconstpointer data)
{
  UkeFollowUpRank rank;

  g_assert_cmpint (
      judge (fixture, (UkeFollowUpFacts){ .reason = "recall", .state = UKE_FOLLOW_UP_DONE }, &rank),
      ==, UKE_FOLLOW_UP_SECTION_DONE);
  g_assert_cmpint (judge (fixture,
                          (UkeFollowUpFacts){ .reason = "recall", .state = UKE_FOLLOW_UP_REVIEW },
                          &rank),
                   ==, UKE_FOLLOW_UP_SECTION_REVIEW);
}

/* The score is the sum of what is shown, so that anybody can add it up. */
static void
test_explained (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (int i = 0; i < 2000; i++) {
    UkeFollowUpFacts facts = { .reason = i % 2 == 0 ? "recall" : "no_show",
                               .due_at_us = at (fixture, g_rand_int_range (rand, -20, 20),
                                                g_rand_int_range (rand, 540, 1080)),
                               .best_hours = i % 3 == 0 ? "any 10:00-12:00" : NULL,
                               .attempts = g_rand_int_range (rand, 0, 4) };
    UkeFollowUpRank rank;
    int sum = 0;

    judge (fixture, facts, &rank);
    for (unsigned k = 0; k < rank.n_reasons; k++) {
      sum += rank.reasons[k].points;
      g_assert_true (k == 0 || rank.reasons[k - 1].points >= rank.reasons[k].points);
    }
    g_assert_cmpint (rank.score, ==, MIN (sum, 99));
  }
}

/* What was handed to the doctor is pinned to the top, although it is not late yet. */
static void
test_handoff (Fixture *fixture, gconstpointer data)
{
  UkeFollowUpRank rank;

  g_assert_cmpint (
      judge (fixture, (UkeFollowUpFacts){ .reason = "handoff", .due_at_us = at (fixture, 0, 670) },
             &rank),
      ==, UKE_FOLLOW_UP_SECTION_URGENT);
  g_assert_cmpint (
      judge (fixture, (UkeFollowUpFacts){ .reason = "recall", .due_at_us = at (fixture, 0, 670) },
             &rank),
      ==, UKE_FOLLOW_UP_SECTION_LATER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                                            \
  g_test_add ("/model/follow-up-rank/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("promise", test_promise);
  ADD ("overdue", test_overdue);
  ADD ("good-time", test_good_time);
  ADD ("planned", test_planned);
  ADD ("states", test_states);
  ADD ("handoff", test_handoff);
  ADD ("explained", test_explained);
  return g_test_run ();
}
