/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/duplicates/uke-duplicate-runner.h"

#include "app/uke-ask.h"
#include "clinic/uke-clinic-error.h"
#include "clinic/uke-patient-query.h"

struct _UkeDuplicateRunner {
  GObject parent_instance;

  UkeWindow *window; /* (unowned): it owns the page that owns this */
  UkeClinic *clinic; /* (owned) */
  char *reason;      /* (owned) (nullable): what was answered */
  UkeId second_staff_id;
  unsigned n_busy;
};

G_DEFINE_FINAL_TYPE (UkeDuplicateRunner, uke_duplicate_runner, G_TYPE_OBJECT)

/* One command, from the first try to the answer. */
typedef struct {
  UkeDuplicateRunner *runner; /* (owned) */
  UkeCommand *command;        /* (owned) */
  GError *error;              /* (owned) (nullable): what was asked */
  UkeDuplicateRanFunc ran;
  gpointer user_data;
} Run;

static void
run_free (Run *run)
{
  run->runner->n_busy--;
  g_object_unref (run->runner);
  uke_command_free (run->command);
  g_clear_error (&run->error);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static void
forget_reason (UkeDuplicateRunner *self)
{
  g_clear_pointer (&self->reason, g_free);
  self->second_staff_id = UKE_ID_NONE;
}

static void try (Run *run);

static void
answered_cb (const UkeAnswer *answer, gpointer user_data)
{
  g_autoptr (Run) run = user_data;
  UkeDuplicateRunner *self = run->runner;

  if (answer == NULL) {
    run->ran (NULL, NULL, run->user_data);
    return;
  }
  if (answer->reason != NULL) {
    g_free (self->reason);
    self->reason = g_strdup (answer->reason);
  }
  self->second_staff_id = answer->second_staff_id;
  if (answer->accepts_warnings)
    uke_command_set_accepts_warnings (run->command, TRUE);
  try (g_steal_pointer (&run));
}

static void
executed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Run) run = user_data;
  UkeDuplicateRunner *self = run->runner;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeReceipt) receipt = uke_clinic_execute_finish (UKE_CLINIC (source), result, &error);

  if (receipt == NULL && uke_ask_can_answer (error)) {
    UkeWindow *window = self->window;
    UkeClinic *clinic = self->clinic;

    uke_ask (window, clinic, error, answered_cb, g_steal_pointer (&run));
    return;
  }
  run->ran (receipt, error, run->user_data);
}

static void
try (Run *run)
{
  UkeDuplicateRunner *self = run->runner;

  if (self->reason != NULL)
    uke_command_set_reason (run->command, self->reason);
  if (!uke_id_is_none (&self->second_staff_id))
    uke_command_set_second_staff (run->command, &self->second_staff_id);
  uke_clinic_execute_async (self->clinic, uke_command_ref (run->command), NULL, executed_cb, run);
}

/**
 * uke_duplicate_runner_run:
 * @self: a runner
 * @command: (transfer full): what to do
 * @ran: called once, when it is done or not
 * @user_data: for @ran
 *
 * Thread: main
 */
void
uke_duplicate_runner_run (UkeDuplicateRunner *self,
                          UkeCommand *command,
                          UkeDuplicateRanFunc ran,
                          gpointer user_data)
{
  Run *run = g_new0 (Run, 1);

  run->runner = g_object_ref (self);
  run->command = command;
  run->ran = ran;
  run->user_data = user_data;
  self->n_busy++;
  try (run);
}

/* Many pairs, one after the other: each is read, planned by the rules, and merged. */
typedef struct {
  GPtrArray *pairs; /* (owned) (element-type UkeDuplicatePair) */
  UkeDuplicateProgressFunc progress;
  gpointer progress_data;
  unsigned position;
  unsigned n_skipped;
  UkePatientFile *first; /* (owned) (nullable) */
  GArray *merged;        /* (owned) (element-type UkeId): change-sets */
} Batch;

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_ptr_array_unref (batch->pairs);
  g_clear_pointer (&batch->first, uke_patient_file_unref);
  g_clear_pointer (&batch->merged, g_array_unref);
  g_free (batch);
}

static void merge_next (GTask *task);

