/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-decide.h"

#include "feed/uke-decide-private.h"

#include <string.h>

/*
 * Numbered invariants of a decision:
 * 1. It is a function of the view, the change-set, the time and the cap, and of nothing else.
 * 2. A value that somebody wrote is in the row or in a note, never nowhere.
 * 3. A withdrawal of consent always applies; a grant applies only if its author saw the last one.
 * 4. No two claims of the feed are on the same lane of the same cell of the same resource.
 * 5. Nothing fails: what cannot be applied is parked with a note. Only the view can fail.
 * 6. No row refers to one that was never made.
 */

static unsigned
hash_row (const UkeEntity *entity, const UkeId *id)
{
  return uke_id_hash (id) ^ (entity->number * 0x9e3779b9u);
}

static gboolean
row_is (const UkeEffectRow *row, const UkeEntity *entity, const UkeId *id)
{
  return row->entity == entity && uke_id_equal (&row->id, id);
}

static void
make_index (UkeDecision *self, unsigned n_ops)
{
  unsigned size = 4;

  while (size < 2 * n_ops)
    size *= 2;
  self->index = g_malloc (size * sizeof (int32_t));
  memset (self->index, 0xff, size * sizeof (int32_t));
  self->mask = size - 1;
}

static unsigned
find_index (const UkeDecision *self, const UkeEntity *entity, const UkeId *id)
{
  unsigned at = hash_row (entity, id) & self->mask;

  while (self->index[at] >= 0
         && !row_is (uke_effect_get_row (self->effect, (unsigned)self->index[at]), entity, id))
    at = (at + 1) & self->mask;
  return at;
}

static void
add_row (UkeDecision *self, const UkeEntity *entity, const UkeId *id, UkeRecord *before)
{
  UkeEffectRow row = { entity, *id, before };
  unsigned at = find_index (self, entity, id);

  row.values = g_new0 (UkeValue, entity->n_fields);
  for (unsigned i = 0; before != NULL && i < entity->n_fields; i++)
    uke_value_copy (&row.values[i], uke_record_get_value (before, i));
  row.is_deleted = before != NULL && uke_record_is_deleted (before);
  self->index[at] = (int32_t)self->effect->rows->len;
  g_array_append_val (self->effect->rows, row);
}

/**
 * uke_decision_find_row:
 * @self: a decision
 * @entity: what kind of row
 * @id: its id
 *
 * Returns: (transfer none) (nullable): the row as this change-set leaves it so far, or NULL when it
 *   has not looked at it
 * Thread: any
 */
UkeEffectRow *
uke_decision_find_row (UkeDecision *self, const UkeEntity *entity, const UkeId *id)
{
  int32_t index = self->index[find_index (self, entity, id)];

  return index >= 0 ? uke_effect_get_row (self->effect, (unsigned)index) : NULL;
}

/* The row that an operation is about; with @makes a row that never was is made. */
static UkeEffectRow *
open_row (UkeDecision *self, const UkeOp *op, gboolean makes)
{
  UkeEffectRow *row = uke_decision_find_row (self, op->entity, &op->id);
  UkeRecord *before = NULL;

  if (row != NULL)
    return row;
  if (!self->view->find_row (self->view->data, op->entity, &op->id, &before, &self->error))
    return NULL;
  if (before == NULL && !makes)
    return NULL;
  add_row (self, op->entity, &op->id, before);
  return uke_decision_find_row (self, op->entity, &op->id);
}

/**
 * uke_decision_get_stamp:
 * @self: a decision
 * @seq: an entry's number
 *
 * Returns: (transfer none): who wrote it and what they knew; zeros when that is not known
 * Thread: any
 */
const UkeStamp *
uke_decision_get_stamp (UkeDecision *self, int64_t seq)
{
  if (self->stamp_seq != seq) {
    self->stamp = (UkeStamp){ 0 };
    self->stamp_seq = seq;
    if (self->error == NULL)
      self->view->find_stamp (self->view->data, seq, &self->stamp, &self->error);
  }
  return &self->stamp;
}

