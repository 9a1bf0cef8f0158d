/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/uke-import-run.h"

G_BEGIN_DECLS

/* What uke-import-run.c (the run itself) and uke-import-facts.c (what is known of it) share. */

/* Rows on their way: converted, and refused where they could not be. */
typedef struct {
  GPtrArray *rows; /* (owned) (element-type UkeImportRow) */
  GArray *
      results; /* (owned) (element-type UkeImportResult): a row's outcome is 0 until it came back */
  unsigned next; /* the row of the file that comes after */
} Batch;

struct _UkeImport {
  GObject parent_instance;
  UkeClinic *clinic;         /* (owned) */
  UkeCsvFile *file;          /* (owned) */
  UkeImportMapping *mapping; /* (owned) */
  char *file_name;           /* (owned) (nullable) */
  char *reason;              /* (owned) (nullable) */
  UkeId run_id;
  gboolean is_dry_run;
  unsigned n_skipped; /* rows that were done on another day */
  unsigned next;      /* the first row that is not done */
  GArray *results;    /* (owned) (element-type UkeImportResult) */
  GPtrArray *unknown; /* (owned) (element-type UkeImportUnknown) */
  GTask *task;        /* (unowned) (nullable): the run that is on its way */
  unsigned sent;      /* the first row that was not given to the clinic */
  GQueue batches;     /* (owned) (element-type Batch): with the clinic, in order */
  GError *failure;    /* (owned) (nullable): why the run stops when they are back */
  Batch *ready;       /* (owned) (nullable): converted, comes next */
  gboolean is_converting;
  unsigned n[UKE_IMPORT_REFUSED + 1];
  GPtrArray *possible; /* (owned) (element-type UkeImportRow): by line */
  GPtrArray *decided;  /* (owned) (nullable) (element-type UkeImportRow): by line */
};

G_END_DECLS
