/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-snapshots.h"

#include "store/uke-log-store.h"
#include "store/uke-snapshot.h"

/* A desk that begins pulls what came since: so much is quicker pulled than made anew. */
#define MAX_BEHIND 1000
#define IDLE_US (15 * 60 * (int64_t)G_USEC_PER_SEC)

struct _UkesSnapshots {
  const uint8_t *secret; /* (not owned): the signing key */
  GMutex mutex;          /* over all that follows; never held while a snapshot is made */
  gboolean is_making;    /* somebody makes one */
  GBytes *manifest;      /* (owned) (nullable) */
  UkeCursor cursor;      /* of the manifest */
  GHashTable *parts;     /* (owned): SHA-256 to GBytes, of this snapshot */
  GHashTable *before;    /* (owned): of the one before */
  int64_t used_us;
};

static GHashTable *
new_parts (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
}

/**
 * ukes_snapshots_new:
 * @secret: the signing key, which outlives this
 *
 * Returns: (transfer full): no snapshot yet
 * Errors: none
 * Thread: main
 */
UkesSnapshots *
ukes_snapshots_new (const uint8_t *secret)
{
  UkesSnapshots *self = g_new0 (UkesSnapshots, 1);

  self->secret = secret;
  g_mutex_init (&self->mutex);
  self->parts = new_parts ();
  self->before = new_parts ();
  return self;
}

/**
 * ukes_snapshots_free:
 * @self: (transfer full) (nullable): snapshots that nobody asks for any more
 *
 * Errors: none
 * Thread: main
 */
void
ukes_snapshots_free (UkesSnapshots *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->manifest, g_bytes_unref);
  g_hash_table_unref (self->parts);
  g_hash_table_unref (self->before);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static gboolean
keep_part (const UkeSnapshotPart *part, GBytes *bytes, gpointer data, GError **error)
{
  GHashTable *parts = data;

  g_hash_table_insert (parts, g_strdup (part->sha256), g_bytes_ref (bytes));
  return TRUE;
}

/* Puts a snapshot in the place of the last one, whose parts stay for who has begun with them. */
static void
install (UkesSnapshots *self, const UkeSnapshotManifest *manifest, GHashTable *parts)
{
  GString *json = g_string_sized_new (16 * 1024);

  uke_snapshot_manifest_write (manifest, json);
  g_clear_pointer (&self->manifest, g_bytes_unref);
  self->manifest = g_string_free_to_bytes (json);
  self->cursor = manifest->cursor;
  g_hash_table_unref (self->before);
  self->before = g_steal_pointer (&self->parts);
  self->parts = g_hash_table_ref (parts);
}

/* Meanwhile parts of the last one are handed out. */
static GBytes *
make (UkesSnapshots *self, UkeDb *db, int64_t now_us, GError **error)
{
  g_autoptr (GHashTable) parts = new_parts ();
  g_autoptr (UkeSnapshotManifest) manifest
      = uke_snapshot_write (db, self->secret, now_us, keep_part, parts, error);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->is_making = FALSE;
  if (manifest == NULL)
    return NULL;
  install (self, manifest, parts);
  self->used_us = now_us;
  return g_bytes_ref (self->manifest);
}

static gboolean
is_fresh (const UkesSnapshots *self, const UkeLogHead *head)
{
  return self->manifest != NULL && uke_id_equal (&head->epoch, &self->cursor.epoch)
         && head->seq >= self->cursor.seq && head->seq - self->cursor.seq <= MAX_BEHIND;
}

/* What is there, where it will do; otherwise whether the caller is who makes it. */
static GBytes *
look (UkesSnapshots *self, const UkeLogHead *head, int64_t now_us, gboolean *out_must_make)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  *out_must_make = FALSE;
  if (is_fresh (self, head)) {
    self->used_us = now_us;
    return g_bytes_ref (self->manifest);
  }
  *out_must_make = !self->is_making;
  self->is_making = TRUE;
  return NULL;
}

/**
 * ukes_snapshots_get_manifest:
 * @self: snapshots
 * @db: a connection that nothing is read on just now
 * @now_us: the time
 * @error: return location
 *
 * Makes a snapshot unless the last one will do, or somebody else makes one.
 *
 * Returns: (transfer full) (nullable): the manifest, JSON; NULL without an error when somebody else
 * makes it just now: ask again
 * Errors: those of the store
 * Thread: the owner of @db
 */
GBytes *
ukes_snapshots_get_manifest (UkesSnapshots *self, UkeDb *db, int64_t now_us, GError **error)
{
  UkeLogHead head;
  gboolean must_make;
  GBytes *manifest;

  if (!uke_log_store_get_head (db, &head, error))
    return NULL;
  manifest = look (self, &head, now_us, &must_make);
  return must_make ? make (self, db, now_us, error) : manifest;
}

/**
 * ukes_snapshots_get_part:
 * @self: snapshots
 * @sha256: which part
 * @now_us: the time
 *
 * Returns: (transfer full) (nullable): its bytes; NULL when there is none, or not any more
 * Errors: none
 * Thread: any
 */
GBytes *
ukes_snapshots_get_part (UkesSnapshots *self, const char *sha256, int64_t now_us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GBytes *bytes = g_hash_table_lookup (self->parts, sha256);

  if (bytes == NULL)
    bytes = g_hash_table_lookup (self->before, sha256);
  if (bytes == NULL)
    return NULL;
  self->used_us = now_us;
  return g_bytes_ref (bytes);
}

/**
 * ukes_snapshots_drop_idle:
 * @self: snapshots
 * @now_us: the time
 *
 * Lets go of what nobody has asked for in a quarter of an hour.
 *
 * Errors: none
 * Thread: any
 */
void
ukes_snapshots_drop_idle (UkesSnapshots *self, int64_t now_us)
{
  g_mutex_lock (&self->mutex);
  if (now_us - self->used_us >= IDLE_US) {
    g_clear_pointer (&self->manifest, g_bytes_unref);
    g_hash_table_remove_all (self->parts);
    g_hash_table_remove_all (self->before);
  }
  g_mutex_unlock (&self->mutex);
}
