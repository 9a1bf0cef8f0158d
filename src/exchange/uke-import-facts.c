/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-run-private.h"

/**
 * uke_import_get_file:
 * @self: an import
 *
 * Returns: (transfer none): its file
 * Errors: none
 * Thread: main
 */
UkeCsvFile *
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
  return self->n_skipped + self->results->len;
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
 * Returns: (transfer none) (element-type UkeImportResult): every row so far, by line
 * Errors: none
 * Thread: main
 */
GArray *
uke_import_get_results (UkeImport *self)
{
  return self->results;
}

/**
 * uke_import_get_unknown:
 * @self: an import
 *
 * Returns: (transfer none) (element-type UkeImportUnknown): the providers and menus that the rows
 * so far name and the clinic does not have
 * Errors: none
 * Thread: main
 */
GPtrArray *
uke_import_get_unknown (UkeImport *self)
{
  return self->unknown;
}

/**
 * uke_import_get_possible:
 * @self: an import
 *
 * Returns: (transfer none) (element-type UkeImportRow): the rows so far that are new patients and
 *   may be ones who are there, by line; what is decided about them is written into them
 * Errors: none
 * Thread: main
 */
GPtrArray *
uke_import_get_possible (UkeImport *self)
{
  return self->possible;
}

/**
 * uke_import_set_decisions:
 * @self: an import that has not begun
 * @rows: (transfer none) (element-type UkeImportRow): rows of the same file with what was decided
 *   about them, of uke_import_get_possible()
 *
 * Lets the import do what was decided; a run in earnest then looks for no possible duplicates by
 * itself. A row without a decision becomes a new patient.
 *
 * Errors: none
 * Thread: main
 * Source: design.md 12
 */
void
uke_import_set_decisions (UkeImport *self, GPtrArray *rows)
{
  g_ptr_array_ref (rows);
  g_clear_pointer (&self->decided, g_ptr_array_unref);
  self->decided = rows;
}
