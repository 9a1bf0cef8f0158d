/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/import/uke-import-session-private.h"

#include "clinic/uke-clinic-backup.h"
#include "clinic/uke-clinic-error.h"
#include "model/uke-action.h"

static void
run_progress_cb (UkeImportSession *self)
{
  uke_import_session_emit (self, SIGNAL_RUN_PROGRESS);
}

/* Remembering comes after the run began: it is of no use to a list that nobody may import. */
static void
remember (UkeImportSession *self)
{
  g_autofree char *json = NULL;
  UkeDraft *draft = NULL;
  UkeCommand *command = NULL;

  if (!self->remembers)
    return;
  json = uke_import_mapping_to_json (self->mapping);
  if (self->remembered != NULL)
    draft = uke_draft_new_from (self->remembered);
  else
    draft = uke_draft_new (&UKE_ENTITY_IMPORT_MAPPING,
                           uke_clock_now_us (uke_clinic_get_clock (self->clinic)));
  uke_draft_set_text (draft, UKE_IMPORT_MAPPING_KIND, self->kind);
  uke_draft_set_text (draft, UKE_IMPORT_MAPPING_SIGNATURE, self->mapping->signature);
  uke_draft_set_text (draft, UKE_IMPORT_MAPPING_MAPPING, json);
  if (!uke_draft_has_changes (draft)) {
    uke_draft_free (draft);
    return;
  }
  command = uke_command_save_import_mapping (draft);
  uke_command_set_reason (command, self->reason);
  uke_clinic_execute_async (self->clinic, command, NULL, NULL, NULL);
}

static gboolean
wants_answer (const GError *error)
{
  return g_error_matches (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_NEEDS_REASON);
}

static void
run_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeImportSession) self = data;
  g_autoptr (GError) error = NULL;
  gboolean is_done = uke_import_run_finish (UKE_IMPORT (source), result, &error);

  if (self->run != UKE_IMPORT (source))
    return;
  g_clear_object (&self->running);
  self->has_begun = !uke_id_is_none (uke_import_get_run_id (self->run));
  g_clear_error (&self->error);
  if (self->has_begun)
    remember (self);
  if (is_done) {
    uke_import_session_set_stage (self, UKE_IMPORT_STAGE_DONE);
    return;
  }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->error = g_error_copy (error);
  uke_import_session_set_stage (self, self->has_begun ? UKE_IMPORT_STAGE_STOPPED
                                                      : UKE_IMPORT_STAGE_CHOSEN);
  if (wants_answer (error))
    g_signal_emit_by_name (self, "needs-answer", error);
}

static void
begin_run (UkeImportSession *self)
{
  uke_import_set_reason (self->run, self->reason);
  if (self->has_begun)
    uke_import_resume_async (self->run, self->running, run_done_cb, g_object_ref (self));
  else
    uke_import_run_async (self->run, FALSE, self->running, run_done_cb, g_object_ref (self));
}

static void
backed_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeImportSession) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = uke_clinic_back_up_finish (UKE_CLINIC (source), result, &error);

  if (self->running == NULL || !self->is_backing_up)
    return;
  self->is_backing_up = FALSE;
  if (path != NULL && !g_cancellable_is_cancelled (self->running)) {
    uke_import_session_set_stage (self, UKE_IMPORT_STAGE_RUNNING);
    begin_run (self);
    return;
  }
  if (path == NULL && !g_cancellable_is_cancelled (self->running))
    self->error = g_steal_pointer (&error);
  g_clear_object (&self->running);
  uke_import_session_set_stage (self, UKE_IMPORT_STAGE_CHOSEN);
}

/* Whoever must give a reason first is asked before anything is copied. */
static gboolean
wants_back_up (UkeImportSession *self)
{
  UkeRecord *staff = uke_clinic_get_sitting_staff (self->clinic);
  UkeActionContext context = { .has_reason = self->reason != NULL };

  return self->backs_up && !self->has_begun && staff != NULL
         && uke_action_judge (UKE_ACTION_IMPORT_RUN,
                              uke_role_from_code (uke_record_get_code (staff, UKE_STAFF_ROLE)),
                              &context)
                == UKE_JUDGEMENT_ALLOWED;
}

/* What the look ahead found and somebody decided; a row that nobody decided about is created. */
static void
take_decisions (UkeImportSession *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  uke_import_set_decisions (
      self->run, self->forecast != NULL ? uke_import_get_possible (self->forecast) : none);
}

/**
 * uke_import_session_start:
 * @self: a session with a file, or with a run that was stopped
 *
 * Takes the rows over, after a copy of the clinic where one is wanted; goes on where a run was
 * stopped.
 *
 * Thread: main
 */
