/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

char *
uke_memo_merge (const char *seen, const char *ours, const char *theirs, gboolean *out_overlaps);

G_END_DECLS
