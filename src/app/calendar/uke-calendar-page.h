/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-page.h"

G_BEGIN_DECLS

#define UKE_TYPE_CALENDAR_PAGE (uke_calendar_page_get_type ())
G_DECLARE_FINAL_TYPE (UkeCalendarPage, uke_calendar_page, UKE, CALENDAR_PAGE, UkePage)

/**
 * UkeCalendarPage:
 *
 * The day calendar: who comes, who is here, where is room.
 */

G_END_DECLS
