/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-import-commands.h"

#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-command-private.h"
#include "clinic/uke-import-private.h"
#include "clinic/uke-undo-private.h"
#include "model/uke-codes.h"

/**
 * uke_import_row_new_patient:
 * @line: the line of the file it starts on
 * @form: (transfer full): the patient it describes
 *
 * Returns: (transfer full): the row
 * Errors: none
 * Thread: any
 */
UkeImportRow *
uke_import_row_new_patient (unsigned line, UkePatientForm *form)
{
  UkeImportRow *self = g_new0 (UkeImportRow, 1);

  self->line = line;
  self->form = form;
  self->key_birth = UKE_DATE_NONE;
  return self;
}

/**
 * uke_import_row_new_draft:
 * @line: the line of the file it starts on
 * @draft: (transfer full): the booking or follow-up it describes
 * @key: whose it is; copied
 *
 * Returns: (transfer full): the row
 * Errors: none
 * Thread: any
 */
UkeImportRow *
uke_import_row_new_draft (unsigned line, UkeDraft *draft, const UkeImportKey *key)
{
  UkeImportRow *self = g_new0 (UkeImportRow, 1);

  self->line = line;
  self->draft = draft;
  self->key_number = g_strdup (key->patient_number);
  self->key_name = g_strdup (key->name);
  self->key_kana = g_strdup (key->kana);
  self->key_phone = g_strdup (key->phone);
  self->key_birth = key->birth_date;
  return self;
}

/**
 * uke_import_row_free:
 * @self: (transfer full) (nullable): a row
 *
 * Errors: none
 * Thread: any
 */
void
uke_import_row_free (UkeImportRow *self)
{
  if (self == NULL)
    return;
  uke_patient_form_free (self->form);
  g_clear_pointer (&self->draft, uke_draft_free);
  g_free (self->key_number);
  g_free (self->key_name);
  g_free (self->key_kana);
  g_free (self->key_phone);
  g_free (self->provider);
  g_free (self->menu);
  g_clear_pointer (&self->plan, uke_merge_plan_unref);
  g_clear_object (&self->alike);
  g_free (self->alike_number);
  g_free (self);
}

/**
 * uke_import_row_decide:
 * @self: a row of a patient list
 * @decision: (nullable): same, different or later
 * @patient_id: whom it is about
 * @plan: (nullable) (transfer none): for same: what was chosen; NULL: what the rules choose
 *
 * Says what becomes of a row that looks like a patient who is there.
 *
 * Errors: none
 * Thread: any
 */
void
uke_import_row_decide (UkeImportRow *self,
                       const char *decision,
                       const UkeId *patient_id,
                       UkeMergePlan *plan)
{
  self->decision = g_intern_string (decision);
  self->decided_id = *patient_id;
  if (plan != NULL)
    uke_merge_plan_ref (plan);
  g_clear_pointer (&self->plan, uke_merge_plan_unref);
  self->plan = plan;
}

/**
 * uke_import_take_rows:
 * @work: where changes are put
 * @run_id: the run, or none in a dry run
 * @rows: (element-type UkeImportRow): the rows; their outcomes are filled
 * @error: return location
 *
 * Judges the rows of one batch, each against what is stored and the rows before it.
 *
 * Returns: whether all were judged
 * Errors: those of the store
 * Thread: store
 */
gboolean
uke_import_take_rows (UkeWork *work, const UkeId *run_id, GPtrArray *rows, GError **error)
{
  g_autoptr (UkeImportMatcher) matcher = uke_import_matcher_new (work, run_id);

  for (unsigned i = 0; i < rows->len; i++) {
    UkeImportRow *row = rows->pdata[i];
    gboolean is_good = FALSE;

    row->outcome = 0;
    row->code = NULL;
    if (row->form != NULL)
      is_good = uke_import_take_patient (matcher, row, error);
    else if (uke_draft_get_entity (row->draft) == &UKE_ENTITY_APPOINTMENT)
      is_good = uke_import_take_booking (matcher, row, error);
    else
      is_good = uke_import_take_follow_up (matcher, row, error);
    if (!is_good)
      return FALSE;
  }
  return TRUE;
}

