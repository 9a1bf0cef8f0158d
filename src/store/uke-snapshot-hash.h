/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/uke-digest.h"
#include "store/uke-snapshot-row.h"

G_BEGIN_DECLS

/**
 * UkeSnapshotHash:
 *
 * The sums of one part's rows, computed on a thread of their own while the rows are written: here,
 * where they lie open, and not once more from the file, which costs two thirds as much again as
 * loading. Whether the file holds what was put into it is what the full check is for.
 */
typedef struct _UkeSnapshotHash UkeSnapshotHash;

UkeSnapshotHash *
uke_snapshot_hash_begin (UkeDb *db, const UkeSnapshotColumns *columns, const GByteArray *lines);
UkeDigest *uke_snapshot_hash_end (UkeSnapshotHash *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
