/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-snapshot-line.h"

#include "feed/uke-json-write.h"
#include "model/uke-entities.h"
#include "model/uke-slot.h"
#include "store/uke-digest.h"

struct _UkeSnapshotLines {
  UkeDb *db;               /* (not owned) */
  const UkeEntity *entity; /* whose rows they are */
  UkeStmt *claims;         /* (owned) (nullable): prepared with the first booking */
};

/**
 * uke_snapshot_lines_new:
 * @db: a connection
 * @entity: a table
 *
 * Returns: (transfer full): a writer of its rows
 * Thread: the owner of @db
 */
UkeSnapshotLines *
uke_snapshot_lines_new (UkeDb *db, const UkeEntity *entity)
{
  UkeSnapshotLines *self = g_new0 (UkeSnapshotLines, 1);

  self->db = db;
  self->entity = entity;
  return self;
}

/**
 * uke_snapshot_lines_free:
 * @self: (transfer full) (nullable): a writer
 *
 * Thread: the owner of its connection
 */
void
uke_snapshot_lines_free (UkeSnapshotLines *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->claims, uke_stmt_free);
  g_free (self);
}

/**
 * uke_snapshot_lines_make_sql:
 * @self: a writer
 * @condition: which rows
 *
 * Returns: (transfer full): a statement that reads them, in the order of their ids, for
 *   uke_snapshot_lines_append(): id, the fields, cver, rver, fv, del_seq, ext
 * Thread: the owner of its connection
 */
char *
uke_snapshot_lines_make_sql (UkeSnapshotLines *self, const char *condition)
{
  GString *sql = g_string_new ("SELECT id");

  for (unsigned i = 0; i < self->entity->n_fields; i++)
    g_string_append_printf (sql, ", %s", self->entity->fields[i].name);
  g_string_append_printf (sql, ", cver, rver, fv, del_seq, ext FROM %s WHERE %s ORDER BY id",
                          self->entity->name, condition);
  return g_string_free (sql, FALSE);
}

static void
append_value (UkeStmt *stmt, int column, UkeFieldType type, GString *json)
{
  UkeValue value = { UKE_VALUE_NULL };
  const char *text;
  size_t size;

  if (uke_stmt_is_null (stmt, column)) {
    g_string_append (json, "null");
    return;
  }
  switch (type) {
  case UKE_TYPE_TEXT:
  case UKE_TYPE_CODE:
    text = uke_stmt_text_len (stmt, column, &size);
    uke_json_append_text (json, text, size);
    return;
  case UKE_TYPE_INT:
  case UKE_TYPE_BOOL:
  case UKE_TYPE_DATE:
  case UKE_TYPE_TIME:
    value = (UkeValue){ UKE_VALUE_INT, .integer = uke_stmt_int64 (stmt, column) };
    break;
  case UKE_TYPE_ID:
    value = (UkeValue){ UKE_VALUE_ID, .id = uke_stmt_id (stmt, column) };
    break;
  }
  uke_json_append_value (json, type, &value);
}

