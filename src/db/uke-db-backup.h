/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-types.h"

G_BEGIN_DECLS

gboolean uke_db_backup (UkeDb *db,
                        const char *path,
                        const uint8_t *key,
                        UkeDbProgress progress,
                        gpointer progress_data,
                        GCancellable *cancellable,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *uke_db_backup_beside (UkeDb *db,
                            const char *series,
                            const char *mark,
                            const uint8_t *key,
                            GCancellable *cancellable,
                            GError **error);
gboolean uke_db_fold_log (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
