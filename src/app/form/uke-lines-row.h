/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_LINES_ROW (uke_lines_row_get_type ())
G_DECLARE_FINAL_TYPE (UkeLinesRow, uke_lines_row, UKE, LINES_ROW, AdwPreferencesRow)

/**
 * UkeLinesRow:
 *
 * A row for text of several lines. Says at once when words belong in the electronic chart.
 */
void uke_lines_row_set_text (UkeLinesRow *self, const char *text);
char *uke_lines_row_dup_text (UkeLinesRow *self);

G_END_DECLS
