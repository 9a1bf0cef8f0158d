/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic-error.h"

G_BEGIN_DECLS

char *uke_words_for_warning (const UkeWarning *warning);

G_END_DECLS
