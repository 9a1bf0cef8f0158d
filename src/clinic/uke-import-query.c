/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-import-commands.h"

#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-clinic-private.h"
#include "clinic/uke-import-private.h"
#include "clinic/uke-undo-private.h"
#include "clinic/uke-work-private.h"
#include "model/uke-codes.h"
#include "store/uke-audit-log.h"
#include "store/uke-rows.h"

#include <string.h>

typedef struct {
  GPtrArray *rows; /* (owned) (element-type UkeImportRow) */
  UkeZone *zone;   /* (owned) */
  UkeSitting *sitting;
  UkeId clinic_id;
  int64_t now_us;
} Judging;

static void
judging_free (gpointer data)
{
  Judging *judging = data;

  g_ptr_array_unref (judging->rows);
  uke_zone_unref (judging->zone);
  uke_sitting_free (judging->sitting);
  g_free (judging);
}

/* The same judgement as the batch's, with a work that is thrown away. */
static gpointer
judge_rows (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Judging *judging = data;
  g_autoptr (UkeWork) work = NULL;
  gboolean is_good = uke_db_begin_read (db, error);

  if (!is_good)
    return NULL;
  work = uke_work_new (db, judging->now_us, judging->zone, judging->sitting, &judging->clinic_id);
  work->accepts_warnings = TRUE;
  is_good = uke_import_take_rows (work, &UKE_ID_NONE, judging->rows, error);
  uke_db_end_read (db);
  return GINT_TO_POINTER (is_good);
}

/**
 * uke_clinic_judge_import_async:
 * @self: an open clinic with somebody at the desk
 * @rows: (transfer none) (element-type UkeImportRow): shared; leave them alone until it finished
 * @cancellable: (nullable): to stop
 * @callback: called when the outcomes are filled
 * @user_data: for @callback
 *
 * A dry run of one batch: every row is judged as it would be, nothing is written.
 *
 * Errors: NOT_OPEN, NOBODY
 * Thread: main
 * Source: decision 13
 */
void
uke_clinic_judge_import_async (UkeClinic *self,
                               GPtrArray *rows,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Judging *judging = NULL;

  if (self->sitting == NULL) {
    g_task_report_error (self, callback, user_data, uke_clinic_judge_import_async,
                         uke_clinic_error_new (UKE_CLINIC_ERROR_NOBODY, NULL));
    return;
  }
  judging = g_new0 (Judging, 1);
  judging->rows = g_ptr_array_ref (rows);
  judging->zone = self->zone != NULL ? uke_zone_ref (self->zone) : uke_zone_new_utc ();
  judging->sitting = uke_sitting_copy (self->sitting);
  judging->clinic_id = self->clinic_id;
  judging->now_us = uke_clock_now_us (self->clock);
  uke_clinic_query (self, uke_clinic_judge_import_async, judge_rows, judging, judging_free, NULL,
                    cancellable, callback, user_data);
}

/**
 * uke_clinic_judge_import_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether the outcomes are filled
 * Errors: NOT_OPEN, NOBODY
 * Thread: main
 */
gboolean
uke_clinic_judge_import_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error) != NULL;
}

/**
 * uke_import_run_facts_free:
 * @self: (transfer full) (nullable): a run's facts
 *
 * Errors: none
 * Thread: any
 */
void
uke_import_run_facts_free (UkeImportRunFacts *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->run);
  g_free (self);
}

static void
facts_free (gpointer data)
{
  uke_import_run_facts_free (data);
}

static int
compare_runs (gconstpointer a, gconstpointer b)
{
  const UkeImportRunFacts *left = *(UkeImportRunFacts *const *)a;
  const UkeImportRunFacts *right = *(UkeImportRunFacts *const *)b;
  int64_t l = uke_record_get_time_us (left->run, UKE_IMPORT_RUN_STARTED_AT_US);
  int64_t r = uke_record_get_time_us (right->run, UKE_IMPORT_RUN_STARTED_AT_US);

  return l < r ? 1 : l > r ? -1 : 0;
}

static gboolean
take_author (const UkeAuditEntry *entry,
             const uint8_t hash[UKE_SHA256_SIZE],
             const UkeAuditText *text,
             gpointer data)
{
  UkeId *staff_id = data;

  if (entry->kind == UKE_AUDIT_CREATE)
    *staff_id = entry->staff_id;
  return entry->kind != UKE_AUDIT_CREATE;
}

static gpointer
read_runs (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) records = uke_rows_list (db, &UKE_ENTITY_IMPORT_RUN, error);
  g_autoptr (GPtrArray) runs = NULL;

  if (records == NULL)
    return NULL;
  runs = g_ptr_array_new_with_free_func (facts_free);
  for (unsigned i = 0; i < records->len; i++) {
    UkeImportRunFacts *facts = g_new0 (UkeImportRunFacts, 1);

    facts->run = g_object_ref (records->pdata[i]);
    g_ptr_array_add (runs, facts);
    if (!uke_audit_log_list_object (db, uke_record_get_id (facts->run), G_MAXINT, take_author,
                                    &facts->staff_id, error))
      return NULL;
  }
  g_ptr_array_sort (runs, compare_runs);
  return g_steal_pointer (&runs);
}

/**
 * uke_clinic_load_import_runs_async:
 * @self: an open clinic
 * @cancellable: (nullable): to stop reading
 * @callback: called with the runs
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_load_import_runs_async (UkeClinic *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  uke_clinic_query (self, uke_clinic_load_import_runs_async, read_runs, NULL, NULL,
                    (GDestroyNotify)g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * uke_clinic_load_import_runs_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeImportRunFacts): newest first
 * Errors: NOT_OPEN
 * Thread: main
 */
GPtrArray *
uke_clinic_load_import_runs_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}

