/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-snapshot-row.h"

#include "feed/uke-change-set-json.h"
#include "feed/uke-ext-bytes.h"
#include "feed/uke-feed-error.h"
#include "feed/uke-field-versions.h"
#include "model/uke-codes.h"

#include <string.h>

/*
 * `[ID,cver,rver,FV,del_seq,[VALUE,...],CLAIMS,EXT]` (doc/wire.md), read by hand: a clinic's
 * content is a million of them. As strict as the readers of feed: no spaces, no reals, no form but
 * this one.
 */

#define INTEGER_MAX (INT64_C (1) << 53)
#define MAX_LANE 63
#define MAX_FV 512

/** Scan: where in the line, until something is not of the form. */
typedef struct {
  const char *at, *end;
  GString *text; /* (owned): scratch */
} Scan;

/**
 * uke_snapshot_columns_new:
 * @entity: a table
 * @names: (nullable) (array zero-terminated=1): its columns as the writer has them; NULL: as here
 * @described: (nullable): what the writer says of columns that this program may not know
 *
 * Returns: (transfer full): what stands where
 * Thread: any
 */
UkeSnapshotColumns *
uke_snapshot_columns_new (const UkeEntity *entity,
                          const char *const *names,
                          const UkeNewFields *described)
{
  UkeSnapshotColumns *self = g_new0 (UkeSnapshotColumns, 1);

  self->entity = entity;
  self->n = names != NULL ? g_strv_length ((char **)names) : entity->n_fields;
  self->fields = g_new (int, MAX (self->n, 1));
  self->ext = g_new (int, MAX (self->n, 1));
  self->described = g_array_new (FALSE, FALSE, sizeof (UkeExtField));
  for (unsigned i = 0; i < self->n; i++) {
    const UkeExtField *found = NULL;

    self->fields[i] = names != NULL ? uke_entity_field_index (entity, names[i]) : (int)i;
    if (self->fields[i] < 0)
      found = uke_new_fields_find (described, entity, names[i]);
    self->ext[i] = found != NULL ? (int)self->described->len : -1;
    if (found != NULL)
      g_array_append_val (self->described, *found);
  }
  return self;
}

/**
 * uke_snapshot_columns_free:
 * @self: (transfer full): columns
 *
 * Thread: any
 */
void
uke_snapshot_columns_free (UkeSnapshotColumns *self)
{
  g_free (self->fields);
  g_free (self->ext);
  g_array_unref (self->described);
  g_free (self);
}

/**
 * uke_snapshot_row_new:
 *
 * Returns: (transfer full): an empty row
 * Thread: any
 */
UkeSnapshotRow *
uke_snapshot_row_new (void)
{
  UkeSnapshotRow *self = g_new0 (UkeSnapshotRow, 1);

  self->fv = g_byte_array_sized_new (64);
  self->claims = g_array_new (FALSE, FALSE, sizeof (UkeSlotClaim));
  return self;
}

static void
clear_values (UkeSnapshotRow *self)
{
  for (unsigned i = 0; i < UKE_ENTITY_MAX_FIELDS; i++)
    uke_value_clear (&self->values[i]);
}

/**
 * uke_snapshot_row_free:
 * @self: (transfer full): a row
 *
 * Thread: any
 */
void
uke_snapshot_row_free (UkeSnapshotRow *self)
{
  clear_values (self);
  g_byte_array_unref (self->fv);
  g_array_unref (self->claims);
  uke_ext_unref (self->ext);
  g_free (self);
}

static gboolean
eat (Scan *self, char c)
{
  if (self->at == self->end || *self->at != c)
    return FALSE;
  self->at++;
  return TRUE;
}

static gboolean
eat_word (Scan *self, const char *word)
{
  size_t len = strlen (word);

  if ((size_t)(self->end - self->at) < len || memcmp (self->at, word, len) != 0)
    return FALSE;
  self->at += len;
  return TRUE;
}

static gboolean
eat_int (Scan *self, int64_t min, int64_t *out_number)
{
  gboolean is_negative = eat (self, '-');
  const char *start = self->at;
  int64_t number = 0;

  while (self->at < self->end && g_ascii_isdigit (*self->at) && number <= INTEGER_MAX)
    number = number * 10 + (*self->at++ - '0');
  if (self->at == start || number > INTEGER_MAX || (*start == '0' && self->at - start > 1)
      || (is_negative && number == 0))
    return FALSE;
  *out_number = is_negative ? -number : number;
  return *out_number >= min;
}

static gboolean
eat_hex_bytes (Scan *self, uint8_t *out_bytes, size_t max, size_t *out_n)
{
  size_t n = 0;

  if (!eat (self, '"'))
    return FALSE;
  while (self->end - self->at >= 2 && *self->at != '"') {
    int high = g_ascii_xdigit_value (self->at[0]), low = g_ascii_xdigit_value (self->at[1]);

    if (high < 0 || low < 0 || g_ascii_isupper (self->at[0]) || g_ascii_isupper (self->at[1])
        || n == max)
      return FALSE;
    out_bytes[n++] = (uint8_t)(high << 4 | low);
    self->at += 2;
  }
  *out_n = n;
  return eat (self, '"');
}

