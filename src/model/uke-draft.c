/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-draft.h"

#include <string.h>

struct _UkeDraft {
  const UkeEntity *entity;
  UkeId id;
  UkeRecord *base;  /* (owned) (nullable): what the author has seen */
  uint64_t changed; /* positions whose value below counts */
  uint64_t leased;  /* positions that are a lease */
  int64_t *added;   /* (owned) (nullable): increments of counters, by position */
  UkeValue values[];
};

static const UkeValue null_value = { UKE_VALUE_NULL };

static UkeDraft *
make_draft (const UkeEntity *entity)
{
  UkeDraft *self = g_malloc0 (sizeof *self + entity->n_fields * sizeof (UkeValue));

  self->entity = entity;
  return self;
}

static const UkeValue *
get_base_value (const UkeDraft *self, unsigned field)
{
  return self->base != NULL ? uke_record_get_value (self->base, field) : &null_value;
}

/* Marks the field as changed, or not when its value is the one the author has seen. */
static void
note_change (UkeDraft *self, unsigned field)
{
  uint64_t bit = (uint64_t)1 << field;

  if (uke_value_equal (&self->values[field], get_base_value (self, field))) {
    uke_value_clear (&self->values[field]);
    self->changed &= ~bit;
  } else {
    self->changed |= bit;
  }
}

static void
assert_field (const UkeDraft *self, unsigned field, UkeValueKind kind)
{
  UkeValueKind wanted = UKE_VALUE_INT;

  g_assert (field < self->entity->n_fields);
  switch (self->entity->fields[field].type) {
  case UKE_TYPE_TEXT:
  case UKE_TYPE_CODE:
    wanted = UKE_VALUE_TEXT;
    break;
  case UKE_TYPE_ID:
    wanted = UKE_VALUE_ID;
    break;
  case UKE_TYPE_INT:
  case UKE_TYPE_BOOL:
  case UKE_TYPE_DATE:
  case UKE_TYPE_TIME:
    break;
  }
  g_assert (kind == UKE_VALUE_NULL || kind == wanted);
}

/**
 * uke_draft_new:
 * @entity: what kind of record shall be made
 * @now_us: UTC microseconds that go into the new id
 *
 * Returns: (transfer full): the draft of a new record, with an id and no values
 * Thread: any
 */
UkeDraft *
uke_draft_new (const UkeEntity *entity, int64_t now_us)
{
  UkeId id = uke_id_new (now_us);

  return uke_draft_new_with_id (entity, &id);
}

/**
 * uke_draft_new_with_id:
 * @entity: what kind of record shall be made
 * @id: the id it shall have, for records whose id follows from what they are about
 *
 * Returns: (transfer full): the draft of a new record
 * Thread: any
 */
UkeDraft *
uke_draft_new_with_id (const UkeEntity *entity, const UkeId *id)
{
  UkeDraft *self = make_draft (entity);

  self->id = *id;
  return self;
}

/**
 * uke_draft_new_from:
 * @base: (transfer none): a record as its reader has seen it
 *
 * Returns: (transfer full): a draft without changes to that record
 * Thread: any
 */
UkeDraft *
uke_draft_new_from (UkeRecord *base)
{
  UkeDraft *self = make_draft (uke_record_get_entity (base));

  self->id = *uke_record_get_id (base);
  self->base = g_object_ref (base);
  return self;
}

/**
 * uke_draft_copy:
 * @self: a draft
 *
 * Returns: (transfer full): a draft that says the same
 * Thread: any
 */
UkeDraft *
uke_draft_copy (const UkeDraft *self)
{
  UkeDraft *copy = make_draft (self->entity);

  copy->id = self->id;
  copy->changed = self->changed;
  copy->leased = self->leased;
  g_set_object (&copy->base, self->base);
  if (self->added != NULL)
    copy->added = g_memdup2 (self->added, self->entity->n_fields * sizeof (int64_t));
  for (unsigned i = 0; i < self->entity->n_fields; i++)
    uke_value_copy (&copy->values[i], &self->values[i]);
  return copy;
}

/**
 * uke_draft_free:
 * @self: (transfer full) (nullable): a draft
 *
 * Thread: any
 */
void
uke_draft_free (UkeDraft *self)
{
  if (self == NULL)
    return;
  for (unsigned i = 0; i < self->entity->n_fields; i++)
    uke_value_clear (&self->values[i]);
  g_clear_object (&self->base);
  g_free (self->added);
  g_free (self);
}

/**
 * uke_draft_get_entity:
 * @self: a draft
 *
 * Returns: (transfer none): what kind of record it is about
 * Thread: any
 */
