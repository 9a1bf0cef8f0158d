/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-json-read-private.h"

#include "base/uke-hex.h"

#include "base/uke-date.h"
#include "feed/uke-feed-error.h"
#include "feed/uke-hlc.h"
#include "model/uke-codes.h"

#include <string.h>

/**
 * uke_json_refuse:
 * @what: what is being read
 * @where: the part that is not of the form
 * @error: return location
 *
 * One error for all that is refused: it names the place, but never a value.
 *
 * Returns: FALSE
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
gboolean
uke_json_refuse (const char *what, const char *where, GError **error)
{
  g_set_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED, "%s: bad %s", what, where);
  return FALSE;
}

/**
 * uke_json_parse:
 * @json: bytes, not trusted
 * @size: how many
 * @limits: what they may cost
 * @what: what they claim to be
 *
 * Returns: (transfer full) (nullable): the tree
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: decision 20
 */
json_t *
uke_json_parse (const char *json,
                size_t size,
                const UkeJsonLimits *limits,
                const char *what,
                GError **error)
{
  json_error_t reason;
  json_t *root;

  if (!uke_json_scan (json, size, limits, error))
    return NULL;
  root = json_loadb (json, size, JSON_REJECT_DUPLICATES, &reason);
  if (root == NULL)
    g_set_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED, "%s: no JSON at byte %d", what,
                 reason.position);
  return root;
}

/**
 * uke_json_read_int:
 * @node: (nullable): a node
 * @min: the least that is taken
 * @max: the most
 * @out_number: (out): the number
 *
 * Returns: whether it is an integer within the bounds
 * Thread: any
 */
gboolean
uke_json_read_int (json_t *node, int64_t min, int64_t max, int64_t *out_number)
{
  int64_t number = json_integer_value (node);

  if (!json_is_integer (node) || number < min || number > max)
    return FALSE;
  *out_number = number;
  return TRUE;
}

/**
 * uke_json_read_hex:
 * @node: (nullable): a node
 * @out_bytes: (out): as many bytes as are wanted
 * @n_bytes: how many
 *
 * Returns: whether it is exactly so many bytes in lowercase hex
 * Thread: any
 */
gboolean
uke_json_read_hex (json_t *node, uint8_t *out_bytes, size_t n_bytes)
{
  /* A text with a NUL in it is shorter than it says. */
  return json_string_length (node) == 2 * n_bytes
         && uke_hex_read (json_string_value (node), out_bytes, n_bytes);
}

/**
 * uke_json_read_hex64:
 * @node: (nullable): a node
 * @out_number: (out): a number that JSON integers cannot hold
 *
 * Returns: whether it is 16 lowercase hex digits
 * Thread: any
 */
gboolean
uke_json_read_hex64 (json_t *node, uint64_t *out_number)
{
  return uke_hex64_read (json_string_value (node), out_number);
}

/**
 * uke_json_read_id:
 * @node: (nullable): a node
 * @out_id: (out): an id that is not "none"
 *
 * Returns: whether it is one
 * Thread: any
 */
gboolean
uke_json_read_id (json_t *node, UkeId *out_id)
{
  UkeId id;

  if (!uke_id_from_hex (json_string_value (node), &id) || uke_id_is_none (&id))
    return FALSE;
  *out_id = id;
  return TRUE;
}

static gboolean
read_text (json_t *node, UkeValue *out)
{
  const char *text = json_string_value (node);

  if (text == NULL || text[0] == '\0')
    return FALSE;
  uke_value_set_text (out, text);
  return TRUE;
}

/**
 * uke_json_read_typed:
 * @node: (nullable): a node
 * @type: how the value is kept; any text can be a CODE
 * @out_value: (inout): the NULL value, and what was read afterwards; to be cleared also when the
 *   node was none
 *
 * Returns: whether it is null or a value of this type
 * Thread: any
 * Source: doc/formats.md
 */
gboolean
uke_json_read_typed (json_t *node, UkeFieldType type, UkeValue *out_value)
{
  int64_t number = 0;
  UkeDate date;
  UkeId id;

  if (json_is_null (node))
    return TRUE;
  switch (type) {
  case UKE_TYPE_TEXT:
  case UKE_TYPE_CODE:
    return read_text (node, out_value);
  case UKE_TYPE_DATE:
    if (!json_is_string (node) || !uke_date_from_iso (json_string_value (node), &date))
      return FALSE;
    uke_value_set_int (out_value, date);
    return TRUE;
  case UKE_TYPE_ID:
    if (!uke_json_read_id (node, &id))
      return FALSE;
    uke_value_set_id (out_value, &id);
    return TRUE;
  case UKE_TYPE_BOOL:
    if (!uke_json_read_int (node, 0, 1, &number))
      return FALSE;
    break;
  case UKE_TYPE_INT:
  case UKE_TYPE_TIME:
    if (!uke_json_read_int (node, -UKE_JSON_INTEGER_MAX, UKE_JSON_INTEGER_MAX, &number))
      return FALSE;
    break;
  }
  uke_value_set_int (out_value, number);
  return TRUE;
}

/**
 * uke_json_read_value:
 * @node: (nullable): a node
 * @entity: whose field it is
 * @field: the field's position
 * @out_value: (inout): the NULL value, and the value of the field afterwards; to be cleared also
 *   when the node was none
 *
 * Returns: whether it is null or a value of the field's type
 * Thread: any
 * Source: doc/formats.md
 */
gboolean
uke_json_read_value (json_t *node, const UkeEntity *entity, unsigned field, UkeValue *out_value)
{
  return uke_json_read_typed (node, entity->fields[field].type, out_value)
         && (entity->fields[field].type != UKE_TYPE_CODE || out_value->kind == UKE_VALUE_NULL
             || uke_code_fits_field (entity, field, out_value->text));
}
