/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-run.h"

#include "exchange/uke-import-convert.h"
#include "exchange/uke-import-run-private.h"
#include "model/uke-codes.h"

#include <string.h>

/* A batch's change-set stays under 256 KiB (decision 13): every byte of a cell may stand in it
 * twice, and each row costs its ids and field names. */
#define BATCH_BYTES (180 * 1024)
#define ROW_BYTES 900

/* A dry run has no change-set to keep small, and rows are judged against those before them in their
 * batch: with the whole list of a clinic in one, it says what the run itself will say. */
#define DRY_RUN_ROWS 20000

enum { SIGNAL_PROGRESS, N_SIGNALS };

static unsigned signals[N_SIGNALS];

/* The writer thread finds the next batch in its queue when it is done with one: it need not wait
 * until the main thread has drawn its frame. */
#define MAX_WITH_CLINIC 2

static void
batch_free (Batch *batch)
{
  if (batch == NULL)
    return;
  g_ptr_array_unref (batch->rows);
  g_array_unref (batch->results);
  g_free (batch);
}

static void
batch_free_data (gpointer data)
{
  batch_free (data);
}

static GPtrArray *
new_rows (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)uke_import_row_free);
}

G_DEFINE_FINAL_TYPE (UkeImport, uke_import, G_TYPE_OBJECT)

static void
unknown_free (gpointer data)
{
  UkeImportUnknown *unknown = data;

  g_free (unknown->name);
  g_free (unknown);
}

static void
uke_import_dispose (GObject *object)
{
  UkeImport *self = UKE_IMPORT (object);

  g_clear_object (&self->clinic);
  g_clear_pointer (&self->file, uke_csv_file_free);
  g_clear_pointer (&self->mapping, uke_import_mapping_free);
  g_clear_pointer (&self->file_name, g_free);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->results, g_array_unref);
  g_queue_clear_full (&self->batches, batch_free_data);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->unknown, g_ptr_array_unref);
  g_clear_pointer (&self->ready, batch_free);
  g_clear_pointer (&self->possible, g_ptr_array_unref);
  g_clear_pointer (&self->decided, g_ptr_array_unref);
  G_OBJECT_CLASS (uke_import_parent_class)->dispose (object);
}

