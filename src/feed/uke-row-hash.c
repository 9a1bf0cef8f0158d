/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-row-hash.h"

#include "feed/uke-sha256.h"

#include <string.h>

static void
put_number (GByteArray *bytes, uint64_t number, unsigned n_bytes)
{
  uint8_t big_endian[8];

  for (unsigned i = 0; i < n_bytes; i++)
    big_endian[i] = (uint8_t)(number >> (8 * (n_bytes - 1 - i)));
  g_byte_array_append (bytes, big_endian, n_bytes);
}

static void
put_bytes (GByteArray *bytes, const void *data, size_t size)
{
  put_number (bytes, size, 4);
  g_byte_array_append (bytes, data, (guint)size);
}

static void
put_value (GByteArray *bytes, const UkeValue *value)
{
  put_number (bytes, value->kind, 1);
  switch (value->kind) {
  case UKE_VALUE_NULL:
    break;
  case UKE_VALUE_INT:
    put_number (bytes, (uint64_t)value->integer, 8);
    break;
  case UKE_VALUE_TEXT:
    put_bytes (bytes, value->text, strlen (value->text));
    break;
  case UKE_VALUE_ID:
    g_byte_array_append (bytes, value->id.bytes, sizeof value->id.bytes);
    break;
  }
}

/**
 * uke_row_hash:
 * @record: a row, deleted or not
 * @scratch: any bytes, for use again and again
 * @out_hash: (out): its hash
 *
 * Covers the table, the id, the entries that made and deleted it, and each field's value and
 * version where it has either, so that a new field that nobody has set changes no hash.
 *
 * Thread: any
 * Source: doc/formats.md, sync.md 2.16
 */
void
uke_row_hash (UkeRecord *record, GByteArray *scratch, uint8_t out_hash[UKE_ROW_HASH_SIZE])
{
  const UkeEntity *entity = uke_record_get_entity (record);
  const UkeId *id = uke_record_get_id (record);
  uint8_t hash[UKE_SHA256_SIZE];

  g_byte_array_set_size (scratch, 0);
  put_number (scratch, 1, 1);
  put_number (scratch, entity->number, 2);
  g_byte_array_append (scratch, id->bytes, sizeof id->bytes);
  put_number (scratch, (uint64_t)uke_record_get_created_seq (record), 8);
  put_number (scratch, (uint64_t)uke_record_get_deleted_seq (record), 8);
  for (unsigned i = 0; i < entity->n_fields; i++) {
    const UkeValue *value = uke_record_get_value (record, i);
    int64_t version = uke_record_get_version (record, i);

    if (value->kind == UKE_VALUE_NULL && version == 0)
      continue;
    put_number (scratch, entity->fields[i].id, 2);
    put_number (scratch, (uint64_t)version, 8);
    put_value (scratch, value);
  }
  uke_sha256 (scratch->data, scratch->len, hash);
  memcpy (out_hash, hash, UKE_ROW_HASH_SIZE);
}

/**
 * uke_row_hash_add:
 * @sum: (inout): a sum
 * @hash: what is added
 *
 * Thread: any
 */
void
uke_row_hash_add (uint8_t sum[UKE_ROW_HASH_SIZE], const uint8_t hash[UKE_ROW_HASH_SIZE])
{
  unsigned carry = 0;

  for (unsigned i = UKE_ROW_HASH_SIZE; i > 0; i--) {
    carry += (unsigned)sum[i - 1] + hash[i - 1];
    sum[i - 1] = (uint8_t)carry;
    carry >>= 8;
  }
}

/**
 * uke_row_hash_subtract:
 * @sum: (inout): a sum
 * @hash: what is taken from it
 *
 * Thread: any
 */
void
uke_row_hash_subtract (uint8_t sum[UKE_ROW_HASH_SIZE], const uint8_t hash[UKE_ROW_HASH_SIZE])
{
  int borrow = 0;

  for (unsigned i = UKE_ROW_HASH_SIZE; i > 0; i--) {
    int difference = (int)sum[i - 1] - hash[i - 1] - borrow;

    sum[i - 1] = (uint8_t)difference;
    borrow = difference < 0;
  }
}
