/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-clinic.h"

#include "clinic/uke-clinic-commit-private.h"
#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-clinic-execute-private.h"
#include "clinic/uke-clinic-private.h"
#include "clinic/uke-command-private.h"
#include "store/uke-rows.h"

/* The Ctrl+Z stack is for what somebody has just done; more than this nobody remembers. */
#define MAX_UNDO 50

/* A command on its way to the writer thread. */
typedef struct {
  UkeCommand *command; /* (owned) */
  UkeSitting *sitting; /* (owned) */
  UkeZone *zone;       /* (owned) */
  GArray *held;        /* (owned) (element-type UkeWireHold): what other desks keep */
  UkeId clinic_id;
  int64_t now_us;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  uke_command_free (job->command);
  uke_sitting_free (job->sitting);
  uke_zone_unref (job->zone);
  g_array_unref (job->held);
  g_free (job);
}

static void
done_free (gpointer data)
{
  uke_done_free (data);
}

/* Reason and second person, as far as they were given. */
static gboolean
fill_in_context (UkeWork *work, UkeCommand *command, GError **error)
{
  g_autoptr (UkeRecord) second = NULL;

  work->accepts_warnings = command->accepts_warnings;
  work->context.has_reason = command->reason != NULL;
  if (uke_id_is_none (&command->second_staff_id)
      || uke_id_equal (&command->second_staff_id, &work->sitting->staff_id))
    return TRUE;
  second = uke_work_read (work, &UKE_ENTITY_STAFF, &command->second_staff_id, error);
  if (second == NULL)
    return FALSE;
  work->context.has_second_person = uke_record_get_bool (second, UKE_STAFF_IS_ACTIVE);
  work->context.second_role = uke_role_from_code (uke_record_get_code (second, UKE_STAFF_ROLE));
  return TRUE;
}

static UkeDone *
perform (UkeDb *db, Job *job, GError **error)
{
  UkeCommand *command = job->command;
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeWork) work = NULL;
  g_autoptr (UkeDone) done = NULL;

  if (transaction == NULL)
    return NULL;
  work = uke_work_new (db, job->now_us, job->zone, job->sitting, &job->clinic_id);
  work->held = job->held;
  if (!fill_in_context (work, command, error)
      || !uke_work_check_action (work, command->action, error)
      || !command->perform (work, command->data, error))
    return NULL;
  done = uke_work_commit (work, uke_work_make_change_set (work, command->intent), command->action,
                          command->kind, command->reason, &command->second_staff_id, error);
  if (done == NULL || !uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;
  return g_steal_pointer (&done);
}

/* A denial is an entry of its own, outside the transaction that never was. */
static gboolean
note_denial (UkeDb *db, Job *job, const GError *denial, GError **error)
{
  const UkeClinicFacts *facts = uke_clinic_error_facts (denial);
  UkeNote note = {
    .kind = UKE_AUDIT_DENIAL,
    .action = facts != NULL && facts->action != 0 ? facts->action : job->command->action,
    .reason = job->command->reason,
  };

  return uke_note_write (db, &note, job->sitting, job->now_us, UKE_AUDIT_DENIED, error);
}

static gpointer
run_job (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  GError *local = NULL;
  UkeDone *done = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  done = perform (db, job, &local);
  if (done != NULL)
    return done;
  if (g_error_matches (local, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_DENIED)) {
    GError *failure = NULL;

    if (!note_denial (db, job, local, &failure)) {
      g_error_free (local);
      local = failure;
    }
  }
  g_propagate_error (error, local);
  return NULL;
}

/**
 * uke_clinic_follow_search:
 * @self: a clinic
 * @changes: (element-type UkeSearchChange): what the search memory must follow
 *
 * Errors: none
 * Thread: main
 */
void
uke_clinic_follow_search (UkeClinic *self, GPtrArray *changes)
{
  UkeSearchIndex *search = uke_clinic_get_search (self);
  /* A memory that is still being filled may have seen this commit already. */
  gboolean is_settled = self->fill == NULL;

  if (search == NULL)
    return;
  for (unsigned i = 0; i < changes->len; i++) {
    UkeSearchChange *change = changes->pdata[i];

    if (change->row != NULL && change->is_new && is_settled)
      uke_search_index_insert (search, change->row);
    else if (change->row != NULL)
      uke_search_index_put (search, change->row);
    else
      uke_search_index_remove (search, &change->patient_id);
  }
}

/**
 * uke_clinic_push_undo:
 * @self: a clinic
 * @receipt: of a command that has just been committed
 *
 * Puts it on the Ctrl+Z stack of the sitting, unless it cannot be undone.
 *
 * Errors: none
 * Thread: main
 * Source: decision 14
 */
