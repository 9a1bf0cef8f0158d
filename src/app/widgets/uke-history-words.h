/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-history-query.h"

G_BEGIN_DECLS

const char *uke_history_field_word (const UkeField *field);
char *uke_history_entry_title (const UkeHistoryEntry *entry);
char *uke_history_entry_details (const UkeHistoryEntry *entry);

G_END_DECLS
