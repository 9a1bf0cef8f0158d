/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-queries.h"
#include "db/uke-db.h"

#include <string.h>

/* The text behind "-- key:" in the comment a query opens with, its continuation lines joined. */
static char *
find_header (const char *sql, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (sql, "\n", -1);
  g_autofree char *prefix = g_strdup_printf ("-- %s:", key);
  size_t prefix_len = strlen (prefix);
  g_autoptr (GString) value = NULL;

  for (unsigned i = 0; lines[i] != NULL && g_str_has_prefix (lines[i], "--"); i++) {
    if (value == NULL && g_ascii_strncasecmp (lines[i], prefix, prefix_len) == 0)
      value = g_string_new (g_strstrip (lines[i] + prefix_len));
    else if (value != NULL && g_str_has_suffix (value->str, ","))
      g_string_append (value, g_strstrip (lines[i] + 2));
  }
  return value != NULL ? g_string_free (g_steal_pointer (&value), FALSE) : NULL;
}

/* The names of a header's list, without the units in parentheses. */
static GStrv
split_names (const char *list)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = g_strsplit (list, ",", -1);
  int depth = 0;

  for (unsigned i = 0; parts[i] != NULL; i++) {
    g_autofree char *name = g_strdup (parts[i]);

    /* A comma inside the parentheses does not end a name. */
    if (depth == 0) {
      name[strcspn (name, "(")] = '\0';
      if (strcmp (g_strstrip (name), "-") != 0)
        g_strv_builder_add (builder, name);
    }
    for (const char *at = parts[i]; *at != '\0'; at++)
      depth += (*at == '(') - (*at == ')');
  }
  return g_strv_builder_end (builder);
}

static GStrv
list_parameters (UkeStmt *stmt)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (int i = 1; i <= uke_stmt_n_parameters (stmt); i++) {
    const char *name = uke_stmt_parameter_name (stmt, i);

    g_strv_builder_add (builder, name != NULL ? name : "?");
  }
  return g_strv_builder_end (builder);
}

static GStrv
list_columns (UkeStmt *stmt)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (int i = 0; i < uke_stmt_n_columns (stmt); i++)
    g_strv_builder_add (builder, uke_stmt_column_name (stmt, i));
  return g_strv_builder_end (builder);
}

static gboolean
compare_header (const char *sql, const char *key, GStrv found, GError **error)
{
  g_autofree char *list = find_header (sql, key);
  g_auto (GStrv) said = list != NULL ? split_names (list) : NULL;
  g_autofree char *joined = g_strjoinv (", ", found);

  if (said != NULL && g_strv_equal ((const char *const *)said, (const char *const *)found))
    return TRUE;
  g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE,
               "\"%s:\" says \"%s\", the statement has \"%s\"", key,
               list != NULL ? list : "nothing", joined);
  return FALSE;
}

static gboolean
has_words (const char *index, const char *first, const char *second)
{
  g_auto (GStrv) words = g_strsplit_set (index, " ,;", -1);

  for (unsigned i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], first) && (second == NULL || g_strcmp0 (words[i + 1], second) == 0))
      return TRUE;
  return FALSE;
}

/* What the planner says it will do, a line each. */
static GStrv
explain (UkeDb *db, const char *sql, GError **error)
{
  g_autofree char *asking = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, asking, error);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean has_row;

  while (stmt != NULL && uke_stmt_step (stmt, &has_row, error)) {
    g_autofree char *detail = has_row ? uke_stmt_dup_text (stmt, 3) : NULL;

    if (!has_row)
      return g_strv_builder_end (builder);
    g_strv_builder_add (builder, detail);
  }
  return NULL;
}

/* The index that a line of the plan uses; NULL for none, or for a table's own key. */
static char *
find_index (const char *detail)
{
  const char *name = strstr (detail, " INDEX ");

  if (name == NULL || strstr (detail, " VIRTUAL TABLE ") != NULL)
    return NULL;
  name += strlen (" INDEX ");
  if (g_str_has_prefix (name, "sqlite_autoindex_"))
    return NULL;
  return g_strndup (name, strcspn (name, " "));
}