void
uke_clinic_push_undo (UkeClinic *self, const UkeReceipt *receipt)
{
  if (!receipt->can_undo || self->sitting == NULL)
    return;
  if (self->undo->len >= MAX_UNDO)
    g_array_remove_index (self->undo, 0);
  g_array_append_val (self->undo, receipt->change_set_id);
}

static void
note_bookings (UkeClinic *self, UkeChanges *changes)
{
  for (unsigned i = 0; i < uke_changes_get_n (changes); i++) {
    const UkeChange *change = uke_changes_get (changes, i);

    if (change->entity == &UKE_ENTITY_APPOINTMENT && change->after != NULL)
      uke_holds_note_booking (self->holds, change->after);
  }
}

/**
 * uke_clinic_take_done:
 * @self: a clinic
 * @done: what came back from the writer thread
 *
 * Lets the memory follow, signals, and makes the receipt.
 *
 * Returns: (transfer full): the receipt
 * Errors: none
 * Thread: main
 */
UkeReceipt *
uke_clinic_take_done (UkeClinic *self, UkeDone *done)
{
  UkeReceipt *receipt = g_new (UkeReceipt, 1);

  *receipt = done->receipt;
  if (self->is_open && done->committed != NULL) {
    note_bookings (self, done->committed->changes);
    uke_clinic_follow_search (self, done->committed->search);
    uke_clinic_follow (self, done->committed->changes);
  }
  return receipt;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeClinic *self = g_task_get_source_object (task);
  UkeId *sitting_id = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (UkeDone) done = uke_db_pool_write_finish (UKE_DB_POOL (source), result, &error);

  if (done == NULL) {
    g_task_return_error (task, error);
    return;
  }
  /* The stack belongs to the sitting the command was made in, which may be over by now. */
  if (self->sitting != NULL && uke_id_equal (&self->sitting->id, sitting_id))
    uke_clinic_push_undo (self, &done->receipt);
  g_task_return_pointer (task, uke_clinic_take_done (self, done), (GDestroyNotify)uke_receipt_free);
}

/**
 * uke_clinic_check_sitting:
 * @self: a clinic
 * @task: the task to fail
 *
 * Returns: whether the clinic is open and somebody sits at the desk; when not, @task has returned
 * Errors: none
 * Thread: main
 */
gboolean
uke_clinic_check_sitting (UkeClinic *self, GTask *task)
{
  if (!uke_clinic_check_open (self, task))
    return FALSE;
  if (self->sitting != NULL)
    return TRUE;
  g_task_return_error (task, uke_clinic_error_new (UKE_CLINIC_ERROR_NOBODY, NULL));
  return FALSE;
}

/**
 * uke_clinic_written_cb:
 * @source: the pool
 * @result: of a write whose job answers something or NULL
 * @user_data: (transfer full): the task that waits for it
 *
 * Ends a task that says only whether something is written.
 *
 * Thread: main
 */
void
uke_clinic_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (uke_db_pool_write_finish (UKE_DB_POOL (source), result, &error) == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * uke_clinic_execute_async:
 * @self: an open clinic
 * @command: (transfer full): what is to be done
 * @cancellable: (nullable): takes it back while it still waits for its turn
 * @callback: called when it is committed, after `changed` was emitted
 * @user_data: for @callback
 *
 * The way of one change (architecture.md 2): permission, rules, one transaction with rows, field
 * versions, change-set and audit, then one signal.
 *
 * Errors: NOT_OPEN, NOBODY, DENIED, NEEDS_REASON, NEEDS_SECOND_PERSON, those of the command and of
 * the store
 * Thread: main
 * Source: architecture.md 2
 */
void
uke_clinic_execute_async (UkeClinic *self,
                          UkeCommand *command,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = NULL;
  Job *job = NULL;

  g_return_if_fail (UKE_IS_CLINIC (self) && command != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, uke_clinic_execute_async);
  if (!uke_clinic_check_sitting (self, task)) {
    uke_command_free (command);
    g_object_unref (task);
    return;
  }
  g_task_set_task_data (task, g_memdup2 (&self->sitting->id, sizeof (UkeId)), g_free);
  job = g_new0 (Job, 1);
  job->command = command;
  job->sitting = uke_sitting_copy (self->sitting);
  job->zone = uke_zone_ref (self->zone);
  job->held = uke_holds_list_others (self->holds, 0, G_MAXINT64);
  job->clinic_id = self->clinic_id;
  job->now_us = uke_clock_now_us (self->clock);
  if (command->is_bulk)
    uke_db_pool_write_background_async (self->pool, run_job, job, job_free, done_free, cancellable,
                                        written_cb, task);
  else
    uke_db_pool_write_async (self->pool, run_job, job, job_free, done_free, cancellable, written_cb,
                             task);
}

/**
 * uke_clinic_execute_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what the command did
 * Errors: as uke_clinic_execute_async()
 * Thread: main
 */
UkeReceipt *
uke_clinic_execute_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
