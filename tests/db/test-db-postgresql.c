/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/uke-db-postgresql.h"

#include "db/uke-db-backup.h"
#include "db/uke-db-check.h"
#include "db/uke-db-pool.h"
#include "support/uke-test-db.h"

#include <string.h>

#define PATIENT "山田 花子様のカルテ番号"

/* A program that has not asked for the driver is told so. Before every other case: nothing has
 * registered it yet. */
static void
test_no_driver (void)
{
  UkeDbConfig config = { .uri = "postgresql://nowhere/", .schema = "clinic" };
  g_autoptr (GError) error = NULL;

  g_assert_null (uke_db_open (&config, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_OTHER_ENGINE);
}

/* Names that could mean something else in SQL or in a session's options are no schema's. */
static void
test_schema_names (void)
{
  static const char *const good[] = { "a", "_a", "clinic_01", "t_0123456789" };
  static const char *const bad[]
      = { "",     "1a",
          "A",    "a-b",
          "a b",  "a;b",
          "a\"b", "a'b",
          "pg_a", "information_schema",
          "あ",   "a234567890123456789012345678901234567890123456789012345678901234" };

  for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (uke_db_schema_is_valid (good[i]));
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (uke_db_schema_is_valid (bad[i]));
  g_assert_false (uke_db_schema_is_valid (NULL));
}

static void
assert_open_fails (const UkeDbConfig *config, UkeDbError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDb) db = uke_db_open (config, &error);

  g_assert_null (db);
  g_assert_error (error, UKE_DB_ERROR, (int)code);
}

/* A schema that is not there stays away unless it is to be made; a server that is not there, and a
 * name that is none, are told apart. */
static void
test_open (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDbConfig config = uke_test_folder_config (folder);

  config.create = FALSE;
  assert_open_fails (&config, UKE_DB_ERROR_NOT_FOUND);
  config.create = TRUE;
  config.read_only = TRUE;
  assert_open_fails (&config, UKE_DB_ERROR_NOT_FOUND);
  config.read_only = FALSE;
  config.schema = "no; such";
  assert_open_fails (&config, UKE_DB_ERROR_MISUSE);
  config.schema = folder->schema;
  config.uri = "postgresql://nobody@/nothing?host=/nowhere/at/all";
  assert_open_fails (&config, UKE_DB_ERROR_UNREACHABLE);
  config.uri = "host='not closed";
  assert_open_fails (&config, UKE_DB_ERROR_UNREACHABLE);
}

static gpointer
open_new (gpointer data)
{
  uke_db_free (uke_test_folder_open (data));
  return NULL;
}

/* Several programs may make one schema at the same moment. */
static void
test_open_together (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  GThread *threads[6];
  g_autoptr (UkeDb) db = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("opener", open_new, folder);
  for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  db = uke_test_folder_open (folder);
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM schema_version"), ==, 1);
}

static void
assert_fails (UkeDb *db, const char *sql, UkeDbError code)
{
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", sql);
  g_assert_false (uke_db_exec (db, sql, &error));
  g_assert_error (error, UKE_DB_ERROR, (int)code);
  g_assert_null (strstr (error->message, "山田"));
}

