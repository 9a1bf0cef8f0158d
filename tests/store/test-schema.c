/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-schema.h"

#include "db/uke-db-queries.h"
#include "model/uke-entities.h"
#include "model/uke-reference.h"
#include "support/uke-test-store.h"

static const char *
column_type (UkeFieldType type)
{
  switch (type) {
  case UKE_TYPE_TEXT:
  case UKE_TYPE_CODE:
    return "TEXT";
  case UKE_TYPE_INT:
  case UKE_TYPE_BOOL:
  case UKE_TYPE_DATE:
  case UKE_TYPE_TIME:
    return "INTEGER";
  case UKE_TYPE_ID:
    return "BLOB";
  }
  g_assert_not_reached ();
}

/* Names and types of a table's columns, the types in SQLite's words. */
static UkeStmt *
list_columns (UkeDb *db, const char *table)
{
  const char *sql
      = uke_test_is_postgresql ()
            ? "SELECT column_name, CASE data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'bytea' THEN "
              "'BLOB' ELSE upper (data_type) END FROM information_schema.columns WHERE "
              "table_schema = current_schema () AND table_name = ? ORDER BY ordinal_position"
            : "SELECT name, type FROM pragma_table_info (?)";
  UkeStmt *columns = uke_db_prepare (db, sql, NULL);

  uke_stmt_bind_text_at (columns, 1, table);
  return columns;
}

static void
assert_column (UkeStmt *columns, const UkeEntity *entity, const char *name, const char *type)
{
  gboolean has_row;

  g_assert_true (uke_stmt_step (columns, &has_row, NULL));
  g_test_message ("%s.%s", entity->name, name);
  g_assert_true (has_row);
  g_assert_cmpstr (uke_stmt_text (columns, 0), ==, name);
  g_assert_cmpstr (uke_stmt_text (columns, 1), ==, type);
}

/* Every entity has a table with exactly its fields, in order and of the right types: a field
 * without a migration is noticed here. */
static void
test_tables_follow_entities (void)
{
  static const char *const tail[][2] = { { "cver", "INTEGER" },
                                         { "rver", "INTEGER" },
                                         { "fv", "BLOB" },
                                         { "del_seq", "INTEGER" },
                                         { "ext", "BLOB" } };
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++) {
    g_autoptr (UkeStmt) columns = list_columns (store->db, entities[i]->name);
    gboolean has_row;

    assert_column (columns, entities[i], "id", "BLOB");
    for (unsigned j = 0; j < entities[i]->n_fields; j++)
      assert_column (columns, entities[i], entities[i]->fields[j].name,
                     column_type (entities[i]->fields[j].type));
    for (size_t j = 0; j < G_N_ELEMENTS (tail); j++)
      assert_column (columns, entities[i], tail[j][0], tail[j][1]);
    g_assert_true (uke_stmt_step (columns, &has_row, NULL));
    g_assert_false (has_row);
  }
}

/* Which record a field names is the same in the model and in the tables. */
static void
test_references (void)
{
  const char *sql
      = uke_test_is_postgresql ()
            ? "SELECT t.relname::text FROM pg_constraint AS k JOIN pg_class AS t ON t.oid = "
              "k.confrelid JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = "
              "k.conkey[1] WHERE k.contype = 'f' AND k.condeferred AND k.conrelid = "
              "to_regclass (?) AND a.attname = ?"
            : "SELECT \"table\" FROM pragma_foreign_key_list (?) WHERE \"from\" = ?";
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++)
    for (unsigned j = 0; j < entities[i]->n_fields; j++) {
      const UkeEntity *target = uke_reference_get_target (entities[i], j);
      g_autoptr (UkeStmt) keys = uke_db_prepare (store->db, sql, NULL);
      gboolean has_row;

      uke_stmt_bind_text_at (keys, 1, entities[i]->name);
      uke_stmt_bind_text_at (keys, 2, entities[i]->fields[j].name);
      g_assert_true (uke_stmt_step (keys, &has_row, NULL));
      g_test_message ("%s.%s", entities[i]->name, entities[i]->fields[j].name);
      g_assert_cmpint (has_row, ==, target != NULL);
      if (has_row)
        g_assert_cmpstr (uke_stmt_text (keys, 0), ==, target->name);
    }
}

