/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** UkeJsonLimits: what a text may cost before it is parsed (decision 20). */
typedef struct {
  size_t max_bytes;
  unsigned max_depth;  /* of arrays and objects within each other */
  unsigned max_values; /* members and elements, all levels together */
} UkeJsonLimits;

gboolean uke_json_scan (const char *text, size_t size, const UkeJsonLimits *limits, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