/* What the server answers is told in our codes, and never with what was typed. */
static void
test_codes (void)
{
  static const struct {
    const char *sql;
    UkeDbError code;
  } cases[] = {
    { "INSERT INTO t VALUES (1, '" PATIENT "')", UKE_DB_ERROR_CONSTRAINT },
    { "INSERT INTO t VALUES (2, NULL)", UKE_DB_ERROR_CONSTRAINT },
    { "INSERT INTO t VALUES (3, '" PATIENT "')", UKE_DB_ERROR_CONSTRAINT },
    { "INSERT INTO u VALUES (9)", UKE_DB_ERROR_CONSTRAINT },
    { "INSERT INTO t SELECT 4, repeat (md5 (random ()::text), 1)", UKE_DB_ERROR_CONSTRAINT },
    { "SELECT '" PATIENT "'::BIGINT", UKE_DB_ERROR_FAILED },
    { "SELECT nothing ('" PATIENT "')", UKE_DB_ERROR_FAILED },
    { "SELEKT", UKE_DB_ERROR_FAILED },
    { "BEGIN READ ONLY; DELETE FROM t", UKE_DB_ERROR_READ_ONLY },
    { "SET statement_timeout = 20; SELECT pg_sleep (5)", UKE_DB_ERROR_BUSY },
    { "DO $$ BEGIN RAISE EXCEPTION 'x'; END $$", UKE_DB_ERROR_CONSTRAINT },
    { "DO $$ BEGIN RAISE EXCEPTION '" PATIENT "' USING ERRCODE = 'disk_full'; END $$",
      UKE_DB_ERROR_FULL },
    { "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'io_error'; END $$", UKE_DB_ERROR_IO },
    { "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'data_corrupted'; END $$",
      UKE_DB_ERROR_CORRUPT },
    { "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'deadlock_detected'; END $$",
      UKE_DB_ERROR_BUSY },
    { "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'program_limit_exceeded'; END $$",
      UKE_DB_ERROR_CONSTRAINT },
  };
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  uke_test_exec (db, "CREATE TABLE t (n BIGINT PRIMARY KEY, name TEXT NOT NULL CHECK (length "
                     "(name) < 3)); CREATE TABLE u (n BIGINT REFERENCES t); "
                     "INSERT INTO t VALUES (1, 'a')");
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    assert_fails (db, cases[i].sql, cases[i].code);
    uke_db_rollback (db);
  }
}

/* What fails in a transaction ends all of it, which a commit may not conceal; a savepoint keeps
 * what was before. */
static void
test_failed_transaction (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autoptr (GError) error = NULL;

  uke_test_exec (db, "CREATE TABLE t (n BIGINT PRIMARY KEY)");
  g_assert_true (uke_db_begin (db, &error));
  uke_test_exec (db, "INSERT INTO t VALUES (1)");
  assert_fails (db, "INSERT INTO t VALUES (1)", UKE_DB_ERROR_CONSTRAINT);
  g_assert_false (uke_db_commit (db, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (uke_db_in_transaction (db));
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM t"), ==, 0);
  g_assert_true (uke_db_begin (db, &error));
  uke_test_exec (db, "INSERT INTO t VALUES (1)");
  g_assert_true (uke_db_savepoint (db, "row", &error));
  assert_fails (db, "INSERT INTO t VALUES (1)", UKE_DB_ERROR_CONSTRAINT);
  g_assert_true (uke_db_rollback_to (db, "row", &error));
  uke_test_exec (db, "INSERT INTO t VALUES (2)");
  g_assert_true (uke_db_commit (db, &error));
  g_assert_cmpint (uke_test_query (db, "SELECT sum (n) FROM t"), ==, 3);
}

/* Values go as what the statement wants and come as what is asked for. */
static void
test_values (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare (
      db,
      "SELECT :n::int4, :n::int8 * 2, :n::numeric, :n::text, :word::text, (:n = 7), :bytes::bytea, "
      "sum (g), :n::int2 FROM generate_series (-9223372036854775807, -9223372036854775806) AS g",
      &error);
  size_t len;

  g_assert_no_error (error);
  g_assert_cmpint (uke_stmt_n_parameters (stmt), ==, 3);
  uke_stmt_bind_int64 (stmt, ":n", 7);
  uke_stmt_bind_text (stmt, ":word", "12 受付");
  uke_stmt_bind_blob (stmt, ":bytes", "a\0b", 3);
  g_assert_true (uke_stmt_step_row (stmt, &error));
  g_assert_cmpint (uke_stmt_int64 (stmt, 0), ==, 7);
  g_assert_cmpint (uke_stmt_int64 (stmt, 1), ==, 14);
  g_assert_cmpint (uke_stmt_int64 (stmt, 2), ==, 7);
  g_assert_cmpstr (uke_stmt_text (stmt, 3), ==, "7");
  g_assert_cmpint (uke_stmt_int64 (stmt, 4), ==, 12);
  g_assert_cmpstr (uke_stmt_text (stmt, 1), ==, "14");
  g_assert_true (uke_stmt_boolean (stmt, 5));
  g_assert_cmpmem (uke_stmt_blob (stmt, 6, &len), 3, "a\0b", 3);
  g_assert_cmpint (uke_stmt_int64 (stmt, 7), ==, INT64_MIN);
  g_assert_cmpint (uke_stmt_int64 (stmt, 8), ==, 7);
  g_assert_cmpstr (uke_stmt_column_name (stmt, 0), ==, "int4");
}

/* Numbers of the server's own making are read whatever their type and size. */
static void
test_numerics (void)
{
  static const struct {
    const char *sql;
    int64_t value;
  } cases[] = {
    { "SELECT 0::numeric", 0 },
    { "SELECT 10000::numeric", 10000 },
    { "SELECT -123456789012::numeric", -123456789012 },
    { "SELECT 100000000::numeric", 100000000 },
    { "SELECT 12.99::numeric", 12 },
    { "SELECT 9223372036854775807::numeric", INT64_MAX },
    { "SELECT 1e30::numeric", INT64_MAX },
    { "SELECT -1e30::numeric", INT64_MIN },
    { "SELECT 4000000000::oid", INT64_C (4000000000) },
    { "SELECT NULL::numeric", 0 },
  };
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].sql);
    g_assert_cmpint (uke_test_query (db, cases[i].sql), ==, cases[i].value);
  }
}

