/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-effect-json.h"

#include "feed/uke-json-read-private.h"

#include <string.h>

#define MAX_LANE 63

static const UkeJsonLimits limits = { UKE_EFFECT_MAX_BYTES, 6, 256 * 1024 };

/** RowKey: which row; two rows of one effect would have no order. */
typedef struct {
  const UkeEntity *entity;
  UkeId id;
} RowKey;

/** Reading: one text that is read. */
typedef struct {
  const UkeDecideView *view;
  const UkeNewFields *fields; /* (nullable): what may stand there though it is not known here */
  UkeEffect *effect;
  GHashTable *keys; /* (owned): RowKey of the rows so far */
} Reading;

static unsigned
hash_key (const void *data)
{
  const RowKey *key = data;

  return uke_id_hash (&key->id) ^ (key->entity->number * 0x9e3779b9u);
}

static gboolean
keys_are_equal (const void *a, const void *b)
{
  const RowKey *one = a, *two = b;

  return one->entity == two->entity && uke_id_equal (&one->id, &two->id);
}

static gboolean
refuse (const char *where, GError **error)
{
  return uke_json_refuse ("effect", where, error);
}

static gboolean
read_row_key (json_t *node, RowKey *out_key)
{
  const char *table = json_string_value (json_object_get (node, "t"));

  out_key->entity = table != NULL ? uke_entity_by_name (table) : NULL;
  return out_key->entity != NULL && uke_json_read_id (json_object_get (node, "id"), &out_key->id);
}

/* The row as it stands is the row that the authority's row is told against. */
static UkeEffectRow *
add_row (Reading *self, const RowKey *key, gboolean is_deleted, GError **error)
{
  UkeEffectRow row = { .entity = key->entity, .id = key->id, .is_deleted = is_deleted };

  if (!self->view->find_row (self->view->data, row.entity, &row.id, &row.before, error))
    return NULL;
  row.values = g_new0 (UkeValue, row.entity->n_fields);
  for (unsigned i = 0; row.before != NULL && i < row.entity->n_fields; i++)
    uke_value_copy (&row.values[i], uke_record_get_value (row.before, i));
  g_array_append_val (self->effect->rows, row);
  return uke_effect_get_row (self->effect, self->effect->rows->len - 1);
}

/* A table that this program does not know, where a newer one may have written: passed over. */
static gboolean
is_foreign (const Reading *self, json_t *node)
{
  const char *table = json_string_value (json_object_get (node, "t"));

  return self->fields != NULL && table != NULL && uke_entity_by_name (table) == NULL;
}

static gboolean
read_ext (const Reading *self, UkeEffectRow *row, const char *name, json_t *node)
{
  const UkeExtField *described = uke_new_fields_find (self->fields, row->entity, name);
  UkeValue value = { UKE_VALUE_NULL };
  gboolean is_read;

  if (described == NULL)
    return self->fields != NULL;
  is_read = uke_json_read_typed (node, described->type, &value)
            && uke_effect_row_set_ext (row, described, &value);
  uke_value_clear (&value);
  return is_read;
}

static gboolean
read_field (const Reading *self, UkeEffectRow *row, const char *name, json_t *node)
{
  int position = uke_entity_field_index (row->entity, name);
  gboolean is_changed;
  UkeValue *value;

  if (position < 0)
    return read_ext (self, row, name, node);
  value = &row->values[position];
  uke_value_clear (value);
  if (!uke_json_read_value (node, row->entity, (unsigned)position, value))
    return FALSE;
  is_changed
      = row->before != NULL
            ? !uke_value_equal (value, uke_record_get_value (row->before, (unsigned)position))
            : value->kind != UKE_VALUE_NULL;
  row->touched |= (uint64_t)1 << position;
  if (is_changed)
    row->changed |= (uint64_t)1 << position;
  return TRUE;
}

static gboolean
read_row (Reading *self, json_t *node, GError **error)
{
  json_t *fields = json_object_get (node, "f"), *value;
  const char *name;
  int64_t is_deleted;
  UkeEffectRow *row;
  RowKey key;

  if (is_foreign (self, node))
    return TRUE;
  if (json_object_size (node) != 4 || !read_row_key (node, &key) || !json_is_object (fields)
      || !uke_json_read_int (json_object_get (node, "d"), 0, 1, &is_deleted))
    return refuse ("row", error);
  if (!g_hash_table_add (self->keys, g_memdup2 (&key, sizeof key)))
    return refuse ("row: twice", error);
  row = add_row (self, &key, is_deleted != 0, error);
  if (row == NULL)
    return FALSE;
  json_object_foreach (fields, name, value)
  {
    if (!read_field (self, row, name, value))
      return refuse ("field", error);
  }
  return TRUE;
}

static gboolean
read_released (Reading *self, json_t *node, GError **error)
{
  UkeId id;

  if (!uke_json_read_id (node, &id))
    return refuse ("released id", error);
  g_array_append_val (self->effect->released, id);
  return TRUE;
}

static gboolean
read_claim (Reading *self, json_t *node, GError **error)
{
  UkeSlotClaim claim;
  int64_t lane;

  if (json_array_size (node) != 4
      || !uke_json_read_id (json_array_get (node, 0), &claim.resource_id)
      || !uke_json_read_int (json_array_get (node, 1), -UKE_JSON_INTEGER_MAX, UKE_JSON_INTEGER_MAX,
                             &claim.cell)
      || !uke_json_read_int (json_array_get (node, 2), 0, MAX_LANE, &lane)
      || !uke_json_read_id (json_array_get (node, 3), &claim.appointment_id))
    return refuse ("claim", error);
  claim.lane = (int)lane;
  g_array_append_val (self->effect->claims, claim);
  return TRUE;
}

