/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-new-fields.h"
#include "model/uke-record.h"
#include "model/uke-slot.h"

G_BEGIN_DECLS

/**
 * UkeSnapshotColumns:
 *
 * What stands where in the rows of one table: the writer's columns, in its order. Columns that this
 * program does not know are kept aside when they are described, and passed over otherwise.
 */
typedef struct {
  const UkeEntity *entity;
  int *fields;       /* (owned): position in the entity, or -1 */
  int *ext;          /* (owned): where in @described, or -1 */
  GArray *described; /* (owned): UkeExtField */
  unsigned n;
} UkeSnapshotColumns;

UkeSnapshotColumns *uke_snapshot_columns_new (const UkeEntity *entity,
                                              const char *const *names,
                                              const UkeNewFields *described);
void uke_snapshot_columns_free (UkeSnapshotColumns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSnapshotColumns, uke_snapshot_columns_free)

/** UkeSnapshotRow: one row of a part or of a repair; reused from row to row. */
typedef struct {
  UkeId id;
  int64_t cver, rver, del_seq; /* del_seq 0: not deleted */
  GByteArray *fv;              /* (owned) */
  UkeValue values[UKE_ENTITY_MAX_FIELDS];
  GArray *claims; /* (owned): UkeSlotClaim */
  UkeExt *ext;    /* (owned) (nullable): what this program does not know of it */
} UkeSnapshotRow;

UkeSnapshotRow *uke_snapshot_row_new (void);
void uke_snapshot_row_free (UkeSnapshotRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSnapshotRow, uke_snapshot_row_free)

gboolean uke_snapshot_row_read (UkeSnapshotRow *self,
                                const UkeSnapshotColumns *columns,
                                const char *line,
                                size_t size,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
