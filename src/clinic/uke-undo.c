/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-undo-private.h"

#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-command-private.h"
#include "clinic/uke-history-private.h"
#include "clinic/uke-patient-commands.h"
#include "feed/uke-change-set-json.h"
#include "store/uke-log-store.h"
#include "store/uke-rows.h"
#include "store/uke-waiting-find.h"

/*
 * Undo is an inverse change-set (decision 14). Each operation of the change-set is turned round
 * against the record as it is now: what was made is deleted, what was deleted comes back, a field
 * gets its old value, a counter is counted back. Whoever changed a record since keeps what they
 * did: then nothing is undone at all, and the error names them.
 */

/* Imports can be undone for a week (decision 14). */
#define IMPORT_UNDO_US (INT64_C (7) * 24 * 3600 * 1000000)

typedef struct {
  UkeId change_set_id;
  gboolean is_import;
  gboolean is_merge; /* parting two who were made one is an action of its own */
} Undo;

/* One undo at work. */
typedef struct {
  UkeWork *work;
  const UkeChangeSet *set;
  UkeId change_set_id;
  int64_t deleted_seq; /* what it deleted says this */
  int64_t seq;         /* versions up to this are its own or older */
  int64_t n;           /* its place among those that wait for the server; 0: it is in the log */
} Undoing;

/* Whether an entry of the log is itself an undo: what it wrote is an older state, not a new one. */
static gboolean
is_undo_entry (Undoing *undoing, int64_t seq)
{
  UkeLogEntry entry = { 0 };

  return uke_log_store_find (uke_work_get_db (undoing->work), seq, &entry, NULL)
         && (entry.intent == UKE_INTENT_UNDO || entry.intent == UKE_INTENT_IMPORT_UNDO);
}

/* A field is as the change-set left it when it has its version, or when a later change was undone
 * and brought its value back. */
static gboolean
is_field_untouched (Undoing *undoing, UkeRecord *current, unsigned field, const UkeValue *written)
{
  int64_t version = uke_record_get_version (current, field);
  gboolean waits = FALSE;
  UkeLogEntry later = { 0 };

  if (!uke_waiting_find_last (uke_work_get_db (undoing->work), current, field, undoing->n, &waits,
                              &later, NULL))
    return FALSE;
  if (waits)
    return uke_value_equal (uke_record_get_value (current, field), written)
           && (later.intent == UKE_INTENT_UNDO || later.intent == UKE_INTENT_IMPORT_UNDO);
  if (version <= undoing->seq)
    return TRUE;
  return uke_value_equal (uke_record_get_value (current, field), written)
         && is_undo_entry (undoing, version);
}

static gboolean
fail_changed (Undoing *undoing, UkeRecord *current, unsigned field, GError **error)
{
  return uke_work_fail_changed (undoing->work, error, UKE_CLINIC_ERROR_CANNOT_UNDO, current, field);
}

static gboolean
is_in_set (Undoing *undoing, const UkeId *id)
{
  for (unsigned i = 0; i < uke_change_set_get_n_ops (undoing->set); i++) {
    if (uke_id_equal (&uke_change_set_get_op (undoing->set, i)->id, id))
      return TRUE;
  }
  return FALSE;
}

/* A patient whom others have meanwhile booked or called cannot simply vanish. */
static gboolean
check_nothing_hangs (Undoing *undoing, UkeRecord *patient, GError **error)
{
  static const struct {
    const UkeEntity *entity;
    unsigned field;
  } HANGING[] = {
    { &UKE_ENTITY_APPOINTMENT, UKE_APPOINTMENT_PATIENT_ID },
    { &UKE_ENTITY_FOLLOW_UP, UKE_FOLLOW_UP_PATIENT_ID },
    { &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_PATIENT_ID },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (HANGING); i++) {
    g_autoptr (GPtrArray) rows = uke_work_read_by (
        undoing->work, HANGING[i].entity, HANGING[i].field, uke_record_get_id (patient), error);

    if (rows == NULL)
      return FALSE;
    for (unsigned r = 0; r < rows->len; r++) {
      if (!is_in_set (undoing, uke_record_get_id (rows->pdata[r])))
        return fail_changed (undoing, rows->pdata[r], HANGING[i].entity->n_fields, error);
    }
  }
  return TRUE;
}

