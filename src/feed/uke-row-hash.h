/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-record.h"

G_BEGIN_DECLS

/** UKE_ROW_HASH_SIZE: a row's hash, cut to 128 bits. */
#define UKE_ROW_HASH_SIZE 16

/** UkeRowParts: what a record consists of, where making one for each row would cost too much. */
typedef struct {
  const UkeEntity *entity;
  const UkeId *id;
  int64_t created_seq, deleted_seq;
  const UkeValue *values;
  const int64_t *versions;
  const UkeExt *ext; /* (nullable) */
} UkeRowParts;

void uke_row_hash (UkeRecord *record, GByteArray *scratch, uint8_t out_hash[UKE_ROW_HASH_SIZE]);
void uke_row_hash_parts (const UkeRowParts *parts,
                         GByteArray *scratch,
                         uint8_t out_hash[UKE_ROW_HASH_SIZE]);

/* Sums modulo 2^128, big-endian. */
void uke_row_hash_add (uint8_t sum[UKE_ROW_HASH_SIZE], const uint8_t hash[UKE_ROW_HASH_SIZE]);
void uke_row_hash_subtract (uint8_t sum[UKE_ROW_HASH_SIZE], const uint8_t hash[UKE_ROW_HASH_SIZE]);

G_END_DECLS
