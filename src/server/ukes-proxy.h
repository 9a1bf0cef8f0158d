/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-config.h"
#include "server/ukes-metrics.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UkesProxy:
 *
 * nginx as a child of the server: started with a configuration of its own and folders of its own,
 * started again when it ends by itself, ended with the server, also when the server is killed.
 * Main thread.
 */
typedef struct _UkesProxy UkesProxy;

UkesProxy *ukes_proxy_new (const UkesConfig *config, UkesMetrics *metrics);
void ukes_proxy_free (UkesProxy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesProxy, ukes_proxy_free)

char *ukes_proxy_find_program (void);
gboolean ukes_proxy_check (const UkesConfig *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ukes_proxy_start (UkesProxy *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ukes_proxy_answers (UkesProxy *self);
void ukes_proxy_reload (UkesProxy *self);
void ukes_proxy_quit (UkesProxy *self);
gboolean ukes_proxy_is_running (UkesProxy *self);
void ukes_proxy_kill (UkesProxy *self);

G_END_DECLS
