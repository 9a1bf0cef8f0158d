/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/duplicates/uke-duplicate-words.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_MERGE_TABLE (uke_merge_table_get_type ())
G_DECLARE_FINAL_TYPE (UkeMergeTable, uke_merge_table, UKE, MERGE_TABLE, AdwBin)

/**
 * UkeMergeTable:
 *
 * Two records side by side, field by field, with a choice where they differ. What is chosen is in
 * the plan it shows.
 */
GtkWidget *uke_merge_table_new (void);
void uke_merge_table_show (UkeMergeTable *self,
                           UkeMergePlan *plan,
                           const UkeMergeNames *names,
                           const char *left_title,
                           const char *right_title,
                           gboolean can_choose);

G_END_DECLS
