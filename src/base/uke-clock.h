/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-zone.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define UKE_TYPE_CLOCK (uke_clock_get_type ())
G_DECLARE_FINAL_TYPE (UkeClock, uke_clock, UKE, CLOCK, GObject)

/**
 * UkeClock:
 *
 * Where every time comes from: the system's clock, a running clock that was set to another time, or
 * a fake one that stands still until it is told to move. The time may be read on any thread; the
 * rest lives on the main context.
 *
 * Signals:
 * `minute-changed`: the clock entered another minute.
 * `day-changed`: the clock entered another day of its zone; comes after `minute-changed`.
 *
 * A fake clock emits both while it is set or advanced. The others emit them from a timeout that is
 * aligned to the minute and runs between uke_clock_start() and uke_clock_stop().
 */
UkeClock *uke_clock_new_system (void);
UkeClock *uke_clock_new_offset (int64_t starts_at_us);
UkeClock *uke_clock_new_fake (int64_t now_us);

int64_t uke_clock_now_us (UkeClock *self);
int64_t uke_clock_monotonic_us (UkeClock *self);
char *uke_clock_dup_boot_id (UkeClock *self);
UkeDate uke_clock_today (UkeClock *self);
gboolean uke_clock_is_fake (UkeClock *self);

void uke_clock_set_zone (UkeClock *self, UkeZone *zone);
void uke_clock_start (UkeClock *self);
void uke_clock_stop (UkeClock *self);

void uke_clock_set (UkeClock *self, int64_t now_us);
void uke_clock_advance (UkeClock *self, int64_t by_us);

G_END_DECLS
