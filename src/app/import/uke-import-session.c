/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/import/uke-import-session-private.h"

#include "model/uke-codes.h"

/* A hand that goes through the columns changes several in a row. */
#define FORECAST_DELAY_MS 250

G_DEFINE_FINAL_TYPE (UkeImportSession, uke_import_session, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
cancel (GCancellable **cancellable)
{
  g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

/**
 * uke_import_session_emit:
 * @self: a session
 * @signal: which signal
 *
 * Emits one of the signals without arguments.
 *
 * Thread: main
 */
void
uke_import_session_emit (UkeImportSession *self, unsigned signal)
{
  g_signal_emit (self, signals[signal], 0);
}

/**
 * uke_import_session_set_stage:
 * @self: a session
 * @stage: how far it is now
 *
 * Goes to another stage and says so.
 *
 * Thread: main
 */
void
uke_import_session_set_stage (UkeImportSession *self, UkeImportStage stage)
{
  self->stage = stage;
  uke_import_session_emit (self, SIGNAL_STAGE_CHANGED);
}

static void
drop_forecast (UkeImportSession *self)
{
  cancel (&self->forecasting);
  g_clear_handle_id (&self->forecast_timeout, g_source_remove);
  g_clear_error (&self->forecast_error);
  if (self->forecast != NULL)
    g_signal_handlers_disconnect_by_data (self->forecast, self);
  g_clear_object (&self->forecast);
}

/**
 * uke_import_session_drop_run:
 * @self: a session
 *
 * Lets go of the run; one on its way stops after its batch.
 *
 * Thread: main
 */
void
uke_import_session_drop_run (UkeImportSession *self)
{
  cancel (&self->running);
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);
  self->has_begun = FALSE;
}

static void
drop_file (UkeImportSession *self)
{
  cancel (&self->reading);
  cancel (&self->surveying);
  drop_forecast (self);
  uke_import_session_drop_run (self);
  g_clear_error (&self->error);
  g_clear_pointer (&self->file, uke_csv_file_free);
  g_clear_pointer (&self->mapping, uke_import_mapping_free);
  g_clear_pointer (&self->is_decided, g_free);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_object (&self->remembered);
  self->was_changed = FALSE;
}

static void
uke_import_session_dispose (GObject *object)
{
  UkeImportSession *self = UKE_IMPORT_SESSION (object);

  drop_file (self);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->file_name, g_free);
  g_clear_pointer (&self->reason, g_free);
  G_OBJECT_CLASS (uke_import_session_parent_class)->dispose (object);
}

static void
uke_import_session_class_init (UkeImportSessionClass *klass)
{
  static const char *const NAMES[]
      = { "stage-changed", "columns-changed", "forecast-changed", "run-progress" };

  G_OBJECT_CLASS (klass)->dispose = uke_import_session_dispose;
  for (unsigned i = 0; i < G_N_ELEMENTS (NAMES); i++)
    signals[i] = g_signal_new (NAMES[i], UKE_TYPE_IMPORT_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_NEEDS_ANSWER]
      = g_signal_new ("needs-answer", UKE_TYPE_IMPORT_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
uke_import_session_init (UkeImportSession *self)
{
  self->kind = g_strdup (UKE_IMPORT_PATIENTS);
  self->remembers = TRUE;
  self->backs_up = TRUE;
}

/**
 * uke_import_session_new:
 * @clinic: an open clinic
 *
 * Returns: (transfer full): a session without a file, for a list of patients.
 * Thread: main
 */
UkeImportSession *
uke_import_session_new (UkeClinic *clinic)
{
  UkeImportSession *self = g_object_new (UKE_TYPE_IMPORT_SESSION, NULL);

  self->clinic = g_object_ref (clinic);
  return self;
}

static void
surveyed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeImportSession) self = data;
  g_autoptr (GPtrArray) columns = uke_import_survey_finish (result, NULL);

  /* Cancelled: another survey is on its way, or none is wanted. */
  if (columns == NULL)
    return;
  g_clear_object (&self->surveying);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  self->columns = g_steal_pointer (&columns);
  uke_import_session_emit (self, SIGNAL_COLUMNS_CHANGED);
}

static void
survey (UkeImportSession *self)
{
  cancel (&self->surveying);
  self->surveying = g_cancellable_new ();
  uke_import_survey_async (self->file, self->mapping,
                           uke_clock_today (uke_clinic_get_clock (self->clinic)), self->surveying,
                           surveyed_cb, g_object_ref (self));
}

static void
forecast_progress_cb (UkeImportSession *self)
{
  uke_import_session_emit (self, SIGNAL_FORECAST_CHANGED);
}

