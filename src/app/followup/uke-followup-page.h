/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-page.h"

G_BEGIN_DECLS

#define UKE_TYPE_FOLLOWUP_PAGE (uke_followup_page_get_type ())
G_DECLARE_FINAL_TYPE (UkeFollowupPage, uke_followup_page, UKE, FOLLOWUP_PAGE, UkePage)

/**
 * UkeFollowupPage:
 *
 * The day's calls: the queue by priority, one call in the middle, what helps with it at the right.
 * Opening a task takes it on; recording its outcome goes on to the next.
 */

G_END_DECLS
