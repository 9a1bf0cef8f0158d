/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-note.h"

#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-clinic-execute-private.h"
#include "clinic/uke-clinic-private.h"

/* A note on its way to the writer thread. */
typedef struct {
  UkeNote note;
  char *reason;        /* (owned) (nullable) */
  UkeSitting *sitting; /* (owned) */
  int64_t now_us;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->reason);
  uke_sitting_free (job->sitting);
  g_free (job);
}

static gboolean
judge (Job *job, GError **error)
{
  UkeActionContext context = {
    .has_reason = job->reason != NULL || job->note.is_unattended,
    .has_second_person = !uke_id_is_none (&job->note.second_staff_id) || job->note.is_unattended,
    .second_role = UKE_ROLE_DIRECTOR,
  };

  return uke_clinic_check_action (job->note.action, job->sitting->role, &context, error);
}

static gpointer
run_job (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  GError *denial = NULL;

  job->note.reason = job->reason;
  if (judge (job, &denial)) {
    if (!uke_note_write (db, &job->note, job->sitting, job->now_us, UKE_AUDIT_SUCCESS, error))
      return NULL;
    return GINT_TO_POINTER (TRUE);
  }
  if (g_error_matches (denial, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_DENIED)) {
    job->note.kind = UKE_AUDIT_DENIAL;
    if (!uke_note_write (db, &job->note, job->sitting, job->now_us, UKE_AUDIT_DENIED, error)) {
      g_error_free (denial);
      return NULL;
    }
  }
  g_propagate_error (error, denial);
  return NULL;
}

/**
 * uke_clinic_note_async:
 * @self: an open clinic
 * @note: what was looked at, searched, exported or printed; copied
 * @callback: called when the entry is written; show nothing before
 * @user_data: for @callback
 *
 * Writes an entry into the audit about something that changes no record.
 *
 * Errors: NOT_OPEN, NOBODY, DENIED, NEEDS_REASON, NEEDS_SECOND_PERSON
 * Thread: main
 * Source: decision 12, security.md 4.6
 */
void
uke_clinic_note_async (UkeClinic *self,
                       const UkeNote *note,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = NULL;
  Job *job = NULL;

  g_return_if_fail (UKE_IS_CLINIC (self) && note != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, uke_clinic_note_async);
  if (!uke_clinic_check_sitting (self, task)) {
    g_object_unref (task);
    return;
  }
  job = g_new0 (Job, 1);
  job->note = *note;
  job->reason = g_strdup (note->reason);
  job->sitting = uke_sitting_copy (self->sitting);
  job->now_us = uke_clock_now_us (self->clock);
  uke_db_pool_write_async (self->pool, run_job, job, job_free, NULL, NULL, uke_clinic_written_cb,
                           task);
}

/**
 * uke_clinic_note_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether the entry is written
 * Errors: as uke_clinic_note_async()
 * Thread: main
 */
gboolean
uke_clinic_note_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
