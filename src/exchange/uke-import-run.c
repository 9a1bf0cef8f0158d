/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-run.h"

#include "exchange/uke-import-convert.h"
#include "model/uke-codes.h"

#include <string.h>

/* A batch's change-set stays under 256 KiB (decision 13): every byte of a cell may stand in it
 * twice, and each row costs its ids and field names. */
#define BATCH_BYTES (180 * 1024)
#define ROW_BYTES 900

/* A dry run has no change-set to keep small. */
#define DRY_RUN_ROWS 2000

enum { SIGNAL_PROGRESS, N_SIGNALS };

static unsigned signals[N_SIGNALS];

struct _UkeImport {
  GObject parent_instance;
  UkeClinic *clinic;         /* (owned) */
  UkeCsvFile *file;          /* (owned) */
  UkeImportMapping *mapping; /* (owned) */
  char *file_name;           /* (owned) (nullable) */
  char *reason;              /* (owned) (nullable) */
  UkeId run_id;
  gboolean is_dry_run;
  unsigned next;      /* the row that comes next */
  GArray *results;    /* (owned) (element-type UkeImportResult) */
  GPtrArray *batch;   /* (owned) (nullable) (element-type UkeImportRow): on its way */
  unsigned n_refused; /* rows that were refused before they came into the batch */
  unsigned n[UKE_IMPORT_REFUSED + 1];
};

G_DEFINE_FINAL_TYPE (UkeImport, uke_import, G_TYPE_OBJECT)

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
  g_clear_pointer (&self->batch, g_ptr_array_unref);
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

static void
add_result (UkeImport *self,
            unsigned line,
            UkeImportOutcome outcome,
            const char *code,
            const UkeId *patient_id)
{
  UkeImportResult result = { line, outcome, code, *patient_id };

  g_array_append_val (self->results, result);
  self->n[outcome]++;
}

static int
compare_results (gconstpointer a, gconstpointer b)
{
  const UkeImportResult *left = a, *right = b;

  return left->line < right->line ? -1 : left->line > right->line;
}

static gsize
measure (const UkeCsvRow *row)
{
  gsize bytes = ROW_BYTES;

  for (unsigned i = 0; i < row->n_cells; i++)
    bytes += 2 * strlen (row->cells[i]);
  return bytes;
}

/* Converts rows until a batch is full; what cannot be understood is refused at once. */
static void
fill_batch (UkeImport *self)
{
  unsigned limit = self->is_dry_run ? DRY_RUN_ROWS : UKE_IMPORT_BATCH_ROWS;
  int64_t now_us = uke_clock_now_us (uke_clinic_get_clock (self->clinic));
  gsize bytes = 0;

  g_clear_pointer (&self->batch, g_ptr_array_unref);
  self->batch = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_import_row_free);
  self->n_refused = 0;
  while (self->next < self->file->rows->len && self->batch->len < limit && self->n_refused < limit
         && (self->is_dry_run || bytes < BATCH_BYTES)) {
    const UkeCsvRow *row = self->file->rows->pdata[self->next++];
    const char *code = NULL;
    UkeImportRow *converted = uke_import_convert (
        self->mapping, row, uke_clinic_get_zone (self->clinic), now_us, &code);

    if (converted == NULL) {
      add_result (self, row->line, UKE_IMPORT_REFUSED, code, &UKE_ID_NONE);
      self->n_refused++;
      continue;
    }
    bytes += measure (row);
    g_ptr_array_add (self->batch, converted);
  }
}

static void
take_outcomes (UkeImport *self)
{
  for (unsigned i = 0; i < self->batch->len; i++) {
    const UkeImportRow *row = self->batch->pdata[i];

    add_result (self, row->line, row->outcome, row->code, &row->patient_id);
  }
  g_clear_pointer (&self->batch, g_ptr_array_unref);
  g_signal_emit (self, signals[SIGNAL_PROGRESS], 0);
}

static UkeCommand *
with_reason (UkeImport *self, UkeCommand *command)
{
  uke_command_set_reason (command, self->reason);
  return command;
}

