/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-conflict-store.h"

#include "db/uke-db-queries.h"
#include "feed/uke-json-write.h"
#include "model/uke-codes.h"
#include "model/uke-entities.h"
#include "store/uke-log-store.h"
#include "store/uke-schema.h"

#include <jansson.h>

#define BIT(field) ((uint64_t)1 << (field))

/* What says when and where a booking is. */
#define SLOT_FIELDS                                                                                \
  (BIT (UKE_APPOINTMENT_PROVIDER_ID) | BIT (UKE_APPOINTMENT_CHAIR_ID)                              \
   | BIT (UKE_APPOINTMENT_STARTS_AT_US) | BIT (UKE_APPOINTMENT_LENGTH_MIN))

/** NoteKey: one note that is settled. */
typedef struct {
  int64_t seq;
  int64_t n;
} NoteKey;

static gboolean
write_note (UkeStmt *stmt, int64_t seq, unsigned index, const UkeConflictNote *note, GError **error)
{
  unsigned field_id = note->field >= 0 ? note->entity->fields[note->field].id : note->ext_id;
  UkeFieldType type = note->field >= 0    ? note->entity->fields[note->field].type
                      : note->ext_id != 0 ? note->ext_type
                                          : UKE_TYPE_TEXT;
  g_autoptr (GString) kept = g_string_new (NULL);
  g_autoptr (GString) lost = g_string_new (NULL);

  uke_json_append_value (kept, type, &note->kept);
  uke_json_append_value (lost, type, &note->lost);
  uke_stmt_bind_int64_at (stmt, 1, seq);
  uke_stmt_bind_int64_at (stmt, 2, index);
  uke_stmt_bind_int64_at (stmt, 3, note->kind);
  uke_stmt_bind_int64_at (stmt, 4, note->entity->number);
  uke_stmt_bind_id_at (stmt, 5, &note->id);
  if (field_id != 0) {
    uke_stmt_bind_int64_at (stmt, 6, field_id);
    uke_stmt_bind_text_at (stmt, 7, kept->str);
    uke_stmt_bind_text_at (stmt, 8, lost->str);
  } else {
    for (int pos = 6; pos <= 8; pos++)
      uke_stmt_bind_null_at (stmt, pos);
  }
  uke_stmt_bind_int64_at (stmt, 9, note->other_seq);
  if (uke_id_is_none (&note->other_id))
    uke_stmt_bind_null_at (stmt, 10);
  else
    uke_stmt_bind_id_at (stmt, 10, &note->other_id);
  uke_stmt_bind_int64_at (stmt, 11, note->needs_person);
  return uke_stmt_run (stmt, error);
}

