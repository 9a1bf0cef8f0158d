/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-server.h"

G_BEGIN_DECLS

/*
 * The clinic's devices: who they are, inviting another, shutting one out. The administrator's
 * commands ask by the control socket or on a server that is only opened:
 *
 * GET /devices · POST /devices/N/revoke · POST /code · GET /enrolments ·
 * POST /enrolments/ID/accept · POST /enrolments/ID/refuse
 *
 * Desks ask the same at their door (doc/wire.md, Devices), when whoever sits there may.
 */

void ukes_devices_add_routes (UkesServer *server);

G_END_DECLS
