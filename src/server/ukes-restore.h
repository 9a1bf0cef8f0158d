/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

gboolean ukes_restore (const char *dir,
                       const char *from,
                       int64_t *out_seq,
                       char **out_aside,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
