/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-change-set.h"

static void
clear_field (gpointer data)
{
  UkeOpField *field = data;

  uke_value_clear (&field->value);
  g_free (field->seen_text);
}

static void
clear_ext (gpointer data)
{
  uke_value_clear (&((UkeOpExt *)data)->field.value);
}

/**
 * uke_change_set_new:
 * @id: its id, which makes a repeated delivery harmless
 * @intent: the command behind it
 *
 * Returns: (transfer full): a change-set without operations
 * Thread: any
 */
UkeChangeSet *
uke_change_set_new (const UkeId *id, UkeIntent intent)
{
  UkeChangeSet *self = g_new0 (UkeChangeSet, 1);

  self->id = *id;
  self->intent = intent;
  self->sv = UKE_SCHEMA_VERSION;
  self->ops = g_array_new (FALSE, FALSE, sizeof (UkeOp));
  self->fields = g_array_new (FALSE, TRUE, sizeof (UkeOpField));
  g_array_set_clear_func (self->fields, clear_field);
  return self;
}

/**
 * uke_change_set_free:
 * @self: (transfer full) (nullable): a change-set
 *
 * Thread: any
 */
void
uke_change_set_free (UkeChangeSet *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->ops);
  g_array_unref (self->fields);
  g_clear_pointer (&self->ext, g_array_unref);
  g_free (self);
}

/**
 * uke_change_set_add_op:
 * @self: a change-set
 * @kind: what the operation does
 * @entity: what kind of row it is about
 * @id: the row's id
 * @seen: for del, rem and set without fields the last change of the row that was seen; else 0
 *
 * Fields are added to the operation that was added last.
 *
 * Thread: any
 */
void
uke_change_set_add_op (UkeChangeSet *self,
                       UkeOpKind kind,
                       const UkeEntity *entity,
                       const UkeId *id,
                       int64_t seen)
{
  const UkeOp op = { entity, *id, kind, self->fields->len, 0, seen };

  g_array_append_val (self->ops, op);
}

/**
 * uke_change_set_add_field:
 * @self: a change-set with at least one operation
 * @field: the field's position in the operation's entity
 * @seen: the version of the field that the author saw, or 0
 *
 * Returns: (transfer none): the field, whose value is NULL's, until the next one is added
 * Thread: any
 */
UkeOpField *
uke_change_set_add_field (UkeChangeSet *self, unsigned field, int64_t seen)
{
  UkeOp *op = &g_array_index (self->ops, UkeOp, self->ops->len - 1);
  UkeOpField *added;

  g_assert (field < op->entity->n_fields);
  g_array_set_size (self->fields, self->fields->len + 1);
  added = &g_array_index (self->fields, UkeOpField, self->fields->len - 1);
  added->field = field;
  added->seen = seen;
  op->n_fields++;
  return added;
}

static void
add_insert (UkeChangeSet *self, const UkeDraft *draft)
{
  const UkeEntity *entity = uke_draft_get_entity (draft);
  uint64_t changed = uke_draft_get_changed (draft);

  uke_change_set_add_op (self, UKE_OP_INSERT, entity, uke_draft_get_id (draft), 0);
  for (unsigned i = 0; i < entity->n_fields; i++)
    if (changed & (uint64_t)1 << i)
      uke_value_copy (&uke_change_set_add_field (self, i, 0)->value,
                      uke_draft_get_value (draft, i));
}

/* An operation on those fields of @which that were not counted up. */
static void
add_fields (UkeChangeSet *self, const UkeDraft *draft, UkeOpKind kind, uint64_t which)
{
  const UkeEntity *entity = uke_draft_get_entity (draft);
  UkeRecord *base = uke_draft_get_base (draft);
  gboolean is_first = TRUE;

  for (unsigned i = 0; i < entity->n_fields; i++) {
    UkeOpField *field;

    if ((which & (uint64_t)1 << i) == 0 || uke_draft_get_added (draft, i) != 0)
      continue;
    if (is_first)
      uke_change_set_add_op (self, kind, entity, uke_draft_get_id (draft), 0);
    is_first = FALSE;
    field = uke_change_set_add_field (self, i, uke_record_get_version (base, i));
    uke_value_copy (&field->value, uke_draft_get_value (draft, i));
    if (entity->fields[i].merge == UKE_MERGE_MEMO)
      field->seen_text = g_strdup (uke_record_get_text (base, i));
  }
}

