/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_TIMELINE_STRIP (uke_timeline_strip_get_type ())
G_DECLARE_FINAL_TYPE (UkeTimelineStrip, uke_timeline_strip, UKE, TIMELINE_STRIP, GtkWidget)

/** UkeTimelineStrip: a few events from left to right, each with its time above and what happened
 * below; a stretch in which a desk was cut off is dashed. Its description says the same in words.
 */
GtkWidget *uke_timeline_strip_new (void);
void uke_timeline_strip_clear (UkeTimelineStrip *self);
void uke_timeline_strip_add (UkeTimelineStrip *self,
                             const char *time,
                             const char *text,
                             const char *colour,
                             gboolean begins_cut,
                             gboolean ends_cut);
const char *uke_timeline_strip_get_description (UkeTimelineStrip *self);

G_END_DECLS
