/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-decide-private.h"
#include "feed/uke-memo-merge.h"
#include "model/uke-codes.h"
#include "model/uke-status.h"

#include <string.h>

/* An author who makes a row has seen whatever their desk knew of that id. */
static int64_t
get_seen (const UkeDecision *self, const UkeOp *op, const UkeOpField *field)
{
  return op->kind == UKE_OP_SET || op->kind == UKE_OP_CLAIM ? field->seen : self->base;
}

static gboolean
field_is_unseen (UkeDecision *self,
                 const UkeEffectRow *row,
                 const UkeOp *op,
                 const UkeOpField *field)
{
  return uke_decision_is_unseen (self, uke_decision_get_version (row, field->field),
                                 get_seen (self, op, field));
}

static void
keep_incumbent (UkeDecision *self,
                UkeNoteKind kind,
                const UkeEffectRow *row,
                const UkeOpField *field,
                gboolean needs_person)
{
  uke_decision_note_values (self, kind, row, field->field, &row->values[field->field],
                            &field->value, needs_person);
}

static void
replace_incumbent (UkeDecision *self,
                   UkeNoteKind kind,
                   UkeEffectRow *row,
                   const UkeOpField *field,
                   gboolean needs_person)
{
  uke_decision_note_values (self, kind, row, field->field, &field->value,
                            &row->values[field->field], needs_person);
  uke_decision_write (row, field->field, &field->value);
}

/* Later wins only when both clocks can be trusted; doubt keeps what stands. */
static void
merge_plain (UkeDecision *self, UkeEffectRow *row, const UkeOpField *field)
{
  const UkeStamp *stamp
      = uke_decision_get_stamp (self, uke_decision_get_version (row, field->field));

  if (stamp->dev != 0 && stamp->clkq == UKE_CLOCK_SYNCED && self->effect->clkq == UKE_CLOCK_SYNCED
      && self->effect->hlc > stamp->hlc)
    replace_incumbent (self, UKE_NOTE_FIELD_LOST, row, field, FALSE);
  else
    keep_incumbent (self, UKE_NOTE_FIELD_LOST, row, field, FALSE);
}

static const char *
get_text (const UkeValue *value)
{
  return value->kind == UKE_VALUE_TEXT ? value->text : NULL;
}

static void
merge_memo (UkeDecision *self, UkeEffectRow *row, const UkeOpField *field)
{
  gboolean overlaps;
  UkeValue merged = { UKE_VALUE_NULL };

  uke_value_take_text (&merged,
                       uke_memo_merge (field->seen_text, get_text (&row->values[field->field]),
                                       get_text (&field->value), &overlaps));
  if (overlaps)
    uke_decision_note_values (self, UKE_NOTE_MEMO_OVERLAP, row, field->field, &merged,
                              &field->value, FALSE);
  if (!uke_value_equal (&merged, &row->values[field->field]))
    uke_decision_write (row, field->field, &merged);
  self->differs = TRUE;
  uke_value_clear (&merged);
}

static UkeStatus
get_status (const UkeValue *value)
{
  return uke_status_from_code (get_text (value));
}

static void
merge_status (UkeDecision *self, UkeEffectRow *row, const UkeOpField *field)
{
  UkeStatus standing = get_status (&row->values[field->field]);
  UkeStatus arriving = get_status (&field->value);
  gboolean is_about_an_end = !uke_status_takes_slot (standing) || !uke_status_takes_slot (arriving);

  if (uke_status_max (standing, arriving) == arriving)
    replace_incumbent (self, UKE_NOTE_STATUS_LOST, row, field, is_about_an_end);
  else
    keep_incumbent (self, UKE_NOTE_STATUS_LOST, row, field, is_about_an_end);
}

