/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-digest.h"

#include "feed/uke-sha256.h"
#include "store/uke-rows-private.h"
#include "store/uke-store-error.h"

#include <string.h>

/* Behind its buckets, each table's sum of all of them. */
#define TOTAL UKE_DIGEST_BUCKETS

#define MAX_PROBLEMS 20

/* So many sums are asked for in one question. */
#define ASK 16

/* Whether sums are kept at all is a row of no table. */
#define MARK "entity = 0 AND bucket = 0"

typedef struct {
  uint8_t sum[UKE_ROW_HASH_SIZE];
} Sum;

struct _UkeDigest {
  UkeDb *db;           /* (not owned) */
  GHashTable *sums;    /* (owned): entity number and bucket, to the Sum that is to be added */
  GByteArray *scratch; /* (owned) */
};

/**
 * uke_digest_new:
 * @db: the writing connection, inside a transaction; or any, when it is only computed with
 *
 * Returns: (transfer full): no changes
 * Thread: the owner of @db
 */
UkeDigest *
uke_digest_new (UkeDb *db)
{
  UkeDigest *self = g_new0 (UkeDigest, 1);

  self->db = db;
  self->sums = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, g_free);
  self->scratch = g_byte_array_sized_new (512);
  return self;
}

/**
 * uke_digest_free:
 * @self: (transfer full) (nullable): changes; what was not written is forgotten
 *
 * Thread: the owner of its connection
 */
void
uke_digest_free (UkeDigest *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->sums);
  g_byte_array_unref (self->scratch);
  g_free (self);
}

/**
 * uke_digest_get_bucket:
 * @id: a row's id
 * @n_buckets: `UKE_DIGEST_BUCKETS` or `UKE_DIGEST_FEW`
 *
 * By the last bytes of the id, which are random in every id.
 *
 * Returns: where the row's hash is summed
 * Thread: any
 */
unsigned
uke_digest_get_bucket (const UkeId *id, unsigned n_buckets)
{
  return ((unsigned)id->bytes[14] << 8 | id->bytes[15]) % n_buckets;
}

static uint8_t *
get_sum (UkeDigest *self, unsigned number, unsigned bucket)
{
  gpointer key = GUINT_TO_POINTER (number << 16 | bucket);
  Sum *sum = g_hash_table_lookup (self->sums, key);

  if (sum == NULL) {
    sum = g_new0 (Sum, 1);
    g_hash_table_insert (self->sums, key, sum);
  }
  return sum->sum;
}

static void
change (UkeDigest *self,
        UkeRecord *record,
        void (*func) (uint8_t sum[UKE_ROW_HASH_SIZE], const uint8_t hash[UKE_ROW_HASH_SIZE]))
{
  unsigned number = uke_record_get_entity (record)->number;
  unsigned bucket = uke_digest_get_bucket (uke_record_get_id (record), UKE_DIGEST_BUCKETS);
  uint8_t hash[UKE_ROW_HASH_SIZE];

  uke_row_hash (record, self->scratch, hash);
  func (get_sum (self, number, bucket), hash);
  func (get_sum (self, number, TOTAL), hash);
}

/**
 * uke_digest_add:
 * @self: changes
 * @record: a row as it stands now
 *
 * Thread: the owner of its connection
 */
void
uke_digest_add (UkeDigest *self, UkeRecord *record)
{
  change (self, record, uke_row_hash_add);
}

/**
 * uke_digest_subtract:
 * @self: changes
 * @record: a row as it stood
 *
 * Thread: the owner of its connection
 */
void
uke_digest_subtract (UkeDigest *self, UkeRecord *record)
{
  change (self, record, uke_row_hash_subtract);
}

/**
 * uke_digest_add_parts:
 * @self: changes from nothing, of which only the digest of everything is wanted
 * @parts: a row that is no record
 *
 * Thread: the owner of its connection
 */
void
uke_digest_add_parts (UkeDigest *self, const UkeRowParts *parts)
{
  uint8_t hash[UKE_ROW_HASH_SIZE];

  uke_row_hash_parts (parts, self->scratch, hash);
  uke_row_hash_add (get_sum (self, parts->entity->number, TOTAL), hash);
}