/* A great blob comes back as it went; a NUL in a text is refused, not cut off. */
static void
test_great_and_odd (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (20 << 20);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) put = NULL, get = NULL, odd = NULL;
  size_t len;

  g_byte_array_set_size (bytes, 20 << 20);
  for (unsigned i = 0; i < bytes->len; i++)
    bytes->data[i] = (uint8_t)(i * 31 >> 3);
  uke_test_exec (db, "CREATE TABLE t (bytes BYTEA, body TEXT)");
  put = uke_db_prepare (db, "INSERT INTO t (bytes) VALUES (?)", &error);
  uke_stmt_bind_blob_static_at (put, 1, bytes->data, bytes->len);
  g_assert_true (uke_stmt_run (put, &error));
  get = uke_db_prepare (db, "SELECT bytes FROM t", &error);
  g_assert_true (uke_stmt_step_row (get, &error));
  g_assert_cmpmem (uke_stmt_blob (get, 0, &len), bytes->len, bytes->data, bytes->len);
  g_assert_cmpuint (len, ==, bytes->len);
  odd = uke_db_prepare (db, "INSERT INTO t (body) VALUES (?)", &error);
  uke_stmt_bind_text_len_at (odd, 1, "a\0b", 3);
  g_assert_false (uke_stmt_run (odd, &error));
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM t"), ==, 1);
}

/* A long table is read piece by piece within a transaction, with others asked in between, and from
 * the beginning when it was left in the middle. */
