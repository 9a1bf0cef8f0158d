/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "model/uke-entity.h"

G_BEGIN_DECLS

/**
 * UkeSnapshotLines:
 *
 * Writes rows of one table as a snapshot's part and a repair have them (doc/wire.md), from the
 * columns as they are read, without a record in between.
 */
typedef struct _UkeSnapshotLines UkeSnapshotLines;

UkeSnapshotLines *uke_snapshot_lines_new (UkeDb *db, const UkeEntity *entity);
void uke_snapshot_lines_free (UkeSnapshotLines *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSnapshotLines, uke_snapshot_lines_free)
char *uke_snapshot_lines_make_sql (UkeSnapshotLines *self, const char *condition);
gboolean uke_snapshot_lines_append (UkeSnapshotLines *self,
                                    UkeStmt *stmt,
                                    GString *json,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_snapshot_read_bucket (UkeDb *db,
                                   const UkeEntity *entity,
                                   unsigned n_buckets,
                                   unsigned bucket,
                                   GPtrArray *rows,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
