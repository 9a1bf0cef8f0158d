/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** UKE_CALL_PACE_MIN_CALLS: fewer calls say nothing about the pace. */
#define UKE_CALL_PACE_MIN_CALLS 3

int64_t
uke_call_pace_end (int64_t first_call_us, unsigned n_called, unsigned n_left, int64_t now_us);

G_END_DECLS
