/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/import/uke-import-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UkeImportTargets:
 *
 * What a column of one kind of list may hold, as the drop-downs of its rows offer it: the first
 * entry asks to choose, the second keeps the column out.
 */
typedef struct _UkeImportTargets UkeImportTargets;

UkeImportTargets *uke_import_targets_new (const char *kind);
void uke_import_targets_free (UkeImportTargets *self);

#define UKE_TYPE_IMPORT_COLUMN_ROW (uke_import_column_row_get_type ())
G_DECLARE_FINAL_TYPE (UkeImportColumnRow, uke_import_column_row, UKE, IMPORT_COLUMN_ROW, AdwBin)

/**
 * UkeImportColumnRow:
 *
 * One column of the file: its name, what it holds, its first cells and how they are kept, and
 * whether all of it can be. The targets must live as long as the row.
 */
GtkWidget *uke_import_column_row_new (UkeImportSession *session,
                                      unsigned column,
                                      const UkeImportTargets *targets);
void uke_import_column_row_follow (UkeImportColumnRow *self);

G_END_DECLS
