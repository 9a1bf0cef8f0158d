/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-snapshot-hash.h"

#include "feed/uke-field-versions.h"

#include <string.h>

/* Smaller parts are hashed sooner than a thread begins. */
#define WORTH_A_THREAD (64 * 1024)

struct _UkeSnapshotHash {
  const UkeSnapshotColumns *columns; /* (not owned) */
  const GByteArray *lines;           /* (not owned): nobody changes them meanwhile */
  UkeDigest *digest;                 /* (owned): only computed with; touches no database here */
  GThread *thread;                   /* (owned) (nullable) */
  GError *error;                     /* (owned) (nullable) */
};

static gboolean
add_row (UkeSnapshotHash *self, const UkeSnapshotRow *row)
{
  const UkeEntity *entity = self->columns->entity;
  int64_t versions[UKE_ENTITY_MAX_FIELDS];
  const UkeRowParts parts
      = { entity, &row->id, row->cver, row->del_seq, row->values, versions, row->ext };

  if (!uke_field_versions_decode (entity, row->fv->data, row->fv->len, versions, NULL,
                                  &self->error))
    return FALSE;
  uke_digest_add_parts (self->digest, &parts);
  return TRUE;
}

static gpointer
hash_lines (gpointer data)
{
  UkeSnapshotHash *self = data;
  g_autoptr (UkeSnapshotRow) row = uke_snapshot_row_new ();
  const char *at = (const char *)self->lines->data, *end = at + self->lines->len, *line_end;

  for (; at < end && (line_end = memchr (at, '\n', (size_t)(end - at))) != NULL; at = line_end + 1)
    if (!uke_snapshot_row_read (row, self->columns, at, (size_t)(line_end - at), &self->error)
        || !add_row (self, row))
      break;
  return NULL;
}

/**
 * uke_snapshot_hash_begin:
 * @db: the connection that the digest will be compared in
 * @columns: what stands where in the lines
 * @lines: whole rows, a line each; stays as it is until the end
 *
 * Returns: (transfer full): a computation on its way, for uke_snapshot_hash_end()
 * Errors: none
 * Thread: the owner of @db
 */
UkeSnapshotHash *
uke_snapshot_hash_begin (UkeDb *db, const UkeSnapshotColumns *columns, const GByteArray *lines)
{
  UkeSnapshotHash *self = g_new0 (UkeSnapshotHash, 1);

  self->columns = columns;
  self->lines = lines;
  self->digest = uke_digest_new (db);
  if (lines->len >= WORTH_A_THREAD)
    self->thread = g_thread_new ("uke-hash", hash_lines, self);
  return self;
}

/**
 * uke_snapshot_hash_end:
 * @self: (transfer full): a computation
 * @error: return location
 *
 * Waits for it.
 *
 * Returns: (transfer full): the sums of the lines up to the last whole one; NULL when a line is not
 *   a row
 * Errors: UKE_FEED_ERROR: MALFORMED
 * Thread: as uke_snapshot_hash_begin()
 */
UkeDigest *
uke_snapshot_hash_end (UkeSnapshotHash *self, GError **error)
{
  g_autoptr (UkeDigest) digest = NULL;

  if (self->thread != NULL)
    g_thread_join (self->thread);
  else
    hash_lines (self);
  digest = self->digest;
  if (self->error != NULL) {
    g_clear_pointer (&digest, uke_digest_free);
    g_propagate_error (error, self->error);
  }
  g_free (self);
  return g_steal_pointer (&digest);
}
