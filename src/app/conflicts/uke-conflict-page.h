/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-page.h"

G_BEGIN_DECLS

#define UKE_TYPE_CONFLICT_PAGE (uke_conflict_page_get_type ())
G_DECLARE_FINAL_TYPE (UkeConflictPage, uke_conflict_page, UKE, CONFLICT_PAGE, UkePage)

/** UkeConflictPage: what two people did without knowing of each other, card by card; 1 and 2
 * choose, Ctrl+Enter settles. `n-open` says how many wait for somebody. */

G_END_DECLS