static void
uke_import_class_init (UkeImportClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_import_dispose;
  signals[SIGNAL_PROGRESS] = g_signal_new ("progress", UKE_TYPE_IMPORT, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
}

static void
uke_import_init (UkeImport *self)
{
  self->results = g_array_new (FALSE, TRUE, sizeof (UkeImportResult));
  self->unknown = g_ptr_array_new_with_free_func (unknown_free);
  self->possible = new_rows ();
}

/**
 * uke_import_new:
 * @clinic: where the rows go
 * @file: (transfer full): the file
 * @mapping: (transfer full): what its columns hold
 * @file_name: (nullable): as the person chose it
 *
 * Returns: (transfer full): an import that has not begun
 * Errors: none
 * Thread: main
 */
UkeImport *
uke_import_new (UkeClinic *clinic,
                UkeCsvFile *file,
                UkeImportMapping *mapping,
                const char *file_name)
{
  UkeImport *self = g_object_new (UKE_TYPE_IMPORT, NULL);

  self->clinic = g_object_ref (clinic);
  self->file = file;
  self->mapping = mapping;
  self->file_name = g_strdup (file_name);
  return self;
}

/**
 * uke_import_set_reason:
 * @self: an import
 * @reason: (nullable): why, for roles that must say so
 *
 * Errors: none
 * Thread: main
 */
void
uke_import_set_reason (UkeImport *self, const char *reason)
{
  g_free (self->reason);
  self->reason = g_strdup (reason);
}

static gsize
measure (const UkeCsvRow *row)
{
  gsize bytes = ROW_BYTES;

  for (unsigned i = 0; i < row->n_cells; i++)
    bytes += 2 * strlen (row->cells[i]);
  return bytes;
}

/* What a thread needs to convert a batch. The file and the mapping do not change while it runs. */
typedef struct {
  UkeImport *import; /* (owned) */
  UkeZone *zone;     /* (owned) */
  int64_t now_us;
  unsigned first;
  gboolean is_dry_run;
} Conversion;

static void
conversion_free (gpointer data)
{
  Conversion *conversion = data;

  g_object_unref (conversion->import);
  uke_zone_unref (conversion->zone);
  g_free (conversion);
}

/* Converts rows until a batch is full; what cannot be understood is refused at once. */
static void
convert_in_thread (GTask *thread, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Conversion *conversion = data;
  const UkeImport *self = conversion->import;
  unsigned limit = conversion->is_dry_run ? DRY_RUN_ROWS : UKE_IMPORT_BATCH_ROWS;
  Batch *batch = g_new0 (Batch, 1);
  gsize bytes = 0;

  batch->rows = new_rows ();
  batch->results = g_array_new (FALSE, TRUE, sizeof (UkeImportResult));
  batch->next = conversion->first;
  while (batch->next < self->file->rows->len && batch->results->len < 2 * limit
         && batch->rows->len < limit && (conversion->is_dry_run || bytes < BATCH_BYTES)) {
    const UkeCsvRow *row = self->file->rows->pdata[batch->next++];
    UkeImportResult result = { .line = row->line };
    UkeImportRow *converted = uke_import_convert (self->mapping, row, conversion->zone,
                                                  conversion->now_us, &result.code);

    if (converted != NULL) {
      bytes += measure (row);
      g_ptr_array_add (batch->rows, converted);
    } else {
      result.outcome = UKE_IMPORT_REFUSED;
    }
    g_array_append_val (batch->results, result);
  }
  g_task_return_pointer (thread, batch, batch_free_data);
}

static void
count_unknown (UkeImport *self, gboolean is_menu, const char *name)
{
  UkeImportUnknown *unknown = NULL;

  for (unsigned i = 0; i < self->unknown->len && unknown == NULL; i++) {
    UkeImportUnknown *one = self->unknown->pdata[i];

    if (one->is_menu == is_menu && g_str_equal (one->name, name))
      unknown = one;
  }
  if (unknown == NULL) {
    unknown = g_new0 (UkeImportUnknown, 1);
    unknown->is_menu = is_menu;
    unknown->name = g_strdup (name);
    g_ptr_array_add (self->unknown, unknown);
  }
  unknown->n_rows++;
}

/* The clinic has judged the batch: its outcomes go to the others, in the order of the file. */
static void
take_outcomes (UkeImport *self, Batch *batch)
{
  GArray *results = batch->results;

  for (unsigned i = 0, taken = 0; i < results->len; i++) {
    UkeImportResult *result = &g_array_index (results, UkeImportResult, i);

    if (result->outcome == 0) {
      UkeImportRow *row = batch->rows->pdata[taken++];

      result->outcome = row->outcome;
      result->code = row->code;
      result->patient_id = row->patient_id;
      if (row->outcome != UKE_IMPORT_REFUSED && row->lacks_provider)
        count_unknown (self, FALSE, row->provider);
      if (row->outcome != UKE_IMPORT_REFUSED && row->lacks_menu)
        count_unknown (self, TRUE, row->menu);
      if (row->alike != NULL) {
        g_ptr_array_add (self->possible, row);
        batch->rows->pdata[taken - 1] = NULL;
      }
    }
    self->n[result->outcome]++;
  }
  g_array_append_vals (self->results, results->data, results->len);
  self->next = batch->next;
  g_signal_emit (self, signals[SIGNAL_PROGRESS], 0);
}

static UkeCommand *
with_reason (UkeImport *self, UkeCommand *command)
{
  uke_command_set_reason (command, self->reason);
  return command;
}

static void go_on (GTask *task);

/* The run is over: what is still being converted is for nobody. */
static void
leave (UkeImport *self)
{
  self->task = NULL;
  self->is_converting = FALSE;
  g_clear_pointer (&self->ready, batch_free);
}

static void
fail (GTask *task, GError *error)
{
  leave (g_task_get_source_object (task));
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (UkeReceipt) receipt = uke_clinic_execute_finish (UKE_CLINIC (source), result, &error);

  if (receipt == NULL)
    g_task_return_error (task, error);
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static void
end_run (UkeImport *self, GTask *task, const char *state)
{
  leave (self);
  if (self->is_dry_run) {
    if (!g_task_return_error_if_cancelled (task))
      g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }
  uke_clinic_execute_async (self->clinic,
                            with_reason (self, uke_command_end_import (&self->run_id, state)), NULL,
                            ended_cb, task);
}

static void
converted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeImport *self = UKE_IMPORT (source);
  Batch *batch = g_task_propagate_pointer (G_TASK (result), NULL);

  if (self->task != task) {
    batch_free (batch);
    return;
  }
  self->is_converting = FALSE;
  self->ready = batch;
  go_on (task);
}

/* While the clinic works on one batch, the next one is converted. */
static void
convert_from (UkeImport *self, unsigned first)
{
  g_autoptr (GTask) thread = NULL;
  Conversion *conversion = NULL;

  if (self->is_converting || self->ready != NULL || first >= self->file->rows->len)
    return;
  conversion = g_new0 (Conversion, 1);
  conversion->import = g_object_ref (self);
  conversion->zone = uke_zone_ref (uke_clinic_get_zone (self->clinic));
  conversion->now_us = uke_clock_now_us (uke_clinic_get_clock (self->clinic));
  conversion->first = first;
  conversion->is_dry_run = self->is_dry_run;
  self->is_converting = TRUE;
  thread = g_task_new (self, NULL, converted_cb, g_object_ref (self->task));
  g_task_set_source_tag (thread, convert_from);
  g_task_set_task_data (thread, conversion, conversion_free);
  g_task_run_in_thread (thread, convert_in_thread);
}

/* The first of the batches that are with the clinic is back. */
static void
take_back (GTask *task, GError *error)
{
  UkeImport *self = g_task_get_source_object (task);
  Batch *batch = g_queue_pop_head (&self->batches);

  if (error == NULL)
    take_outcomes (self, batch);
  else if (self->failure == NULL)
    self->failure = error;
  else
    g_error_free (error);
  batch_free (batch);
  go_on (task);
}

static void
batch_judged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  if (uke_clinic_judge_import_finish (UKE_CLINIC (source), result, &error))
    take_back (user_data, NULL);
  else
    take_back (user_data, error);
}

