/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "server/ukes-config.h"
#include "server/ukes-keys.h"
#include "server/ukes-router.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UkesServer:
 *
 * One clinic with authority: its data open, its keys in memory, its routes known. It may listen,
 * with or without the proxy, or be opened only to carry out one of the administrator's commands.
 * Main thread.
 */
typedef struct _UkesServer UkesServer;

/** UkesServerFlags: how it serves. */
typedef enum {
  UKES_SERVER_PLAIN = 0,
  UKES_SERVER_WITH_PROXY = 1 << 0,
} UkesServerFlags;

UkesServer *ukes_server_open (const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ukes_server_close (UkesServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesServer, ukes_server_close)

gboolean ukes_server_listen (UkesServer *self,
                             UkesServerFlags flags,
                             const char *port_file,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ukes_server_run (UkesServer *self);
void ukes_server_stop (UkesServer *self);

const UkesConfig *ukes_server_get_config (UkesServer *self);
const UkesKeys *ukes_server_get_keys (UkesServer *self);
UkesRouter *ukes_server_get_router (UkesServer *self);
UkesMetrics *ukes_server_get_metrics (UkesServer *self);
UkeClinic *ukes_server_get_clinic (UkesServer *self);
UkesAnswer *ukes_server_ask (UkesServer *self,
                             UkesListenerKind listener,
                             const char *method,
                             const char *path,
                             json_t *body);

G_END_DECLS