static void
forecast_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeImportSession) self = data;
  g_autoptr (GError) error = NULL;

  gboolean is_done = uke_import_run_finish (UKE_IMPORT (source), result, &error);

  if (self->forecast != UKE_IMPORT (source))
    return;
  g_clear_object (&self->forecasting);
  if (!is_done && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->forecast_error = g_steal_pointer (&error);
  uke_import_session_emit (self, SIGNAL_FORECAST_CHANGED);
}

/**
 * uke_import_session_make_import:
 * @self: a session with a file
 *
 * Returns: (transfer full): an import of the file with a mapping of its own
 * Thread: main
 */
UkeImport *
uke_import_session_make_import (UkeImportSession *self)
{
  return uke_import_new (self->clinic, uke_csv_file_ref (self->file),
                         uke_import_mapping_copy (self->mapping), self->file_name);
}

static gboolean
forecast_due_cb (gpointer data)
{
  UkeImportSession *self = data;

  self->forecast_timeout = 0;
  uke_import_session_begin_forecast (self);
  return G_SOURCE_REMOVE;
}

static void
plan_forecast (UkeImportSession *self)
{
  drop_forecast (self);
  self->forecast_timeout = g_timeout_add (FORECAST_DELAY_MS, forecast_due_cb, self);
  uke_import_session_emit (self, SIGNAL_FORECAST_CHANGED);
}

/**
 * uke_import_session_begin_forecast:
 * @self: a session with a file
 *
 * Judges all rows as they would be taken over, from the first.
 *
 * Thread: main
 * Source: decision 13
 */
void
uke_import_session_begin_forecast (UkeImportSession *self)
{
  drop_forecast (self);
  if (self->mapping == NULL)
    return;
  self->forecast = uke_import_session_make_import (self);
  self->forecasting = g_cancellable_new ();
  g_signal_connect_object (self->forecast, "progress", G_CALLBACK (forecast_progress_cb), self,
                           G_CONNECT_SWAPPED);
  uke_import_run_async (self->forecast, TRUE, self->forecasting, forecast_done_cb,
                        g_object_ref (self));
  uke_import_session_emit (self, SIGNAL_FORECAST_CHANGED);
}

/**
 * uke_import_session_stop_forecast:
 * @self: a session
 *
 * Thread: main
 */
void
uke_import_session_stop_forecast (UkeImportSession *self)
{
  g_clear_handle_id (&self->forecast_timeout, g_source_remove);
  g_cancellable_cancel (self->forecasting);
}

/* A guess that found nothing is left open; what a person or the memory says is decided. */
static void
decide (UkeImportSession *self, gboolean is_remembered)
{
  g_free (self->is_decided);
  self->is_decided = g_new0 (gboolean, MAX (1, self->mapping->n_columns));
  for (unsigned i = 0; i < self->mapping->n_columns; i++)
    self->is_decided[i] = is_remembered || self->mapping->targets[i] != UKE_IMPORT_TARGET_IGNORE;
}

static void
mapping_settled (UkeImportSession *self)
{
  survey (self);
  plan_forecast (self);
  uke_import_session_emit (self, SIGNAL_COLUMNS_CHANGED);
}

static void
remembered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeImportSession) self = data;
  g_autoptr (UkeRecord) record
      = uke_clinic_load_import_mapping_finish (UKE_CLINIC (source), result, NULL);
  const char *json
      = record != NULL ? uke_record_get_text (record, UKE_IMPORT_MAPPING_MAPPING) : NULL;

  /* What a hand did meanwhile counts more; a memory of another header row is none. */
  if (json == NULL || self->mapping == NULL || self->was_changed
      || g_strcmp0 (uke_record_get_text (record, UKE_IMPORT_MAPPING_SIGNATURE),
                    self->mapping->signature)
             != 0
      || !g_str_equal (uke_record_get_code (record, UKE_IMPORT_MAPPING_KIND), self->kind))
    return;
  g_set_object (&self->remembered, record);
  if (!uke_import_mapping_apply_json (self->mapping, json, NULL))
    return;
  decide (self, TRUE);
  mapping_settled (self);
}

static void
map_columns (UkeImportSession *self)
{
  g_clear_pointer (&self->mapping, uke_import_mapping_free);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_object (&self->remembered);
  self->was_changed = FALSE;
  self->mapping = uke_import_mapping_guess (self->file, self->kind);
  decide (self, FALSE);
  mapping_settled (self);
  uke_clinic_load_import_mapping_async (self->clinic, self->kind, self->mapping->signature, NULL,
                                        remembered_cb, g_object_ref (self));
}