static UkeNoteKind
read_note_kind (json_t *node)
{
  const char *code = json_string_value (node);

  for (int kind = 1; code != NULL && uke_note_kind_get_code ((UkeNoteKind)kind)[0] != '\0'; kind++)
    if (strcmp (uke_note_kind_get_code ((UkeNoteKind)kind), code) == 0)
      return (UkeNoteKind)kind;
  return 0;
}

/* The note is in the effect already: whatever it owns is freed with it. */
static gboolean
read_note_field (const Reading *self, UkeConflictNote *note, json_t *node)
{
  const char *name = json_string_value (json_object_get (node, "f"));
  int position = name != NULL ? uke_entity_field_index (note->entity, name) : -1;
  const UkeExtField *described
      = name != NULL ? uke_new_fields_find (self->fields, note->entity, name) : NULL;

  if (position < 0 && described == NULL)
    return name != NULL && self->fields != NULL;
  if (position < 0) {
    note->ext_id = described->id;
    note->ext_type = described->type;
    return uke_json_read_typed (json_object_get (node, "kept"), described->type, &note->kept)
           && uke_json_read_typed (json_object_get (node, "lost"), described->type, &note->lost);
  }
  note->field = position;
  return uke_json_read_value (json_object_get (node, "kept"), note->entity, (unsigned)position,
                              &note->kept)
         && uke_json_read_value (json_object_get (node, "lost"), note->entity, (unsigned)position,
                                 &note->lost);
}

static gboolean
read_note (Reading *self, json_t *node, GError **error)
{
  gboolean has_field = json_object_get (node, "f") != NULL;
  json_t *other = json_object_get (node, "other");
  size_t n_members = 5 + (has_field ? 3 : 0) + (other != NULL ? 1 : 0);
  UkeConflictNote *note, empty = { .field = -1 };
  int64_t needs_person;
  RowKey key;

  if (is_foreign (self, node))
    return TRUE;
  empty.kind = read_note_kind (json_object_get (node, "n"));
  if (empty.kind == 0 || json_object_size (node) != n_members || !read_row_key (node, &key)
      || !uke_json_read_int (json_object_get (node, "at"), 0, UKE_JSON_INTEGER_MAX,
                             &empty.other_seq)
      || !uke_json_read_int (json_object_get (node, "card"), 0, 1, &needs_person)
      || (other != NULL && !uke_json_read_id (other, &empty.other_id)))
    return refuse ("note", error);
  empty.entity = key.entity;
  empty.id = key.id;
  empty.needs_person = needs_person != 0;
  g_array_append_val (self->effect->notes, empty);
  note = uke_effect_get_note (self->effect, self->effect->notes->len - 1);
  if (has_field && !read_note_field (self, note, node))
    return refuse ("note's field", error);
  return TRUE;
}

typedef gboolean (*ReadElement) (Reading *self, json_t *node, GError **error);

static gboolean
read_array (Reading *self, json_t *root, const char *name, ReadElement read, GError **error)
{
  json_t *array = json_object_get (root, name);

  if (!json_is_array (array))
    return refuse (name, error);
  for (size_t i = 0; i < json_array_size (array); i++)
    if (!read (self, json_array_get (array, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
read_root (Reading *self, json_t *root, GError **error)
{
  int64_t outcome;

  if (json_object_size (root) != 5
      || !uke_json_read_int (json_object_get (root, "outcome"), UKE_OUTCOME_APPLIED,
                             UKE_OUTCOME_PARKED, &outcome))
    return refuse ("outcome", error);
  self->effect->outcome = (UkeOutcome)outcome;
  return read_array (self, root, "rows", read_row, error)
         && read_array (self, root, "released", read_released, error)
         && read_array (self, root, "claims", read_claim, error)
         && read_array (self, root, "notes", read_note, error);
}

/**
 * uke_effect_read_json:
 * @json: what uke_effect_write_json() wrote on the authority; from elsewhere, not trusted
 * @size: how many bytes
 * @view: the rows as they stand, which are the authority's as they stood: only `find_row` is used
 * @fields: (nullable): what was said beside it of fields that this program may not know; NULL: it
 *   has to know everything
 * @out_effect: emptied and filled; its clock stands in the entry's meta and is not set
 *
 * How a desk takes an entry that was not applied as it was meant. Strict as the reader of
 * change-sets.
 *
 * Returns: whether it is an effect; @out_effect is empty when it is not
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`, and those of @view
 * Thread: the one that @view belongs to
 * Source: doc/formats.md
 */
gboolean
uke_effect_read_json (const char *json,
                      size_t size,
                      const UkeDecideView *view,
                      const UkeNewFields *fields,
                      UkeEffect *out_effect,
                      GError **error)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (hash_key, keys_are_equal, g_free, NULL);
  Reading self = { view, fields, out_effect, keys };
  json_t *root = uke_json_parse (json, size, &limits, "effect", error);
  gboolean is_good;

  uke_effect_clear (out_effect);
  is_good = root != NULL && read_root (&self, root, error);
  json_decref (root);
  if (!is_good)
    uke_effect_clear (out_effect);
  return is_good;
}
