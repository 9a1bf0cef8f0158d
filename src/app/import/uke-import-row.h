/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/import/uke-import-row-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_IMPORT_ROW (uke_import_row_get_type ())
G_DECLARE_FINAL_TYPE (UkeImportRowWidget, uke_import_row, UKE, IMPORT_ROW, AdwBin)

/**
 * UkeImportRowWidget:
 *
 * One row of the file in a list: its line, what becomes of it, whose it is, and why not.
 */
GtkWidget *uke_import_row_new (void);
void uke_import_row_show (UkeImportRowWidget *self, UkeImportRowItem *item);

G_END_DECLS