/**
 * uke_decision_is_unseen:
 * @self: a decision
 * @seq: the entry that last set something
 * @seen: the last entry that the author saw of it
 *
 * Returns: whether somebody else set it after the author looked; what the same desk did earlier
 *   counts as seen
 * Thread: any
 * Source: sync.md 2.4
 */
gboolean
uke_decision_is_unseen (UkeDecision *self, int64_t seq, int64_t seen)
{
  const UkeStamp *stamp;

  if (self->is_judged || seq <= MIN (seen, self->cap))
    return FALSE;
  stamp = uke_decision_get_stamp (self, seq);
  return !(stamp->dev == self->set->dev && stamp->inc == self->set->inc
           && stamp->dseq < self->set->dseq);
}

/**
 * uke_decision_get_version:
 * @row: a row of the effect
 * @field: a field's position
 *
 * Returns: the entry that last set the field before this change-set; 0 when this one already set it
 * Thread: any
 */
int64_t
uke_decision_get_version (const UkeEffectRow *row, unsigned field)
{
  if (row->before == NULL || (row->touched & UKE_BIT (field)) != 0)
    return 0;
  return uke_record_get_version (row->before, field);
}

/**
 * uke_decision_write:
 * @row: a row of the effect
 * @field: a field's position
 * @value: its new value, which may be the old one
 *
 * Thread: any
 */
void
uke_decision_write (UkeEffectRow *row, unsigned field, const UkeValue *value)
{
  gboolean is_changed;

  uke_value_copy (&row->values[field], value);
  row->touched |= UKE_BIT (field);
  is_changed = row->before != NULL
                   ? !uke_value_equal (value, uke_record_get_value (row->before, field))
                   : value->kind != UKE_VALUE_NULL;
  if (is_changed)
    row->changed |= UKE_BIT (field);
  else
    row->changed &= ~UKE_BIT (field);
}

/**
 * uke_decision_write_int:
 * @row: a row of the effect
 * @field: a field's position
 * @value: its new value
 *
 * Thread: any
 */
void
uke_decision_write_int (UkeEffectRow *row, unsigned field, int64_t value)
{
  const UkeValue wrapped = { UKE_VALUE_INT, .integer = value };

  uke_decision_write (row, field, &wrapped);
}

/**
 * uke_decision_add_note:
 * @self: a decision
 * @kind: what was done otherwise
 * @entity: what kind of row it is about
 * @id: the row's id
 * @other_seq: the entry that it met, or 0
 * @needs_person: whether somebody has to settle it
 *
 * Returns: (transfer none): the note, to be filled further, until the next is added
 * Thread: any
 */
UkeConflictNote *
uke_decision_add_note (UkeDecision *self,
                       UkeNoteKind kind,
                       const UkeEntity *entity,
                       const UkeId *id,
                       int64_t other_seq,
                       gboolean needs_person)
{
  const UkeConflictNote note
      = { kind, entity, *id, -1, .other_seq = other_seq, .needs_person = needs_person };

  g_array_append_val (self->effect->notes, note);
  return uke_effect_get_note (self->effect, self->effect->notes->len - 1);
}

/**
 * uke_decision_note_values:
 * @self: a decision
 * @kind: what was done otherwise
 * @row: the row it is about
 * @field: the field's position
 * @kept: the value that stands
 * @lost: the value that does not
 * @needs_person: whether somebody has to settle it
 *
 * Thread: any
 */
void
uke_decision_note_values (UkeDecision *self,
                          UkeNoteKind kind,
                          const UkeEffectRow *row,
                          unsigned field,
                          const UkeValue *kept,
                          const UkeValue *lost,
                          gboolean needs_person)
{
  UkeConflictNote *note = uke_decision_add_note (
      self, kind, row->entity, &row->id, uke_decision_get_version (row, field), needs_person);

  note->field = (int)field;
  uke_value_copy (&note->kept, kept);
  uke_value_copy (&note->lost, lost);
}