/* The last move of a booking that the author of a cancellation has not seen, or 0. */
static int64_t
find_unseen_move (UkeDecision *self, const UkeEffectRow *row)
{
  int64_t last = 0;

  for (unsigned i = 0; row->before != NULL && i < row->entity->n_fields; i++)
    if ((UKE_SLOT_FIELDS & UKE_BIT (i)) != 0)
      last = MAX (last, uke_decision_get_version (row, i));
  return uke_decision_is_unseen (self, last, self->base) ? last : 0;
}

/* Cancelling wins over a move that it did not know of, unless the mover knew more of the history
 * than the one who cancelled. Both are told to a person. */
static void
cancel_moved_booking (UkeDecision *self,
                      UkeEffectRow *row,
                      const UkeOpField *field,
                      int64_t moved_seq)
{
  UkeConflictNote *note;

  if (uke_decision_get_stamp (self, moved_seq)->base > self->base) {
    keep_incumbent (self, UKE_NOTE_STATUS_LOST, row, field, TRUE);
    return;
  }
  note = uke_decision_add_note (self, UKE_NOTE_MOVE_UNDONE, row->entity, &row->id, moved_seq, TRUE);
  note->field = UKE_APPOINTMENT_STARTS_AT_US;
  uke_value_copy (&note->lost, &row->values[UKE_APPOINTMENT_STARTS_AT_US]);
  uke_decision_write (row, field->field, &field->value);
}

static void
apply_seen_status (UkeDecision *self, UkeEffectRow *row, const UkeOpField *field)
{
  int64_t moved_seq
      = get_status (&field->value) == UKE_STATUS_CANCELLED ? find_unseen_move (self, row) : 0;

  if (moved_seq != 0)
    cancel_moved_booking (self, row, field, moved_seq);
  else
    uke_decision_write (row, field->field, &field->value);
}

static void
merge_field (UkeDecision *self, UkeEffectRow *row, UkeMergeRule rule, const UkeOpField *field)
{
  switch (rule) {
  case UKE_MERGE_IDENTITY:
    keep_incumbent (self, UKE_NOTE_PROPOSAL, row, field, TRUE);
    return;
  case UKE_MERGE_MEMO:
    merge_memo (self, row, field);
    return;
  case UKE_MERGE_COUNTER:
    keep_incumbent (self, UKE_NOTE_COUNTER_LOST, row, field, FALSE);
    return;
  case UKE_MERGE_STATUS:
    merge_status (self, row, field);
    return;
  case UKE_MERGE_PLAIN:
  case UKE_MERGE_SLOT:
  case UKE_MERGE_CONSENT:
  case UKE_MERGE_FIXED:
    merge_plain (self, row, field);
    return;
  }
}

static void
apply_field (UkeDecision *self, UkeEffectRow *row, const UkeOp *op, const UkeOpField *field)
{
  UkeMergeRule rule = row->entity->fields[field->field].merge;

  if (row->before == NULL || (row->touched & UKE_BIT (field->field)) != 0)
    uke_decision_write (row, field->field, &field->value);
  else if (uke_value_equal (&row->values[field->field], &field->value))
    return;
  else if (rule == UKE_MERGE_FIXED)
    keep_incumbent (self, UKE_NOTE_FIXED, row, field, FALSE);
  else if (field_is_unseen (self, row, op, field))
    merge_field (self, row, rule, field);
  else if (rule == UKE_MERGE_STATUS)
    apply_seen_status (self, row, field);
  else
    uke_decision_write (row, field->field, &field->value);
}

static void
apply_increments (UkeEffectRow *row, const UkeOp *op, const UkeOpField *fields)
{
  for (unsigned i = 0; i < op->n_fields; i++) {
    const UkeValue *standing = &row->values[fields[i].field];
    int64_t sum = standing->kind == UKE_VALUE_INT ? standing->integer : 0;

    uke_decision_write_int (row, fields[i].field, sum + fields[i].value.integer);
  }
}

static const UkeOpField *
find_field (const UkeOp *op, const UkeOpField *fields, unsigned field)
{
  for (unsigned i = 0; i < op->n_fields; i++)
    if (fields[i].field == field)
      return &fields[i];
  return NULL;
}

