/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-duplicate-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_DUPLICATE_ROW (uke_duplicate_row_get_type ())
G_DECLARE_FINAL_TYPE (UkeDuplicateRow, uke_duplicate_row, UKE, DUPLICATE_ROW, AdwBin)

/** UkeDuplicateRow: one pair in the list: how sure, who, and why. */
GtkWidget *uke_duplicate_row_new (void);
void uke_duplicate_row_show (UkeDuplicateRow *self, const UkeDuplicatePair *pair);

G_END_DECLS
