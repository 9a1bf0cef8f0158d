/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double bench_sync_limit_first (unsigned n_records);
double bench_sync_limit_relay (unsigned n_edits);

G_END_DECLS
