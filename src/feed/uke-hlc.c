/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-hlc.h"

#include <string.h>

#define MS_MAX (((uint64_t)1 << 48) - 1)

static UkeHlc
reading_of (int64_t now_us)
{
  uint64_t ms = now_us < 0 ? 0 : (uint64_t)(now_us / 1000);

  return MIN (ms, MS_MAX) << 16;
}

/**
 * uke_hlc_next:
 * @last: the clock's last reading, or 0
 * @now_us: the wall clock, UTC microseconds
 *
 * Returns: a reading above @last and not below the wall clock
 * Thread: any
 * Source: sync.md 2.4
 */
UkeHlc
uke_hlc_next (UkeHlc last, int64_t now_us)
{
  UkeHlc now = reading_of (now_us);

  return now > last ? now : last + 1;
}

/**
 * uke_hlc_receive:
 * @last: the clock's last reading
 * @remote: a reading that came from elsewhere, already clamped
 * @now_us: the wall clock, UTC microseconds
 *
 * Returns: a reading above both
 * Thread: any
 */
UkeHlc
uke_hlc_receive (UkeHlc last, UkeHlc remote, int64_t now_us)
{
  return uke_hlc_next (MAX (last, remote), now_us);
}

/**
 * uke_hlc_clamp:
 * @hlc: a reading that somebody sent
 * @now_us: the authority's own time
 * @inout_quality: (inout): becomes `UKE_CLOCK_UNKNOWN` when the reading was too far ahead
 *
 * A PC set to 2099 must neither win over others nor drag their clocks along.
 *
 * Returns: the reading, at most a minute ahead of @now_us
 * Thread: any
 * Source: sync.md 2.4
 */
UkeHlc
uke_hlc_clamp (UkeHlc hlc, int64_t now_us, UkeClockQuality *inout_quality)
{
  UkeHlc most = reading_of (now_us + UKE_HLC_MAX_AHEAD_US);

  if (hlc <= most)
    return hlc;
  *inout_quality = UKE_CLOCK_UNKNOWN;
  return most;
}

/**
 * uke_hlc_get_time_us:
 * @hlc: a reading
 *
 * Returns: its time part as UTC microseconds
 * Thread: any
 */
int64_t
uke_hlc_get_time_us (UkeHlc hlc)
{
  return (int64_t)(hlc >> 16) * 1000;
}

/**
 * uke_hex64_write:
 * @number: a number that JSON integers cannot hold
 * @out_hex: (out): 16 lowercase hex digits and NUL
 *
 * Thread: any
 * Source: decision 4
 */
void
uke_hex64_write (uint64_t number, char out_hex[UKE_HLC_HEX_SIZE])
{
  static const char digits[] = "0123456789abcdef";

  for (int i = 0; i < 16; i++)
    out_hex[i] = digits[number >> (60 - 4 * i) & 15];
  out_hex[16] = '\0';
}

/**
 * uke_hex64_read:
 * @hex: (nullable): exactly 16 lowercase hex digits
 * @out_number: (out): the number; untouched on failure
 *
 * Returns: whether @hex was such a number
 * Thread: any
 */
gboolean
uke_hex64_read (const char *hex, uint64_t *out_number)
{
  uint64_t number = 0;

  if (hex == NULL || strlen (hex) != 16 || strspn (hex, "0123456789abcdef") != 16)
    return FALSE;
  for (int i = 0; i < 16; i++)
    number = number << 4 | (uint64_t)g_ascii_xdigit_value (hex[i]);
  *out_number = number;
  return TRUE;
}
