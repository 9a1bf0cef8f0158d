/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-day-query.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_DAY_DRAWER (uke_day_drawer_get_type ())
G_DECLARE_FINAL_TYPE (UkeDayDrawer, uke_day_drawer, UKE, DAY_DRAWER, GtkWidget)

/**
 * UkeDayDrawer:
 *
 * The calendar's right pane: who waits and how long, who is late, who comes next, and what needs a
 * decision. Emits `chosen (appointment id in hex)` when a row is picked.
 */
GtkWidget *uke_day_drawer_new (void);
void uke_day_drawer_show (UkeDayDrawer *self,
                          const UkeDay *day,
                          const UkeZone *zone,
                          UkeHolds *holds,
                          int64_t now_us,
                          gboolean is_today);

G_END_DECLS