static void
batch_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  g_autoptr (UkeReceipt) receipt = uke_clinic_execute_finish (UKE_CLINIC (source), result, &error);

  take_back (user_data, error);
}

static void
give_to_clinic (UkeImport *self, GTask *task)
{
  Batch *batch = g_steal_pointer (&self->ready);
  unsigned n_refused = batch->results->len - batch->rows->len;
  UkeCommand *command = NULL;

  uke_import_rows_prepare (batch->rows, self->decided, self->is_dry_run || self->decided == NULL);
  g_queue_push_tail (&self->batches, batch);
  if (self->is_dry_run) {
    uke_clinic_judge_import_async (self->clinic, batch->rows, NULL, batch_judged_cb, task);
  } else {
    command = uke_command_import_batch (&self->run_id, batch->rows, n_refused, self->sent);
    uke_clinic_execute_async (self->clinic, with_reason (self, command), NULL, batch_written_cb,
                              task);
  }
  self->sent = batch->next;
}

/* Keeps the clinic busy; ends the run when there is nothing more to give and everything is back. */
static void
go_on (GTask *task)
{
  UkeImport *self = g_task_get_source_object (task);
  gboolean is_cancelled = g_cancellable_is_cancelled (g_task_get_cancellable (task));
  unsigned limit = self->is_dry_run ? 1 : MAX_WITH_CLINIC;

  if (!is_cancelled && self->failure == NULL) {
    if (self->ready != NULL && self->batches.length < limit)
      give_to_clinic (self, task);
    convert_from (self, self->sent);
  }
  if (self->batches.length > 0)
    return;
  if (self->failure != NULL)
    fail (task, g_steal_pointer (&self->failure));
  else if (is_cancelled)
    end_run (self, task, UKE_IMPORT_CANCELLED);
  else if (self->next >= self->file->rows->len)
    end_run (self, task, UKE_IMPORT_DONE);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  UkeImport *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (UkeReceipt) receipt = uke_clinic_execute_finish (UKE_CLINIC (source), result, &error);

  if (receipt == NULL) {
    fail (task, error);
    return;
  }
  self->run_id = receipt->subject_id;
  self->sent = self->next;
  go_on (task);
}

