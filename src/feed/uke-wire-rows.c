/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-wire-private.h"

#include <string.h>

#define MAX_COLUMNS 1000

/**
 * uke_wire_rows_new:
 *
 * Returns: (transfer full): no rows
 * Thread: any
 */
UkeWireRows *
uke_wire_rows_new (void)
{
  UkeWireRows *self = g_new0 (UkeWireRows, 1);

  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * uke_wire_rows_free:
 * @self: (transfer full) (nullable): rows
 *
 * Thread: any
 */
void
uke_wire_rows_free (UkeWireRows *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->rows);
  uke_new_fields_free (self->fields);
  g_free (self);
}

/**
 * uke_wire_rows_write:
 * @self: rows
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_rows_write (const UkeWireRows *self, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_id (json, "epoch", &self->epoch);
  uke_wire_put_int (json, "seq", self->seq);
  uke_wire_put_int (json, "of", self->n_buckets);
  uke_wire_put_name (json, "columns");
  for (unsigned i = 0; i < self->columns->len; i++) {
    const char *name = self->columns->pdata[i];

    g_string_append_c (json, i == 0 ? '[' : ',');
    uke_json_append_text (json, name, strlen (name));
  }
  g_string_append (json, self->columns->len == 0 ? "[]" : "]");
  uke_wire_put_fields (json, self->fields);
  uke_wire_put_name (json, "rows");
  for (unsigned i = 0; i < self->rows->len; i++) {
    g_string_append_c (json, i == 0 ? '[' : ',');
    g_string_append (json, self->rows->pdata[i]);
  }
  g_string_append (json, self->rows->len == 0 ? "[]}" : "]}");
}

static gboolean
read_columns (UkeWireRows *self, json_t *root, GError **error)
{
  json_t *columns;

  if (!uke_wire_get_array (root, "columns", MAX_COLUMNS, &columns, error))
    return FALSE;
  for (size_t i = 0; i < json_array_size (columns); i++) {
    json_t *name = json_array_get (columns, i);

    if (!json_is_string (name))
      return uke_wire_refuse ("columns", error);
    g_ptr_array_add (self->columns, g_strdup (json_string_value (name)));
  }
  return TRUE;
}

/* Each as a line of a snapshot's part: whoever knows the table reads it. */
static gboolean
read_rows (UkeWireRows *self, json_t *root, GError **error)
{
  json_t *rows;

  if (!uke_wire_get_array (root, "rows", UKE_WIRE_MAX_ROWS, &rows, error))
    return FALSE;
  for (size_t i = 0; i < json_array_size (rows); i++) {
    json_t *row = json_array_get (rows, i);
    char *text = json_is_array (row) ? json_dumps (row, JSON_COMPACT) : NULL;

    if (text == NULL)
      return uke_wire_refuse ("rows", error);
    g_ptr_array_add (self->rows, g_strdup (text));
    free (text);
  }
  return TRUE;
}

/**
 * uke_wire_rows_read:
 * @json: an answer's body, not trusted
 * @size: its size
 *
 * Returns: (transfer full) (nullable): the rows; each is a JSON array, of which nothing is known
 *   yet
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
UkeWireRows *
uke_wire_rows_read (const char *json, size_t size, GError **error)
{
  g_autoptr (UkeWireRows) self = uke_wire_rows_new ();
  json_t *root = uke_wire_parse_answer (json, size, "rows", error);
  gboolean is_good;

  if (root == NULL)
    return NULL;
  is_good = uke_wire_get_id (root, "epoch", &self->epoch, error)
            && uke_wire_get_int (root, "seq", &self->seq, error)
            && uke_wire_get_unsigned (root, "of", &self->n_buckets, error)
            && read_columns (self, root, error) && uke_wire_get_fields (root, &self->fields, error)
            && read_rows (self, root, error);
  if (!is_good)
    uke_wire_refuse_in ("rows", error);
  json_decref (root);
  return is_good ? g_steal_pointer (&self) : NULL;
}
