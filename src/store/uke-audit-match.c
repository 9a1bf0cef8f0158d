/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "feed/uke-json-write.h"
#include "store/uke-audit-log.h"
#include "store/uke-rows-private.h"
#include "store/uke-rows.h"
#include "store/uke-store-verify.h"

#include <jansson.h>
#include <string.h>

#define MAX_PROBLEMS 20

/* What the audit says of one row: the newest value of each field it still knows, as JSON. */
typedef struct {
  const UkeEntity *entity;
  UkeId id;
  unsigned n_entries;
  UkeId last_change_set;
  gboolean is_deleted;
  char *values[UKE_ENTITY_MAX_FIELDS]; /* (owned) (nullable) */
} Said;

static void
clear_said (Said *said)
{
  for (unsigned i = 0; i < UKE_ENTITY_MAX_FIELDS; i++)
    g_clear_pointer (&said->values[i], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Said, clear_said)

/* Values that were cleared are no longer known. */
static void
forget_fields (Said *said, const char *names)
{
  g_auto (GStrv) fields = g_strsplit (names == NULL ? "" : names, ",", -1);

  for (unsigned i = 0; fields[i] != NULL; i++) {
    int field = uke_entity_field_index (said->entity, fields[i]);

    if (field >= 0)
      g_clear_pointer (&said->values[field], g_free);
  }
}

static void
take_values (Said *said, const char *json)
{
  json_t *changes = json_loads (json, 0, NULL);
  const char *name;
  json_t *pair;

  json_object_foreach (changes, name, pair)
  {
    int field = uke_entity_field_index (said->entity, name);
    g_autofree char *value = NULL;
    char *dumped;

    if (field < 0)
      continue;
    dumped = json_dumps (json_array_get (pair, 1), JSON_ENCODE_ANY | JSON_COMPACT);
    g_free (said->values[field]);
    said->values[field] = g_strdup (dumped);
    free (dumped);
  }
  json_decref (changes);
}

/* An undo is called so whatever it does to a record: what was deleted comes back; of what is there
 * some fields change, or, where none does, it goes. */
static gboolean
is_deleted_by_undo (const Said *said, const char *fields)
{
  return !said->is_deleted && (fields == NULL || *fields == '\0');
}

static void
take_entry (Said *said, UkeStmt *stmt)
{
  const char *fields = uke_stmt_text (stmt, 2), *json = uke_stmt_text (stmt, 3);
  int kind = (int)uke_stmt_int64 (stmt, 0);

  if (uke_stmt_is_null (stmt, 1))
    return; /* a view, a print: it changed nothing */
  said->n_entries++;
  said->last_change_set = uke_stmt_id (stmt, 1);
  if (kind == UKE_AUDIT_DELETE)
    said->is_deleted = TRUE;
  else if (kind == UKE_AUDIT_REVIVE || kind == UKE_AUDIT_CREATE)
    said->is_deleted = FALSE;
  else if (kind == UKE_AUDIT_UNDO)
    said->is_deleted = is_deleted_by_undo (said, fields);
  for (unsigned i = 0; kind == UKE_AUDIT_CREATE && i < said->entity->n_fields; i++)
    if (said->values[i] == NULL)
      said->values[i] = g_strdup ("null");
  if (json == NULL)
    forget_fields (said, fields);
  else
    take_values (said, json);
}

static gboolean
read_entries (UkeDb *db, UkeRecord *record, Said *said, GError **error)
{
  int field = said->entity == &UKE_ENTITY_PATIENT
                  ? -1
                  : uke_entity_field_index (said->entity, "patient_id");
  const UkeId *patient_id = field >= 0 ? uke_record_get_id_value (record, (unsigned)field) : NULL;
  gboolean has_patient
      = said->entity == &UKE_ENTITY_PATIENT || (patient_id != NULL && !uke_id_is_none (patient_id));
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      has_patient ? "SELECT kind, change_set_id, fields, before_after FROM audit "
                    "WHERE patient_id = ?2 AND object_id = ?1 ORDER BY dev, seq"
                  : "SELECT kind, change_set_id, fields, before_after FROM audit "
                    "WHERE object_id = ?1 AND patient_id IS NULL ORDER BY dev, seq",
      error);
  gboolean has_row = stmt != NULL;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &said->id);
  if (has_patient)
    uke_stmt_bind_id_at (stmt, 2, said->entity == &UKE_ENTITY_PATIENT ? &said->id : patient_id);
  while (uke_stmt_step (stmt, &has_row, error)) {
    if (!has_row)
      return TRUE;
    take_entry (said, stmt);
  }
  return FALSE;
}

