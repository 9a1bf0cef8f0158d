/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/uke-db-backup.h"

#include "db/uke-db-check.h"
#include "db/uke-db-error.h"
#include "support/uke-test-db.h"

#include <sys/stat.h>

#define N_ROWS 5000

static UkeDb *
open_filled (UkeTestFolder *folder)
{
  UkeDb *db = uke_test_folder_open (folder);

  uke_test_exec (db,
                 "CREATE TABLE t (n INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;"
                 "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                 "INSERT INTO t SELECT i, printf ('%0500d', i) FROM n");
  return db;
}

static UkeDb *
open_copy (UkeTestFolder *folder, const char *path, const uint8_t *key)
{
  UkeDbConfig config = uke_test_folder_config (folder);
  g_autoptr (GError) error = NULL;
  UkeDb *db;

  config.path = path;
  config.key = key;
  config.create = FALSE;
  db = uke_db_open (&config, &error);
  g_assert_no_error (error);
  return db;
}

static void
note_progress (int64_t done, int64_t total, gpointer data)
{
  int64_t *last = data;

  g_assert_cmpint (done, >, *last);
  g_assert_cmpint (done, <=, total);
  *last = done;
}

/* A copy holds every row, is encrypted with its own key, and passes the check. */
static void
test_copy (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_filled (folder), copy = NULL;
  g_autofree char *path = uke_test_folder_child (folder, "copy");
  g_auto (GStrv) problems = NULL;
  g_autoptr (GError) error = NULL;
  const uint8_t key[32] = { 9, 9, 9 };
  int64_t done = 0;
  struct stat facts;

  g_assert_true (uke_db_backup (db, path, key, note_progress, &done, NULL, &error));
  g_assert_cmpint (done, >, 0);
  g_assert_cmpint (stat (path, &facts), ==, 0);
  g_assert_cmphex (facts.st_mode & 0777, ==, 0600);
  g_assert_cmpuint (uke_test_folder_count (folder, "0000000000000000"), ==, 0);
  copy = open_copy (folder, path, key);
  g_assert_cmpint (uke_test_query (copy, "SELECT count (*) FROM t"), ==, N_ROWS);
  g_assert_true (uke_db_check (copy, UKE_DB_CHECK_ALL, &problems, NULL, &error));
  g_assert_cmpuint (g_strv_length (problems), ==, 0);
}

static void
write_meanwhile (int64_t done, int64_t total, gpointer writer)
{
  uke_test_exec (writer, "INSERT INTO t (body) VALUES ('meanwhile')");
}

/* Others write while a copy is made, and the copy is of the moment it began. */
static void
test_snapshot (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) writer = open_filled (folder), reader = NULL, copy = NULL;
  UkeDbConfig config = uke_test_folder_config (folder);
  g_autofree char *path = uke_test_folder_child (folder, "copy");
  g_autoptr (GError) error = NULL;

  config.read_only = TRUE;
  reader = uke_db_open (&config, &error);
  g_assert_no_error (error);
  g_assert_true (uke_db_backup (reader, path, folder->key, write_meanwhile, writer, NULL, &error));
  copy = open_copy (folder, path, folder->key);
  g_assert_cmpint (uke_test_query (copy, "SELECT count (*) FROM t"), ==, N_ROWS);
  g_assert_cmpint (uke_test_query (writer, "SELECT count (*) FROM t"), >, N_ROWS);
}

static void
cancel_at_once (int64_t done, int64_t total, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* A cancelled copy leaves the former one as it was, and nothing half-made. */
static void
test_cancel (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_filled (folder);
  g_autofree char *path = uke_test_folder_child (folder, "copy");
  g_autofree char *part = uke_test_folder_child (folder, "copy.part");
  g_autofree char *kept = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "former", -1, NULL));
  g_assert_false (
      uke_db_backup (db, path, folder->key, cancel_at_once, cancellable, cancellable, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CANCELLED);
  g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "former");
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
}

/* What is not committed yet never gets into a copy. */
static void
test_in_transaction (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_filled (folder);
  g_autofree char *path = uke_test_folder_child (folder, "copy");
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_db_begin (db, &error));
  g_assert_false (uke_db_backup (db, path, folder->key, NULL, NULL, NULL, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE);
}

/* A damaged database gives no copy. */
static void
test_damaged (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_filled (folder);
  g_autofree char *path = uke_test_folder_child (folder, "copy");
  g_autoptr (GError) error = NULL;

  uke_db_free (g_steal_pointer (&db));
  uke_test_flip_bit (folder->file, 100 * 4096 + 77, 3);
  db = uke_test_folder_open (folder);
  g_assert_false (uke_db_backup (db, path, folder->key, NULL, NULL, NULL, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CORRUPT);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static int64_t
get_log_size (UkeTestFolder *folder)
{
  g_autofree char *log = g_strconcat (folder->file, "-wal", NULL);
  struct stat facts;

  return stat (log, &facts) == 0 ? facts.st_size : 0;
}

/* What was committed stands in the file itself after its log was folded, and not while somebody
 * reads an older state. */
static void
test_fold_log (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = open_filled (folder);
  g_autoptr (UkeDb) reader = open_copy (folder, folder->file, folder->key);
  g_autoptr (GError) error = NULL;

  uke_test_exec (db, "PRAGMA busy_timeout = 0");
  g_assert_true (uke_db_begin_read (reader, NULL));
  uke_test_exec (db, "DELETE FROM t WHERE n = 1");
  g_assert_cmpint (get_log_size (folder), >, 0);
  g_assert_false (uke_db_fold_log (db, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_BUSY);
  g_clear_error (&error);
  uke_db_end_read (reader);
  g_assert_true (uke_db_fold_log (db, &error));
  g_assert_no_error (error);
  g_assert_cmpint (get_log_size (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/backup/copy", test_copy);
  g_test_add_func ("/db/backup/snapshot", test_snapshot);
  g_test_add_func ("/db/backup/cancel", test_cancel);
  g_test_add_func ("/db/backup/in-transaction", test_in_transaction);
  g_test_add_func ("/db/backup/damaged", test_damaged);
  g_test_add_func ("/db/backup/fold-log", test_fold_log);
  return g_test_run ();
}
