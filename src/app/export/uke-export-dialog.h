/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-window.h"

G_BEGIN_DECLS

void uke_export_dialog_present (UkeWindow *window);
void uke_export_dialog_save (UkeWindow *window, const char *kind, const char *path);

G_END_DECLS
