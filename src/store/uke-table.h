/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"

G_BEGIN_DECLS

/** UkeColumnKind: what a column holds, whatever the engine calls it. */
typedef enum {
  UKE_COLUMN_INTEGER,
  UKE_COLUMN_TEXT,
  UKE_COLUMN_BLOB,
} UkeColumnKind;

/**
 * UkeColumn:
 * @name: (owned): its name
 * @kind: what it holds
 * @key: its place in the primary key, from 1; 0 when it is none of it
 */
typedef struct {
  char *name;
  UkeColumnKind kind;
  int key;
} UkeColumn;

/**
 * UkeTable:
 * @name: (owned): its name
 * @columns: (owned) (element-type UkeColumn): in the order of the schema
 *
 * A table as it stands in the database, for work that goes through whole tables and need not know
 * what they mean.
 */
typedef struct {
  char *name;
  GPtrArray *columns;
} UkeTable;

GPtrArray *uke_table_list (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeTable *
uke_table_describe (UkeDb *db, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_table_free (UkeTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeTable, uke_table_free)
char *uke_table_make_select (const UkeTable *self);
char *uke_table_make_insert (const UkeTable *self);
void uke_table_bind_row (const UkeTable *self, UkeStmt *row, UkeStmt *insert);

G_END_DECLS