static gboolean
write_notes (UkeDb *db, UkeEffect *effect, int64_t seq, GError **error)
{
  g_autoptr (UkeStmt) stmt = NULL;

  if (effect->notes->len == 0)
    return TRUE;
  stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO conflict (seq, n, kind, entity, record_id, field, kept, lost, other_seq, "
      "other_id, needs_person) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);
  if (stmt == NULL)
    return FALSE;
  for (unsigned i = 0; i < effect->notes->len; i++)
    if (!write_note (stmt, seq, i, uke_effect_get_note (effect, i), error))
      return FALSE;
  return TRUE;
}

/* One record of an entry, and what the notes that are open on it are held against. */
typedef struct {
  UkeEffect *effect;
  const UkeEffectRow *row;
  int64_t base;
} Answer;

static gboolean
leaves_open (const Answer *self, UkeNoteKind kind, int field)
{
  for (unsigned i = 0; i < self->effect->notes->len; i++) {
    const UkeConflictNote *note = uke_effect_get_note (self->effect, i);

    if (note->needs_person && note->ext_id == 0 && note->field == field
        && (field >= 0 || note->kind == kind) && uke_id_equal (&note->id, &self->row->id))
      return TRUE;
  }
  return FALSE;
}

static gboolean
has_its_time (const UkeEffectRow *row)
{
  const UkeValue *needs = &row->values[UKE_APPOINTMENT_NEEDS_NEW_TIME];

  return row->is_deleted || needs->kind != UKE_VALUE_INT || needs->integer == 0;
}

/* Which fields answer a note: whoever sets one of them has decided. */
static uint64_t
get_answers (UkeNoteKind kind, int field)
{
  switch (kind) {
  case UKE_NOTE_MOVE_LOST:
  case UKE_NOTE_MOVE_UNDONE:
    return SLOT_FIELDS | BIT (UKE_APPOINTMENT_STATUS);
  case UKE_NOTE_FIELD_LOST:
  case UKE_NOTE_PROPOSAL:
  case UKE_NOTE_MEMO_OVERLAP:
  case UKE_NOTE_STATUS_LOST:
  case UKE_NOTE_CONSENT_WITHDRAWN:
  case UKE_NOTE_FIXED:
  case UKE_NOTE_CLAIM_LOST:
  case UKE_NOTE_COUNTER_LOST:
  case UKE_NOTE_MISSING_ROW:
  case UKE_NOTE_NUMBER_TAKEN:
  case UKE_NOTE_NUMBER_ISSUED:
    return field >= 0 ? BIT (field) : 0;
  case UKE_NOTE_NEEDS_NEW_TIME:
  case UKE_NOTE_DELETE_LOST:
  case UKE_NOTE_REVIVED:
  case UKE_NOTE_NOT_PERMITTED:
  case UKE_NOTE_SAME_PERSON:
    return 0;
  }
  return 0;
}

static gboolean
is_answered (const Answer *self, int64_t seq, UkeNoteKind kind, int field)
{
  if (kind == UKE_NOTE_NEEDS_NEW_TIME)
    return has_its_time (self->row) || leaves_open (self, kind, field);
  if (kind == UKE_NOTE_MISSING_ROW && field < 0)
    return !self->row->is_deleted;
  if (self->base < seq || leaves_open (self, kind, field))
    return FALSE;
  if (self->row->is_deleted)
    return TRUE;
  return (self->row->touched & get_answers (kind, field)) != 0;
}

/* The same of a note on a field that this program does not know, whose answer is that field. */
static gboolean
is_ext_answered (const Answer *self, int64_t seq, unsigned field_id)
{
  if (self->base < seq)
    return FALSE;
  for (unsigned i = 0; i < self->effect->notes->len; i++) {
    const UkeConflictNote *note = uke_effect_get_note (self->effect, i);

    if (note->needs_person && note->ext_id == field_id && uke_id_equal (&note->id, &self->row->id))
      return FALSE;
  }
  return self->row->is_deleted || uke_ext_find (self->row->ext, field_id) != NULL;
}

static gboolean
find_answered (UkeDb *db, const Answer *answer, int64_t before_seq, GArray *keys, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("conflict-of-record"), error);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id (stmt, ":record_id", &answer->row->id);
  uke_stmt_bind_int64 (stmt, ":before_seq", before_seq);
  while (TRUE) {
    unsigned field_id;
    gboolean is_done;
    NoteKey key;
    int field = -1;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    key.seq = uke_stmt_int64 (stmt, 0);
    key.n = uke_stmt_int64 (stmt, 1);
    field_id = uke_stmt_is_null (stmt, 3) ? 0 : (unsigned)uke_stmt_int64 (stmt, 3);
    if (field_id != 0)
      field = uke_entity_field_index_by_id (answer->row->entity, field_id);
    is_done = field_id != 0 && field < 0
                  ? is_ext_answered (answer, key.seq, field_id)
                  : is_answered (answer, key.seq, (UkeNoteKind)uke_stmt_int64 (stmt, 2), field);
    if (is_done)
      g_array_append_val (keys, key);
  }
}

static gboolean
settle_notes (UkeDb *db, const GArray *keys, int64_t seq, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "UPDATE conflict SET settled_seq = ? WHERE seq = ? AND n = ?", error);

  if (stmt == NULL)
    return FALSE;
  for (unsigned i = 0; i < keys->len; i++) {
    const NoteKey *key = &g_array_index (keys, NoteKey, i);

    uke_stmt_bind_int64_at (stmt, 1, seq);
    uke_stmt_bind_int64_at (stmt, 2, key->seq);
    uke_stmt_bind_int64_at (stmt, 3, key->n);
    if (!uke_stmt_run (stmt, error))
      return FALSE;
  }
  return TRUE;
}

