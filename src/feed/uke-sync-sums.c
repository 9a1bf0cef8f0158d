/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-sync-sums.h"

#include "feed/uke-row-hash.h"

#include <string.h>

/**
 * uke_sync_sums_new:
 *
 * Returns: (transfer full): sums of nothing
 * Thread: any
 */
UkeSyncSums *
uke_sync_sums_new (void)
{
  UkeSyncSums *self = g_new0 (UkeSyncSums, 1);

  g_atomic_ref_count_init (&self->refs);
  self->tables = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  return self;
}

/**
 * uke_sync_sums_ref:
 * @self: sums
 *
 * Returns: (transfer full): the same
 * Thread: any
 */
UkeSyncSums *
uke_sync_sums_ref (UkeSyncSums *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * uke_sync_sums_unref:
 * @self: (transfer full) (nullable): sums
 *
 * Thread: any
 */
void
uke_sync_sums_unref (UkeSyncSums *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->tables);
  g_free (self);
}

/**
 * uke_sync_sums_fold:
 * @self: sums
 * @table: a table's place among all
 * @n_buckets: a divisor of UKE_SYNC_SUMS_BUCKETS
 *
 * Returns: (transfer full): its sums one behind the other as a server with so many buckets has them
 * Thread: any
 * Source: sync.md 2.16
 */
GByteArray *
uke_sync_sums_fold (const UkeSyncSums *self, unsigned table, unsigned n_buckets)
{
  const uint8_t *sums = g_bytes_get_data (self->tables->pdata[table], NULL);
  GByteArray *folded = g_byte_array_new ();

  g_byte_array_set_size (folded, n_buckets * UKE_WIRE_DIGEST_SIZE);
  memset (folded->data, 0, folded->len);
  for (unsigned i = 0; i < UKE_SYNC_SUMS_BUCKETS; i++)
    uke_row_hash_add (folded->data + i % n_buckets * UKE_WIRE_DIGEST_SIZE,
                      sums + i * UKE_WIRE_DIGEST_SIZE);
  return folded;
}

static void
clear_bucket (gpointer data)
{
  UkeSyncBucket *bucket = data;

  g_clear_pointer (&bucket->rows, uke_wire_rows_free);
}

/**
 * uke_sync_repair_new:
 * @sums: what a desk has
 *
 * Returns: (transfer full): nothing to be put right at that place
 * Thread: any
 */
UkeSyncRepair *
uke_sync_repair_new (const UkeSyncSums *sums)
{
  UkeSyncRepair *self = g_new0 (UkeSyncRepair, 1);

  self->epoch = sums->epoch;
  self->seq = sums->seq;
  self->buckets = g_array_new (FALSE, TRUE, sizeof (UkeSyncBucket));
  g_array_set_clear_func (self->buckets, clear_bucket);
  return self;
}

/**
 * uke_sync_repair_free:
 * @self: (transfer full) (nullable): a repair
 *
 * Thread: any
 */
void
uke_sync_repair_free (UkeSyncRepair *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->buckets);
  g_free (self);
}
