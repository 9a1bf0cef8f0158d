/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-audit-log.h"
#include "store/uke-digest.h"
#include "store/uke-projection.h"
#include "store/uke-replica-page.h"
#include "store/uke-rows-private.h"
#include "store/uke-snapshot-row.h"

#include "feed/uke-feed-log.h"
#include "feed/uke-field-versions.h"

#include <string.h>

/*
 * Base rows that are not the server's are replaced by its own. What it sends is believed only when
 * it comes to the digest that was asked for, row by row in its place; everything else is refused
 * before anything is written.
 */

/** Row: one of the server's. */
typedef struct {
  UkeRecord *record; /* (owned) */
  int64_t rver;
  GByteArray *fv; /* (owned) */
  GArray *claims; /* (owned): UkeSlotClaim */
} Row;

static void
row_free (gpointer data)
{
  Row *self = data;

  g_clear_object (&self->record);
  g_clear_pointer (&self->fv, g_byte_array_unref);
  g_clear_pointer (&self->claims, g_array_unref);
  g_free (self);
}

/* The versions that a row carries, none of them later than the place that all of it is of. */
static UkeRecord *
make_record (UkeSnapshotRow *row, const UkeEntity *entity, int64_t seq)
{
  g_autofree int64_t *versions = g_new0 (int64_t, entity->n_fields);
  UkeValue *values;

  if (row->cver > seq || row->rver > seq || row->del_seq > seq
      || !uke_field_versions_decode (entity, row->fv->data, row->fv->len, versions, NULL, NULL))
    return NULL;
  for (unsigned i = 0; i < entity->n_fields; i++)
    if (versions[i] > seq)
      return NULL;
  for (unsigned i = 0; i < uke_ext_get_n (row->ext); i++)
    if (uke_ext_get (row->ext, i)->version > seq)
      return NULL;
  values = g_memdup2 (row->values, entity->n_fields * sizeof (UkeValue));
  memset (row->values, 0, entity->n_fields * sizeof (UkeValue));
  return uke_record_new_take_ext (entity, &row->id, values, g_steal_pointer (&versions), row->cver,
                                  row->del_seq, uke_ext_ref (row->ext));
}

/* A booking holds cells of its own resources in its own time and no others. */
static gboolean
owns_claims (UkeRecord *record, const GArray *claims)
{
  int64_t starts_at_us, first, n_cells;

  if (claims->len == 0)
    return TRUE;
  if (uke_record_get_entity (record) != &UKE_ENTITY_APPOINTMENT)
    return FALSE;
  starts_at_us = uke_record_get_time_us (record, UKE_APPOINTMENT_STARTS_AT_US);
  first = uke_slot_first_cell (starts_at_us);
  n_cells = uke_slot_count_cells (starts_at_us,
                                  uke_record_get_int (record, UKE_APPOINTMENT_LENGTH_MIN));
  for (unsigned i = 0; i < claims->len; i++) {
    const UkeSlotClaim *claim = &g_array_index (claims, UkeSlotClaim, i);

    if ((!uke_id_equal (&claim->resource_id,
                        uke_record_get_id_value (record, UKE_APPOINTMENT_PROVIDER_ID))
         && !uke_id_equal (&claim->resource_id,
                           uke_record_get_id_value (record, UKE_APPOINTMENT_CHAIR_ID)))
        || claim->cell < first || claim->cell >= first + n_cells)
      return FALSE;
  }
  return TRUE;
}

static Row *
make_row (UkeSnapshotRow *line, UkeRecord *record)
{
  Row *row = g_new0 (Row, 1);

  row->record = record;
  row->rver = line->rver;
  row->fv = g_byte_array_new ();
  g_byte_array_append (row->fv, line->fv->data, line->fv->len);
  row->claims = g_array_copy (line->claims);
  return row;
}

