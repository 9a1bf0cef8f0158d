/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-survey.h"

#include "base/uke-era.h"
#include "base/uke-fold.h"
#include "base/uke-phone.h"
#include "exchange/uke-import-cell.h"
#include "exchange/uke-import-times.h"

#include <string.h>

/* One column being looked through. */
typedef struct {
  UkeImportColumn *column;
  UkeDate today;
  GHashTable *numbers; /* (owned) (nullable): patient numbers so far */
} Survey;

/**
 * uke_import_column_free:
 * @self: (transfer full) (nullable): a column's facts
 *
 * Thread: any
 */
void
uke_import_column_free (UkeImportColumn *self)
{
  if (self == NULL)
    return;
  for (unsigned i = 0; i < UKE_IMPORT_N_SAMPLES; i++) {
    g_free (self->samples[i].text);
    g_free (self->samples[i].converted);
  }
  g_free (self);
}

static gboolean
has_half_width_kana (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);

    if (character >= 0xff61 && character <= 0xff9f)
      return TRUE;
  }
  return FALSE;
}

/* Each of these counts what a cell shows and says how it will be kept. */

static char *
look_at_kana (Survey *survey, const char *cell)
{
  survey->column->n_half_width += has_half_width_kana (cell);
  survey->column->n_unreadable += !uke_import_cell_is_kana (cell);
  return uke_fold_kana (cell);
}

static char *
look_at_date (Survey *survey, const char *cell)
{
  UkeImportTarget target = survey->column->target;
  UkeDate date = UKE_DATE_NONE;
  const char *code = NULL;
  int year = 0, month = 0, day = 0;

  if (!uke_import_cell_date (cell, &date, &code, "bad_date")) {
    survey->column->n_unreadable++;
    return NULL;
  }
  survey->column->n_era += uke_era_has_era (cell);
  if (date > survey->today
      && (target == UKE_IMPORT_TARGET_BIRTH_DATE || target == UKE_IMPORT_TARGET_LAST_VISIT
          || target == UKE_IMPORT_TARGET_FIRST_VISIT))
    survey->column->n_future++;
  uke_date_to_ymd (date, &year, &month, &day);
  return g_strdup_printf ("%d/%d/%d", year, month, day);
}

static char *
look_at_phones (Survey *survey, const char *cell)
{
  g_auto (GStrv) parts = uke_import_cell_split (cell);
  g_autoptr (GString) shown = g_string_new (NULL);
  gboolean is_readable = TRUE, had_zero_lost = FALSE;

  for (char **part = parts; *part != NULL; part++) {
    UkePhoneFlags flags = UKE_PHONE_AS_IS;
    g_autofree char *number
        = **part != '\0' ? uke_phone_normalise (*part, &flags, NULL) : g_strdup ("");
    g_autofree char *formatted
        = number != NULL && *number != '\0' ? uke_phone_format (number) : NULL;

    is_readable = is_readable && number != NULL;
    had_zero_lost = had_zero_lost || (flags & UKE_PHONE_ZERO_RESTORED) != 0;
    if (formatted != NULL)
      g_string_append_printf (shown, "%s%s", shown->len > 0 ? " / " : "", formatted);
  }
  survey->column->n_unreadable += !is_readable;
  survey->column->n_zero += is_readable && had_zero_lost;
  return is_readable ? g_strdup (shown->str) : NULL;
}

static char *
look_at_number (Survey *survey, const char *cell)
{
  g_autofree char *wide = g_utf8_normalize (cell, -1, G_NORMALIZE_NFKC);
  const char *key = wide + strspn (wide, "0");

  if (survey->numbers == NULL)
    survey->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  survey->column->n_repeated += !g_hash_table_add (survey->numbers, g_strdup (key));
  return NULL;
}

static char *
look_at_name (Survey *survey, const char *cell)
{
  for (const char *at = cell; *at != '\0'; at = g_utf8_next_char (at)) {
    if (g_unichar_isspace (g_utf8_get_char (at))) {
      survey->column->n_split++;
      break;
    }
  }
  return NULL;
}

