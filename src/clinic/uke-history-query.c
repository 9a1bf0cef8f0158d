/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-history-query.h"

#include "clinic/uke-clinic-private.h"
#include "clinic/uke-history-private.h"
#include "model/uke-staff-name.h"
#include "store/uke-audit-log.h"
#include "store/uke-history-store.h"
#include "store/uke-rows.h"

#include <jansson.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (UkeHistoryEntry, uke_history_entry, G_TYPE_OBJECT)

static void
uke_history_entry_finalize (GObject *object)
{
  UkeHistoryEntry *self = UKE_HISTORY_ENTRY (object);

  g_free (self->staff_name);
  g_free (self->device);
  g_free (self->kind);
  g_free (self->reason);
  g_ptr_array_unref (self->fields);
  G_OBJECT_CLASS (uke_history_entry_parent_class)->finalize (object);
}

static void
uke_history_entry_class_init (UkeHistoryEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_history_entry_finalize;
}

static void
field_free (gpointer data)
{
  UkeHistoryField *field = data;

  g_free (field->old_value);
  g_free (field->new_value);
  g_free (field);
}

static void
uke_history_entry_init (UkeHistoryEntry *self)
{
  self->fields = g_ptr_array_new_with_free_func (field_free);
}

static char *
dup_json_text (json_t *value)
{
  if (json_is_string (value))
    return g_strdup (json_string_value (value));
  if (json_is_integer (value))
    return g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (value));
  return NULL;
}

static void
add_fields (UkeHistoryEntry *entry, const char *values)
{
  json_t *root = values != NULL ? json_loads (values, 0, NULL) : NULL;
  const char *name = NULL;
  json_t *pair = NULL;

  json_object_foreach (root, name, pair)
  {
    UkeHistoryField *field = g_new0 (UkeHistoryField, 1);
    int position = entry->entity != NULL ? uke_entity_field_index (entry->entity, name) : -1;

    field->field = position >= 0 ? &entry->entity->fields[position] : NULL;
    field->old_value = dup_json_text (json_array_get (pair, 0));
    field->new_value = dup_json_text (json_array_get (pair, 1));
    g_ptr_array_add (entry->fields, field);
  }
  json_decref (root);
}

typedef struct {
  GPtrArray *entries;
  GHashTable *names; /* UkeId of staff to record */
} Reading;

static char *
dup_staff_name (Reading *reading, const UkeId *staff_id)
{
  UkeRecord *staff = g_hash_table_lookup (reading->names, staff_id);

  return staff != NULL ? uke_staff_dup_name (staff) : NULL;
}

static gboolean
take_entry (const UkeAuditEntry *from,
            const uint8_t hash[UKE_SHA256_SIZE],
            const UkeAuditText *text,
            gpointer data)
{
  Reading *reading = data;
  UkeHistoryEntry *entry = g_object_new (UKE_TYPE_HISTORY_ENTRY, NULL);
  const char *program = from->version != NULL ? from->version : "";

  entry->at_us = from->at_us;
  entry->staff_id = from->staff_id;
  entry->staff_name = dup_staff_name (reading, &from->staff_id);
  entry->device = g_strndup (program, strcspn (program, " "));
  entry->kind = g_strdup (uke_audit_kind_get_code (from->kind));
  entry->action = from->action;
  entry->entity = from->entity != 0 ? uke_entity_by_number (from->entity) : NULL;
  entry->record_id = from->object_id;
  entry->reason = g_strdup (text->reason);
  add_fields (entry, text->values);
  g_ptr_array_add (reading->entries, entry);
  return TRUE;
}

static void
take_other (const UkeOtherChange *from, gpointer data)
{
  Reading *reading = data;
  UkeHistoryEntry *entry = g_object_new (UKE_TYPE_HISTORY_ENTRY, NULL);

  entry->at_us = from->at_us;
  entry->staff_id = from->staff_id;
  entry->staff_name = dup_staff_name (reading, &from->staff_id);
  entry->dev = from->dev;
  entry->kind = g_strdup (uke_audit_kind_get_code (from->kind));
  entry->intent = from->intent;
  entry->entity = uke_entity_by_number (from->entity);
  entry->record_id = from->record_id;
  add_fields (entry, from->values);
  g_ptr_array_add (reading->entries, entry);
}

/* Newest first; of one moment, in the order of the two lists. */
static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const UkeHistoryEntry *first = *(UkeHistoryEntry *const *)a;
  const UkeHistoryEntry *second = *(UkeHistoryEntry *const *)b;

  return (first->at_us < second->at_us) - (first->at_us > second->at_us);
}

/**
 * uke_history_read:
 * @db: a connection
 * @patient_id: whose history
 * @limit: how many entries at most
 * @error: return location
 *
 * What was done here, from the audit, and what was done at other desks, from the log.
 *
 * Returns: (transfer full) (nullable) (element-type UkeHistoryEntry): newest first
 * Errors: those of the store
 * Thread: store
 */
GPtrArray *
uke_history_read (UkeDb *db, const UkeId *patient_id, unsigned limit, GError **error)
{
  g_autoptr (GPtrArray) staff = uke_rows_list (db, &UKE_ENTITY_STAFF, error);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) names = g_hash_table_new (uke_id_hash, uke_id_equal);
  Reading reading = { entries, names };

  if (staff == NULL)
    return NULL;
  for (unsigned i = 0; i < staff->len; i++)
    g_hash_table_insert (names, (gpointer)uke_record_get_id (staff->pdata[i]), staff->pdata[i]);
  if (!uke_audit_log_list_patient (db, patient_id, limit, take_entry, &reading, error)
      || !uke_history_store_list_patient (db, patient_id, limit, take_other, &reading, error))
    return NULL;
  g_ptr_array_sort (entries, compare_entries);
  g_ptr_array_set_size (entries, (int)MIN (entries->len, limit));
  return g_steal_pointer (&entries);
}

