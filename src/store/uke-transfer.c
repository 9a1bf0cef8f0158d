/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-transfer.h"

#include "store/uke-digest.h"
#include "store/uke-store-error.h"
#include "store/uke-store-verify.h"
#include "store/uke-table.h"

#include <string.h>

/* How many rows go by between two words to whoever watches. */
#define TELL_EVERY 2000

struct _UkeTransfer {
  UkeDb *from; /* (not owned) */
  UkeDb *to;   /* (not owned) */
  UkeTransferProgress progress;
  gpointer data;
  GPtrArray *tables; /* (owned) (nullable) (element-type UkeTable): of the source */
  GPtrArray *sums;   /* (owned) (element-type GBytes): of each table's rows as they were read */
  GArray *counts;    /* (owned) (element-type int64_t) */
  int64_t n_rows;    /* of all tables */
  int64_t n_done;
  UkeLogHead head;
  uint8_t root[UKE_ROW_HASH_SIZE];
};

/**
 * uke_transfer_new:
 * @from: a connection that reads one state of a clinic: in a transaction
 * @to: the writing connection of another database of the same schema, in a transaction
 * @progress: (nullable): is told how far it is
 * @data: for @progress
 *
 * Returns: (transfer full): nothing has moved yet
 * Errors: none
 * Thread: the owner of both
 */
UkeTransfer *
uke_transfer_new (UkeDb *from, UkeDb *to, UkeTransferProgress progress, gpointer data)
{
  UkeTransfer *self = g_new0 (UkeTransfer, 1);

  self->from = from;
  self->to = to;
  self->progress = progress;
  self->data = data;
  self->sums = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->counts = g_array_new (FALSE, FALSE, sizeof (int64_t));
  return self;
}

/**
 * uke_transfer_free:
 * @self: (transfer full): a transfer
 *
 * Errors: none
 * Thread: any
 */
void
uke_transfer_free (UkeTransfer *self)
{
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  g_ptr_array_unref (self->sums);
  g_array_unref (self->counts);
  g_free (self);
}

static gboolean
count_rows (UkeDb *db, const UkeTable *table, int64_t *out_n, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", table->name);

  return uke_db_query_int64 (db, sql, out_n, error);
}

/**
 * uke_transfer_is_empty:
 * @db: a connection
 * @out_is: (out): whether no table of it has a row
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_transfer_is_empty (UkeDb *db, gboolean *out_is, GError **error)
{
  g_autoptr (GPtrArray) tables = uke_table_list (db, error);

  if (tables == NULL)
    return FALSE;
  *out_is = TRUE;
  for (unsigned i = 0; i < tables->len && *out_is; i++) {
    int64_t n;

    if (!count_rows (db, tables->pdata[i], &n, error))
      return FALSE;
    *out_is = n == 0;
  }
  return TRUE;
}

static void
tell (UkeTransfer *self, const UkeTable *table)
{
  if (self->progress != NULL)
    self->progress (table->name, self->n_done, 2 * self->n_rows, self->data);
}

static void
hash_number (GChecksum *sum, char kind, uint64_t value)
{
  uint8_t bytes[9] = { (uint8_t)kind };

  value = GUINT64_TO_BE (value);
  memcpy (bytes + 1, &value, sizeof value);
  g_checksum_update (sum, bytes, sizeof bytes);
}

/* One row, so that no two rows look alike: each value behind its kind, and its length where it has
 * one. */
static void
hash_row (GChecksum *sum, const UkeTable *table, UkeStmt *row)
{
  for (int i = 0; i < (int)table->columns->len; i++) {
    const UkeColumn *column = table->columns->pdata[i];
    const void *bytes;
    size_t size;

    if (uke_stmt_is_null (row, i)) {
      hash_number (sum, 'n', 0);
      continue;
    }
    if (column->kind == UKE_COLUMN_INTEGER) {
      hash_number (sum, 'i', (uint64_t)uke_stmt_int64 (row, i));
      continue;
    }
    bytes = column->kind == UKE_COLUMN_TEXT ? (const void *)uke_stmt_text_len (row, i, &size)
                                            : uke_stmt_blob (row, i, &size);
    hash_number (sum, column->kind == UKE_COLUMN_TEXT ? 't' : 'b', size);
    g_checksum_update (sum, bytes, (gssize)size);
  }
}