static void
test_cursor (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = NULL;
  int64_t n = 0;
  gboolean has_row = TRUE;

  g_assert_true (uke_db_begin_read (db, &error));
  stmt = uke_db_prepare (
      db, "SELECT g, repeat ('x', 100) FROM generate_series (1, ?::int8) AS g ORDER BY g", &error);
  g_assert_no_error (error);
  uke_stmt_bind_int64_at (stmt, 1, 30000);
  for (int i = 0; i < 100; i++)
    g_assert_true (uke_stmt_step_row (stmt, &error));
  g_assert_cmpint (uke_stmt_int64 (stmt, 0), ==, 100);
  uke_stmt_reset (stmt);
  while (uke_stmt_step (stmt, &has_row, &error) && has_row) {
    g_assert_cmpint (uke_stmt_int64 (stmt, 0), ==, ++n);
    if (n % 1000 == 0)
      g_assert_cmpint (
          uke_test_query (db, "SELECT count (*) FROM pg_cursors WHERE name LIKE 'uke%'"), ==, 2);
  }
  g_assert_no_error (error);
  g_assert_cmpint (n, ==, 30000);
  g_assert_true (uke_stmt_step_row (stmt, &error));
  uke_db_end_read (db);
  uke_stmt_reset (stmt);
  g_assert_true (uke_stmt_step_row (stmt, &error));
  g_assert_cmpint (uke_stmt_int64 (stmt, 0), ==, 1);
}

/* Statements of which there was a second one are taken back in the end. */
static void
test_second_statements (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  const char *sql = "SELECT g FROM generate_series (1, 3) AS g";
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 100; i++) {
    g_autoptr (UkeStmt) outer = NULL, inner = NULL;

    g_assert_true (uke_db_begin (db, &error));
    outer = uke_db_prepare_cached (db, sql, &error);
    g_assert_true (uke_stmt_step_row (outer, &error));
    inner = uke_db_prepare_cached (db, sql, &error);
    g_assert_true (uke_stmt_step_row (inner, &error));
    g_assert_true (uke_db_commit (db, &error));
  }
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM pg_prepared_statements"), <, 40);
}

/* The limits of a session are there, and lifted for long work until its transaction ends. */
static void
test_settings (void)
{
  static const struct {
    const char *name;
    const char *value;
  } forced[] = {
    { "lock_timeout", "2s" },
    { "statement_timeout", "10s" },
    { "idle_in_transaction_session_timeout", "5s" },
    { "default_transaction_isolation", "read committed" },
    { "client_encoding", "UTF8" },
    { "jit", "off" },
  };
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  const char *sql = "SELECT count (*) FROM pg_settings WHERE name = 'statement_timeout' AND "
                    "setting = '0'";
  g_autoptr (GError) error = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (forced); i++) {
    g_autofree char *ask = g_strdup_printf ("SELECT current_setting ('%s')", forced[i].name);
    g_autoptr (UkeStmt) stmt = uke_db_prepare (db, ask, &error);

    g_assert_true (uke_stmt_step_row (stmt, &error));
    g_assert_cmpstr (uke_stmt_text (stmt, 0), ==, forced[i].value);
  }
  g_assert_true (uke_db_begin (db, &error));
  g_assert_true (uke_db_allow_long (db, &error));
  g_assert_cmpint (uke_test_query (db, sql), ==, 1);
  g_assert_true (uke_db_commit (db, &error));
  g_assert_cmpint (uke_test_query (db, sql), ==, 0);
  g_assert_null (uke_db_get_path (db));
}

/* A server that may forget what it has acknowledged is refused; where a session works is ours to
 * say, whatever the address brings along. */
static void
test_sessions (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDbConfig config = uke_test_folder_config (folder);
  g_autofree char *careless
      = g_strconcat (config.uri, "&options=-c%20synchronous_commit%3Doff", NULL);
  g_autofree char *elsewhere = g_strconcat (config.uri, "&options=-c%20search_path%3Dpublic", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDb) db = NULL;

  config.uri = careless;
  assert_open_fails (&config, UKE_DB_ERROR_FAILED);
  config.uri = elsewhere;
  db = uke_db_open (&config, &error);
  g_assert_no_error (error);
  uke_test_exec (db, "CREATE TABLE t (n BIGINT)");
  g_assert_cmpint (
      uke_test_query (db, "SELECT count (*) FROM pg_tables WHERE schemaname = current_schema () "
                          "AND schemaname <> 'public' AND tablename = 't'"),
      ==, 1);
}

