/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-router.h"

G_BEGIN_DECLS

void ukes_repair_add_routes (UkesRouter *router);

G_END_DECLS