/* Looking for the old values of one record in one change-set. */
typedef struct {
  UkeRecord *current;
  const UkeId *change_set_id;
  UkeValue *values;
  uint64_t known;
} Search;

static gboolean
parse_value (const UkeField *field, json_t *json, UkeValue *out_value)
{
  UkeDate date = UKE_DATE_NONE;
  UkeId id = UKE_ID_NONE;

  if (json_is_null (json))
    return TRUE;
  if (json_is_integer (json)) {
    uke_value_set_int (out_value, json_integer_value (json));
    return TRUE;
  }
  if (!json_is_string (json))
    return FALSE;
  switch (field->type) {
  case UKE_TYPE_DATE:
    if (!uke_date_from_iso (json_string_value (json), &date))
      return FALSE;
    uke_value_set_int (out_value, date);
    return TRUE;
  case UKE_TYPE_ID:
    if (!uke_id_from_hex (json_string_value (json), &id))
      return FALSE;
    uke_value_set_id (out_value, &id);
    return TRUE;
  case UKE_TYPE_TEXT:
  case UKE_TYPE_CODE:
    uke_value_set_text (out_value, json_string_value (json));
    return TRUE;
  case UKE_TYPE_INT:
  case UKE_TYPE_BOOL:
  case UKE_TYPE_TIME:
    break;
  }
  return FALSE;
}

static void
take_old_values (Search *search, const char *values)
{
  const UkeEntity *entity = uke_record_get_entity (search->current);
  json_t *root = json_loads (values, 0, NULL);
  const char *name = NULL;
  json_t *pair = NULL;

  json_object_foreach (root, name, pair)
  {
    int field = uke_entity_field_index (entity, name);

    if (field >= 0
        && parse_value (&entity->fields[field], json_array_get (pair, 0), &search->values[field]))
      search->known |= UINT64_C (1) << field;
  }
  json_decref (root);
}

static gboolean
look_at_entry (const UkeAuditEntry *entry,
               const uint8_t hash[UKE_SHA256_SIZE],
               const UkeAuditText *text,
               gpointer data)
{
  Search *search = data;

  if (!uke_id_equal (&entry->change_set_id, search->change_set_id)
      || !uke_id_equal (&entry->object_id, uke_record_get_id (search->current)))
    return TRUE;
  if (text->values != NULL)
    take_old_values (search, text->values);
  return FALSE;
}

static const UkeId *
find_patient_id (UkeRecord *record)
{
  const UkeEntity *entity = uke_record_get_entity (record);
  int field = uke_entity_field_index (entity, "patient_id");

  if (entity == &UKE_ENTITY_PATIENT)
    return uke_record_get_id (record);
  return field >= 0 ? uke_record_get_id_value (record, (unsigned)field) : &UKE_ID_NONE;
}

/**
 * uke_history_find_old:
 * @db: a connection
 * @current: a record as it is now
 * @change_set_id: a change-set that changed it
 * @out_values: one empty value a field; filled with the old ones
 * @out_known: return location: which fields the change-set changed and whose old value is known
 * @error: return location
 *
 * Finds in the audit what a record's fields were before a change-set. Values that were erased are
 * not known.
 *
 * Returns: whether it could be looked up
 * Errors: those of the store
 * Thread: store
 * Source: decision 12, decision 14
 */
gboolean
uke_history_find_old (UkeDb *db,
                      UkeRecord *current,
                      const UkeId *change_set_id,
                      UkeValue *out_values,
                      uint64_t *out_known,
                      GError **error)
{
  Search search = { .current = current, .change_set_id = change_set_id, .values = out_values };
  const UkeId *patient_id = find_patient_id (current);
  gboolean is_good = FALSE;

  if (!uke_id_is_none (patient_id))
    is_good = uke_audit_log_list_patient (db, patient_id, UINT_MAX, look_at_entry, &search, error);
  else
    is_good = uke_audit_log_list_object (db, uke_record_get_id (current), UINT_MAX, look_at_entry,
                                         &search, error);
  *out_known = search.known;
  return is_good;
}

typedef struct {
  UkeId patient_id;
  unsigned limit;
} HistoryQuery;

static gpointer
read_history (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  HistoryQuery *query = data;

  return uke_history_read (db, &query->patient_id, query->limit, error);
}

/**
 * uke_clinic_load_history_async:
 * @self: an open clinic
 * @patient_id: whose history
 * @limit: how many entries at most
 * @cancellable: (nullable): to stop reading
 * @callback: called with the entries
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_load_history_async (UkeClinic *self,
                               const UkeId *patient_id,
                               unsigned limit,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  HistoryQuery *query = g_new0 (HistoryQuery, 1);

  query->patient_id = *patient_id;
  query->limit = limit;
  uke_clinic_query (self, uke_clinic_load_history_async, read_history, query, g_free,
                    (GDestroyNotify)g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * uke_clinic_load_history_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeHistoryEntry): newest first
 * Errors: NOT_OPEN
 * Thread: main
 */
GPtrArray *
uke_clinic_load_history_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
