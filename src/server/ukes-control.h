/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-server.h"

G_BEGIN_DECLS

/*
 * What the administrator's commands ask, by the control socket or on a server that is only opened,
 * and the metrics:
 *
 * GET /status · GET /devices · POST /devices/N/revoke · POST /code · GET /enrolments ·
 * POST /enrolments/ID/accept · POST /enrolments/ID/refuse · GET /metrics
 */

void ukes_control_add_routes (UkesServer *server);

G_END_DECLS