/* What is the host's affair is said to be. */
static void
test_other_engine (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autofree char *path = uke_test_folder_child (folder, "copy");
  g_auto (GStrv) problems = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_db_backup (db, path, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_OTHER_ENGINE);
  g_clear_error (&error);
  g_assert_null (uke_db_backup_beside (db, "import", "1", NULL, NULL, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_OTHER_ENGINE);
  g_clear_error (&error);
  g_assert_false (uke_db_check (db, UKE_DB_CHECK_ALL, &problems, NULL, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_OTHER_ENGINE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* A writer that waits for another one for too long is told to come again, and has begun nothing. */
static void
test_lock (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) first = uke_test_folder_open (folder), second = NULL;
  UkeDbConfig config = uke_test_folder_config (folder);
  g_autoptr (GError) error = NULL;

  config.busy_timeout_ms = 30;
  second = uke_db_open (&config, &error);
  g_assert_true (uke_db_begin (first, &error));
  g_assert_false (uke_db_begin (second, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (uke_db_in_transaction (second));
  g_assert_true (uke_db_begin_read (second, &error));
  uke_db_end_read (second);
  g_assert_true (uke_db_commit (first, &error));
  g_assert_true (uke_db_begin (second, &error));
  uke_db_rollback (second);
}

#define N_WRITERS 4
#define N_ROUNDS 50

static gpointer
count_up (gpointer data)
{
  g_autoptr (UkeDb) db = uke_test_folder_open (data);
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < N_ROUNDS; i++) {
    g_autofree char *sql = NULL;
    int64_t n = 0;

    if (!uke_db_begin (db, &error))
      g_assert_no_error (error);
    n = uke_test_query (db, "SELECT coalesce (max (n), 0) FROM t");
    sql = g_strdup_printf ("INSERT INTO t VALUES (%" G_GINT64_FORMAT ")", n + 1);
    uke_test_exec (db, sql);
    if (!uke_db_commit (db, &error))
      g_assert_no_error (error);
  }
  return NULL;
}

/* What is read in a write transaction stays true until its end, however many write at once: numbers
 * that each reads and raises come out without a gap or a double. */
static void
test_writers (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  GThread *threads[N_WRITERS];

  uke_test_exec (db, "CREATE TABLE t (n BIGINT PRIMARY KEY)");
  for (int i = 0; i < N_WRITERS; i++)
    threads[i] = g_thread_new ("writer", count_up, folder);
  for (int i = 0; i < N_WRITERS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM t"), ==, N_WRITERS * N_ROUNDS);
  g_assert_cmpint (uke_test_query (db, "SELECT max (n) FROM t"), ==, N_WRITERS * N_ROUNDS);
}

/* Who is to be stopped, and by whom. */
typedef struct {
  UkeDb *db;
  UkeDb *other;
  int64_t pid;
} Stop;

/* Waits until the server says that it sleeps: what has not begun is not stopped. */
static gpointer
interrupt_sleeper (gpointer data)
{
  Stop *stop = data;
  g_autofree char *sleeps
      = g_strdup_printf ("SELECT count (*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND "
                         "pid = %" G_GINT64_FORMAT,
                         stop->pid);

  uke_db_claim_thread (stop->other);
  while (uke_test_query (stop->other, sleeps) == 0)
    g_thread_yield ();
  uke_db_interrupt (stop->db);
  return NULL;
}

/* What runs can be stopped from elsewhere, and what comes next is not. */
static void
test_interrupt (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder), other = uke_test_folder_open (folder);
  Stop stop = { db, other, uke_test_query (db, "SELECT pg_backend_pid ()") };
  GThread *thread = g_thread_new ("stopper", interrupt_sleeper, &stop);
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_db_exec (db, "SELECT pg_sleep (9)", &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CANCELLED);
  g_thread_join (thread);
  uke_db_claim_thread (other);
  g_assert_cmpint (uke_test_query (db, "SELECT 1"), ==, 1);
}

/* Ends a session and waits until the server has hung up: until then it looks as if it were there.
 */
static void
end_session (UkeDb *other, int64_t pid)
{
  g_autofree char *end
      = g_strdup_printf ("SELECT pg_terminate_backend (%" G_GINT64_FORMAT ")", pid);
  g_autofree char *is_there = g_strdup_printf (
      "SELECT count (*) FROM pg_stat_activity WHERE pid = %" G_GINT64_FORMAT, pid);

  uke_db_claim_thread (other);
  uke_test_exec (other, end);
  while (uke_test_query (other, is_there) > 0)
    g_thread_yield ();
}

/* How often the work below has run. */
static unsigned n_runs;

/* @data: (nullable): a connection that ends this one in the middle of its work. */
static gpointer
insert_one (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  n_runs++;
  if (!uke_db_begin (db, error) || !uke_db_exec (db, "INSERT INTO t VALUES (1)", error))
    return NULL;
  if (data != NULL)
    end_session (data, uke_test_query (db, "SELECT pg_backend_pid ()"));
  if (!uke_db_commit (db, error))
    return NULL;
  return GINT_TO_POINTER (uke_test_query (db, "SELECT pg_backend_pid ()"));
}

static gpointer
make_table (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  uke_test_exec (db, "CREATE TABLE t (n BIGINT)");
  return NULL;
}

/* Invariant 6 of the pool: the job whose connection is lost fails and is not done again; the next
 * one finds a new connection, and one that was lost between two jobs is not noticed. */
static void
test_lost_connection (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDbPool) pool = uke_db_pool_new (1);
  UkeDbConfig config = uke_test_folder_config (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDb) other = uke_test_folder_open (folder);
  int64_t pid;

  g_assert_true (uke_db_pool_open_sync (pool, &config, make_table, NULL, &error));
  n_runs = 0;
  g_assert_null (uke_db_pool_write_sync (pool, insert_one, other, NULL, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_UNREACHABLE);
  g_assert_cmpuint (n_runs, ==, 1);
  g_clear_error (&error);
  uke_db_claim_thread (other);
  g_assert_cmpint (uke_test_query (other, "SELECT count (*) FROM t"), ==, 0);
  pid = GPOINTER_TO_INT (uke_db_pool_write_sync (pool, insert_one, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (uke_test_query (other, "SELECT count (*) FROM t"), ==, 1);
  end_session (other, pid);
  g_assert_nonnull (uke_db_pool_write_sync (pool, insert_one, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_runs, ==, 3);
  g_assert_true (uke_db_pool_close_sync (pool, &error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/postgresql/no-driver", test_no_driver);
  g_test_add_func ("/db/postgresql/schema-names", test_schema_names);
  g_test_add_func ("/db/postgresql/open", test_open);
  g_test_add_func ("/db/postgresql/open-together", test_open_together);
  g_test_add_func ("/db/postgresql/codes", test_codes);
  g_test_add_func ("/db/postgresql/failed-transaction", test_failed_transaction);
  g_test_add_func ("/db/postgresql/values", test_values);
  g_test_add_func ("/db/postgresql/numerics", test_numerics);
  g_test_add_func ("/db/postgresql/great-and-odd", test_great_and_odd);
  g_test_add_func ("/db/postgresql/cursor", test_cursor);
  g_test_add_func ("/db/postgresql/second-statements", test_second_statements);
  g_test_add_func ("/db/postgresql/settings", test_settings);
  g_test_add_func ("/db/postgresql/sessions", test_sessions);
  g_test_add_func ("/db/postgresql/other-engine", test_other_engine);
  g_test_add_func ("/db/postgresql/lock", test_lock);
  g_test_add_func ("/db/postgresql/writers", test_writers);
  g_test_add_func ("/db/postgresql/interrupt", test_interrupt);
  g_test_add_func ("/db/postgresql/lost-connection", test_lost_connection);
  return g_test_run ();
}