/* Rules 1 and 2. */
static gboolean
settle_by_rule (UkeDb *db, UkeEffect *effect, int64_t base, int64_t seq, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (NoteKey));

  for (unsigned i = 0; i < effect->rows->len; i++) {
    Answer answer = { effect, uke_effect_get_row (effect, i), base };

    if (!find_answered (db, &answer, seq, keys, error))
      return FALSE;
  }
  return keys->len == 0 || settle_notes (db, keys, seq, error);
}

static gboolean
is_settling (const UkeEffectRow *row)
{
  const UkeValue *choice = &row->values[UKE_CONFLICT_SETTLEMENT_CHOICE];

  return row->entity == &UKE_ENTITY_CONFLICT_SETTLEMENT && choice->kind == UKE_VALUE_TEXT
         && !g_str_equal (choice->text, UKE_SETTLEMENT_HANDED)
         && row->values[UKE_CONFLICT_SETTLEMENT_CHANGE_SET_ID].kind == UKE_VALUE_ID
         && row->values[UKE_CONFLICT_SETTLEMENT_RECORD_ID].kind == UKE_VALUE_ID;
}

/* Rule 3. What was settled before stays as it is: the first answer counts. */
static gboolean
follow_settlement (UkeDb *db, const UkeEffectRow *row, int64_t seq, GError **error)
{
  const char *sql
      = row->is_deleted
            ? "UPDATE conflict SET settled_seq = NULL WHERE record_id = ? AND EXISTS (SELECT 1 "
              "FROM flog WHERE flog.feed = 1 AND flog.seq = conflict.seq AND flog.cs_id = ?)"
            : "UPDATE conflict SET settled_seq = ? WHERE record_id = ? AND settled_seq IS NULL "
              "AND EXISTS (SELECT 1 FROM flog WHERE flog.feed = 1 AND flog.seq = conflict.seq "
              "AND flog.cs_id = ?)";
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, sql, error);
  int pos = 1;

  if (stmt == NULL)
    return FALSE;
  if (!row->is_deleted)
    uke_stmt_bind_int64_at (stmt, pos++, seq);
  uke_stmt_bind_id_at (stmt, pos++, &row->values[UKE_CONFLICT_SETTLEMENT_RECORD_ID].id);
  uke_stmt_bind_id_at (stmt, pos, &row->values[UKE_CONFLICT_SETTLEMENT_CHANGE_SET_ID].id);
  return uke_stmt_run (stmt, error);
}

static gboolean
is_review (const UkeEffectRow *row)
{
  const UkeValue *decision = &row->values[UKE_DUPLICATE_REVIEW_DECISION];

  return row->entity == &UKE_ENTITY_DUPLICATE_REVIEW && decision->kind == UKE_VALUE_TEXT
         && !g_str_equal (decision->text, UKE_DUPLICATE_LATER)
         && row->values[UKE_DUPLICATE_REVIEW_FIRST_PATIENT_ID].kind == UKE_VALUE_ID
         && row->values[UKE_DUPLICATE_REVIEW_SECOND_PATIENT_ID].kind == UKE_VALUE_ID;
}

/* Rule 4. */
static gboolean
follow_review (UkeDb *db, const UkeEffectRow *row, int64_t seq, GError **error)
{
  const UkeId *pair[] = { &row->values[UKE_DUPLICATE_REVIEW_FIRST_PATIENT_ID].id,
                          &row->values[UKE_DUPLICATE_REVIEW_SECOND_PATIENT_ID].id };
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      row->is_deleted ? "UPDATE conflict SET settled_seq = NULL WHERE record_id = ? AND other_id "
                        "= ? AND kind = ?"
                      : "UPDATE conflict SET settled_seq = ? WHERE record_id = ? AND other_id = ? "
                        "AND kind = ? AND settled_seq IS NULL",
      error);

  for (unsigned i = 0; i < G_N_ELEMENTS (pair) && stmt != NULL; i++) {
    int pos = 1;

    if (!row->is_deleted)
      uke_stmt_bind_int64_at (stmt, pos++, seq);
    uke_stmt_bind_id_at (stmt, pos++, pair[i]);
    uke_stmt_bind_id_at (stmt, pos++, pair[1 - i]);
    uke_stmt_bind_int64_at (stmt, pos, UKE_NOTE_SAME_PERSON);
    if (!uke_stmt_run (stmt, error))
      return FALSE;
  }
  return stmt != NULL;
}

