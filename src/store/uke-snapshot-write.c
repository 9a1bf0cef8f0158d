/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "base/uke-hex.h"
#include "feed/uke-change-set.h"
#include "model/uke-entities.h"
#include "store/uke-digest.h"
#include "store/uke-log-store.h"
#include "store/uke-snapshot-line.h"
#include "store/uke-snapshot-notes.h"
#include "store/uke-snapshot.h"
#include "store/uke-store-error.h"

#include <string.h>
#include <zstd.h>

#define ZSTD_LEVEL 1
#define DAY_US (24 * 3600 * (int64_t)G_USEC_PER_SEC)
#define N_TIERS 3

/* Which tier a table's rows are in. */
typedef enum {
  PLACE_FIRST,      /* all in tier 0 */
  PLACE_PATIENT,    /* tier 0 with a booking that is near, else 1 */
  PLACE_OF_PATIENT, /* as their patient */
  PLACE_BOOKING,    /* tier 0 when it is near, else 2 */
  PLACE_SECOND,     /* all in tier 1 */
  PLACE_FOLLOW_UP,  /* tier 1 while it is open, else 2 */
  PLACE_LAST,       /* all in tier 2 */
} Place;

static const struct {
  const UkeEntity *entity;
  Place place;
} places[] = {
  { &UKE_ENTITY_CLINIC, PLACE_FIRST },
  { &UKE_ENTITY_STAFF, PLACE_FIRST },
  { &UKE_ENTITY_RESOURCE, PLACE_FIRST },
  { &UKE_ENTITY_WORKING_HOURS, PLACE_FIRST },
  { &UKE_ENTITY_CLOSURE, PLACE_FIRST },
  { &UKE_ENTITY_MENU, PLACE_FIRST },
  { &UKE_ENTITY_SETTING, PLACE_FIRST },
  { &UKE_ENTITY_PROPERTY, PLACE_FIRST },
  { &UKE_ENTITY_CALL_SCRIPT, PLACE_FIRST },
  { &UKE_ENTITY_PATIENT, PLACE_PATIENT },
  { &UKE_ENTITY_PATIENT_PHONE, PLACE_OF_PATIENT },
  { &UKE_ENTITY_PATIENT_EMAIL, PLACE_OF_PATIENT },
  { &UKE_ENTITY_PATIENT_ADDRESS, PLACE_OF_PATIENT },
  { &UKE_ENTITY_PATIENT_TAG, PLACE_OF_PATIENT },
  { &UKE_ENTITY_PATIENT_PROPERTY, PLACE_OF_PATIENT },
  { &UKE_ENTITY_CONSENT, PLACE_OF_PATIENT },
  { &UKE_ENTITY_APPOINTMENT, PLACE_BOOKING },
  { &UKE_ENTITY_HOUSEHOLD, PLACE_SECOND },
  { &UKE_ENTITY_FOLLOW_UP, PLACE_FOLLOW_UP },
};

/* Writing, of which no more is in memory than one part and the ids of what is near. */
typedef struct {
  UkeDb *db; /* (not owned) */
  UkeSnapshotSink sink;
  gpointer data;
  UkeSnapshotManifest *manifest; /* (owned) */
  GHashTable *bookings;          /* (owned): UkeId of those near */
  GHashTable *patients;          /* (owned): UkeId of theirs */
  const char *table;             /* (not owned): of the part that is filled */
  const UkeEntity *entity;       /* what its rows are */
  Place place;
  unsigned tier;
  UkeSnapshotLines *lines; /* (owned) (nullable) */
  GString *raw;            /* (owned) */
  int64_t n_rows;
  ZSTD_CCtx *packer; /* (owned) */
} Writer;

