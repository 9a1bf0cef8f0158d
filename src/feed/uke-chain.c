/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-chain.h"

#include <string.h>

#define LAYOUT_1 0x01

/** UKE_CHAIN_START: what stands before the first entry of a feed. */
const uint8_t UKE_CHAIN_START[UKE_SHA256_SIZE] = { 0 };

static uint8_t *
put_number (uint8_t *at, uint64_t number, unsigned n_bytes)
{
  for (unsigned i = 0; i < n_bytes; i++)
    at[i] = (uint8_t)(number >> (8 * (n_bytes - 1 - i)));
  return at + n_bytes;
}

static uint8_t *
put_bytes (uint8_t *at, const void *bytes, size_t n_bytes)
{
  memcpy (at, bytes, n_bytes);
  return at + n_bytes;
}

/**
 * uke_log_meta_write:
 * @meta: an entry's facts
 * @out_bytes: (out): their layout, big-endian
 *
 * Thread: any
 * Source: doc/formats.md, decision 3
 */
void
uke_log_meta_write (const UkeLogMeta *meta, uint8_t out_bytes[UKE_LOG_META_SIZE])
{
  uint8_t *at = out_bytes;

  at = put_number (at, LAYOUT_1, 1);
  at = put_bytes (at, meta->change_set_id.bytes, 16);
  at = put_number (at, meta->dev, 4);
  at = put_number (at, meta->inc, 8);
  at = put_number (at, (uint64_t)meta->dseq, 8);
  at = put_bytes (at, meta->usr.bytes, 16);
  at = put_number (at, meta->intent, 2);
  at = put_number (at, meta->outcome, 1);
  at = put_number (at, meta->hlc, 8);
  at = put_number (at, meta->clkq, 1);
  at = put_number (at, (uint64_t)meta->at_us, 8);
  at = put_number (at, meta->sv, 2);
  at = put_bytes (at, meta->effect_hash, UKE_SHA256_SIZE);
  g_assert (at == out_bytes + UKE_LOG_META_SIZE);
}

/**
 * uke_chain_next:
 * @previous: the chain value of the entry before, or `UKE_CHAIN_START`
 * @seq: the entry's sequence number, from 1
 * @meta: the entry's facts
 * @payload_hash: SHA-256 of the exact bytes of its change-set
 * @out_chain: (out): SHA-256 (0x01 | @previous | be64 (@seq) | SHA-256 (meta) | @payload_hash)
 *
 * The payload enters by its hash, so that it can be erased and the chain still be checked.
 *
 * Thread: any
 * Source: sync.md 2.2
 */
void
uke_chain_next (const uint8_t previous[UKE_SHA256_SIZE],
                int64_t seq,
                const UkeLogMeta *meta,
                const uint8_t payload_hash[UKE_SHA256_SIZE],
                uint8_t out_chain[UKE_SHA256_SIZE])
{
  uint8_t meta_bytes[UKE_LOG_META_SIZE], entry[1 + 32 + 8 + 32 + 32];
  uint8_t *at = entry;

  uke_log_meta_write (meta, meta_bytes);
  at = put_number (at, LAYOUT_1, 1);
  at = put_bytes (at, previous, UKE_SHA256_SIZE);
  at = put_number (at, (uint64_t)seq, 8);
  uke_sha256 (meta_bytes, sizeof meta_bytes, at);
  at += UKE_SHA256_SIZE;
  at = put_bytes (at, payload_hash, UKE_SHA256_SIZE);
  g_assert (at == entry + sizeof entry);
  uke_sha256 (entry, sizeof entry, out_chain);
}
