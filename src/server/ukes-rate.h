/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * UkesRate:
 *
 * How much each device may still ask: a bucket a device, filled at a steady rate. One thread; the
 * time is passed in.
 */
typedef struct _UkesRate UkesRate;

UkesRate *ukes_rate_new (unsigned per_minute, unsigned at_once);
void ukes_rate_free (UkesRate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesRate, ukes_rate_free)

unsigned ukes_rate_take (UkesRate *self, uint32_t dev, unsigned n, int64_t now_us);

G_END_DECLS
