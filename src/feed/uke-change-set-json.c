/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-change-set-json.h"

#include "feed/uke-feed-error.h"
#include "feed/uke-json-read-private.h"
#include "feed/uke-json-write.h"
#include "model/uke-codes.h"

#include <string.h>

static const char *const kind_codes[]
    = { "", "ins", "set", "del", "add", "rem", "inc", "claim", "append" };

/* "YYYY-MM-DD" of the years 1 to 9999. */
#define FIRST_DATE (-719162)
#define LAST_DATE 2932896

static const UkeJsonLimits limits = { UKE_CHANGE_SET_MAX_BYTES, 6, 64 * 1024 };

/* Operations whose fields come with the version that was seen; the others' stand alone. */
static gboolean
kind_has_seen (UkeOpKind kind)
{
  return kind == UKE_OP_SET || kind == UKE_OP_CLAIM;
}

static gboolean
kind_has_fields (UkeOpKind kind)
{
  return kind != UKE_OP_DELETE && kind != UKE_OP_REMOVE;
}

/**
 * uke_op_kind_get_code:
 * @kind: what an operation does
 *
 * Returns: (transfer none): its code in JSON
 * Thread: any
 */
const char *
uke_op_kind_get_code (UkeOpKind kind)
{
  return kind_codes[(unsigned)kind < G_N_ELEMENTS (kind_codes) ? kind : 0];
}

static void
write_field (GString *json, const UkeOp *op, const UkeOpField *field)
{
  const UkeField *described = &op->entity->fields[field->field];

  uke_json_append_string (json, described->name);
  g_string_append_c (json, ':');
  if (!kind_has_seen (op->kind)) {
    uke_json_append_value (json, described->type, &field->value);
    return;
  }
  g_string_append_c (json, '[');
  uke_json_append_value (json, described->type, &field->value);
  g_string_append_c (json, ',');
  uke_json_append_int (json, field->seen);
  if (field->seen_text != NULL) {
    g_string_append_c (json, ',');
    uke_json_append_string (json, field->seen_text);
  }
  g_string_append_c (json, ']');
}

static void
write_op (GString *json, const UkeChangeSet *self, const UkeOp *op)
{
  const UkeOpField *fields = uke_change_set_get_fields (self, op);

  g_string_append (json, "{\"t\":\"");
  g_string_append (json, op->entity->name);
  g_string_append (json, "\",\"id\":");
  uke_json_append_id (json, &op->id);
  g_string_append (json, ",\"k\":\"");
  g_string_append (json, kind_codes[op->kind]);
  g_string_append_c (json, '"');
  if (op->seen != 0) {
    g_string_append (json, ",\"s\":");
    uke_json_append_int (json, op->seen);
  }
  if (kind_has_fields (op->kind)) {
    g_string_append (json, ",\"f\":{");
    for (unsigned i = 0; i < op->n_fields; i++) {
      if (i > 0)
        g_string_append_c (json, ',');
      write_field (json, op, &fields[i]);
    }
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, '}');
}

/**
 * uke_change_set_write_json:
 * @self: a change-set
 * @json: where to append; the appended bytes are what is stored, hashed and handed on
 *
 * Thread: any
 * Source: doc/formats.md
 */
void
uke_change_set_write_json (const UkeChangeSet *self, GString *json)
{
  g_string_append (json, "{\"id\":");
  uke_json_append_id (json, &self->id);
  g_string_append (json, ",\"dev\":");
  uke_json_append_int (json, self->dev);
  g_string_append (json, ",\"inc\":");
  uke_json_append_hex64 (json, self->inc);
  g_string_append (json, ",\"dseq\":");
  uke_json_append_int (json, self->dseq);
  g_string_append (json, ",\"usr\":");
  uke_json_append_id (json, &self->usr);
  g_string_append (json, ",\"base\":");
  uke_json_append_int (json, self->base);
  g_string_append (json, ",\"hlc\":");
  uke_json_append_hex64 (json, self->hlc);
  g_string_append (json, ",\"clkq\":");
  uke_json_append_int (json, self->clkq);
  g_string_append (json, ",\"intent\":");
  uke_json_append_int (json, self->intent);
  g_string_append (json, ",\"sv\":");
  uke_json_append_int (json, self->sv);
  g_string_append (json, ",\"ops\":[");
  for (unsigned i = 0; i < self->ops->len; i++) {
    if (i > 0)
      g_string_append_c (json, ',');
    write_op (json, self, uke_change_set_get_op (self, i));
  }
  g_string_append (json, "]}");
}

