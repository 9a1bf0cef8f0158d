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

/* What the page of duplicates and the step of an import share around the list. */
void uke_duplicate_row_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item);
void uke_duplicate_row_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item);
void uke_duplicate_row_set_buttons (GtkWidget *same, GtkWidget *different, GtkWidget *later);
void uke_duplicate_row_add_keys (GtkWidgetClass *widget_class, unsigned n_tabs);

G_END_DECLS