/* A clinic with nothing open pays one look into an empty index. */
static gboolean
find_open (UkeDb *db, UkeOpenNotes *out_open, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT 1 FROM conflict WHERE settled_seq IS NULL AND needs_person = 1 LIMIT 1", error);
  gboolean has_row;

  if (stmt == NULL || !uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  *out_open = has_row ? UKE_OPEN_NOTES_SOME : UKE_OPEN_NOTES_NONE;
  return TRUE;
}

/**
 * uke_conflict_store_follow:
 * @db: the writing connection, inside the transaction that appends the entry
 * @effect: what the entry does, before its rows are written
 * @base: the last entry that its author knew
 * @seq: its number
 * @inout_open: (inout): what this transaction knows of open notes, or `UKE_OPEN_NOTES_UNKNOWN`
 * @error: return location
 *
 * Writes the notes of an entry, and settles those of earlier ones that it answers. The same call on
 * the server and on every desk, for each entry in its order: nobody has to be told what is settled.
 *
 * Returns: whether everything was written
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.10, 3.1 P5
 */
gboolean
uke_conflict_store_follow (UkeDb *db,
                           UkeEffect *effect,
                           int64_t base,
                           int64_t seq,
                           UkeOpenNotes *inout_open,
                           GError **error)
{
  UkeOpenNotes open = *inout_open;

  /* Until everything is written. */
  *inout_open = UKE_OPEN_NOTES_UNKNOWN;
  if (open == UKE_OPEN_NOTES_UNKNOWN && !find_open (db, &open, error))
    return FALSE;
  if (open == UKE_OPEN_NOTES_SOME && !settle_by_rule (db, effect, base, seq, error))
    return FALSE;
  for (unsigned i = 0; i < effect->rows->len; i++) {
    const UkeEffectRow *row = uke_effect_get_row (effect, i);

    if (is_settling (row) && !follow_settlement (db, row, seq, error))
      return FALSE;
    if (is_review (row) && !follow_review (db, row, seq, error))
      return FALSE;
    /* What an undo opens again may be answered, or replaced, by the same undo. */
    if (is_settling (row) && row->is_deleted && !settle_by_rule (db, effect, 0, seq, error))
      return FALSE;
    if (is_settling (row) || is_review (row))
      open = UKE_OPEN_NOTES_UNKNOWN;
  }
  if (!write_notes (db, effect, seq, error))
    return FALSE;
  *inout_open = effect->notes->len > 0 ? UKE_OPEN_NOTES_UNKNOWN : open;
  return TRUE;
}

/* Reads what uke_json_append_value() wrote. Anything else reads as nothing. */
static void
read_value (const char *json, UkeFieldType type, UkeValue *out_value)
{
  json_t *root = json != NULL ? json_loads (json, JSON_DECODE_ANY, NULL) : NULL;
  const char *text = json_string_value (root);
  UkeDate date;
  UkeId id;

  if (json_is_integer (root))
    uke_value_set_int (out_value, json_integer_value (root));
  else if (text != NULL && type == UKE_TYPE_DATE && uke_date_from_iso (text, &date))
    uke_value_set_int (out_value, date);
  else if (text != NULL && type == UKE_TYPE_ID && uke_id_from_hex (text, &id))
    uke_value_set_id (out_value, &id);
  else if (text != NULL && (type == UKE_TYPE_TEXT || type == UKE_TYPE_CODE))
    uke_value_set_text (out_value, text);
  json_decref (root);
}

static void
clear_row (gpointer data)
{
  UkeConflictRow *row = data;

  uke_value_clear (&row->kept);
  uke_value_clear (&row->lost);
}

static void
read_row (UkeStmt *stmt, GArray *rows)
{
  UkeConflictRow row = {
    .seq = uke_stmt_int64 (stmt, 0),
    .n = (unsigned)uke_stmt_int64 (stmt, 1),
    .kind = (UkeNoteKind)uke_stmt_int64 (stmt, 2),
    .entity = uke_entity_by_number ((unsigned)uke_stmt_int64 (stmt, 3)),
    .record_id = uke_stmt_id (stmt, 4),
    .field = -1,
    .other_seq = uke_stmt_int64 (stmt, 8),
    .other_id = uke_stmt_is_null (stmt, 9) ? UKE_ID_NONE : uke_stmt_id (stmt, 9),
    .needs_person = uke_stmt_boolean (stmt, 10),
    .settled_seq = uke_stmt_is_null (stmt, 11) ? 0 : uke_stmt_int64 (stmt, 11),
  };

  if (row.entity != NULL && !uke_stmt_is_null (stmt, 5))
    row.field = uke_entity_field_index_by_id (row.entity, (unsigned)uke_stmt_int64 (stmt, 5));
  if (row.field >= 0) {
    read_value (uke_stmt_text (stmt, 6), row.entity->fields[row.field].type, &row.kept);
    read_value (uke_stmt_text (stmt, 7), row.entity->fields[row.field].type, &row.lost);
  }
  g_array_append_val (rows, row);
}

static GArray *
read_rows (UkeStmt *stmt, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (UkeConflictRow));
  gboolean has_row = TRUE;

  g_array_set_clear_func (rows, clear_row);
  while (has_row) {
    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (has_row)
      read_row (stmt, rows);
  }
  return g_steal_pointer (&rows);
}

