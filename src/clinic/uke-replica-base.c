/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-replica-base-private.h"

#include "clinic/uke-clinic-error-private.h"
#include "db/uke-db-backup.h"
#include "db/uke-db-file.h"
#include "store/uke-replica.h"
#include "store/uke-schema.h"
#include "store/uke-snapshot.h"
#include "vault/uke-data-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* The old base stays as `.before` until the next one comes. */
#define NEXT ".next"
#define BEFORE ".before"
/* Loading sorts and indexes; the desk's own cache is of no use for that. */
#define LOAD_CACHE_KIB (64 * 1024)
/* Of parts that were fetched so much is kept in memory, packed: when the server offers another
 * snapshot, most of its parts are the same. 100,000 patients are some 7 MiB. */
#define MAX_KEPT_BYTES (32 * 1024 * 1024)

struct _UkeReplicaBase {
  char *path;                    /* (owned): of the file that is being filled */
  UkeSecret *key;                /* (owned) */
  UkeDb *fresh;                  /* (owned) (nullable) */
  UkeSnapshotManifest *manifest; /* (owned) (nullable) */
  UkeSnapshotLoad *load;         /* (owned) (nullable) */
  GHashTable *loaded;            /* (owned): SHA-256 of the parts that are in the file */
  GHashTable *kept;              /* (owned): SHA-256 to GBytes, of parts that were fetched */
  size_t n_kept_bytes;
};

static char *
make_path (const char *data_dir, const char *ending)
{
  g_autoptr (UkeDataDir) dir = uke_data_dir_new (data_dir);

  return g_strconcat (dir->database, ending, NULL);
}

/**
 * uke_replica_base_new:
 * @data_dir: the clinic's data directory
 * @key: the raw data key: both files have the same
 *
 * Returns: (transfer full): a base of which nothing is there yet
 * Errors: none
 * Thread: main
 */
UkeReplicaBase *
uke_replica_base_new (const char *data_dir, UkeSecret *key)
{
  UkeReplicaBase *self = g_new0 (UkeReplicaBase, 1);

  self->path = make_path (data_dir, NEXT);
  self->key = uke_secret_ref (key);
  self->loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->kept
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  return self;
}

static void
remove_file (const char *path)
{
  static const char *const endings[] = { "", "-wal", "-shm", "-journal" };

  for (unsigned i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *file = g_strconcat (path, endings[i], NULL);

    g_unlink (file);
  }
}

/* Forgets the file that was being filled. */
static void
drop (UkeReplicaBase *self)
{
  if (self->fresh != NULL)
    uke_db_claim_thread (self->fresh);
  g_clear_pointer (&self->load, uke_snapshot_load_free);
  g_clear_pointer (&self->manifest, uke_snapshot_manifest_free);
  g_clear_pointer (&self->fresh, uke_db_free);
  g_hash_table_remove_all (self->loaded);
  remove_file (self->path);
}

/**
 * uke_replica_base_free:
 * @self: (transfer full) (nullable): a base that nothing runs on
 *
 * Errors: none
 * Thread: any
 */
void
uke_replica_base_free (UkeReplicaBase *self)
{
  if (self == NULL)
    return;
  /* A finished file may be about to take its place: only one that is being filled goes. */
  if (self->fresh != NULL)
    drop (self);
  g_hash_table_unref (self->loaded);
  g_hash_table_unref (self->kept);
  uke_secret_unref (self->key);
  g_free (self->path);
  g_free (self);
}

static gboolean
open_fresh (UkeReplicaBase *self, UkeDb *db, GError **error)
{
  const UkeDbConfig config = {
    .path = self->path,
    .key = uke_secret_peek (self->key),
    .create = TRUE,
    .cache_kib = LOAD_CACHE_KIB,
  };
  uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE];

  remove_file (self->path);
  self->fresh = uke_db_open (&config, error);
  if (self->fresh == NULL || !uke_schema_migrate (self->fresh, config.key, error)
      || !uke_replica_get_public_key (db, public_key, error))
    return FALSE;
  self->load = uke_snapshot_load_new (self->fresh, self->manifest, public_key, error);
  return self->load != NULL;
}

