/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/duplicates/uke-duplicate-runner.h"

G_BEGIN_DECLS

void uke_duplicate_batch_present (UkeWindow *window, UkeDuplicateRunner *runner, GPtrArray *pairs);

G_END_DECLS
