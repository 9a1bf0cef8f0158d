/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_RAIL (uke_rail_get_type ())
G_DECLARE_FINAL_TYPE (UkeRail, uke_rail, UKE, RAIL, GtkWidget)

/**
 * UkeRail:
 *
 * The navigation rail at the left edge: one entry a view, the settings at the bottom, a badge on
 * an entry for what waits there. Emits `chosen (name)` when a person picks an entry.
 */
GtkWidget *uke_rail_new (void);
void uke_rail_add (UkeRail *self,
                   const char *name,
                   const char *title,
                   const char *icon,
                   gboolean at_bottom);
void uke_rail_select (UkeRail *self, const char *name);
const char *uke_rail_get_selected (UkeRail *self);
const char *uke_rail_get_nth (UkeRail *self, unsigned nth);
void uke_rail_set_badge (UkeRail *self, const char *name, unsigned count);

G_END_DECLS