static gboolean
read_sum (UkeStmt *stmt, int column, uint8_t out_sum[UKE_ROW_HASH_SIZE], GError **error)
{
  size_t size;
  const void *bytes = uke_stmt_blob (stmt, column, &size);

  if (bytes == NULL || size != UKE_ROW_HASH_SIZE) {
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "a sum of row hashes");
    return FALSE;
  }
  memcpy (out_sum, bytes, size);
  return TRUE;
}

/* What stands there is added to @sum. */
static gboolean
add_stored (UkeDigest *self, unsigned key, uint8_t sum[UKE_ROW_HASH_SIZE], GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      self->db, "SELECT sum FROM digest WHERE entity = ? AND bucket = ?", error);
  uint8_t stored[UKE_ROW_HASH_SIZE];
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, key >> 16);
  uke_stmt_bind_int64_at (stmt, 2, key & 0xffff);
  if (!uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  if (!read_sum (stmt, 0, stored, error))
    return FALSE;
  uke_row_hash_add (sum, stored);
  return TRUE;
}

/* As add_stored() for up to `ASK` sums in one question: with a database server each question costs
 * a way there and back. Places that are not needed ask for the mark, which is no sum. */
static gboolean
add_several (UkeDigest *self, const unsigned *keys, unsigned n_keys, GError **error)
{
  g_autoptr (UkeStmt) stmt = NULL;
  g_autoptr (GString) sql = g_string_new (NULL);
  uint8_t stored[UKE_ROW_HASH_SIZE];
  gboolean has_row = TRUE;

  /* One table with many conditions would be read from end to end. */
  for (unsigned i = 0; i < ASK; i++)
    g_string_append_printf (
        sql, "%sSELECT sum, entity, bucket FROM digest WHERE entity = ? AND bucket = ?",
        i > 0 ? " UNION ALL " : "");
  stmt = uke_db_prepare_cached (self->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  for (unsigned i = 0; i < ASK; i++) {
    uke_stmt_bind_int64_at (stmt, (int)(2 * i + 1), i < n_keys ? keys[i] >> 16 : 0);
    uke_stmt_bind_int64_at (stmt, (int)(2 * i + 2), i < n_keys ? keys[i] & 0xffff : 1);
  }
  while (TRUE) {
    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    if (!read_sum (stmt, 0, stored, error))
      return FALSE;
    uke_row_hash_add (
        get_sum (self, (unsigned)uke_stmt_int64 (stmt, 1), (unsigned)uke_stmt_int64 (stmt, 2)),
        stored);
  }
}

static gboolean
write_several (UkeDigest *self, const unsigned *keys, unsigned n_keys, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("INSERT INTO digest (entity, bucket, sum) VALUES ");
  g_autoptr (UkeStmt) stmt = NULL;

  for (unsigned i = 0; i < n_keys; i++)
    g_string_append (sql, i > 0 ? ", (?, ?, ?)" : "(?, ?, ?)");
  g_string_append (sql, " ON CONFLICT (entity, bucket) DO UPDATE SET sum = excluded.sum");
  stmt = uke_db_prepare_cached (self->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  for (unsigned i = 0; i < n_keys; i++) {
    uke_stmt_bind_int64_at (stmt, (int)(3 * i + 1), keys[i] >> 16);
    uke_stmt_bind_int64_at (stmt, (int)(3 * i + 2), keys[i] & 0xffff);
    uke_stmt_bind_blob_static_at (
        stmt, (int)(3 * i + 3), get_sum (self, keys[i] >> 16, keys[i] & 0xffff), UKE_ROW_HASH_SIZE);
  }
  return uke_stmt_run (stmt, error);
}

typedef gboolean (*SeveralFunc) (UkeDigest *self,
                                 const unsigned *keys,
                                 unsigned n_keys,
                                 GError **error);

/* Calls @func for all sums, by `ASK` of them. */
static gboolean
for_several (UkeDigest *self, SeveralFunc func, GError **error)
{
  g_autofree gpointer *all = g_hash_table_get_keys_as_array (self->sums, NULL);
  unsigned n = g_hash_table_size (self->sums);
  unsigned keys[ASK];

  for (unsigned i = 0; i < n; i += ASK) {
    unsigned n_keys = MIN (n - i, ASK);

    for (unsigned j = 0; j < n_keys; j++)
      keys[j] = GPOINTER_TO_UINT (all[i + j]);
    if (!func (self, keys, n_keys, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * uke_digest_write:
 * @self: changes; there are none afterwards
 * @error: return location
 *
 * Returns: whether the sums follow
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of its connection
 */
gboolean
uke_digest_write (UkeDigest *self, GError **error)
{
  if (!for_several (self, add_several, error))
    return FALSE;
  uke_db_gather (self->db);
  if (!for_several (self, write_several, error))
    return FALSE;
  if (!uke_db_settle (self->db, error))
    return FALSE;
  g_hash_table_remove_all (self->sums);
  return TRUE;
}

/**
 * uke_digest_merge:
 * @self: changes
 * @other: (transfer none): changes of the same transaction; there are none afterwards
 *
 * So that one change-set's can be forgotten with it, and all others are written once.
 *
 * Thread: the owner of its connection
 */
void
uke_digest_merge (UkeDigest *self, UkeDigest *other)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, other->sums);
  while (g_hash_table_iter_next (&iter, &key, &value))
    uke_row_hash_add (get_sum (self, GPOINTER_TO_UINT (key) >> 16, GPOINTER_TO_UINT (key) & 0xffff),
                      ((Sum *)value)->sum);
  g_hash_table_remove_all (other->sums);
}

/**
 * uke_digest_is_kept:
 * @db: a connection
 * @out_is: (out): whether sums are kept
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_digest_is_kept (UkeDb *db, gboolean *out_is, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, "SELECT 1 FROM digest WHERE " MARK, error);

  return stmt != NULL && uke_stmt_step (stmt, out_is, error);
}

static gboolean
add_table (UkeDigest *self, const UkeEntity *entity, GCancellable *cancellable, GError **error)
{
  g_autofree char *sql = uke_row_sql_scan (entity);
  g_autoptr (UkeStmt) stmt = uke_db_prepare (self->db, sql, error);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;
  while (TRUE) {
    g_autoptr (UkeRecord) record = NULL;

    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    record = uke_row_read (stmt, entity, error);
    if (record == NULL)
      return FALSE;
    uke_digest_add (self, record);
  }
}

static UkeDigest *
compute (UkeDb *db, GCancellable *cancellable, GError **error)
{
  g_autoptr (UkeDigest) digest = uke_digest_new (db);
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++)
    if (!add_table (digest, entities[i], cancellable, error))
      return NULL;
  return g_steal_pointer (&digest);
}

/**
 * uke_digest_keep:
 * @db: the writing connection, inside a transaction
 * @error: return location
 *
 * Computes all sums anew; from now on whoever judges change-sets keeps them.
 *
 * Returns: whether they are kept
 * Errors: UKE_DB_ERROR; UKE_FEED_ERROR: CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_digest_keep (UkeDb *db, GError **error)
{
  g_autoptr (UkeDigest) digest = NULL;

  /* Half of the sums would look kept for ever; and thousands of commits take minutes. */
  g_assert (uke_db_in_transaction (db));
  digest = compute (db, NULL, error);
  return digest != NULL && uke_db_exec (db, "DELETE FROM digest", error)
         && uke_db_exec (db, "INSERT INTO digest (entity, bucket, sum) VALUES (0, 0, X'00')", error)
         && uke_digest_write (digest, error);
}

/* A table came with its first field. */
static gboolean
is_known_at (const UkeEntity *entity, unsigned sv)
{
  return entity->fields[0].since <= sv;
}

static void
hash_totals (UkeDigest *self, unsigned sv, uint8_t out_root[UKE_ROW_HASH_SIZE])
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  uint8_t hash[UKE_SHA256_SIZE];
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++) {
    const uint8_t number[2] = { (uint8_t)(entities[i]->number >> 8), (uint8_t)entities[i]->number };

    if (!is_known_at (entities[i], sv))
      continue;
    g_byte_array_append (bytes, number, sizeof number);
    g_byte_array_append (bytes, get_sum (self, entities[i]->number, TOTAL), UKE_ROW_HASH_SIZE);
  }
  uke_sha256 (bytes->data, bytes->len, hash);
  memcpy (out_root, hash, UKE_ROW_HASH_SIZE);
}

/**
 * uke_digest_hash_totals:
 * @self: changes from nothing: every row was added
 * @out_root: (out): of everything
 *
 * Over the totals of all tables of this schema version, in the order of their numbers.
 *
 * Thread: the owner of its connection
 */
void
uke_digest_hash_totals (UkeDigest *self, uint8_t out_root[UKE_ROW_HASH_SIZE])
{
  hash_totals (self, UINT_MAX, out_root);
}

/* Most tables have few rows, and most buckets none: what was added is gone through, and tables
 * without a row share their sums. */
static void
add_to_tables (UkeDigest *self, GHashTable *tables)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->sums);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    unsigned bucket = GPOINTER_TO_UINT (key) & 0xffff;
    gpointer number = GUINT_TO_POINTER (GPOINTER_TO_UINT (key) >> 16);
    uint8_t *table = g_hash_table_lookup (tables, number);

    if (bucket == TOTAL)
      continue;
    if (table == NULL) {
      table = g_malloc0 (UKE_DIGEST_BUCKETS * UKE_ROW_HASH_SIZE);
      g_hash_table_insert (tables, number, table);
    }
    memcpy (table + bucket * UKE_ROW_HASH_SIZE, ((const Sum *)value)->sum, UKE_ROW_HASH_SIZE);
  }
}

