/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Symbolic icons for widgets that draw themselves. An icon is coloured once and kept as a texture:
 * colouring it in every frame costs the software renderer more than all of its text.
 */
void uke_glyph_snapshot (GtkSnapshot *snapshot,
                         GtkWidget *widget,
                         const char *icon,
                         int size,
                         const GdkRGBA *colour,
                         float x,
                         float y);

/* The diagonal hatch of closed time; repeated over an area. */
void uke_hatch_snapshot (GtkSnapshot *snapshot,
                         const graphene_rect_t *area,
                         const GdkRGBA *ground,
                         const GdkRGBA *line);

/* A colour of the stylesheet by name; a missing one is seen at once. */
GdkRGBA uke_colour (GtkWidget *widget, const char *name);

G_END_DECLS