/* The last change of a row that the author of a deletion has not seen, or 0. */
static int64_t
find_unseen_edit (UkeDecision *self, const UkeEffectRow *row, int64_t seen)
{
  for (unsigned i = 0; row->before != NULL && i < row->entity->n_fields; i++) {
    int64_t version = uke_record_get_version (row->before, i);

    if (uke_decision_is_unseen (self, version, MAX (seen, self->base)))
      return version;
  }
  return 0;
}

static void
apply_delete (UkeDecision *self, const UkeOp *op)
{
  UkeEffectRow *row = open_row (self, op, FALSE);
  int64_t unseen;

  if (row == NULL) {
    uke_decision_add_note (self, UKE_NOTE_MISSING_ROW, op->entity, &op->id, 0, FALSE);
    return;
  }
  if (row->is_deleted)
    return;
  unseen = op->kind == UKE_OP_REMOVE ? 0 : find_unseen_edit (self, row, op->seen);
  if (unseen != 0)
    uke_decision_add_note (self, UKE_NOTE_DELETE_LOST, op->entity, &op->id, unseen, TRUE);
  else
    row->is_deleted = TRUE;
}

/* What an entry did to fields that this program does not know: what it says. Only of what the
 * authority has judged is anything of that read. */
static void
apply_ext (UkeDecision *self, UkeEffectRow *row, const UkeOp *op)
{
  const GArray *all = self->set->ext;

  for (; all != NULL && self->ext_at < all->len; self->ext_at++) {
    const UkeOpExt *ext = &g_array_index (all, UkeOpExt, self->ext_at);
    const UkeExtField *before = uke_ext_find (row->ext, ext->field.id);
    UkeValue value = ext->field.value;

    if (uke_change_set_get_op (self->set, ext->op) > op)
      return;
    if (uke_change_set_get_op (self->set, ext->op) < op)
      continue;
    if (before == NULL && row->before != NULL)
      before = uke_ext_find (uke_record_get_ext (row->before), ext->field.id);
    if (op->kind == UKE_OP_INCREMENT && value.kind == UKE_VALUE_INT && before != NULL
        && before->value.kind == UKE_VALUE_INT)
      value.integer += before->value.integer;
    if (!uke_effect_row_set_ext (row, &ext->field, &value))
      self->differs = TRUE;
  }
}

/* Whatever sets a deleted row brings it back; whoever did not know that it was gone is told. */
static void
revive_row (UkeDecision *self, UkeEffectRow *row)
{
  int64_t deleted_seq;

  if (!row->is_deleted)
    return;
  deleted_seq = row->before != NULL ? uke_record_get_deleted_seq (row->before) : 0;
  if (uke_decision_is_unseen (self, deleted_seq, self->base))
    uke_decision_add_note (self, UKE_NOTE_REVIVED, row->entity, &row->id, deleted_seq, TRUE);
  row->is_deleted = FALSE;
}

/* A grant that has to wait must not bring its row back either, so consent is revived only by what
 * it writes. */
static void
apply_op (UkeDecision *self, const UkeOp *op)
{
  gboolean makes = FALSE;
  UkeEffectRow *row;

  switch (op->kind) {
  case UKE_OP_DELETE:
  case UKE_OP_REMOVE:
    apply_delete (self, op);
    return;
  case UKE_OP_INSERT:
  case UKE_OP_ADD:
  case UKE_OP_APPEND:
    makes = TRUE;
    break;
  case UKE_OP_SET:
  case UKE_OP_INCREMENT:
  case UKE_OP_CLAIM:
    break;
  }
  row = open_row (self, op, makes);
  if (row == NULL) {
    if (self->error == NULL)
      uke_decision_add_note (self, UKE_NOTE_MISSING_ROW, op->entity, &op->id, 0, TRUE);
    return;
  }
  uke_decision_apply_fields (self, row, op, uke_change_set_get_fields (self->set, op));
  apply_ext (self, row, op);
  if (row->touched != 0 || op->n_fields == 0)
    revive_row (self, row);
}

static gboolean
row_does_something (const UkeEffectRow *row)
{
  gboolean was_deleted = row->before != NULL && uke_record_is_deleted (row->before);

  if (row->is_void)
    return FALSE;
  return row->before == NULL || row->touched != 0 || row->ext != NULL
         || row->is_deleted != was_deleted;
}