static void
clear_writer (Writer *self)
{
  g_clear_pointer (&self->manifest, uke_snapshot_manifest_free);
  g_clear_pointer (&self->bookings, g_hash_table_unref);
  g_clear_pointer (&self->patients, g_hash_table_unref);
  g_clear_pointer (&self->lines, uke_snapshot_lines_free);
  if (self->raw != NULL)
    g_string_free (self->raw, TRUE);
  ZSTD_freeCCtx (self->packer);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writer, clear_writer)

static Place
get_place (const UkeEntity *entity)
{
  for (size_t i = 0; i < G_N_ELEMENTS (places); i++)
    if (places[i].entity == entity)
      return places[i].place;
  return PLACE_LAST;
}

static GBytes *
pack (Writer *self, GError **error)
{
  size_t room = ZSTD_compressBound (self->raw->len), size;
  g_autofree char *packed = g_malloc (room);

  size = ZSTD_compressCCtx (self->packer, packed, room, self->raw->str, self->raw->len, ZSTD_LEVEL);
  if (ZSTD_isError (size)) {
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_FAILED, "packing a part: %s",
                 ZSTD_getErrorName (size));
    return NULL;
  }
  return g_bytes_new (packed, size);
}

static gboolean
end_part (Writer *self, GError **error)
{
  UkeSnapshotPart part = { .rows = self->n_rows, .tier = self->tier };
  g_autoptr (GBytes) bytes = NULL;
  uint8_t hash[UKE_SHA256_SIZE];

  if (self->n_rows == 0)
    return TRUE;
  bytes = pack (self, error);
  if (bytes == NULL)
    return FALSE;
  part.table = self->table;
  part.raw = (int64_t)self->raw->len;
  part.bytes = (int64_t)g_bytes_get_size (bytes);
  uke_sha256 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), hash);
  uke_hex_write (hash, sizeof hash, part.sha256);
  g_array_append_val (self->manifest->parts, part);
  g_string_truncate (self->raw, 0);
  self->n_rows = 0;
  return self->sink (&part, bytes, self->data, error);
}

static unsigned
get_tier (const Writer *self, UkeStmt *stmt)
{
  UkeId id = uke_stmt_id (stmt, 0);
  int field;

  switch (self->place) {
  case PLACE_FIRST:
    return 0;
  case PLACE_PATIENT:
    return g_hash_table_contains (self->patients, &id) ? 0 : 1;
  case PLACE_OF_PATIENT:
    field = uke_entity_field_index (self->entity, "patient_id");
    id = uke_stmt_is_null (stmt, field + 1) ? UKE_ID_NONE : uke_stmt_id (stmt, field + 1);
    return g_hash_table_contains (self->patients, &id) ? 0 : 1;
  case PLACE_BOOKING:
    return g_hash_table_contains (self->bookings, &id) ? 0 : 2;
  case PLACE_SECOND:
    return 1;
  case PLACE_FOLLOW_UP:
    return uke_stmt_is_null (stmt, UKE_FOLLOW_UP_CLOSED_AT_US + 1) ? 1 : 2;
  case PLACE_LAST:
    return 2;
  }
  return 2;
}

/* The line that begins at @before is whole: it stays, or goes to the next part when this one is
 * full. */
static gboolean
end_line (Writer *self, size_t before, GError **error)
{
  g_string_append_c (self->raw, '\n');
  if (self->raw->len > UKE_SNAPSHOT_PART_RAW && self->n_rows > 0) {
    g_autofree char *row = g_strdup (self->raw->str + before);

    g_string_truncate (self->raw, before);
    if (!end_part (self, error))
      return FALSE;
    g_string_append (self->raw, row);
  }
  self->n_rows++;
  return TRUE;
}

static gboolean
write_row (Writer *self, UkeStmt *stmt, GError **error)
{
  size_t before = self->raw->len;

  return get_tier (self, stmt) != self->tier
         || (uke_snapshot_lines_append (self->lines, stmt, self->raw, error)
             && end_line (self, before, error));
}