typedef struct {
  UkeId run_id;
  char *kind;        /* (owned) (nullable) */
  char *file_name;   /* (owned) (nullable) */
  char *file_sha256; /* (owned) (nullable) */
  char *state;       /* (owned) (nullable) */
  int64_t n_rows;
  GPtrArray *rows; /* (owned) (nullable) (element-type UkeImportRow) */
  unsigned n_refused_before;
  unsigned n_done_before;
} ImportStep;

static void
import_step_free (gpointer data)
{
  ImportStep *step = data;

  g_free (step->kind);
  g_free (step->file_name);
  g_free (step->file_sha256);
  g_free (step->state);
  g_clear_pointer (&step->rows, g_ptr_array_unref);
  g_free (step);
}

static gboolean
perform_start (UkeWork *work, gpointer data, GError **error)
{
  ImportStep *step = data;
  UkeId id = uke_work_new_id (work);
  g_autoptr (UkeDraft) draft = uke_draft_new_with_id (&UKE_ENTITY_IMPORT_RUN, &id);

  uke_draft_set_text (draft, UKE_IMPORT_RUN_KIND, step->kind);
  uke_draft_set_text (draft, UKE_IMPORT_RUN_FILE_NAME, step->file_name);
  uke_draft_set_text (draft, UKE_IMPORT_RUN_FILE_SHA256, step->file_sha256);
  uke_draft_set_text (draft, UKE_IMPORT_RUN_STATE, UKE_IMPORT_RUNNING);
  uke_draft_set_int (draft, UKE_IMPORT_RUN_N_ROWS, step->n_rows);
  uke_draft_set_int (draft, UKE_IMPORT_RUN_STARTED_AT_US, uke_work_get_now_us (work));
  if (!uke_work_check_draft (work, draft, error))
    return FALSE;
  uke_work_put (work, g_steal_pointer (&draft));
  uke_work_set_subject (work, &id, &UKE_ID_NONE);
  uke_work_set_cannot_undo (work);
  return TRUE;
}

/**
 * uke_command_start_import:
 * @kind: patients appointments follow_ups
 * @file_name: (nullable): as the person chose it
 * @file_sha256: (nullable): of the file, in hex
 * @n_rows: how many rows it has, 0 where that is not known yet
 *
 * Begins a run. The receipt's subject is the run.
 *
 * Returns: (transfer full): the command
 * Errors: BAD_VALUE
 * Thread: any
 * Source: decision 13
 */
UkeCommand *
uke_command_start_import (const char *kind,
                          const char *file_name,
                          const char *file_sha256,
                          int64_t n_rows)
{
  ImportStep *step = g_new0 (ImportStep, 1);

  step->kind = g_strdup (kind);
  step->file_name = g_strdup (file_name);
  step->file_sha256 = g_strdup (file_sha256);
  step->n_rows = n_rows;
  return uke_command_new (UKE_INTENT_IMPORT_START, UKE_ACTION_IMPORT_RUN, perform_start, step,
                          import_step_free);
}

static void
add_to_count (UkeDraft *run, unsigned field, int64_t n)
{
  if (n > 0)
    uke_draft_set_int (run, field, uke_draft_get_int (run, field) + n);
}

static void
count_rows (UkeDraft *run, ImportStep *step)
{
  int64_t n[UKE_IMPORT_REFUSED + 1] = { 0 };

  for (unsigned i = 0; i < step->rows->len; i++)
    n[((UkeImportRow *)step->rows->pdata[i])->outcome]++;
  add_to_count (run, UKE_IMPORT_RUN_N_DONE, step->rows->len + step->n_refused_before);
  add_to_count (run, UKE_IMPORT_RUN_N_CREATED, n[UKE_IMPORT_CREATED]);
  add_to_count (run, UKE_IMPORT_RUN_N_MATCHED, n[UKE_IMPORT_MATCHED]);
  add_to_count (run, UKE_IMPORT_RUN_N_CHANGED, n[UKE_IMPORT_CHANGED]);
  add_to_count (run, UKE_IMPORT_RUN_N_REFUSED, n[UKE_IMPORT_REFUSED] + step->n_refused_before);
}

static gboolean
fail_run_state (GError **error, UkeRecord *run)
{
  UkeClinicFacts facts = {
    .entity = &UKE_ENTITY_IMPORT_RUN,
    .field = "state",
    .record_id = *uke_record_get_id (run),
    .code = (char *)uke_record_get_code (run, UKE_IMPORT_RUN_STATE),
  };

  return uke_clinic_fail (error, UKE_CLINIC_ERROR_STATE, &facts);
}

