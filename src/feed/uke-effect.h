/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-chain.h"
#include "model/uke-record.h"
#include "model/uke-slot.h"

G_BEGIN_DECLS

/** UkeEffectRow: how one row stands after a change-set. */
typedef struct {
  const UkeEntity *entity;
  UkeId id;
  UkeRecord *before; /* (owned) (nullable): the row as it stood; NULL for a new row */
  UkeValue *values;  /* (owned): the whole row as it stands, one value a field */
  uint64_t changed;  /* fields whose value differs from @before; bit n is position n */
  uint64_t touched;  /* fields whose version becomes this entry's number; at least @changed */
  gboolean is_deleted;
  gboolean is_void; /* not made after all; leaves the effect before it is handed out */
  UkeExt *ext;      /* (owned) (nullable): what is set of fields that this program does not know */
} UkeEffectRow;

/** UkeNoteKind: why something was not done as its author meant it. Stored as a number: a registry.
 */
typedef enum {
  UKE_NOTE_FIELD_LOST = 1,     /* plain field: the later or surer value stands, @lost does not */
  UKE_NOTE_PROPOSAL = 2,       /* identity field: @lost waits for a person to accept it */
  UKE_NOTE_MEMO_OVERLAP = 3,   /* both edited the same lines; both are kept in the text */
  UKE_NOTE_STATUS_LOST = 4,    /* the lattice chose the other status */
  UKE_NOTE_MOVE_LOST = 5,      /* the booking was moved, or cancelled, by somebody else meanwhile */
  UKE_NOTE_MOVE_UNDONE = 6,    /* cancelled although somebody had moved it meanwhile */
  UKE_NOTE_NEEDS_NEW_TIME = 7, /* the slot was taken; @other_id holds it */
  UKE_NOTE_CONSENT_WITHDRAWN = 8, /* a grant that had not seen the withdrawal: ask again */
  UKE_NOTE_DELETE_LOST = 9,       /* not deleted, because somebody had edited it meanwhile */
  UKE_NOTE_REVIVED = 10,          /* edited although somebody had deleted it: it is back */
  UKE_NOTE_MISSING_ROW = 11,      /* the row was never there, or its making was parked */
  UKE_NOTE_FIXED = 12,            /* a field that never changes was to be changed */
  UKE_NOTE_CLAIM_LOST = 13,       /* somebody else holds the follow-up */
  UKE_NOTE_COUNTER_LOST = 14,     /* a counter was set although it had been counted up meanwhile */
  UKE_NOTE_NOT_PERMITTED = 15,    /* its author, @other_id, may not do this: nothing was done */
  UKE_NOTE_NUMBER_TAKEN = 16,     /* the patient @other_id has this number: a provisional one */
  UKE_NOTE_SAME_PERSON = 17,      /* the patient @other_id, registered meanwhile, may be the same */
  UKE_NOTE_NUMBER_ISSUED = 18,    /* @lost was provisional, @kept is the patient's number */
} UkeNoteKind;

/** UkeConflictNote: one thing that was decided otherwise, kept for history or for a person. */
typedef struct {
  UkeNoteKind kind;
  const UkeEntity *entity;
  UkeId id;
  int field;         /* position, or -1 when it is about the row */
  UkeValue kept;     /* (owned): what stands */
  UkeValue lost;     /* (owned): what does not */
  int64_t other_seq; /* the entry it met, or 0 */
  UkeId other_id;    /* the booking that holds the slot, the other patient, or none */
  /* Of a field that this program does not know: its id and type, with @field -1. */
  unsigned ext_id;
  UkeFieldType ext_type;
  gboolean needs_person; /* shown as a card until somebody settles it; else a line in the history */
} UkeConflictNote;

/**
 * UkeEffect:
 *
 * What a change-set does to the authority's rows, in the order in which to do it: delete the claims
 * of @released, write @rows, insert @claims. Reusable: uke_effect_clear() keeps the arrays.
 */
typedef struct {
  UkeOutcome outcome;
  UkeHlc hlc; /* as clamped */
  UkeClockQuality clkq;
  GArray *rows;     /* (owned): UkeEffectRow */
  GArray *released; /* (owned): UkeId of appointments */
  GArray *claims;   /* (owned): UkeSlotClaim */
  GArray *notes;    /* (owned): UkeConflictNote */
} UkeEffect;

UkeEffect *uke_effect_new (void);
void uke_effect_clear (UkeEffect *self);
void uke_effect_free (UkeEffect *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeEffect, uke_effect_free)

UkeEffectRow *uke_effect_get_row (UkeEffect *self, unsigned index);
UkeConflictNote *uke_effect_get_note (UkeEffect *self, unsigned index);
UkeValue *uke_effect_row_steal_values (UkeEffectRow *row);
gboolean
uke_effect_row_set_ext (UkeEffectRow *row, const UkeExtField *field, const UkeValue *value);
const char *uke_note_kind_get_code (UkeNoteKind kind);

void uke_effect_write_json (const UkeEffect *self, GString *json);

G_END_DECLS
