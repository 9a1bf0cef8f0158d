/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-refused-query.h"

#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-clinic-execute-private.h"
#include "clinic/uke-clinic-private.h"
#include "store/uke-outbox.h"
#include "store/uke-rows.h"

static void
refused_free (gpointer data)
{
  UkeRefused *refused = data;

  g_free (refused->reason);
  g_clear_object (&refused->entry);
  g_clear_pointer (&refused->set, uke_change_set_free);
  g_clear_object (&refused->patient);
  g_free (refused);
}

static char *
dup_text (UkeFieldType type, const UkeValue *value)
{
  switch (value->kind) {
  case UKE_VALUE_TEXT:
    return g_strdup (value->text);
  case UKE_VALUE_INT:
    return type == UKE_TYPE_DATE ? uke_date_to_iso ((UkeDate)value->integer)
                                 : g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
  case UKE_VALUE_ID:
    return uke_id_dup_hex (&value->id);
  case UKE_VALUE_NULL:
    break;
  }
  return g_strdup ("");
}

/* What one operation was to write, and whom it is about. */
static void
add_op (UkeHistoryEntry *entry, const UkeChangeSet *set, const UkeOp *op, UkeId *patient_id)
{
  const UkeOpField *fields = uke_change_set_get_fields (set, op);
  int about = uke_entity_field_index (op->entity, "patient_id");

  if (op->entity == &UKE_ENTITY_PATIENT)
    *patient_id = op->id;
  for (unsigned i = 0; i < op->n_fields; i++) {
    UkeHistoryField *field = g_new0 (UkeHistoryField, 1);

    field->field = &op->entity->fields[fields[i].field];
    field->new_value = dup_text (field->field->type, &fields[i].value);
    g_ptr_array_add (entry->fields, field);
    if ((int)fields[i].field == about && fields[i].value.kind == UKE_VALUE_ID)
      *patient_id = fields[i].value.id;
  }
}

/* A change to a record says what is another, not whose it is: that stands in the record. */
static void
find_patient (UkeDb *db, const UkeChangeSet *set, UkeId *patient_id)
{
  for (unsigned i = 0; uke_id_is_none (patient_id) && i < uke_change_set_get_n_ops (set); i++) {
    const UkeOp *op = uke_change_set_get_op (set, i);
    int about = uke_entity_field_index (op->entity, "patient_id");
    g_autoptr (UkeRecord) record
        = about >= 0 ? uke_rows_find_any (db, op->entity, &op->id, NULL) : NULL;

    if (record != NULL)
      *patient_id = *uke_record_get_id_value (record, (unsigned)about);
  }
}

static UkeHistoryEntry *
make_entry (const UkeOutboxItem *item, const UkeChangeSet *set, UkeId *patient_id)
{
  UkeHistoryEntry *entry = g_object_new (UKE_TYPE_HISTORY_ENTRY, NULL);

  entry->at_us = item->made_at_us;
  entry->staff_id = set->usr;
  entry->intent = (UkeIntent)set->intent;
  for (unsigned i = 0; i < uke_change_set_get_n_ops (set); i++) {
    const UkeOp *op = uke_change_set_get_op (set, i);

    if (i == 0) {
      entry->entity = op->entity;
      entry->record_id = op->id;
    }
    add_op (entry, set, op, patient_id);
  }
  return entry;
}

static UkeRefused *
read_refused (UkeDb *db, const UkeOutboxItem *item, GError **error)
{
  g_autoptr (UkeChangeSet) set = uke_outbox_item_read (item, error);
  g_autoptr (UkeRecord) staff = NULL;
  UkeRefused *refused;
  UkeId patient_id = UKE_ID_NONE;

  if (set == NULL)
    return NULL;
  refused = g_new0 (UkeRefused, 1);
  refused->id = item->id;
  refused->reason = g_strdup (item->reason);
  refused->entry = make_entry (item, set, &patient_id);
  find_patient (db, set, &patient_id);
  staff = uke_rows_find_any (db, &UKE_ENTITY_STAFF, &set->usr, NULL);
  if (staff != NULL)
    refused->entry->staff_name = g_strdup (uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME));
  if (!uke_id_is_none (&patient_id))
    refused->patient = uke_rows_find (db, &UKE_ENTITY_PATIENT, &patient_id, NULL);
  refused->set = g_steal_pointer (&set);
  return refused;
}