/* Where people add records all day, taking one back must not read every table that may name it. */
static void
test_references_are_found (void)
{
  static const char *const added[]
      = { "patient", "patient_phone", "household", "appointment", "follow_up" };
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (UkeStmt) keys = NULL;
  gboolean has_row;
  unsigned n = 0;

  if (uke_test_is_postgresql ()) {
    g_test_skip ("PostgreSQL plans by what is in the tables; its indexes are the same");
    return;
  }
  keys = uke_db_prepare (store->db,
                         "SELECT t.name, k.\"from\", k.\"table\" FROM sqlite_schema AS t JOIN "
                         "pragma_foreign_key_list (t.name) AS k WHERE t.type = 'table'",
                         NULL);
  while (uke_stmt_step (keys, &has_row, NULL) && has_row) {
    g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM %s WHERE %s = ?",
                                            uke_stmt_text (keys, 0), uke_stmt_text (keys, 1));
    g_auto (GStrv) scans = NULL;

    for (unsigned i = 0; i < G_N_ELEMENTS (added); i++)
      if (g_str_equal (uke_stmt_text (keys, 2), added[i])) {
        g_test_message ("%s", sql);
        scans = uke_db_query_full_scans (store->db, sql, NULL);
        g_assert_cmpstr (scans[0], ==, NULL);
        n++;
      }
  }
  g_assert_cmpuint (n, >, 10);
}

/* Queries that read a whole table on purpose. */
static gboolean
may_scan (const char *name)
{
  return g_str_has_suffix (name, "/search-all") || g_str_has_suffix (name, "/duplicate-people")
         || g_str_has_suffix (name, "/duplicate-contacts")
         || g_str_has_suffix (name, "/registry-list") || g_str_has_suffix (name, "/enrolment-code")
         || g_str_has_suffix (name, "/enrolment-list")
         || g_str_has_suffix (name, "/enrolment-highest");
}

/* Every query stands in the migrated schema as its comment says, and scans no table. */
static void
test_queries (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (GError) error = NULL;
  UkeDbDialect dialect = uke_db_get_dialect (store->db);
  g_auto (GStrv) paths = uke_db_query_list (dialect, UKE_QUERIES, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (paths), >, 10);
  for (unsigned i = 0; paths[i] != NULL; i++) {
    g_auto (GStrv) scans = NULL;

    g_test_message ("%s", paths[i]);
    if (!uke_db_query_verify (store->db, paths[i], &error))
      g_error ("%s: %s", paths[i], error->message);
    /* PostgreSQL plans by what is in the tables, and here is next to nothing. */
    if (dialect != UKE_DB_DIALECT_SQLITE)
      continue;
    scans = uke_db_query_full_scans (
        store->db, uke_db_query_text (UKE_DB_DIALECT_SQLITE, paths[i], NULL), &error);
    g_assert_no_error (error);
    if (!may_scan (paths[i]))
      g_assert_cmpstr (scans[0], ==, NULL);
  }
}

/* The audit can be added to and its values cleared; nothing else. */
static void
test_audit_is_append_only (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();

  g_assert_false (uke_db_exec (store->db, "DELETE FROM audit", NULL));
  g_assert_false (uke_db_exec (store->db, "UPDATE audit SET at_us = 1", NULL));
  g_assert_false (uke_db_exec (store->db, "UPDATE audit SET hash = X'00'", NULL));
  g_assert_false (uke_db_exec (store->db, "UPDATE audit SET before_after = '{}'", NULL));
  g_assert_true (uke_db_exec (store->db, "UPDATE audit SET before_after = NULL", NULL));
}

