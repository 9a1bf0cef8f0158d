/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-server.h"

G_BEGIN_DECLS

/*
 * How the server is, for the administrator's commands, and the metrics:
 *
 * GET /status · GET /metrics
 */

void ukes_control_add_routes (UkesServer *server);

G_END_DECLS
