/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/uke-test-engine.h"

#include "db/uke-db-postgresql.h"

/**
 * uke_test_is_postgresql:
 *
 * Returns: whether this run is on PostgreSQL; its driver is registered then
 */
gboolean
uke_test_is_postgresql (void)
{
  static gsize once = 0;
  gboolean is_postgresql = g_strcmp0 (g_getenv ("UKE_TEST_ENGINE"), "postgresql") == 0;

  if (is_postgresql && g_once_init_enter (&once)) {
    uke_db_postgresql_register ();
    g_once_init_leave (&once, 1);
  }
  return is_postgresql;
}

/**
 * uke_test_get_uri:
 *
 * Returns: (transfer none): where the tests' cluster is
 */
const char *
uke_test_get_uri (void)
{
  const char *uri = g_getenv ("UKE_TEST_POSTGRESQL");

  if (uri == NULL)
    g_error ("UKE_TEST_POSTGRESQL is not set; run this with tests/support/with-postgresql");
  return uri;
}

/**
 * uke_test_make_schema_name:
 *
 * Returns: (transfer full): a name that no other test has
 */
char *
uke_test_make_schema_name (void)
{
  g_autofree char *uuid = g_uuid_string_random ();

  g_strdelimit (uuid, "-", '_');
  return g_strconcat ("t_", uuid, NULL);
}

/**
 * uke_test_drop_schema:
 * @schema: a schema that nobody uses any more, or that was never made
 */
void
uke_test_drop_schema (const char *schema)
{
  UkeDbConfig config = { .uri = uke_test_get_uri (), .schema = schema };
  g_autofree char *sql = g_strdup_printf ("DROP SCHEMA %s CASCADE", schema);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDb) db = uke_db_open (&config, &error);

  if (g_error_matches (error, UKE_DB_ERROR, UKE_DB_ERROR_NOT_FOUND))
    return;
  g_assert_no_error (error);
  if (!uke_db_exec (db, sql, &error))
    g_assert_no_error (error);
}

/* How a test's SQLite is said in PostgreSQL, in the order in which it is tried. */
static const struct {
  const char *sqlite;
  const char *postgresql;
} phrases[] = {
  { ") STRICT, WITHOUT ROWID", ")" },
  { ") STRICT", ")" },
  { " INTEGER PRIMARY KEY", " BIGSERIAL PRIMARY KEY" },
  { " INTEGER", " BIGINT" },
  { " BLOB", " BYTEA" },
  { " TEXT", " TEXT COLLATE \"C\"" },
};

/**
 * uke_test_translate:
 * @sql: what makes tables in SQLite
 *
 * Returns: (transfer full): the same for the engine of this run
 */
char *
uke_test_translate (const char *sql)
{
  g_autoptr (GString) text = g_string_new (sql);

  for (size_t i = 0; uke_test_is_postgresql () && i < G_N_ELEMENTS (phrases); i++)
    g_string_replace (text, phrases[i].sqlite, phrases[i].postgresql, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