/* Rows that were only looked at leave the effect; the others keep their order. */
static void
drop_idle_rows (UkeEffect *effect)
{
  for (unsigned i = effect->rows->len; i > 0; i--)
    if (!row_does_something (uke_effect_get_row (effect, i - 1)))
      g_array_remove_index (effect->rows, i - 1);
}

static UkeOutcome
get_outcome (const UkeDecision *self)
{
  if (self->effect->notes->len == 0)
    return self->differs ? UKE_OUTCOME_MERGED : UKE_OUTCOME_APPLIED;
  return self->effect->rows->len > 0 ? UKE_OUTCOME_MERGED : UKE_OUTCOME_PARKED;
}

static void
clear_decision (UkeDecision *self)
{
  g_free (self->index);
  g_clear_pointer (&self->found_claims, g_array_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
}

static gboolean
decide (UkeDecision *self, GError **error)
{
  UkeEffect *effect = self->effect;

  uke_effect_clear (effect);
  effect->clkq = self->set->clkq;
  effect->hlc = uke_hlc_clamp (self->set->hlc, self->now_us, &effect->clkq);
  make_index (self, self->set->ops->len);
  for (unsigned i = 0; i < self->set->ops->len && self->error == NULL; i++)
    apply_op (self, uke_change_set_get_op (self->set, i));
  if (self->error == NULL && !self->is_judged)
    uke_decision_settle_references (self);
  if (self->error == NULL && !self->is_judged)
    uke_decision_settle_numbers (self);
  if (self->error == NULL && !self->is_judged)
    uke_decision_settle_people (self);
  if (self->error == NULL)
    uke_decision_settle_slots (self);
  drop_idle_rows (effect);
  effect->outcome = get_outcome (self);
  clear_decision (self);
  if (self->error == NULL)
    return TRUE;
  uke_effect_clear (effect);
  g_propagate_error (error, self->error);
  return FALSE;
}

/**
 * uke_decide:
 * @view: the authority's rows
 * @set: a change-set that has passed the checks of its form
 * @now_us: the authority's own time, UTC microseconds: time before it can't be claimed
 * @cap: the last entry that this history shares with the one in which the set was made, or
 *   `UKE_NO_CAP`
 * @out_effect: emptied and filled
 *
 * Judges a change-set, once and for all: what it did is what every desk is told. A clinic without a
 * server is its own authority and calls this for each of its own commands.
 *
 * Returns: whether the view could be read; the judgement itself never fails
 * Errors: those of @view
 * Thread: the one that @view belongs to
 * Source: sync.md 2.4-2.6, 2.10, decision 11
 */
gboolean
uke_decide (const UkeDecideView *view,
            const UkeChangeSet *set,
            int64_t now_us,
            int64_t cap,
            UkeEffect *out_effect,
            GError **error)
{
  UkeDecision self = { view, set, now_us, MIN (set->base, cap), cap, out_effect };

  return decide (&self, error);
}

/**
 * uke_decide_judged:
 * @view: the rows as they stand, which are the authority's as they stood before the entry; only
 *   rows and claims are looked at
 * @set: the change-set of an entry whose outcome is APPLIED
 * @at_us: the authority's time when it decided, from the entry's meta
 * @out_effect: emptied and filled
 *
 * What the entry did: exactly the effect that the authority had, without knowing what it knew of
 * concurrency, which had no part in it. An outcome that is not APPLIED says that these rows are not
 * those that the authority judged by.
 *
 * Returns: whether the view could be read
 * Errors: those of @view
 * Thread: the one that @view belongs to
 * Source: doc/wire.md, Changes
 */
gboolean
uke_decide_judged (const UkeDecideView *view,
                   const UkeChangeSet *set,
                   int64_t at_us,
                   UkeEffect *out_effect,
                   GError **error)
{
  UkeDecision self = { view, set, at_us, set->base, UKE_NO_CAP, out_effect, .is_judged = TRUE };

  return decide (&self, error);
}
