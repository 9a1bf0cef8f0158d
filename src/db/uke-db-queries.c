/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-queries.h"

#include "db/uke-db-private.h"
#include "db/uke-db.h"

#include <string.h>

/* Texts live as long as the program: they are its own, and statements are cached by them. */
static GMutex texts_mutex;
static GHashTable *texts; /* (owned): resource path with its ending to text */

static const char *const endings[] = {
  [UKE_DB_DIALECT_SQLITE] = ".sqlite.sql",
  [UKE_DB_DIALECT_POSTGRESQL] = ".pg.sql",
};

/* Under the mutex. */
static const char *
load_text (const char *path, const char *ending)
{
  g_autofree char *name = g_strconcat (path, ending, NULL);
  g_autoptr (GBytes) bytes = NULL;
  const char *text = g_hash_table_lookup (texts, name);
  char *copy;

  if (text != NULL)
    return text;
  bytes = g_resources_lookup_data (name, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (bytes == NULL)
    return NULL;
  copy = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_hash_table_insert (texts, g_steal_pointer (&name), copy);
  return copy;
}

/**
 * uke_db_query_text:
 * @dialect: whose SQL is wanted
 * @path: a resource path without its ending
 * @error: return location
 *
 * Returns: (transfer none): the text of the query, which stays for good
 * Errors: MISUSE when the program carries no such query
 * Thread: any
 */
const char *
uke_db_query_text (UkeDbDialect dialect, const char *path, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&texts_mutex);
  const char *text;

  g_return_val_if_fail (path != NULL, NULL);
  if (texts == NULL)
    texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  text = load_text (path, endings[dialect]);
  if (text == NULL)
    text = load_text (path, ".sql");
  if (text == NULL)
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "there is no query %s", path);
  return text;
}

/**
 * uke_db_prepare_query:
 * @db: a connection
 * @path: a resource path without its ending
 * @error: return location
 *
 * As uke_db_prepare_cached(), for a query file.
 *
 * Returns: (transfer full): the statement
 * Errors: MISUSE when there is no such query; those of uke_db_prepare()
 * Thread: the owner of @db
 */
UkeStmt *
uke_db_prepare_query (UkeDb *db, const char *path, GError **error)
{
  const char *text = uke_db_query_text (uke_db_get_dialect (db), path, error);
  UkeStmt *stmt;

  if (text == NULL)
    return NULL;
  stmt = uke_db_prepare_cached (db, text, error);
  if (stmt == NULL)
    g_prefix_error (error, "%s: ", path);
  return stmt;
}

/**
 * uke_db_query_ending_serves:
 * @name: a file name
 * @dialect: whose SQL is wanted
 * @out_is_own: (out): whether the file is for @dialect alone
 *
 * Returns: the length of @name without its ending; 0 when @dialect does not take the file
 * Thread: any
 */
size_t
uke_db_query_ending_serves (const char *name, UkeDbDialect dialect, gboolean *out_is_own)
{
  for (size_t i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i])) {
      *out_is_own = TRUE;
      return i == dialect ? strlen (name) - strlen (endings[i]) : 0;
    }
  *out_is_own = FALSE;
  return g_str_has_suffix (name, ".sql") ? strlen (name) - strlen (".sql") : 0;
}

static int
compare_text (const void *a, const void *b, void *data)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/**
 * uke_db_query_list:
 * @dialect: whose SQL is wanted
 * @folder: a resource folder
 * @error: return location
 *
 * Lists the queries of a folder, for tests that hold each of them to its header.
 *
 * Returns: (transfer full): resource paths without their endings, sorted
 * Errors: MISUSE when the program carries no such folder
 * Thread: any
 */
GStrv
uke_db_query_list (UkeDbDialect dialect, const char *folder, GError **error)
{
  g_auto (GStrv) names = g_resources_enumerate_children (folder, 0, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GStrv list;

  if (names == NULL) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "there is no folder %s", folder);
    return NULL;
  }
  for (unsigned i = 0; names[i] != NULL; i++) {
    gboolean is_own;
    size_t len = uke_db_query_ending_serves (names[i], dialect, &is_own);
    g_autofree char *stem = g_strndup (names[i], len);
    g_autofree char *path = g_build_path ("/", folder, stem, NULL);

    if (len > 0 && g_hash_table_add (seen, g_steal_pointer (&stem)))
      g_strv_builder_add (builder, path);
  }
  list = g_strv_builder_end (builder);
  g_qsort_with_data (list, (int)g_strv_length (list), sizeof *list, compare_text, NULL);
  return list;
}