/* A list with times is one of bookings, one with dues is one of calls: what its header says. */
static const char *
guess_kind (const UkeCsvFile *file)
{
  g_autoptr (UkeImportMapping) bookings = uke_import_mapping_guess (file, UKE_IMPORT_APPOINTMENTS);
  g_autoptr (UkeImportMapping) calls = uke_import_mapping_guess (file, UKE_IMPORT_FOLLOW_UPS);

  if (uke_import_mapping_find (bookings, UKE_IMPORT_TARGET_START) >= 0
      || (uke_import_mapping_find (bookings, UKE_IMPORT_TARGET_DATE) >= 0
          && uke_import_mapping_find (bookings, UKE_IMPORT_TARGET_TIME) >= 0))
    return UKE_IMPORT_APPOINTMENTS;
  return uke_import_mapping_find (calls, UKE_IMPORT_TARGET_DUE_DATE) >= 0 ? UKE_IMPORT_FOLLOW_UPS
                                                                          : UKE_IMPORT_PATIENTS;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeImportSession) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeCsvFile) file = uke_csv_file_read_finish (result, &error);

  /* Cancelled: another file is on its way, or none is wanted. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->reading);
  if (file == NULL) {
    self->error = g_steal_pointer (&error);
    uke_import_session_set_stage (self, UKE_IMPORT_STAGE_EMPTY);
    return;
  }
  self->file = g_steal_pointer (&file);
  if (!self->kind_is_chosen) {
    g_free (self->kind);
    self->kind = g_strdup (guess_kind (self->file));
  }
  map_columns (self);
  uke_import_session_set_stage (self, UKE_IMPORT_STAGE_CHOSEN);
}

static void
read_file (UkeImportSession *self)
{
  drop_file (self);
  self->reading = g_cancellable_new ();
  uke_csv_file_read_async (self->path, self->encoding, self->reading, read_cb, g_object_ref (self));
  uke_import_session_set_stage (self, UKE_IMPORT_STAGE_READING);
}

/**
 * uke_import_session_open:
 * @self: a session that is not running
 * @path: the file
 *
 * Reads a file in the background; its encoding is detected.
 *
 * Thread: main
 */
void
uke_import_session_open (UkeImportSession *self, const char *path)
{
  g_return_if_fail (UKE_IS_IMPORT_SESSION (self) && path != NULL);
  g_return_if_fail (self->running == NULL);

  g_free (self->path);
  self->path = g_strdup (path);
  g_free (self->file_name);
  self->file_name = g_filename_display_basename (path);
  self->encoding = UKE_CSV_UNKNOWN;
  read_file (self);
}

/**
 * uke_import_session_set_encoding:
 * @self: a session
 * @encoding: what the file is in; UKE_CSV_UNKNOWN detects it again
 *
 * Reads the file again in another encoding.
 *
 * Thread: main
 */
void
uke_import_session_set_encoding (UkeImportSession *self, UkeCsvEncoding encoding)
{
  if (self->path == NULL || self->running != NULL || encoding == self->encoding)
    return;
  self->encoding = encoding;
  read_file (self);
}

/**
 * uke_import_session_get_encoding:
 * @self: a session
 *
 * Returns: what was asked for; UKE_CSV_UNKNOWN where it is detected.
 * Thread: main
 */
UkeCsvEncoding
uke_import_session_get_encoding (UkeImportSession *self)
{
  return self->encoding;
}

/**
 * uke_import_session_reset:
 * @self: a session
 *
 * Forgets the file. A run on its way is stopped after its batch.
 *
 * Thread: main
 */
void
uke_import_session_reset (UkeImportSession *self)
{
  drop_file (self);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->file_name, g_free);
  g_clear_pointer (&self->reason, g_free);
  self->encoding = UKE_CSV_UNKNOWN;
  self->kind_is_chosen = FALSE;
  uke_import_session_set_stage (self, UKE_IMPORT_STAGE_EMPTY);
}

/**
 * uke_import_session_set_kind:
 * @self: a session
 * @kind: patients appointments follow_ups
 *
 * Says what the list holds. Its columns are mapped anew.
 *
 * Thread: main
 */
void
uke_import_session_set_kind (UkeImportSession *self, const char *kind)
{
  self->kind_is_chosen = TRUE;
  if (g_str_equal (self->kind, kind))
    return;
  g_free (self->kind);
  self->kind = g_strdup (kind);
  if (self->stage == UKE_IMPORT_STAGE_CHOSEN)
    map_columns (self);
  uke_import_session_emit (self, SIGNAL_STAGE_CHANGED);
}