static gpointer
load_refused (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) items = uke_outbox_list (db, error);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (refused_free);

  if (items == NULL)
    return NULL;
  for (unsigned i = 0; i < items->len; i++) {
    const UkeOutboxItem *item = g_ptr_array_index (items, i);
    UkeRefused *refused;

    if (item->state != UKE_OUTBOX_REFUSED)
      continue;
    refused = read_refused (db, item, error);
    if (refused == NULL)
      return NULL;
    g_ptr_array_add (all, refused);
  }
  return g_steal_pointer (&all);
}

/**
 * uke_clinic_load_refused_async:
 * @self: an open clinic
 * @cancellable: (nullable): to stop reading
 * @callback: called with what the server will never take
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_load_refused_async (UkeClinic *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  uke_clinic_query (self, uke_clinic_load_refused_async, load_refused, NULL, NULL,
                    (GDestroyNotify)g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * uke_clinic_load_refused_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeRefused): in the order in which it was done
 * Errors: NOT_OPEN
 * Thread: main
 */
GPtrArray *
uke_clinic_load_refused_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}

/** Drop: one that a person has looked at. */
typedef struct {
  UkeId id;
  UkeSitting *sitting; /* (owned) */
  int64_t now_us;
} Drop;

static void
drop_free (gpointer data)
{
  Drop *drop = data;

  uke_sitting_free (drop->sitting);
  g_free (drop);
}

/* Only what is refused is dropped: anything else still has its way to go. */
static gpointer
drop_refused (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Drop *drop = data;
  const UkeNote note = { .kind = UKE_AUDIT_DROP_REFUSED,
                         .action = UKE_ACTION_CONFLICT_SETTLE,
                         .object_id = drop->id,
                         .count = 1 };
  g_autoptr (UkeOutboxItem) item = uke_outbox_find (db, &drop->id, error);
  g_autoptr (UkeDbTransaction) transaction = NULL;

  if (item == NULL || item->state != UKE_OUTBOX_REFUSED)
    return error != NULL && *error != NULL ? NULL : drop;
  transaction = uke_db_transaction_new (db, error);
  if (transaction == NULL
      || !uke_note_append (db, &note, drop->sitting, drop->now_us, UKE_AUDIT_SUCCESS, error)
      || !uke_outbox_remove (db, &drop->id, error)
      || !uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;
  return drop;
}

/**
 * uke_clinic_drop_refused_async:
 * @self: an open clinic
 * @id: what the server will never take, and a person has looked at
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * The audit keeps that it was dropped, and by whom.
 *
 * Errors: NOT_OPEN, NOBODY
 * Thread: main
 */
void
uke_clinic_drop_refused_async (UkeClinic *self,
                               const UkeId *id,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Drop *drop;

  g_task_set_source_tag (task, uke_clinic_drop_refused_async);
  if (!uke_clinic_check_sitting (self, task)) {
    g_object_unref (task);
    return;
  }
  drop = g_new0 (Drop, 1);
  drop->id = *id;
  drop->sitting = uke_sitting_copy (self->sitting);
  drop->now_us = uke_clock_now_us (self->clock);
  uke_db_pool_write_async (self->pool, drop_refused, drop, drop_free, NULL, NULL,
                           uke_clinic_written_cb, task);
}

/**
 * uke_clinic_drop_refused_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether it is gone
 * Errors: as uke_clinic_drop_refused_async()
 * Thread: main
 */
gboolean
uke_clinic_drop_refused_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
