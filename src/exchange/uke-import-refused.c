/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-refused.h"

#include "exchange/uke-export.h"

/* A list on its way to the disk. */
typedef struct {
  char *path;  /* (owned) */
  char *bytes; /* (owned) */
  gsize size;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_free (saving->path);
  g_free (saving->bytes);
  g_free (saving);
}

static void
append_row (GString *csv, const UkeCsvRow *row, unsigned n_columns, const char *last)
{
  for (unsigned i = 0; i < MAX (row->n_cells, n_columns); i++)
    uke_export_cell (csv, i < row->n_cells ? row->cells[i] : NULL, FALSE);
  uke_export_cell (csv, last, TRUE);
}

static const UkeCsvRow *
find_row (const UkeCsvFile *file, unsigned line, unsigned *inout_at)
{
  while (*inout_at < file->rows->len) {
    const UkeCsvRow *row = file->rows->pdata[(*inout_at)++];

    if (row->line == line)
      return row;
  }
  return NULL;
}

/**
 * uke_import_refused_to_csv:
 * @import: an import that is over
 * @reason_header: the name of the last column
 * @words: what it says
 * @out_size: return location: bytes of the list
 *
 * Returns: (transfer full): UTF-8 with a mark, cells defused as in every list
 * Thread: main
 * Source: design.md 12.14, security.md 7.3
 */
char *
uke_import_refused_to_csv (UkeImport *import,
                           const char *reason_header,
                           UkeImportWordsFunc words,
                           gsize *out_size)
{
  const UkeCsvFile *file = uke_import_get_file (import);
  GArray *results = uke_import_get_results (import);
  GString *csv = g_string_new ("\xef\xbb\xbf");
  unsigned at = 0;

  append_row (csv, file->header, 0, reason_header);
  for (unsigned i = 0; i < results->len; i++) {
    const UkeImportResult *result = &g_array_index (results, UkeImportResult, i);
    const UkeCsvRow *row
        = result->outcome == UKE_IMPORT_REFUSED ? find_row (file, result->line, &at) : NULL;

    if (row != NULL)
      append_row (csv, row, file->header->n_cells, words (result->code));
  }
  *out_size = csv->len;
  return g_string_free (csv, FALSE);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;

  if (g_file_set_contents_full (saving->path, saving->bytes, (gssize)saving->size,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                NULL))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_WRITE,
                             "cannot be written");
}

/**
 * uke_import_save_refused_async:
 * @import: an import that is over
 * @path: the file; an older one is replaced
 * @reason_header: the name of the last column
 * @words: what it says
 * @cancellable: (nullable): to stop
 * @callback: called when it is written
 * @user_data: for @callback
 *
 * Errors: WRITE
 * Thread: main
 */
void
uke_import_save_refused_async (UkeImport *import,
                               const char *path,
                               const char *reason_header,
                               UkeImportWordsFunc words,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (import, cancellable, callback, user_data);
  Saving *saving = g_new0 (Saving, 1);

  saving->path = g_strdup (path);
  saving->bytes = uke_import_refused_to_csv (import, reason_header, words, &saving->size);
  g_task_set_source_tag (task, uke_import_save_refused_async);
  g_task_set_task_data (task, saving, saving_free);
  g_task_run_in_thread (task, save_in_thread);
}

/**
 * uke_import_save_refused_finish:
 * @import: an import
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether the file is written
 * Errors: WRITE
 * Thread: main
 */
gboolean
uke_import_save_refused_finish (UkeImport *import, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
