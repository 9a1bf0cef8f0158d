/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-json-write.h"

#include "base/uke-date.h"
#include "base/uke-hex.h"
#include "feed/uke-hlc.h"

#include <string.h>

static void
append_escape (GString *json, char c)
{
  static const char digits[] = "0123456789ABCDEF";
  char escape[7] = "\\u00";

  switch (c) {
  case '"':
    g_string_append_len (json, "\\\"", 2);
    return;
  case '\\':
    g_string_append_len (json, "\\\\", 2);
    return;
  case '\b':
    g_string_append_len (json, "\\b", 2);
    return;
  case '\f':
    g_string_append_len (json, "\\f", 2);
    return;
  case '\n':
    g_string_append_len (json, "\\n", 2);
    return;
  case '\r':
    g_string_append_len (json, "\\r", 2);
    return;
  case '\t':
    g_string_append_len (json, "\\t", 2);
    return;
  default:
    escape[4] = digits[(unsigned char)c >> 4];
    escape[5] = digits[c & 15];
    g_string_append_len (json, escape, 6);
  }
}

/**
 * uke_json_append_string:
 * @json: where to write
 * @text: UTF-8
 *
 * Thread: any
 */
void
uke_json_append_string (GString *json, const char *text)
{
  uke_json_append_text (json, text, strlen (text));
}

/**
 * uke_json_append_text:
 * @json: where to write
 * @text: UTF-8 without NUL
 * @size: how many bytes
 *
 * Thread: any
 */
void
uke_json_append_text (GString *json, const char *text, size_t size)
{
  const char *from = text, *at = text;

  g_string_append_c (json, '"');
  for (; at < text + size; at++)
    if ((unsigned char)*at < 0x20 || *at == '"' || *at == '\\') {
      g_string_append_len (json, from, at - from);
      append_escape (json, *at);
      from = at + 1;
    }
  g_string_append_len (json, from, at - from);
  g_string_append_c (json, '"');
}

/**
 * uke_json_append_int:
 * @json: where to write
 * @number: an integer within +-2^53
 *
 * Thread: any
 */
void
uke_json_append_int (GString *json, int64_t number)
{
  char digits[20];
  unsigned at = sizeof digits;
  uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

  do {
    digits[--at] = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (number < 0)
    g_string_append_c (json, '-');
  g_string_append_len (json, digits + at, (gssize)(sizeof digits - at));
}

/**
 * uke_json_append_id:
 * @json: where to write
 * @id: an id, written as a string of 32 hex digits
 *
 * Thread: any
 */
void
uke_json_append_id (GString *json, const UkeId *id)
{
  char quoted[2 + UKE_ID_HEX_SIZE];

  quoted[0] = '"';
  uke_id_to_hex (id, quoted + 1);
  quoted[33] = '"';
  g_string_append_len (json, quoted, 34);
}

/**
 * uke_json_append_hex:
 * @json: where to write
 * @bytes: bytes, written as a string of two hex digits each
 * @size: how many
 *
 * Thread: any
 */
void
uke_json_append_hex (GString *json, const uint8_t *bytes, size_t size)
{
  g_string_append_c (json, '"');
  uke_hex_append (json, bytes, size);
  g_string_append_c (json, '"');
}

/**
 * uke_json_append_hex64:
 * @json: where to write
 * @number: a number beyond 2^53, written as a string of 16 hex digits
 *
 * Thread: any
 */
void
uke_json_append_hex64 (GString *json, uint64_t number)
{
  char quoted[2 + UKE_HLC_HEX_SIZE];

  quoted[0] = '"';
  uke_hex64_write (number, quoted + 1);
  quoted[17] = '"';
  g_string_append_len (json, quoted, 18);
}

/**
 * uke_json_append_value:
 * @json: where to write
 * @type: the type of the field that holds the value
 * @value: a value of that type, or NULL's
 *
 * Thread: any
 */
void
uke_json_append_value (GString *json, UkeFieldType type, const UkeValue *value)
{
  switch (value->kind) {
  case UKE_VALUE_NULL:
    g_string_append_len (json, "null", 4);
    return;
  case UKE_VALUE_TEXT:
    uke_json_append_string (json, value->text);
    return;
  case UKE_VALUE_ID:
    uke_json_append_id (json, &value->id);
    return;
  case UKE_VALUE_INT:
    if (type == UKE_TYPE_DATE) {
      char iso[UKE_DATE_ISO_SIZE];

      uke_date_write_iso ((UkeDate)value->integer, iso);
      uke_json_append_string (json, iso);
    } else {
      uke_json_append_int (json, value->integer);
    }
    return;
  }
}

/**
 * uke_json_append_changes:
 * @json: where to write
 * @entity: whose values they are
 * @fields: the set of fields to write, by position
 * @old_values: (nullable): the row before; NULL stands for NULL values
 * @new_values: (nullable): the row after; NULL stands for NULL values
 *
 * Writes `{"field":[old,new],...}` in the order of the fields, as audit entries keep it.
 *
 * Thread: any
 */
void
uke_json_append_changes (GString *json,
                         const UkeEntity *entity,
                         uint64_t fields,
                         const UkeValue *old_values,
                         const UkeValue *new_values)
{
  static const UkeValue null_value = { UKE_VALUE_NULL };
  char separator = '{';

  for (unsigned i = 0; i < entity->n_fields; i++) {
    if ((fields & (uint64_t)1 << i) == 0)
      continue;
    g_string_append_c (json, separator);
    separator = ',';
    uke_json_append_string (json, entity->fields[i].name);
    g_string_append_len (json, ":[", 2);
    uke_json_append_value (json, entity->fields[i].type,
                           old_values != NULL ? &old_values[i] : &null_value);
    g_string_append_c (json, ',');
    uke_json_append_value (json, entity->fields[i].type,
                           new_values != NULL ? &new_values[i] : &null_value);
    g_string_append_c (json, ']');
  }
  if (separator == '{')
    g_string_append_c (json, '{');
  g_string_append_c (json, '}');
}
