/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_WRAP_LAYOUT (uke_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (UkeWrapLayout, uke_wrap_layout, UKE, WRAP_LAYOUT, GtkLayoutManager)

/**
 * UkeWrapLayout:
 *
 * Sets children one after the other, each as wide as it wants to be, and begins a new line where
 * the width ends: chips.
 */
GtkLayoutManager *uke_wrap_layout_new (int spacing);

G_END_DECLS