static gboolean
undo_insert (Undoing *undoing, const UkeOp *op, UkeRecord *current, GError **error)
{
  const UkeOpField *fields = uke_change_set_get_fields (undoing->set, op);
  static const UkeValue NOTHING = { UKE_VALUE_NULL };

  if (uke_record_is_deleted (current))
    return TRUE;
  for (unsigned i = 0; i < op->entity->n_fields; i++) {
    const UkeValue *written = &NOTHING;

    for (unsigned f = 0; f < op->n_fields; f++) {
      if (fields[f].field == i)
        written = &fields[f].value;
    }
    if (!is_field_untouched (undoing, current, i, written))
      return fail_changed (undoing, current, i, error);
  }
  if (op->entity == &UKE_ENTITY_PATIENT && !check_nothing_hangs (undoing, current, error))
    return FALSE;
  uke_work_remove (undoing->work, current);
  return TRUE;
}

static gboolean
undo_set (Undoing *undoing, const UkeOp *op, UkeRecord *current, GError **error)
{
  const UkeOpField *fields = uke_change_set_get_fields (undoing->set, op);
  g_autofree UkeValue *old = g_new0 (UkeValue, op->entity->n_fields);
  uint64_t known = 0;
  gboolean is_good = TRUE;

  /* Counts of an import run tell what happened, also after it was undone. */
  if (op->entity == &UKE_ENTITY_IMPORT_RUN)
    return TRUE;
  is_good = uke_history_find_old (uke_work_get_db (undoing->work), current, &undoing->change_set_id,
                                  old, &known, error);
  for (unsigned f = 0; is_good && f < op->n_fields; f++) {
    unsigned field = fields[f].field;

    if ((known & (UINT64_C (1) << field)) == 0
        || uke_value_equal (uke_record_get_value (current, field), &old[field]))
      continue;
    if (!is_field_untouched (undoing, current, field, &fields[f].value))
      is_good = fail_changed (undoing, current, field, error);
    else
      uke_draft_set_value (uke_work_edit (undoing->work, current), field, &old[field]);
  }
  for (unsigned i = 0; i < op->entity->n_fields; i++)
    uke_value_clear (&old[i]);
  return is_good;
}

static void
undo_increment (Undoing *undoing, const UkeOp *op, UkeRecord *current)
{
  const UkeOpField *fields = uke_change_set_get_fields (undoing->set, op);

  for (unsigned f = 0; f < op->n_fields; f++)
    uke_draft_add_int (uke_work_edit (undoing->work, current), fields[f].field,
                       -fields[f].value.integer);
}

static gboolean
undo_op (Undoing *undoing, const UkeOp *op, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeRecord) current
      = uke_rows_find_any (uke_work_get_db (undoing->work), op->entity, &op->id, &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (current == NULL)
    return TRUE;
  switch (op->kind) {
  case UKE_OP_INSERT:
  case UKE_OP_ADD:
  case UKE_OP_APPEND:
    return undo_insert (undoing, op, current, error);
  case UKE_OP_SET:
  case UKE_OP_CLAIM:
    return undo_set (undoing, op, current, error);
  case UKE_OP_INCREMENT:
    undo_increment (undoing, op, current);
    return TRUE;
  case UKE_OP_DELETE:
  case UKE_OP_REMOVE:
    if (uke_record_get_deleted_seq (current) == undoing->deleted_seq)
      uke_work_revive (undoing->work, current);
    return TRUE;
  }
  return TRUE;
}

static gboolean
check_may_undo (UkeWork *work, const Undo *undo, const UkeLogEntry *entry, GError **error)
{
  UkeClinicFacts facts = { .staff_id = entry->meta.usr, .at_us = entry->meta.at_us, .number = 7 };

  if (undo->is_import) {
    if (!uke_work_check_action (work, UKE_ACTION_IMPORT_UNDO, error))
      return FALSE;
    if (uke_work_get_now_us (work) - entry->meta.at_us > IMPORT_UNDO_US)
      return uke_clinic_fail (error, UKE_CLINIC_ERROR_CANNOT_UNDO, &facts);
    return TRUE;
  }
  if (entry->intent == UKE_INTENT_IMPORT_BATCH || entry->intent == UKE_INTENT_IMPORT_START
      || entry->intent == UKE_INTENT_IMPORT_END)
    return uke_clinic_fail (error, UKE_CLINIC_ERROR_CANNOT_UNDO, NULL);
  if (undo->is_merge)
    return entry->intent == UKE_INTENT_MERGE_DECIDE
           || uke_clinic_fail (error, UKE_CLINIC_ERROR_CANNOT_UNDO, NULL);
  if (uke_id_equal (&entry->meta.usr, uke_work_get_staff_id (work)))
    return TRUE;
  return uke_work_check_action (work, UKE_ACTION_UNDO_OF_OTHERS, error);
}

