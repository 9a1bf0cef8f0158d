/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-table.h"

#include <string.h>

/* On PostgreSQL the schema's own row is no row of the clinic's. */
static const char *const list_sql[] = {
  [UKE_DB_DIALECT_SQLITE] = "SELECT name FROM sqlite_schema WHERE type = 'table' AND "
                            "name NOT LIKE 'sqlite%' ORDER BY name",
  [UKE_DB_DIALECT_POSTGRESQL]
  = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema () AND "
    "tablename <> 'schema_version' ORDER BY tablename COLLATE \"C\"",
};

static const char *const columns_sql[] = {
  [UKE_DB_DIALECT_SQLITE] = "SELECT name, type, pk FROM pragma_table_info (?)",
  [UKE_DB_DIALECT_POSTGRESQL]
  = "SELECT c.column_name::text, CASE c.data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'bytea' THEN "
    "'BLOB' ELSE 'TEXT' END, coalesce ((SELECT k.ordinal_position::bigint FROM "
    "information_schema.table_constraints AS t JOIN information_schema.key_column_usage AS k ON "
    "k.constraint_schema = t.constraint_schema AND k.constraint_name = t.constraint_name AND "
    "k.table_name = t.table_name WHERE t.constraint_type = 'PRIMARY KEY' AND "
    "t.table_schema = c.table_schema AND t.table_name = c.table_name AND "
    "k.column_name = c.column_name), 0) FROM information_schema.columns AS c WHERE "
    "c.table_schema = current_schema () AND c.table_name = ? ORDER BY c.ordinal_position",
};

static void
free_column (gpointer data)
{
  UkeColumn *column = data;

  g_free (column->name);
  g_free (column);
}

/**
 * uke_table_free:
 * @self: (transfer full): a table
 *
 * Errors: none
 * Thread: any
 */
void
uke_table_free (UkeTable *self)
{
  g_free (self->name);
  g_ptr_array_unref (self->columns);
  g_free (self);
}

static UkeColumnKind
read_kind (const char *type)
{
  if (strcmp (type, "TEXT") == 0)
    return UKE_COLUMN_TEXT;
  return strcmp (type, "BLOB") == 0 ? UKE_COLUMN_BLOB : UKE_COLUMN_INTEGER;
}

/**
 * uke_table_describe:
 * @db: a connection
 * @name: a table of its schema
 * @error: return location
 *
 * Returns: (transfer full): what it looks like
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
UkeTable *
uke_table_describe (UkeDb *db, const char *name, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, columns_sql[uke_db_get_dialect (db)], error);
  g_autoptr (UkeTable) self = g_new0 (UkeTable, 1);
  gboolean has_row = TRUE;

  self->name = g_strdup (name);
  self->columns = g_ptr_array_new_with_free_func (free_column);
  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_text_at (stmt, 1, name);
  while (has_row) {
    UkeColumn *column;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      break;
    column = g_new0 (UkeColumn, 1);
    column->name = uke_stmt_dup_text (stmt, 0);
    column->kind = read_kind (uke_stmt_text (stmt, 1));
    column->key = (int)uke_stmt_int64 (stmt, 2);
    g_ptr_array_add (self->columns, column);
  }
  return g_steal_pointer (&self);
}

static gboolean
list_names (UkeDb *db, GPtrArray *names, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, list_sql[uke_db_get_dialect (db)], error);
  gboolean has_row = stmt != NULL;

  while (has_row) {
    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (has_row)
      g_ptr_array_add (names, uke_stmt_dup_text (stmt, 0));
  }
  return stmt != NULL;
}

/**
 * uke_table_list:
 * @db: a connection
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeTable): every table of the clinic's, by name, the same
 * on both engines
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
GPtrArray *
uke_table_list (UkeDb *db, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_table_free);

  if (!list_names (db, names, error))
    return NULL;
  for (unsigned i = 0; i < names->len; i++) {
    UkeTable *table = uke_table_describe (db, names->pdata[i], error);

    if (table == NULL)
      return NULL;
    g_ptr_array_add (tables, table);
  }
  return g_steal_pointer (&tables);
}

/* The order of the key. */
static void
append_key (const UkeTable *self, GString *sql)
{
  for (int place = 1;; place++) {
    const UkeColumn *found = NULL;

    for (unsigned i = 0; i < self->columns->len && found == NULL; i++)
      if (((const UkeColumn *)self->columns->pdata[i])->key == place)
        found = self->columns->pdata[i];
    if (found == NULL)
      return;
    g_string_append_printf (sql, "%s%s", place == 1 ? " ORDER BY " : ", ", found->name);
  }
}

/**
 * uke_table_make_select:
 * @self: a table
 *
 * Returns: (transfer full): a query for all its rows and columns, in the order of its key, which is
 * the same on both engines
 * Errors: none
 * Thread: any
 */
char *
uke_table_make_select (const UkeTable *self)
{
  GString *sql = g_string_new ("SELECT ");

  for (unsigned i = 0; i < self->columns->len; i++)
    g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "",
                            ((const UkeColumn *)self->columns->pdata[i])->name);
  g_string_append_printf (sql, " FROM %s", self->name);
  append_key (self, sql);
  return g_string_free (sql, FALSE);
}

/**
 * uke_table_make_insert:
 * @self: a table
 *
 * Returns: (transfer full): a statement that takes one row, each column by its position; what may
 * stand behind it is the caller's
 * Errors: none
 * Thread: any
 */
char *
uke_table_make_insert (const UkeTable *self)
{
  GString *sql = g_string_new (NULL);

  g_string_printf (sql, "INSERT INTO %s VALUES (", self->name);
  for (unsigned i = 0; i < self->columns->len; i++)
    g_string_append (sql, i > 0 ? ", ?" : "?");
  g_string_append_c (sql, ')');
  return g_string_free (sql, FALSE);
}

/**
 * uke_table_bind_row:
 * @self: a table
 * @row: a row of what uke_table_make_select() asks
 * @insert: what uke_table_make_insert() made, of any connection
 *
 * Errors: none
 * Thread: the owner of both connections
 */
void
uke_table_bind_row (const UkeTable *self, UkeStmt *row, UkeStmt *insert)
{
  for (int i = 0; i < (int)self->columns->len; i++) {
    const UkeColumn *column = self->columns->pdata[i];
    size_t size;
    const void *bytes;

    if (uke_stmt_is_null (row, i)) {
      uke_stmt_bind_null_at (insert, i + 1);
      continue;
    }
    switch (column->kind) {
    case UKE_COLUMN_INTEGER:
      uke_stmt_bind_int64_at (insert, i + 1, uke_stmt_int64 (row, i));
      break;
    case UKE_COLUMN_TEXT:
      bytes = uke_stmt_text_len (row, i, &size);
      uke_stmt_bind_text_len_at (insert, i + 1, bytes, size);
      break;
    case UKE_COLUMN_BLOB:
      bytes = uke_stmt_blob (row, i, &size);
      uke_stmt_bind_blob_at (insert, i + 1, bytes, size);
      break;
    }
  }
}
