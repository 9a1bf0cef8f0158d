/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-row-writer.h"

#include "feed/uke-field-versions.h"
#include "store/uke-digest.h"
#include "store/uke-rows-private.h"
#include "store/uke-rows.h"

#include <string.h>

#define N_NUMBERS 64

/* An hour with a person and a chair. */
#define CLAIMS_AT_ONCE 24

struct _UkeRowWriter {
  UkeDb *db;                   /* (not owned) */
  UkeStmt *inserts[N_NUMBERS]; /* (owned) (nullable): by entity number */
  GByteArray *fv;              /* (owned): scratch */
  GByteArray *ext;             /* (owned): scratch */
  UkeDigest *digest;           /* (owned) (nullable): where sums are kept, and written here */
  UkeDigest *sums;             /* not owned (nullable): the same, or the caller's */
};

/**
 * uke_row_writer_new:
 * @db: the writing connection, inside a transaction
 *
 * Returns: (transfer full): a writer of rows
 * Thread: the owner of @db
 */
UkeRowWriter *
uke_row_writer_new (UkeDb *db)
{
  UkeRowWriter *self = g_new0 (UkeRowWriter, 1);

  self->db = db;
  self->fv = g_byte_array_sized_new (64);
  self->ext = g_byte_array_new ();
  return self;
}

/**
 * uke_row_writer_free:
 * @self: (transfer full): a writer
 *
 * Thread: the owner of its connection
 */
void
uke_row_writer_free (UkeRowWriter *self)
{
  for (unsigned i = 0; i < N_NUMBERS; i++)
    g_clear_pointer (&self->inserts[i], uke_stmt_free);
  g_byte_array_unref (self->fv);
  g_byte_array_unref (self->ext);
  uke_digest_free (self->digest);
  g_free (self);
}

static gboolean
release_resource (UkeStmt *stmt,
                  const UkeId *appointment_id,
                  UkeRecord *before,
                  unsigned field,
                  GError **error)
{
  int64_t starts_at_us = uke_record_get_time_us (before, UKE_APPOINTMENT_STARTS_AT_US);
  int64_t length_min = uke_record_get_int (before, UKE_APPOINTMENT_LENGTH_MIN);
  int64_t first = uke_slot_first_cell (starts_at_us);

  if (!uke_record_has (before, field))
    return TRUE;
  uke_stmt_bind_id_at (stmt, 1, uke_record_get_id_value (before, field));
  uke_stmt_bind_int64_at (stmt, 2, first);
  uke_stmt_bind_int64_at (stmt, 3, first + uke_slot_count_cells (starts_at_us, length_min));
  uke_stmt_bind_id_at (stmt, 4, appointment_id);
  return uke_stmt_run (stmt, error);
}

/* A booking holds the cells of the row as it stood; so nobody has to look through all claims. */
static gboolean
release_claims (UkeRowWriter *self, const UkeId *appointment_id, GError **error)
{
  g_autoptr (UkeRecord) before
      = uke_rows_find_any (self->db, &UKE_ENTITY_APPOINTMENT, appointment_id, error);
  g_autoptr (UkeStmt) stmt = NULL;

  if (before == NULL)
    return error == NULL || *error == NULL;
  stmt = uke_db_prepare_cached (self->db,
                                "DELETE FROM slot_claim WHERE resource_id = ? AND cell >= ? "
                                "AND cell < ? AND appointment_id = ?",
                                error);
  return stmt != NULL
         && release_resource (stmt, appointment_id, before, UKE_APPOINTMENT_PROVIDER_ID, error)
         && release_resource (stmt, appointment_id, before, UKE_APPOINTMENT_CHAIR_ID, error);
}

