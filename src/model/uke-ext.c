/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-ext.h"

#include <string.h>

struct _UkeExt {
  gatomicrefcount refs;
  GArray *fields; /* (owned): UkeExtField */
};

static void
clear_field (gpointer data)
{
  uke_value_clear (&((UkeExtField *)data)->value);
}

static UkeExtField *
get_field (const UkeExt *self, unsigned index)
{
  return &g_array_index (self->fields, UkeExtField, index);
}

/**
 * uke_ext_new:
 * @from: (nullable): fields that it begins with
 *
 * Returns: (transfer full): fields that may be changed as long as nobody else has them
 * Thread: any
 */
UkeExt *
uke_ext_new (const UkeExt *from)
{
  UkeExt *self = g_new0 (UkeExt, 1);

  g_atomic_ref_count_init (&self->refs);
  self->fields = g_array_new (FALSE, TRUE, sizeof (UkeExtField));
  g_array_set_clear_func (self->fields, clear_field);
  for (unsigned i = 0; i < uke_ext_get_n (from); i++) {
    const UkeExtField *field = uke_ext_get (from, i);

    uke_ext_set (self, field, &field->value, field->version);
  }
  return self;
}

/**
 * uke_ext_ref:
 * @self: (nullable): fields
 *
 * Returns: (transfer full) (nullable): the same
 * Thread: any
 */
UkeExt *
uke_ext_ref (UkeExt *self)
{
  if (self != NULL)
    g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * uke_ext_unref:
 * @self: (transfer full) (nullable): fields
 *
 * Thread: any
 */
void
uke_ext_unref (UkeExt *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_array_unref (self->fields);
  g_free (self);
}

/**
 * uke_ext_get_n:
 * @self: (nullable): fields
 *
 * Returns: how many there are
 * Thread: any
 */
unsigned
uke_ext_get_n (const UkeExt *self)
{
  return self != NULL ? self->fields->len : 0;
}

/**
 * uke_ext_get:
 * @self: fields
 * @index: below uke_ext_get_n()
 *
 * Returns: (transfer none): a field, in the order of ids
 * Thread: any
 */
const UkeExtField *
uke_ext_get (const UkeExt *self, unsigned index)
{
  return get_field (self, index);
}

/**
 * uke_ext_find:
 * @self: (nullable): fields
 * @id: an id
 *
 * Returns: (transfer none) (nullable): the field with this id
 * Thread: any
 */
const UkeExtField *
uke_ext_find (const UkeExt *self, unsigned id)
{
  for (unsigned i = 0; i < uke_ext_get_n (self); i++)
    if (get_field (self, i)->id == id)
      return get_field (self, i);
  return NULL;
}

/* A name as columns have them, so that it means the same in JSON and in SQL. */
static gboolean
is_name (const char *name)
{
  size_t len = strlen (name);

  return len > 0 && len < UKE_EXT_NAME_SIZE
         && strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

/**
 * uke_ext_describe:
 * @out_field: (out): a field without a value
 * @id: its id, from elsewhere
 * @name: (nullable): its name, from elsewhere
 * @type: (nullable): the code of its type, from elsewhere
 *
 * Returns: whether it can be a field
 * Thread: any
 */
gboolean
uke_ext_describe (UkeExtField *out_field, int64_t id, const char *name, const char *type)
{
  UkeFieldType known = type != NULL ? uke_field_type_from_code (type) : 0;

  if (id < 1 || id > UKE_EXT_MAX_ID || known == 0 || name == NULL || !is_name (name))
    return FALSE;
  *out_field = (UkeExtField){ .id = (uint16_t)id, .type = known };
  g_strlcpy (out_field->name, name, sizeof out_field->name);
  return TRUE;
}

/**
 * uke_ext_set:
 * @self: fields that nobody else has yet
 * @field: which field it is; its own value and version are not looked at
 * @value: what it holds
 * @version: the entry that set it
 *
 * Returns: whether there was room for it
 * Thread: any
 */
gboolean
uke_ext_set (UkeExt *self, const UkeExtField *field, const UkeValue *value, int64_t version)
{
  UkeExtField added = *field;
  unsigned at = 0;

  added.version = version;
  added.value = (UkeValue){ UKE_VALUE_NULL };
  uke_value_copy (&added.value, value);
  while (at < self->fields->len && get_field (self, at)->id < added.id)
    at++;
  if (at < self->fields->len && get_field (self, at)->id == added.id) {
    clear_field (get_field (self, at));
    *get_field (self, at) = added;
    return TRUE;
  }
  if (self->fields->len >= UKE_EXT_MAX_FIELDS) {
    clear_field (&added);
    return FALSE;
  }
  g_array_insert_val (self->fields, at, added);
  return TRUE;
}

/**
 * uke_ext_remove:
 * @self: fields that nobody else has yet
 * @id: the id of one that is to go, when it is there
 *
 * Thread: any
 */
void
uke_ext_remove (UkeExt *self, unsigned id)
{
  for (unsigned i = 0; i < self->fields->len; i++)
    if (get_field (self, i)->id == id) {
      g_array_remove_index (self->fields, i);
      return;
    }
}
