/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-duplicate-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_DUPLICATE_LIST (uke_duplicate_list_get_type ())
G_DECLARE_FINAL_TYPE (UkeDuplicateList, uke_duplicate_list, UKE, DUPLICATE_LIST, AdwBin)

/**
 * UkeDuplicateList:
 *
 * People whom a new patient may already be, with what agrees.
 *
 * Signals:
 * `chosen (const char *hex)`: it is this one, by id.
 */
void uke_duplicate_list_show (UkeDuplicateList *self, GPtrArray *candidates, UkeDate today);

G_END_DECLS
