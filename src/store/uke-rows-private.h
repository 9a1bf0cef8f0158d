/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "model/uke-record.h"

G_BEGIN_DECLS

/**
 * UkeRowSql:
 * @select: reads one row by id: id, the fields, cver, fv, del_seq, ext
 * @list: reads all rows that are not deleted, the same columns
 * @insert: parameters: id, the fields, cver, rver, fv, del_seq, ext
 *
 * The statements of one entity's table, made from its description.
 */
typedef struct {
  char *select;
  char *list;
  char *insert;
} UkeRowSql;

const UkeRowSql *uke_row_sql (const UkeEntity *entity);
char *uke_row_sql_update (const UkeEntity *entity, uint64_t changed, gboolean has_ext);
char *uke_row_sql_update_values (const UkeEntity *entity, uint64_t changed);
char *uke_row_sql_scan (const UkeEntity *entity);
char *uke_row_sql_scan_part (const UkeEntity *entity);
char *uke_row_sql_list_by (const UkeEntity *entity, unsigned field);

UkeRecord *
uke_row_read (UkeStmt *stmt, const UkeEntity *entity, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_row_bind_ext (UkeStmt *stmt, int pos, const UkeExt *ext, GByteArray *scratch);
void uke_row_bind_value (UkeStmt *stmt, int pos, const UkeValue *value);

G_END_DECLS
