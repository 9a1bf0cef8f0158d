/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-server.h"

G_BEGIN_DECLS

/** What devices that were shut out have handed in, for the administrator: by the control socket. */
void ukes_quarantine_add_routes (UkesServer *server);

G_END_DECLS
