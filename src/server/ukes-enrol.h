/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-server.h"

G_BEGIN_DECLS

/* What desks that join, renew their certificate or look whether all works can ask
 * (doc/enrolment.md), and the answers of the patients' door, which has nothing behind it yet. */

void ukes_enrol_add_routes (UkesServer *server);

G_END_DECLS
