/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-ext-bytes.h"

#include "feed/uke-feed-error.h"
#include "feed/uke-field-versions.h"

#include <string.h>

#define LAYOUT 1

/** Reader: bytes that are read from the front; @is_good until something was not there. */
typedef struct {
  const uint8_t *at;
  size_t left;
  gboolean is_good;
} Reader;

/**
 * uke_ext_bytes_put_number:
 * @bytes: where to append
 * @number: a number
 * @n_bytes: in how many bytes, up to 8
 *
 * Appends it, the highest byte first.
 *
 * Thread: any
 * Source: doc/formats.md
 */
void
uke_ext_bytes_put_number (GByteArray *bytes, uint64_t number, unsigned n_bytes)
{
  uint8_t big_endian[8];

  for (unsigned i = 0; i < n_bytes; i++)
    big_endian[i] = (uint8_t)(number >> (8 * (n_bytes - 1 - i)));
  g_byte_array_append (bytes, big_endian, n_bytes);
}

/**
 * uke_ext_bytes_put_value:
 * @bytes: where to append
 * @value: a value
 *
 * What it is in one byte, then a number in 8 bytes, a text's length in 4 and its bytes, or an id.
 *
 * Thread: any
 * Source: doc/formats.md
 */
void
uke_ext_bytes_put_value (GByteArray *bytes, const UkeValue *value)
{
  uke_ext_bytes_put_number (bytes, value->kind, 1);
  switch (value->kind) {
  case UKE_VALUE_NULL:
    break;
  case UKE_VALUE_INT:
    uke_ext_bytes_put_number (bytes, (uint64_t)value->integer, 8);
    break;
  case UKE_VALUE_TEXT:
    uke_ext_bytes_put_number (bytes, strlen (value->text), 4);
    g_byte_array_append (bytes, (const uint8_t *)value->text, (guint)strlen (value->text));
    break;
  case UKE_VALUE_ID:
    g_byte_array_append (bytes, value->id.bytes, sizeof value->id.bytes);
    break;
  }
}

/**
 * uke_ext_bytes_encode:
 * @ext: (nullable): fields
 * @out_blob: emptied and filled; stays empty when there are none
 *
 * Their versions stand in the row's field versions.
 *
 * Thread: any
 * Source: doc/formats.md
 */
void
uke_ext_bytes_encode (const UkeExt *ext, GByteArray *out_blob)
{
  g_byte_array_set_size (out_blob, 0);
  if (uke_ext_get_n (ext) == 0)
    return;
  uke_ext_bytes_put_number (out_blob, LAYOUT, 1);
  for (unsigned i = 0; i < uke_ext_get_n (ext); i++) {
    const UkeExtField *field = uke_ext_get (ext, i);

    uke_ext_bytes_put_number (out_blob, field->id, 2);
    uke_ext_bytes_put_number (out_blob, field->type, 1);
    uke_ext_bytes_put_number (out_blob, strlen (field->name), 1);
    g_byte_array_append (out_blob, (const uint8_t *)field->name, (guint)strlen (field->name));
    uke_ext_bytes_put_value (out_blob, &field->value);
  }
}

static const uint8_t *
take (Reader *self, size_t n)
{
  const uint8_t *at = self->at;

  if (!self->is_good || self->left < n) {
    self->is_good = FALSE;
    return NULL;
  }
  self->at += n;
  self->left -= n;
  return at;
}

static uint64_t
take_number (Reader *self, unsigned n_bytes)
{
  const uint8_t *at = take (self, n_bytes);
  uint64_t number = 0;

  for (unsigned i = 0; at != NULL && i < n_bytes; i++)
    number = number << 8 | at[i];
  return number;
}

static void
take_text (Reader *self, UkeValue *out_value)
{
  size_t len = take_number (self, 4);
  const char *text = (const char *)take (self, len);

  if (text == NULL || len == 0 || !g_utf8_validate_len (text, len, NULL))
    self->is_good = FALSE;
  else
    uke_value_take_text (out_value, g_strndup (text, len));
}

