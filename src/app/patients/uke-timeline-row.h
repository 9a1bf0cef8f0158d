/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/patients/uke-timeline-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_TIMELINE_ROW (uke_timeline_row_get_type ())
G_DECLARE_FINAL_TYPE (UkeTimelineRow, uke_timeline_row, UKE, TIMELINE_ROW, AdwBin)

/**
 * UkeTimelineRow:
 *
 * One line of the timeline: time, icon in its circle, what happened, who, and what was noted.
 */
GtkWidget *uke_timeline_row_new (void);

void uke_timeline_row_show (UkeTimelineRow *self, UkeTimelineItem *item);

G_END_DECLS
