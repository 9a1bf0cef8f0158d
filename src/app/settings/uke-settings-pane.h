/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * What the pages of the settings share. A pane is a column that scrolls; above it stands, where
 * somebody's role may not change what it shows, who may.
 */
GtkWidget *uke_settings_pane_new (UkeClinic *clinic, UkeAction action, GtkWidget *content);
GtkWidget *uke_settings_group_new (const char *title, const char *description);
GtkWidget *uke_settings_button_content (const char *icon, const char *label);
GtkWindow *uke_settings_dialog_new (GtkWidget *widget,
                                    const char *title,
                                    const char *done,
                                    GtkWidget *content,
                                    GtkWidget **out_done);
char *uke_settings_dup_roles (UkeAction action);

G_END_DECLS
