/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/uke-csv-encoding.h"
#include "exchange/uke-exchange-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** UKE_CSV_MAX_BYTES: a larger file is no list of patients. */
#define UKE_CSV_MAX_BYTES ((guint64)256 * 1024 * 1024)

/**
 * UkeCsvRow:
 * @line: the line of the file it starts on, from 1
 * @n_cells: how many cells it has
 * @cells: their texts, trimmed, UTF-8, ended by NULL; they live as long as the file
 */
typedef struct {
  unsigned line;
  unsigned n_cells;
  char **cells;
} UkeCsvRow;

/**
 * UkeCsvFile:
 * @header: (owned): the first row
 * @rows: (owned) (element-type UkeCsvRow): all others but empty ones
 * @encoding: "UTF-8", "UTF-16", "CP932", "ISO-2022-JP" or "EUC-JP"
 * @coding: the same as a number
 * @separator: , ; or tab
 * @sha256: (owned): of the file's bytes, in hex
 * @texts: (owned): where the cells' texts lie
 *
 * A file of rows, read whole. Immutable; counted references.
 */
typedef struct {
  gatomicrefcount n_references;
  UkeCsvRow *header;
  GPtrArray *rows;
  const char *encoding;
  UkeCsvEncoding coding;
  char separator;
  char *sha256;
  GStringChunk *texts;
} UkeCsvFile;

UkeCsvFile *uke_csv_file_read (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeCsvFile *uke_csv_file_read_as (const char *path,
                                  UkeCsvEncoding encoding,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeCsvFile *
uke_csv_file_parse (const char *bytes, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeCsvFile *uke_csv_file_parse_as (const char *bytes,
                                   gsize size,
                                   UkeCsvEncoding encoding,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeCsvFile *uke_csv_file_ref (UkeCsvFile *self);
void uke_csv_file_free (UkeCsvFile *self); /* gives one reference back */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeCsvFile, uke_csv_file_free)

/* Reads on a thread of its own. */
void uke_csv_file_read_async (const char *path,
                              UkeCsvEncoding encoding,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
UkeCsvFile *uke_csv_file_read_finish (GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
