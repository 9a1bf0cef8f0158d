/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-commit-view.h"

#include "db/uke-db-queries.h"
#include "store/uke-hold.h"
#include "store/uke-log-store.h"
#include "store/uke-patient-rows.h"
#include "store/uke-rows.h"
#include "store/uke-same-name.h"
#include "store/uke-schema.h"
#include "store/uke-shadow.h"
#include "store/uke-store-error.h"

/* The version nibble of ids that are made from the time, as against those made from other ids. */
#define UUID_TIME_BASED 7

struct _UkeCommitView {
  UkeDecideView view;
  UkeDb *db;               /* (not owned) */
  const UkeChangeSet *set; /* (not owned) */
  GHashTable *new_ids;     /* (owned) (nullable): UkeId that cannot be in any table */
  gboolean is_waiting;     /* what waits counts as this device's earlier entries */
  uint32_t dev;            /* whose own holds do not count */
  int64_t now_us;
};

/* The row as the server will see it when this change-set reaches it: what waits before it is set by
 * entries of the same device, whose numbers are not known yet. */
static gboolean
mark_waiting (UkeCommitView *self, UkeRecord **inout_row, GError **error)
{
  UkeRecord *row = *inout_row;
  const UkeEntity *entity = uke_record_get_entity (row);
  gboolean is_there;
  uint64_t touched;
  UkeValue *values;
  int64_t *versions;

  if (!uke_shadow_find_touched (self->db, entity, uke_record_get_id (row), &is_there, &touched,
                                error))
    return FALSE;
  if (touched == 0)
    return TRUE;
  values = g_new0 (UkeValue, entity->n_fields);
  versions = g_new (int64_t, entity->n_fields);
  for (unsigned i = 0; i < entity->n_fields; i++) {
    uke_value_copy (&values[i], uke_record_get_value (row, i));
    versions[i]
        = (touched & UINT64_C (1) << i) != 0 ? UKE_SEQ_WAITING : uke_record_get_version (row, i);
  }
  *inout_row = uke_record_new_take_ext (
      entity, uke_record_get_id (row), values, versions, uke_record_get_created_seq (row),
      uke_record_get_deleted_seq (row), uke_ext_ref (uke_record_get_ext (row)));
  g_object_unref (row);
  return TRUE;
}

