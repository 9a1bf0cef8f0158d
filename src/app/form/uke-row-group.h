/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_ROW_GROUP (uke_row_group_get_type ())
G_DECLARE_FINAL_TYPE (UkeRowGroup, uke_row_group, UKE, ROW_GROUP, AdwPreferencesGroup)

/**
 * UkeRowGroup:
 *
 * Rows of one kind in an order that means something: phone numbers, the first choice on top. A row
 * is moved by its handle, by its menu or with Alt+↑ and Alt+↓, and taken away by its menu.
 *
 * Signals:
 * `add ()`: somebody wants another row.
 * `removed (GtkWidget *row)`: somebody took a row away; it is on its way out.
 */
void uke_row_group_append (UkeRowGroup *self, GtkWidget *row);
GPtrArray *uke_row_group_dup_rows (UkeRowGroup *self);

G_END_DECLS
