/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-wire.h"

G_BEGIN_DECLS

/**
 * The audit on its way from the device where people acted to the server (decision 12). Nothing is
 * taken away here: what was sent stays in this device's own chain.
 */
UkeWireAudit *uke_audit_ship_take (UkeDb *db,
                                   unsigned max_records,
                                   size_t max_bytes,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_audit_ship_mark (UkeDb *db, int64_t seq, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_audit_ship_get_mark (UkeDb *db, int64_t *out_sent, int64_t *out_last, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