static void
add_increments (UkeChangeSet *self, const UkeDraft *draft)
{
  const UkeEntity *entity = uke_draft_get_entity (draft);
  gboolean is_first = TRUE;

  for (unsigned i = 0; i < entity->n_fields; i++) {
    int64_t added = uke_draft_get_added (draft, i);

    if (added == 0)
      continue;
    if (is_first)
      uke_change_set_add_op (self, UKE_OP_INCREMENT, entity, uke_draft_get_id (draft), 0);
    is_first = FALSE;
    uke_value_set_int (&uke_change_set_add_field (self, i, 0)->value, added);
  }
}

/**
 * uke_change_set_add_ext:
 * @self: a change-set with an operation
 * @field: a field that this program does not know
 *
 * Adds it to the last operation.
 *
 * Returns: (transfer none): where its value goes, until the next is added
 * Thread: the owner of @self
 * Source: sync.md 2.13, P16
 */
UkeValue *
uke_change_set_add_ext (UkeChangeSet *self, const UkeExtField *field)
{
  UkeOpExt added = { self->ops->len - 1, *field };

  if (self->ext == NULL) {
    self->ext = g_array_new (FALSE, TRUE, sizeof (UkeOpExt));
    g_array_set_clear_func (self->ext, clear_ext);
  }
  added.field.value = (UkeValue){ UKE_VALUE_NULL };
  self->is_partial = TRUE;
  g_array_append_val (self->ext, added);
  return &g_array_index (self->ext, UkeOpExt, self->ext->len - 1).field.value;
}

/**
 * uke_change_set_add_draft:
 * @self: a change-set
 * @draft: a new record, or changes to one
 *
 * Adds the operations that make the draft true: nothing for a draft without changes.
 *
 * Thread: any
 */
void
uke_change_set_add_draft (UkeChangeSet *self, const UkeDraft *draft)
{
  uint64_t changed = uke_draft_get_changed (draft), leased = uke_draft_get_leased (draft);

  if (uke_draft_get_base (draft) == NULL) {
    add_insert (self, draft);
    return;
  }
  add_fields (self, draft, UKE_OP_SET, changed & ~leased);
  /* Whole, or a holder who stays the same would be lost to one whose lease has run out. */
  if ((changed & leased) != 0)
    add_fields (self, draft, UKE_OP_CLAIM, leased);
  add_increments (self, draft);
}

/**
 * uke_change_set_add_delete:
 * @self: a change-set
 * @seen: the record as its author saw it
 *
 * Thread: any
 */
void
uke_change_set_add_delete (UkeChangeSet *self, UkeRecord *seen)
{
  uke_change_set_add_op (self, UKE_OP_DELETE, uke_record_get_entity (seen),
                         uke_record_get_id (seen), uke_record_get_last_seq (seen));
}

/**
 * uke_change_set_add_revival:
 * @self: a change-set
 * @seen: a deleted record as its author saw it
 *
 * Brings the record back as it was: how a deletion is undone.
 *
 * Thread: any
 */
void
uke_change_set_add_revival (UkeChangeSet *self, UkeRecord *seen)
{
  uke_change_set_add_op (self, UKE_OP_SET, uke_record_get_entity (seen), uke_record_get_id (seen),
                         uke_record_get_last_seq (seen));
}

/**
 * uke_change_set_get_n_ops:
 * @self: a change-set
 *
 * Returns: how many operations it has
 * Thread: any
 */
unsigned
uke_change_set_get_n_ops (const UkeChangeSet *self)
{
  return self->ops->len;
}

/**
 * uke_change_set_get_op:
 * @self: a change-set
 * @index: which operation
 *
 * Returns: (transfer none): the operation
 * Thread: any
 */
const UkeOp *
uke_change_set_get_op (const UkeChangeSet *self, unsigned index)
{
  return &g_array_index (self->ops, UkeOp, index);
}

/**
 * uke_change_set_get_fields:
 * @self: a change-set
 * @op: one of its operations
 *
 * Returns: (transfer none): the operation's fields, `op->n_fields` of them
 * Thread: any
 */
const UkeOpField *
uke_change_set_get_fields (const UkeChangeSet *self, const UkeOp *op)
{
  return (const UkeOpField *)(void *)self->fields->data + op->first_field;
}