static gpointer
read_mapping (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const char *const *key = data;
  g_autoptr (GPtrArray) mappings = uke_rows_list (db, &UKE_ENTITY_IMPORT_MAPPING, error);

  for (unsigned i = 0; mappings != NULL && i < mappings->len; i++) {
    UkeRecord *mapping = mappings->pdata[i];

    if (g_str_equal (uke_record_get_code (mapping, UKE_IMPORT_MAPPING_KIND), key[0])
        && g_strcmp0 (uke_record_get_text (mapping, UKE_IMPORT_MAPPING_SIGNATURE), key[1]) == 0)
      return g_object_ref (mapping);
  }
  return NULL;
}

/**
 * uke_clinic_load_import_mapping_async:
 * @self: an open clinic
 * @kind: patients appointments follow_ups
 * @signature: of the header row
 * @cancellable: (nullable): to stop reading
 * @callback: called with the mapping
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_load_import_mapping_async (UkeClinic *self,
                                      const char *kind,
                                      const char *signature,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  char **key = g_new0 (char *, 3);

  key[0] = g_strdup (kind);
  key[1] = g_strdup (signature);
  uke_clinic_query (self, uke_clinic_load_import_mapping_async, read_mapping, key,
                    (GDestroyNotify)g_strfreev, g_object_unref, cancellable, callback, user_data);
}

/**
 * uke_clinic_load_import_mapping_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the mapping remembered for the header row; NULL without an
 * error when there is none
 * Errors: NOT_OPEN
 * Thread: main
 */
UkeRecord *
uke_clinic_load_import_mapping_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}

/* Undoing a run: its batches, newest first, one after the other. */
typedef struct {
  UkeId run_id;
  GArray *batches; /* (owned) (nullable) (element-type UkeId) */
  unsigned next;
} UndoRun;

static void
undo_run_free (gpointer data)
{
  UndoRun *run = data;

  g_clear_pointer (&run->batches, g_array_unref);
  g_free (run);
}

/* Each batch counts itself in the run's row, so the run's history names them all. */
static gboolean
collect_batch (const UkeAuditEntry *entry,
               const uint8_t hash[UKE_SHA256_SIZE],
               const UkeAuditText *text,
               gpointer data)
{
  GArray *batches = data;

  if (entry->action == UKE_ACTION_IMPORT_RUN && entry->kind == UKE_AUDIT_CHANGE
      && entry->fields != NULL && strstr (entry->fields, "n_done") != NULL)
    g_array_append_val (batches, entry->change_set_id);
  return TRUE;
}

static gpointer
read_batches (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) batches = g_array_new (FALSE, FALSE, sizeof (UkeId));

  if (!uke_audit_log_list_object (db, data, G_MAXINT, collect_batch, batches, error))
    return NULL;
  return g_steal_pointer (&batches);
}

static void undo_next (GTask *task);

static void
run_ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (UkeReceipt) receipt = uke_clinic_execute_finish (UKE_CLINIC (source), result, &error);

  if (receipt == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
batch_undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  UndoRun *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (UkeReceipt) receipt = uke_clinic_execute_finish (UKE_CLINIC (source), result, &error);

  if (receipt == NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  run->next++;
  undo_next (task);
}

static void
undo_next (GTask *task)
{
  UkeClinic *self = g_task_get_source_object (task);
  UndoRun *run = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task)) {
    g_object_unref (task);
    return;
  }
  if (run->next < run->batches->len) {
    uke_clinic_execute_async (
        self, uke_command_undo_import_batch (&g_array_index (run->batches, UkeId, run->next)), NULL,
        batch_undone_cb, task);
    return;
  }
  uke_clinic_execute_async (self, uke_command_mark_import_undone (&run->run_id), NULL, run_ended_cb,
                            task);
}

static void
batches_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  UndoRun *run = g_task_get_task_data (task);
  GError *error = NULL;

  run->batches = uke_clinic_query_finish (UKE_CLINIC (source), result, &error);
  if (run->batches == NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  undo_next (task);
}

/**
 * uke_clinic_undo_import_async:
 * @self: an open clinic
 * @run_id: the run
 * @cancellable: (nullable): stops before the next batch; what is undone stays undone
 * @callback: called when all is undone, or at the first batch that cannot be
 * @user_data: for @callback
 *
 * Undoes a run, newest batch first. Calling it again goes on where it stopped.
 *
 * Errors: CANNOT_UNDO with who changed a record since, or when a week is over; DENIED
 * Thread: main
 * Source: decision 13, decision 14
 */
void
uke_clinic_undo_import_async (UkeClinic *self,
                              const UkeId *run_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  UndoRun *run = g_new0 (UndoRun, 1);

  run->run_id = *run_id;
  g_task_set_source_tag (task, uke_clinic_undo_import_async);
  g_task_set_task_data (task, run, undo_run_free);
  uke_clinic_query (self, uke_clinic_undo_import_async, read_batches,
                    g_memdup2 (run_id, sizeof *run_id), g_free, (GDestroyNotify)g_array_unref, NULL,
                    batches_read_cb, task);
}

/**
 * uke_clinic_undo_import_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @out_n_batches: (nullable): return location: how many batches were undone, also on failure
 * @error: return location
 *
 * Returns: whether the whole run is undone
 * Errors: as uke_clinic_undo_import_async()
 * Thread: main
 */
gboolean
uke_clinic_undo_import_finish (UkeClinic *self,
                               GAsyncResult *result,
                               unsigned *out_n_batches,
                               GError **error)
{
  UndoRun *run = g_task_get_task_data (G_TASK (result));

  if (out_n_batches != NULL)
    *out_n_batches = run->next;
  return g_task_propagate_boolean (G_TASK (result), error);
}
