/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-app-types.h"

#include <glib.h>

G_BEGIN_DECLS

/* Somebody has looked at how much would be deleted and lets it through: the audit has it first,
 * with the reason. */
void uke_allow_deletions (UkeWindow *window);

G_END_DECLS
