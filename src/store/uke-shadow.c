/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-shadow.h"

#include "model/uke-slot.h"
#include "store/uke-rows-private.h"
#include "store/uke-rows.h"
#include "store/uke-store-error.h"

#include <string.h>

/*
 * `base`: a byte 1, del_seq, the number of fields, and a value each: a byte that says what it is
 * (UkeValueKind), then an integer of 8 bytes, an id of 16, or a text as its length in 4 bytes and
 * its bytes. `claims`: resource (16), cell (8), lane (4), one after another. All big-endian. Fields
 * that came after a row was kept are read as nothing.
 */
#define LAYOUT 1

/** Reader: bytes that are read from the front; @is_good until something was not there. */
typedef struct {
  const uint8_t *at;
  size_t left;
  gboolean is_good;
} Reader;

/** Kept: one row of the table, taken out of it. */
typedef struct {
  UkeShadow shadow;
  GBytes *base;   /* (owned) (nullable) */
  GBytes *claims; /* (owned) (nullable) */
} Kept;

static void
clear_kept (gpointer data)
{
  Kept *self = data;

  g_clear_pointer (&self->base, g_bytes_unref);
  g_clear_pointer (&self->claims, g_bytes_unref);
}

static void
append_u32 (GByteArray *bytes, uint32_t number)
{
  uint32_t big = GUINT32_TO_BE (number);

  g_byte_array_append (bytes, (const uint8_t *)&big, sizeof big);
}

static void
append_i64 (GByteArray *bytes, int64_t number)
{
  uint64_t big = GUINT64_TO_BE ((uint64_t)number);

  g_byte_array_append (bytes, (const uint8_t *)&big, sizeof big);
}

static const uint8_t *
take (Reader *self, size_t n)
{
  static const uint8_t nothing[sizeof (UkeId)];
  const uint8_t *at = self->at;

  if (!self->is_good || self->left < n) {
    self->is_good = FALSE;
    return n <= sizeof nothing ? nothing : NULL;
  }
  self->at += n;
  self->left -= n;
  return at;
}

static uint32_t
take_u32 (Reader *self)
{
  uint32_t big;

  memcpy (&big, take (self, sizeof big), sizeof big);
  return GUINT32_FROM_BE (big);
}

static int64_t
take_i64 (Reader *self)
{
  uint64_t big;

  memcpy (&big, take (self, sizeof big), sizeof big);
  return (int64_t)GUINT64_FROM_BE (big);
}

static void
append_value (GByteArray *bytes, const UkeValue *value)
{
  uint8_t kind = (uint8_t)value->kind;

  g_byte_array_append (bytes, &kind, 1);
  switch (value->kind) {
  case UKE_VALUE_NULL:
    break;
  case UKE_VALUE_INT:
    append_i64 (bytes, value->integer);
    break;
  case UKE_VALUE_TEXT:
    append_u32 (bytes, (uint32_t)strlen (value->text));
    g_byte_array_append (bytes, (const uint8_t *)value->text, (guint)strlen (value->text));
    break;
  case UKE_VALUE_ID:
    g_byte_array_append (bytes, value->id.bytes, sizeof value->id.bytes);
    break;
  }
}

static void
take_value (Reader *self, UkeValue *out_value)
{
  UkeId id;
  uint32_t len;
  const uint8_t *text;

  switch (*take (self, 1)) {
  case UKE_VALUE_NULL:
    break;
  case UKE_VALUE_INT:
    uke_value_set_int (out_value, take_i64 (self));
    break;
  case UKE_VALUE_TEXT:
    len = take_u32 (self);
    text = take (self, len);
    if (self->is_good)
      uke_value_take_text (out_value, g_strndup ((const char *)text, len));
    break;
  case UKE_VALUE_ID:
    memcpy (id.bytes, take (self, sizeof id.bytes), sizeof id.bytes);
    uke_value_set_id (out_value, &id);
    break;
  default:
    self->is_good = FALSE;
  }
}

static GByteArray *
encode_base (UkeRecord *record)
{
  const UkeEntity *entity = uke_record_get_entity (record);
  GByteArray *bytes = g_byte_array_sized_new (256);
  uint8_t layout = LAYOUT;

  g_byte_array_append (bytes, &layout, 1);
  append_i64 (bytes, uke_record_get_deleted_seq (record));
  append_u32 (bytes, entity->n_fields);
  for (unsigned i = 0; i < entity->n_fields; i++)
    append_value (bytes, uke_record_get_value (record, i));
  return bytes;
}

