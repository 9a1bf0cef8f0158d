/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-field-versions.h"

#include "feed/uke-feed-error.h"

#include <string.h>

/* Room for every field id of any schema version that this format may meet. */
#define MAX_IDS 256

static gboolean
read_number (const uint8_t **at, const uint8_t *end, int64_t *out_number)
{
  uint64_t number = 0;

  for (unsigned shift = 0; shift < 63 && *at < end; shift += 7) {
    uint8_t byte = *(*at)++;

    number |= (uint64_t)(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) {
      *out_number = (int64_t)number;
      /* A number has one form only: no padding with empty groups. */
      return byte != 0 || shift == 0;
    }
  }
  return FALSE;
}

static unsigned
write_number (uint8_t *out, int64_t number)
{
  uint64_t rest = (uint64_t)number;
  unsigned n = 0;

  do {
    out[n++] = (uint8_t)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>= 7;
  } while (rest != 0);
  return n;
}

/**
 * uke_field_versions_decode:
 * @entity: whose fields they are
 * @blob: (nullable): the stored bytes
 * @size: how many; 0 means that no field was ever set
 * @out_versions: (out): one number for each field of @entity, by position
 * @out_has_all: (out) (optional): there is none of a field that this program does not know
 * @error: return location
 *
 * Returns: whether the bytes were in order
 * Errors: `UKE_FEED_ERROR_CORRUPT`
 * Thread: any
 */
gboolean
uke_field_versions_decode (const UkeEntity *entity,
                           const void *blob,
                           size_t size,
                           int64_t *out_versions,
                           gboolean *out_has_all,
                           GError **error)
{
  const uint8_t *at = blob, *end = at + size;
  int64_t by_position[UKE_ENTITY_MAX_FIELDS] = { 0 };
  gboolean has_all = TRUE;

  for (unsigned id = 1; at < end; id++) {
    int64_t number;
    int position = -1;

    if (id > MAX_IDS || !read_number (&at, end, &number)) {
      g_set_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_CORRUPT,
                   "the field versions of a row of %s are damaged", entity->name);
      return FALSE;
    }
    /* Ids usually stand at their own position; a registry with gaps needs the search. */
    if (id <= entity->n_fields && entity->fields[id - 1].id == id)
      position = (int)id - 1;
    else
      position = uke_entity_field_index_by_id (entity, id);
    if (position >= 0)
      by_position[position] = number;
    else if (number != 0)
      has_all = FALSE;
  }
  if (out_has_all != NULL)
    *out_has_all = has_all;
  memcpy (out_versions, by_position, entity->n_fields * sizeof (int64_t));
  return TRUE;
}

/**
 * uke_field_versions_encode:
 * @entity: whose fields they are
 * @versions: one number for each field of @entity, by position
 * @ext: (nullable): fields of the row that this program does not know, with their versions
 * @old_blob: (nullable): what the row holds now; numbers of ids that this program does not know are
 *   taken from it
 * @old_size: how many bytes that is
 * @out_blob: emptied and filled
 *
 * Thread: any
 * Source: sync.md 3.1 P16
 */
void
uke_field_versions_encode (const UkeEntity *entity,
                           const int64_t *versions,
                           const UkeExt *ext,
                           const void *old_blob,
                           size_t old_size,
                           GByteArray *out_blob)
{
  const uint8_t *at = old_blob, *end = at + old_size;
  int64_t by_id[MAX_IDS + 1] = { 0 };
  uint8_t bytes[MAX_IDS * 10];
  unsigned n_ids = 0, n_bytes = 0;

  for (unsigned id = 1; at < end && id <= MAX_IDS; id++)
    if (!read_number (&at, end, &by_id[id]))
      break;
    else if (by_id[id] != 0)
      n_ids = id;
  for (unsigned i = 0; i < entity->n_fields; i++) {
    by_id[entity->fields[i].id] = versions[i];
    if (versions[i] != 0)
      n_ids = MAX (n_ids, entity->fields[i].id);
  }
  for (unsigned i = 0; i < uke_ext_get_n (ext); i++) {
    const UkeExtField *field = uke_ext_get (ext, i);

    by_id[field->id] = field->version;
    if (field->version != 0)
      n_ids = MAX (n_ids, field->id);
  }
  for (unsigned id = 1; id <= n_ids; id++)
    n_bytes += write_number (bytes + n_bytes, by_id[id]);
  g_byte_array_set_size (out_blob, 0);
  g_byte_array_append (out_blob, bytes, n_bytes);
}

/**
 * uke_field_versions_get:
 * @blob: (nullable): the stored bytes
 * @size: how many
 * @id: a field's id, which this program need not know
 *
 * Returns: its number; 0 also where the bytes are not in order
 * Thread: any
 */
int64_t
uke_field_versions_get (const void *blob, size_t size, unsigned id)
{
  const uint8_t *at = blob, *end = at + size;
  int64_t number = 0;

  for (unsigned i = 1; i <= id; i++)
    if (at >= end || !read_number (&at, end, &number))
      return 0;
  return number;
}
