/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/uke-exchange-error.h"

G_BEGIN_DECLS

/** UKE_CSV_MAX_BYTES: a larger file is no list of patients. */
#define UKE_CSV_MAX_BYTES ((guint64)256 * 1024 * 1024)

/**
 * UkeCsvRow:
 * @line: the line of the file it starts on, from 1
 * @n_cells: how many cells it has
 * @cells: (owned): their texts, trimmed, UTF-8
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
 * @encoding: "UTF-8", "UTF-16" or "CP932"
 * @separator: , ; or tab
 * @sha256: (owned): of the file's bytes, in hex
 *
 * A file of rows, read whole. Immutable.
 */
typedef struct {
  UkeCsvRow *header;
  GPtrArray *rows;
  const char *encoding;
  char separator;
  char *sha256;
} UkeCsvFile;

UkeCsvFile *uke_csv_file_read (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeCsvFile *
uke_csv_file_parse (const char *bytes, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_csv_file_free (UkeCsvFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeCsvFile, uke_csv_file_free)

G_END_DECLS