static void
go_on (GTask *task, gboolean is_merged)
{
  Batch *batch = g_task_get_task_data (task);

  if (!is_merged)
    batch->n_skipped++;
  batch->position++;
  g_clear_pointer (&batch->first, uke_patient_file_unref);
  if (batch->progress != NULL)
    batch->progress (batch->position, batch->progress_data);
  merge_next (task);
}

static void
end (GTask *task, const GError *error)
{
  g_autoptr (GTask) ended = task;
  Batch *batch = g_task_get_task_data (task);
  UkeDuplicateRunner *self = g_task_get_source_object (task);

  self->n_busy--;
  /* What was merged stays merged and is told, also when the rest could not be. */
  if (error != NULL && batch->merged->len == 0)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, g_steal_pointer (&batch->merged), (GDestroyNotify)g_array_unref);
}

static void
merged_cb (const UkeReceipt *receipt, const GError *error, gpointer user_data)
{
  GTask *task = user_data;
  Batch *batch = g_task_get_task_data (task);

  if (receipt != NULL) {
    g_array_append_val (batch->merged, receipt->change_set_id);
    go_on (task, TRUE);
  } else if (error == NULL || g_error_matches (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_DENIED)) {
    end (task, error);
  } else {
    /* One that changed meanwhile, or went into another, is looked at by a person. */
    go_on (task, FALSE);
  }
}

static void
second_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Batch *batch = g_task_get_task_data (task);
  g_autoptr (UkePatientFile) second
      = uke_clinic_load_patient_finish (UKE_CLINIC (source), result, NULL);
  g_autoptr (UkeMergePlan) plan = NULL;

  if (second == NULL) {
    go_on (task, FALSE);
    return;
  }
  plan = uke_patient_file_plan_merge (batch->first, second);
  uke_duplicate_runner_run (g_task_get_source_object (task), uke_command_merge_patients (plan),
                            merged_cb, task);
}

static void
first_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Batch *batch = g_task_get_task_data (task);
  const UkeDuplicatePair *pair = g_ptr_array_index (batch->pairs, batch->position);

  batch->first = uke_clinic_load_patient_finish (UKE_CLINIC (source), result, NULL);
  if (batch->first == NULL)
    go_on (task, FALSE);
  else
    uke_clinic_load_patient_async (UKE_CLINIC (source), &pair->second_id, NULL, second_read_cb,
                                   task);
}

static void
merge_next (GTask *task)
{
  Batch *batch = g_task_get_task_data (task);
  UkeDuplicateRunner *self = g_task_get_source_object (task);
  const UkeDuplicatePair *pair = NULL;

  if (batch->position >= batch->pairs->len
      || g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    end (task, NULL);
    return;
  }
  pair = g_ptr_array_index (batch->pairs, batch->position);
  uke_clinic_load_patient_async (self->clinic, &pair->first_id, NULL, first_read_cb, task);
}

/**
 * uke_duplicate_runner_merge_async:
 * @self: a runner
 * @pairs: (element-type UkeDuplicatePair): who is merged, by what the rules choose
 * @progress: (nullable): told after each pair
 * @progress_data: for @progress
 * @cancellable: (nullable): to stop before the next pair
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Each pair is a change of its own, so that each can be parted again.
 *
 * Thread: main
 */
void
uke_duplicate_runner_merge_async (UkeDuplicateRunner *self,
                                  GPtrArray *pairs,
                                  UkeDuplicateProgressFunc progress,
                                  gpointer progress_data,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Batch *batch = g_new0 (Batch, 1);

  g_task_set_source_tag (task, uke_duplicate_runner_merge_async);
  g_task_set_check_cancellable (task, FALSE);
  batch->pairs = g_ptr_array_ref (pairs);
  batch->progress = progress;
  batch->progress_data = progress_data;
  batch->merged = g_array_new (FALSE, FALSE, sizeof (UkeId));
  g_task_set_task_data (task, batch, batch_free);
  self->n_busy++;
  merge_next (task);
}

/**
 * uke_duplicate_runner_merge_finish:
 * @self: a runner
 * @result: what the callback was given
 * @out_n_skipped: (out): how many pairs were left because they had changed
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeId): the change-sets, oldest first; empty
 *   when the person left the question
 * Errors: DENIED
 * Thread: main
 */
