/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-server.h"

G_BEGIN_DECLS

/*
 * The audit, for the administrator at the server: GET /audit?device=N&limit=N by the control
 * socket. Without a device it is the server's own chain, where everything about devices stands.
 * What was done and by whom is told, no content: that takes the desk.
 */

void ukes_audit_add_routes (UkesServer *server);

G_END_DECLS
