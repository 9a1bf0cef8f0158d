/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-rail.h"
#include "app/uke-window.h"

G_BEGIN_DECLS

/* The window's actions and keys. Used by uke-window.c alone. */
void uke_window_actions_install (GtkWidgetClass *klass);
void uke_window_actions_attach (UkeWindow *self);
void uke_window_actions_detach (UkeWindow *self);
void uke_window_actions_clinic_opened (UkeWindow *self);

/* What uke-window.c lends to its actions. */
UkeRail *uke_window_get_rail (UkeWindow *self);
GSettings *uke_window_get_settings (UkeWindow *self);
void uke_window_show_staff (UkeWindow *self, const char *name, const char *label, GMenuModel *menu);

G_END_DECLS
