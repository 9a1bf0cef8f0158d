/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Calls of the secret service that may show a dialog of its own. libsecret 0.20.5 never answers
 * when that dialog is dismissed, so these two calls are made here. */

void uke_keyring_prompt_async (GDBusConnection *bus,
                               const char *method,
                               GVariant *parameters,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean uke_keyring_prompt_finish (GAsyncResult *result,
                                    gboolean *out_dismissed,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
