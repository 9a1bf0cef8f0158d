/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-server.h"

G_BEGIN_DECLS

/* Everything a clinic has, in files that anybody can read (doc/export.md). */
void ukes_export_add_routes (UkesServer *server);

G_END_DECLS
