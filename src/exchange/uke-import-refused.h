/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/uke-import-run.h"

G_BEGIN_DECLS

/** UkeImportWordsFunc: the sentence for the code of a refused row. */
typedef const char *(*UkeImportWordsFunc) (const char *code);

/* The rows that an import refused, as a list that can be put right and imported again: the columns
 * as they stood, then the reason. */
char *uke_import_refused_to_csv (UkeImport *import,
                                 const char *reason_header,
                                 UkeImportWordsFunc words,
                                 gsize *out_size);
void uke_import_save_refused_async (UkeImport *import,
                                    const char *path,
                                    const char *reason_header,
                                    UkeImportWordsFunc words,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean uke_import_save_refused_finish (UkeImport *import,
                                         GAsyncResult *result,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
