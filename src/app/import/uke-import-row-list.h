/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/uke-import-run.h"

G_BEGIN_DECLS

#define UKE_TYPE_IMPORT_ROW_ITEM (uke_import_row_item_get_type ())
G_DECLARE_FINAL_TYPE (UkeImportRowItem, uke_import_row_item, UKE, IMPORT_ROW_ITEM, GObject)

/**
 * UkeImportRowItem:
 * @line: the line of the file it starts on
 * @outcome: what becomes of it
 * @code: (nullable): why it is refused
 * @who: (owned): whose row it is, as it stands there
 *
 * One row of the file as the list shows it.
 */
struct _UkeImportRowItem {
  GObject parent_instance;

  unsigned line;
  UkeImportOutcome outcome;
  const char *code;
  char *who;
};

#define UKE_TYPE_IMPORT_ROW_LIST (uke_import_row_list_get_type ())
G_DECLARE_FINAL_TYPE (UkeImportRowList, uke_import_row_list, UKE, IMPORT_ROW_LIST, GObject)

/**
 * UkeImportRowList:
 *
 * The judged rows of an import as a list model, all or those of one outcome. Items are made when
 * they are shown, so that a hundred thousand rows cost no more than their numbers.
 */
UkeImportRowList *uke_import_row_list_new (void);

void uke_import_row_list_set_import (UkeImportRowList *self, UkeImport *import);
void uke_import_row_list_set_outcome (UkeImportRowList *self, int outcome);
void uke_import_row_list_follow (UkeImportRowList *self);

G_END_DECLS
