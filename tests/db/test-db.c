/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/uke-db.h"

#include "support/uke-test-db.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENT "山田 花子様のカルテ番号"

/* Opening with the wrong expectations gives the error that says what to do about it. */
static void
assert_open_fails (const UkeDbConfig *config, UkeDbError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDb) db = uke_db_open (config, &error);

  g_assert_null (db);
  g_assert_error (error, UKE_DB_ERROR, (int)code);
}

static void
fill (UkeDb *db, int n_rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = NULL;

  uke_test_create (db, "CREATE TABLE note (n INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
  g_assert_true (uke_db_begin (db, &error));
  stmt = uke_db_prepare_cached (db, "INSERT INTO note (body) VALUES (:body)", &error);
  g_assert_no_error (error);
  for (int i = 0; i < n_rows; i++) {
    g_autofree char *body = g_strdup_printf ("%s %d", PATIENT, i);

    uke_stmt_bind_text (stmt, ":body", body);
    g_assert_true (uke_stmt_run (stmt, &error));
  }
  g_assert_true (uke_db_commit (db, &error));
}

/* What one connection commits, the next one that has the key reads. */
static void
test_round_trip (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDb *db = uke_test_folder_open (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDb) again = NULL;

  fill (db, 3);
  g_assert_true (uke_db_close (db, &error));
  again = uke_test_folder_open (folder);
  g_assert_cmpint (uke_test_query (again, "SELECT count (*) FROM note"), ==, 3);
}

/* A missing file is an error and stays missing: no database is ever made by accident. */
static void
test_missing (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDbConfig config = uke_test_folder_config (folder);

  config.create = FALSE;
  assert_open_fails (&config, UKE_DB_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (folder->file, G_FILE_TEST_EXISTS));
}

/* An empty file where a database is expected is a lost one, not a new one. */
static void
test_empty (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDbConfig config = uke_test_folder_config (folder);

  g_assert_true (g_file_set_contents (folder->file, "", 0, NULL));
  config.create = FALSE;
  assert_open_fails (&config, UKE_DB_ERROR_CORRUPT);
}

/* Another key is told from damage, and changes nothing. */
static void
test_wrong_key (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDbConfig config = uke_test_folder_config (folder);
  UkeDb *db = uke_test_folder_open (folder);
  uint8_t other[32] = { 1 };
  g_autofree char *before = NULL, *after = NULL;
  size_t before_len, after_len;

  fill (db, 3);
  uke_db_free (db);
  g_assert_true (g_file_get_contents (folder->file, &before, &before_len, NULL));
  config.key = other;
  assert_open_fails (&config, UKE_DB_ERROR_WRONG_KEY);
  g_assert_true (g_file_get_contents (folder->file, &after, &after_len, NULL));
  g_assert_cmpmem (before, before_len, after, after_len);
}

/* A plain SQLite file is refused whatever the key. */
static void
test_plain_file (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDbConfig config = uke_test_folder_config (folder);
  char page[4096] = "SQLite format 3";

  g_assert_true (g_file_set_contents (folder->file, page, sizeof page, NULL));
  assert_open_fails (&config, UKE_DB_ERROR_NOT_ENCRYPTED);
}

/* Security finding 7: sorting, vacuuming and the log leave no plain text in the folder. */
static void
test_no_plain_text (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autoptr (UkeStmt) sorted = NULL;
  g_autoptr (GError) error = NULL;

  fill (db, 20000);
  g_assert_cmpuint (uke_test_folder_count (folder, PATIENT), ==, 0);
  sorted = uke_db_prepare (db, "SELECT body FROM note ORDER BY body || n DESC", &error);
  g_assert_no_error (error);
  g_assert_true (uke_stmt_step_row (sorted, &error));
  g_assert_nonnull (strstr (uke_stmt_text (sorted, 0), PATIENT));
  g_assert_cmpuint (uke_test_folder_count (folder, PATIENT), ==, 0);
  uke_stmt_reset (sorted);
  uke_test_exec (db, "CREATE TEMP TABLE copy AS SELECT * FROM note ORDER BY body");
  uke_test_exec (db, "VACUUM");
  g_assert_cmpuint (uke_test_folder_count (folder, PATIENT), ==, 0);
  g_assert_cmpuint (uke_test_folder_count (folder, "SQLite format 3"), ==, 0);
}

/* The scan above finds plain text where there is some: a test that cannot fail proves nothing. */
static void
test_scan_finds (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();

  g_assert_true (g_file_set_contents (folder->file, "x" PATIENT PATIENT "y", -1, NULL));
  g_assert_cmpuint (uke_test_folder_count (folder, PATIENT), ==, 2);
}

/* Database, log and index belong to this user alone, and an open file's mode is tightened. */
static void
test_private_files (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDb *db = uke_test_folder_open (folder);
  const char *endings[] = { "", "-wal", "-shm" };
  struct stat facts;

  fill (db, 3);
  for (size_t i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *path = g_strconcat (folder->file, endings[i], NULL);

    g_assert_cmpint (stat (path, &facts), ==, 0);
    g_assert_cmphex (facts.st_mode & 0777, ==, 0600);
  }
  uke_db_free (db);
  g_assert_cmpint (g_chmod (folder->file, 0644), ==, 0);
  uke_db_free (uke_test_folder_open (folder));
  g_assert_cmpint (stat (folder->file, &facts), ==, 0);
  g_assert_cmphex (facts.st_mode & 0777, ==, 0600);
}

/* Every bit of a page other than the first is covered: the read that meets it says CORRUPT. */
static void
test_flipped_bit (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDb *db = uke_test_folder_open (folder);
  struct stat facts;

  fill (db, 2000);
  uke_db_free (db);
  g_assert_cmpint (stat (folder->file, &facts), ==, 0);
  for (int64_t page = 1; page < facts.st_size / 4096; page += 3) {
    g_autoptr (GError) error = NULL;
    int64_t count = 0, offset = page * 4096 + g_test_rand_int_range (0, 4096);
    unsigned bit = (unsigned)g_test_rand_int_range (0, 8);

    uke_test_flip_bit (folder->file, offset, bit);
    db = uke_test_folder_open (folder);
    g_assert_false (
        uke_db_query_int64 (db, "SELECT sum (length (body)) FROM note", &count, &error));
    g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CORRUPT);
    uke_db_free (db);
    uke_test_flip_bit (folder->file, offset, bit);
  }
}