/* @out_rows: (element-type UkeId Row). Returns what is wrong, or NULL. */
static const char *
read_rows (const UkeSyncBucket *bucket, int64_t seq, GHashTable *out_rows)
{
  g_autoptr (UkeSnapshotRow) line = uke_snapshot_row_new ();
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  g_autoptr (UkeSnapshotColumns) columns = NULL;
  uint8_t sum[UKE_ROW_HASH_SIZE] = { 0 }, hash[UKE_ROW_HASH_SIZE];

  g_ptr_array_add (bucket->rows->columns, NULL);
  columns = uke_snapshot_columns_new (
      bucket->entity, (const char *const *)bucket->rows->columns->pdata, bucket->rows->fields);
  g_ptr_array_set_size (bucket->rows->columns, (int)bucket->rows->columns->len - 1);
  for (unsigned i = 0; i < bucket->rows->rows->len; i++) {
    const char *text = bucket->rows->rows->pdata[i];
    UkeRecord *record;
    Row *row;

    if (!uke_snapshot_row_read (line, columns, text, strlen (text), NULL))
      return "not a row";
    if (uke_digest_get_bucket (&line->id, bucket->n_buckets) != bucket->bucket)
      return "a row of another bucket";
    if (g_hash_table_contains (out_rows, &line->id))
      return "a row twice";
    record = make_record (line, bucket->entity, seq);
    if (record == NULL)
      return "a row of another place in the history";
    row = make_row (line, record);
    g_hash_table_insert (out_rows, (gpointer)uke_record_get_id (record), row);
    if (!owns_claims (record, row->claims))
      return "cells that are not the booking's";
    uke_row_hash (record, scratch, hash);
    uke_row_hash_add (sum, hash);
  }
  return memcmp (sum, bucket->digest, sizeof sum) == 0 ? NULL : "not what its digest says";
}

/* @out_all: (element-type GHashTable): the rows of each bucket. */
static gboolean
read_all (const UkeSyncRepair *repair, GPtrArray *out_all)
{
  for (unsigned i = 0; i < repair->buckets->len; i++) {
    const UkeSyncBucket *bucket = &g_array_index (repair->buckets, UkeSyncBucket, i);
    GHashTable *rows = g_hash_table_new_full (uke_id_hash, uke_id_equal, NULL, row_free);
    const char *problem;

    g_ptr_array_add (out_all, rows);
    problem = bucket->rows != NULL ? read_rows (bucket, repair->seq, rows) : "no rows";
    if (problem == NULL)
      continue;
    uke_feed_log_refused ("rows of %s, bucket %u of %u, are refused: %s", bucket->entity->name,
                          bucket->bucket, bucket->n_buckets, problem);
    return FALSE;
  }
  return TRUE;
}

/** Difference: a row that is to be replaced. */
typedef struct {
  UkeId id;
  UkeRecord *ours; /* (owned) (nullable): not there, or not to be read */
  Row *theirs;     /* (not owned) (nullable): it is to go */
} Difference;

static void
clear_difference (gpointer data)
{
  g_clear_object (&((Difference *)data)->ours);
}

static gboolean
is_same (UkeRecord *ours, UkeRecord *theirs)
{
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  uint8_t a[UKE_ROW_HASH_SIZE], b[UKE_ROW_HASH_SIZE];

  if (ours == NULL)
    return FALSE;
  uke_row_hash (ours, scratch, a);
  uke_row_hash (theirs, scratch, b);
  return memcmp (a, b, sizeof a) == 0;
}

static void
compare_row (GHashTable *theirs, const UkeId *id, UkeRecord *ours, GArray *out_differences)
{
  Difference difference = { .id = *id, .theirs = g_hash_table_lookup (theirs, id) };

  if (difference.theirs == NULL || !is_same (ours, difference.theirs->record)) {
    difference.ours = ours != NULL ? g_object_ref (ours) : NULL;
    g_array_append_val (out_differences, difference);
  }
}

/* Those of ours that differ, then those that are not there. */
static gboolean
compare (UkeDb *db,
         const UkeSyncBucket *bucket,
         GHashTable *theirs,
         GArray *out_differences,
         GError **error)
{
  g_autofree char *sql = uke_row_sql_scan_part (bucket->entity);
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, sql, error);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (uke_id_hash, uke_id_equal, g_free, NULL);
  const uint8_t last = (uint8_t)(bucket->bucket % UKE_DIGEST_FEW);
  GHashTableIter iter;
  gpointer id, row;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_blob_at (stmt, 1, &last, 1);
  while (TRUE) {
    g_autoptr (UkeRecord) ours = NULL;
    gboolean has_row;
    UkeId own_id;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      break;
    own_id = uke_stmt_id (stmt, 0);
    if (uke_digest_get_bucket (&own_id, bucket->n_buckets) != bucket->bucket)
      continue;
    ours = uke_row_read (stmt, bucket->entity, NULL);
    g_hash_table_add (seen, g_memdup2 (&own_id, sizeof own_id));
    compare_row (theirs, &own_id, ours, out_differences);
  }
  g_hash_table_iter_init (&iter, theirs);
  while (g_hash_table_iter_next (&iter, &id, &row))
    if (!g_hash_table_contains (seen, id))
      compare_row (theirs, id, NULL, out_differences);
  return TRUE;
}

