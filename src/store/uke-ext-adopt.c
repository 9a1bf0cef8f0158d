/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-ext-adopt.h"

#include "feed/uke-change-set-json.h"
#include "feed/uke-ext-bytes.h"
#include "model/uke-reference.h"
#include "store/uke-rows-private.h"
#include "store/uke-rows.h"

#include <string.h>

/* Rows at a time, so that a clinic of any size needs no more memory than these. */
#define BATCH 500

/* Where a kept base says how many fields it has: behind its layout and del_seq. */
#define BASE_COUNT_AT 9

/** Carried: one row with fields that it was given for a newer program. */
typedef struct {
  UkeId id;
  UkeExt *ext; /* (owned) (nullable): not to be read */
} Carried;

static void
clear_carried (gpointer data)
{
  uke_ext_unref (((Carried *)data)->ext);
}

/* The next rows behind @after. */
static GArray *
list_rows (UkeDb *db, const UkeEntity *entity, const UkeId *after, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id, fv, ext FROM %s WHERE ext IS NOT NULL AND "
                                          "id > ? ORDER BY id LIMIT %d",
                                          entity->name, BATCH);
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, sql, error);
  g_autoptr (GArray) rows = g_array_new (FALSE, TRUE, sizeof (Carried));
  gboolean has_row;

  g_array_set_clear_func (rows, clear_carried);
  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_blob_at (stmt, 1, after->bytes, sizeof after->bytes);
  while (uke_stmt_step (stmt, &has_row, error)) {
    Carried row = { UKE_ID_NONE, NULL };
    const void *fv, *blob;
    size_t fv_size, size;

    if (!has_row)
      return g_steal_pointer (&rows);
    row.id = uke_stmt_id (stmt, 0);
    fv = uke_stmt_blob (stmt, 1, &fv_size);
    blob = uke_stmt_blob (stmt, 2, &size);
    /* One that rotted is found by the digest; it does not keep the clinic from opening. */
    if (!uke_ext_bytes_decode (blob, size, fv, fv_size, &row.ext, NULL))
      row.ext = NULL;
    g_array_append_val (rows, row);
  }
  return NULL;
}

/* Whether the column takes it: a value of another kind, or an id of a row that is not here, would
 * keep the clinic from opening. */
static gboolean
can_hold (UkeDb *db,
          const UkeEntity *entity,
          unsigned field,
          const UkeValue *value,
          gboolean *out_can,
          GError **error)
{
  const UkeEntity *target = uke_reference_get_target (entity, field);
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeRecord) record = NULL;

  *out_can = uke_change_set_value_can_be_read (entity, field, value);
  if (!*out_can || target == NULL || value->kind != UKE_VALUE_ID)
    return TRUE;
  record = uke_rows_find_any (db, target, &value->id, &local);
  *out_can = record != NULL;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Takes what is known out of @ext into its column; what it cannot hold is left to the digest. */
