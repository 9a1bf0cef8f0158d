/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-history-store.h"

#include "db/uke-db-queries.h"
#include "feed/uke-json-write.h"
#include "store/uke-schema.h"

/* The columns of history-others. */
enum {
  COLUMN_AT_US,
  COLUMN_DEV,
  COLUMN_STAFF_ID,
  COLUMN_INTENT,
  COLUMN_KIND,
  COLUMN_ENTITY,
  COLUMN_RECORD_ID,
  COLUMN_VALUES,
};

static UkeAuditKind
get_kind (const UkeChange *change)
{
  if (change->before == NULL)
    return UKE_AUDIT_CREATE;
  if (change->after == NULL)
    return UKE_AUDIT_DELETE;
  return uke_record_is_deleted (change->before) ? UKE_AUDIT_REVIVE : UKE_AUDIT_CHANGE;
}

static gboolean
add_change (UkeStmt *stmt,
            const UkeLogMeta *meta,
            unsigned n,
            const UkeChange *change,
            const UkeId *patient_id,
            GError **error)
{
  static const UkeValue nothing[UKE_ENTITY_MAX_FIELDS];
  uint64_t changed = uke_change_get_fields (change);
  g_autoptr (GString) values = g_string_new (NULL);

  if (changed != 0)
    uke_json_append_changes (values, change->entity, changed,
                             change->before == NULL ? nothing
                                                    : uke_record_get_value (change->before, 0),
                             uke_record_get_value (change->after, 0));
  uke_stmt_bind_id (stmt, ":cs_id", &meta->change_set_id);
  uke_stmt_bind_int64 (stmt, ":n", n);
  uke_stmt_bind_int64 (stmt, ":at_us", meta->at_us);
  uke_stmt_bind_int64 (stmt, ":dev", meta->dev);
  uke_stmt_bind_id (stmt, ":staff_id", &meta->usr);
  uke_stmt_bind_int64 (stmt, ":intent", meta->intent);
  uke_stmt_bind_int64 (stmt, ":kind", get_kind (change));
  uke_stmt_bind_int64 (stmt, ":entity", change->entity->number);
  uke_stmt_bind_id (stmt, ":record_id", &change->id);
  uke_stmt_bind_id (stmt, ":patient_id", patient_id);
  if (values->len > 0)
    uke_stmt_bind_text (stmt, ":before_after", values->str);
  else
    uke_stmt_bind_null (stmt, ":before_after");
  return uke_stmt_run (stmt, error);
}

/**
 * uke_history_store_add:
 * @db: the writing connection, inside a transaction
 * @meta: of an entry of another device
 * @changes: what it did to the rows here
 * @error: return location
 *
 * An entry that comes again, in another epoch, is there already.
 *
 * Returns: whether it was written
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_history_store_add (UkeDb *db, const UkeLogMeta *meta, const UkeChanges *changes, GError **error)
{
  for (unsigned i = 0; i < uke_changes_get_n (changes); i++) {
    const UkeChange *change = uke_changes_get (changes, i);
    UkeId patient_id = uke_change_get_patient_id (change);
    g_autoptr (UkeStmt) stmt = NULL;

    if (uke_id_is_none (&patient_id))
      continue;
    stmt = uke_db_prepare_cached (
        db,
        "INSERT INTO other_change (cs_id, n, at_us, dev, staff_id, intent, kind, entity, "
        "record_id, patient_id, before_after) VALUES (:cs_id, :n, :at_us, :dev, :staff_id, "
        ":intent, :kind, :entity, :record_id, :patient_id, :before_after) ON CONFLICT DO NOTHING",
        error);
    if (stmt == NULL || !add_change (stmt, meta, i, change, &patient_id, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * uke_history_store_list_patient:
 * @db: a connection
 * @patient_id: a patient
 * @limit: how many changes at most
 * @func: called for each, newest first
 * @data: for @func
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_history_store_list_patient (UkeDb *db,
                                const UkeId *patient_id,
                                unsigned limit,
                                UkeOtherChangeFunc func,
                                gpointer data,
                                GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("history-others"), error);
  gboolean has_row = stmt != NULL;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id (stmt, ":patient_id", patient_id);
  uke_stmt_bind_int64 (stmt, ":limit", limit);
  while (has_row) {
    UkeOtherChange change;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      break;
    change = (UkeOtherChange){
      .at_us = uke_stmt_int64 (stmt, COLUMN_AT_US),
      .dev = (uint32_t)uke_stmt_int64 (stmt, COLUMN_DEV),
      .staff_id = uke_stmt_id (stmt, COLUMN_STAFF_ID),
      .intent = (unsigned)uke_stmt_int64 (stmt, COLUMN_INTENT),
      .kind = (UkeAuditKind)uke_stmt_int64 (stmt, COLUMN_KIND),
      .entity = (unsigned)uke_stmt_int64 (stmt, COLUMN_ENTITY),
      .record_id = uke_stmt_id (stmt, COLUMN_RECORD_ID),
      .values = uke_stmt_text (stmt, COLUMN_VALUES),
    };
    func (&change, data);
  }
  return TRUE;
}