static gboolean
run_for_id (UkeDb *db, const char *sql, const UkeId *id, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, id);
  return uke_stmt_run (stmt, error);
}

static gboolean
remove_row (UkeDb *db, const UkeEntity *entity, const UkeId *id, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM %s WHERE id = ?", entity->name);

  return (entity != &UKE_ENTITY_APPOINTMENT
          || run_for_id (db, "DELETE FROM slot_claim WHERE appointment_id = ?", id, error))
         && run_for_id (db, sql, id, error);
}

/* What holds the server's cells here holds them wrongly. */
static gboolean
insert_claims (UkeDb *db, const Row *row, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO slot_claim (resource_id, cell, lane, appointment_id) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (resource_id, cell, lane) DO UPDATE SET appointment_id = "
      "excluded.appointment_id",
      error);

  if (stmt == NULL)
    return FALSE;
  for (unsigned i = 0; i < row->claims->len; i++) {
    const UkeSlotClaim *claim = &g_array_index (row->claims, UkeSlotClaim, i);

    uke_stmt_bind_id_at (stmt, 1, &claim->resource_id);
    uke_stmt_bind_int64_at (stmt, 2, claim->cell);
    uke_stmt_bind_int64_at (stmt, 3, claim->lane);
    uke_stmt_bind_id_at (stmt, 4, &claim->appointment_id);
    if (!uke_stmt_run (stmt, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
insert_row (UkeDb *db, const Row *row, GError **error)
{
  const UkeEntity *entity = uke_record_get_entity (row->record);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, uke_row_sql (entity)->insert, error);
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  int n = (int)entity->n_fields;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, uke_record_get_id (row->record));
  for (int i = 0; i < n; i++)
    uke_row_bind_value (stmt, i + 2, uke_record_get_value (row->record, (unsigned)i));
  uke_stmt_bind_int64_at (stmt, n + 2, uke_record_get_created_seq (row->record));
  uke_stmt_bind_int64_at (stmt, n + 3, row->rver);
  uke_stmt_bind_blob_at (stmt, n + 4, row->fv->data, row->fv->len);
  if (uke_record_is_deleted (row->record))
    uke_stmt_bind_int64_at (stmt, n + 5, uke_record_get_deleted_seq (row->record));
  else
    uke_stmt_bind_null_at (stmt, n + 5);
  uke_row_bind_ext (stmt, n + 6, uke_record_get_ext (row->record), scratch);
  return uke_stmt_run (stmt, error) && insert_claims (db, row, error);
}

/* The incident: which row, and when; never what stood there. */
static gboolean
write_down (UkeReplicaTaking *taking,
            UkeAuditWriter *audit,
            const UkeEntity *entity,
            const UkeId *id,
            GError **error)
{
  const UkeAuditText text = { NULL, NULL };
  UkeAuditEntry entry = {
    .at_us = taking->now_us,
    .server_offset_ms = taking->facts.offset_us / 1000,
    .kind = UKE_AUDIT_REPAIR,
    .entity = entity->number,
    .object_id = *id,
    .patient_id = entity == &UKE_ENTITY_PATIENT ? *id : UKE_ID_NONE,
    .result = UKE_AUDIT_SUCCESS,
    .version = "",
  };

  return uke_audit_writer_append (audit, &entry, &text, error);
}

static gboolean
replace (UkeReplicaTaking *taking,
         UkeAuditWriter *audit,
         const UkeEntity *entity,
         const Difference *difference,
         GError **error)
{
  const UkeShadow key = { entity, difference->id };
  UkeRecord *after = difference->theirs != NULL ? difference->theirs->record : NULL;

  if (after != NULL && uke_record_is_deleted (after))
    after = NULL;
  uke_replica_taking_look (taking, &key, difference->ours, after);
  return remove_row (taking->db, entity, &difference->id, error)
         && (difference->theirs == NULL || insert_row (taking->db, difference->theirs, error))
         && write_down (taking, audit, entity, &difference->id, error);
}

static gboolean
repair_bucket (UkeReplicaTaking *taking,
               UkeAuditWriter *audit,
               const UkeSyncBucket *bucket,
               GHashTable *theirs,
               unsigned *inout_n,
               GError **error)
{
  g_autoptr (GArray) differences = g_array_new (FALSE, TRUE, sizeof (Difference));

  g_array_set_clear_func (differences, clear_difference);
  if (!compare (taking->db, bucket, theirs, differences, error))
    return FALSE;
  for (unsigned i = 0; i < differences->len; i++)
    if (!replace (taking, audit, bucket->entity, &g_array_index (differences, Difference, i),
                  error))
      return FALSE;
  if (differences->len > 0)
    uke_feed_log_refused (
        "%u rows of %s, bucket %u of %u, were not the server's and were put right",
        differences->len, bucket->entity->name, bucket->bucket, bucket->n_buckets);
  *inout_n += differences->len;
  return TRUE;
}

/* The tables are the base meanwhile; derived tables may follow what was never so, and are made
 * anew. */
static gboolean
repair_all (UkeReplicaTaking *taking,
            const UkeSyncRepair *repair,
            GPtrArray *all,
            unsigned *out_n,
            UkeChanges *changes,
            GPtrArray *search,
            GError **error)
{
  g_autoptr (UkeAuditWriter) audit = uke_audit_writer_new (taking->db, &taking->device, error);

  if (audit == NULL || !uke_replica_taking_put_back (taking, error))
    return FALSE;
  for (unsigned i = 0; i < repair->buckets->len; i++)
    if (!repair_bucket (taking, audit, &g_array_index (repair->buckets, UkeSyncBucket, i),
                        all->pdata[i], out_n, error))
      return FALSE;
  return uke_replica_taking_finish (taking, changes, search, error)
         && (*out_n == 0 || uke_projection_rebuild (taking->db, error));
}

/**
 * uke_replica_repair:
 * @db: the writing connection, outside any transaction
 * @repair: the server's rows of the buckets whose digests differ
 * @now_us: this desk's clock
 * @out_take: (out): DONE; STALE: the desk went on; REFUSED: not what was asked for
 * @out_n_repaired: (out): rows that were put right
 * @changes: every record that people see differently is added
 * @search: (element-type UkeSearchChange): what the search memory must follow is added
 * @error: return location
 *
 * One transaction: the base rows of these buckets become the server's, what waits goes over them
 * again, and each row is written down as an incident.
 *
 * Returns: whether the store did its part; nothing was done unless @out_take is DONE
 * Errors: UKE_DB_ERROR: FULL, IO, CONSTRAINT when rows refer to what is not there; UKE_STORE_ERROR:
 *   NOT_SET_UP, CORRUPT
 * Thread: the owner of @db
 * Source: sync.md 2.16
 */
gboolean
uke_replica_repair (UkeDb *db,
                    const UkeSyncRepair *repair,
                    int64_t now_us,
                    UkeSyncTake *out_take,
                    unsigned *out_n_repaired,
                    UkeChanges *changes,
                    GPtrArray *search,
                    GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = NULL;
  g_auto (UkeReplicaTaking) taking = { 0 };
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)g_hash_table_unref);

  *out_n_repaired = 0;
  *out_take = UKE_SYNC_TAKE_REFUSED;
  if (!read_all (repair, all))
    return TRUE;
  transaction = uke_db_transaction_new (db, error);
  if (transaction == NULL || !uke_replica_taking_init (&taking, db, now_us, 0, error))
    return FALSE;
  *out_take = UKE_SYNC_TAKE_STALE;
  if (!uke_id_equal (&taking.cursor.epoch, &repair->epoch) || taking.cursor.seq != repair->seq)
    return TRUE;
  *out_take = UKE_SYNC_TAKE_DONE;
  return repair_all (&taking, repair, all, out_n_repaired, changes, search, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}