/**
 * uke_conflict_store_list_open:
 * @db: a connection
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeConflictRow): notes that wait for a person,
 *   oldest first
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
GArray *
uke_conflict_store_list_open (UkeDb *db, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("conflict-open"), error);

  return stmt != NULL ? read_rows (stmt, error) : NULL;
}

/* The last entry that was decided before a time; times of entries never go back. */
static gboolean
find_last_before (UkeDb *db, int64_t time_us, int64_t *out_seq, GError **error)
{
  UkeLogHead head;
  int64_t low = 0, high;

  if (!uke_log_store_get_head (db, &head, error))
    return FALSE;
  high = head.seq;
  while (low < high) {
    int64_t middle = low + (high - low + 1) / 2;
    UkeLogEntry entry = { 0 };
    GError *local = NULL;

    /* What is not kept any more is old. */
    if (!uke_log_store_find (db, middle, &entry, &local) || entry.meta.at_us < time_us)
      low = middle;
    else
      high = middle - 1;
    g_clear_error (&local);
  }
  *out_seq = low;
  return TRUE;
}

/**
 * uke_conflict_store_list_decided:
 * @db: a connection
 * @since_us: from when on, UTC microseconds
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeConflictRow): notes that wait for nobody,
 *   newest entry first
 * Errors: UKE_DB_ERROR, UKE_STORE_ERROR: NOT_SET_UP
 * Thread: the owner of @db
 */
GArray *
uke_conflict_store_list_decided (UkeDb *db, int64_t since_us, GError **error)
{
  int64_t after_seq;
  g_autoptr (UkeStmt) stmt = NULL;

  if (!find_last_before (db, since_us, &after_seq, error))
    return NULL;
  stmt = uke_db_prepare_query (db, UKE_QUERY ("conflict-decided"), error);
  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_int64 (stmt, ":after_seq", after_seq);
  return read_rows (stmt, error);
}

/**
 * uke_conflict_store_list_of:
 * @db: a connection
 * @seq: an entry
 * @record_id: a record
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeConflictRow): what the entry left on the
 *   record
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
GArray *
uke_conflict_store_list_of (UkeDb *db, int64_t seq, const UkeId *record_id, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("conflict-of"), error);

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_int64 (stmt, ":seq", seq);
  uke_stmt_bind_id (stmt, ":record_id", record_id);
  return read_rows (stmt, error);
}