/**
 * uke_digest_fill_sums:
 * @self: changes from nothing: every row was added
 * @sums: (inout): gets the sums of all tables, and the digest of everything
 *
 * Thread: the owner of its connection
 */
void
uke_digest_fill_sums (UkeDigest *self, UkeSyncSums *sums)
{
  static const uint8_t none[UKE_DIGEST_BUCKETS * UKE_ROW_HASH_SIZE];
  g_autoptr (GHashTable) tables = g_hash_table_new (NULL, NULL);
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  add_to_tables (self, tables);
  for (unsigned i = 0; i < n; i++) {
    uint8_t *table = g_hash_table_lookup (tables, GUINT_TO_POINTER (entities[i]->number));

    g_ptr_array_add (sums->tables, table != NULL ? g_bytes_new_take (table, sizeof none)
                                                 : g_bytes_new_static (none, sizeof none));
  }
  uke_digest_hash_totals (self, sums->root);
}

/**
 * uke_digest_get_root:
 * @db: a connection to where sums are kept
 * @out_root: (out): of everything
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_digest_get_root (UkeDb *db, uint8_t out_root[UKE_ROW_HASH_SIZE], GError **error)
{
  return uke_digest_get_root_at (db, UINT_MAX, out_root, error);
}

/**
 * uke_digest_get_root_at:
 * @db: a connection to where sums are kept
 * @sv: a schema version
 * @out_root: (out): of the tables that it has
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 * Source: sync.md 2.13
 */
