/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-call-pace.h"

#define MINUTE_US (INT64_C (60) * 1000000)

/**
 * uke_call_pace_end:
 * @first_call_us: when the first call of the day was made
 * @n_called: calls of the day so far
 * @n_left: calls still to be made
 * @now_us: UTC microseconds
 *
 * Expects the rest of the day's calls to take as long a piece as those before. Breaks count in: who
 * stops for lunch ends later.
 *
 * Returns: when the last call will be over, to five minutes; 0 where too little is known
 * Thread: any
 * Source: design.md 12 no. 04 (pace)
 */
int64_t
uke_call_pace_end (int64_t first_call_us, unsigned n_called, unsigned n_left, int64_t now_us)
{
  int64_t end_us;

  if (n_called < UKE_CALL_PACE_MIN_CALLS || n_left == 0 || first_call_us <= 0
      || first_call_us >= now_us)
    return 0;
  end_us = now_us + (now_us - first_call_us) / n_called * n_left;
  return (end_us + 5 * MINUTE_US - 1) / (5 * MINUTE_US) * (5 * MINUTE_US);
}