/* A file that has lost its tail is damaged, not shorter. */
static void
test_truncated (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDbConfig config = uke_test_folder_config (folder);
  UkeDb *db = uke_test_folder_open (folder);
  struct stat facts;

  fill (db, 2000);
  uke_db_free (db);
  g_assert_cmpint (stat (folder->file, &facts), ==, 0);
  g_assert_cmpint (truncate (folder->file, facts.st_size / 2), ==, 0);
  assert_open_fails (&config, UKE_DB_ERROR_CORRUPT);
  g_assert_cmpint (truncate (folder->file, 1000), ==, 0);
  assert_open_fails (&config, UKE_DB_ERROR_WRONG_KEY);
}

/* Another file cannot be attached, so nothing leaves the database by SQL. */
static void
test_no_attach (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autofree char *other = uke_test_folder_child (folder, "other.db");
  g_autofree char *sql = g_strdup_printf ("ATTACH '%s' AS other", other);
  g_autofree char *into = g_strdup_printf ("VACUUM INTO '%s'", other);
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_db_exec (db, sql, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE);
  g_clear_error (&error);
  g_assert_false (uke_db_exec (db, into, &error));
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
}

/* SQL text cannot turn the switches back: no double-quoted strings, no schema by hand. */
static void
test_hardened (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  const char *refused[] = {
    "SELECT \"no column\"",
    "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema",
    "SELECT load_extension ('x')",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;

    fill (db, 1);
    g_assert_false (uke_db_exec (db, refused[i], &error));
    g_assert_nonnull (error);
    uke_test_exec (db, "DROP TABLE note");
  }
}

