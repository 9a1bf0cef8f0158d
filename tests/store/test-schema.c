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
    g_autoptr (UkeStmt) columns
        = uke_db_prepare (store->db, "SELECT name, type FROM pragma_table_info (?)", NULL);
    gboolean has_row;

    uke_stmt_bind_text_at (columns, 1, entities[i]->name);
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
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++)
    for (unsigned j = 0; j < entities[i]->n_fields; j++) {
      const UkeEntity *target = uke_reference_get_target (entities[i], j);
      g_autoptr (UkeStmt) keys = uke_db_prepare (
          store->db, "SELECT \"table\" FROM pragma_foreign_key_list (?) WHERE \"from\" = ?", NULL);
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
  g_auto (GStrv) paths = uke_db_query_list (UKE_DB_DIALECT_SQLITE, UKE_QUERIES, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (paths), >, 10);
  for (unsigned i = 0; paths[i] != NULL; i++) {
    g_auto (GStrv) scans = NULL;

    g_test_message ("%s", paths[i]);
    if (!uke_db_query_verify (store->db, paths[i], &error))
      g_error ("%s: %s", paths[i], error->message);
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
  int64_t before = uke_test_query (store->db, "SELECT count(*) FROM sqlite_schema");

  g_assert_true (uke_schema_migrate (store->db, store->folder->key, &error));
  g_assert_no_error (error);
  g_assert_cmpint (uke_test_query (store->db, "SELECT count(*) FROM sqlite_schema"), ==, before);
  g_assert_cmpint (uke_test_query (store->db, "PRAGMA application_id"), ==,
                   UKE_SCHEMA_APPLICATION_ID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/schema/tables-follow-entities", test_tables_follow_entities);
  g_test_add_func ("/store/schema/references", test_references);
  g_test_add_func ("/store/schema/queries", test_queries);
  g_test_add_func ("/store/schema/audit-is-append-only", test_audit_is_append_only);
  g_test_add_func ("/store/schema/migrate-again", test_migrate_again);
  return g_test_run ();
}