static gboolean
refuse (GError **error, const char *where)
{
  return uke_json_refuse ("change-set", where, error);
}

static gboolean
text_can_be_read (const char *text)
{
  return text != NULL && text[0] != '\0' && g_utf8_validate (text, -1, NULL);
}

static gboolean
int_can_be_read (UkeFieldType type, int64_t number)
{
  if (type == UKE_TYPE_DATE)
    return number >= FIRST_DATE && number <= LAST_DATE;
  if (type == UKE_TYPE_BOOL)
    return number == 0 || number == 1;
  return number >= -UKE_JSON_INTEGER_MAX && number <= UKE_JSON_INTEGER_MAX;
}

/**
 * uke_change_set_value_can_be_read:
 * @entity: whose field it is
 * @field: the field's position
 * @value: a value from wherever
 *
 * Returns: whether a change-set may set the field to it
 * Thread: any
 */
gboolean
uke_change_set_value_can_be_read (const UkeEntity *entity, unsigned field, const UkeValue *value)
{
  UkeFieldType type = entity->fields[field].type;

  switch (value->kind) {
  case UKE_VALUE_NULL:
    return TRUE;
  case UKE_VALUE_TEXT:
    return text_can_be_read (value->text)
           && (type == UKE_TYPE_TEXT
               || (type == UKE_TYPE_CODE && uke_code_fits_field (entity, field, value->text)));
  case UKE_VALUE_ID:
    return type == UKE_TYPE_ID && !uke_id_is_none (&value->id);
  case UKE_VALUE_INT:
    return type != UKE_TYPE_TEXT && type != UKE_TYPE_CODE && type != UKE_TYPE_ID
           && int_can_be_read (type, value->integer);
  }
  return FALSE;
}

static gboolean
field_can_be_read (const UkeOp *op, const UkeOpField *field)
{
  const UkeField *described = &op->entity->fields[field->field];

  if (op->kind == UKE_OP_INCREMENT
      && (described->merge != UKE_MERGE_COUNTER || field->value.kind != UKE_VALUE_INT))
    return FALSE;
  if (field->seen < 0
      || (field->seen_text != NULL
          && (described->merge != UKE_MERGE_MEMO || !g_utf8_validate (field->seen_text, -1, NULL))))
    return FALSE;
  return uke_change_set_value_can_be_read (op->entity, field->field, &field->value);
}

/**
 * uke_change_set_can_be_read:
 * @self: a change-set that was made here
 * @error: return location
 *
 * Whoever writes a change-set that its own reader refuses has lost it: a server refuses it for
 * good, and every desk that meets it in the log stands still. So it is looked at before it is
 * written, which costs less than reading it back.
 *
 * Returns: whether each of its values is one that uke_change_set_read_json() takes
 * Errors: `UKE_FEED_ERROR_MALFORMED`, naming the field
 * Thread: any
 */
gboolean
uke_change_set_can_be_read (const UkeChangeSet *self, GError **error)
{
  for (unsigned i = 0; i < self->ops->len; i++) {
    const UkeOp *op = uke_change_set_get_op (self, i);
    const UkeOpField *fields = uke_change_set_get_fields (self, op);

    for (unsigned f = 0; f < op->n_fields; f++)
      if (!field_can_be_read (op, &fields[f])) {
        g_set_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED,
                     "change-set: %s.%s holds what cannot be read back", op->entity->name,
                     op->entity->fields[fields[f].field].name);
        return FALSE;
      }
  }
  return TRUE;
}

