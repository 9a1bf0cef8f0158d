/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-ext.h"

G_BEGIN_DECLS

/* The column `ext` (doc/formats.md): fields of a newer version as they travel and are stored. */

/** UKE_EXT_MAX_BYTES: a row's fields of newer versions, which one change-set has set. */
#define UKE_EXT_MAX_BYTES (256 * 1024)

/* A number, and a value, as stored and hashed layouts have them. */
void uke_ext_bytes_put_number (GByteArray *bytes, uint64_t number, unsigned n_bytes);
void uke_ext_bytes_put_value (GByteArray *bytes, const UkeValue *value);

void uke_ext_bytes_encode (const UkeExt *ext, GByteArray *out_blob);
gboolean uke_ext_bytes_decode (const void *blob,
                               size_t size,
                               const void *fv,
                               size_t fv_size,
                               UkeExt **out_ext,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
