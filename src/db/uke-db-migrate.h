/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-types.h"

G_BEGIN_DECLS

/**
 * UkeDbMigrations:
 * @resource_folder: a GResource folder of `0001-name.sql`, `0002-other.sqlite.sql` ..., numbered
 *   without gaps; the ending rule is that of the queries
 * @application_id: SQLite's application id of our files, set by the first migration's transaction
 *   and refused when it is another's; 0 sets and asks nothing
 * @after: (nullable): what the program has to do to the content under its own schema; part of the
 *   last migration's transaction
 */
typedef struct {
  const char *resource_folder;
  int32_t application_id;
  gboolean (*after) (UkeDb *db, GError **error);
} UkeDbMigrations;

/**
 * UkeDbBackupFunc:
 * @db: the connection, outside any transaction
 * @from_version: the schema the file has, at least 1
 * @to_version: the schema it is about to get
 * @data: the caller's
 * @error: return location
 *
 * Called once before an existing file is changed. Nothing is migrated when it fails.
 *
 * Returns: whether the copy was made
 */
typedef gboolean (
    *UkeDbBackupFunc) (UkeDb *db, int from_version, int to_version, gpointer data, GError **error);

gboolean uke_db_migrate (UkeDb *db,
                         const UkeDbMigrations *set,
                         UkeDbBackupFunc before,
                         gpointer before_data,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_db_migrate_backup_beside (UkeDb *db,
                                       int from_version,
                                       int to_version,
                                       gpointer key,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_db_get_schema_version (UkeDb *db, int *out_version, GError **error) G_GNUC_WARN_UNUSED_RESULT;
int uke_db_migrations_get_latest (const UkeDbMigrations *set, UkeDbDialect dialect);

G_END_DECLS
