/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-router.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UkesListener:
 *
 * One door: a UNIX socket on which requests come in one a connection, and are held to the server's
 * own limits before the router sees them, whatever the proxy in front has let through:
 *
 * - header: at most 64 fields and 16 KiB, exactly one Host, no Transfer-Encoding
 * - body: a Content-Length of at most 7 digits and no more than its route takes
 * - time: 10 seconds for header and body, 4 at the doors of strangers
 * - path: one of the table, letter by letter (libsoup resolves dots and escapes before we see it;
 *   the proxy lets none through)
 * - every answer closes its connection (libsoup 3.2 leaks the others: sync.md 2.9)
 *
 * Main thread.
 */
typedef struct _UkesListener UkesListener;

/** UKES_CERTIFICATE_HEADER: where the proxy puts the certificate of a device, escaped PEM. */
#define UKES_CERTIFICATE_HEADER "X-Uketsuke-Certificate"

UkesListener *ukes_listener_new (UkesListenerKind kind,
                                 const char *path,
                                 unsigned mode,
                                 UkesRouter *router,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
unsigned ukes_listener_get_n_open (UkesListener *self);
void ukes_listener_free (UkesListener *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesListener, ukes_listener_free)

G_END_DECLS
