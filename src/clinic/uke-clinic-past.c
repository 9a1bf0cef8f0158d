/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-clinic-commit-private.h"
#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-clinic-execute-private.h"
#include "store/uke-audit-log.h"
#include "store/uke-log-store.h"
#include "store/uke-rows.h"
#include "store/uke-waiting-find.h"

/*
 * What the clinic asks the store about the past: who changed something last, and entries in the
 * audit that belong to no change.
 */

/**
 * uke_note_append:
 * @db: a database in a write transaction
 * @note: what happened
 * @sitting: who sits at the desk
 * @now_us: when
 * @result: how it ended
 * @error: return location
 *
 * Writes one entry into the audit, together with what the caller's transaction does.
 *
 * Returns: whether it is written
 * Errors: those of the store
 * Thread: store
 * Source: decision 12
 */
gboolean
uke_note_append (UkeDb *db,
                 const UkeNote *note,
                 const UkeSitting *sitting,
                 int64_t now_us,
                 UkeAuditResult result,
                 GError **error)
{
  g_autofree char *program = uke_note_program (sitting);
  UkeAuditText text = { .reason = note->reason };
  UkeAuditEntry entry = {
    .at_us = now_us,
    .staff_id = sitting->staff_id,
    .role = sitting->role,
    .second_staff_id = note->second_staff_id,
    .session_id = sitting->id,
    .kind = note->kind,
    .action = note->action,
    .entity = note->entity != NULL ? note->entity->number : 0,
    .object_id = note->object_id,
    .patient_id = note->patient_id,
    .result = result,
    .count = note->count,
    .version = program,
  };

  uke_note_moment (&entry.mono_us, &entry.boot_id);
  return uke_audit_log_append (db, &entry, &text, error);
}

/**
 * uke_note_write:
 * @db: the writer's connection, outside any transaction
 * @note: what to write
 * @sitting: who sits at the desk
 * @now_us: when
 * @result: how it ended
 * @error: return location
 *
 * Writes one entry into the audit, in a transaction of its own.
 *
 * Returns: whether it is written
 * Errors: those of the store
 * Thread: store
 * Source: decision 12
 */
gboolean
uke_note_write (UkeDb *db,
                const UkeNote *note,
                const UkeSitting *sitting,
                int64_t now_us,
                UkeAuditResult result,
                GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  return transaction != NULL && uke_note_append (db, note, sitting, now_us, result, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_work_fail_changed:
 * @self: a work
 * @error: return location
 * @code: CONFLICT or CANNOT_UNDO
 * @current: the record as it is now
 * @field: the field that somebody changed
 *
 * Sets an error that says who changed the field, and when.
 *
 * Returns: FALSE
 * Errors: the one it is asked for
 * Thread: store
 * Source: decision 14
 */
gboolean
uke_work_fail_changed (UkeWork *self,
                       GError **error,
                       UkeClinicError code,
                       UkeRecord *current,
                       unsigned field)
{
  const UkeEntity *entity = uke_record_get_entity (current);
  UkeLogEntry entry = { 0 };
  UkeClinicFacts facts = {
    .entity = entity,
    .field = field < entity->n_fields ? entity->fields[field].name : NULL,
    .record_id = *uke_record_get_id (current),
  };
  int64_t seq = field < entity->n_fields ? uke_record_get_version (current, field)
                                         : uke_record_get_last_seq (current);
  gboolean waits = FALSE;

  if (uke_waiting_find_last (uke_work_get_db (self), current, field, 0, &waits, &entry, NULL)
      && waits) {
    facts.staff_id = entry.meta.usr;
    facts.at_us = entry.meta.at_us;
  } else if (uke_log_store_find (uke_work_get_db (self), seq, &entry, NULL)) {
    facts.staff_id = entry.meta.usr;
    facts.at_us = entry.meta.at_us;
  }
  return uke_clinic_fail (error, code, &facts);
}
