/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/uke-test-db.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

UkeTestFolder *
uke_test_folder_new_in (const char *parent)
{
  UkeTestFolder *folder = g_new0 (UkeTestFolder, 1);

  folder->path = g_build_filename (parent, "uke-test-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp_full (folder->path, 0700));
  folder->file = uke_test_folder_child (folder, "clinic.db");
  for (unsigned i = 0; i < sizeof folder->key; i++)
    folder->key[i] = (uint8_t)(i * 7 + 1);
  if (uke_test_is_postgresql ())
    folder->schema = uke_test_make_schema_name ();
  return folder;
}

UkeTestFolder *
uke_test_folder_new (void)
{
  return uke_test_folder_new_in (g_get_tmp_dir ());
}

/* Removes what tests leave behind: files, and folders of files. */
static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      remove_tree (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

void
uke_test_folder_free (UkeTestFolder *folder)
{
  if (folder->schema != NULL)
    uke_test_drop_schema (folder->schema);
  remove_tree (folder->path);
  g_free (folder->schema);
  g_free (folder->path);
  g_free (folder->file);
  g_free (folder);
}

char *
uke_test_folder_child (UkeTestFolder *folder, const char *name)
{
  return g_build_filename (folder->path, name, NULL);
}

UkeDbConfig
uke_test_folder_config (UkeTestFolder *folder)
{
  if (folder->schema != NULL)
    return (UkeDbConfig){ .uri = uke_test_get_uri (), .schema = folder->schema, .create = TRUE };
  return (UkeDbConfig){ .path = folder->file, .key = folder->key, .create = TRUE };
}

UkeDb *
uke_test_folder_open (UkeTestFolder *folder)
{
  UkeDbConfig config = uke_test_folder_config (folder);
  g_autoptr (GError) error = NULL;
  UkeDb *db = uke_db_open (&config, &error);

  g_assert_no_error (error);
  return db;
}

/* How often the bytes of needle stand in any file of the folder. */
unsigned
uke_test_folder_count (UkeTestFolder *folder, const char *needle)
{
  g_autoptr (GDir) dir = g_dir_open (folder->path, 0, NULL);
  unsigned n_found = 0;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = uke_test_folder_child (folder, name);
    g_autofree char *bytes = NULL;
    const char *at;
    size_t len = 0;

    if (!g_file_get_contents (path, &bytes, &len, NULL))
      continue;
    for (at = bytes; (at = memmem (at, len - (size_t)(at - bytes), needle, strlen (needle))); at++)
      n_found++;
  }
  return n_found;
}

void
uke_test_flip_bit (const char *path, int64_t offset, unsigned bit)
{
  int fd = open (path, O_RDWR | O_CLOEXEC);
  uint8_t byte;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pread (fd, &byte, 1, offset), ==, 1);
  byte ^= (uint8_t)(1u << bit);
  g_assert_cmpint (pwrite (fd, &byte, 1, offset), ==, 1);
  close (fd);
}

int64_t
uke_test_query (UkeDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  int64_t value = 0;

  if (!uke_db_query_int64 (db, sql, &value, &error))
    g_assert_no_error (error);
  return value;
}

void
uke_test_exec (UkeDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;

  if (!uke_db_exec (db, sql, &error))
    g_assert_no_error (error);
}

/* What is written for SQLite, in the words of this run's engine. */
void
uke_test_create (UkeDb *db, const char *sql)
{
  g_autofree char *translated = uke_test_translate (sql);

  uke_test_exec (db, translated);
}

/* For tests of thousands of commits that nobody pulls the plug of. */
void
uke_test_hurry (UkeDb *db)
{
  if (uke_db_get_dialect (db) == UKE_DB_DIALECT_SQLITE)
    uke_test_exec (db, "PRAGMA synchronous = OFF");
}

static GStrv
list (UkeStmt *stmt)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean has_row;

  while (uke_stmt_step (stmt, &has_row, NULL) && has_row)
    g_strv_builder_add (builder, uke_stmt_text (stmt, 0));
  return g_strv_builder_end (builder);
}

/* The names of the tables, without what the engine keeps for itself, sorted. */
GStrv
uke_test_list_tables (UkeDb *db)
{
  const char *sql
      = uke_db_get_dialect (db) == UKE_DB_DIALECT_SQLITE
            ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
              "'sqlite%' ORDER BY name"
            : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema () AND "
              "tablename <> 'schema_version' ORDER BY tablename COLLATE \"C\"";
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, sql, NULL);

  return list (stmt);
}

/* The names of a table's columns, in their order. */
GStrv
uke_test_list_columns (UkeDb *db, const char *table)
{
  const char *sql = uke_db_get_dialect (db) == UKE_DB_DIALECT_SQLITE
                        ? "SELECT name FROM pragma_table_info (?)"
                        : "SELECT column_name FROM information_schema.columns WHERE table_schema = "
                          "current_schema () AND table_name = ? ORDER BY ordinal_position";
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, sql, NULL);

  uke_stmt_bind_text_at (stmt, 1, table);
  return list (stmt);
}