static gboolean
find_row (gpointer data,
          const UkeEntity *entity,
          const UkeId *id,
          UkeRecord **out_row,
          GError **error)
{
  UkeCommitView *self = data;
  g_autoptr (GError) local = NULL;

  *out_row = NULL;
  if (self->new_ids != NULL && g_hash_table_contains (self->new_ids, id))
    return TRUE;
  *out_row = uke_rows_find_any (self->db, entity, id, &local);
  if (local == NULL)
    return *out_row == NULL || !self->is_waiting || mark_waiting (self, out_row, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
has_row (gpointer data, const UkeEntity *entity, const UkeId *id, gboolean *out_has, GError **error)
{
  UkeCommitView *self = data;
  char sql[80];
  g_autoptr (UkeStmt) stmt = NULL;

  g_snprintf (sql, sizeof sql, "SELECT 1 FROM %s WHERE id = ?", entity->name);
  stmt = uke_db_prepare_cached (self->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, id);
  return uke_stmt_step (stmt, out_has, error);
}

static gboolean
find_stamp (gpointer data, int64_t seq, UkeStamp *out_stamp, GError **error)
{
  UkeCommitView *self = data;
  g_autoptr (GError) local = NULL;
  UkeLogEntry entry;

  *out_stamp = (UkeStamp){ 0 };
  if (seq == UKE_SEQ_WAITING) {
    *out_stamp = (UkeStamp){ .dev = self->set->dev, .inc = self->set->inc };
    return TRUE;
  }
  if (!uke_log_store_find (self->db, seq, &entry, &local)) {
    if (g_error_matches (local, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  *out_stamp = (UkeStamp){
    .dev = entry.meta.dev,
    .inc = entry.meta.inc,
    .dseq = entry.meta.dseq,
    .base = entry.base,
    .hlc = entry.meta.hlc,
    .clkq = entry.meta.clkq,
  };
  return TRUE;
}

static gboolean
find_claims (gpointer data,
             const UkeId *resource_id,
             int64_t first_cell,
             unsigned n_cells,
             GArray *claims,
             GError **error)
{
  UkeCommitView *self = data;
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (self->db, UKE_QUERY ("slot-claims"), error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, resource_id);
  uke_stmt_bind_int64_at (stmt, 2, first_cell);
  uke_stmt_bind_int64_at (stmt, 3, first_cell + n_cells);
  while (TRUE) {
    UkeSlotClaim claim = { .resource_id = *resource_id };
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    claim.cell = uke_stmt_int64 (stmt, 0);
    claim.lane = (int)uke_stmt_int64 (stmt, 1);
    claim.appointment_id = uke_stmt_id (stmt, 2);
    g_array_append_val (claims, claim);
  }
}

static gboolean
count_holds (gpointer data,
             const UkeId *resource_id,
             int64_t first_cell,
             unsigned n_cells,
             unsigned *counts,
             GError **error)
{
  UkeCommitView *self = data;

  return uke_hold_count (self->db, self->dev, resource_id, first_cell, n_cells, self->now_us,
                         counts, error);
}

static GHashTable *
collect_new_ids (const UkeChangeSet *set)
{
  GHashTable *ids = g_hash_table_new (uke_id_hash, uke_id_equal);

  for (unsigned i = 0; i < uke_change_set_get_n_ops (set); i++) {
    const UkeOp *op = uke_change_set_get_op (set, i);

    if (op->kind == UKE_OP_INSERT && op->id.bytes[6] >> 4 == UUID_TIME_BASED)
      g_hash_table_add (ids, (gpointer)&op->id);
  }
  return ids;
}

/**
 * uke_commit_view_new:
 * @db: a connection, kept by the caller
 * @set: the change-set that is decided, kept by the caller
 * @has_new_ids: every time-made id that @set inserts was made for it just now
 *
 * Returns: (transfer full): a view of the store
 * Thread: the owner of @db
 */
UkeCommitView *
uke_commit_view_new (UkeDb *db, const UkeChangeSet *set, gboolean has_new_ids)
{
  UkeCommitView *self = g_new0 (UkeCommitView, 1);

  self->db = db;
  self->set = set;
  self->view = (UkeDecideView){
    .find_row = find_row,
    .find_stamp = find_stamp,
    .find_claims = find_claims,
    .data = self,
    .has_row = has_row,
  };
  if (has_new_ids)
    self->new_ids = collect_new_ids (set);
  return self;
}

/**
 * uke_commit_view_new_waiting:
 * @db: a connection of a desk that belongs to a server, kept by the caller
 * @set: the change-set that will wait, kept by the caller
 * @has_new_ids: every time-made id that @set inserts was made for it just now
 *
 * Returns: (transfer full): a view of the store as people see it
 * Thread: the owner of @db
 */
UkeCommitView *
uke_commit_view_new_waiting (UkeDb *db, const UkeChangeSet *set, gboolean has_new_ids)
{
  UkeCommitView *self = uke_commit_view_new (db, set, has_new_ids);

  self->is_waiting = TRUE;
  return self;
}

static gboolean
find_number (gpointer data, const char *number, UkeId *out_id, GError **error)
{
  UkeCommitView *self = data;

  return uke_patient_rows_find_number (self->db, number, out_id, error);
}

static gboolean
find_highest_number (gpointer data, int64_t *out_number, GError **error)
{
  UkeCommitView *self = data;

  return uke_patient_rows_highest_number (self->db, out_number, error);
}

/* The new patient as a record, to be read as those in the store are. */
static UkeRecord *
make_record (const UkeEffectRow *row)
{
  unsigned n = row->entity->n_fields;
  UkeValue *values = g_new0 (UkeValue, n);

  for (unsigned i = 0; i < n; i++)
    uke_value_copy (&values[i], &row->values[i]);
  return uke_record_new_take (row->entity, &row->id, values, g_new0 (int64_t, n), 0, 0);
}

static gboolean
find_read_alike (gpointer data,
                 const UkeEffectRow *row,
                 int64_t after,
                 GPtrArray *others,
                 GError **error)
{
  UkeCommitView *self = data;
  g_autoptr (UkeRecord) patient = make_record (row);
  g_autoptr (GPtrArray) found = uke_patient_rows_list_same_name (self->db, patient, after, error);

  if (found == NULL)
    return FALSE;
  g_ptr_array_extend_and_steal (others, g_steal_pointer (&found));
  return TRUE;
}

/**
 * uke_commit_view_guard_patients:
 * @self: a view
 *
 * From now on the view knows who has which patient number, and who is read alike. For an
 * authority's decisions only.
 *
 * Thread: the owner of its connection
 * Source: sync.md 2.10
 */
void
uke_commit_view_guard_patients (UkeCommitView *self)
{
  self->view.find_number = find_number;
  self->view.find_highest_number = find_highest_number;
  self->view.find_read_alike = find_read_alike;
}

/**
 * uke_commit_view_keep_holds:
 * @self: a view
 * @dev: the author's device, whose own holds are for it
 * @now_us: the time
 *
 * From now on the view knows which times are kept for others. For an authority's decisions only:
 * what was decided already does not depend on it.
 *
 * Thread: the owner of its connection
 * Source: sync.md 2.10
 */
void
uke_commit_view_keep_holds (UkeCommitView *self, uint32_t dev, int64_t now_us)
{
  self->view.count_holds = count_holds;
  self->dev = dev;
  self->now_us = now_us;
}

/**
 * uke_commit_view_free:
 * @self: (transfer full): a view
 *
 * Thread: the owner of its connection
 */
void
uke_commit_view_free (UkeCommitView *self)
{
  g_clear_pointer (&self->new_ids, g_hash_table_unref);
  g_free (self);
}

/**
 * uke_commit_view_get:
 * @self: a view
 *
 * Returns: (transfer none): what to hand to uke_decide()
 * Thread: the owner of its connection
 */
const UkeDecideView *
uke_commit_view_get (UkeCommitView *self)
{
  return &self->view;
}
