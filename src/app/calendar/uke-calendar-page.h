/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-page.h"
#include "base/uke-date.h"

G_BEGIN_DECLS

#define UKE_TYPE_CALENDAR_PAGE (uke_calendar_page_get_type ())
G_DECLARE_FINAL_TYPE (UkeCalendarPage, uke_calendar_page, UKE, CALENDAR_PAGE, UkePage)

/**
 * UkeCalendarPage:
 *
 * The day calendar: who comes, who is here, where is room. Follows the clinic's changes and the
 * clock; a booking is found by uke_page_show_record().
 */
void uke_calendar_page_show_date (UkeCalendarPage *self, UkeDate date);
UkeDate uke_calendar_page_get_date (UkeCalendarPage *self);

G_END_DECLS