const UkeEntity *
uke_draft_get_entity (const UkeDraft *self)
{
  return self->entity;
}

/**
 * uke_draft_get_id:
 * @self: a draft
 *
 * Returns: (transfer none): the id of the record it is about
 * Thread: any
 */
const UkeId *
uke_draft_get_id (const UkeDraft *self)
{
  return &self->id;
}

/**
 * uke_draft_get_base:
 * @self: a draft
 *
 * Returns: (transfer none) (nullable): the record as its author saw it; NULL for a new record
 * Thread: any
 */
UkeRecord *
uke_draft_get_base (const UkeDraft *self)
{
  return self->base;
}

/**
 * uke_draft_is_new:
 * @self: a draft
 *
 * Returns: whether it makes a new record
 * Thread: any
 */
gboolean
uke_draft_is_new (const UkeDraft *self)
{
  return self->base == NULL;
}

/**
 * uke_draft_has_changes:
 * @self: a draft
 *
 * Returns: whether any field was set or counted up; a new record's draft without values has none
 * Thread: any
 */
gboolean
uke_draft_has_changes (const UkeDraft *self)
{
  return self->changed != 0;
}

/**
 * uke_draft_get_changed:
 * @self: a draft
 *
 * Returns: the set of changed fields; bit n stands for the field at position n
 * Thread: any
 */
uint64_t
uke_draft_get_changed (const UkeDraft *self)
{
  return self->changed;
}

/**
 * uke_draft_get_added:
 * @self: a draft
 * @field: the position of a COUNTER field
 *
 * Returns: what uke_draft_add_int() added up to; 0 when the field was set or left alone
 * Thread: any
 */
int64_t
uke_draft_get_added (const UkeDraft *self, unsigned field)
{
  g_assert (field < self->entity->n_fields);
  return self->added != NULL ? self->added[field] : 0;
}

/**
 * uke_draft_get_value:
 * @self: a draft
 * @field: a field's position in its entity
 *
 * Returns: (transfer none): the value that the record shall have
 * Thread: any
 */
const UkeValue *
uke_draft_get_value (const UkeDraft *self, unsigned field)
{
  g_assert (field < self->entity->n_fields);
  if (self->changed & (uint64_t)1 << field)
    return &self->values[field];
  return get_base_value (self, field);
}

/**
 * uke_draft_set_value:
 * @self: a draft
 * @field: a field's position in its entity
 * @value: a value of the field's type, or NULL's
 *
 * Thread: any
 */
void
uke_draft_set_value (UkeDraft *self, unsigned field, const UkeValue *value)
{
  assert_field (self, field, value->kind);
  if (self->added != NULL)
    self->added[field] = 0;
  uke_value_copy (&self->values[field], value);
  note_change (self, field);
}

/**
 * uke_draft_set_null:
 * @self: a draft
 * @field: a field's position in its entity
 *
 * Thread: any
 */
void
uke_draft_set_null (UkeDraft *self, unsigned field)
{
  uke_draft_set_value (self, field, &null_value);
}

/**
 * uke_draft_set_int:
 * @self: a draft
 * @field: the position of an INT, BOOL, DATE or TIME field
 * @value: the number
 *
 * Thread: any
 */
void
uke_draft_set_int (UkeDraft *self, unsigned field, int64_t value)
{
  UkeValue wrapped = { UKE_VALUE_INT, .integer = value };

  uke_draft_set_value (self, field, &wrapped);
}

/**
 * uke_draft_set_date:
 * @self: a draft
 * @field: the position of a DATE field
 * @value: the date; `UKE_DATE_NONE` clears the field
 *
 * Thread: any
 */
void
uke_draft_set_date (UkeDraft *self, unsigned field, UkeDate value)
{
  if (value == UKE_DATE_NONE)
    uke_draft_set_null (self, field);
  else
    uke_draft_set_int (self, field, value);
}

/**
 * uke_draft_set_text:
 * @self: a draft
 * @field: the position of a TEXT or CODE field
 * @value: (nullable): the text; NULL and "" clear the field
 *
 * Thread: any
 */
void
uke_draft_set_text (UkeDraft *self, unsigned field, const char *value)
{
  assert_field (self, field, UKE_VALUE_TEXT);
  if (self->added != NULL)
    self->added[field] = 0;
  uke_value_set_text (&self->values[field], value);
  note_change (self, field);
}

/**
 * uke_draft_set_id:
 * @self: a draft
 * @field: the position of an ID field
 * @value: (nullable): the id; NULL and `UKE_ID_NONE` clear the field
 *
 * Thread: any
 */