static gboolean
eat_id (Scan *self, UkeId *out_id)
{
  size_t n;

  return eat_hex_bytes (self, out_id->bytes, sizeof out_id->bytes, &n) && n == sizeof out_id->bytes;
}

/* `\uXXXX`, a surrogate pair too. */
static gboolean
eat_unicode (Scan *self)
{
  gunichar parts[2] = { 0, 0 };

  for (unsigned i = 0; i < 2; i++) {
    for (unsigned d = 0; d < 4; d++) {
      int digit = self->at < self->end ? g_ascii_xdigit_value (*self->at) : -1;

      if (digit < 0)
        return FALSE;
      parts[i] = parts[i] << 4 | (gunichar)digit;
      self->at++;
    }
    if (i == 1 || parts[0] < 0xd800 || parts[0] > 0xdbff)
      break;
    if (!eat_word (self, "\\u"))
      return FALSE;
  }
  if (parts[1] != 0) {
    if (parts[1] < 0xdc00 || parts[1] > 0xdfff)
      return FALSE;
    parts[0] = 0x10000 + ((parts[0] - 0xd800) << 10) + (parts[1] - 0xdc00);
  }
  if (parts[0] == 0 || (parts[0] >= 0xd800 && parts[0] <= 0xdfff))
    return FALSE;
  g_string_append_unichar (self->text, parts[0]);
  return TRUE;
}

static gboolean
eat_escape (Scan *self)
{
  static const char codes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char *found;

  if (eat (self, 'u'))
    return eat_unicode (self);
  found = self->at < self->end && *self->at != '\0' ? strchr (codes, *self->at) : NULL;
  if (found == NULL)
    return FALSE;
  self->at++;
  g_string_append_c (self->text, meanings[found - codes]);
  return TRUE;
}

/* Into the scratch. */
static gboolean
eat_text (Scan *self)
{
  g_string_truncate (self->text, 0);
  if (!eat (self, '"'))
    return FALSE;
  while (self->at < self->end && *self->at != '"') {
    const char *start = self->at;

    while (self->at < self->end && *self->at != '"' && *self->at != '\\'
           && (unsigned char)*self->at >= 0x20)
      self->at++;
    g_string_append_len (self->text, start, self->at - start);
    if (self->at < self->end && *self->at == '"')
      break;
    if (!eat (self, '\\') || !eat_escape (self))
      return FALSE;
  }
  return eat (self, '"') && self->text->len > 0
         && g_utf8_validate_len (self->text->str, self->text->len, NULL);
}

static gboolean
eat_date (Scan *self, UkeValue *out_value)
{
  UkeDate date;

  if (!eat_text (self) || !uke_date_from_iso (self->text->str, &date))
    return FALSE;
  uke_value_set_int (out_value, date);
  return TRUE;
}

/* Something of a column that this program does not know: a scalar, whatever it is. */
static gboolean
pass_over (Scan *self)
{
  int64_t number;

  if (self->at < self->end && *self->at == '"')
    return eat_text (self);
  return eat_int (self, -INTEGER_MAX, &number);
}

static gboolean
eat_value (Scan *self, UkeFieldType type, UkeValue *out_value)
{
  int64_t number;
  UkeId id;

  switch (type) {
  case UKE_TYPE_TEXT:
  case UKE_TYPE_CODE:
    if (!eat_text (self))
      return FALSE;
    uke_value_take_text (out_value, g_strndup (self->text->str, self->text->len));
    return TRUE;
  case UKE_TYPE_INT:
  case UKE_TYPE_BOOL:
  case UKE_TYPE_TIME:
    if (!eat_int (self, -INTEGER_MAX, &number)
        || (type == UKE_TYPE_BOOL && number != 0 && number != 1))
      return FALSE;
    uke_value_set_int (out_value, number);
    return TRUE;
  case UKE_TYPE_DATE:
    return eat_date (self, out_value);
  case UKE_TYPE_ID:
    if (!eat_id (self, &id))
      return FALSE;
    uke_value_set_id (out_value, &id);
    return TRUE;
  }
  return FALSE;
}

/* A field that this program does not know has a place in the row's hash where it holds something,
 * or somebody set it to nothing. */
static gboolean
eat_ext (Scan *self, UkeSnapshotRow *row, const UkeExtField *field, gboolean is_null)
{
  int64_t version = uke_field_versions_get (row->fv->data, row->fv->len, field->id);
  UkeValue value = { UKE_VALUE_NULL };
  gboolean is_good;

  if (is_null && version == 0)
    return TRUE;
  if (row->ext == NULL)
    row->ext = uke_ext_new (NULL);
  is_good = (is_null || eat_value (self, field->type, &value))
            && uke_ext_set (row->ext, field, &value, version);
  uke_value_clear (&value);
  return is_good;
}