/**
 * uke_import_session_set_target:
 * @self: a session with a file
 * @column: which column
 * @target: what it holds; a column that held the same before gives it up where only one may
 *
 * Thread: main
 */
void
uke_import_session_set_target (UkeImportSession *self, unsigned column, UkeImportTarget target)
{
  if (self->mapping == NULL || column >= self->mapping->n_columns
      || self->mapping->targets[column] == UKE_IMPORT_TARGET_CLINICAL
      || (self->mapping->targets[column] == target && self->is_decided[column]))
    return;
  for (unsigned i = 0; i < self->mapping->n_columns && !uke_import_target_may_repeat (target);
       i++) {
    if (i != column && self->mapping->targets[i] == target) {
      uke_import_mapping_set (self->mapping, i, UKE_IMPORT_TARGET_IGNORE);
      self->is_decided[i] = FALSE;
    }
  }
  uke_import_mapping_set (self->mapping, column, target);
  self->is_decided[column] = TRUE;
  self->was_changed = TRUE;
  mapping_settled (self);
}

/**
 * uke_import_session_get_clinic:
 * @self: a session
 *
 * Returns: (transfer none): the clinic.
 * Thread: main
 */
UkeClinic *
uke_import_session_get_clinic (UkeImportSession *self)
{
  return self->clinic;
}

/**
 * uke_import_session_get_stage:
 * @self: a session
 *
 * Returns: how far it is.
 * Thread: main
 */
UkeImportStage
uke_import_session_get_stage (UkeImportSession *self)
{
  return self->stage;
}

/**
 * uke_import_session_get_error:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): why there is no file, or why the run broke off.
 * Thread: main
 */
const GError *
uke_import_session_get_error (UkeImportSession *self)
{
  return self->error;
}

/**
 * uke_import_session_get_kind:
 * @self: a session
 *
 * Returns: (transfer none): patients appointments follow_ups.
 * Thread: main
 */
const char *
uke_import_session_get_kind (UkeImportSession *self)
{
  return self->kind;
}

/**
 * uke_import_session_get_file_name:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the name of the file as people see it.
 * Thread: main
 */
const char *
uke_import_session_get_file_name (UkeImportSession *self)
{
  return self->file_name;
}

/**
 * uke_import_session_get_file:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the file, once it is read.
 * Thread: main
 */
UkeCsvFile *
uke_import_session_get_file (UkeImportSession *self)
{
  return self->file;
}

/**
 * uke_import_session_get_mapping:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): what its columns hold.
 * Thread: main
 */
const UkeImportMapping *
uke_import_session_get_mapping (UkeImportSession *self)
{
  return self->mapping;
}

/**
 * uke_import_session_is_decided:
 * @self: a session
 * @column: which column
 *
 * Returns: whether somebody or something said what the column holds.
 * Thread: main
 */
gboolean
uke_import_session_is_decided (UkeImportSession *self, unsigned column)
{
  return self->is_decided != NULL && column < self->mapping->n_columns && self->is_decided[column];
}

/**
 * uke_import_session_was_changed:
 * @self: a session
 *
 * Returns: whether a hand changed the columns: work that leaving would lose.
 * Thread: main
 */
gboolean
uke_import_session_was_changed (UkeImportSession *self)
{
  return self->was_changed;
}

/**
 * uke_import_session_get_column:
 * @self: a session
 * @column: which column
 *
 * Returns: (transfer none) (nullable): what is in it, once that is known for its target.
 * Thread: main
 */
const UkeImportColumn *
uke_import_session_get_column (UkeImportSession *self, unsigned column)
{
  const UkeImportColumn *known = NULL;

  if (self->columns == NULL || column >= self->columns->len)
    return NULL;
  known = self->columns->pdata[column];
  return known->target == self->mapping->targets[column] ? known : NULL;
}

/**
 * uke_import_session_set_remembers:
 * @self: a session
 * @remembers: whether the columns are mapped the same for the next list with this header row
 *
 * Thread: main
 */
void
uke_import_session_set_remembers (UkeImportSession *self, gboolean remembers)
{
  self->remembers = remembers;
}

/**
 * uke_import_session_get_remembers:
 * @self: a session
 *
 * Returns: whether the mapping is kept for the next time.
 * Thread: main
 */
gboolean
uke_import_session_get_remembers (UkeImportSession *self)
{
  return self->remembers;
}

/**
 * uke_import_session_is_remembered:
 * @self: a session
 *
 * Returns: whether the mapping comes from an earlier import.
 * Thread: main
 */
gboolean
uke_import_session_is_remembered (UkeImportSession *self)
{
  return self->remembered != NULL && !self->was_changed;
}
