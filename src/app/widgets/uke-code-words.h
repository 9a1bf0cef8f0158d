/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-codes.h"

#include <gio/gio.h>

G_BEGIN_DECLS

const char *uke_code_word (UkeCodes codes, const char *code);
const char *uke_code_icon (UkeCodes codes, const char *code);
GListModel *uke_code_words_model (UkeCodes codes);

G_END_DECLS
