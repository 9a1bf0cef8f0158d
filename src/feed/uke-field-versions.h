/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-ext.h"

G_BEGIN_DECLS

/*
 * The `fv` column: for each field id from 1 up, the sequence number of the change that last set it,
 * as an unsigned LEB128 number; zeros at the end are left out. Ids that this program does not know
 * are kept (doc/formats.md).
 */
gboolean uke_field_versions_decode (const UkeEntity *entity,
                                    const void *blob,
                                    size_t size,
                                    int64_t *out_versions,
                                    gboolean *out_has_all,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_field_versions_encode (const UkeEntity *entity,
                                const int64_t *versions,
                                const UkeExt *ext,
                                const void *old_blob,
                                size_t old_size,
                                GByteArray *out_blob);
int64_t uke_field_versions_get (const void *blob, size_t size, unsigned id);

G_END_DECLS
