/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-chain.h"

#include <string.h>

static void
assert_hex (const uint8_t *bytes, size_t size, const char *wanted)
{
  g_autoptr (GString) hex = g_string_new (NULL);

  for (size_t i = 0; i < size; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  g_assert_cmpstr (hex->str, ==, wanted);
}

static UkeLogMeta
make_meta (void)
{
  UkeLogMeta meta = { .dev = 1,
                      .inc = 0x0123456789abcdef,
                      .dseq = 7,
                      .intent = 20,
                      .outcome = UKE_OUTCOME_APPLIED,
                      .hlc = 0x019ab1c2d3e40001,
                      .clkq = UKE_CLOCK_SYNCED,
                      .at_us = 1763942400000000,
                      .sv = 1 };

  memset (meta.change_set_id.bytes, 0xc5, 16);
  memset (meta.usr.bytes, 0x57, 16);
  return meta;
}

/* The layout of an entry's facts is what it always was, byte by byte. */
static void
test_meta_golden (void)
{
  const UkeLogMeta meta = make_meta ();
  uint8_t bytes[UKE_LOG_META_SIZE];

  uke_log_meta_write (&meta, bytes);
  assert_hex (bytes, sizeof bytes,
              "01"
              "c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5"
              "00000001"
              "0123456789abcdef"
              "0000000000000007"
              "57575757575757575757575757575757"
              "0014"
              "01"
              "019ab1c2d3e40001"
              "00"
              "0006444bd8280000"
              "0001"
              "0000000000000000000000000000000000000000000000000000000000000000");
}

/* The chain is the formula, computed here a second time by another implementation of SHA-256. */
static void
test_formula (void)
{
  const UkeLogMeta meta = make_meta ();
  uint8_t bytes[UKE_LOG_META_SIZE], payload_hash[32], chain[32], wanted[32];
  const uint8_t layout = 1, seq[8] = { 0, 0, 0, 0, 0, 0, 1, 2 };
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256),
                        meta_sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = 32;

  memset (payload_hash, 0xaa, 32);
  uke_chain_next (UKE_CHAIN_START, 258, &meta, payload_hash, chain);
  uke_log_meta_write (&meta, bytes);
  g_checksum_update (meta_sum, bytes, sizeof bytes);
  g_checksum_get_digest (meta_sum, wanted, &size);
  g_checksum_update (sum, &layout, 1);
  g_checksum_update (sum, UKE_CHAIN_START, 32);
  g_checksum_update (sum, seq, 8);
  g_checksum_update (sum, wanted, 32);
  g_checksum_update (sum, payload_hash, 32);
  g_checksum_get_digest (sum, wanted, &size);
  g_assert_cmpmem (chain, 32, wanted, 32);
}

/* Every fact, the number, the payload and the entry before are covered: changing one changes it. */
static void
test_covers (void)
{
  UkeLogMeta meta = make_meta ();
  uint8_t payload_hash[32] = { 1 }, before[32] = { 2 }, chain[32], other[32];

  uke_chain_next (before, 5, &meta, payload_hash, chain);
  uke_chain_next (before, 6, &meta, payload_hash, other);
  g_assert_cmpint (memcmp (chain, other, 32), !=, 0);
  meta.at_us++;
  uke_chain_next (before, 5, &meta, payload_hash, other);
  g_assert_cmpint (memcmp (chain, other, 32), !=, 0);
  meta = make_meta ();
  meta.effect_hash[31] = 1;
  uke_chain_next (before, 5, &meta, payload_hash, other);
  g_assert_cmpint (memcmp (chain, other, 32), !=, 0);
  meta = make_meta ();
  before[0] = 3;
  uke_chain_next (before, 5, &meta, payload_hash, other);
  g_assert_cmpint (memcmp (chain, other, 32), !=, 0);
  before[0] = 2;
  payload_hash[0] = 0;
  uke_chain_next (before, 5, &meta, payload_hash, other);
  g_assert_cmpint (memcmp (chain, other, 32), !=, 0);
}

/* Facts come out of their layout as they went in, and what cannot be is refused. */
static void
test_meta_read (void)
{
  const UkeLogMeta meta = make_meta ();
  uint8_t bytes[UKE_LOG_META_SIZE], again[UKE_LOG_META_SIZE];
  UkeLogMeta read;

  uke_log_meta_write (&meta, bytes);
  g_assert_true (uke_log_meta_read (bytes, &read));
  uke_log_meta_write (&read, again);
  g_assert_cmpmem (bytes, sizeof bytes, again, sizeof again);
  bytes[0] = 2;
  g_assert_false (uke_log_meta_read (bytes, &read));
  for (unsigned at = 0; at < sizeof bytes; at++)
    for (unsigned value = 0; value < 256; value += 5) {
      uke_log_meta_write (&meta, bytes);
      bytes[at] = (uint8_t)value;
      if (!uke_log_meta_read (bytes, &read))
        continue;
      uke_log_meta_write (&read, again);
      g_assert_cmpmem (bytes, sizeof bytes, again, sizeof again);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/chain/meta-golden", test_meta_golden);
  g_test_add_func ("/feed/chain/meta-read", test_meta_read);
  g_test_add_func ("/feed/chain/formula", test_formula);
  g_test_add_func ("/feed/chain/covers", test_covers);
  return g_test_run ();
}