static GBytes *
end_sum (GChecksum *sum)
{
  uint8_t digest[UKE_SHA256_SIZE];
  size_t size = sizeof digest;

  g_checksum_get_digest (sum, digest, &size);
  return g_bytes_new (digest, size);
}

/* Goes through a table by its key; @insert takes each row where there is one. */
static gboolean
go_through (UkeTransfer *self,
            UkeDb *db,
            const UkeTable *table,
            UkeStmt *insert,
            GBytes **out_sum,
            int64_t *out_n,
            GError **error)
{
  g_autofree char *sql = uke_table_make_select (table);
  g_autoptr (UkeStmt) rows = uke_db_prepare (db, sql, error);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gboolean has_row = rows != NULL;

  *out_n = 0;
  tell (self, table);
  while (has_row) {
    if (!uke_stmt_step (rows, &has_row, error))
      return FALSE;
    if (!has_row)
      break;
    hash_row (sum, table, rows);
    if (insert != NULL) {
      uke_table_bind_row (table, rows, insert);
      if (!uke_stmt_run (insert, error))
        return FALSE;
      uke_stmt_reset (insert);
    }
    self->n_done++;
    if (++*out_n % TELL_EVERY == 0)
      tell (self, table);
  }
  *out_sum = rows != NULL ? end_sum (sum) : NULL;
  return rows != NULL;
}

static gboolean
copy_table (UkeTransfer *self, const UkeTable *table, GError **error)
{
  g_autofree char *sql = uke_table_make_insert (table);
  g_autoptr (UkeStmt) insert = uke_db_prepare_cached (self->to, sql, error);
  GBytes *sum = NULL;
  int64_t n;
  gboolean is_done;

  if (insert == NULL)
    return FALSE;
  uke_db_gather (self->to);
  is_done = go_through (self, self->from, table, insert, &sum, &n, error);
  if (!uke_db_settle (self->to, is_done ? error : NULL) || !is_done) {
    g_clear_pointer (&sum, g_bytes_unref);
    return FALSE;
  }
  g_ptr_array_add (self->sums, sum);
  g_array_append_val (self->counts, n);
  return TRUE;
}

static gboolean
is_same_table (const UkeTable *one, const UkeTable *other)
{
  if (strcmp (one->name, other->name) != 0 || one->columns->len != other->columns->len)
    return FALSE;
  for (unsigned i = 0; i < one->columns->len; i++) {
    const UkeColumn *column = one->columns->pdata[i], *match = other->columns->pdata[i];

    if (strcmp (column->name, match->name) != 0 || column->kind != match->kind
        || column->key != match->key)
      return FALSE;
  }
  return TRUE;
}

/* Both have the same tables, or nothing is copied. */
static gboolean
check_tables (UkeTransfer *self, GError **error)
{
  g_autoptr (GPtrArray) theirs = uke_table_list (self->to, error);
  gboolean is_same;

  if (theirs == NULL)
    return FALSE;
  is_same = self->tables->len == theirs->len;
  for (unsigned i = 0; is_same && i < theirs->len; i++)
    is_same = is_same_table (self->tables->pdata[i], theirs->pdata[i]);
  if (!is_same)
    g_set_error_literal (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT,
                         "the two databases do not have the same tables");
  return is_same;
}

/**
 * uke_transfer_copy:
 * @self: a transfer
 * @error: return location
 *
 * Writes every row of the source into the target, which is empty.
 *
 * Returns: whether all of them were written; otherwise the caller takes the target back
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT when the schemas differ
 * Thread: the owner of both connections
 * Source: sync.md 5.2
 */
