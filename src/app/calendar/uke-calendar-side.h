/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/calendar/uke-mini-month.h"
#include "model/uke-status.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_CALENDAR_SIDE (uke_calendar_side_get_type ())
G_DECLARE_FINAL_TYPE (UkeCalendarSide, uke_calendar_side, UKE, CALENDAR_SIDE, GtkWidget)

/**
 * UkeCalendarSide:
 *
 * The calendar's left pane: the month with its loads, the status filter that doubles as legend with
 * counts, the columns to show, and what the glyphs mean. Emits `filter-changed` when a person
 * chooses what to see; days are chosen in the month itself.
 */
GtkWidget *uke_calendar_side_new (void);
UkeMiniMonth *uke_calendar_side_get_month (UkeCalendarSide *self);

void uke_calendar_side_set_hidden_statuses (UkeCalendarSide *self, const char *const *codes);
char **uke_calendar_side_dup_hidden_statuses (UkeCalendarSide *self);
gboolean uke_calendar_side_shows_status (UkeCalendarSide *self, UkeStatus status);
void uke_calendar_side_set_counts (UkeCalendarSide *self,
                                   const unsigned n_by_status[UKE_N_STATUSES + 1]);

void uke_calendar_side_set_kind (UkeCalendarSide *self, const char *kind);
const char *uke_calendar_side_get_kind (UkeCalendarSide *self);
void uke_calendar_side_set_groups (UkeCalendarSide *self,
                                   const char *const *names,
                                   const unsigned *n_columns);
void uke_calendar_side_show_all (UkeCalendarSide *self);
gboolean uke_calendar_side_shows_group (UkeCalendarSide *self, const char *name);

G_END_DECLS
