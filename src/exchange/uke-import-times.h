/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Times of day and lengths as booking lists write them.
 */

gboolean uke_import_parse_times (const char *text,
                                 int *out_minute,
                                 int *out_end_minute) G_GNUC_WARN_UNUSED_RESULT;
int uke_import_parse_length (const char *text);

G_END_DECLS