void
uke_import_session_start (UkeImportSession *self)
{
  g_return_if_fail (self->stage == UKE_IMPORT_STAGE_CHOSEN
                    || self->stage == UKE_IMPORT_STAGE_STOPPED);

  g_clear_error (&self->error);
  uke_import_session_stop_forecast (self);
  if (self->run == NULL || !self->has_begun) {
    uke_import_session_drop_run (self);
    self->run = uke_import_session_make_import (self);
    take_decisions (self);
  }
  g_signal_handlers_disconnect_by_data (self->run, self);
  g_signal_connect_object (self->run, "progress", G_CALLBACK (run_progress_cb), self,
                           G_CONNECT_SWAPPED);
  self->running = g_cancellable_new ();
  self->is_backing_up = wants_back_up (self);
  if (self->is_backing_up)
    uke_clinic_back_up_async (self->clinic, self->running, backed_up_cb, g_object_ref (self));
  else
    begin_run (self);
  uke_import_session_set_stage (self, UKE_IMPORT_STAGE_RUNNING);
}

/**
 * uke_import_session_set_backs_up:
 * @self: a session
 * @backs_up: whether a copy of the clinic precedes the run
 *
 * Thread: main
 * Source: design.md 12.14
 */
void
uke_import_session_set_backs_up (UkeImportSession *self, gboolean backs_up)
{
  self->backs_up = backs_up;
}

/**
 * uke_import_session_is_backing_up:
 * @self: a session
 *
 * Returns: whether the copy before the run is being made.
 * Thread: main
 */
gboolean
uke_import_session_is_backing_up (UkeImportSession *self)
{
  return self->is_backing_up;
}

/**
 * uke_import_session_answer:
 * @self: a session that asked
 * @reason: why the list is imported
 *
 * Thread: main
 */
void
uke_import_session_answer (UkeImportSession *self, const char *reason)
{
  g_free (self->reason);
  self->reason = g_strdup (reason);
  if (self->stage == UKE_IMPORT_STAGE_CHOSEN || self->stage == UKE_IMPORT_STAGE_STOPPED)
    uke_import_session_start (self);
}

/**
 * uke_import_session_take_up:
 * @self: a session with a file
 * @run: a run that was stopped
 *
 * Goes on with a run of another day, when it is of this file.
 *
 * Returns: whether it is.
 * Thread: main
 */
gboolean
uke_import_session_take_up (UkeImportSession *self, UkeRecord *run)
{
  if (self->stage != UKE_IMPORT_STAGE_CHOSEN)
    return FALSE;
  uke_import_session_drop_run (self);
  self->run = uke_import_session_make_import (self);
  self->has_begun = uke_import_take_up (self->run, run);
  if (self->has_begun)
    uke_import_session_set_stage (self, UKE_IMPORT_STAGE_STOPPED);
  else
    uke_import_session_drop_run (self);
  return self->has_begun;
}

/**
 * uke_import_session_stop:
 * @self: a session
 *
 * Stops reading or, after the batch that is on its way, the run.
 *
 * Thread: main
 */
void
uke_import_session_stop (UkeImportSession *self)
{
  if (self->stage == UKE_IMPORT_STAGE_READING)
    uke_import_session_reset (self);
  else
    g_cancellable_cancel (self->running);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeImportSession) self = data;
  g_autoptr (GError) error = NULL;
  gboolean is_undone = uke_clinic_undo_import_finish (UKE_CLINIC (source), result, NULL, &error);

  if (self->stage != UKE_IMPORT_STAGE_UNDOING)
    return;
  g_clear_error (&self->error);
  if (!is_undone)
    self->error = g_steal_pointer (&error);
  uke_import_session_set_stage (self, is_undone ? UKE_IMPORT_STAGE_UNDONE : UKE_IMPORT_STAGE_DONE);
}

/**
 * uke_import_session_undo:
 * @self: a session whose run is over
 *
 * Takes the run back.
 *
 * Thread: main
 * Source: decision 14
 */
void
uke_import_session_undo (UkeImportSession *self)
{
  g_return_if_fail (self->run != NULL && self->running == NULL);

  uke_import_session_set_stage (self, UKE_IMPORT_STAGE_UNDOING);
  uke_clinic_undo_import_async (self->clinic, uke_import_get_run_id (self->run), NULL, undone_cb,
                                g_object_ref (self));
}

/**
 * uke_import_session_get_forecast:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the dry run, on its way or over.
 * Thread: main
 */
UkeImport *
uke_import_session_get_forecast (UkeImportSession *self)
{
  return self->forecast;
}

/**
 * uke_import_session_is_forecasting:
 * @self: a session
 *
 * Returns: whether rows are still being judged.
 * Thread: main
 */
gboolean
uke_import_session_is_forecasting (UkeImportSession *self)
{
  return self->forecasting != NULL || self->forecast_timeout != 0;
}

/**
 * uke_import_session_get_forecast_error:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): why the rows cannot be judged.
 * Thread: main
 */
const GError *
uke_import_session_get_forecast_error (UkeImportSession *self)
{
  return self->forecast_error;
}

/**
 * uke_import_session_get_run:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the run, on its way or over.
 * Thread: main
 */
UkeImport *
uke_import_session_get_run (UkeImportSession *self)
{
  return self->run;
}
