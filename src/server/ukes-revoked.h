/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "server/ukes-config.h"

G_BEGIN_DECLS

gboolean
ukes_revoked_keep (const UkesConfig *config, UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ukes_revoked_settle (const UkesConfig *config,
                              UkeDb *db,
                              int64_t now_us,
                              unsigned *out_n,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
