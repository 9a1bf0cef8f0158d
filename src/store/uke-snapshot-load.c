/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "base/uke-hex.h"
#include "store/uke-digest.h"
#include "store/uke-projection.h"
#include "store/uke-rows-private.h"
#include "store/uke-snapshot-hash.h"
#include "store/uke-snapshot-notes.h"
#include "store/uke-snapshot-row.h"
#include "store/uke-snapshot.h"
#include "store/uke-store-error.h"

#include <string.h>
#include <zstd.h>

/* A part that says it is larger than this once it is unpacked is not unpacked. */
#define MAX_RAW (4 * UKE_SNAPSHOT_PART_RAW)

struct _UkeSnapshotLoad {
  UkeDb *db;        /* (not owned) */
  UkeCursor cursor; /* where the rows stand */
  gboolean has_root;
  uint8_t root[UKE_ROW_HASH_SIZE];
  GPtrArray *indexes;   /* (owned) (element-type utf8): the statements that make them again */
  GHashTable *columns;  /* (owned): name of a table to UkeSnapshotColumns */
  UkeSnapshotRow *row;  /* (owned): scratch */
  UkeDigest *digest;    /* (owned): of all rows */
  UkeStmt *claim;       /* (owned) (nullable) */
  GByteArray *unpacked; /* (owned): scratch */
  GByteArray *ext;      /* (owned): scratch */
  gboolean is_ended;
};

/* The file is thrown away when anything fails, so nothing needs to be undone or to survive. What
 * the connection promises otherwise is set again in the end. */
static const char *const fast[] = {
  "PRAGMA journal_mode = MEMORY",
  "PRAGMA synchronous = OFF",
  "PRAGMA foreign_keys = OFF",
  "PRAGMA cache_size = -262144",
};

static const char *const careful[] = {
  "PRAGMA foreign_keys = ON",
  "PRAGMA synchronous = FULL",
  "PRAGMA journal_mode = WAL",
  "PRAGMA cache_size = -8192",
};