GArray *
uke_duplicate_runner_merge_finish (UkeDuplicateRunner *self,
                                   GAsyncResult *result,
                                   unsigned *out_n_skipped,
                                   GError **error)
{
  *out_n_skipped = ((Batch *)g_task_get_task_data (G_TASK (result)))->n_skipped;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Taking many back, newest first. */
typedef struct {
  GArray *ids; /* (owned) (element-type UkeId) */
  unsigned n_left;
  unsigned n_undone;
  GError *error; /* (owned) (nullable): why the first that could not be taken back was not */
} Undo;

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_array_unref (undo->ids);
  g_clear_error (&undo->error);
  g_free (undo);
}

static void undo_next (GTask *task);

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Undo *undo = g_task_get_task_data (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeReceipt) receipt = uke_clinic_undo_finish (UKE_CLINIC (source), result, &error);

  if (receipt != NULL)
    undo->n_undone++;
  else if (undo->error == NULL)
    undo->error = g_steal_pointer (&error);
  undo_next (user_data);
}

static void
undo_next (GTask *task)
{
  Undo *undo = g_task_get_task_data (task);
  UkeDuplicateRunner *self = g_task_get_source_object (task);

  if (undo->n_left == 0) {
    g_autoptr (GTask) ended = task;

    self->n_busy--;
    g_task_return_boolean (task, TRUE);
    return;
  }
  undo->n_left--;
  uke_clinic_undo_async (self->clinic, &g_array_index (undo->ids, UkeId, undo->n_left), NULL,
                         undone_cb, task);
}

/**
 * uke_duplicate_runner_undo_async:
 * @self: a runner
 * @change_set_ids: (element-type UkeId): what to take back, newest first
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Thread: main
 */
void
uke_duplicate_runner_undo_async (UkeDuplicateRunner *self,
                                 GArray *change_set_ids,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Undo *undo = g_new0 (Undo, 1);

  g_task_set_source_tag (task, uke_duplicate_runner_undo_async);
  undo->ids = g_array_ref (change_set_ids);
  undo->n_left = change_set_ids->len;
  g_task_set_task_data (task, undo, undo_free);
  self->n_busy++;
  undo_next (task);
}

/**
 * uke_duplicate_runner_undo_finish:
 * @self: a runner
 * @result: what the callback was given
 * @error: return location: why the first that stays could not be taken back
 *
 * Returns: how many were taken back
 * Errors: as uke_clinic_undo_async()
 * Thread: main
 */
unsigned
uke_duplicate_runner_undo_finish (UkeDuplicateRunner *self, GAsyncResult *result, GError **error)
{
  Undo *undo = g_task_get_task_data (G_TASK (result));

  if (undo->error != NULL)
    g_propagate_error (error, g_steal_pointer (&undo->error));
  return undo->n_undone;
}

static void
uke_duplicate_runner_dispose (GObject *object)
{
  UkeDuplicateRunner *self = UKE_DUPLICATE_RUNNER (object);

  g_clear_object (&self->clinic);
  g_clear_pointer (&self->reason, g_free);
  G_OBJECT_CLASS (uke_duplicate_runner_parent_class)->dispose (object);
}

static void
uke_duplicate_runner_class_init (UkeDuplicateRunnerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_duplicate_runner_dispose;
}

static void
uke_duplicate_runner_init (UkeDuplicateRunner *self)
{
}

/**
 * uke_duplicate_runner_new:
 * @window: the desk, where questions are asked
 * @clinic: the clinic
 *
 * Returns: (transfer full): a runner
 * Thread: main
 */
UkeDuplicateRunner *
uke_duplicate_runner_new (UkeWindow *window, UkeClinic *clinic)
{
  UkeDuplicateRunner *self = g_object_new (UKE_TYPE_DUPLICATE_RUNNER, NULL);

  self->window = window;
  self->clinic = g_object_ref (clinic);
  g_signal_connect_object (clinic, "sitting-changed", G_CALLBACK (forget_reason), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * uke_duplicate_runner_is_busy:
 * @self: a runner
 *
 * Returns: whether a decision is on its way: changes are of its own making
 * Thread: main
 */
gboolean
uke_duplicate_runner_is_busy (UkeDuplicateRunner *self)
{
  return self->n_busy > 0;
}
