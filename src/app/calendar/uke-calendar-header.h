/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_CALENDAR_HEADER (uke_calendar_header_get_type ())
G_DECLARE_FINAL_TYPE (UkeCalendarHeader, uke_calendar_header, UKE, CALENDAR_HEADER, GtkBox)

/**
 * UkeCalendarHeader:
 *
 * The calendar's part of the header bar: the day before, today, the day after, and the date, which
 * opens a month to choose from and an entry to type into. It emits "stepped" with a number of days,
 * 0 for today, and "chosen" with a day.
 */
GtkWidget *uke_calendar_header_new (void);
void uke_calendar_header_show (UkeCalendarHeader *self, UkeDate date, UkeDate today);
void uke_calendar_header_set_narrow (UkeCalendarHeader *self, gboolean is_narrow);
UkeDate uke_calendar_header_parse (const char *text, UkeDate shown);

G_END_DECLS
