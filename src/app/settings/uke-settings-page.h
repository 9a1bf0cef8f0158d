/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-page.h"

G_BEGIN_DECLS

#define UKE_TYPE_SETTINGS_PAGE (uke_settings_page_get_type ())
G_DECLARE_FINAL_TYPE (UkeSettingsPage, uke_settings_page, UKE, SETTINGS_PAGE, UkePage)

/**
 * UkeSettingsPage:
 *
 * What is set up for the clinic and for this PC: a list of panes on the left, the chosen one beside
 * it. Every change is kept at once. Panes are made when they are first shown.
 */
void uke_settings_page_show_pane (UkeSettingsPage *self, const char *name);

G_END_DECLS
