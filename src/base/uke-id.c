/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-base"

#include "base/uke-id.h"

#include "base/uke-hex.h"

#include <string.h>
#include <sys/random.h>

const UkeId UKE_ID_NONE = { { 0 } };

/**
 * uke_id_new:
 * @now_us: UTC microseconds that go into the id
 *
 * Makes a new id from the system's random source. Ids made at different times sort by time.
 *
 * Returns: the id
 * Thread: any
 * Source: RFC 9562 section 5.7, decision 4
 */
UkeId
uke_id_new (int64_t now_us)
{
  uint8_t random[10];

  /* getrandom() of so few bytes neither blocks after boot nor returns short. */
  if (getrandom (random, sizeof random, 0) != (ssize_t)sizeof random)
    g_error ("the system's random source does not answer");
  return uke_id_new_at (now_us, random);
}

/**
 * uke_id_new_at:
 * @now_us: UTC microseconds, not negative
 * @random: ten random bytes; six of their bits are replaced by version and variant
 *
 * Makes an id from given randomness, for deterministic data and tests.
 *
 * Returns: the id
 * Thread: any
 * Source: RFC 9562 section 5.7
 */
UkeId
uke_id_new_at (int64_t now_us, const uint8_t random[10])
{
  UkeId id;
  uint64_t ms = (uint64_t)(now_us / 1000);

  for (int i = 0; i < 6; i++)
    id.bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
  memcpy (id.bytes + 6, random, 10);
  id.bytes[6] = (uint8_t)((id.bytes[6] & 0x0f) | 0x70);
  id.bytes[8] = (uint8_t)((id.bytes[8] & 0x3f) | 0x80);
  return id;
}

/**
 * uke_id_is_none:
 * @id: an id
 *
 * Returns: whether all bytes are zero, which no made id has
 * Thread: any
 */
gboolean
uke_id_is_none (const UkeId *id)
{
  return memcmp (id->bytes, UKE_ID_NONE.bytes, sizeof id->bytes) == 0;
}

/**
 * uke_id_equal:
 * @a: a `UkeId`
 * @b: a `UkeId`
 *
 * Usable as a #GEqualFunc.
 *
 * Returns: whether both are the same id
 * Thread: any
 */
gboolean
uke_id_equal (const void *a, const void *b)
{
  return memcmp (a, b, sizeof (UkeId)) == 0;
}

/**
 * uke_id_hash:
 * @id: a `UkeId`
 *
 * Usable as a #GHashFunc: the last bytes of a UUIDv7 are random.
 *
 * Returns: a hash
 * Thread: any
 */
unsigned
uke_id_hash (const void *id)
{
  unsigned hash;

  memcpy (&hash, ((const UkeId *)id)->bytes + 12, sizeof hash);
  return hash;
}

/**
 * uke_id_compare:
 * @a: a `UkeId`
 * @b: a `UkeId`
 *
 * Returns: less than, equal to or greater than zero, in byte order, which is the order of making
 * Thread: any
 */
int
uke_id_compare (const void *a, const void *b)
{
  return memcmp (a, b, sizeof (UkeId));
}

/**
 * uke_id_to_hex:
 * @id: an id
 * @out_hex: (out): 32 lowercase hex digits and NUL
 *
 * Thread: any
 */
void
uke_id_to_hex (const UkeId *id, char out_hex[UKE_ID_HEX_SIZE])
{
  uke_hex_write (id->bytes, sizeof id->bytes, out_hex);
}

/**
 * uke_id_dup_hex:
 * @id: an id
 *
 * Returns: (transfer full): 32 lowercase hex digits
 * Thread: any
 */
char *
uke_id_dup_hex (const UkeId *id)
{
  return uke_hex_dup (id->bytes, sizeof id->bytes);
}

/**
 * uke_id_from_hex:
 * @hex: (nullable): exactly 32 hex digits, lowercase
 * @out_id: (out): the id; untouched when the text is not one
 *
 * Returns: whether @hex is the text form of an id
 * Thread: any
 */
gboolean
uke_id_from_hex (const char *hex, UkeId *out_id)
{
  return uke_hex_read (hex, out_id->bytes, sizeof out_id->bytes);
}

/**
 * uke_id_time_ms:
 * @id: a UUIDv7
 *
 * Returns: the UTC milliseconds at which the id was made
 * Thread: any
 */
int64_t
uke_id_time_ms (const UkeId *id)
{
  int64_t ms = 0;

  for (int i = 0; i < 6; i++)
    ms = (ms << 8) | id->bytes[i];
  return ms;
}