gboolean
uke_transfer_copy (UkeTransfer *self, GError **error)
{
  self->tables = uke_table_list (self->from, error);
  if (self->tables == NULL || !check_tables (self, error)
      || !uke_log_store_get_head (self->from, &self->head, error)
      || !uke_digest_compute_root (self->from, self->root, error))
    return FALSE;
  for (unsigned i = 0; i < self->tables->len; i++) {
    int64_t n;

    if (!count_rows (self->from, self->tables->pdata[i], &n, error))
      return FALSE;
    self->n_rows += n;
  }
  for (unsigned i = 0; i < self->tables->len; i++)
    if (!copy_table (self, self->tables->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
prove_table (UkeTransfer *self, unsigned i, GPtrArray *problems, GError **error)
{
  const UkeTable *table = self->tables->pdata[i];
  g_autoptr (GBytes) sum = NULL;
  int64_t n;

  if (!go_through (self, self->to, table, NULL, &sum, &n, error))
    return FALSE;
  if (n != g_array_index (self->counts, int64_t, i))
    g_ptr_array_add (problems,
                     g_strdup_printf ("%s: %" G_GINT64_FORMAT " rows instead of "
                                      "%" G_GINT64_FORMAT,
                                      table->name, n, g_array_index (self->counts, int64_t, i)));
  else if (!g_bytes_equal (sum, self->sums->pdata[i]))
    g_ptr_array_add (problems, g_strdup_printf ("%s: its rows differ", table->name));
  return TRUE;
}

static gboolean
prove_history (UkeTransfer *self, GPtrArray *problems, GError **error)
{
  uint8_t root[UKE_ROW_HASH_SIZE];
  UkeLogHead head;

  if (!uke_log_store_get_head (self->to, &head, error)
      || !uke_digest_compute_root (self->to, root, error))
    return FALSE;
  if (!uke_id_equal (&head.epoch, &self->head.epoch) || head.seq != self->head.seq
      || memcmp (head.chain, self->head.chain, sizeof head.chain) != 0)
    g_ptr_array_add (problems, g_strdup ("the log ends elsewhere"));
  if (memcmp (root, self->root, sizeof root) != 0)
    g_ptr_array_add (problems, g_strdup ("the sum of all rows differs"));
  return TRUE;
}

/**
 * uke_transfer_prove:
 * @self: a transfer that was copied
 * @error: return location
 *
 * Reads the target again, each table by its key: number of rows, their hash, the log's head, the
 * digest's root. Then the target is checked as any database is: chains of the log and of the audit,
 * rows, projections, claims.
 *
 * Returns: (transfer full) (element-type utf8): what is otherwise than it was, or was wrong before;
 * empty when nothing is
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR
 * Thread: the owner of both connections
 * Source: sync.md 5.2
 */
GPtrArray *
uke_transfer_prove (UkeTransfer *self, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) checks = NULL;

  for (unsigned i = 0; i < self->tables->len; i++)
    if (!prove_table (self, i, problems, error))
      return NULL;
  if (!prove_history (self, problems, error))
    return NULL;
  checks = uke_store_verify (self->to, NULL, NULL, NULL, error);
  if (checks == NULL)
    return NULL;
  for (unsigned i = 0; i < checks->len; i++) {
    const UkeStoreCheck *check = checks->pdata[i];

    for (unsigned j = 0; j < check->problems->len; j++)
      g_ptr_array_add (problems, g_strdup_printf ("%s: %s", check->name,
                                                  (const char *)check->problems->pdata[j]));
  }
  return g_steal_pointer (&problems);
}

/**
 * uke_transfer_get_head:
 * @self: a transfer that was copied
 *
 * Returns: (transfer none): the end of the log that went along
 * Errors: none
 * Thread: the owner of both connections
 */
const UkeLogHead *
uke_transfer_get_head (const UkeTransfer *self)
{
  return &self->head;
}

/**
 * uke_transfer_get_root:
 * @self: a transfer that was copied
 *
 * Returns: (transfer none): the sum of all rows of entities, `UKE_ROW_HASH_SIZE` bytes
 * Errors: none
 * Thread: the owner of both connections
 */
const uint8_t *
uke_transfer_get_root (const UkeTransfer *self)
{
  return self->root;
}

/**
 * uke_transfer_get_n_rows:
 * @self: a transfer that was copied
 *
 * Returns: how many rows all tables have
 * Errors: none
 * Thread: the owner of both connections
 */
int64_t
uke_transfer_get_n_rows (const UkeTransfer *self)
{
  return self->n_rows;
}
