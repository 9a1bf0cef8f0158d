/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "model/uke-changes.h"
#include "store/uke-search-row.h"

G_BEGIN_DECLS

/**
 * The tables that are derived from others so that a screen costs few pages: `appointment_card` and
 * `patient_search`. They are kept in the transaction that changes what they are derived from, can
 * be made anew at any time, and are compared with a fresh derivation by the checks.
 */

gboolean uke_projection_follow (UkeDb *db,
                                const UkeChanges *changes,
                                GPtrArray *search,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_projection_write_search (UkeStmt *stmt,
                                      const UkeSearchRow *row,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_projection_rebuild (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_projection_verify (UkeDb *db,
                                GPtrArray *problems,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
