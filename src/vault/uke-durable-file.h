/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

gboolean uke_durable_file_replace_sync (const char *path,
                                        GBytes *bytes,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_durable_file_sync_directory (const char *directory,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *uke_durable_file_read_sync (const char *path,
                                    size_t max_bytes,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
