/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-rate.h"

#define MINUTE_US (60 * (int64_t)1000000)

typedef struct {
  int64_t tokens_us; /* what is in the bucket, as time that filled it */
  int64_t at_us;
} Bucket;

struct _UkesRate {
  int64_t cost_us;     /* of one */
  int64_t max_us;      /* what a full bucket holds */
  GHashTable *buckets; /* (owned) (element-type uint32 Bucket) */
};

/**
 * ukes_rate_new:
 * @per_minute: how many a device may have a minute
 * @at_once: how many after it has had none for long
 *
 * Returns: (transfer full): full buckets
 * Thread: any
 */
UkesRate *
ukes_rate_new (unsigned per_minute, unsigned at_once)
{
  UkesRate *self = g_new0 (UkesRate, 1);

  self->cost_us = MINUTE_US / MAX (per_minute, 1);
  self->max_us = self->cost_us * MAX (at_once, 1);
  self->buckets = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

/**
 * ukes_rate_free:
 * @self: (nullable) (transfer full): buckets
 *
 * Thread: the one that takes
 */
void
ukes_rate_free (UkesRate *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->buckets);
  g_free (self);
}

/**
 * ukes_rate_take:
 * @self: buckets
 * @dev: who asks
 * @n: how much of it
 * @now_us: the time; on a clock that goes back nothing fills meanwhile
 *
 * All of it or nothing is taken. More than a full bucket holds is let go with a full one, so that
 * nothing waits for ever.
 *
 * Returns: 0 when it may go on, else how many seconds to wait
 * Thread: always the same
 * Source: security.md 7.1
 */
unsigned
ukes_rate_take (UkesRate *self, uint32_t dev, unsigned n, int64_t now_us)
{
  const int64_t cost_us = MIN (n * self->cost_us, self->max_us);
  Bucket *bucket = g_hash_table_lookup (self->buckets, GUINT_TO_POINTER (dev));

  if (bucket == NULL) {
    bucket = g_new0 (Bucket, 1);
    bucket->tokens_us = self->max_us;
    bucket->at_us = now_us;
    g_hash_table_insert (self->buckets, GUINT_TO_POINTER (dev), bucket);
  }
  bucket->tokens_us = MIN (self->max_us, bucket->tokens_us + MAX (now_us - bucket->at_us, 0));
  bucket->at_us = now_us;
  if (bucket->tokens_us < cost_us)
    return (unsigned)((cost_us - bucket->tokens_us) / G_USEC_PER_SEC) + 1;
  bucket->tokens_us -= cost_us;
  return 0;
}