static const char *
find_difference (UkeRecord *record, const Said *said)
{
  g_autoptr (GString) json = g_string_new (NULL);

  for (unsigned i = 0; i < said->entity->n_fields; i++) {
    if (said->values[i] == NULL)
      continue;
    g_string_truncate (json, 0);
    uke_json_append_value (json, said->entity->fields[i].type, uke_record_get_value (record, i));
    if (strcmp (json->str, said->values[i]) != 0)
      return said->entity->fields[i].name;
  }
  return NULL;
}

static void
add_problem (GPtrArray *problems, const Said *said, const char *what, const char *field)
{
  char hex[UKE_ID_HEX_SIZE];

  if (problems->len >= MAX_PROBLEMS)
    return;
  uke_id_to_hex (&said->id, hex);
  g_ptr_array_add (problems, g_strdup_printf ("%s %s: %s%s", said->entity->name, hex, what, field));
}

/* @change_set_id: of the log entry that last changed the row, by the row's own word. */
static gboolean
check_row (UkeDb *db,
           UkeRecord *record,
           const UkeId *change_set_id,
           GPtrArray *problems,
           GError **error)
{
  g_auto (Said) said
      = { .entity = uke_record_get_entity (record), .id = *uke_record_get_id (record) };
  const char *field;

  if (!read_entries (db, record, &said, error))
    return FALSE;
  field = find_difference (record, &said);
  if (said.n_entries == 0)
    add_problem (problems, &said, "the audit does not know it", "");
  else if (!uke_id_equal (&said.last_change_set, change_set_id))
    add_problem (problems, &said, "its last change is not the one in the audit", "");
  else if (said.is_deleted != uke_record_is_deleted (record))
    add_problem (problems, &said, "deleted in one and not in the other", "");
  else if (field != NULL)
    add_problem (problems, &said, "not what the audit says: ", field);
  return TRUE;
}

static gboolean
check_entity (UkeDb *db,
              const UkeEntity *entity,
              GPtrArray *problems,
              GCancellable *cancellable,
              GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT t.id, f.cs_id FROM %s AS t LEFT JOIN flog AS f "
                                          "ON f.feed = 1 AND f.seq = t.rver ORDER BY t.id",
                                          entity->name);
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, sql, error);
  gboolean has_row;

  while (stmt != NULL) {
    g_autoptr (UkeRecord) record = NULL;
    UkeId id, change_set_id;

    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    id = uke_stmt_id (stmt, 0);
    change_set_id = uke_stmt_is_null (stmt, 1) ? UKE_ID_NONE : uke_stmt_id (stmt, 1);
    record = uke_rows_find_any (db, entity, &id, error);
    if (record == NULL || !check_row (db, record, &change_set_id, problems, error))
      return FALSE;
  }
  return FALSE;
}

/* Rows are never deleted, so whatever was made must still be there. */
static gboolean
check_made (UkeDb *db, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare (
      db, "SELECT entity, object_id FROM audit WHERE kind = 1 AND object_id IS NOT NULL", error);
  gboolean has_row;

  while (stmt != NULL) {
    g_auto (Said) said = { 0 };
    g_autoptr (UkeRecord) record = NULL;
    g_autoptr (GError) local = NULL;

    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    said.entity = uke_entity_by_number ((unsigned)uke_stmt_int64 (stmt, 0));
    said.id = uke_stmt_id (stmt, 1);
    if (said.entity == NULL)
      continue;
    record = uke_rows_find_any (db, said.entity, &said.id, &local);
    if (local != NULL) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    if (record == NULL)
      add_problem (problems, &said, "the audit knows it, but it is gone", "");
  }
  return FALSE;
}

/**
 * uke_audit_match_verify:
 * @db: a connection
 * @problems: (element-type utf8): what is wrong is added, without any content
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Holds every row to the audit: somebody made it, its last change is the one that the audit has
 * last, and its values are the newest that the audit still knows.
 *
 * Returns: whether it could be checked to the end
 * Errors: UKE_DB_ERROR; G_IO_ERROR_CANCELLED
 * Thread: the owner of @db
 * Source: invariant 2 of architecture.md
 */
gboolean
uke_audit_match_verify (UkeDb *db, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++)
    if (!check_entity (db, entities[i], problems, cancellable, error))
      return FALSE;
  return check_made (db, problems, cancellable, error);
}