gboolean
uke_digest_get_root_at (UkeDb *db, unsigned sv, uint8_t out_root[UKE_ROW_HASH_SIZE], GError **error)
{
  g_autoptr (UkeDigest) digest = uke_digest_new (db);
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++) {
    unsigned number = entities[i]->number;

    if (is_known_at (entities[i], sv)
        && !add_stored (digest, number << 16 | TOTAL, get_sum (digest, number, TOTAL), error))
      return FALSE;
  }
  hash_totals (digest, sv, out_root);
  return TRUE;
}

/**
 * uke_digest_compute_root:
 * @db: a connection
 * @out_root: (out): of everything
 * @error: return location
 *
 * From the rows themselves, whether or not sums are kept.
 *
 * Returns: whether it could be computed
 * Errors: UKE_DB_ERROR; UKE_FEED_ERROR: CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_digest_compute_root (UkeDb *db, uint8_t out_root[UKE_ROW_HASH_SIZE], GError **error)
{
  g_autoptr (UkeDigest) digest = compute (db, NULL, error);

  if (digest == NULL)
    return FALSE;
  uke_digest_hash_totals (digest, out_root);
  return TRUE;
}

/**
 * uke_digest_count_buckets:
 * @db: a connection
 * @entity: a table
 * @out_n: (out): 256, or 4,096 above 200,000 rows
 * @error: return location
 *
 * Returns: whether its rows could be counted
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.16
 */
