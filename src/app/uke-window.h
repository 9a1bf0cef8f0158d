/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/server/uke-server-link.h"
#include "app/sync/uke-sync-button.h"
#include "app/uke-app-types.h"
#include "app/uke-page.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_WINDOW (uke_window_get_type ())
G_DECLARE_FINAL_TYPE (UkeWindow, uke_window, UKE, WINDOW, AdwApplicationWindow)

/**
 * UkeWindow:
 *
 * The shell: the rail, one header bar, and the pages. Until a clinic is open it shows the start
 * view alone. Below 1500 px it carries the style class `narrow` and folds the left panes; below
 * 1200 px the right panes too. How a page is added stands in src/app/README.md.
 */
UkeWindow *uke_window_new (GtkApplication *application);
UkeWindow *uke_window_of (GtkWidget *widget);

void uke_window_show_start (UkeWindow *self, GtkWidget *start);
void uke_window_open_clinic (UkeWindow *self, UkeClinic *clinic);
UkeClinic *uke_window_get_clinic (UkeWindow *self);
UkeSyncButton *uke_window_get_sync_button (UkeWindow *self);
void uke_window_set_vault (UkeWindow *self, UkeVault *vault);
UkeVault *uke_window_get_vault (UkeWindow *self);
void uke_window_set_server_link (UkeWindow *self, UkeServerLink *link);
UkeServerLink *uke_window_get_server_link (UkeWindow *self); /* (nullable) */

UkePage *uke_window_show_page (UkeWindow *self, const char *name);
gboolean uke_window_show_record (UkeWindow *self, const char *page, const UkeId *id);
void uke_window_import (UkeWindow *self, const char *path);
UkePage *uke_window_get_page (UkeWindow *self);
void uke_window_page_changed (UkeWindow *self);
void uke_window_set_badge (UkeWindow *self, const char *page, unsigned count);

void uke_window_add_toast (UkeWindow *self, AdwToast *toast);
void uke_window_say (UkeWindow *self, const char *sentence);

G_END_DECLS
