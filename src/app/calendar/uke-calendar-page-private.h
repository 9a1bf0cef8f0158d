/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/calendar/uke-calendar-page.h"
#include "app/calendar/uke-day-view.h"
#include "clinic/uke-day-query.h"

G_BEGIN_DECLS

/* What uke-calendar-page.c lends to uke-calendar-actions.c. */
UkeDay *uke_calendar_page_get_day (UkeCalendarPage *self);
UkeDayGrid *uke_calendar_page_get_grid (UkeCalendarPage *self);
const char *uke_calendar_page_get_kind (UkeCalendarPage *self);
const UkeDayCard *uke_calendar_page_card_of (UkeCalendarPage *self, UkeEventBlock *block);

void uke_calendar_actions_connect (UkeCalendarPage *self, UkeDayGrid *grid);
void uke_calendar_actions_add_keys (GtkWidget *page);
void uke_calendar_actions_open_day (UkeCalendarPage *self);

G_END_DECLS