/* Opening a file of this schema again changes nothing and makes no copy. */
static void
test_migrate_again (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) before = uke_test_list_tables (store->db);
  g_auto (GStrv) after = NULL;

  g_assert_true (uke_schema_migrate (store->db, store->folder->key, &error));
  g_assert_no_error (error);
  after = uke_test_list_tables (store->db);
  g_assert_true (g_strv_equal ((const char *const *)after, (const char *const *)before));
  g_assert_cmpint (uke_test_query (store->db, uke_test_is_postgresql ()
                                                  ? "SELECT application_id FROM schema_version"
                                                  : "PRAGMA application_id"),
                   ==, UKE_SCHEMA_APPLICATION_ID);
}

static GStrv
list_indexes (UkeDb *db)
{
  const char *sql
      = uke_db_get_dialect (db) == UKE_DB_DIALECT_SQLITE
            ? "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY "
              "name"
            : "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema () AND indexname "
              "NOT IN (SELECT conname FROM pg_constraint) ORDER BY indexname COLLATE \"C\"";
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, sql, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean has_row;

  while (uke_stmt_step (stmt, &has_row, NULL) && has_row)
    g_strv_builder_add (builder, uke_stmt_text (stmt, 0));
  return g_strv_builder_end (builder);
}

static void
assert_same (const char *what, GStrv one, GStrv other)
{
  g_autofree char *first = g_strjoinv (" ", one);
  g_autofree char *second = g_strjoinv (" ", other);

  g_test_message ("%s", what);
  g_assert_cmpstr (first, ==, second);
}

/* Both engines' schemas have the same tables with the same columns in the same order, and the same
 * indexes: statements name rows by position. */
static void
test_schemas_agree (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  UkeDbConfig config = { .path = store->folder->file, .key = store->folder->key, .create = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDb) sqlite = uke_db_open (&config, &error);
  g_auto (GStrv) tables = uke_test_list_tables (store->db);
  g_auto (GStrv) indexes = list_indexes (store->db);
  g_auto (GStrv) sqlite_tables = NULL, sqlite_indexes = NULL;

  g_assert_no_error (error);
  g_assert_true (uke_schema_migrate (sqlite, store->folder->key, &error));
  sqlite_tables = uke_test_list_tables (sqlite);
  sqlite_indexes = list_indexes (sqlite);
  assert_same ("tables", tables, sqlite_tables);
  assert_same ("indexes", indexes, sqlite_indexes);
  for (unsigned i = 0; tables[i] != NULL; i++) {
    g_auto (GStrv) columns = uke_test_list_columns (store->db, tables[i]);
    g_auto (GStrv) sqlite_columns = uke_test_list_columns (sqlite, tables[i]);

    assert_same (tables[i], columns, sqlite_columns);
  }
}

/* Texts compare by their bytes, as in SQLite, and numbers are as wide as there. */
static void
test_types_of_postgresql (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();

  g_assert_cmpint (
      uke_test_query (store->db,
                      "SELECT count (*) FROM information_schema.columns WHERE table_schema = "
                      "current_schema () AND data_type = 'text' AND collation_name IS DISTINCT "
                      "FROM 'C'"),
      ==, 0);
  g_assert_cmpint (
      uke_test_query (store->db,
                      "SELECT count (*) FROM information_schema.columns WHERE table_schema = "
                      "current_schema () AND data_type NOT IN ('text', 'bigint', 'bytea') AND "
                      "table_name <> 'schema_version'"),
      ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/schema/tables-follow-entities", test_tables_follow_entities);
  g_test_add_func ("/store/schema/references", test_references);
  g_test_add_func ("/store/schema/references-are-found", test_references_are_found);
  g_test_add_func ("/store/schema/queries", test_queries);
  g_test_add_func ("/store/schema/audit-is-append-only", test_audit_is_append_only);
  g_test_add_func ("/store/schema/migrate-again", test_migrate_again);
  if (uke_test_is_postgresql ()) {
    g_test_add_func ("/store/schema/schemas-agree", test_schemas_agree);
    g_test_add_func ("/store/schema/types-of-postgresql", test_types_of_postgresql);
  }
  return g_test_run ();
}
