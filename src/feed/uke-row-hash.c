/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-row-hash.h"

#include "feed/uke-ext-bytes.h"
#include "feed/uke-sha256.h"

#include <string.h>

/* The table, the id, and the entries that made and deleted the row. */
static void
put_row (GByteArray *bytes,
         const UkeEntity *entity,
         const UkeId *id,
         int64_t created_seq,
         int64_t deleted_seq)
{
  g_byte_array_set_size (bytes, 0);
  uke_ext_bytes_put_number (bytes, 1, 1);
  uke_ext_bytes_put_number (bytes, entity->number, 2);
  g_byte_array_append (bytes, id->bytes, sizeof id->bytes);
  uke_ext_bytes_put_number (bytes, (uint64_t)created_seq, 8);
  uke_ext_bytes_put_number (bytes, (uint64_t)deleted_seq, 8);
}

static void
put_field (GByteArray *bytes, unsigned id, const UkeValue *value, int64_t version)
{
  if (value->kind == UKE_VALUE_NULL && version == 0)
    return;
  uke_ext_bytes_put_number (bytes, id, 2);
  uke_ext_bytes_put_number (bytes, (uint64_t)version, 8);
  uke_ext_bytes_put_value (bytes, value);
}

/* Fields that this program does not know, below @id: each stands where a program that knows it has
 * it, so that both come to the same hash. */
static void
put_ext (GByteArray *bytes, const UkeExt *ext, unsigned id, unsigned *inout_at)
{
  for (; *inout_at < uke_ext_get_n (ext); (*inout_at)++) {
    const UkeExtField *field = uke_ext_get (ext, *inout_at);

    if (field->id >= id)
      return;
    put_field (bytes, field->id, &field->value, field->version);
  }
}

static void
end_hash (const GByteArray *bytes, uint8_t out_hash[UKE_ROW_HASH_SIZE])
{
  uint8_t hash[UKE_SHA256_SIZE];

  uke_sha256 (bytes->data, bytes->len, hash);
  memcpy (out_hash, hash, UKE_ROW_HASH_SIZE);
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
  const UkeExt *ext = uke_record_get_ext (record);
  unsigned at = 0;

  put_row (scratch, entity, uke_record_get_id (record), uke_record_get_created_seq (record),
           uke_record_get_deleted_seq (record));
  for (unsigned i = 0; i < entity->n_fields; i++) {
    put_ext (scratch, ext, entity->fields[i].id, &at);
    put_field (scratch, entity->fields[i].id, uke_record_get_value (record, i),
               uke_record_get_version (record, i));
  }
  put_ext (scratch, ext, UINT_MAX, &at);
  end_hash (scratch, out_hash);
}

/**
 * uke_row_hash_parts:
 * @parts: a row that is no record
 * @scratch: any bytes, for use again and again
 * @out_hash: (out): as uke_row_hash() of the record with these parts
 *
 * Thread: any
 */
void
uke_row_hash_parts (const UkeRowParts *parts,
                    GByteArray *scratch,
                    uint8_t out_hash[UKE_ROW_HASH_SIZE])
{
  const UkeEntity *entity = parts->entity;
  unsigned at = 0;

  put_row (scratch, entity, parts->id, parts->created_seq, parts->deleted_seq);
  for (unsigned i = 0; i < entity->n_fields; i++) {
    put_ext (scratch, parts->ext, entity->fields[i].id, &at);
    put_field (scratch, entity->fields[i].id, &parts->values[i], parts->versions[i]);
  }
  put_ext (scratch, parts->ext, UINT_MAX, &at);
  end_hash (scratch, out_hash);
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
