/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-schema.h"

#include "db/uke-db-migrate.h"
#include "store/uke-ext-adopt.h"
#include "store/uke-store-resources.h"

static const UkeDbMigrations MIGRATIONS = {
  .resource_folder = "/org/uketsuke/Uketsuke/store/migrations",
  .application_id = UKE_SCHEMA_APPLICATION_ID,
  .after = uke_ext_adopt,
};

/**
 * uke_schema_migrate:
 * @db: the writing connection, outside any transaction
 * @key: the 32 bytes that encrypt the file, for the copy made first
 * @error: return location
 *
 * Brings the file to this program's schema. A file that holds data is copied first, under the same
 * key; two copies are kept (decision 15). A new file is given the whole schema and no copy.
 *
 * Returns: whether the file has this program's schema now; it is unchanged otherwise
 * Errors: UKE_DB_ERROR: NEWER_SCHEMA, CORRUPT, FULL, IO
 * Thread: the owner of @db
 */
gboolean
uke_schema_migrate (UkeDb *db, const uint8_t *key, GError **error)
{
  g_resources_register (uke_store_get_resource ());
  return uke_db_migrate (db, &MIGRATIONS, uke_db_migrate_backup_beside, (gpointer)key, error);
}
