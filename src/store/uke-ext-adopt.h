/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "model/uke-entity.h"

G_BEGIN_DECLS

/* What rows carried for a program that did not know it goes where the program that knows it looks
 * (sync.md 2.13). */

gboolean uke_ext_adopt (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_ext_adopt_table (UkeDb *db, const UkeEntity *entity, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
