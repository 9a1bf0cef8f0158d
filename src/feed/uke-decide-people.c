/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-decide-private.h"
#include "model/uke-intent.h"

/*
 * Two desks may register one person without knowing of each other. Both patients are kept, and a
 * person says whether they are one: the authority never puts people together (sync.md 2.10).
 */

static gboolean
is_new_patient (const UkeEffectRow *row)
{
  return row->entity == &UKE_ENTITY_PATIENT && row->before == NULL && !row->is_deleted
         && !row->is_void;
}

/* A date that one of them lacks says nothing. */
static gboolean
birth_dates_agree (const UkeValue *one, const UkeValue *other)
{
  return one->kind != UKE_VALUE_INT || other->kind != UKE_VALUE_INT
         || one->integer == other->integer;
}

static gboolean
may_be_one (UkeDecision *self, const UkeEffectRow *row, UkeRecord *other)
{
  return !uke_record_is_deleted (other) && !uke_record_has (other, UKE_PATIENT_MERGED_INTO_ID)
         && uke_decision_find_row (self, &UKE_ENTITY_PATIENT, uke_record_get_id (other)) == NULL
         && birth_dates_agree (&row->values[UKE_PATIENT_BIRTH_DATE],
                               uke_record_get_value (other, UKE_PATIENT_BIRTH_DATE))
         && uke_decision_is_unseen (self, uke_record_get_created_seq (other), self->base);
}

static void
compare_with_unseen (UkeDecision *self, const UkeEffectRow *row)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);

  if (!self->view->find_read_alike (self->view->data, row, MIN (self->base, self->cap), others,
                                    &self->error))
    return;
  for (unsigned i = 0; i < others->len; i++) {
    UkeRecord *other = others->pdata[i];

    if (!may_be_one (self, row, other))
      continue;
    uke_decision_add_note (self, UKE_NOTE_SAME_PERSON, row->entity, &row->id,
                           uke_record_get_created_seq (other), TRUE)
        ->other_id
        = *uke_record_get_id (other);
    return;
  }
}

/**
 * uke_decision_settle_people:
 * @self: a decision whose rows are as the change-set leaves them
 *
 * Asks about each new patient who may have been registered at another desk meanwhile.
 *
 * Thread: any
 * Source: sync.md 2.10
 */
void
uke_decision_settle_people (UkeDecision *self)
{
  /* Whoever takes over a list compares all of it with everybody afterwards. */
  if (self->view->find_read_alike == NULL || self->set->intent == UKE_INTENT_IMPORT_BATCH)
    return;
  for (unsigned i = 0; i < self->effect->rows->len && self->error == NULL; i++) {
    const UkeEffectRow *row = uke_effect_get_row (self->effect, i);

    if (is_new_patient (row))
      compare_with_unseen (self, row);
  }
}
