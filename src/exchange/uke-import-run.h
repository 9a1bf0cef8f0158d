/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-import-commands.h"
#include "exchange/uke-import-mapping.h"

G_BEGIN_DECLS

/**
 * UkeImportResult:
 * @line: the line of the file the row starts on, from 1 with the header
 * @outcome: what became of it
 * @code: (nullable): why it was refused; a short code that uke_words_for_import() turns into a
 *   sentence
 * @patient_id: whose it is, or none
 */
typedef struct {
  unsigned line;
  UkeImportOutcome outcome;
  const char *code;
  UkeId patient_id;
} UkeImportResult;

/**
 * UkeImportUnknown:
 * @is_menu: a menu; otherwise a provider
 * @name: (owned): as the list has it
 * @n_rows: how many rows that were taken over name it
 *
 * A provider or menu that the clinic does not have: the rows keep it in their note, and stand in no
 * provider's column.
 */
typedef struct {
  gboolean is_menu;
  char *name;
  unsigned n_rows;
} UkeImportUnknown;

#define UKE_TYPE_IMPORT (uke_import_get_type ())
G_DECLARE_FINAL_TYPE (UkeImport, uke_import, UKE, IMPORT, GObject)

/**
 * UkeImport:
 *
 * One import of one file: rows are converted on a thread of their own and given to the clinic in
 * batches, or only judged in a dry run. Lives on the main context.
 *
 * Signals:
 * `progress`: more rows are done.
 */
UkeImport *uke_import_new (UkeClinic *clinic,
                           UkeCsvFile *file,
                           UkeImportMapping *mapping,
                           const char *file_name);
void uke_import_set_reason (UkeImport *self, const char *reason);

/* Rows that make new patients and may be patients who are there already. What is decided about them
 * in a dry run goes into another import of the same file. */
GPtrArray *uke_import_get_possible (UkeImport *self);
void uke_import_set_decisions (UkeImport *self, GPtrArray *rows);

void uke_import_run_async (UkeImport *self,
                           gboolean is_dry_run,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean uke_import_run_finish (UkeImport *self,
                                GAsyncResult *result,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Goes on with a run that was stopped, finish with uke_import_run_finish(). A run of another day is
 * taken up by its record first. */
gboolean uke_import_take_up (UkeImport *self, UkeRecord *run);
void uke_import_resume_async (UkeImport *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

UkeCsvFile *uke_import_get_file (UkeImport *self);
UkeImportMapping *uke_import_get_mapping (UkeImport *self);
const UkeId *uke_import_get_run_id (UkeImport *self);
unsigned uke_import_get_n_rows (UkeImport *self);
unsigned uke_import_get_n_done (UkeImport *self);
unsigned uke_import_get_n (UkeImport *self, UkeImportOutcome outcome);
GArray *uke_import_get_results (UkeImport *self);
GPtrArray *uke_import_get_unknown (UkeImport *self);

G_END_DECLS