/* The base row, with the versions that @seen has: a waiting change-set does not touch them. */
static UkeRecord *
decode_base (const Kept *kept, UkeRecord *seen)
{
  const UkeEntity *entity = kept->shadow.entity;
  g_autofree int64_t *versions = g_new (int64_t, entity->n_fields);
  g_autoptr (UkeRecord) record = NULL;
  Reader reader = { .is_good = TRUE };
  UkeValue *values = g_new0 (UkeValue, entity->n_fields);
  int64_t deleted_seq;
  unsigned n;

  reader.at = g_bytes_get_data (kept->base, &reader.left);
  if (*take (&reader, 1) != LAYOUT)
    reader.is_good = FALSE;
  deleted_seq = take_i64 (&reader);
  n = take_u32 (&reader);
  if (n > entity->n_fields)
    reader.is_good = FALSE;
  for (unsigned i = 0; reader.is_good && i < n; i++)
    take_value (&reader, &values[i]);
  for (unsigned i = 0; i < entity->n_fields; i++)
    versions[i] = uke_record_get_version (seen, i);
  record = uke_record_new_take_ext (entity, &kept->shadow.id, values, g_steal_pointer (&versions),
                                    uke_record_get_created_seq (seen), deleted_seq,
                                    uke_ext_ref (uke_record_get_ext (seen)));
  return reader.is_good && reader.left == 0 ? g_steal_pointer (&record) : NULL;
}

/**
 * uke_shadow_hash:
 * @shadow: a UkeShadow
 *
 * Returns: a hash of which row it is
 * Thread: any
 */
unsigned
uke_shadow_hash (gconstpointer shadow)
{
  const UkeShadow *self = shadow;

  return uke_id_hash (&self->id) ^ (self->entity->number * 0x9e3779b9u);
}

/**
 * uke_shadow_equal:
 * @a: a UkeShadow
 * @b: another
 *
 * Returns: whether they are of the same row
 * Thread: any
 */
gboolean
uke_shadow_equal (gconstpointer a, gconstpointer b)
{
  const UkeShadow *first = a, *second = b;

  return first->entity == second->entity && uke_id_equal (&first->id, &second->id);
}

/* Calls for each cell of a booking's resources: a booking holds the cells of its row as it stands.
 */
static gboolean
each_resource (UkeStmt *stmt,
               UkeRecord *booking,
               gboolean (*run) (UkeStmt *stmt, const UkeId *resource_id, GByteArray *, GError **),
               GByteArray *bytes,
               GError **error)
{
  const unsigned fields[] = { UKE_APPOINTMENT_PROVIDER_ID, UKE_APPOINTMENT_CHAIR_ID };
  int64_t starts_at_us = uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US);
  int64_t first = uke_slot_first_cell (starts_at_us);
  unsigned n_cells = uke_slot_count_cells (
      starts_at_us, uke_record_get_int (booking, UKE_APPOINTMENT_LENGTH_MIN));

  for (unsigned i = 0; i < G_N_ELEMENTS (fields); i++) {
    const UkeId *resource_id = uke_record_get_id_value (booking, fields[i]);

    if (uke_id_is_none (resource_id)
        || (i == 1 && uke_id_equal (resource_id, uke_record_get_id_value (booking, fields[0]))))
      continue;
    uke_stmt_bind_id_at (stmt, 1, resource_id);
    uke_stmt_bind_int64_at (stmt, 2, first);
    uke_stmt_bind_int64_at (stmt, 3, first + n_cells);
    uke_stmt_bind_id_at (stmt, 4, uke_record_get_id (booking));
    if (!run (stmt, resource_id, bytes, error))
      return FALSE;
    uke_stmt_reset (stmt);
  }
  return TRUE;
}

static gboolean
collect_claims (UkeStmt *stmt, const UkeId *resource_id, GByteArray *bytes, GError **error)
{
  while (TRUE) {
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    g_byte_array_append (bytes, resource_id->bytes, sizeof resource_id->bytes);
    append_i64 (bytes, uke_stmt_int64 (stmt, 0));
    append_u32 (bytes, (uint32_t)uke_stmt_int64 (stmt, 1));
  }
}

static gboolean
delete_claims (UkeStmt *stmt, const UkeId *resource_id, GByteArray *bytes, GError **error)
{
  return uke_stmt_run (stmt, error);
}