/* Another index than the one that was meant may read thousands of rows for one. */
static gboolean
check_indexes (UkeDb *db, const char *sql, const char *index, GError **error)
{
  g_auto (GStrv) plan = explain (db, sql, error);

  for (unsigned i = 0; plan != NULL && plan[i] != NULL; i++) {
    g_autofree char *name = find_index (plan[i]);

    if (name != NULL && !has_words (index, name, NULL)) {
      g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "it goes by %s", name);
      return FALSE;
    }
  }
  return plan != NULL;
}

static gboolean
check_plan (UkeDb *db, const char *sql, GError **error)
{
  g_autofree char *index = find_header (sql, "index");
  g_auto (GStrv) scans = NULL;

  if (index == NULL) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "the header has no \"index:\"");
    return FALSE;
  }
  /* PostgreSQL plans by what is in the tables: an empty one it always reads whole. */
  if (uke_db_get_dialect (db) != UKE_DB_DIALECT_SQLITE)
    return TRUE;
  scans = uke_db_query_full_scans (db, sql, error);
  if (scans == NULL)
    return FALSE;
  for (unsigned i = 0; scans[i] != NULL; i++)
    if (!has_words (index, "scan", scans[i])) {
      g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "it reads all of %s", scans[i]);
      return FALSE;
    }
  return check_indexes (db, sql, index, error);
}

/**
 * uke_db_query_verify:
 * @db: a connection to a migrated schema
 * @path: a resource path without its ending
 * @error: return location
 *
 * Holds a query file to its header: it can be prepared, its parameters and columns are those the
 * header lists, it reads no whole table that the header does not admit, and goes by no index that
 * the header does not name.
 *
 * Returns: whether the header tells the truth
 * Errors: MISUSE, with what differs; those of uke_db_prepare_query()
 * Thread: the owner of @db
 * Source: style.md 8
 */
gboolean
uke_db_query_verify (UkeDb *db, const char *path, GError **error)
{
  const char *sql = uke_db_query_text (uke_db_get_dialect (db), path, error);
  g_autoptr (UkeStmt) stmt = sql != NULL ? uke_db_prepare_query (db, path, error) : NULL;
  g_auto (GStrv) parameters = NULL, columns = NULL;

  if (stmt == NULL)
    return FALSE;
  parameters = list_parameters (stmt);
  columns = list_columns (stmt);
  if (compare_header (sql, "in", parameters, error) && compare_header (sql, "out", columns, error)
      && check_plan (db, sql, error))
    return TRUE;
  g_prefix_error (error, "%s: ", path);
  return FALSE;
}

/**
 * uke_db_query_full_scans:
 * @db: a connection to SQLite
 * @sql: exactly one statement
 * @error: return location
 *
 * Asks the planner which tables, or parts of the query, it would read from end to end. Virtual
 * tables and constant rows do not count.
 *
 * Returns: (transfer full): their names, or aliases where they have one; empty when there is none
 * Errors: those of uke_db_prepare()
 * Thread: the owner of @db
 */
GStrv
uke_db_query_full_scans (UkeDb *db, const char *sql, GError **error)
{
  g_auto (GStrv) plan = explain (db, sql, error);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (plan == NULL)
    return NULL;
  for (unsigned i = 0; plan[i] != NULL; i++) {
    char *detail = plan[i];

    if (!g_str_has_prefix (detail, "SCAN ") || strstr (detail, " VIRTUAL TABLE ") != NULL
        || strcmp (detail, "SCAN CONSTANT ROW") == 0)
      continue;
    detail[5 + strcspn (detail + 5, " ")] = '\0';
    g_strv_builder_add (builder, detail + 5);
  }
  return g_strv_builder_end (builder);
}
