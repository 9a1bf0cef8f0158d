/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * UkeCallBack:
 * @follow_up_id: the task
 * @at_us: when it comes up: the promised time, or the end of a snooze after it
 * @claimed_until_us: until when somebody is on it already, 0: nobody is
 *
 * A promise to ring somebody back.
 */
typedef struct {
  UkeId follow_up_id;
  int64_t at_us;
  int64_t claimed_until_us;
} UkeCallBack;

/**
 * UkeCallBackPlan:
 * @n_due: how many are to be announced now
 * @first: the one whose time came first, where there is one
 * @next_us: when the next one comes, 0: none is known
 * @told_until_us: what came up until this moment need not be looked at again
 */
typedef struct {
  unsigned n_due;
  UkeCallBack first;
  int64_t next_us;
  int64_t told_until_us;
} UkeCallBackPlan;

void uke_call_back_plan_judge (const UkeCallBack *promises,
                               unsigned n_promises,
                               int64_t told_until_us,
                               int64_t now_us,
                               UkeCallBackPlan *out_plan);

G_END_DECLS
