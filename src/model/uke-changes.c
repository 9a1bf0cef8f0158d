/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-changes.h"

#include "model/uke-entities.h"

struct _UkeChanges {
  gatomicrefcount n_refs;
  GArray *items;           /* (owned) (element-type UkeChange) */
  gboolean is_all_changed; /* more happened than is listed */
};

G_DEFINE_BOXED_TYPE (UkeChanges, uke_changes, uke_changes_ref, uke_changes_unref)

static void
clear_change (gpointer data)
{
  UkeChange *change = data;

  g_clear_object (&change->before);
  g_clear_object (&change->after);
}

/**
 * uke_changes_new:
 *
 * Makes an empty list, to be filled by the one who commits.
 *
 * Returns: (transfer full): the list
 * Errors: none
 * Thread: any
 */
UkeChanges *
uke_changes_new (void)
{
  UkeChanges *self = g_new0 (UkeChanges, 1);

  g_atomic_ref_count_init (&self->n_refs);
  self->items = g_array_new (FALSE, TRUE, sizeof (UkeChange));
  g_array_set_clear_func (self->items, clear_change);
  return self;
}

/**
 * uke_changes_ref:
 * @self: a list
 *
 * Returns: (transfer full): the same list
 * Errors: none
 * Thread: any
 */
UkeChanges *
uke_changes_ref (UkeChanges *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

/**
 * uke_changes_unref:
 * @self: (transfer full): a list
 *
 * Lets go of it.
 *
 * Errors: none
 * Thread: any
 */
void
uke_changes_unref (UkeChanges *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_array_unref (self->items);
  g_free (self);
}

/**
 * uke_changes_add:
 * @self: a list that nobody else has seen yet
 * @entity: what kind of record
 * @id: which one
 * @before: (nullable): the record before, NULL when it is new
 * @after: (nullable): the record after, NULL when it was removed
 *
 * Adds a record that changed. The records are kept by reference.
 *
 * Errors: none
 * Thread: any
 */
void
uke_changes_add (UkeChanges *self,
                 const UkeEntity *entity,
                 const UkeId *id,
                 UkeRecord *before,
                 UkeRecord *after)
{
  UkeChange change = {
    .entity = entity,
    .id = *id,
    .kind = UKE_CHANGE_EDITED,
  };

  if (before == NULL)
    change.kind = UKE_CHANGE_MADE;
  else if (after == NULL || uke_record_is_deleted (after))
    change.kind = UKE_CHANGE_REMOVED;
  if (before != NULL)
    change.before = g_object_ref (before);
  if (after != NULL)
    change.after = g_object_ref (after);
  g_array_append_val (self->items, change);
}

/**
 * uke_changes_set_all_changed:
 * @self: a list that nobody else has seen yet
 *
 * Says that more changed than is listed, so that everything must be read again.
 *
 * Errors: none
 * Thread: any
 */
void
uke_changes_set_all_changed (UkeChanges *self)
{
  self->is_all_changed = TRUE;
}

/**
 * uke_changes_get_n:
 * @self: a list
 *
 * Returns: how many records it lists
 * Errors: none
 * Thread: any
 */
unsigned
uke_changes_get_n (const UkeChanges *self)
{
  return self->items->len;
}

/**
 * uke_changes_get:
 * @self: a list
 * @position: below uke_changes_get_n()
 *
 * Returns: (transfer none): the change at that position
 * Errors: none
 * Thread: any
 */
const UkeChange *
uke_changes_get (const UkeChanges *self, unsigned position)
{
  g_return_val_if_fail (position < self->items->len, NULL);

  return &g_array_index (self->items, UkeChange, position);
}

/**
 * uke_changes_find:
 * @self: a list
 * @entity: what kind of record
 * @id: which one
 *
 * Returns: (transfer none) (nullable): its change, NULL when it is not listed
 * Errors: none
 * Thread: any
 */
const UkeChange *
uke_changes_find (const UkeChanges *self, const UkeEntity *entity, const UkeId *id)
{
  for (unsigned i = 0; i < self->items->len; i++) {
    const UkeChange *change = &g_array_index (self->items, UkeChange, i);

    if (change->entity == entity && uke_id_equal (&change->id, id))
      return change;
  }
  return NULL;
}

/**
 * uke_changes_touches:
 * @self: a list
 * @entity: a kind of record
 *
 * Returns: whether a record of that kind may have changed
 * Errors: none
 * Thread: any
 */
gboolean
uke_changes_touches (const UkeChanges *self, const UkeEntity *entity)
{
  if (self->is_all_changed)
    return TRUE;
  for (unsigned i = 0; i < self->items->len; i++) {
    if (g_array_index (self->items, UkeChange, i).entity == entity)
      return TRUE;
  }
  return FALSE;
}

/**
 * uke_changes_is_all_changed:
 * @self: a list
 *
 * Returns: whether more changed than is listed
 * Errors: none
 * Thread: any
 */
gboolean
uke_changes_is_all_changed (const UkeChanges *self)
{
  return self->is_all_changed;
}

/**
 * uke_change_get_fields:
 * @change: one record that changed
 *
 * Returns: bit n set: field n has another value afterwards; none where the record was removed
 * Errors: none
 * Thread: any
 */
uint64_t
uke_change_get_fields (const UkeChange *change)
{
  uint64_t changed = 0;

  if (change->after == NULL)
    return 0;
  for (unsigned i = 0; i < change->entity->n_fields; i++) {
    const UkeValue *after = uke_record_get_value (change->after, i);
    gboolean is_changed = change->before == NULL
                              ? after->kind != UKE_VALUE_NULL
                              : !uke_value_equal (uke_record_get_value (change->before, i), after);

    if (is_changed)
      changed |= UINT64_C (1) << i;
  }
  return changed;
}

/**
 * uke_change_get_patient_id:
 * @change: one record that changed
 *
 * Returns: whose it is; UKE_ID_NONE where it is nobody's
 * Errors: none
 * Thread: any
 */
UkeId
uke_change_get_patient_id (const UkeChange *change)
{
  UkeRecord *record = change->after != NULL ? change->after : change->before;
  int field;

  if (change->entity == &UKE_ENTITY_PATIENT)
    return change->id;
  field = uke_entity_field_index (change->entity, "patient_id");
  return field < 0 ? UKE_ID_NONE : *uke_record_get_id_value (record, (unsigned)field);
}