void
uke_draft_set_id (UkeDraft *self, unsigned field, const UkeId *value)
{
  assert_field (self, field, UKE_VALUE_ID);
  uke_value_set_id (&self->values[field], value);
  note_change (self, field);
}

/**
 * uke_draft_add_int:
 * @self: a draft
 * @field: the position of a COUNTER field
 * @delta: what to add; several calls add up
 *
 * The change says how much was added, not the sum, so that two desks' additions both count.
 *
 * Thread: any
 */
void
uke_draft_add_int (UkeDraft *self, unsigned field, int64_t delta)
{
  int64_t sum = uke_draft_get_int (self, field) + delta;
  int64_t added = uke_draft_get_added (self, field) + delta;

  g_assert (self->entity->fields[field].merge == UKE_MERGE_COUNTER);
  uke_draft_set_int (self, field, sum);
  if (self->added == NULL)
    self->added = g_new0 (int64_t, self->entity->n_fields);
  self->added[field] = added;
}

/**
 * uke_draft_set_lease:
 * @self: a draft
 * @field: a field's position in its entity
 *
 * What the draft makes of the field, and of all others that this was said of, is a lease: taken,
 * renewed or given up together, or not at all where somebody else took it meanwhile.
 *
 * Thread: any
 * Source: sync.md 2.10 (follow-up task)
 */
void
uke_draft_set_lease (UkeDraft *self, unsigned field)
{
  g_assert (field < self->entity->n_fields);
  self->leased |= (uint64_t)1 << field;
}

/**
 * uke_draft_get_leased:
 * @self: a draft
 *
 * Returns: the positions that uke_draft_set_lease() was said of, as a bit set
 * Thread: any
 */
uint64_t
uke_draft_get_leased (const UkeDraft *self)
{
  return self->leased;
}

/**
 * uke_draft_get_text:
 * @self: a draft
 * @field: the position of a TEXT or CODE field
 *
 * Returns: (transfer none) (nullable): the text that the record shall have
 * Thread: any
 */
const char *
uke_draft_get_text (const UkeDraft *self, unsigned field)
{
  const UkeValue *value = uke_draft_get_value (self, field);

  assert_field (self, field, UKE_VALUE_TEXT);
  return value->kind == UKE_VALUE_TEXT ? value->text : NULL;
}

/**
 * uke_draft_get_int:
 * @self: a draft
 * @field: the position of an INT, BOOL, DATE or TIME field
 *
 * Returns: the number that the record shall have; 0 for NULL
 * Thread: any
 */
int64_t
uke_draft_get_int (const UkeDraft *self, unsigned field)
{
  const UkeValue *value = uke_draft_get_value (self, field);

  assert_field (self, field, UKE_VALUE_INT);
  return value->kind == UKE_VALUE_INT ? value->integer : 0;
}

/**
 * uke_draft_get_date:
 * @self: a draft
 * @field: the position of a DATE field
 *
 * Returns: the date that the record shall have; `UKE_DATE_NONE` for NULL
 * Thread: any
 */
UkeDate
uke_draft_get_date (const UkeDraft *self, unsigned field)
{
  const UkeValue *value = uke_draft_get_value (self, field);

  assert_field (self, field, UKE_VALUE_INT);
  return value->kind == UKE_VALUE_INT ? (UkeDate)value->integer : UKE_DATE_NONE;
}

/**
 * uke_draft_get_id_value:
 * @self: a draft
 * @field: the position of an ID field
 *
 * Returns: (transfer none): the id that the record shall have; `UKE_ID_NONE` for NULL
 * Thread: any
 */
const UkeId *
uke_draft_get_id_value (const UkeDraft *self, unsigned field)
{
  const UkeValue *value = uke_draft_get_value (self, field);

  assert_field (self, field, UKE_VALUE_ID);
  return value->kind == UKE_VALUE_ID ? &value->id : &UKE_ID_NONE;
}

/**
 * uke_draft_make_record:
 * @self: a draft
 *
 * Returns: (transfer full): the record as it would be read once the draft is written, without
 *   versions
 * Thread: any
 */
UkeRecord *
uke_draft_make_record (const UkeDraft *self)
{
  UkeValue *values = g_new0 (UkeValue, self->entity->n_fields);

  for (unsigned i = 0; i < self->entity->n_fields; i++)
    uke_value_copy (&values[i], uke_draft_get_value (self, i));
  return uke_record_new_take (self->entity, &self->id, values, NULL, 0, 0);
}