/* What security.md 3.1 forces is in force, for whoever writes and whoever reads. */
static void
test_settings (void)
{
  static const struct {
    const char *sql;
    int64_t value;
  } forced[] = {
    { "PRAGMA temp_store", 2 },
    { "PRAGMA synchronous", 2 },
    { "PRAGMA secure_delete", 1 },
    { "PRAGMA foreign_keys", 1 },
    { "PRAGMA trusted_schema", 0 },
    { "PRAGMA cell_size_check", 1 },
    { "PRAGMA mmap_size", 0 },
    { "SELECT journal_mode = 'wal' FROM pragma_journal_mode", 1 },
    { "SELECT count (*) FROM pragma_compile_options WHERE compile_options LIKE 'TEMP_STORE=0'", 0 },
  };
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) writer = uke_test_folder_open (folder);
  UkeDbConfig config = uke_test_folder_config (folder);
  g_autoptr (UkeDb) reader = NULL;
  g_autoptr (GError) error = NULL;

  fill (writer, 1);
  config.read_only = TRUE;
  reader = uke_db_open (&config, &error);
  g_assert_no_error (error);
  for (size_t i = 0; i < G_N_ELEMENTS (forced); i++) {
    g_test_message ("%s", forced[i].sql);
    g_assert_cmpint (uke_test_query (writer, forced[i].sql), ==, forced[i].value);
    g_assert_cmpint (uke_test_query (reader, forced[i].sql), ==, forced[i].value);
  }
  g_assert_cmpint (uke_test_query (reader, "PRAGMA query_only"), ==, 1);
}

/* A reader cannot write, and one opened for reading does not make a file. */
static void
test_read_only (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDbConfig config = uke_test_folder_config (folder);
  g_autoptr (UkeDb) writer = NULL, reader = NULL;
  g_autoptr (GError) error = NULL;

  config.read_only = TRUE;
  assert_open_fails (&config, UKE_DB_ERROR_NOT_FOUND);
  writer = uke_test_folder_open (folder);
  fill (writer, 2);
  reader = uke_db_open (&config, &error);
  g_assert_no_error (error);
  g_assert_true (uke_db_is_read_only (reader));
  g_assert_cmpint (uke_test_query (reader, "SELECT count (*) FROM note"), ==, 2);
  g_assert_false (uke_db_exec (reader, "DELETE FROM note", &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_READ_ONLY);
}

/* A read transaction sees the state at its beginning whatever is committed meanwhile. */
static void
test_snapshot (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDbConfig config = uke_test_folder_config (folder);
  g_autoptr (UkeDb) writer = uke_test_folder_open (folder), reader = NULL;
  g_autoptr (GError) error = NULL;

  fill (writer, 2);
  config.read_only = TRUE;
  reader = uke_db_open (&config, &error);
  g_assert_no_error (error);
  g_assert_true (uke_db_begin_read (reader, &error));
  uke_test_exec (writer, "DELETE FROM note");
  g_assert_cmpint (uke_test_query (reader, "SELECT count (*) FROM note"), ==, 2);
  uke_db_end_read (reader);
  g_assert_cmpint (uke_test_query (reader, "SELECT count (*) FROM note"), ==, 0);
}

static gboolean
write_and_leave (UkeDb *db, gboolean is_committed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, &error);

  g_assert_no_error (error);
  uke_test_exec (db, "INSERT INTO note (body) VALUES ('x')");
  if (!is_committed)
    return FALSE;
  return uke_db_transaction_commit (g_steal_pointer (&transaction), &error);
}

/* A transaction that goes out of scope uncommitted leaves nothing. */
static void
test_transaction_scope (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  fill (db, 1);
  g_assert_false (write_and_leave (db, FALSE));
  g_assert_false (uke_db_in_transaction (db));
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM note"), ==, 1);
  g_assert_true (write_and_leave (db, TRUE));
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM note"), ==, 2);
}

