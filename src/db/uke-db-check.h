/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-types.h"

G_BEGIN_DECLS

/**
 * UkeDbCheckPart:
 * @UKE_DB_CHECK_CIPHER: every page's authentication code
 * @UKE_DB_CHECK_INTEGRITY: the structure of every tree and index, and every reference
 * @UKE_DB_CHECK_ALL: both
 */
typedef enum {
  UKE_DB_CHECK_CIPHER = 1 << 0,
  UKE_DB_CHECK_INTEGRITY = 1 << 1,
  UKE_DB_CHECK_ALL = UKE_DB_CHECK_CIPHER | UKE_DB_CHECK_INTEGRITY,
} UkeDbCheckPart;

gboolean uke_db_check (UkeDb *db,
                       UkeDbCheckPart parts,
                       GStrv *out_problems,
                       GCancellable *cancellable,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