/* In the log, or among what waits for the server: it is undone in the same way. */
static gboolean
find_set (UkeDb *db,
          const UkeId *id,
          UkeChangeSet **out_set,
          UkeLogEntry *out_entry,
          int64_t *out_n,
          GError **error)
{
  g_autoptr (UkeNewFields) fields = uke_new_fields_new ();
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) local = NULL;

  if (!uke_log_store_find_change_set (db, id, out_entry, NULL)) {
    *out_set = uke_waiting_find (db, id, out_entry, out_n, &local);
    if (*out_set == NULL && local == NULL)
      return uke_clinic_fail (error, UKE_CLINIC_ERROR_CANNOT_UNDO, NULL);
    if (*out_set == NULL)
      g_propagate_error (error, g_steal_pointer (&local));
    return *out_set != NULL;
  }
  payload = uke_log_store_get_payload (db, out_entry->seq, error);
  if (payload == NULL)
    return FALSE;
  *out_set = uke_change_set_read_entry (g_bytes_get_data (payload, NULL),
                                        g_bytes_get_size (payload), fields, error);
  if (*out_set == NULL)
    return FALSE;
  /* A newer program did more than is understood here: half of it taken back would be worse. */
  return !(*out_set)->is_partial || uke_clinic_fail (error, UKE_CLINIC_ERROR_CANNOT_UNDO, NULL);
}

static gboolean
perform_undo (UkeWork *work, gpointer data, GError **error)
{
  Undo *undo = data;
  UkeDb *db = uke_work_get_db (work);
  UkeLogEntry entry = { 0 };
  g_autoptr (UkeChangeSet) set = NULL;
  Undoing undoing = { .work = work, .change_set_id = undo->change_set_id };

  if (!find_set (db, &undo->change_set_id, &set, &entry, &undoing.n, error)
      || !check_may_undo (work, undo, &entry, error))
    return FALSE;
  undoing.set = set;
  undoing.deleted_seq = entry.seq;
  undoing.seq = undoing.n == 0 ? entry.seq : entry.base;
  /* Backwards, so that a row that was made and then changed is seen in its last state first. */
  for (unsigned i = uke_change_set_get_n_ops (set); i > 0; i--) {
    if (!undo_op (&undoing, uke_change_set_get_op (set, i - 1), error))
      return FALSE;
  }
  if (uke_change_set_get_n_ops (set) > 0)
    uke_work_set_subject (work, &uke_change_set_get_op (set, 0)->id, &UKE_ID_NONE);
  uke_work_set_cannot_undo (work);
  return TRUE;
}

static UkeCommand *
new_undo (const UkeId *change_set_id, UkeIntent intent, UkeAction action)
{
  Undo *undo = g_new0 (Undo, 1);
  UkeCommand *command = uke_command_new (intent, action, perform_undo, undo, g_free);

  undo->change_set_id = *change_set_id;
  undo->is_import = action == UKE_ACTION_IMPORT_UNDO;
  undo->is_merge = action == UKE_ACTION_PATIENT_UNMERGE;
  command->kind = UKE_AUDIT_UNDO;
  command->is_bulk = undo->is_import;
  return command;
}

/**
 * uke_command_undo:
 * @change_set_id: what is to be undone
 *
 * Returns: (transfer full): the command
 * Errors: CANNOT_UNDO with who changed it since, DENIED
 * Thread: any
 * Source: decision 14
 */
UkeCommand *
uke_command_undo (const UkeId *change_set_id)
{
  return new_undo (change_set_id, UKE_INTENT_UNDO, UKE_ACTION_UNDO_OWN);
}

/**
 * uke_command_undo_import_batch:
 * @change_set_id: a batch of an import
 *
 * Returns: (transfer full): the command
 * Errors: CANNOT_UNDO with who changed it since or when a week is over, DENIED
 * Thread: any
 * Source: decision 13, decision 14
 */
UkeCommand *
uke_command_undo_import_batch (const UkeId *change_set_id)
{
  return new_undo (change_set_id, UKE_INTENT_IMPORT_UNDO, UKE_ACTION_IMPORT_UNDO);
}

/**
 * uke_command_part_patients:
 * @change_set_id: the change-set that made one patient of two
 *
 * Parts them again, however long ago that was and whoever did it.
 *
 * Returns: (transfer full): the command
 * Errors: CANNOT_UNDO with who changed them since, DENIED
 * Thread: any
 * Source: security.md 4.1, decision 14
 */
UkeCommand *
uke_command_part_patients (const UkeId *change_set_id)
{
  return new_undo (change_set_id, UKE_INTENT_UNDO, UKE_ACTION_PATIENT_UNMERGE);
}