static gboolean
perform_resume (UkeWork *work, gpointer data, GError **error)
{
  ImportStep *step = data;
  g_autoptr (UkeRecord) run = uke_work_read (work, &UKE_ENTITY_IMPORT_RUN, &step->run_id, error);
  const char *state = NULL;

  if (run == NULL)
    return FALSE;
  /* A run that broke off with the program still says that it is running. */
  state = uke_record_get_code (run, UKE_IMPORT_RUN_STATE);
  if (!g_str_equal (state, UKE_IMPORT_CANCELLED) && !g_str_equal (state, UKE_IMPORT_RUNNING))
    return fail_run_state (error, run);
  if (g_str_equal (state, UKE_IMPORT_CANCELLED)) {
    UkeDraft *draft = uke_work_edit (work, run);

    uke_draft_set_text (draft, UKE_IMPORT_RUN_STATE, UKE_IMPORT_RUNNING);
    uke_draft_set_null (draft, UKE_IMPORT_RUN_ENDED_AT_US);
  }
  uke_work_set_subject (work, &step->run_id, &UKE_ID_NONE);
  uke_work_set_cannot_undo (work);
  return TRUE;
}

/**
 * uke_command_resume_import:
 * @run_id: a run that was stopped, or that broke off
 *
 * Lets the run take more batches.
 *
 * Returns: (transfer full): the command
 * Errors: NOT_FOUND, STATE (the run is over or undone)
 * Thread: any
 * Source: decision 13
 */
UkeCommand *
uke_command_resume_import (const UkeId *run_id)
{
  ImportStep *step = g_new0 (ImportStep, 1);

  step->run_id = *run_id;
  return uke_command_new (UKE_INTENT_IMPORT_START, UKE_ACTION_IMPORT_RUN, perform_resume, step,
                          import_step_free);
}

static gboolean
perform_batch (UkeWork *work, gpointer data, GError **error)
{
  ImportStep *step = data;
  UkeClinicFacts facts = { .number = UKE_IMPORT_BATCH_ROWS };
  g_autoptr (UkeRecord) run = NULL;

  if (step->rows->len > UKE_IMPORT_BATCH_ROWS)
    return uke_clinic_fail (error, UKE_CLINIC_ERROR_LIMIT, &facts);
  run = uke_work_read (work, &UKE_ENTITY_IMPORT_RUN, &step->run_id, error);
  if (run == NULL)
    return FALSE;
  if (!g_str_equal (uke_record_get_code (run, UKE_IMPORT_RUN_STATE), UKE_IMPORT_RUNNING)
      || uke_record_get_int (run, UKE_IMPORT_RUN_N_DONE) != step->n_done_before)
    return fail_run_state (error, run);
  if (!uke_import_take_rows (work, &step->run_id, step->rows, error))
    return FALSE;
  count_rows (uke_work_edit (work, run), step);
  uke_work_set_subject (work, &step->run_id, &UKE_ID_NONE);
  uke_work_set_cannot_undo (work);
  return TRUE;
}

/**
 * uke_command_import_batch:
 * @run_id: the run
 * @rows: (transfer none) (element-type UkeImportRow): at most %UKE_IMPORT_BATCH_ROWS; shared with
 *   the command, which fills the outcomes: leave them alone until it finished
 * @n_refused_before: rows that were refused before they came here (unreadable ones), counted in
 *   the run with this batch
 * @n_done_before: rows that the run counts before this batch; batches may be sent before the ones
 *   ahead of them are written, and one that was not must not leave a gap
 *
 * Takes over a batch of rows, all or nothing. Each row is created, matched, changed or refused.
 *
 * Returns: (transfer full): the command
 * Errors: LIMIT, NOT_FOUND, STATE (the run is over, or a batch before this one was not written)
 * Thread: any
 * Source: decision 13
 */
UkeCommand *
uke_command_import_batch (const UkeId *run_id,
                          GPtrArray *rows,
                          unsigned n_refused_before,
                          unsigned n_done_before)
{
  ImportStep *step = g_new0 (ImportStep, 1);
  UkeCommand *command = NULL;

  step->run_id = *run_id;
  step->rows = g_ptr_array_ref (rows);
  step->n_refused_before = n_refused_before;
  step->n_done_before = n_done_before;
  command = uke_command_new (UKE_INTENT_IMPORT_BATCH, UKE_ACTION_IMPORT_RUN, perform_batch, step,
                             import_step_free);
  command->is_bulk = TRUE;
  command->accepts_warnings = TRUE;
  return command;
}