static GByteArray *
read_claims (UkeDb *db, UkeRecord *booking, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db,
                               "SELECT cell, lane FROM slot_claim WHERE resource_id = ? "
                               "AND cell >= ? AND cell < ? AND appointment_id = ?",
                               error);

  if (stmt == NULL || !each_resource (stmt, booking, collect_claims, bytes, error))
    return NULL;
  return g_steal_pointer (&bytes);
}

/* @out_base: (transfer full) (nullable); @out_claims: (transfer full) (nullable). */
static gboolean
read_base (UkeDb *db,
           const UkeEntity *entity,
           const UkeId *id,
           GByteArray **out_base,
           GByteArray **out_claims,
           GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeRecord) base = uke_rows_find_any (db, entity, id, &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (base == NULL)
    return TRUE;
  *out_base = encode_base (base);
  if (entity != &UKE_ENTITY_APPOINTMENT)
    return TRUE;
  *out_claims = read_claims (db, base, error);
  return *out_claims != NULL;
}

static void
bind_bytes (UkeStmt *stmt, int pos, GByteArray *bytes)
{
  if (bytes != NULL && bytes->len > 0)
    uke_stmt_bind_blob_at (stmt, pos, bytes->data, bytes->len);
  else
    uke_stmt_bind_null_at (stmt, pos);
}

static gboolean
insert_shadow (UkeDb *db,
               const UkeEntity *entity,
               const UkeId *id,
               uint64_t touched,
               gboolean is_new,
               GError **error)
{
  g_autoptr (GByteArray) base = NULL;
  g_autoptr (GByteArray) claims = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO shadow (entity, id, base, claims, touched) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (entity, id) DO UPDATE SET touched = shadow.touched | excluded.touched",
      error);

  if (stmt == NULL || (!is_new && !read_base (db, entity, id, &base, &claims, error)))
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, entity->number);
  uke_stmt_bind_id_at (stmt, 2, id);
  bind_bytes (stmt, 3, base);
  bind_bytes (stmt, 4, claims);
  uke_stmt_bind_int64_at (stmt, 5, (int64_t)touched);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_shadow_save:
 * @db: the writing connection, inside a transaction, before the row is written
 * @entity: what kind of row
 * @id: its id; there may be no such row
 * @touched: the fields that a waiting change-set sets, bit n for position n
 * @is_new: it is known that people see no such row
 * @error: return location
 *
 * Keeps the base of a row unless it is kept already, and adds to what is known to be set over it.
 *
 * Returns: whether it is kept
 * Errors: UKE_DB_ERROR; UKE_FEED_ERROR: CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_shadow_save (UkeDb *db,
                 const UkeEntity *entity,
                 const UkeId *id,
                 uint64_t touched,
                 gboolean is_new,
                 GError **error)
{
  g_autoptr (UkeStmt) stmt = NULL;

  if (is_new)
    return insert_shadow (db, entity, id, touched, TRUE, error);
  stmt = uke_db_prepare_cached (
      db, "UPDATE shadow SET touched = touched | ? WHERE entity = ? AND id = ?", error);
  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, (int64_t)touched);
  uke_stmt_bind_int64_at (stmt, 2, entity->number);
  uke_stmt_bind_id_at (stmt, 3, id);
  if (!uke_stmt_run (stmt, error))
    return FALSE;
  return uke_db_changes (db) == 1 || insert_shadow (db, entity, id, touched, FALSE, error);
}

/**
 * uke_shadow_find_touched:
 * @db: a connection
 * @entity: what kind of row
 * @id: its id
 * @out_is_there: (out): whether something that waits is about the row
 * @out_touched: (out): the fields that waiting change-sets have set
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_shadow_find_touched (UkeDb *db,
                         const UkeEntity *entity,
                         const UkeId *id,
                         gboolean *out_is_there,
                         uint64_t *out_touched,
                         GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "SELECT touched FROM shadow WHERE entity = ? AND id = ?", error);

  *out_touched = 0;
  *out_is_there = FALSE;
  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, entity->number);
  uke_stmt_bind_id_at (stmt, 2, id);
  if (!uke_stmt_step (stmt, out_is_there, error))
    return FALSE;
  if (*out_is_there)
    *out_touched = (uint64_t)uke_stmt_int64 (stmt, 0);
  return TRUE;
}

/**
 * uke_shadow_list:
 * @db: a connection
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeShadow): the rows that something waiting is about, as a
 *   set
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 */
GHashTable *
uke_shadow_list (UkeDb *db, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, "SELECT entity, id FROM shadow", error);
  g_autoptr (GHashTable) set
      = g_hash_table_new_full (uke_shadow_hash, uke_shadow_equal, g_free, NULL);

  while (stmt != NULL) {
    UkeShadow shadow;
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      return g_steal_pointer (&set);
    shadow.entity = uke_entity_by_number ((unsigned)uke_stmt_int64 (stmt, 0));
    shadow.id = uke_stmt_id (stmt, 1);
    if (shadow.entity == NULL) {
      g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "a kept row of no known kind");
      return NULL;
    }
    g_hash_table_add (set, g_memdup2 (&shadow, sizeof shadow));
  }
  return NULL;
}

