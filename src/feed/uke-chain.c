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

static uint64_t
take_number (const uint8_t **at, unsigned n_bytes)
{
  uint64_t number = 0;

  for (unsigned i = 0; i < n_bytes; i++)
    number = number << 8 | *(*at)++;
  return number;
}

static void
take_bytes (const uint8_t **at, void *out_bytes, size_t n_bytes)
{
  memcpy (out_bytes, *at, n_bytes);
  *at += n_bytes;
}

/**
 * uke_log_meta_read:
 * @bytes: a layout, not trusted
 * @out_meta: (out): its facts; undefined on failure
 *
 * Returns: whether it is a layout that this program knows, and says nothing impossible: what was
 *   read is written as the same bytes again
 * Thread: any
 * Source: doc/formats.md
 */
gboolean
uke_log_meta_read (const uint8_t bytes[UKE_LOG_META_SIZE], UkeLogMeta *out_meta)
{
  const uint8_t *at = bytes;

  if (take_number (&at, 1) != LAYOUT_1)
    return FALSE;
  *out_meta = (UkeLogMeta){ 0 };
  take_bytes (&at, out_meta->change_set_id.bytes, 16);
  out_meta->dev = (uint32_t)take_number (&at, 4);
  out_meta->inc = take_number (&at, 8);
  out_meta->dseq = (int64_t)take_number (&at, 8);
  take_bytes (&at, out_meta->usr.bytes, 16);
  out_meta->intent = (unsigned)take_number (&at, 2);
  out_meta->outcome = (UkeOutcome)take_number (&at, 1);
  out_meta->hlc = take_number (&at, 8);
  out_meta->clkq = (UkeClockQuality)take_number (&at, 1);
  out_meta->at_us = (int64_t)take_number (&at, 8);
  out_meta->sv = (unsigned)take_number (&at, 2);
  take_bytes (&at, out_meta->effect_hash, UKE_SHA256_SIZE);
  g_assert (at == bytes + UKE_LOG_META_SIZE);
  return out_meta->outcome >= UKE_OUTCOME_APPLIED && out_meta->outcome <= UKE_OUTCOME_PARKED
         && out_meta->clkq <= UKE_CLOCK_UNKNOWN && out_meta->inc <= INT64_MAX
         && out_meta->dseq >= 0;
}

/**
 * uke_chain_next_hashed:
 * @previous: the chain value of the entry before, or `UKE_CHAIN_START`
 * @seq: the entry's sequence number, from 1
 * @meta_hash: SHA-256 of the entry's facts
 * @payload_hash: SHA-256 of the exact bytes of its change-set
 * @out_chain: (out): SHA-256 (0x01 | @previous | be64 (@seq) | @meta_hash | @payload_hash)
 *
 * Both enter by their hash, so that the payload can be erased, and an entry be handed to somebody
 * who may not read it, and the chain still be checked.
 *
 * Thread: any
 * Source: sync.md 2.2
 */
void
uke_chain_next_hashed (const uint8_t previous[UKE_SHA256_SIZE],
                       int64_t seq,
                       const uint8_t meta_hash[UKE_SHA256_SIZE],
                       const uint8_t payload_hash[UKE_SHA256_SIZE],
                       uint8_t out_chain[UKE_SHA256_SIZE])
{
  uint8_t entry[1 + 32 + 8 + 32 + 32];
  uint8_t *at = entry;

  at = put_number (at, LAYOUT_1, 1);
  at = put_bytes (at, previous, UKE_SHA256_SIZE);
  at = put_number (at, (uint64_t)seq, 8);
  at = put_bytes (at, meta_hash, UKE_SHA256_SIZE);
  at = put_bytes (at, payload_hash, UKE_SHA256_SIZE);
  g_assert (at == entry + sizeof entry);
  uke_sha256 (entry, sizeof entry, out_chain);
}

/**
 * uke_chain_next:
 * @previous: the chain value of the entry before, or `UKE_CHAIN_START`
 * @seq: the entry's sequence number, from 1
 * @meta: the entry's facts
 * @payload_hash: SHA-256 of the exact bytes of its change-set
 * @out_chain: (out): SHA-256 (0x01 | @previous | be64 (@seq) | SHA-256 (meta) | @payload_hash)
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
  uint8_t bytes[UKE_LOG_META_SIZE], meta_hash[UKE_SHA256_SIZE];

  uke_log_meta_write (meta, bytes);
  uke_sha256 (bytes, sizeof bytes, meta_hash);
  uke_chain_next_hashed (previous, seq, meta_hash, payload_hash, out_chain);
}
