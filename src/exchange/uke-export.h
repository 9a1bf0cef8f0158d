/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "clinic/uke-note.h"

G_BEGIN_DECLS

/*
 * Lists out: UTF-8 with a mark, so that spreadsheets read it, lines ended by CR LF, and cells that
 * a spreadsheet would run as a formula defused with an apostrophe. The headers are those the import
 * knows.
 */
void uke_export_cell (GString *csv, const char *text, gboolean is_last);

/* `note` is what the audit says of it: reason and second person; its kind, action and count are
 * filled in. The file appears whole or not at all. */
void uke_export_async (UkeClinic *clinic,
                       const char *kind,
                       const char *path,
                       const UkeNote *note,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
gboolean uke_export_finish (UkeClinic *clinic,
                            GAsyncResult *result,
                            unsigned *out_n_rows,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
