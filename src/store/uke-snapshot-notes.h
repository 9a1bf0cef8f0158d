/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"

G_BEGIN_DECLS

/** UKE_SNAPSHOT_NOTES: the name of the parts that hold what was decided otherwise. */
#define UKE_SNAPSHOT_NOTES "conflict"

/* The statement whose rows uke_snapshot_notes_append() makes lines of; those that a person still
 * has to settle, and the others. */
#define UKE_SNAPSHOT_NOTES_SQL(condition)                                                          \
  "SELECT seq, n, kind, entity, record_id, field, kept, lost, other_seq, other_id, needs_person, " \
  "settled_seq FROM conflict WHERE " condition " ORDER BY seq, n"
#define UKE_SNAPSHOT_NOTES_OPEN "settled_seq IS NULL AND needs_person = 1"
#define UKE_SNAPSHOT_NOTES_OTHERS "NOT (settled_seq IS NULL AND needs_person = 1)"

void uke_snapshot_notes_append (UkeStmt *stmt, GString *line);
gboolean uke_snapshot_notes_load (UkeDb *db,
                                  const char *lines,
                                  size_t size,
                                  int64_t *out_n,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