/* Consent is decided as a whole: route, evidence and time belong to the decision they document. */
static void
apply_consent (UkeDecision *self, UkeEffectRow *row, const UkeOp *op, const UkeOpField *fields)
{
  const UkeOpField *state = find_field (op, fields, UKE_CONSENT_STATE);
  const UkeValue *standing = &row->values[UKE_CONSENT_STATE];
  gboolean is_withdrawal = g_strcmp0 (get_text (&state->value), UKE_CONSENT_REFUSED) == 0;
  gboolean is_unseen = field_is_unseen (self, row, op, state);

  if (!is_withdrawal && is_unseen) {
    if (!uke_value_equal (standing, &state->value)) {
      keep_incumbent (self, UKE_NOTE_CONSENT_WITHDRAWN, row, state, TRUE);
      return;
    }
    /* Nothing is told to anybody, but the state keeps its version, which a grant that had seen it
     * would have taken: desks have to be told. */
    self->differs = TRUE;
    for (unsigned i = 0; i < op->n_fields; i++)
      apply_field (self, row, op, &fields[i]);
    return;
  }
  for (unsigned i = 0; i < op->n_fields; i++) {
    unsigned at = fields[i].field;
    gboolean is_equal = uke_value_equal (&row->values[at], &fields[i].value);

    if (row->entity->fields[at].merge == UKE_MERGE_FIXED)
      apply_field (self, row, op, &fields[i]);
    else if (!is_equal && field_is_unseen (self, row, op, &fields[i]))
      replace_incumbent (self, UKE_NOTE_FIELD_LOST, row, &fields[i], FALSE);
    else if (!is_equal || at == UKE_CONSENT_STATE)
      /* A repeated withdrawal counts as the last one: its number is what a grant must have seen. */
      uke_decision_write (row, at, &fields[i].value);
  }
}

static gboolean
moves_are_unseen (UkeDecision *self,
                  const UkeEffectRow *row,
                  const UkeOp *op,
                  const UkeOpField *fields)
{
  for (unsigned i = 0; i < op->n_fields; i++)
    if ((UKE_SLOT_FIELDS & UKE_BIT (fields[i].field)) != 0
        && !uke_value_equal (&row->values[fields[i].field], &fields[i].value)
        && field_is_unseen (self, row, op, &fields[i]))
      return TRUE;
  return FALSE;
}

/* A booking that was cancelled while somebody moved it stays cancelled, unless the mover knew more
 * of the history than the one who cancelled. */
static gboolean
cancellation_stands (UkeDecision *self, UkeEffectRow *row)
{
  int64_t version = uke_decision_get_version (row, UKE_APPOINTMENT_STATUS);
  UkeValue booked = { UKE_VALUE_TEXT, .text = (char *)uke_status_get_code (UKE_STATUS_BOOKED) };

  if (uke_status_takes_slot (get_status (&row->values[UKE_APPOINTMENT_STATUS]))
      || !uke_decision_is_unseen (self, version, self->base))
    return FALSE;
  if (uke_decision_get_stamp (self, version)->base >= self->base)
    return TRUE;
  uke_decision_note_values (self, UKE_NOTE_STATUS_LOST, row, UKE_APPOINTMENT_STATUS, &booked,
                            &row->values[UKE_APPOINTMENT_STATUS], TRUE);
  uke_decision_write (row, UKE_APPOINTMENT_STATUS, &booked);
  return FALSE;
}

/* A move is one thing: time, length and resources go together or not at all. */
static gboolean
apply_move (UkeDecision *self, UkeEffectRow *row, const UkeOp *op, const UkeOpField *fields)
{
  gboolean is_lost = moves_are_unseen (self, row, op, fields) || cancellation_stands (self, row);

  for (unsigned i = 0; i < op->n_fields; i++) {
    if (row->entity->fields[fields[i].field].merge != UKE_MERGE_SLOT
        || uke_value_equal (&row->values[fields[i].field], &fields[i].value))
      continue;
    if (is_lost)
      keep_incumbent (self, UKE_NOTE_MOVE_LOST, row, &fields[i], TRUE);
    else
      uke_decision_write (row, fields[i].field, &fields[i].value);
  }
  return !is_lost;
}

