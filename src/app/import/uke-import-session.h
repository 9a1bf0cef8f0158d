/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "exchange/uke-import-run.h"
#include "exchange/uke-import-survey.h"

G_BEGIN_DECLS

/**
 * UkeImportStage:
 * @UKE_IMPORT_STAGE_EMPTY: no file yet, or one that cannot be used
 * @UKE_IMPORT_STAGE_READING: a file is being read
 * @UKE_IMPORT_STAGE_CHOSEN: a file is there; columns can be mapped
 * @UKE_IMPORT_STAGE_RUNNING: rows are being taken over
 * @UKE_IMPORT_STAGE_STOPPED: the run was stopped or broke off on its way; it can go on
 * @UKE_IMPORT_STAGE_DONE: every row has its outcome
 * @UKE_IMPORT_STAGE_UNDOING: the run is being taken back
 * @UKE_IMPORT_STAGE_UNDONE: nothing of the run is left
 */
typedef enum {
  UKE_IMPORT_STAGE_EMPTY,
  UKE_IMPORT_STAGE_READING,
  UKE_IMPORT_STAGE_CHOSEN,
  UKE_IMPORT_STAGE_RUNNING,
  UKE_IMPORT_STAGE_STOPPED,
  UKE_IMPORT_STAGE_DONE,
  UKE_IMPORT_STAGE_UNDOING,
  UKE_IMPORT_STAGE_UNDONE,
} UkeImportStage;

#define UKE_TYPE_IMPORT_SESSION (uke_import_session_get_type ())
G_DECLARE_FINAL_TYPE (UkeImportSession, uke_import_session, UKE, IMPORT_SESSION, GObject)

/**
 * UkeImportSession:
 *
 * One import from the choice of the file to its end, without widgets: what the steps of the import
 * page show and change. Files are read, columns surveyed and rows judged in the background; a
 * change of the columns begins the judging anew.
 *
 * Signals:
 * `stage-changed`: another stage, or another file, kind or encoding in it.
 * `columns-changed`: a column's target or what is known of its cells.
 * `forecast-changed`: more rows are judged, or judging began or ended.
 * `run-progress`: more rows are taken over.
 * `needs-answer (GError *error)`: the rules want a reason before the run may begin; answer with
 * uke_import_session_answer().
 */
UkeImportSession *uke_import_session_new (UkeClinic *clinic);

UkeClinic *uke_import_session_get_clinic (UkeImportSession *self);
UkeImportStage uke_import_session_get_stage (UkeImportSession *self);
const GError *uke_import_session_get_error (UkeImportSession *self);

void uke_import_session_set_kind (UkeImportSession *self, const char *kind);
const char *uke_import_session_get_kind (UkeImportSession *self);
void uke_import_session_open (UkeImportSession *self, const char *path);
void uke_import_session_set_encoding (UkeImportSession *self, UkeCsvEncoding encoding);
UkeCsvEncoding uke_import_session_get_encoding (UkeImportSession *self);
void uke_import_session_reset (UkeImportSession *self);
const char *uke_import_session_get_file_name (UkeImportSession *self);
UkeCsvFile *uke_import_session_get_file (UkeImportSession *self);

const UkeImportMapping *uke_import_session_get_mapping (UkeImportSession *self);
void
uke_import_session_set_target (UkeImportSession *self, unsigned column, UkeImportTarget target);
gboolean uke_import_session_is_decided (UkeImportSession *self, unsigned column);
gboolean uke_import_session_was_changed (UkeImportSession *self);
const UkeImportColumn *uke_import_session_get_column (UkeImportSession *self, unsigned column);
void uke_import_session_set_remembers (UkeImportSession *self, gboolean remembers);
gboolean uke_import_session_get_remembers (UkeImportSession *self);
gboolean uke_import_session_is_remembered (UkeImportSession *self);

UkeImport *uke_import_session_get_forecast (UkeImportSession *self);
gboolean uke_import_session_is_forecasting (UkeImportSession *self);
const GError *uke_import_session_get_forecast_error (UkeImportSession *self);
void uke_import_session_stop_forecast (UkeImportSession *self);
void uke_import_session_begin_forecast (UkeImportSession *self);

void uke_import_session_set_backs_up (UkeImportSession *self, gboolean backs_up);
gboolean uke_import_session_is_backing_up (UkeImportSession *self);
void uke_import_session_start (UkeImportSession *self);
void uke_import_session_answer (UkeImportSession *self, const char *reason);
void uke_import_session_stop (UkeImportSession *self);
void uke_import_session_undo (UkeImportSession *self);
gboolean uke_import_session_take_up (UkeImportSession *self, UkeRecord *run);
UkeImport *uke_import_session_get_run (UkeImportSession *self);

G_END_DECLS
