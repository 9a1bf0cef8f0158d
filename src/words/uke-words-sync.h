/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-sync-core.h"

G_BEGIN_DECLS

const char *uke_words_sync_lost (void);
const char *
uke_words_sync_note (const UkeSyncFacts *facts, gboolean has_no_key, gboolean has_ended);

G_END_DECLS
