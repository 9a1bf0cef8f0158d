/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** BenchLimit: how long the least took that could be done instead. */
typedef struct {
  double ms, computed_ms;
  size_t n_bytes; /* of the records, unpacked */
} BenchLimit;

void bench_sync_limit_first (unsigned n_records, BenchLimit *out_limit);
double bench_sync_limit_relay (unsigned n_edits);

G_END_DECLS
