/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sync/uke-unsent.h"

/**
 * uke_unsent_get_patience_ms:
 * @since_us: when the oldest change was made that the server has not seen, UTC microseconds; 0
 * where that is not known
 * @now_us: UTC microseconds
 *
 * What is on its way for less than a moment is not marked as unsent: each booking of a connected
 * desk would flicker. Where the clock was put back meanwhile, it is marked.
 *
 * Returns: for how long nothing is marked yet, milliseconds; 0: it is marked
 * Thread: any
 * Source: product.md 4.1 no. 27
 */
unsigned
uke_unsent_get_patience_ms (int64_t since_us, int64_t now_us)
{
  int64_t age_us = now_us - since_us;

  if (since_us == 0 || age_us < 0 || age_us >= UKE_UNSENT_PATIENCE_US)
    return 0;
  return (unsigned)((UKE_UNSENT_PATIENCE_US - age_us) / 1000) + 1;
}
