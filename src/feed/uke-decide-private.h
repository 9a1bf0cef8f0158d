/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-decide.h"
#include "model/uke-entities.h"

G_BEGIN_DECLS

#define UKE_BIT(field) ((uint64_t)1 << (field))

/** UKE_SLOT_FIELDS: what says when and where a booking is. */
#define UKE_SLOT_FIELDS                                                                            \
  (UKE_BIT (UKE_APPOINTMENT_PROVIDER_ID) | UKE_BIT (UKE_APPOINTMENT_CHAIR_ID)                      \
   | UKE_BIT (UKE_APPOINTMENT_STARTS_AT_US) | UKE_BIT (UKE_APPOINTMENT_LENGTH_MIN))

#define UKE_DECIDE_N_CAPACITIES 16

/** UkeDecision: one change-set being judged. After an error every step does nothing. */
typedef struct {
  const UkeDecideView *view;
  const UkeChangeSet *set;
  int64_t now_us;
  int64_t base; /* what the author's desk knew, within this history */
  int64_t cap;
  UkeEffect *effect;
  int32_t *index; /* (owned): open addressing over effect->rows; -1 is free */
  unsigned mask;
  int64_t stamp_seq; /* whose stamp is kept below, or 0 */
  UkeStamp stamp;
  GArray *found_claims; /* (owned) (nullable) */
  struct {
    UkeId resource_id;
    int capacity;
  } capacities[UKE_DECIDE_N_CAPACITIES];
  unsigned n_capacities;
  GHashTable *known;  /* (owned) (nullable): UkeId of rows outside the effect that are there */
  unsigned ext_at;    /* how far set->ext was gone through: operations are applied in its order */
  gboolean differs;   /* something was done otherwise, without a note */
  gboolean is_judged; /* the authority has applied it as it was meant: nothing is concurrent */
  GError *error;
} UkeDecision;

UkeEffectRow *uke_decision_find_row (UkeDecision *self, const UkeEntity *entity, const UkeId *id);
const UkeStamp *uke_decision_get_stamp (UkeDecision *self, int64_t seq);
gboolean uke_decision_is_unseen (UkeDecision *self, int64_t seq, int64_t seen);
int64_t uke_decision_get_version (const UkeEffectRow *row, unsigned field);
void uke_decision_write (UkeEffectRow *row, unsigned field, const UkeValue *value);
void uke_decision_write_int (UkeEffectRow *row, unsigned field, int64_t value);
UkeConflictNote *uke_decision_add_note (UkeDecision *self,
                                        UkeNoteKind kind,
                                        const UkeEntity *entity,
                                        const UkeId *id,
                                        int64_t other_seq,
                                        gboolean needs_person);
void uke_decision_note_values (UkeDecision *self,
                               UkeNoteKind kind,
                               const UkeEffectRow *row,
                               unsigned field,
                               const UkeValue *kept,
                               const UkeValue *lost,
                               gboolean needs_person);

void uke_decision_apply_fields (UkeDecision *self,
                                UkeEffectRow *row,
                                const UkeOp *op,
                                const UkeOpField *fields);
void uke_decision_settle_numbers (UkeDecision *self);
void uke_decision_settle_people (UkeDecision *self);
void uke_decision_settle_references (UkeDecision *self);
void uke_decision_settle_slots (UkeDecision *self);

G_END_DECLS