static gboolean
append_resource_claims (UkeSnapshotLines *self,
                        UkeStmt *booking,
                        unsigned field,
                        gboolean *inout_has,
                        GString *json,
                        GError **error)
{
  int64_t starts_at_us = uke_stmt_int64 (booking, UKE_APPOINTMENT_STARTS_AT_US + 1);
  int64_t length_min = uke_stmt_int64 (booking, UKE_APPOINTMENT_LENGTH_MIN + 1);
  int64_t first = uke_slot_first_cell (starts_at_us);
  UkeId id = uke_stmt_id (booking, 0), resource_id;
  gboolean has_row;

  if (uke_stmt_is_null (booking, (int)field + 1) || length_min <= 0)
    return TRUE;
  resource_id = uke_stmt_id (booking, (int)field + 1);
  uke_stmt_reset (self->claims);
  uke_stmt_bind_id_at (self->claims, 1, &resource_id);
  uke_stmt_bind_int64_at (self->claims, 2, first);
  uke_stmt_bind_int64_at (self->claims, 3, first + uke_slot_count_cells (starts_at_us, length_min));
  uke_stmt_bind_id_at (self->claims, 4, &id);
  while (TRUE) {
    if (!uke_stmt_step (self->claims, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    g_string_append (json, *inout_has ? ",[" : ",[[");
    *inout_has = TRUE;
    uke_json_append_id (json, &resource_id);
    g_string_append_printf (json, ",%" G_GINT64_FORMAT ",%d]", uke_stmt_int64 (self->claims, 0),
                            (int)uke_stmt_int64 (self->claims, 1));
  }
}

/* A booking holds cells of its own resources in its own time and no others. */
static gboolean
append_claims (UkeSnapshotLines *self,
               UkeStmt *booking,
               gboolean *out_has,
               GString *json,
               GError **error)
{
  gboolean has = FALSE, is_same;
  UkeId provider_id, chair_id;

  if (self->claims == NULL)
    self->claims = uke_db_prepare (self->db,
                                   "SELECT cell, lane FROM slot_claim WHERE resource_id = ? AND "
                                   "cell >= ? AND cell < ? AND appointment_id = ? ORDER BY cell",
                                   error);
  if (self->claims == NULL
      || !append_resource_claims (self, booking, UKE_APPOINTMENT_PROVIDER_ID, &has, json, error))
    return FALSE;
  provider_id = uke_stmt_is_null (booking, UKE_APPOINTMENT_PROVIDER_ID + 1)
                    ? UKE_ID_NONE
                    : uke_stmt_id (booking, UKE_APPOINTMENT_PROVIDER_ID + 1);
  chair_id = uke_stmt_is_null (booking, UKE_APPOINTMENT_CHAIR_ID + 1)
                 ? UKE_ID_NONE
                 : uke_stmt_id (booking, UKE_APPOINTMENT_CHAIR_ID + 1);
  is_same = uke_id_equal (&provider_id, &chair_id);
  if (!is_same
      && !append_resource_claims (self, booking, UKE_APPOINTMENT_CHAIR_ID, &has, json, error))
    return FALSE;
  if (has)
    g_string_append_c (json, ']');
  *out_has = has;
  return TRUE;
}

/**
 * uke_snapshot_lines_append:
 * @self: a writer
 * @stmt: a statement of uke_snapshot_lines_make_sql() that has a row
 * @json: where to append
 * @error: return location
 *
 * Returns: whether the row was written, without a line's end
 * Errors: UKE_DB_ERROR
 * Thread: the owner of its connection
 */
gboolean
uke_snapshot_lines_append (UkeSnapshotLines *self, UkeStmt *stmt, GString *json, GError **error)
{
  int n = (int)self->entity->n_fields;
  UkeId id = uke_stmt_id (stmt, 0);
  const uint8_t *fv, *ext;
  gboolean has_claims = FALSE;
  size_t size;

  fv = uke_stmt_blob (stmt, n + 3, &size);
  g_string_append_c (json, '[');
  uke_json_append_id (json, &id);
  g_string_append_printf (json, ",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",",
                          uke_stmt_int64 (stmt, n + 1), uke_stmt_int64 (stmt, n + 2));
  uke_json_append_hex (json, fv, size);
  g_string_append_printf (json, ",%" G_GINT64_FORMAT ",[", uke_stmt_int64 (stmt, n + 4));
  for (int i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (json, ',');
    append_value (stmt, i + 1, self->entity->fields[i].type, json);
  }
  g_string_append_c (json, ']');
  if (self->entity == &UKE_ENTITY_APPOINTMENT
      && !append_claims (self, stmt, &has_claims, json, error))
    return FALSE;
  /* What this program does not know of a row is handed on as it came. */
  if (!uke_stmt_is_null (stmt, n + 5)) {
    ext = uke_stmt_blob (stmt, n + 5, &size);
    g_string_append (json, has_claims ? "," : ",null,");
    uke_json_append_hex (json, ext, size);
  }
  g_string_append_c (json, ']');
  return TRUE;
}

/**
 * uke_snapshot_read_bucket:
 * @db: a connection
 * @entity: a table
 * @n_buckets: of how many
 * @bucket: one of its digest's buckets
 * @rows: (element-type utf8): where to add
 * @error: return location
 *
 * Adds the bucket's rows in the order of their ids, for a desk whose sum of them is another.
 *
 * Returns: whether they could be read
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.16
 */
gboolean
uke_snapshot_read_bucket (UkeDb *db,
                          const UkeEntity *entity,
                          unsigned n_buckets,
                          unsigned bucket,
                          GPtrArray *rows,
                          GError **error)
{
  g_autoptr (UkeSnapshotLines) lines = uke_snapshot_lines_new (db, entity);
  g_autofree char *sql = uke_snapshot_lines_make_sql (lines, "substr (id, 16, 1) = ?");
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, sql, error);
  const uint8_t last = (uint8_t)(bucket % UKE_DIGEST_FEW);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_blob_at (stmt, 1, &last, 1);
  while (TRUE) {
    g_autoptr (GString) json = NULL;
    UkeId id;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    id = uke_stmt_id (stmt, 0);
    if (uke_digest_get_bucket (&id, n_buckets) != bucket)
      continue;
    json = g_string_sized_new (256);
    if (!uke_snapshot_lines_append (lines, stmt, json, error))
      return FALSE;
    g_ptr_array_add (rows, g_string_free (g_steal_pointer (&json), FALSE));
  }
}
