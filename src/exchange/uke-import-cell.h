/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"
#include "model/uke-status.h"

G_BEGIN_DECLS

/* How the text of one cell of a list is understood, for rows and for the survey of a column. */
gboolean
uke_import_cell_date (const char *text, UkeDate *out_date, const char **out_code, const char *code);
const char *uke_import_cell_sex (const char *text);
gboolean uke_import_cell_is_kana (const char *text);
gboolean uke_import_cell_is_email (const char *text);
char **uke_import_cell_split (const char *text);
UkeStatus uke_import_cell_status (const char *text);

G_END_DECLS
