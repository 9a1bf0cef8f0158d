/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/import/uke-import-session.h"

G_BEGIN_DECLS

/* What uke-import-session.c (the file and its columns) and uke-import-session-run.c share. */

struct _UkeImportSession {
  GObject parent_instance;

  UkeClinic *clinic; /* (owned) */
  UkeImportStage stage;
  GError *error;         /* (owned) (nullable): why there is no file, or why the run broke off */
  GCancellable *reading; /* (owned) (nullable) */

  char *kind; /* (owned) */
  gboolean kind_is_chosen;
  char *path;      /* (owned) (nullable) */
  char *file_name; /* (owned) (nullable) */
  UkeCsvEncoding encoding;
  UkeCsvFile *file; /* (owned) (nullable) */

  UkeImportMapping *mapping; /* (owned) (nullable) */
  gboolean *is_decided;      /* (owned) (nullable) (array): by guess, memory or hand */
  gboolean was_changed;      /* by hand */
  UkeRecord *remembered;     /* (owned) (nullable) */
  gboolean remembers;
  GPtrArray *columns;      /* (owned) (nullable) (element-type UkeImportColumn) */
  GCancellable *surveying; /* (owned) (nullable) */

  UkeImport *forecast;       /* (owned) (nullable) */
  GCancellable *forecasting; /* (owned) (nullable): while it is on its way */
  GError *forecast_error;    /* (owned) (nullable) */
  guint forecast_timeout;    /* source id, 0 when none is due */

  UkeImport *run;        /* (owned) (nullable) */
  GCancellable *running; /* (owned) (nullable): while it is on its way */
  gboolean has_begun;    /* the clinic knows the run */
  char *reason;          /* (owned) (nullable) */
  gboolean backs_up;     /* a copy of the clinic precedes the run */
  gboolean is_backing_up;
};

/* In the order in which they are made; the last has an argument. */
enum {
  SIGNAL_STAGE_CHANGED,
  SIGNAL_COLUMNS_CHANGED,
  SIGNAL_FORECAST_CHANGED,
  SIGNAL_RUN_PROGRESS,
  SIGNAL_NEEDS_ANSWER,
  N_SIGNALS
};

void uke_import_session_emit (UkeImportSession *self, unsigned signal);
void uke_import_session_set_stage (UkeImportSession *self, UkeImportStage stage);
void uke_import_session_drop_run (UkeImportSession *self);
UkeImport *uke_import_session_make_import (UkeImportSession *self);

G_END_DECLS
