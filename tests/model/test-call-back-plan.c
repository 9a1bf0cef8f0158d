/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-call-back-plan.h"

#define MINUTE_US (INT64_C (60) * 1000000)
#define START_US (INT64_C (1795482000) * 1000000)

static UkeCallBack
promise_at (int minute)
{
  UkeCallBack promise = { .at_us = START_US + minute * MINUTE_US };

  promise.follow_up_id.bytes[15] = (uint8_t)minute;
  return promise;
}

static UkeCallBackPlan
judge (const UkeCallBack *promises, unsigned n, int told_until, int now)
{
  UkeCallBackPlan plan;

  uke_call_back_plan_judge (promises, n, START_US + told_until * MINUTE_US,
                            START_US + now * MINUTE_US, &plan);
  return plan;
}

/* Before its time a promise only says when to look; at its time it is announced, once. */
static void
test_once (void)
{
  UkeCallBack promises[] = { promise_at (48) };
  UkeCallBackPlan plan = judge (promises, 1, 0, 47);

  g_assert_cmpuint (plan.n_due, ==, 0);
  g_assert_cmpint (plan.next_us, ==, promises[0].at_us);
  plan = judge (promises, 1, 47, 48);
  g_assert_cmpuint (plan.n_due, ==, 1);
  g_assert_cmpint (plan.first.at_us, ==, promises[0].at_us);
  g_assert_cmpint (plan.next_us, ==, 0);
  plan = judge (promises, 1, 48, 49);
  g_assert_cmpuint (plan.n_due, ==, 0);
}

/* Several that come together are one announcement that leads to the first of them. */
static void
test_together (void)
{
  UkeCallBack promises[] = { promise_at (50), promise_at (48), promise_at (90) };
  UkeCallBackPlan plan = judge (promises, 3, 10, 51);

  g_assert_cmpuint (plan.n_due, ==, 2);
  g_assert_cmpint (plan.first.at_us, ==, promises[1].at_us);
  g_assert_cmpint (plan.next_us, ==, promises[2].at_us);
}

/* After a night or a sleep what came up meanwhile is announced; after a restart it is not again. */
static void
test_gap_and_restart (void)
{
  UkeCallBack promises[] = { promise_at (48) };

  g_assert_cmpuint (judge (promises, 1, 10, 24 * 60).n_due, ==, 1);
  g_assert_cmpuint (judge (promises, 1, 49, 50).n_due, ==, 0);
}

/* Whoever has taken the call on needs no reminder of it. */
static void
test_claimed (void)
{
  UkeCallBack promises[] = { promise_at (48) };

  promises[0].claimed_until_us = START_US + 60 * MINUTE_US;
  g_assert_cmpuint (judge (promises, 1, 10, 48).n_due, ==, 0);
  promises[0].claimed_until_us = START_US + 40 * MINUTE_US;
  g_assert_cmpuint (judge (promises, 1, 10, 48).n_due, ==, 1);
}

/* A clock that is put back by hours starts anew; one that is put right by a minute says nothing
 * twice. */
static void
test_put_back (void)
{
  UkeCallBack promises[] = { promise_at (48) };
  UkeCallBackPlan plan = judge (promises, 1, 120, 40);

  g_assert_cmpuint (plan.n_due, ==, 0);
  g_assert_cmpint (plan.next_us, ==, promises[0].at_us);
  g_assert_cmpint (plan.told_until_us, ==, START_US + 40 * MINUTE_US);
  plan = judge (promises, 1, 48, 47);
  g_assert_cmpint (plan.next_us, ==, 0);
  g_assert_cmpint (plan.told_until_us, ==, START_US + 48 * MINUTE_US);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/call-back-plan/once", test_once);
  g_test_add_func ("/model/call-back-plan/together", test_together);
  g_test_add_func ("/model/call-back-plan/gap-and-restart", test_gap_and_restart);
  g_test_add_func ("/model/call-back-plan/claimed", test_claimed);
  g_test_add_func ("/model/call-back-plan/put-back", test_put_back);

  return g_test_run ();
}
