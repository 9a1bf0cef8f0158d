/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * UkeHlc:
 *
 * A hybrid logical clock's reading: 48 bits of UTC milliseconds, 16 bits of counter. Readings of
 * one clock always rise, also when the wall clock stands still or goes back.
 */
typedef uint64_t UkeHlc;

/** UkeClockQuality: how far a reading may be trusted (sync.md 2.4). Stored as a number. */
typedef enum {
  UKE_CLOCK_SYNCED = 0,   /* server time or, without a server, this desk's own */
  UKE_CLOCK_DRIFTING = 1, /* real-time clock plus the last known offset */
  UKE_CLOCK_UNKNOWN = 2,  /* never synced, or clamped */
} UkeClockQuality;

/** UKE_HLC_MAX_AHEAD_US: how far ahead of its own time an authority lets a reading be. */
#define UKE_HLC_MAX_AHEAD_US (60 * G_USEC_PER_SEC)
#define UKE_HLC_HEX_SIZE 17

UkeHlc uke_hlc_next (UkeHlc last, int64_t now_us);
UkeHlc uke_hlc_receive (UkeHlc last, UkeHlc remote, int64_t now_us);
UkeHlc uke_hlc_clamp (UkeHlc hlc, int64_t now_us, UkeClockQuality *inout_quality);
int64_t uke_hlc_get_time_us (UkeHlc hlc);

void uke_hex64_write (uint64_t number, char out_hex[UKE_HLC_HEX_SIZE]);
gboolean uke_hex64_read (const char *hex, uint64_t *out_number);

G_END_DECLS
