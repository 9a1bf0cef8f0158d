/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-base-error.h"
#include "base/uke-date.h"

G_BEGIN_DECLS

gboolean
uke_era_parse (const char *text, UkeDate *out_date, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_era_parse_start (const char *text, UkeDate *out_date, char **out_rest, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_era_has_era (const char *text);
gboolean uke_era_from_excel_serial (const char *text, UkeDate *out_date);

char *uke_era_format_long (UkeDate date);
char *uke_era_format_compact (UkeDate date);
char *uke_era_format_year (UkeDate date);
char *uke_era_format_western (UkeDate date);
char *uke_era_format_full (UkeDate date);
char *uke_era_format_short (UkeDate date);
const char *uke_era_weekday_name (int weekday);

G_END_DECLS