static void take_next_batch (GTask *task);

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeImport *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (UkeReceipt) receipt = uke_clinic_execute_finish (UKE_CLINIC (source), result, &error);

  g_array_sort (self->results, compare_results);
  if (receipt == NULL)
    g_task_return_error (task, error);
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static void
end_run (UkeImport *self, GTask *task, const char *state)
{
  if (self->is_dry_run) {
    g_array_sort (self->results, compare_results);
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
batch_judged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  UkeImport *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!uke_clinic_judge_import_finish (UKE_CLINIC (source), result, &error)) {
    fail (task, error);
    return;
  }
  take_outcomes (self);
  take_next_batch (task);
}

static void
batch_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  UkeImport *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (UkeReceipt) receipt = uke_clinic_execute_finish (UKE_CLINIC (source), result, &error);

  if (receipt == NULL) {
    fail (task, error);
    return;
  }
  take_outcomes (self);
  take_next_batch (task);
}

static void
take_next_batch (GTask *task)
{
  UkeImport *self = g_task_get_source_object (task);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    end_run (self, task, UKE_IMPORT_CANCELLED);
    return;
  }
  if (self->next >= self->file->rows->len) {
    end_run (self, task, UKE_IMPORT_DONE);
    return;
  }
  fill_batch (self);
  if (self->is_dry_run)
    uke_clinic_judge_import_async (self->clinic, self->batch, NULL, batch_judged_cb, task);
  else
    uke_clinic_execute_async (
        self->clinic,
        with_reason (self, uke_command_import_batch (&self->run_id, self->batch, self->n_refused)),
        NULL, batch_written_cb, task);
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
  take_next_batch (task);
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
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, uke_import_run_async);
  g_task_set_check_cancellable (task, FALSE);
  self->is_dry_run = is_dry_run;
  self->next = 0;
  g_array_set_size (self->results, 0);
  memset (self->n, 0, sizeof self->n);
  if (!uke_import_mapping_check (self->mapping, &error)) {
    fail (task, error);
    return;
  }
  if (is_dry_run) {
    take_next_batch (task);
    return;
  }
  uke_clinic_execute_async (
      self->clinic,
      with_reason (self, uke_command_start_import (self->mapping->kind, self->file_name,
                                                   self->file->sha256, self->file->rows->len)),
      NULL, started_cb, task);
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

/**
 * uke_import_get_file:
 * @self: an import
 *
 * Returns: (transfer none): its file
 * Errors: none
 * Thread: main
 */
const UkeCsvFile *
uke_import_get_file (UkeImport *self)
{
  return self->file;
}

/**
 * uke_import_get_mapping:
 * @self: an import
 *
 * Returns: (transfer none): what its columns hold; to be changed before it runs
 * Errors: none
 * Thread: main
 */
UkeImportMapping *
uke_import_get_mapping (UkeImport *self)
{
  return self->mapping;
}

/**
 * uke_import_get_run_id:
 * @self: an import
 *
 * Returns: (transfer none): the run, none before it began and in a dry run
 * Errors: none
 * Thread: main
 */
const UkeId *
uke_import_get_run_id (UkeImport *self)
{
  return &self->run_id;
}

/**
 * uke_import_get_n_rows:
 * @self: an import
 *
 * Returns: how many rows the file has
 * Errors: none
 * Thread: main
 */
unsigned
uke_import_get_n_rows (UkeImport *self)
{
  return self->file->rows->len;
}

/**
 * uke_import_get_n_done:
 * @self: an import
 *
 * Returns: how many rows are judged so far
 * Errors: none
 * Thread: main
 */
unsigned
uke_import_get_n_done (UkeImport *self)
{
  return self->results->len;
}

/**
 * uke_import_get_n:
 * @self: an import
 * @outcome: an outcome
 *
 * Returns: how many rows had that outcome so far
 * Errors: none
 * Thread: main
 */
unsigned
uke_import_get_n (UkeImport *self, UkeImportOutcome outcome)
{
  return self->n[outcome];
}

/**
 * uke_import_get_results:
 * @self: an import
 *
 * Returns: (transfer none) (element-type UkeImportResult): every row so far; by line when it is
 * over Errors: none Thread: main
 */
GArray *
uke_import_get_results (UkeImport *self)
{
  return self->results;
}