static GTask *
begin (UkeImport *self,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  self->task = task;
  return task;
}

/**
 * uke_import_run_async:
 * @self: an import; it may run dry first and then in earnest
 * @is_dry_run: only judge
 * @cancellable: (nullable): stops after the batch that is on its way; the run says how far it came
 * @callback: called when all rows are done
 * @user_data: for @callback
 *
 * Takes the file's rows over, batch by batch.
 *
 * Errors: NO_COLUMNS of UKE_EXCHANGE_ERROR, those of the clinic's commands,
 * %G_IO_ERROR_CANCELLED
 * Thread: main
 * Source: decision 13
 */
void
uke_import_run_async (UkeImport *self,
                      gboolean is_dry_run,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = begin (self, uke_import_run_async, cancellable, callback, user_data);
  GError *error = NULL;

  self->is_dry_run = is_dry_run;
  self->next = 0;
  self->n_skipped = 0;
  g_array_set_size (self->results, 0);
  g_ptr_array_set_size (self->unknown, 0);
  g_ptr_array_set_size (self->possible, 0);
  memset (self->n, 0, sizeof self->n);
  if (!uke_import_mapping_check (self->mapping, &error)) {
    fail (task, error);
    return;
  }
  if (is_dry_run) {
    self->sent = self->next;
    go_on (task);
    return;
  }
  uke_clinic_execute_async (
      self->clinic,
      with_reason (self, uke_command_start_import (self->mapping->kind, self->file_name,
                                                   self->file->sha256, self->file->rows->len)),
      NULL, started_cb, task);
}

/**
 * uke_import_take_up:
 * @self: an import that has not begun
 * @run: a run that was stopped on its way through the same file
 *
 * Makes the import one that goes on with @run; begin it with uke_import_resume_async().
 *
 * Returns: whether @run is of this file and kind, and not over
 * Errors: none
 * Thread: main
 * Source: decision 13
 */
gboolean
uke_import_take_up (UkeImport *self, UkeRecord *run)
{
  const char *state = uke_record_get_code (run, UKE_IMPORT_RUN_STATE);
  int64_t n_done = uke_record_get_int (run, UKE_IMPORT_RUN_N_DONE);

  if ((!g_str_equal (state, UKE_IMPORT_CANCELLED) && !g_str_equal (state, UKE_IMPORT_RUNNING))
      || g_strcmp0 (uke_record_get_text (run, UKE_IMPORT_RUN_FILE_SHA256), self->file->sha256) != 0
      || !g_str_equal (uke_record_get_code (run, UKE_IMPORT_RUN_KIND), self->mapping->kind)
      || n_done >= self->file->rows->len)
    return FALSE;
  self->run_id = *uke_record_get_id (run);
  self->next = self->n_skipped = (unsigned)n_done;
  return TRUE;
}

/**
 * uke_import_resume_async:
 * @self: an import whose run was stopped, or that took one up
 * @cancellable: (nullable): as for uke_import_run_async()
 * @callback: called when all rows are done
 * @user_data: for @callback
 *
 * Goes on with the first row that is not done.
 *
 * Errors: as uke_import_run_async()
 * Thread: main
 * Source: decision 13
 */
void
uke_import_resume_async (UkeImport *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = begin (self, uke_import_resume_async, cancellable, callback, user_data);

  self->is_dry_run = FALSE;
  uke_clinic_execute_async (self->clinic,
                            with_reason (self, uke_command_resume_import (&self->run_id)), NULL,
                            started_cb, task);
}

/**
 * uke_import_run_finish:
 * @self: an import
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether every row was judged; the results say how, also of a run that stopped
 * Errors: as uke_import_run_async()
 * Thread: main
 */
gboolean
uke_import_run_finish (UkeImport *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
