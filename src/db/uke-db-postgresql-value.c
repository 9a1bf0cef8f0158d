/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-postgresql-private.h"

#include <string.h>

/* Types of the catalogue that our statements meet; their numbers never change. */
enum {
  TYPE_BOOL = 16,
  TYPE_BYTEA = 17,
  TYPE_NAME = 19,
  TYPE_INT8 = 20,
  TYPE_INT2 = 21,
  TYPE_INT4 = 23,
  TYPE_TEXT = 25,
  TYPE_OID = 26,
  TYPE_UNKNOWN = 705,
  TYPE_BPCHAR = 1042,
  TYPE_VARCHAR = 1043,
  TYPE_NUMERIC = 1700,
};

static uint16_t
read_16 (const char *bytes)
{
  uint16_t value;

  memcpy (&value, bytes, sizeof value);
  return GUINT16_FROM_BE (value);
}

static uint32_t
read_32 (const char *bytes)
{
  uint32_t value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_BE (value);
}

static int64_t
read_64 (const char *bytes)
{
  uint64_t value;

  memcpy (&value, bytes, sizeof value);
  return (int64_t)GUINT64_FROM_BE (value);
}

/* What a sum of BIGINT comes as: count of digits, weight of the first, sign, scale; the digits are
 * of base 10,000. What stands behind the point is cut off, and what is too great is the greatest.
 */
static int64_t
read_numeric (const char *bytes, size_t len)
{
  int n_digits = len >= 8 ? (int16_t)read_16 (bytes) : 0;
  int weight = len >= 8 ? (int16_t)read_16 (bytes + 2) : 0;
  gboolean is_negative = len >= 8 && read_16 (bytes + 4) == 0x4000;
  __int128 value = 0;

  for (int i = 0; i <= weight && value < INT64_MAX; i++) {
    int digit = i < n_digits && len >= 10 + 2 * (size_t)i ? read_16 (bytes + 8 + 2 * i) : 0;

    value = value * 10000 + digit;
  }
  value = is_negative ? -value : value;
  return (int64_t)CLAMP (value, (__int128)INT64_MIN, (__int128)INT64_MAX);
}

/**
 * uke_pg_type_is_number:
 * @type: a type's number in the catalogue
 *
 * Returns: whether its values are numbers, so that reading one as text writes it down first
 * Thread: any
 */
gboolean
uke_pg_type_is_number (unsigned type)
{
  switch (type) {
  case TYPE_BOOL:
  case TYPE_INT2:
  case TYPE_INT4:
  case TYPE_INT8:
  case TYPE_OID:
  case TYPE_NUMERIC:
    return TRUE;
  default:
    return FALSE;
  }
}

/**
 * uke_pg_type_is_bytes:
 * @type: a type's number in the catalogue
 *
 * Returns: whether its values travel as they are
 * Thread: any
 */
gboolean
uke_pg_type_is_bytes (unsigned type)
{
  switch (type) {
  case TYPE_BYTEA:
  case TYPE_NAME:
  case TYPE_TEXT:
  case TYPE_UNKNOWN:
  case TYPE_BPCHAR:
  case TYPE_VARCHAR:
    return TRUE;
  default:
    return FALSE;
  }
}

/**
 * uke_pg_decode_int64:
 * @type: the column's type
 * @bytes: the value as it came
 * @len: its length
 *
 * As SQLite does, a text is read as the number that it begins with.
 *
 * Returns: the number; 0 where there is none
 * Thread: any
 */
int64_t
uke_pg_decode_int64 (unsigned type, const char *bytes, size_t len)
{
  switch (type) {
  case TYPE_BOOL:
    return len == 1 && bytes[0] != 0;
  case TYPE_INT2:
    return len == 2 ? (int16_t)read_16 (bytes) : 0;
  case TYPE_INT4:
    return len == 4 ? (int32_t)read_32 (bytes) : 0;
  case TYPE_OID:
    return len == 4 ? read_32 (bytes) : 0;
  case TYPE_INT8:
    return len == 8 ? read_64 (bytes) : 0;
  case TYPE_NUMERIC:
    return read_numeric (bytes, len);
  default:
    /* libpq ends every value with a NUL. */
    return g_ascii_strtoll (bytes, NULL, 10);
  }
}
