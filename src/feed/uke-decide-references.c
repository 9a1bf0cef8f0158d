/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-decide-private.h"
#include "model/uke-reference.h"

/* Rows of this change-set that are made, those that stood before, and those that it only names. */
static gboolean
is_there (UkeDecision *self, const UkeEntity *entity, const UkeId *id)
{
  const UkeEffectRow *row = uke_decision_find_row (self, entity, id);
  gboolean has = FALSE;

  if (row != NULL)
    return !row->is_void;
  if (self->known != NULL && g_hash_table_contains (self->known, id))
    return TRUE;
  if (!self->view->has_row (self->view->data, entity, id, &has, &self->error) || !has)
    return FALSE;
  if (self->known == NULL)
    self->known = g_hash_table_new_full (uke_id_hash, uke_id_equal, g_free, NULL);
  g_hash_table_add (self->known, g_memdup2 (id, sizeof *id));
  return TRUE;
}

static gboolean
is_set (const UkeEffectRow *row, unsigned field)
{
  return row->values[field].kind == UKE_VALUE_ID && (row->changed & UKE_BIT (field)) != 0;
}

/* What would name a row that is not there keeps what it named before. */
static void
keep_before (UkeDecision *self, UkeEffectRow *row, unsigned field)
{
  const UkeValue *before = uke_record_get_value (row->before, field);

  row->touched &= ~UKE_BIT (field);
  row->changed &= ~UKE_BIT (field);
  uke_decision_note_values (self, UKE_NOTE_MISSING_ROW, row, field, before, &row->values[field],
                            TRUE);
  uke_value_copy (&row->values[field], before);
}

/* A new row that hangs on one that is not there is not made either. */
static void
void_row (UkeDecision *self, UkeEffectRow *row, unsigned field)
{
  UkeConflictNote *note
      = uke_decision_add_note (self, UKE_NOTE_MISSING_ROW, row->entity, &row->id, 0, TRUE);

  note->other_id = row->values[field].id;
  row->is_void = TRUE;
}

/* Returns whether the row is another now. */
static gboolean
settle_row (UkeDecision *self, UkeEffectRow *row)
{
  gboolean is_other = FALSE;

  for (unsigned i = 0; i < row->entity->n_fields && !row->is_void && self->error == NULL; i++) {
    const UkeEntity *target;

    if (!is_set (row, i))
      continue;
    target = uke_reference_get_target (row->entity, i);
    if (target == NULL || is_there (self, target, &row->values[i].id) || self->error != NULL)
      continue;
    is_other = TRUE;
    if (row->before == NULL)
      void_row (self, row, i);
    else
      keep_before (self, row, i);
  }
  return is_other;
}

/**
 * uke_decision_settle_references:
 * @self: a decision whose operations have been applied
 *
 * Parks whatever would refer to a row that was never made, until nothing does: so no change-set can
 * fail the tables' own checks, and the rows that hang on one whose making was parked wait with it.
 *
 * Thread: any
 * Source: sync.md 2.5, P15
 */
void
uke_decision_settle_references (UkeDecision *self)
{
  gboolean is_other = self->view->has_row != NULL;

  while (is_other && self->error == NULL) {
    is_other = FALSE;
    for (unsigned i = 0; i < self->effect->rows->len; i++)
      is_other |= settle_row (self, uke_effect_get_row (self->effect, i));
  }
}