/* Several claims in one statement, which costs a database server a quarter of as many. */
static gboolean
insert_some_claims (UkeRowWriter *self, GArray *claims, unsigned first, unsigned n, GError **error)
{
  g_autoptr (GString) sql
      = g_string_new ("INSERT INTO slot_claim (resource_id, cell, lane, appointment_id) VALUES ");
  g_autoptr (UkeStmt) stmt = NULL;

  for (unsigned i = 0; i < n; i++)
    g_string_append (sql, i > 0 ? ", (?, ?, ?, ?)" : "(?, ?, ?, ?)");
  stmt = uke_db_prepare_cached (self->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  for (unsigned i = 0; i < n; i++) {
    const UkeSlotClaim *claim = &g_array_index (claims, UkeSlotClaim, first + i);
    int pos = 4 * (int)i;

    uke_stmt_bind_id_at (stmt, pos + 1, &claim->resource_id);
    uke_stmt_bind_int64_at (stmt, pos + 2, claim->cell);
    uke_stmt_bind_int64_at (stmt, pos + 3, claim->lane);
    uke_stmt_bind_id_at (stmt, pos + 4, &claim->appointment_id);
  }
  return uke_stmt_run (stmt, error);
}

static gboolean
insert_claims (UkeRowWriter *self, GArray *claims, GError **error)
{
  for (unsigned i = 0; i < claims->len; i += CLAIMS_AT_ONCE)
    if (!insert_some_claims (self, claims, i, MIN (claims->len - i, CLAIMS_AT_ONCE), error))
      return FALSE;
  return TRUE;
}

/* The versions of a row after entry @seq has set @touched. */
static int64_t *
make_versions (const UkeEffectRow *row, int64_t seq)
{
  int64_t *versions = g_new (int64_t, row->entity->n_fields);

  for (unsigned i = 0; i < row->entity->n_fields; i++) {
    if ((row->touched & (UINT64_C (1) << i)) != 0)
      versions[i] = seq;
    else
      versions[i] = row->before == NULL ? 0 : uke_record_get_version (row->before, i);
  }
  return versions;
}

/* What the row has afterwards of fields that this program does not know: what entry @seq does not
 * name stays as it is. */
static UkeExt *
make_ext (const UkeEffectRow *row, int64_t seq)
{
  UkeExt *before = row->before != NULL ? uke_record_get_ext (row->before) : NULL;
  g_autoptr (UkeExt) ext = NULL;

  if (row->ext == NULL)
    return uke_ext_ref (before);
  ext = uke_ext_new (before);
  for (unsigned i = 0; i < uke_ext_get_n (row->ext); i++) {
    const UkeExtField *field = uke_ext_get (row->ext, i);

    if (!uke_ext_set (ext, field, &field->value, seq))
      return NULL;
  }
  return g_steal_pointer (&ext);
}

static void
bind_deleted (UkeStmt *stmt, int pos, int64_t deleted_seq)
{
  if (deleted_seq == 0)
    uke_stmt_bind_null_at (stmt, pos);
  else
    uke_stmt_bind_int64_at (stmt, pos, deleted_seq);
}

static gboolean
insert_row (UkeRowWriter *self,
            const UkeEffectRow *row,
            const int64_t *versions,
            const UkeExt *ext,
            int64_t seq,
            int64_t deleted_seq,
            GError **error)
{
  const UkeEntity *entity = row->entity;
  UkeStmt **stmt = &self->inserts[entity->number];
  int n = (int)entity->n_fields;

  if (*stmt == NULL)
    *stmt = uke_db_prepare_cached (self->db, uke_row_sql (entity)->insert, error);
  if (*stmt == NULL)
    return FALSE;
  uke_field_versions_encode (entity, versions, ext, NULL, 0, self->fv);
  uke_stmt_bind_blob_static_at (*stmt, 1, row->id.bytes, sizeof row->id.bytes);
  for (int i = 0; i < n; i++)
    uke_row_bind_value (*stmt, i + 2, &row->values[i]);
  uke_stmt_bind_int64_at (*stmt, n + 2, seq);
  uke_stmt_bind_int64_at (*stmt, n + 3, seq);
  uke_stmt_bind_blob_static_at (*stmt, n + 4, self->fv->data, self->fv->len);
  bind_deleted (*stmt, n + 5, deleted_seq);
  uke_row_bind_ext (*stmt, n + 6, ext, self->ext);
  return uke_stmt_run (*stmt, error);
}

/* Versions of fields that this program does not know are kept as they stand in the row, which is
 * asked once more only when it has any. */
static gboolean
encode_versions (UkeRowWriter *self,
                 const UkeEffectRow *row,
                 const int64_t *versions,
                 const UkeExt *ext,
                 GError **error)
{
  g_autofree char *sql = NULL;
  g_autoptr (UkeStmt) stmt = NULL;
  const void *blob;
  size_t len;

  if (uke_record_has_all_versions (row->before)) {
    uke_field_versions_encode (row->entity, versions, ext, NULL, 0, self->fv);
    return TRUE;
  }
  sql = g_strdup_printf ("SELECT fv FROM %s WHERE id = ?", row->entity->name);
  stmt = uke_db_prepare_cached (self->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &row->id);
  if (!uke_stmt_step_row (stmt, error))
    return FALSE;
  blob = uke_stmt_blob (stmt, 0, &len);
  uke_field_versions_encode (row->entity, versions, ext, blob, len, self->fv);
  return TRUE;
}

static gboolean
update_row (UkeRowWriter *self,
            const UkeEffectRow *row,
            const int64_t *versions,
            const UkeExt *ext,
            int64_t seq,
            int64_t deleted_seq,
            GError **error)
{
  g_autofree char *sql = uke_row_sql_update (row->entity, row->changed, row->ext != NULL);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (self->db, sql, error);
  int pos = 1;

  if (stmt == NULL || !encode_versions (self, row, versions, ext, error))
    return FALSE;
  for (unsigned i = 0; i < row->entity->n_fields; i++)
    if ((row->changed & (UINT64_C (1) << i)) != 0)
      uke_row_bind_value (stmt, pos++, &row->values[i]);
  uke_stmt_bind_int64_at (stmt, pos++, seq);
  uke_stmt_bind_blob_static_at (stmt, pos++, self->fv->data, self->fv->len);
  if (row->ext != NULL)
    uke_row_bind_ext (stmt, pos++, ext, self->ext);
  bind_deleted (stmt, pos++, deleted_seq);
  uke_stmt_bind_id_at (stmt, pos, &row->id);
  if (uke_stmt_run_one (stmt, error))
    return TRUE;
  g_prefix_error (error, "%s: ", row->entity->name);
  return FALSE;
}

static int64_t
get_deleted_seq (const UkeEffectRow *row, int64_t seq)
{
  int64_t before = row->before == NULL ? 0 : uke_record_get_deleted_seq (row->before);

  if (!row->is_deleted)
    return 0;
  return before != 0 ? before : seq;
}

static gboolean
write_row (UkeRowWriter *self, UkeEffectRow *row, int64_t seq, UkeChanges *changes, GError **error)
{
  int64_t *versions = make_versions (row, seq);
  int64_t deleted_seq = get_deleted_seq (row, seq);
  g_autoptr (UkeExt) ext = make_ext (row, seq);
  gboolean is_written = row->before == NULL
                            ? insert_row (self, row, versions, ext, seq, deleted_seq, error)
                            : update_row (self, row, versions, ext, seq, deleted_seq, error);
  int64_t created_seq = row->before == NULL ? seq : uke_record_get_created_seq (row->before);
  g_autoptr (UkeRecord) after = NULL;

  if (!is_written) {
    g_free (versions);
    return FALSE;
  }
  after = uke_record_new_take_ext (row->entity, &row->id, uke_effect_row_steal_values (row),
                                   versions, created_seq, deleted_seq, g_steal_pointer (&ext));
  if (self->sums != NULL && row->before != NULL)
    uke_digest_subtract (self->sums, row->before);
  if (self->sums != NULL)
    uke_digest_add (self->sums, after);
  if (row->before != NULL || !row->is_deleted)
    uke_changes_add (changes, row->entity, &row->id, row->before, row->is_deleted ? NULL : after);
  return TRUE;
}

/**
 * uke_row_writer_follow_digest:
 * @self: a writer that has written nothing yet
 * @error: return location
 *
 * From now on the sums of row hashes follow uke_row_writer_apply(), where they are kept.
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of its connection
 * Source: sync.md 2.16
 */
gboolean
uke_row_writer_follow_digest (UkeRowWriter *self, GError **error)
{
  gboolean is_kept;

  if (!uke_digest_is_kept (self->db, &is_kept, error))
    return FALSE;
  if (is_kept && self->digest == NULL)
    self->sums = self->digest = uke_digest_new (self->db);
  return TRUE;
}

/**
 * uke_row_writer_set_digest:
 * @self: a writer that has written nothing yet
 * @sums: (transfer none): outlives it; written by the caller
 *
 * As uke_row_writer_follow_digest(), where several change-sets have their sums written once.
 *
 * Thread: the owner of its connection
 */
void
uke_row_writer_set_digest (UkeRowWriter *self, UkeDigest *sums)
{
  self->sums = sums;
}

/**
 * uke_row_writer_apply:
 * @self: a writer
 * @effect: what was decided; the values of its rows are taken out
 * @seq: number of the log entry
 * @changes: every row is added, with its record before and after
 * @error: return location
 *
 * Releases claims, writes rows, takes claims, in this order.
 *
 * Returns: whether everything was written
 * Errors: UKE_DB_ERROR: CONSTRAINT when an id or a slot is taken after all
 * Thread: the owner of its connection
 */
gboolean
uke_row_writer_apply (UkeRowWriter *self,
                      UkeEffect *effect,
                      int64_t seq,
                      UkeChanges *changes,
                      GError **error)
{
  for (unsigned i = 0; i < effect->released->len; i++)
    if (!release_claims (self, &g_array_index (effect->released, UkeId, i), error))
      return FALSE;
  for (unsigned i = 0; i < effect->rows->len; i++)
    if (!write_row (self, uke_effect_get_row (effect, i), seq, changes, error))
      return FALSE;
  return insert_claims (self, effect->claims, error)
         && (self->digest == NULL || uke_digest_write (self->digest, error));
}

static gboolean
update_values (UkeRowWriter *self, const UkeEffectRow *row, int64_t deleted_seq, GError **error)
{
  g_autofree char *sql = uke_row_sql_update_values (row->entity, row->changed);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (self->db, sql, error);
  int pos = 1;

  if (stmt == NULL)
    return FALSE;
  for (unsigned i = 0; i < row->entity->n_fields; i++)
    if ((row->changed & (UINT64_C (1) << i)) != 0)
      uke_row_bind_value (stmt, pos++, &row->values[i]);
  bind_deleted (stmt, pos++, deleted_seq);
  uke_stmt_bind_id_at (stmt, pos, &row->id);
  return uke_stmt_run (stmt, error);
}

static gboolean
write_waiting (UkeRowWriter *self, UkeEffectRow *row, UkeChanges *changes, GError **error)
{
  g_autoptr (GError) local = NULL;
  /* That of the effect has versions which say what waits: it is not what people look at. */
  g_autoptr (UkeRecord) before = uke_rows_find_any (self->db, row->entity, &row->id, &local);
  int64_t *versions = g_new0 (int64_t, row->entity->n_fields);
  int64_t deleted_seq = get_deleted_seq (row, UKE_SEQ_WAITING);
  int64_t created_seq = before == NULL ? 0 : uke_record_get_created_seq (before);
  g_autoptr (UkeRecord) after = NULL;
  gboolean is_written;

  for (unsigned i = 0; before != NULL && i < row->entity->n_fields; i++)
    versions[i] = uke_record_get_version (before, i);
  is_written = local == NULL
               && (before == NULL ? insert_row (self, row, versions, NULL, 0, deleted_seq, error)
                                  : update_values (self, row, deleted_seq, error));
  if (!is_written) {
    if (local != NULL)
      g_propagate_error (error, g_steal_pointer (&local));
    g_free (versions);
    return FALSE;
  }
  after = uke_record_new_take_ext (
      row->entity, &row->id, uke_effect_row_steal_values (row), versions, created_seq, deleted_seq,
      before != NULL ? uke_ext_ref (uke_record_get_ext (before)) : NULL);
  if (before != NULL || !row->is_deleted)
    uke_changes_add (changes, row->entity, &row->id, before, row->is_deleted ? NULL : after);
  return TRUE;
}

/**
 * uke_row_writer_apply_waiting:
 * @self: a writer
 * @effect: what was decided here, until the server decides; the values of its rows are taken out
 * @changes: every row is added, with its record before and after
 * @error: return location
 *
 * The base of every row must have been kept (uke_shadow_save()).
 *
 * Returns: whether everything was written
 * Errors: UKE_DB_ERROR: CONSTRAINT when an id or a slot is taken after all
 * Thread: the owner of its connection
 */
gboolean
uke_row_writer_apply_waiting (UkeRowWriter *self,
                              UkeEffect *effect,
                              UkeChanges *changes,
                              GError **error)
{
  for (unsigned i = 0; i < effect->released->len; i++)
    if (!release_claims (self, &g_array_index (effect->released, UkeId, i), error))
      return FALSE;
  for (unsigned i = 0; i < effect->rows->len; i++)
    if (!write_waiting (self, uke_effect_get_row (effect, i), changes, error))
      return FALSE;
  return insert_claims (self, effect->claims, error);
}