/* A field that this program does not know: kept when its description came along, passed over
 * otherwise. */
static gboolean
read_ext (UkeChangeSet *self,
          const UkeOp *op,
          const UkeNewFields *fields,
          const char *name,
          json_t *node)
{
  const UkeExtField *described = uke_new_fields_find (fields, op->entity, name);

  self->is_partial = TRUE;
  if (fields == NULL || described == NULL)
    return fields != NULL;
  if (kind_has_seen (op->kind)) {
    if (json_array_size (node) < 2)
      return FALSE;
    node = json_array_get (node, 0);
  }
  if (op->kind == UKE_OP_INCREMENT && !json_is_integer (node))
    return FALSE;
  return uke_json_read_typed (node, described->type, uke_change_set_add_ext (self, described));
}

static gboolean
read_field (UkeChangeSet *self,
            const UkeOp *op,
            const UkeNewFields *fields,
            const char *name,
            json_t *node)
{
  int position = uke_entity_field_index (op->entity, name);
  unsigned n_elements = (unsigned)json_array_size (node);
  const UkeField *described;
  UkeOpField *field;

  if (position < 0)
    return read_ext (self, op, fields, name, node);
  described = &op->entity->fields[position];
  field = uke_change_set_add_field (self, (unsigned)position, 0);
  if (op->kind == UKE_OP_INCREMENT
      && (described->merge != UKE_MERGE_COUNTER || json_is_null (node)))
    return FALSE;
  if (!kind_has_seen (op->kind))
    return uke_json_read_value (node, op->entity, (unsigned)position, &field->value);
  if (n_elements != 2 && !(n_elements == 3 && described->merge == UKE_MERGE_MEMO))
    return FALSE;
  if (n_elements == 3) {
    field->seen_text = g_strdup (json_string_value (json_array_get (node, 2)));
    if (field->seen_text == NULL)
      return FALSE;
  }
  return uke_json_read_value (json_array_get (node, 0), op->entity, (unsigned)position,
                              &field->value)
         && uke_json_read_int (json_array_get (node, 1), 0, UKE_JSON_INTEGER_MAX, &field->seen);
}

static UkeOpKind
read_kind (json_t *node)
{
  const char *code = json_string_value (node);

  for (unsigned i = 1; code != NULL && i < G_N_ELEMENTS (kind_codes); i++)
    if (strcmp (kind_codes[i], code) == 0)
      return (UkeOpKind)i;
  return 0;
}

static gboolean
read_op (UkeChangeSet *self, json_t *node, const UkeNewFields *new_fields, GError **error)
{
  const char *table = json_string_value (json_object_get (node, "t")), *name;
  const UkeEntity *entity = table != NULL ? uke_entity_by_name (table) : NULL;
  UkeOpKind kind = read_kind (json_object_get (node, "k"));
  json_t *fields = json_object_get (node, "f"), *seen_node = json_object_get (node, "s"), *value;
  size_t n_members = 3 + (fields != NULL) + (seen_node != NULL);
  int64_t seen = 0;
  UkeId id;

  if (entity == NULL) {
    self->is_partial = TRUE;
    return (table != NULL && new_fields != NULL) || refuse (error, "table");
  }
  if (kind == 0 || json_object_size (node) != n_members
      || kind_has_fields (kind) != json_is_object (fields))
    return refuse (error, "operation");
  if (!uke_json_read_id (json_object_get (node, "id"), &id))
    return refuse (error, "row id");
  if (seen_node != NULL && !uke_json_read_int (seen_node, 1, UKE_JSON_INTEGER_MAX, &seen))
    return refuse (error, "seen version");
  uke_change_set_add_op (self, kind, entity, &id, seen);
  json_object_foreach (fields, name, value)
  {
    const UkeOp *op = uke_change_set_get_op (self, self->ops->len - 1);

    if (!read_field (self, op, new_fields, name, value))
      return refuse (error, "field");
  }
  return TRUE;
}

