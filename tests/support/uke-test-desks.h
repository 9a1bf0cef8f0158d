/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"

G_BEGIN_DECLS

/* What is committed from now on comes from device @dev, which is made when it is not there: its own
 * numbers, its own audit chain. Two desks of one clinic without a server between them. */
gboolean uke_test_desk_become (UkeDb *db, unsigned dev, const char *name, GError **error);

G_END_DECLS
