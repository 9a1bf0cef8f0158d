/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-new-fields.h"

#include "feed/uke-json-read-private.h"
#include "feed/uke-json-write.h"

#include <string.h>

/** Described: one field of one table. */
typedef struct {
  const UkeEntity *entity;
  UkeExtField field;
} Described;

struct _UkeNewFields {
  GArray *all; /* (owned): Described, those of a table one behind the other */
};

/**
 * uke_new_fields_new:
 *
 * Returns: (transfer full): a description of nothing: what a reader does not know is passed over
 * Thread: any
 */
UkeNewFields *
uke_new_fields_new (void)
{
  UkeNewFields *self = g_new0 (UkeNewFields, 1);

  self->all = g_array_new (FALSE, TRUE, sizeof (Described));
  return self;
}

/**
 * uke_new_fields_of:
 * @entity: (nullable): a table; NULL for all
 * @sv: a schema version
 *
 * Returns: (transfer full) (nullable): the fields of this program that came after it; NULL when
 *   there are none
 * Thread: any
 * Source: sync.md 2.13
 */
UkeNewFields *
uke_new_fields_of (const UkeEntity *entity, unsigned sv)
{
  g_autoptr (UkeNewFields) self = uke_new_fields_new ();
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++)
    for (unsigned f = 0; f < entities[i]->n_fields; f++) {
      const UkeField *field = &entities[i]->fields[f];
      Described described = { .entity = entities[i] };

      if (field->since <= sv || (entity != NULL && entity != entities[i]))
        continue;
      described.field = (UkeExtField){ .id = field->id, .type = field->type };
      g_strlcpy (described.field.name, field->name, sizeof described.field.name);
      g_array_append_val (self->all, described);
    }
  return self->all->len > 0 ? g_steal_pointer (&self) : NULL;
}

/**
 * uke_new_fields_free:
 * @self: (transfer full) (nullable): descriptions
 *
 * Thread: any
 */
void
uke_new_fields_free (UkeNewFields *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->all);
  g_free (self);
}

/**
 * uke_new_fields_find:
 * @self: (nullable): descriptions
 * @entity: a table
 * @name: the name of a field
 *
 * Returns: (transfer none) (nullable): its description
 * Thread: any
 */
const UkeExtField *
uke_new_fields_find (const UkeNewFields *self, const UkeEntity *entity, const char *name)
{
  for (unsigned i = 0; self != NULL && i < self->all->len; i++) {
    const Described *described = &g_array_index (self->all, Described, i);

    if (described->entity == entity && strcmp (described->field.name, name) == 0)
      return &described->field;
  }
  return NULL;
}

/**
 * uke_new_fields_find_id:
 * @self: (nullable): descriptions
 * @entity: a table
 * @id: the id of a field
 *
 * Returns: (transfer none) (nullable): its description
 * Thread: any
 */
const UkeExtField *
uke_new_fields_find_id (const UkeNewFields *self, const UkeEntity *entity, unsigned id)
{
  for (unsigned i = 0; self != NULL && i < self->all->len; i++) {
    const Described *described = &g_array_index (self->all, Described, i);

    if (described->entity == entity && described->field.id == id)
      return &described->field;
  }
  return NULL;
}

/**
 * uke_new_fields_write:
 * @self: descriptions
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md, Fields of newer versions
 */
void
uke_new_fields_write (const UkeNewFields *self, GString *json)
{
  const UkeEntity *entity = NULL;

  g_string_append_c (json, '{');
  for (unsigned i = 0; i < self->all->len; i++) {
    const Described *described = &g_array_index (self->all, Described, i);

    if (described->entity != entity) {
      g_string_append (json, entity != NULL ? "]," : "");
      uke_json_append_string (json, described->entity->name);
      g_string_append (json, ":[");
    } else {
      g_string_append_c (json, ',');
    }
    entity = described->entity;
    g_string_append_c (json, '[');
    uke_json_append_string (json, described->field.name);
    g_string_append_printf (json, ",%u,\"%s\"]", described->field.id,
                            uke_field_type_get_code (described->field.type));
  }
  g_string_append (json, entity != NULL ? "]}" : "}");
}

/* A field that this program has is one that it knows better; two of one id, or a name that is
 * taken, would be two meanings of the same bytes. */
static gboolean
read_field (UkeNewFields *self, const UkeEntity *entity, json_t *node)
{
  Described described = { .entity = entity };
  int64_t id;
  int by_id, by_name;

  if (json_array_size (node) != 3 || self->all->len >= UKE_NEW_FIELDS_MAX
      || !uke_json_read_int (json_array_get (node, 1), 1, UKE_EXT_MAX_ID, &id)
      || !uke_ext_describe (&described.field, id, json_string_value (json_array_get (node, 0)),
                            json_string_value (json_array_get (node, 2))))
    return FALSE;
  by_id = uke_entity_field_index_by_id (entity, (unsigned)id);
  by_name = uke_entity_field_index (entity, described.field.name);
  if (by_id >= 0 || by_name >= 0)
    return by_id == by_name && entity->fields[by_id].type == described.field.type;
  if (uke_new_fields_find (self, entity, described.field.name) != NULL
      || uke_new_fields_find_id (self, entity, (unsigned)id) != NULL)
    return FALSE;
  g_array_append_val (self->all, described);
  return TRUE;
}

/**
 * uke_new_fields_read:
 * @root: the tree of a message from elsewhere, not trusted
 * @out_fields: (out) (transfer full) (nullable): what its member `fields` describes and this
 *   program does not know; NULL when there is no such member
 *
 * Tables that this program does not know are passed over.
 *
 * Returns: whether it is of the form
 * Thread: any
 * Source: doc/wire.md, Fields of newer versions
 */
gboolean
uke_new_fields_read (json_t *root, UkeNewFields **out_fields)
{
  json_t *tables = json_object_get (root, "fields"), *list;
  g_autoptr (UkeNewFields) self = NULL;
  const char *name;

  *out_fields = NULL;
  if (tables == NULL)
    return TRUE;
  if (!json_is_object (tables))
    return FALSE;
  self = uke_new_fields_new ();
  json_object_foreach (tables, name, list)
  {
    const UkeEntity *entity = uke_entity_by_name (name);

    if (!json_is_array (list))
      return FALSE;
    for (size_t i = 0; entity != NULL && i < json_array_size (list); i++)
      if (!read_field (self, entity, json_array_get (list, i)))
        return FALSE;
  }
  *out_fields = g_steal_pointer (&self);
  return TRUE;
}
