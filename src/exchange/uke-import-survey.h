/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"
#include "exchange/uke-csv-file.h"
#include "exchange/uke-import-mapping.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** UKE_IMPORT_N_SAMPLES: how many cells of a column are shown. */
#define UKE_IMPORT_N_SAMPLES 3

/**
 * UkeImportSample:
 * @text: (owned) (nullable): a cell as it stands
 * @converted: (owned) (nullable): what is kept of it, where that is written differently
 */
typedef struct {
  char *text;
  char *converted;
} UkeImportSample;

/**
 * UkeImportColumn:
 * @target: what the column was taken for
 * @samples: the first cells that are not empty
 * @n_filled: cells that are not empty
 * @n_unreadable: of them, those that refuse their row
 * @n_half_width: readings in half-width kana
 * @n_era: dates in Japanese years
 * @n_future: days that lie in the future where they cannot
 * @n_zero: phone numbers that get their first zero back
 * @n_split: names that have a space to be divided at
 * @n_repeated: patient numbers that stood in a row above already
 *
 * What is in one column of a list.
 */
typedef struct {
  UkeImportTarget target;
  UkeImportSample samples[UKE_IMPORT_N_SAMPLES];
  unsigned n_filled;
  unsigned n_unreadable;
  unsigned n_half_width;
  unsigned n_era;
  unsigned n_future;
  unsigned n_zero;
  unsigned n_split;
  unsigned n_repeated;
} UkeImportColumn;

void uke_import_column_free (UkeImportColumn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeImportColumn, uke_import_column_free)

UkeImportColumn *uke_import_survey_column (const UkeCsvFile *file,
                                           unsigned column,
                                           UkeImportTarget target,
                                           UkeDate today,
                                           GCancellable *cancellable);

/* Every column of a mapping, on a thread of its own; (element-type UkeImportColumn). */
void uke_import_survey_async (UkeCsvFile *file,
                              const UkeImportMapping *mapping,
                              UkeDate today,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *uke_import_survey_finish (GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
