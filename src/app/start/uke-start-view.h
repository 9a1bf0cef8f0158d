/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_START_VIEW (uke_start_view_get_type ())
G_DECLARE_FINAL_TYPE (UkeStartView, uke_start_view, UKE, START_VIEW, AdwBin)

/**
 * UkeStartView:
 *
 * The backdrop of everything before the desk: one card at a time, and above it which step it is.
 */
GtkWidget *uke_start_view_new (void);
void uke_start_view_show (UkeStartView *self, GtkWidget *page, const char *step);
GtkWidget *uke_start_view_get_page (UkeStartView *self);

G_END_DECLS