static gboolean
write_rows (Writer *self, UkeStmt *stmt, GError **error)
{
  gboolean has_row;

  while (uke_stmt_step (stmt, &has_row, error)) {
    if (!has_row)
      return TRUE;
    if (!write_row (self, stmt, error))
      return FALSE;
  }
  return FALSE;
}

static gboolean
write_all (Writer *self, GError **error)
{
  g_autofree char *sql = uke_snapshot_lines_make_sql (self->lines, "TRUE");
  g_autoptr (UkeStmt) stmt = uke_db_prepare (self->db, sql, error);

  return stmt != NULL && write_rows (self, stmt, error);
}

/* The few that are near, each by its id: the rest of the table is not read. */
static gboolean
write_near (Writer *self, GHashTable *ids, const char *condition, GError **error)
{
  g_autofree char *sql = uke_snapshot_lines_make_sql (self->lines, condition);
  g_autoptr (UkeStmt) stmt = uke_db_prepare (self->db, sql, error);
  GHashTableIter iter;
  gpointer id;

  if (stmt == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL)) {
    uke_stmt_reset (stmt);
    uke_stmt_bind_id_at (stmt, 1, id);
    if (!write_rows (self, stmt, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_table_rows (Writer *self, GError **error)
{
  switch (self->place) {
  case PLACE_FIRST:
    return self->tier != 0 || write_all (self, error);
  case PLACE_PATIENT:
    return self->tier == 0 ? write_near (self, self->patients, "id = ?", error)
                           : self->tier != 1 || write_all (self, error);
  case PLACE_OF_PATIENT:
    return self->tier == 0 ? write_near (self, self->patients, "patient_id = ?", error)
                           : self->tier != 1 || write_all (self, error);
  case PLACE_BOOKING:
    return self->tier == 0 ? write_near (self, self->bookings, "id = ?", error)
                           : self->tier != 2 || write_all (self, error);
  case PLACE_SECOND:
    return self->tier != 1 || write_all (self, error);
  case PLACE_FOLLOW_UP:
    return self->tier == 0 || write_all (self, error);
  case PLACE_LAST:
    return self->tier != 2 || write_all (self, error);
  }
  return FALSE;
}

static gboolean
write_table (Writer *self, const UkeEntity *entity, GError **error)
{
  self->entity = entity;
  self->table = entity->name;
  self->place = get_place (entity);
  g_clear_pointer (&self->lines, uke_snapshot_lines_free);
  self->lines = uke_snapshot_lines_new (self->db, entity);
  return write_table_rows (self, error) && end_part (self, error);
}

/* What was decided otherwise: open cards at once, the history of the values that lost in the end.
 */
static gboolean
write_notes (Writer *self, const char *sql, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare (self->db, sql, error);

  self->table = UKE_SNAPSHOT_NOTES;
  while (stmt != NULL) {
    size_t before = self->raw->len;
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return end_part (self, error);
    uke_snapshot_notes_append (stmt, self->raw);
    if (!end_line (self, before, error))
      return FALSE;
  }
  return FALSE;
}

static void
add_id (GHashTable *ids, UkeStmt *stmt, int column)
{
  UkeId id = uke_stmt_id (stmt, column);

  g_hash_table_add (ids, g_memdup2 (&id, sizeof id));
}

static gboolean
find_near (Writer *self, int64_t today_us, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare (
      self->db,
      "SELECT id, patient_id FROM appointment_card WHERE clinic_id IN (SELECT id FROM clinic) "
      "AND starts_at_us >= ? AND starts_at_us < ?",
      error);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, today_us - UKE_SNAPSHOT_DAYS_BEFORE * DAY_US);
  uke_stmt_bind_int64_at (stmt, 2, today_us + UKE_SNAPSHOT_DAYS_AHEAD * DAY_US);
  while (TRUE) {
    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    add_id (self->bookings, stmt, 0);
    if (!uke_stmt_is_null (stmt, 1))
      add_id (self->patients, stmt, 1);
  }
}

static gboolean
write_head (Writer *self, const uint8_t *secret, GError **error)
{
  UkeSnapshotManifest *manifest = self->manifest;
  UkeLogHead head;
  int64_t backup_seq;

  if (!uke_log_store_get_head (self->db, &head, error)
      || !uke_db_query_int64 (self->db, "SELECT backup_seq FROM feed WHERE feed = 1", &backup_seq,
                              error)
      || !uke_digest_is_kept (self->db, &manifest->has_root, error)
      || (manifest->has_root && !uke_digest_get_root (self->db, manifest->root, error)))
    return FALSE;
  manifest->cursor = (UkeCursor){ .epoch = head.epoch, .seq = head.seq };
  memcpy (manifest->cursor.chain, head.chain, UKE_SHA256_SIZE);
  if (!uke_cursor_is_start (&manifest->cursor))
    uke_cursor_sign (&manifest->cursor, secret);
  manifest->durable = MIN (backup_seq, head.seq);
  manifest->sv = UKE_SCHEMA_VERSION;
  return TRUE;
}

static gboolean
write_tiers (Writer *self, const uint8_t *secret, int64_t today_us, GError **error)
{
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  if (!write_head (self, secret, error) || !find_near (self, today_us, error))
    return FALSE;
  for (self->tier = 0; self->tier < N_TIERS; self->tier++) {
    for (unsigned i = 0; i < n; i++)
      if (!write_table (self, entities[i], error))
        return FALSE;
    if (self->tier == 0
        && !write_notes (self, UKE_SNAPSHOT_NOTES_SQL (UKE_SNAPSHOT_NOTES_OPEN), error))
      return FALSE;
  }
  self->tier = N_TIERS - 1;
  if (!write_notes (self, UKE_SNAPSHOT_NOTES_SQL (UKE_SNAPSHOT_NOTES_OTHERS), error))
    return FALSE;
  for (unsigned i = 0; i < n; i++)
    uke_snapshot_manifest_add_table (self->manifest, entities[i]);
  self->manifest->fields = uke_new_fields_of (NULL, UKE_SCHEMA_FIRST);
  return TRUE;
}

/**
 * uke_snapshot_write:
 * @db: a connection
 * @secret: the tenant's signing key
 * @today_us: when the clinic's day begins
 * @sink: takes each part as it is finished
 * @data: for @sink
 * @error: return location
 *
 * Writes the rows as they stand in one state of the database, together with the place in the
 * history where that is: log and rows share one order, so nothing is lost between snapshot and the
 * changes behind it. Never holds more than one part in memory.
 *
 * Returns: (transfer full): what was written
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP, CORRUPT; those of @sink
 * Thread: the owner of @db
 * Source: sync.md 2.17
 */
UkeSnapshotManifest *
uke_snapshot_write (UkeDb *db,
                    const uint8_t secret[UKE_CURSOR_SECRET_SIZE],
                    int64_t today_us,
                    UkeSnapshotSink sink,
                    gpointer data,
                    GError **error)
{
  g_auto (Writer) self = { .db = db, .sink = sink, .data = data };
  gboolean is_own = !uke_db_in_transaction (db);
  gboolean is_done;

  self.manifest = uke_snapshot_manifest_new ();
  self.bookings = g_hash_table_new_full (uke_id_hash, uke_id_equal, g_free, NULL);
  self.patients = g_hash_table_new_full (uke_id_hash, uke_id_equal, g_free, NULL);
  self.raw = g_string_sized_new (UKE_SNAPSHOT_PART_RAW + 4096);
  self.packer = ZSTD_createCCtx ();
  if (is_own && !uke_db_begin_read (db, error))
    return NULL;
  is_done = write_tiers (&self, secret, today_us, error);
  if (is_own)
    uke_db_end_read (db);
  return is_done ? g_steal_pointer (&self.manifest) : NULL;
}
