/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_CALENDAR_NOTICE (uke_calendar_notice_get_type ())
G_DECLARE_FINAL_TYPE (UkeCalendarNotice, uke_calendar_notice, UKE, CALENDAR_NOTICE, GtkWidget)

/**
 * UkeCalendarNotice:
 *
 * What stands in place of a day that has no columns to show: that the clinic is closed and why,
 * that nobody is set up yet, that every column is hidden. Its buttons are actions of the page and
 * of the window.
 */
GtkWidget *uke_calendar_notice_new (void);
void uke_calendar_notice_show_closed (UkeCalendarNotice *self,
                                      UkeDate date,
                                      const char *reason,
                                      UkeDate next_open,
                                      gboolean can_open);
void uke_calendar_notice_show_no_columns (UkeCalendarNotice *self);
void uke_calendar_notice_show_all_hidden (UkeCalendarNotice *self);

G_END_DECLS
