/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"

G_BEGIN_DECLS

/**
 * UkesSnapshots:
 *
 * The clinic's content as parts for desks that begin. One snapshot serves many desks; it is made
 * anew when the log has gone on far, and the parts of the one before stay for whoever is fetching
 * them. They are held in memory, packed, and let go of when nobody has asked for a while: on the
 * disk they would be patients' data outside of the encrypted database. Any thread.
 */
typedef struct _UkesSnapshots UkesSnapshots;

UkesSnapshots *ukes_snapshots_new (const uint8_t *secret);
void ukes_snapshots_free (UkesSnapshots *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesSnapshots, ukes_snapshots_free)

GBytes *ukes_snapshots_get_manifest (UkesSnapshots *self, UkeDb *db, int64_t now_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GBytes *ukes_snapshots_get_part (UkesSnapshots *self, const char *sha256, int64_t now_us);
void ukes_snapshots_drop_idle (UkesSnapshots *self, int64_t now_us);

G_END_DECLS
