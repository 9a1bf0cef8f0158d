/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"
#include "vault/uke-secret.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The sheet of paper with the recovery code. */

GtkPrintOperation *
uke_start_sheet_new (const UkeSecret *code, const char *clinic_name, UkeDate today);
gboolean uke_start_sheet_export_sync (GtkPrintOperation *sheet,
                                      const char *path,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