static char *
look_at_cell (Survey *survey, const char *cell)
{
  switch ((int)survey->column->target) {
  case UKE_IMPORT_TARGET_NUMBER:
    return look_at_number (survey, cell);
  case UKE_IMPORT_TARGET_NAME:
    return look_at_name (survey, cell);
  case UKE_IMPORT_TARGET_KANA:
  case UKE_IMPORT_TARGET_FAMILY_KANA:
  case UKE_IMPORT_TARGET_GIVEN_KANA:
    return look_at_kana (survey, cell);
  case UKE_IMPORT_TARGET_BIRTH_DATE:
  case UKE_IMPORT_TARGET_FIRST_VISIT:
  case UKE_IMPORT_TARGET_LAST_VISIT:
  case UKE_IMPORT_TARGET_NEXT_VISIT:
  case UKE_IMPORT_TARGET_DATE:
  case UKE_IMPORT_TARGET_DUE_DATE:
    return look_at_date (survey, cell);
  case UKE_IMPORT_TARGET_PHONE:
  case UKE_IMPORT_TARGET_MOBILE:
  case UKE_IMPORT_TARGET_HOME_PHONE:
  case UKE_IMPORT_TARGET_WORK_PHONE:
    return look_at_phones (survey, cell);
  case UKE_IMPORT_TARGET_EMAIL:
    survey->column->n_unreadable += !uke_import_cell_is_email (cell);
    return NULL;
  case UKE_IMPORT_TARGET_SEX:
    survey->column->n_unreadable += uke_import_cell_sex (cell) == NULL;
    return g_strdup (uke_import_cell_sex (cell));
  case UKE_IMPORT_TARGET_STATUS:
    survey->column->n_unreadable += uke_import_cell_status (cell) == UKE_STATUS_NONE;
    return g_strdup (uke_status_get_code (uke_import_cell_status (cell)));
  case UKE_IMPORT_TARGET_TIME:
    survey->column->n_unreadable += !uke_import_parse_times (cell, &(int){ 0 }, &(int){ 0 });
    return NULL;
  default:
    return NULL;
  }
}

/**
 * uke_import_survey_column:
 * @file: a file
 * @column: which column
 * @target: what it is taken for
 * @today: the clinic's day
 * @cancellable: (nullable): to stop; what was counted so far is given back
 *
 * Looks through one column: what its cells look like, how they would be kept, and how many could
 * not be taken over. A clinical column's cells are not looked at and not shown.
 *
 * Returns: (transfer full): its facts
 * Thread: any
 */
UkeImportColumn *
uke_import_survey_column (const UkeCsvFile *file,
                          unsigned column,
                          UkeImportTarget target,
                          UkeDate today,
                          GCancellable *cancellable)
{
  Survey survey = { g_new0 (UkeImportColumn, 1), today, NULL };
  unsigned n_samples = 0;

  survey.column->target = target;
  for (unsigned i = 0; i < file->rows->len && target != UKE_IMPORT_TARGET_CLINICAL; i++) {
    const UkeCsvRow *row = file->rows->pdata[i];
    g_autofree char *converted = NULL;

    if (i % 512 == 0 && g_cancellable_is_cancelled (cancellable))
      break;
    if (column >= row->n_cells || *row->cells[column] == '\0')
      continue;
    survey.column->n_filled++;
    converted = look_at_cell (&survey, row->cells[column]);
    if (n_samples < UKE_IMPORT_N_SAMPLES) {
      UkeImportSample *sample = &survey.column->samples[n_samples++];

      sample->text = g_strdup (row->cells[column]);
      if (converted != NULL && !g_str_equal (converted, sample->text))
        sample->converted = g_steal_pointer (&converted);
    }
  }
  g_clear_pointer (&survey.numbers, g_hash_table_unref);
  return survey.column;
}

typedef struct {
  UkeCsvFile *file; /* (owned) */
  UkeImportTarget *targets;
  unsigned n_columns;
  UkeDate today;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  uke_csv_file_free (job->file);
  g_free (job->targets);
  g_free (job);
}

static void
column_free (gpointer data)
{
  uke_import_column_free (data);
}

static void
survey_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GPtrArray *columns = g_ptr_array_new_with_free_func (column_free);

  for (unsigned i = 0; i < job->n_columns; i++)
    g_ptr_array_add (
        columns, uke_import_survey_column (job->file, i, job->targets[i], job->today, cancellable));
  g_task_return_pointer (task, columns, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * uke_import_survey_async:
 * @file: a file
 * @mapping: what its columns hold; copied
 * @today: the clinic's day
 * @cancellable: (nullable): to stop
 * @callback: called when all columns are looked through
 * @user_data: for @callback
 *
 * Errors: G_IO_ERROR_CANCELLED
 * Thread: main
 */
void
uke_import_survey_async (UkeCsvFile *file,
                         const UkeImportMapping *mapping,
                         UkeDate today,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->file = uke_csv_file_ref (file);
  job->n_columns = mapping->n_columns;
  job->targets = g_memdup2 (mapping->targets, mapping->n_columns * sizeof (UkeImportTarget));
  job->today = today;
  g_task_set_source_tag (task, uke_import_survey_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, survey_in_thread);
}

/**
 * uke_import_survey_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeImportColumn): one for each column
 * Errors: G_IO_ERROR_CANCELLED
 * Thread: main
 */
GPtrArray *
uke_import_survey_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