static gboolean
run_all (UkeDb *db, const char *const *statements, size_t n, GError **error)
{
  for (size_t i = 0; i < n; i++)
    if (!uke_db_exec (db, statements[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
check_new (UkeDb *db, GError **error)
{
  int64_t n;

  if (!uke_db_query_int64 (db, "SELECT (SELECT count(*) FROM feed) + (SELECT count(*) FROM flog)",
                           &n, error))
    return FALSE;
  if (n == 0)
    return TRUE;
  g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_FAILED, "a snapshot needs a new file");
  return FALSE;
}

/* Takes the indexes out of the schema, which stays the one place that names them; all at once, or
 * each would be a commit of its own. */
static gboolean
drop_indexes (UkeSnapshotLoad *self, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = NULL;
  g_autoptr (GPtrArray) drops = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (UkeStmt) stmt = uke_db_prepare (
      self->db, "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
      error);

  while (stmt != NULL) {
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      break;
    g_ptr_array_add (drops, g_strdup_printf ("DROP INDEX %s", uke_stmt_text (stmt, 0)));
    g_ptr_array_add (self->indexes, uke_stmt_dup_text (stmt, 1));
  }
  if (stmt == NULL)
    return FALSE;
  g_clear_pointer (&stmt, uke_stmt_free);
  transaction = uke_db_transaction_new (self->db, error);
  return transaction != NULL
         && run_all (self->db, (const char *const *)drops->pdata, drops->len, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

static void
describe_tables (UkeSnapshotLoad *self, const UkeSnapshotManifest *manifest)
{
  for (unsigned i = 0; i < manifest->tables->len; i++) {
    const UkeSnapshotTable *table = manifest->tables->pdata[i];
    const UkeEntity *entity = uke_entity_by_name (table->name);

    /* Rows that are passed over are counted in the digest all the same. */
    if (entity == NULL)
      self->has_root = FALSE;
    else
      g_hash_table_insert (
          self->columns, (gpointer)entity->name,
          uke_snapshot_columns_new (entity, (const char *const *)table->columns, manifest->fields));
  }
}

/**
 * uke_snapshot_load_new:
 * @db: the writing connection, outside any transaction: a new file with the schema and nothing else
 * @manifest: what the server offers
 * @public_key: the server's key
 * @error: return location
 *
 * Makes the file ready for rows: fast, without indexes. Until uke_snapshot_load_end() it survives
 * nothing; whoever fails throws it away.
 *
 * Returns: (transfer full): a load, which takes parts in any order
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: FAILED when the file is not new, CORRUPT when the manifest
 *   is not signed by the server
 * Thread: the owner of @db
 * Source: sync.md 2.17
 */
UkeSnapshotLoad *
uke_snapshot_load_new (UkeDb *db,
                       const UkeSnapshotManifest *manifest,
                       const uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE],
                       GError **error)
{
  g_autoptr (UkeSnapshotLoad) self = g_new0 (UkeSnapshotLoad, 1);

  self->db = db;
  self->cursor = manifest->cursor;
  self->has_root = manifest->has_root;
  memcpy (self->root, manifest->root, sizeof self->root);
  self->indexes = g_ptr_array_new_with_free_func (g_free);
  self->columns = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify)uke_snapshot_columns_free);
  self->row = uke_snapshot_row_new ();
  self->digest = uke_digest_new (db);
  self->unpacked = g_byte_array_new ();
  self->ext = g_byte_array_new ();
  describe_tables (self, manifest);
  if (!uke_cursor_is_start (&self->cursor) && !uke_cursor_verify (&self->cursor, public_key)) {
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT,
                 "the manifest is not signed by this clinic's server");
    return NULL;
  }
  if (!check_new (db, error) || !run_all (db, fast, G_N_ELEMENTS (fast), error)
      || !drop_indexes (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * uke_snapshot_load_free:
 * @self: (transfer full): a load
 *
 * Thread: the owner of its connection
 */
void
uke_snapshot_load_free (UkeSnapshotLoad *self)
{
  g_clear_pointer (&self->claim, uke_stmt_free);
  g_clear_pointer (&self->indexes, g_ptr_array_unref);
  g_clear_pointer (&self->columns, g_hash_table_unref);
  g_clear_pointer (&self->row, uke_snapshot_row_free);
  g_clear_pointer (&self->digest, uke_digest_free);
  g_clear_pointer (&self->unpacked, g_byte_array_unref);
  g_clear_pointer (&self->ext, g_byte_array_unref);
  g_free (self);
}

static gboolean
refuse (const UkeSnapshotPart *part, const char *why, GError **error)
{
  g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "part %.16s of the snapshot: %s",
               part->sha256, why);
  return FALSE;
}

static gboolean
unpack (UkeSnapshotLoad *self, const UkeSnapshotPart *part, GBytes *bytes, GError **error)
{
  uint8_t hash[UKE_SHA256_SIZE];
  char hex[2 * UKE_SHA256_SIZE + 1];
  size_t size, n;
  const void *packed = g_bytes_get_data (bytes, &size);

  uke_sha256 (packed, size, hash);
  uke_hex_write (hash, sizeof hash, hex);
  if (strcmp (hex, part->sha256) != 0)
    return refuse (part, "its bytes are others", error);
  if (part->raw < 0 || part->raw > MAX_RAW)
    return refuse (part, "too large", error);
  g_byte_array_set_size (self->unpacked, (guint)part->raw);
  n = ZSTD_decompress (self->unpacked->data, self->unpacked->len, packed, size);
  if (ZSTD_isError (n) || n != self->unpacked->len)
    return refuse (part, "it cannot be unpacked", error);
  return TRUE;
}

static gboolean
insert_claims (UkeSnapshotLoad *self, GError **error)
{
  const GArray *claims = self->row->claims;

  if (claims->len > 0 && self->claim == NULL)
    self->claim = uke_db_prepare (
        self->db,
        "INSERT INTO slot_claim (resource_id, cell, lane, appointment_id) VALUES (?, ?, ?, ?)",
        error);
  if (claims->len > 0 && self->claim == NULL)
    return FALSE;
  for (unsigned i = 0; i < claims->len; i++) {
    const UkeSlotClaim *claim = &g_array_index (claims, UkeSlotClaim, i);

    uke_stmt_bind_id_at (self->claim, 1, &claim->resource_id);
    uke_stmt_bind_int64_at (self->claim, 2, claim->cell);
    uke_stmt_bind_int64_at (self->claim, 3, claim->lane);
    uke_stmt_bind_id_at (self->claim, 4, &claim->appointment_id);
    if (!uke_stmt_run (self->claim, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
insert_row (UkeSnapshotLoad *self, UkeStmt *stmt, const UkeEntity *entity, GError **error)
{
  const UkeSnapshotRow *row = self->row;
  int n = (int)entity->n_fields;

  uke_stmt_bind_blob_static_at (stmt, 1, row->id.bytes, sizeof row->id.bytes);
  for (int i = 0; i < n; i++)
    uke_row_bind_value (stmt, i + 2, &row->values[i]);
  uke_stmt_bind_int64_at (stmt, n + 2, row->cver);
  uke_stmt_bind_int64_at (stmt, n + 3, row->rver);
  uke_stmt_bind_blob_static_at (stmt, n + 4, row->fv->data, row->fv->len);
  if (row->del_seq == 0)
    uke_stmt_bind_null_at (stmt, n + 5);
  else
    uke_stmt_bind_int64_at (stmt, n + 5, row->del_seq);
  uke_row_bind_ext (stmt, n + 6, row->ext, self->ext);
  return uke_stmt_run (stmt, error) && insert_claims (self, error);
}

static gboolean
insert_rows (UkeSnapshotLoad *self,
             const UkeSnapshotPart *part,
             const UkeEntity *entity,
             const UkeSnapshotColumns *columns,
             GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare (self->db, uke_row_sql (entity)->insert, error);
  const char *at = (const char *)self->unpacked->data, *end = at + self->unpacked->len;
  int64_t n_rows = 0;

  if (stmt == NULL)
    return FALSE;
  for (; at < end; n_rows++) {
    const char *line_end = memchr (at, '\n', (size_t)(end - at));

    if (line_end == NULL)
      return refuse (part, "its last line does not end", error);
    if (!uke_snapshot_row_read (self->row, columns, at, (size_t)(line_end - at), error)
        || !insert_row (self, stmt, entity, error))
      return FALSE;
    at = line_end + 1;
  }
  return n_rows == part->rows || refuse (part, "not as many rows as it says", error);
}

/* The sums are computed beside, and those of a part that fails count for nothing. */
static gboolean
insert_and_hash (UkeSnapshotLoad *self,
                 const UkeSnapshotPart *part,
                 const UkeEntity *entity,
                 UkeDigest **out_digest,
                 GError **error)
{
  const UkeSnapshotColumns *columns = g_hash_table_lookup (self->columns, entity->name);
  UkeSnapshotHash *hash;
  gboolean is_inserted;

  if (columns == NULL)
    return refuse (part, "its table is not described", error);
  if (!self->has_root)
    return insert_rows (self, part, entity, columns, error);
  hash = uke_snapshot_hash_begin (self->db, columns, self->unpacked);
  is_inserted = insert_rows (self, part, entity, columns, error);
  *out_digest = uke_snapshot_hash_end (hash, is_inserted ? error : NULL);
  return is_inserted && *out_digest != NULL;
}

static gboolean
insert_notes (UkeSnapshotLoad *self, const UkeSnapshotPart *part, GError **error)
{
  int64_t n_rows;

  if (!uke_snapshot_notes_load (self->db, (const char *)self->unpacked->data, self->unpacked->len,
                                &n_rows, error))
    return FALSE;
  return n_rows == part->rows || refuse (part, "not as many notes as it says", error);
}

/**
 * uke_snapshot_load_part:
 * @self: a load
 * @part: which part it is, from the manifest
 * @bytes: the part as it travelled
 * @error: return location
 *
 * Returns: whether its rows are in the file; those of a table that this program does not know are
 *   passed over
 * Errors: UKE_DB_ERROR: FULL, IO, CONSTRAINT when a row came twice; UKE_STORE_ERROR: CORRUPT;
 *   UKE_FEED_ERROR: MALFORMED
 * Thread: the owner of its connection
 * Source: sync.md 2.17
 */
gboolean
uke_snapshot_load_part (UkeSnapshotLoad *self,
                        const UkeSnapshotPart *part,
                        GBytes *bytes,
                        GError **error)
{
  const UkeEntity *entity = uke_entity_by_name (part->table);
  gboolean is_notes = strcmp (part->table, UKE_SNAPSHOT_NOTES) == 0;
  g_autoptr (UkeDigest) digest = NULL;
  g_autoptr (UkeDbTransaction) transaction = NULL;

  if (!unpack (self, part, bytes, error))
    return FALSE;
  if (entity == NULL && !is_notes)
    return TRUE;
  transaction = uke_db_transaction_new (self->db, error);
  if (transaction == NULL
      || !(is_notes ? insert_notes (self, part, error)
                    : insert_and_hash (self, part, entity, &digest, error))
      || !uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return FALSE;
  if (digest != NULL)
    uke_digest_merge (self->digest, digest);
  return TRUE;
}

static gboolean
write_feed (UkeSnapshotLoad *self, GError **error)
{
  g_autoptr (UkeStmt) feed = uke_db_prepare (self->db,
                                             "INSERT INTO feed (feed, epoch, seq, chain, min_seq, "
                                             "backup_seq, state) VALUES (1, ?, ?, ?, ?, 0, 0)",
                                             error);
  g_autoptr (UkeStmt) signature
      = uke_db_prepare (self->db, "INSERT INTO head_sig VALUES (1, ?, ?, ?, ?)", error);

  if (feed == NULL || signature == NULL)
    return FALSE;
  uke_stmt_bind_id_at (feed, 1, &self->cursor.epoch);
  uke_stmt_bind_int64_at (feed, 2, self->cursor.seq);
  uke_stmt_bind_blob_at (feed, 3, self->cursor.chain, sizeof self->cursor.chain);
  uke_stmt_bind_int64_at (feed, 4, self->cursor.seq + 1);
  if (!uke_stmt_run (feed, error))
    return FALSE;
  if (!self->cursor.is_signed)
    return TRUE;
  uke_stmt_bind_int64_at (signature, 1, self->cursor.seq);
  uke_stmt_bind_id_at (signature, 2, &self->cursor.epoch);
  uke_stmt_bind_blob_at (signature, 3, self->cursor.chain, sizeof self->cursor.chain);
  uke_stmt_bind_blob_at (signature, 4, self->cursor.sig, sizeof self->cursor.sig);
  return uke_stmt_run (signature, error);
}

/* What the server had and what came: the same rows with the same versions. */
static gboolean
check_root (UkeSnapshotLoad *self, GError **error)
{
  uint8_t root[UKE_ROW_HASH_SIZE];

  if (!self->has_root)
    return TRUE;
  uke_digest_hash_totals (self->digest, root);
  if (memcmp (root, self->root, sizeof root) == 0)
    return TRUE;
  g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT,
               "the snapshot's rows are not those that the server counted");
  return FALSE;
}

static gboolean
finish (UkeSnapshotLoad *self, gboolean is_whole, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (self->db, error);

  if (transaction == NULL || (is_whole && !check_root (self, error))
      || !uke_projection_rebuild (self->db, error)
      || !run_all (self->db, (const char *const *)self->indexes->pdata, self->indexes->len, error)
      || !write_feed (self, error))
    return FALSE;
  return uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_snapshot_load_end:
 * @self: a load that has had all parts of its manifest
 * @error: return location
 *
 * Makes the indexes, the feed with its place and the projections, and has the file behave as every
 * other from now on. uke_replica_join() or uke_replica_carry() come next.
 *
 * Returns: whether the file is whole
 * Errors: UKE_DB_ERROR: FULL, IO; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of its connection
 * Source: sync.md 2.17
 */
gboolean
uke_snapshot_load_end (UkeSnapshotLoad *self, GError **error)
{
  g_return_val_if_fail (!self->is_ended, FALSE);

  self->is_ended = TRUE;
  g_clear_pointer (&self->claim, uke_stmt_free);
  return finish (self, TRUE, error) && run_all (self->db, careful, G_N_ELEMENTS (careful), error);
}

/**
 * uke_snapshot_load_end_first:
 * @self: a load that has had all parts of tier 0
 * @error: return location
 *
 * As uke_snapshot_load_end(), of a file in which the rest is missing: people can work with the days
 * around today. It stands at the start of the history, so that no entry is taken into it, and the
 * whole has to follow in another file.
 *
 * Returns: whether the file can be opened
 * Errors: UKE_DB_ERROR: FULL, IO
 * Thread: the owner of its connection
 * Source: sync.md 2.17
 */
gboolean
uke_snapshot_load_end_first (UkeSnapshotLoad *self, GError **error)
{
  g_return_val_if_fail (!self->is_ended, FALSE);

  self->is_ended = TRUE;
  g_clear_pointer (&self->claim, uke_stmt_free);
  self->cursor = (UkeCursor){ .epoch = self->cursor.epoch };
  return finish (self, FALSE, error) && run_all (self->db, careful, G_N_ELEMENTS (careful), error);
}