static gboolean
adopt_row (UkeDb *db, const UkeEntity *entity, const Carried *row, GError **error)
{
  g_autoptr (UkeExt) rest = uke_ext_new (row->ext);
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autoptr (UkeStmt) stmt = NULL;
  unsigned n = 0;

  g_string_append_printf (sql, "UPDATE %s SET ", entity->name);
  for (unsigned i = 0; i < uke_ext_get_n (row->ext); i++) {
    const UkeExtField *field = uke_ext_get (row->ext, i);
    int known = uke_entity_field_index_by_id (entity, field->id);
    gboolean can;

    if (known < 0)
      continue;
    if (!can_hold (db, entity, (unsigned)known, &field->value, &can, error))
      return FALSE;
    n++;
    uke_ext_remove (rest, field->id);
    if (!can)
      continue;
    g_string_append_printf (sql, "%s = ?, ", entity->fields[known].name);
    g_ptr_array_add (values, (gpointer)&field->value);
  }
  if (n == 0)
    return TRUE;
  g_string_append (sql, "ext = ? WHERE id = ?");
  stmt = uke_db_prepare (db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  for (unsigned i = 0; i < values->len; i++)
    uke_row_bind_value (stmt, (int)i + 1, values->pdata[i]);
  uke_row_bind_ext (stmt, (int)values->len + 1, rest, scratch);
  uke_stmt_bind_id_at (stmt, (int)values->len + 2, &row->id);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_ext_adopt_table:
 * @db: the writing connection, inside a transaction, with this program's columns
 * @entity: a table
 * @error: return location
 *
 * Returns: whether what its rows carry of fields that this program knows is in their columns
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.13, P16
 */
gboolean
uke_ext_adopt_table (UkeDb *db, const UkeEntity *entity, GError **error)
{
  UkeId after = UKE_ID_NONE;

  while (TRUE) {
    g_autoptr (GArray) rows = list_rows (db, entity, &after, error);

    if (rows == NULL)
      return FALSE;
    for (unsigned i = 0; i < rows->len; i++)
      if (!adopt_row (db, entity, &g_array_index (rows, Carried, i), error))
        return FALSE;
    if (rows->len < BATCH)
      return TRUE;
    after = g_array_index (rows, Carried, rows->len - 1).id;
  }
}

/** Base: what is kept of a row over which something waits. */
typedef struct {
  const UkeEntity *entity;
  UkeId id;
  GByteArray *bytes; /* (owned) */
} Base;

static void
clear_base (gpointer data)
{
  g_byte_array_unref (((Base *)data)->bytes);
}

static unsigned
count_fields (const Base *base)
{
  uint32_t big;

  if (base->bytes->len < BASE_COUNT_AT + sizeof big)
    return UINT_MAX;
  memcpy (&big, base->bytes->data + BASE_COUNT_AT, sizeof big);
  return GUINT32_FROM_BE (big);
}

static GArray *
list_bases (UkeDb *db, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare (db, "SELECT entity, id, base FROM shadow WHERE base IS NOT NULL", error);
  g_autoptr (GArray) bases = g_array_new (FALSE, TRUE, sizeof (Base));
  gboolean has_row;

  g_array_set_clear_func (bases, clear_base);
  if (stmt == NULL)
    return NULL;
  while (uke_stmt_step (stmt, &has_row, error)) {
    Base base = { NULL };
    const void *bytes;
    size_t size;

    if (!has_row)
      return g_steal_pointer (&bases);
    base.entity = uke_entity_by_number ((unsigned)uke_stmt_int64 (stmt, 0));
    base.id = uke_stmt_id (stmt, 1);
    bytes = uke_stmt_blob (stmt, 2, &size);
    base.bytes = g_byte_array_new ();
    g_byte_array_append (base.bytes, bytes, (guint)size);
    if (base.entity != NULL && count_fields (&base) < base.entity->n_fields)
      g_array_append_val (bases, base);
    else
      clear_base (&base);
  }
  return NULL;
}

/* Nothing that waits has set the new fields, so the row that people see has the base's. */
static gboolean
extend_base (UkeDb *db, Base *base, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare (db, "UPDATE shadow SET base = ? WHERE entity = ? AND id = ?", error);
  g_autoptr (UkeRecord) seen = uke_rows_find_any (db, base->entity, &base->id, NULL);
  uint32_t big = GUINT32_TO_BE (base->entity->n_fields);

  if (stmt == NULL || seen == NULL)
    return stmt != NULL;
  for (unsigned i = count_fields (base); i < base->entity->n_fields; i++)
    uke_ext_bytes_put_value (base->bytes, uke_record_get_value (seen, i));
  memcpy (base->bytes->data + BASE_COUNT_AT, &big, sizeof big);
  uke_stmt_bind_blob_at (stmt, 1, base->bytes->data, base->bytes->len);
  uke_stmt_bind_int64_at (stmt, 2, base->entity->number);
  uke_stmt_bind_id_at (stmt, 3, &base->id);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_ext_adopt:
 * @db: the writing connection, inside the transaction that brings the columns
 * @error: return location
 *
 * What rows carried of fields that this program knows now goes into their columns, and into what is
 * kept of the rows over which something waits. A row's hash is the same before and after.
 *
 * Returns: whether it is done
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.13, P16
 */
gboolean
uke_ext_adopt (UkeDb *db, GError **error)
{
  g_autoptr (GArray) bases = NULL;
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++)
    if (!uke_ext_adopt_table (db, entities[i], error))
      return FALSE;
  bases = list_bases (db, error);
  for (unsigned i = 0; bases != NULL && i < bases->len; i++)
    if (!extend_base (db, &g_array_index (bases, Base, i), error))
      return FALSE;
  return bases != NULL;
}