static gboolean
eat_values (Scan *self, UkeSnapshotRow *row, const UkeSnapshotColumns *columns)
{
  if (!eat (self, '['))
    return FALSE;
  for (unsigned i = 0; i < columns->n; i++) {
    int field = columns->fields[i];
    gboolean is_null;

    if ((i > 0 && !eat (self, ',')))
      return FALSE;
    is_null = eat_word (self, "null");
    if (columns->ext[i] >= 0) {
      if (!eat_ext (self, row, &g_array_index (columns->described, UkeExtField, columns->ext[i]),
                    is_null))
        return FALSE;
      continue;
    }
    if (is_null)
      continue;
    if (field < 0 ? !pass_over (self)
                  : !eat_value (self, columns->entity->fields[field].type, &row->values[field]))
      return FALSE;
  }
  return eat (self, ']');
}

static gboolean
eat_claims (Scan *self, UkeSnapshotRow *row)
{
  if (eat_word (self, "null"))
    return TRUE;
  if (!eat (self, '['))
    return FALSE;
  while (!eat (self, ']')) {
    UkeSlotClaim claim = { .appointment_id = row->id };
    int64_t lane;

    if ((row->claims->len > 0 && !eat (self, ',')) || !eat (self, '[')
        || !eat_id (self, &claim.resource_id) || !eat (self, ',')
        || !eat_int (self, -INTEGER_MAX, &claim.cell) || !eat (self, ',')
        || !eat_int (self, 0, &lane) || lane > MAX_LANE || !eat (self, ']'))
      return FALSE;
    claim.lane = (int)lane;
    g_array_append_val (row->claims, claim);
  }
  return TRUE;
}

/* What the writer itself does not know of the row; some of it may be known here. */
static gboolean
eat_foreign (Scan *self, UkeSnapshotRow *row, const UkeEntity *entity)
{
  g_autofree uint8_t *bytes = NULL;
  g_autoptr (UkeExt) foreign = NULL;
  size_t size = (size_t)(self->end - self->at) / 2;

  bytes = g_malloc (MIN (size, UKE_EXT_MAX_BYTES) + 1);
  if (!eat_hex_bytes (self, bytes, MIN (size, UKE_EXT_MAX_BYTES), &size)
      || !uke_ext_bytes_decode (bytes, size, row->fv->data, row->fv->len, &foreign, NULL))
    return FALSE;
  for (unsigned i = 0; i < uke_ext_get_n (foreign); i++) {
    const UkeExtField *field = uke_ext_get (foreign, i);
    int known = uke_entity_field_index_by_id (entity, field->id);

    if (known >= 0
        && (entity->fields[known].type != field->type
            || !uke_change_set_value_can_be_read (entity, (unsigned)known, &field->value)))
      return FALSE;
    if (known >= 0) {
      uke_value_copy (&row->values[known], &field->value);
      continue;
    }
    if (row->ext == NULL)
      row->ext = uke_ext_new (NULL);
    if (!uke_ext_set (row->ext, field, &field->value, field->version))
      return FALSE;
  }
  return TRUE;
}

static gboolean
eat_row (Scan *self, UkeSnapshotRow *row, const UkeSnapshotColumns *columns)
{
  size_t n_fv;

  g_byte_array_set_size (row->fv, MAX_FV);
  if (!eat (self, '[') || !eat_id (self, &row->id) || !eat (self, ',')
      || !eat_int (self, 0, &row->cver) || !eat (self, ',') || !eat_int (self, 0, &row->rver)
      || !eat (self, ',') || !eat_hex_bytes (self, row->fv->data, MAX_FV, &n_fv)
      || !eat (self, ','))
    return FALSE;
  g_byte_array_set_size (row->fv, (guint)n_fv);
  if (!eat_word (self, "null") && !eat_int (self, 0, &row->del_seq))
    return FALSE;
  if (!eat (self, ',') || !eat_values (self, row, columns))
    return FALSE;
  if (eat (self, ',') && !eat_claims (self, row))
    return FALSE;
  if (eat (self, ',') && !eat_foreign (self, row, columns->entity))
    return FALSE;
  return eat (self, ']') && self->at == self->end;
}

/**
 * uke_snapshot_row_read:
 * @self: a row, filled anew
 * @columns: the columns of its table
 * @line: a line without its end, from outside
 * @size: how many bytes
 * @error: return location
 *
 * Returns: whether it is a row
 * Errors: UKE_FEED_ERROR: MALFORMED
 * Thread: any
 * Source: doc/wire.md, Snapshot
 */
gboolean
uke_snapshot_row_read (UkeSnapshotRow *self,
                       const UkeSnapshotColumns *columns,
                       const char *line,
                       size_t size,
                       GError **error)
{
  g_autoptr (GString) text = g_string_sized_new (128);
  Scan scan = { line, line + size, text };

  clear_values (self);
  g_array_set_size (self->claims, 0);
  g_clear_pointer (&self->ext, uke_ext_unref);
  self->del_seq = 0;
  if (eat_row (&scan, self, columns))
    return TRUE;
  g_set_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED, "a row of %s, byte %zu",
               columns->entity->name, (size_t)(scan.at - line));
  return FALSE;
}