static GArray *
read_all (UkeDb *db, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "SELECT entity, id, base, claims FROM shadow", error);
  g_autoptr (GArray) all = g_array_new (FALSE, TRUE, sizeof (Kept));

  g_array_set_clear_func (all, clear_kept);
  while (stmt != NULL) {
    Kept kept = { 0 };
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      return g_steal_pointer (&all);
    kept.shadow.entity = uke_entity_by_number ((unsigned)uke_stmt_int64 (stmt, 0));
    kept.shadow.id = uke_stmt_id (stmt, 1);
    kept.base = uke_stmt_is_null (stmt, 2) ? NULL : uke_stmt_dup_bytes (stmt, 2);
    kept.claims = uke_stmt_is_null (stmt, 3) ? NULL : uke_stmt_dup_bytes (stmt, 3);
    g_array_append_val (all, kept);
    if (kept.shadow.entity == NULL) {
      g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "a kept row of no known kind");
      return NULL;
    }
  }
  return NULL;
}

static void
unref_base (gpointer base)
{
  if (base != NULL)
    g_bytes_unref (base);
}

/**
 * uke_shadow_list_bases:
 * @db: a connection
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeShadow GBytes): what is kept of each row that something
 *   waiting is about; NULL where there is none in the base
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 */
GHashTable *
uke_shadow_list_bases (UkeDb *db, GError **error)
{
  g_autoptr (GArray) all = read_all (db, error);
  GHashTable *bases;

  if (all == NULL)
    return NULL;
  bases = g_hash_table_new_full (uke_shadow_hash, uke_shadow_equal, g_free, unref_base);
  for (unsigned i = 0; i < all->len; i++) {
    Kept *kept = &g_array_index (all, Kept, i);

    g_hash_table_insert (bases, g_memdup2 (&kept->shadow, sizeof kept->shadow),
                         g_steal_pointer (&kept->base));
  }
  return bases;
}

/**
 * uke_shadow_make_base:
 * @shadow: which row
 * @base: what is kept of it
 * @seen: the row as people see it
 * @error: return location
 *
 * Returns: (transfer full): the row as the server has it
 * Errors: UKE_STORE_ERROR: CORRUPT
 * Thread: any
 */
UkeRecord *
uke_shadow_make_base (const UkeShadow *shadow, GBytes *base, UkeRecord *seen, GError **error)
{
  const Kept kept = { .shadow = *shadow, .base = base };
  UkeRecord *record = decode_base (&kept, seen);

  if (record == NULL)
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "the kept base of a row");
  return record;
}

static gboolean
remove_row (UkeDb *db, const UkeShadow *shadow, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM %s WHERE id = ?", shadow->entity->name);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &shadow->id);
  return uke_stmt_run (stmt, error);
}

