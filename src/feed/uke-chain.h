/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "feed/uke-hlc.h"
#include "feed/uke-sha256.h"

G_BEGIN_DECLS

/** UkeOutcome: what became of a change-set. Stored as a number. */
typedef enum {
  UKE_OUTCOME_APPLIED = 1, /* everything as its author meant it */
  UKE_OUTCOME_MERGED,      /* something was done otherwise; the notes say what */
  UKE_OUTCOME_PARKED,      /* nothing was changed; the notes say why */
} UkeOutcome;

/**
 * UkeLogMeta:
 *
 * What an entry of the log says besides its payload. Its byte layout (doc/formats.md) is part of
 * the chain and never changes; a new layout gets a new first byte.
 */
typedef struct {
  UkeId change_set_id;
  uint32_t dev;
  uint64_t inc;
  int64_t dseq;
  UkeId usr;
  unsigned intent;
  UkeOutcome outcome;
  UkeHlc hlc; /* as clamped by the authority */
  UkeClockQuality clkq;
  int64_t at_us; /* when the authority decided, by its own clock */
  unsigned sv;
  uint8_t effect_hash[UKE_SHA256_SIZE]; /* zeros when the outcome is APPLIED */
} UkeLogMeta;

#define UKE_LOG_META_SIZE 107

extern const uint8_t UKE_CHAIN_START[UKE_SHA256_SIZE];

void uke_log_meta_write (const UkeLogMeta *meta, uint8_t out_bytes[UKE_LOG_META_SIZE]);
gboolean uke_log_meta_read (const uint8_t bytes[UKE_LOG_META_SIZE], UkeLogMeta *out_meta);
void uke_chain_next_hashed (const uint8_t previous[UKE_SHA256_SIZE],
                            int64_t seq,
                            const uint8_t meta_hash[UKE_SHA256_SIZE],
                            const uint8_t payload_hash[UKE_SHA256_SIZE],
                            uint8_t out_chain[UKE_SHA256_SIZE]);
void uke_chain_next (const uint8_t previous[UKE_SHA256_SIZE],
                     int64_t seq,
                     const UkeLogMeta *meta,
                     const uint8_t payload_hash[UKE_SHA256_SIZE],
                     uint8_t out_chain[UKE_SHA256_SIZE]);

G_END_DECLS