/* Going back to a savepoint undoes what came after it, and only that. */
static void
test_savepoint (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autoptr (GError) error = NULL;

  fill (db, 0);
  g_assert_false (uke_db_savepoint (db, "row", &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE);
  g_clear_error (&error);
  g_assert_true (uke_db_begin (db, &error));
  uke_test_exec (db, "INSERT INTO note VALUES (1, 'kept')");
  g_assert_true (uke_db_savepoint (db, "row", &error));
  uke_test_exec (db, "INSERT INTO note VALUES (2, 'undone')");
  g_assert_true (uke_db_rollback_to (db, "row", &error));
  g_assert_true (uke_db_savepoint (db, "row", &error));
  uke_test_exec (db, "INSERT INTO note VALUES (3, 'kept')");
  g_assert_true (uke_db_release (db, "row", &error));
  g_assert_true (uke_db_commit (db, &error));
  g_assert_cmpint (uke_test_query (db, "SELECT sum (n) FROM note"), ==, 4);
}

/* A deferred foreign key fails the commit, and a failed commit is rolled back. */
static void
test_deferred_constraint (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_autoptr (GError) error = NULL;

  uke_test_create (db,
                   "CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT;"
                   "CREATE TABLE b (a INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED) STRICT");
  g_assert_true (uke_db_begin (db, &error));
  uke_test_exec (db, "INSERT INTO b VALUES (7)");
  g_assert_false (uke_db_commit (db, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CONSTRAINT);
  g_assert_false (uke_db_in_transaction (db));
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM b"), ==, 0);
}

/* A message about a refused row names the column and never what was typed. */
static void
test_messages_are_discreet (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  const char *refused[] = {
    "INSERT INTO t VALUES ('" PATIENT "')",
    "INSERT INTO t SELECT json_extract ('{}', '" PATIENT "')",
    "INSERT INTO t SELECT json ('" PATIENT "')",
  };

  uke_test_exec (db, "CREATE TABLE t (name TEXT UNIQUE CHECK (length (name) < 3)) STRICT");
  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (uke_db_exec (db, refused[i], &error));
    g_assert_null (strstr (error->message, "山田"));
  }
}

static gpointer
query_elsewhere (gpointer db)
{
  uke_test_query (db, "SELECT 1");
  return NULL;
}

/* Invariant 1: another thread's use of a connection stops the program. */
static void
test_owner_thread (void)
{
  if (g_test_subprocess ()) {
    g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
    UkeDb *db = uke_test_folder_open (folder);

    g_thread_join (g_thread_new ("stranger", query_elsewhere, db));
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*owner*");
}

static gpointer
claim_and_query (gpointer db)
{
  uke_db_claim_thread (db);
  g_assert_cmpint (uke_test_query (db, "SELECT 1"), ==, 1);
  uke_db_free (db);
  return NULL;
}

/* A connection can be handed to another thread, which then is the one that may use it. */
static void
test_claim_thread (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();

  g_thread_join (g_thread_new ("heir", claim_and_query, uke_test_folder_open (folder)));
}

static void
add_file_tests (void)
{
  g_test_add_func ("/db/db/missing", test_missing);
  g_test_add_func ("/db/db/empty", test_empty);
  g_test_add_func ("/db/db/wrong-key", test_wrong_key);
  g_test_add_func ("/db/db/plain-file", test_plain_file);
  g_test_add_func ("/db/db/no-plain-text", test_no_plain_text);
  g_test_add_func ("/db/db/scan-finds", test_scan_finds);
  g_test_add_func ("/db/db/private-files", test_private_files);
  g_test_add_func ("/db/db/flipped-bit", test_flipped_bit);
  g_test_add_func ("/db/db/truncated", test_truncated);
  g_test_add_func ("/db/db/no-attach", test_no_attach);
  g_test_add_func ("/db/db/settings", test_settings);
  g_test_add_func ("/db/db/hardened", test_hardened);
  g_test_add_func ("/db/db/messages-are-discreet", test_messages_are_discreet);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/db/round-trip", test_round_trip);
  if (!uke_test_is_postgresql ())
    add_file_tests ();
  g_test_add_func ("/db/db/read-only", test_read_only);
  g_test_add_func ("/db/db/snapshot", test_snapshot);
  g_test_add_func ("/db/db/transaction-scope", test_transaction_scope);
  g_test_add_func ("/db/db/savepoint", test_savepoint);
  g_test_add_func ("/db/db/deferred-constraint", test_deferred_constraint);
  g_test_add_func ("/db/db/owner-thread", test_owner_thread);
  g_test_add_func ("/db/db/claim-thread", test_claim_thread);
  return g_test_run ();
}
