/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-page.h"

G_BEGIN_DECLS

#define UKE_TYPE_DUPLICATES_PAGE (uke_duplicates_page_get_type ())
G_DECLARE_FINAL_TYPE (UkeDuplicatesPage, uke_duplicates_page, UKE, DUPLICATES_PAGE, UkePage)

/** UkeDuplicatesPage: who may be registered twice, pair by pair; 1 same, 2 different, 3 later. */

G_END_DECLS
