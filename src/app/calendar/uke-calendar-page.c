/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/calendar/uke-calendar-page.h"

struct _UkeCalendarPage {
  UkePage parent_instance;
};

G_DEFINE_FINAL_TYPE (UkeCalendarPage, uke_calendar_page, UKE_TYPE_PAGE)

static void
uke_calendar_page_class_init (UkeCalendarPageClass *klass)
{
}

static void
uke_calendar_page_init (UkeCalendarPage *self)
{
}
