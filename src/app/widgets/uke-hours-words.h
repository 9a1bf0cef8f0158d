/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* When somebody can be reached, in words: what model/uke-best-hours.h keeps as codes. */
char *uke_hours_text (const char *best_hours);
const char *uke_hours_days_word (unsigned nth, const char **out_code);
int uke_hours_find_days (unsigned days);

G_END_DECLS
