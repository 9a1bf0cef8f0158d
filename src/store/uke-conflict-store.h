/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-effect.h"

G_BEGIN_DECLS

/**
 * What was decided otherwise than its author meant: the rows of `conflict`. Whether one is settled
 * follows from the log alone, by the same rules on the server and on every desk:
 *
 * 1. A booking's lost slot is settled when it needs no new time any more, or is gone; a newer note
 *    of the same takes the place of an older one.
 * 2. Everything else is settled by the next entry that sets the field, or deletes the row, by
 *    somebody whose desk knew the note, and that is not itself left open there.
 * 3. A row of `conflict_settlement` settles all notes that its change-set left on its record. Taken
 *    away by an undo, it opens them again.
 * 4. A row of `duplicate_review` that says whether two patients are one settles the notes that ask
 *    it, and opens them again likewise.
 */

/**
 * UkeConflictRow:
 * @seq, @n: which note
 * @kind: what was decided
 * @entity: (nullable): what kind of record; NULL when this program does not know it
 * @record_id: which record
 * @field: position, or -1 when it is about the whole record
 * @kept: (owned): what stands
 * @lost: (owned): what does not
 * @other_seq: the entry that it met, or 0
 * @other_id: the booking that holds the slot, the other patient, or none
 * @needs_person: whether somebody has to settle it
 * @settled_seq: the entry that settled it, or 0
 */
typedef struct {
  int64_t seq;
  unsigned n;
  UkeNoteKind kind;
  const UkeEntity *entity;
  UkeId record_id;
  int field;
  UkeValue kept;
  UkeValue lost;
  int64_t other_seq;
  UkeId other_id;
  gboolean needs_person;
  int64_t settled_seq;
} UkeConflictRow;

/**
 * UkeOpenNotes: what a transaction that takes several entries knows of the notes that wait for a
 * person, so that not each of its entries asks.
 */
typedef enum { UKE_OPEN_NOTES_UNKNOWN, UKE_OPEN_NOTES_NONE, UKE_OPEN_NOTES_SOME } UkeOpenNotes;

gboolean uke_conflict_store_follow (UkeDb *db,
                                    UkeEffect *effect,
                                    int64_t base,
                                    int64_t seq,
                                    UkeOpenNotes *inout_open,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

GArray *uke_conflict_store_list_open (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GArray *uke_conflict_store_list_decided (UkeDb *db,
                                         int64_t since_us,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
GArray *uke_conflict_store_list_of (UkeDb *db, int64_t seq, const UkeId *record_id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