static gboolean
type_has_kind (UkeFieldType type, uint64_t kind)
{
  switch (kind) {
  case UKE_VALUE_NULL:
    return TRUE;
  case UKE_VALUE_TEXT:
    return type == UKE_TYPE_TEXT || type == UKE_TYPE_CODE;
  case UKE_VALUE_ID:
    return type == UKE_TYPE_ID;
  case UKE_VALUE_INT:
    return type != UKE_TYPE_TEXT && type != UKE_TYPE_CODE && type != UKE_TYPE_ID;
  default:
    return FALSE;
  }
}

static void
take_value (Reader *self, UkeFieldType type, UkeValue *out_value)
{
  uint64_t kind = take_number (self, 1);
  const uint8_t *bytes;
  UkeId id;

  if (!type_has_kind (type, kind)) {
    self->is_good = FALSE;
  } else if (kind == UKE_VALUE_INT) {
    uke_value_set_int (out_value, (int64_t)take_number (self, 8));
  } else if (kind == UKE_VALUE_TEXT) {
    take_text (self, out_value);
  } else if (kind == UKE_VALUE_ID) {
    bytes = take (self, sizeof id.bytes);
    if (bytes == NULL)
      return;
    memcpy (id.bytes, bytes, sizeof id.bytes);
    uke_value_set_id (out_value, &id);
    self->is_good = self->is_good && !uke_id_is_none (&id);
  }
}

static gboolean
take_field (Reader *self, const void *fv, size_t fv_size, UkeExt *ext)
{
  unsigned n = uke_ext_get_n (ext), last = n > 0 ? uke_ext_get (ext, n - 1)->id : 0;
  unsigned id = (unsigned)take_number (self, 2);
  UkeFieldType type = (UkeFieldType)take_number (self, 1);
  size_t len = take_number (self, 1);
  const char *bytes = (const char *)take (self, len);
  g_autofree char *name = bytes != NULL ? g_strndup (bytes, len) : NULL;
  UkeExtField field;
  gboolean is_good;

  if (!uke_ext_describe (&field, id, name, uke_field_type_get_code (type)) || id <= last
      || strlen (name) != len)
    return FALSE;
  take_value (self, type, &field.value);
  is_good = self->is_good
            && uke_ext_set (ext, &field, &field.value, uke_field_versions_get (fv, fv_size, id));
  uke_value_clear (&field.value);
  return is_good;
}

/**
 * uke_ext_bytes_decode:
 * @blob: (nullable): what uke_ext_bytes_encode() made; from disk or from elsewhere, not trusted
 * @size: how many bytes; 0 for no fields
 * @fv: (nullable): the row's field versions
 * @fv_size: how many bytes those are
 * @out_ext: (out) (transfer full) (nullable): the fields; NULL when there are none
 * @error: return location
 *
 * Returns: whether the bytes were in order
 * Errors: `UKE_FEED_ERROR_CORRUPT`
 * Thread: any
 * Source: doc/formats.md
 */
gboolean
uke_ext_bytes_decode (const void *blob,
                      size_t size,
                      const void *fv,
                      size_t fv_size,
                      UkeExt **out_ext,
                      GError **error)
{
  g_autoptr (UkeExt) ext = NULL;
  Reader reader = { blob, size, size <= UKE_EXT_MAX_BYTES };

  *out_ext = NULL;
  if (size == 0)
    return TRUE;
  ext = uke_ext_new (NULL);
  reader.is_good = take_number (&reader, 1) == LAYOUT && reader.left > 0;
  while (reader.is_good && reader.left > 0)
    reader.is_good = take_field (&reader, fv, fv_size, ext);
  if (reader.is_good) {
    *out_ext = g_steal_pointer (&ext);
    return TRUE;
  }
  g_set_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_CORRUPT,
               "a row's fields of another version are damaged");
  return FALSE;
}
