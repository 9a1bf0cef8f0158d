/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_MINI_MONTH (uke_mini_month_get_type ())
G_DECLARE_FINAL_TYPE (UkeMiniMonth, uke_mini_month, UKE, MINI_MONTH, GtkWidget)

#define UKE_MINI_MONTH_N_DAYS 42

/** UkeMonthLoad: how full one day is, as the line under its number. */
typedef struct {
  int fill_percent;
  gboolean has_bookings;
  gboolean is_off; /* closed or a holiday */
} UkeMonthLoad;

/**
 * UkeMiniMonth:
 *
 * Six weeks with a line under each day that says how full it is. Draws itself; arrow keys move the
 * chosen day. Emits `chosen (int date)` and `range-changed` when other weeks come into view.
 */
GtkWidget *uke_mini_month_new (void);
void uke_mini_month_show (UkeMiniMonth *self, UkeDate selected, UkeDate today);
UkeDate uke_mini_month_get_first (UkeMiniMonth *self);
void uke_mini_month_set_loads (UkeMiniMonth *self, const UkeMonthLoad *loads, unsigned n_loads);
void uke_mini_month_step (UkeMiniMonth *self, int n_months);
UkeDate uke_mini_month_get_month (UkeMiniMonth *self);

G_END_DECLS