static gboolean
op_moves (const UkeOp *op, const UkeOpField *fields)
{
  for (unsigned i = 0; i < op->n_fields; i++)
    if ((UKE_SLOT_FIELDS & UKE_BIT (fields[i].field)) != 0)
      return TRUE;
  return FALSE;
}

static void
apply_to_booking (UkeDecision *self, UkeEffectRow *row, const UkeOp *op, const UkeOpField *fields)
{
  gboolean moves = op_moves (op, fields);

  if (moves)
    apply_move (self, row, op, fields);
  for (unsigned i = 0; i < op->n_fields; i++)
    if (!moves || row->entity->fields[fields[i].field].merge != UKE_MERGE_SLOT)
      apply_field (self, row, op, &fields[i]);
}

static gboolean
gives_up (const UkeOp *op, const UkeOpField *fields)
{
  for (unsigned i = 0; i < op->n_fields; i++)
    if (fields[i].value.kind != UKE_VALUE_NULL)
      return FALSE;
  return TRUE;
}

/* Compare-and-set: a lease that somebody else took meanwhile stands until it ends. Whoever gave it
 * up has lost nothing by that, and is not told. */
static void
apply_claim (UkeDecision *self, UkeEffectRow *row, const UkeOp *op, const UkeOpField *fields)
{
  const UkeOpField *lost = NULL;
  gboolean is_running = TRUE;

  for (unsigned i = 0; i < op->n_fields; i++)
    if (!uke_value_equal (&row->values[fields[i].field], &fields[i].value)
        && field_is_unseen (self, row, op, &fields[i]))
      lost = lost == NULL ? &fields[i] : lost;
  if (row->entity == &UKE_ENTITY_FOLLOW_UP) {
    const UkeValue *until = &row->values[UKE_FOLLOW_UP_CLAIMED_UNTIL_US];

    is_running = until->kind == UKE_VALUE_INT && until->integer > self->now_us;
  }
  for (unsigned i = 0; i < op->n_fields; i++)
    if (lost == NULL || !is_running)
      uke_decision_write (row, fields[i].field, &fields[i].value);
    else if (gives_up (op, fields))
      self->differs = TRUE;
    else if (!uke_value_equal (&row->values[fields[i].field], &fields[i].value))
      keep_incumbent (self, UKE_NOTE_CLAIM_LOST, row, &fields[i], &fields[i] == lost);
}

/**
 * uke_decision_apply_fields:
 * @self: a decision
 * @row: the row that @op is about, new or as it stands
 * @op: an operation that sets fields
 * @fields: its fields
 *
 * Thread: any
 * Source: sync.md 2.10
 */
void
uke_decision_apply_fields (UkeDecision *self,
                           UkeEffectRow *row,
                           const UkeOp *op,
                           const UkeOpField *fields)
{
  if (op->kind == UKE_OP_INCREMENT)
    apply_increments (row, op, fields);
  else if (row->before == NULL)
    for (unsigned i = 0; i < op->n_fields; i++)
      uke_decision_write (row, fields[i].field, &fields[i].value);
  else if (op->kind == UKE_OP_CLAIM)
    apply_claim (self, row, op, fields);
  else if (row->entity == &UKE_ENTITY_CONSENT && find_field (op, fields, UKE_CONSENT_STATE) != NULL)
    apply_consent (self, row, op, fields);
  else if (row->entity == &UKE_ENTITY_APPOINTMENT)
    apply_to_booking (self, row, op, fields);
  else
    for (unsigned i = 0; i < op->n_fields; i++)
      apply_field (self, row, op, &fields[i]);
}