static GArray *
list_missing (UkeReplicaBase *self)
{
  GArray *missing = g_array_new (FALSE, TRUE, sizeof (UkeSyncPart));

  for (unsigned i = 0; i < self->manifest->parts->len; i++) {
    const UkeSnapshotPart *part = &g_array_index (self->manifest->parts, UkeSnapshotPart, i);
    UkeSyncPart wanted = { .bytes = part->bytes, .is_first = part->tier == 0 };

    if (g_hash_table_contains (self->loaded, part->sha256))
      continue;
    g_strlcpy (wanted.sha256, part->sha256, sizeof wanted.sha256);
    g_array_append_val (missing, wanted);
  }
  return missing;
}

static void
keep (UkeReplicaBase *self, const char *sha256, GBytes *bytes)
{
  if (g_hash_table_contains (self->kept, sha256)
      || g_bytes_get_size (bytes) > MAX_KEPT_BYTES - self->n_kept_bytes)
    return;
  self->n_kept_bytes += g_bytes_get_size (bytes);
  g_hash_table_insert (self->kept, g_strdup (sha256), g_bytes_ref (bytes));
}

static void
forget_kept (UkeReplicaBase *self)
{
  g_hash_table_remove_all (self->kept);
  self->n_kept_bytes = 0;
}

/* What was fetched for another snapshot is not fetched again. */
static gboolean
load_kept (UkeReplicaBase *self, GError **error)
{
  for (unsigned i = 0; i < self->manifest->parts->len; i++) {
    const UkeSnapshotPart *part = &g_array_index (self->manifest->parts, UkeSnapshotPart, i);
    GBytes *bytes = g_hash_table_lookup (self->kept, part->sha256);

    if (bytes == NULL || g_hash_table_contains (self->loaded, part->sha256))
      continue;
    if (!uke_snapshot_load_part (self->load, part, bytes, error))
      return FALSE;
    g_hash_table_add (self->loaded, g_strdup (part->sha256));
  }
  return TRUE;
}

/**
 * uke_replica_base_begin:
 * @self: a base
 * @db: the writing connection, for the server's key
 * @manifest: what the server offers
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeSyncPart): the parts that are not here yet
 * Errors: UKE_FEED_ERROR: MALFORMED; those of the store
 * Thread: store
 */
GArray *
uke_replica_base_begin (UkeReplicaBase *self, UkeDb *db, GBytes *manifest, GError **error)
{
  size_t size;
  const char *json = g_bytes_get_data (manifest, &size);
  g_autoptr (UkeSnapshotManifest) offered = uke_snapshot_manifest_read (json, size, error);

  if (offered == NULL)
    return NULL;
  if (self->load != NULL && uke_snapshot_manifest_is_same (offered, self->manifest))
    return list_missing (self);
  drop (self);
  self->manifest = g_steal_pointer (&offered);
  if (!open_fresh (self, db, error) || !load_kept (self, error)) {
    forget_kept (self);
    drop (self);
    return NULL;
  }
  return list_missing (self);
}

static const UkeSnapshotPart *
find_part (UkeReplicaBase *self, const char *sha256)
{
  for (unsigned i = 0; self->manifest != NULL && i < self->manifest->parts->len; i++) {
    const UkeSnapshotPart *part = &g_array_index (self->manifest->parts, UkeSnapshotPart, i);

    if (g_str_equal (part->sha256, sha256))
      return part;
  }
  return NULL;
}

/**
 * uke_replica_base_take_part:
 * @self: a base that was begun
 * @sha256: which part
 * @bytes: as they travelled
 * @error: return location
 *
 * Returns: whether its rows are in the file
 * Errors: UKE_FEED_ERROR: MALFORMED, also when the bytes are not the part's; those of the store
 * Thread: store
 */
