/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-effect.h"
#include "model/uke-changes.h"
#include "store/uke-digest.h"

G_BEGIN_DECLS

/**
 * UkeRowWriter:
 *
 * Writes what `decide` made of a change-set: the slot claims and the rows with their versions. It
 * holds one statement for each entity it meets, so that the thousand rows of an import batch cost
 * little more than bare inserts.
 */
typedef struct _UkeRowWriter UkeRowWriter;

UkeRowWriter *uke_row_writer_new (UkeDb *db);
void uke_row_writer_free (UkeRowWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeRowWriter, uke_row_writer_free)

/* The sums of row hashes follow what is written, where they are kept. */
gboolean uke_row_writer_follow_digest (UkeRowWriter *self,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_row_writer_set_digest (UkeRowWriter *self, UkeDigest *sums);

gboolean uke_row_writer_apply (UkeRowWriter *self,
                               UkeEffect *effect,
                               int64_t seq,
                               UkeChanges *changes,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for a change-set that waits: over the base rows, whose versions stay (uke-shadow.h). */
gboolean uke_row_writer_apply_waiting (UkeRowWriter *self,
                                       UkeEffect *effect,
                                       UkeChanges *changes,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