static gboolean
read_head (UkeChangeSet *self, json_t *root, gboolean may_be_newer, GError **error)
{
  int64_t dev, clkq, intent, sv;

  if (!uke_json_read_id (json_object_get (root, "id"), &self->id))
    return refuse (error, "id");
  if (!uke_id_from_hex (json_string_value (json_object_get (root, "usr")), &self->usr))
    return refuse (error, "user");
  if (!uke_json_read_hex64 (json_object_get (root, "inc"), &self->inc) || self->inc > INT64_MAX
      || !uke_json_read_hex64 (json_object_get (root, "hlc"), &self->hlc))
    return refuse (error, "clock or incarnation");
  if (!uke_json_read_int (json_object_get (root, "dev"), 1, UINT32_MAX, &dev)
      || !uke_json_read_int (json_object_get (root, "dseq"), 1, UKE_JSON_INTEGER_MAX, &self->dseq)
      || !uke_json_read_int (json_object_get (root, "base"), 0, UKE_JSON_INTEGER_MAX, &self->base)
      || !uke_json_read_int (json_object_get (root, "clkq"), 0, UKE_CLOCK_UNKNOWN, &clkq)
      || !uke_json_read_int (json_object_get (root, "intent"), 1, UINT16_MAX, &intent)
      || !uke_json_read_int (json_object_get (root, "sv"), 1, UINT16_MAX, &sv))
    return refuse (error, "number");
  self->dev = (uint32_t)dev;
  self->clkq = (UkeClockQuality)clkq;
  self->intent = (unsigned)intent;
  self->sv = (unsigned)sv;
  if (self->sv > UKE_SCHEMA_VERSION && !may_be_newer) {
    g_set_error_literal (error, UKE_FEED_ERROR, UKE_FEED_ERROR_NEWER_SCHEMA,
                         "change-set: written by a newer version");
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_root (UkeChangeSet *self, json_t *root, const UkeNewFields *fields, GError **error)
{
  json_t *ops = json_object_get (root, "ops");

  if (!read_head (self, root, fields != NULL, error))
    return FALSE;
  if (!json_is_array (ops) || json_object_size (root) != 11)
    return refuse (error, "members");
  for (size_t i = 0; i < json_array_size (ops); i++)
    if (!read_op (self, json_array_get (ops, i), fields, error))
      return FALSE;
  return TRUE;
}

/**
 * uke_change_set_read_json:
 * @json: bytes from disk or from elsewhere, not trusted
 * @size: how many
 *
 * Strict: unknown members, tables, fields, codes, duplicate keys, reals, empty texts and anything
 * beyond the limits are refused, and nothing is kept of a text that is refused.
 *
 * Returns: (transfer full) (nullable): the change-set
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`, `UKE_FEED_ERROR_NEWER_SCHEMA`
 * Thread: any
 * Source: doc/formats.md, decision 20
 */
UkeChangeSet *
uke_change_set_read_json (const char *json, size_t size, GError **error)
{
  return uke_change_set_read_entry (json, size, NULL, error);
}

/**
 * uke_change_set_read_entry:
 * @json: the payload of an entry, which a server judged
 * @size: how many bytes
 * @fields: (nullable): what was said beside it of fields that this program may not know; NULL: it
 *   has to know everything
 *
 * As uke_change_set_read_json(), of what a newer program may have written: fields that @fields
 * describes are kept aside, those that nobody describes and whole tables are passed over, and
 * `is_partial` says so.
 *
 * Returns: (transfer full) (nullable): the change-set
 * Errors: those of uke_change_set_read_json()
 * Thread: any
 * Source: sync.md 2.13, P16
 */
UkeChangeSet *
uke_change_set_read_entry (const char *json,
                           size_t size,
                           const UkeNewFields *fields,
                           GError **error)
{
  g_autoptr (UkeChangeSet) self = uke_change_set_new (&UKE_ID_NONE, UKE_INTENT_NONE);
  json_t *root = uke_json_parse (json, size, &limits, "change-set", error);
  gboolean is_good = root != NULL && read_root (self, root, fields, error);

  json_decref (root);
  return is_good ? g_steal_pointer (&self) : NULL;
}
