/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-call-back-plan.h"

/* A clock that is put right moves by seconds; one that was wrong moves by more. */
#define PUT_BACK_US (INT64_C (2) * 60 * 1000000)

/**
 * uke_call_back_plan_judge:
 * @promises: (array length=n_promises): the promises of open tasks, in any order
 * @n_promises: how many
 * @told_until_us: @told_until_us of the plan before; at the start, when the program was started
 * @now_us: UTC microseconds
 * @out_plan: (out caller-allocates): what to announce, and when to look again
 *
 * Each promise is announced once: what came up before @told_until_us is passed over, whatever
 * happens in between: a restart, a night, a computer that slept. A task that somebody is on is not
 * announced. A clock that was put back by minutes starts anew at the earlier time, because the
 * promises in between have not come yet.
 *
 * Thread: any
 * Source: product.md 4.3, issue 2 (promised call-back time)
 */
void
uke_call_back_plan_judge (const UkeCallBack *promises,
                          unsigned n_promises,
                          int64_t told_until_us,
                          int64_t now_us,
                          UkeCallBackPlan *out_plan)
{
  UkeCallBackPlan plan = { .told_until_us = MAX (told_until_us, now_us) };

  if (told_until_us - now_us > PUT_BACK_US)
    plan.told_until_us = now_us;
  for (unsigned i = 0; i < n_promises; i++) {
    const UkeCallBack *promise = &promises[i];

    if (promise->at_us > plan.told_until_us) {
      if (plan.next_us == 0 || promise->at_us < plan.next_us)
        plan.next_us = promise->at_us;
      continue;
    }
    if (promise->at_us <= told_until_us || promise->at_us > now_us
        || promise->claimed_until_us > now_us)
      continue;
    if (plan.n_due == 0 || promise->at_us < plan.first.at_us)
      plan.first = *promise;
    plan.n_due++;
  }
  *out_plan = plan;
}