gboolean
uke_replica_base_take_part (UkeReplicaBase *self, const char *sha256, GBytes *bytes, GError **error)
{
  const UkeSnapshotPart *part = find_part (self, sha256);

  if (part == NULL || self->load == NULL)
    return uke_clinic_fail (error, UKE_CLINIC_ERROR_NOT_FOUND, NULL);
  if (g_hash_table_contains (self->loaded, sha256))
    return TRUE;
  if (!uke_snapshot_load_part (self->load, part, bytes, error))
    return FALSE;
  g_hash_table_add (self->loaded, g_strdup (sha256));
  keep (self, sha256, bytes);
  return TRUE;
}

/**
 * uke_replica_base_end:
 * @self: a base whose parts are all there, or those to begin with
 * @db: the writing connection: nobody writes any more
 * @is_whole: whether all of them are
 * @inc: a new incarnation, or 0
 * @cap: the last entry that both histories share, or `UKE_NO_CAP`
 * @out_status: (out): where the new file stands
 * @error: return location
 *
 * Finishes the file and carries over what this desk alone has. The file is closed and complete
 * without a log then: uke_replica_base_swap() puts it in place.
 *
 * Returns: whether it is complete
 * Errors: those of the store
 * Thread: store
 */
gboolean
uke_replica_base_end (UkeReplicaBase *self,
                      UkeDb *db,
                      gboolean is_whole,
                      uint64_t inc,
                      int64_t cap,
                      UkeSyncStatus *out_status,
                      GError **error)
{
  UkeSyncStatus status;

  if (self->load == NULL)
    return uke_clinic_fail (error, UKE_CLINIC_ERROR_NOT_FOUND, NULL);
  if (!(is_whole ? uke_snapshot_load_end (self->load, error)
                 : uke_snapshot_load_end_first (self->load, error))
      || !uke_replica_carry (db, self->fresh, inc, cap, error)
      || !uke_replicate_read_status (self->fresh, &status, error)
      || !uke_db_fold_log (self->fresh, error)) {
    forget_kept (self);
    drop (self);
    return FALSE;
  }
  if (is_whole)
    forget_kept (self);
  g_clear_pointer (&self->load, uke_snapshot_load_free);
  g_clear_pointer (&self->manifest, uke_snapshot_manifest_free);
  g_hash_table_remove_all (self->loaded);
  if (!uke_db_close (g_steal_pointer (&self->fresh), error))
    return FALSE;
  *out_status = status;
  return TRUE;
}

static gboolean
fail_errno (const char *what, GError **error)
{
  int code = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", what,
               g_strerror (code));
  return FALSE;
}

/* Only the file itself changes its place: what stands in a log beside it would be lost, or become
 * the other file's. Closing folds it, but where the disk does not allow that. */
static gboolean
check_has_no_log (const char *path, GError **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  GStatBuf facts;

  if (g_stat (log, &facts) != 0 || facts.st_size == 0)
    return TRUE;
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                       "a log could not be folded into its file");
  return FALSE;
}

/**
 * uke_replica_base_swap:
 * @data_dir: the clinic's data directory; nobody has its database open
 * @error: return location
 *
 * Puts the finished file in the database's place in one step; the old one is kept beside it.
 *
 * Returns: whether it is in place, also after a loss of power
 * Errors: G_FILE_ERROR
 * Thread: any
 */
gboolean
uke_replica_base_swap (const char *data_dir, GError **error)
{
  g_autofree char *current = make_path (data_dir, "");
  g_autofree char *next = make_path (data_dir, NEXT);
  g_autofree char *before = make_path (data_dir, BEFORE);

  if (!check_has_no_log (next, error) || !check_has_no_log (current, error))
    return FALSE;
  if (renameat2 (AT_FDCWD, next, AT_FDCWD, current, RENAME_EXCHANGE) != 0)
    return fail_errno ("the new content cannot take its place", error);
  if (g_rename (next, before) != 0)
    return fail_errno ("the old content cannot be put aside", error);
  return uke_db_file_sync_folder (data_dir, error);
}