gboolean
uke_digest_count_buckets (UkeDb *db, const UkeEntity *entity, unsigned *out_n, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", entity->name);
  int64_t n_rows;

  if (!uke_db_query_int64 (db, sql, &n_rows, error))
    return FALSE;
  *out_n = n_rows > UKE_DIGEST_MANY_ROWS ? UKE_DIGEST_BUCKETS : UKE_DIGEST_FEW;
  return TRUE;
}

/**
 * uke_digest_get_buckets:
 * @db: a connection to where sums are kept
 * @entity: a table
 * @error: return location
 *
 * Returns: (transfer full): its sums one behind the other, `UKE_ROW_HASH_SIZE` bytes each
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 * Source: sync.md 2.16
 */
GByteArray *
uke_digest_get_buckets (UkeDb *db, const UkeEntity *entity, GError **error)
{
  g_autoptr (GByteArray) buckets = g_byte_array_new ();
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT bucket, sum FROM digest WHERE entity = ? AND bucket < ?", error);
  unsigned n_buckets;

  if (stmt == NULL || !uke_digest_count_buckets (db, entity, &n_buckets, error))
    return NULL;
  g_byte_array_set_size (buckets, n_buckets * UKE_ROW_HASH_SIZE);
  memset (buckets->data, 0, buckets->len);
  uke_stmt_bind_int64_at (stmt, 1, entity->number);
  uke_stmt_bind_int64_at (stmt, 2, UKE_DIGEST_BUCKETS);
  while (TRUE) {
    uint8_t sum[UKE_ROW_HASH_SIZE];
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      return g_steal_pointer (&buckets);
    if (!read_sum (stmt, 1, sum, error))
      return NULL;
    uke_row_hash_add (
        buckets->data + (uint64_t)uke_stmt_int64 (stmt, 0) % n_buckets * UKE_ROW_HASH_SIZE, sum);
  }
}

static void
compare (UkeDigest *fresh, UkeStmt *stmt, GPtrArray *problems)
{
  unsigned number = (unsigned)uke_stmt_int64 (stmt, 0), bucket = (unsigned)uke_stmt_int64 (stmt, 1);
  const UkeEntity *entity = uke_entity_by_number (number);
  uint8_t sum[UKE_ROW_HASH_SIZE];
  gpointer key = GUINT_TO_POINTER (number << 16 | bucket);

  if (entity == NULL)
    return;
  if ((!read_sum (stmt, 2, sum, NULL)
       || memcmp (sum, get_sum (fresh, number, bucket), sizeof sum) != 0)
      && problems->len < MAX_PROBLEMS)
    g_ptr_array_add (problems, g_strdup_printf ("%s: the sum of part %u is not that of its rows",
                                                entity->name, bucket));
  g_hash_table_remove (fresh->sums, key);
}

/* Sums of rows that nobody has written down. */
static void
report_rest (UkeDigest *fresh, GPtrArray *problems)
{
  static const Sum zero;
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, fresh->sums);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (memcmp (value, &zero, sizeof zero) != 0 && problems->len < MAX_PROBLEMS)
      g_ptr_array_add (problems,
                       g_strdup_printf ("%s: there is no sum of part %u",
                                        uke_entity_by_number (GPOINTER_TO_UINT (key) >> 16)->name,
                                        GPOINTER_TO_UINT (key) & 0xffff));
}

/**
 * uke_digest_verify:
 * @db: a connection
 * @problems: (element-type utf8): what is wrong is added, without any content
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Holds the sums, where they are kept, to the rows.
 *
 * Returns: whether it could be checked to the end
 * Errors: UKE_DB_ERROR; UKE_FEED_ERROR: CORRUPT; G_IO_ERROR_CANCELLED
 * Thread: the owner of @db
 * Source: P20
 */
gboolean
uke_digest_verify (UkeDb *db, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  g_autoptr (UkeDigest) fresh = NULL;
  g_autoptr (UkeStmt) stmt = NULL;
  gboolean is_kept, has_row;

  if (!uke_digest_is_kept (db, &is_kept, error))
    return FALSE;
  if (!is_kept)
    return TRUE;
  fresh = compute (db, cancellable, error);
  stmt = uke_db_prepare (db, "SELECT entity, bucket, sum FROM digest", error);
  if (fresh == NULL || stmt == NULL)
    return FALSE;
  while (TRUE) {
    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      break;
    compare (fresh, stmt, problems);
  }
  report_rest (fresh, problems);
  return TRUE;
}