static gboolean
put_row_back (UkeDb *db, UkeRecord *seen, UkeRecord *base, GError **error)
{
  const UkeEntity *entity = uke_record_get_entity (base);
  g_autofree char *sql = NULL;
  g_autoptr (UkeStmt) stmt = NULL;
  uint64_t changed = 0;
  int pos = 1;

  for (unsigned i = 0; i < entity->n_fields; i++)
    if (!uke_value_equal (uke_record_get_value (seen, i), uke_record_get_value (base, i)))
      changed |= UINT64_C (1) << i;
  if (changed == 0 && uke_record_get_deleted_seq (seen) == uke_record_get_deleted_seq (base))
    return TRUE;
  sql = uke_row_sql_update_values (entity, changed);
  stmt = uke_db_prepare_cached (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  for (unsigned i = 0; i < entity->n_fields; i++)
    if ((changed & (UINT64_C (1) << i)) != 0)
      uke_row_bind_value (stmt, pos++, uke_record_get_value (base, i));
  if (uke_record_is_deleted (base))
    uke_stmt_bind_int64_at (stmt, pos++, uke_record_get_deleted_seq (base));
  else
    uke_stmt_bind_null_at (stmt, pos++);
  uke_stmt_bind_id_at (stmt, pos, uke_record_get_id (base));
  return uke_stmt_run (stmt, error);
}

/* @out_seen: (transfer full) (nullable): the row as people see it, its claims given up. */
static gboolean
take_seen (UkeDb *db, const Kept *kept, UkeRecord **out_seen, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeStmt) stmt = NULL;

  *out_seen = uke_rows_find_any (db, kept->shadow.entity, &kept->shadow.id, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (*out_seen == NULL || kept->shadow.entity != &UKE_ENTITY_APPOINTMENT)
    return TRUE;
  stmt = uke_db_prepare_cached (db,
                                "DELETE FROM slot_claim WHERE resource_id = ? AND cell >= ? "
                                "AND cell < ? AND appointment_id = ?",
                                error);
  return stmt != NULL && each_resource (stmt, *out_seen, delete_claims, NULL, error);
}

static gboolean
put_claims_back (UkeDb *db, const Kept *kept, GError **error)
{
  g_autoptr (UkeStmt) stmt = NULL;
  Reader reader = { .is_good = TRUE };

  if (kept->claims == NULL)
    return TRUE;
  stmt = uke_db_prepare_cached (
      db, "INSERT INTO slot_claim (resource_id, cell, lane, appointment_id) VALUES (?, ?, ?, ?)",
      error);
  if (stmt == NULL)
    return FALSE;
  reader.at = g_bytes_get_data (kept->claims, &reader.left);
  while (reader.left > 0) {
    UkeId resource_id;

    memcpy (resource_id.bytes, take (&reader, sizeof resource_id.bytes), sizeof resource_id.bytes);
    uke_stmt_bind_id_at (stmt, 1, &resource_id);
    uke_stmt_bind_int64_at (stmt, 2, take_i64 (&reader));
    uke_stmt_bind_int64_at (stmt, 3, take_u32 (&reader));
    uke_stmt_bind_id_at (stmt, 4, &kept->shadow.id);
    if (!reader.is_good) {
      g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "the kept claims of a booking");
      return FALSE;
    }
    if (!uke_stmt_run (stmt, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
put_back (UkeDb *db, const Kept *kept, UkeShadowFunc func, gpointer data, GError **error)
{
  g_autoptr (UkeRecord) seen = NULL;
  g_autoptr (UkeRecord) base = NULL;

  if (!take_seen (db, kept, &seen, error))
    return FALSE;
  if (seen != NULL && kept->base != NULL) {
    base = decode_base (kept, seen);
    if (base == NULL || !put_row_back (db, seen, base, error)) {
      if (base == NULL)
        g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "the kept base of a row");
      return FALSE;
    }
  } else if (seen != NULL && !remove_row (db, &kept->shadow, error))
    return FALSE;
  if (func != NULL)
    func (&kept->shadow, seen, base, data);
  return TRUE;
}

/**
 * uke_shadow_put_back:
 * @db: the writing connection, inside a transaction
 * @func: (nullable): told of every row
 * @data: for @func
 * @error: return location
 *
 * Makes the tables what the server has, at the feed's cursor: rows, deletions and claims. Nothing
 * is kept afterwards.
 *
 * Returns: whether it was done
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_shadow_put_back (UkeDb *db, UkeShadowFunc func, gpointer data, GError **error)
{
  g_autoptr (GArray) all = read_all (db, error);
  g_autoptr (UkeStmt) stmt = NULL;

  if (all == NULL)
    return FALSE;
  if (all->len == 0)
    return TRUE;
  for (unsigned i = 0; i < all->len; i++)
    if (!put_back (db, &g_array_index (all, Kept, i), func, data, error))
      return FALSE;
  /* Behind all rows: two bookings may have changed places. */
  for (unsigned i = 0; i < all->len; i++)
    if (!put_claims_back (db, &g_array_index (all, Kept, i), error))
      return FALSE;
  stmt = uke_db_prepare_cached (db, "DELETE FROM shadow", error);
  return stmt != NULL && uke_stmt_run (stmt, error);
}
