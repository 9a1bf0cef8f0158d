/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "model/uke-record.h"

G_BEGIN_DECLS

/**
 * Reading records, whatever their entity. Statements are made from the entity's description and
 * kept in the connection's cache; on a reader they see what was committed when its transaction
 * began. Deleted records are found by uke_rows_find_any() only.
 */

UkeRecord *uke_rows_get (UkeDb *db, const UkeEntity *entity, const UkeId *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
UkeRecord *uke_rows_find (UkeDb *db, const UkeEntity *entity, const UkeId *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
UkeRecord *uke_rows_find_any (UkeDb *db, const UkeEntity *entity, const UkeId *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

GPtrArray *
uke_rows_list (UkeDb *db, const UkeEntity *entity, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *uke_rows_list_by_id (UkeDb *db,
                                const UkeEntity *entity,
                                unsigned field,
                                const UkeId *value,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *uke_rows_list_by_text (UkeDb *db,
                                  const UkeEntity *entity,
                                  unsigned field,
                                  const char *value,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *uke_rows_get_many (UkeDb *db, const UkeEntity *entity, GArray *ids, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