static gboolean
perform_end (UkeWork *work, gpointer data, GError **error)
{
  ImportStep *step = data;
  g_autoptr (UkeRecord) run = uke_work_read (work, &UKE_ENTITY_IMPORT_RUN, &step->run_id, error);
  UkeDraft *draft = NULL;

  if (run == NULL)
    return FALSE;
  if (!g_str_equal (uke_record_get_code (run, UKE_IMPORT_RUN_STATE), UKE_IMPORT_RUNNING))
    return fail_run_state (error, run);
  draft = uke_work_edit (work, run);
  uke_draft_set_text (draft, UKE_IMPORT_RUN_STATE, step->state);
  uke_draft_set_int (draft, UKE_IMPORT_RUN_ENDED_AT_US, uke_work_get_now_us (work));
  uke_work_set_subject (work, &step->run_id, &UKE_ID_NONE);
  uke_work_set_cannot_undo (work);
  return uke_work_check_draft (work, draft, error);
}

/**
 * uke_command_end_import:
 * @run_id: the run
 * @state: done or cancelled
 *
 * Returns: (transfer full): the command
 * Errors: NOT_FOUND, STATE, BAD_VALUE
 * Thread: any
 * Source: decision 13
 */
UkeCommand *
uke_command_end_import (const UkeId *run_id, const char *state)
{
  ImportStep *step = g_new0 (ImportStep, 1);

  step->run_id = *run_id;
  step->state = g_strdup (state);
  return uke_command_new (UKE_INTENT_IMPORT_END, UKE_ACTION_IMPORT_RUN, perform_end, step,
                          import_step_free);
}

static void
draft_free (gpointer data)
{
  uke_draft_free (data);
}

static gboolean
perform_save_mapping (UkeWork *work, gpointer data, GError **error)
{
  UkeDraft *draft = data;

  if (!uke_work_check_draft (work, draft, error) || !uke_work_check_seen (work, draft, error))
    return FALSE;
  uke_work_put (work, uke_draft_copy (draft));
  uke_work_set_subject (work, uke_draft_get_id (draft), &UKE_ID_NONE);
  return TRUE;
}

/**
 * uke_command_save_import_mapping:
 * @mapping: (transfer full): a mapping, new or changed
 *
 * Remembers how the columns of a header row were mapped.
 *
 * Returns: (transfer full): the command
 * Errors: BAD_VALUE, CONFLICT
 * Thread: any
 */
UkeCommand *
uke_command_save_import_mapping (UkeDraft *mapping)
{
  return uke_command_new (UKE_INTENT_IMPORT_MAPPING_SAVE, UKE_ACTION_IMPORT_RUN,
                          perform_save_mapping, mapping, draft_free);
}

static gboolean
perform_mark_undone (UkeWork *work, gpointer data, GError **error)
{
  UkeId *run_id = data;
  g_autoptr (UkeRecord) run = uke_work_read (work, &UKE_ENTITY_IMPORT_RUN, run_id, error);
  UkeDraft *draft = NULL;

  if (run == NULL)
    return FALSE;
  draft = uke_work_edit (work, run);
  uke_draft_set_text (draft, UKE_IMPORT_RUN_STATE, UKE_IMPORT_UNDONE);
  uke_draft_set_int (draft, UKE_IMPORT_RUN_ENDED_AT_US, uke_work_get_now_us (work));
  uke_work_set_subject (work, run_id, &UKE_ID_NONE);
  uke_work_set_cannot_undo (work);
  return TRUE;
}

/**
 * uke_command_mark_import_undone:
 * @run_id: a run whose batches are all undone
 *
 * Returns: (transfer full): the command
 * Errors: NOT_FOUND
 * Thread: any
 * Source: decision 13
 */
UkeCommand *
uke_command_mark_import_undone (const UkeId *run_id)
{
  return uke_command_new (UKE_INTENT_IMPORT_UNDO, UKE_ACTION_IMPORT_UNDO, perform_mark_undone,
                          g_memdup2 (run_id, sizeof *run_id), g_free);
}
