/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/uke-db-pool.h"

#include "db/uke-db-migrate.h"
#include "support/uke-test-db.h"

#include <string.h>

/* A pool in a folder of its own, what its jobs have logged, and a gate that a job can stand at. */
typedef struct {
  UkeTestFolder *folder; /* (owned) */
  UkeDbPool *pool;       /* (owned) */
  GString *log;          /* (owned): only touched on the writer thread, or after it has ended */
  GMutex mutex;
  GCond cond;
  gboolean is_reached;
  gboolean is_open;
  unsigned n_answers;
  GError *last_error; /* (owned) (nullable) */
} Fixture;

static gpointer
make_table (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *sql = uke_test_translate ("CREATE TABLE t (n INTEGER) STRICT");

  if (!uke_db_exec (db, sql, error))
    return NULL;
  return NULL;
}

static void
set_up (Fixture *fixture, gconstpointer is_opened)
{
  g_autoptr (GError) error = NULL;
  UkeDbConfig config;

  fixture->folder = uke_test_folder_new ();
  fixture->pool = uke_db_pool_new (0);
  fixture->log = g_string_new (NULL);
  g_mutex_init (&fixture->mutex);
  g_cond_init (&fixture->cond);
  config = uke_test_folder_config (fixture->folder);
  if (is_opened != NULL
      && !uke_db_pool_open_sync (fixture->pool, &config, make_table, NULL, &error))
    g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer is_opened)
{
  g_autoptr (GError) error = NULL;

  if (!uke_db_pool_close_sync (fixture->pool, &error))
    g_assert_no_error (error);
  g_assert_finalize_object (fixture->pool);
  uke_test_folder_free (fixture->folder);
  g_string_free (fixture->log, TRUE);
  g_clear_error (&fixture->last_error);
  g_mutex_clear (&fixture->mutex);
  g_cond_clear (&fixture->cond);
}

/* Says that it has begun, and goes on when the gate is opened. */
static gpointer
stand_at_gate (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *fixture = data;

  g_mutex_lock (&fixture->mutex);
  fixture->is_reached = TRUE;
  g_cond_broadcast (&fixture->cond);
  while (!fixture->is_open)
    g_cond_wait (&fixture->cond, &fixture->mutex);
  g_mutex_unlock (&fixture->mutex);
  return NULL;
}

static void
await_gate (Fixture *fixture)
{
  g_mutex_lock (&fixture->mutex);
  while (!fixture->is_reached)
    g_cond_wait (&fixture->cond, &fixture->mutex);
  g_mutex_unlock (&fixture->mutex);
}

static void
open_gate (Fixture *fixture)
{
  g_mutex_lock (&fixture->mutex);
  fixture->is_open = TRUE;
  g_cond_broadcast (&fixture->cond);
  g_mutex_unlock (&fixture->mutex);
}

/* One letter of the log. */
typedef struct {
  Fixture *fixture;
  char letter;
} Note;

static gpointer
note_letter (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Note *note = data;

  g_string_append_c (note->fixture->log, note->letter);
  return NULL;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  g_autofree char *written = NULL;

  g_clear_error (&fixture->last_error);
  written = uke_db_pool_write_finish (UKE_DB_POOL (source), result, &fixture->last_error);
  g_assert_true (written == NULL || fixture->last_error == NULL);
  fixture->n_answers++;
}

static void
queue_letters (Fixture *fixture, const char *letters, gboolean is_background)
{
  for (const char *at = letters; *at != '\0'; at++) {
    Note *note = g_new (Note, 1);

    *note = (Note){ fixture, *at };
    (is_background ? uke_db_pool_write_background_async : uke_db_pool_write_async) (
        fixture->pool, note_letter, note, g_free, NULL, NULL, answered_cb, fixture);
  }
}

static void
await_answers (Fixture *fixture, unsigned n_answers)
{
  while (fixture->n_answers < n_answers)
    g_main_context_iteration (NULL, TRUE);
}

static gpointer
insert_one (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  if (transaction == NULL || !uke_db_exec (db, "INSERT INTO t VALUES (1)", error)
      || !uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;
  return g_strdup ("written");
}

static gpointer
count_rows (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  int64_t count = -1;

  if (!uke_db_query_int64 (db, "SELECT count (*) FROM t", &count, error))
    return NULL;
  g_assert_true (uke_db_is_read_only (db));
  return g_strdup_printf ("%d", (int)count);
}

/* What was written is seen by every read that begins after it. */
static void
test_read_your_writes (Fixture *fixture, gconstpointer is_opened)
{
  for (int i = 1; i <= 20; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *written
        = uke_db_pool_write_sync (fixture->pool, insert_one, NULL, NULL, &error);
    g_autofree char *expected = g_strdup_printf ("%d", i);
    g_autofree char *read = NULL;

    g_assert_no_error (error);
    read = uke_db_pool_read_sync (fixture->pool, count_rows, NULL, NULL, &error);
    g_assert_cmpstr (written, ==, "written");
    g_assert_cmpstr (read, ==, expected);
  }
}

/* Invariant 2: order of arrival, and user work goes before background work that waits. */
static void
test_order (Fixture *fixture, gconstpointer is_opened)
{
  uke_db_pool_write_async (fixture->pool, stand_at_gate, fixture, NULL, NULL, NULL, answered_cb,
                           fixture);
  await_gate (fixture);
  queue_letters (fixture, "abc", TRUE);
  queue_letters (fixture, "XYZ", FALSE);
  queue_letters (fixture, "de", TRUE);
  open_gate (fixture);
  await_answers (fixture, 9);
  g_assert_cmpstr (fixture->log->str, ==, "XYZabcde");
}

/* A read goes on while the writer is busy. */
static void
test_reads_beside_writes (Fixture *fixture, gconstpointer is_opened)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *read = NULL;

  uke_db_pool_write_async (fixture->pool, stand_at_gate, fixture, NULL, NULL, NULL, answered_cb,
                           fixture);
  await_gate (fixture);
  read = uke_db_pool_read_sync (fixture->pool, count_rows, NULL, NULL, &error);
  g_assert_cmpstr (read, ==, "0");
  open_gate (fixture);
  await_answers (fixture, 1);
}

/* A reader cannot write. */
static void
test_readers_only_read (Fixture *fixture, gconstpointer is_opened)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (uke_db_pool_read_sync (fixture->pool, insert_one, NULL, NULL, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_READ_ONLY);
}

/* Work that was cancelled before its turn never runs. */
static void
test_cancel_queued (Fixture *fixture, gconstpointer is_opened)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Note *note = g_new (Note, 1);

  *note = (Note){ fixture, 'x' };
  uke_db_pool_write_async (fixture->pool, stand_at_gate, fixture, NULL, NULL, NULL, answered_cb,
                           fixture);
  await_gate (fixture);
  uke_db_pool_write_async (fixture->pool, note_letter, note, g_free, NULL, cancellable, answered_cb,
                           fixture);
  g_cancellable_cancel (cancellable);
  open_gate (fixture);
  await_answers (fixture, 2);
  g_assert_error (fixture->last_error, UKE_DB_ERROR, UKE_DB_ERROR_CANCELLED);
  g_assert_cmpstr (fixture->log->str, ==, "");
}

static gpointer
cancel_and_insert (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_cancellable_cancel (cancellable);
  return insert_one (db, data, cancellable, error);
}

/* A write that was committed is never reported as cancelled. */
static void
test_cancel_too_late (Fixture *fixture, gconstpointer is_opened)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *count = NULL;

  uke_db_pool_write_async (fixture->pool, cancel_and_insert, NULL, NULL, g_free, cancellable,
                           answered_cb, fixture);
  await_answers (fixture, 1);
  g_assert_no_error (fixture->last_error);
  count = uke_db_pool_read_sync (fixture->pool, count_rows, NULL, NULL, &error);
  g_assert_cmpstr (count, ==, "1");
}

static gpointer
cancel_elsewhere (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

static gpointer
open_and_count (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  GThread *canceller = g_thread_new ("canceller", cancel_elsewhere, data);
  int64_t count;

  /* Without an interruption this takes longer than any test may. */
  g_assert_false (uke_db_query_int64 (db,
                                      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                                      "FROM n) SELECT count (*) FROM n",
                                      &count, error));
  g_thread_join (canceller);
  return NULL;
}

/* Invariant 3: a read is interrupted in the middle of its query, and the next read is not. */
static void
test_interrupt_read (Fixture *fixture, gconstpointer is_opened)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *count = NULL;

  for (int i = 0; i < 20; i++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();

    g_assert_null (
        uke_db_pool_read_sync (fixture->pool, open_and_count, cancellable, cancellable, &error));
    g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CANCELLED);
    g_clear_error (&error);
    count = uke_db_pool_read_sync (fixture->pool, count_rows, NULL, NULL, &error);
    g_assert_no_error (error);
    g_clear_pointer (&count, g_free);
  }
}

static gpointer
begin_and_forget (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  if (!uke_db_begin (db, error) || !uke_db_exec (db, "INSERT INTO t VALUES (1)", error))
    return NULL;
  return NULL;
}

/* A transaction that was forgotten is rolled back, and is the failure of who forgot it. */
static void
test_forgotten_transaction (Fixture *fixture, gconstpointer is_opened)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *count = NULL;

  g_assert_null (uke_db_pool_write_sync (fixture->pool, begin_and_forget, NULL, NULL, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE);
  g_clear_error (&error);
  count = uke_db_pool_read_sync (fixture->pool, count_rows, NULL, NULL, &error);
  g_assert_cmpstr (count, ==, "0");
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_db_pool_close_finish (UKE_DB_POOL (source), result, &error));
  fixture->n_answers++;
}

/* Invariant 5: queued user work is finished, background work and reads are refused, and the log is
 * folded into the file. */
static void
test_close (Fixture *fixture, gconstpointer is_opened)
{
  g_autofree char *log_file = g_strconcat (fixture->folder->file, "-wal", NULL);

  uke_db_pool_write_async (fixture->pool, stand_at_gate, fixture, NULL, NULL, NULL, answered_cb,
                           fixture);
  await_gate (fixture);
  queue_letters (fixture, "XY", FALSE);
  queue_letters (fixture, "abc", TRUE);
  uke_db_pool_close_async (fixture->pool, closed_cb, fixture);
  queue_letters (fixture, "Z", FALSE);
  open_gate (fixture);
  await_answers (fixture, 8);
  g_assert_cmpstr (fixture->log->str, ==, "XY");
  g_assert_false (g_file_test (log_file, G_FILE_TEST_EXISTS));
  queue_letters (fixture, "Q", FALSE);
  await_answers (fixture, 9);
  g_assert_error (fixture->last_error, UKE_DB_ERROR, UKE_DB_ERROR_CLOSED);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  g_clear_error (&fixture->last_error);
  g_assert_true (uke_db_pool_open_finish (UKE_DB_POOL (source), result, &fixture->last_error)
                 == (fixture->last_error == NULL));
  fixture->n_answers++;
}

/* Invariant 4: work queued first waits for the opening. */
static void
test_queue_before_open (Fixture *fixture, gconstpointer is_opened)
{
  UkeDbConfig config = uke_test_folder_config (fixture->folder);

  queue_letters (fixture, "ab", FALSE);
  uke_db_pool_open_async (fixture->pool, &config, make_table, NULL, NULL, NULL, opened_cb, fixture);
  await_answers (fixture, 3);
  g_assert_no_error (fixture->last_error);
  g_assert_cmpstr (fixture->log->str, ==, "ab");
}

/* Invariant 4: every job gets the error of an opening that failed, also one that comes later. */
static void
test_open_fails (Fixture *fixture, gconstpointer is_opened)
{
  UkeDbConfig config = uke_test_folder_config (fixture->folder);
  g_autoptr (GError) error = NULL;

  config.create = FALSE;
  queue_letters (fixture, "a", FALSE);
  queue_letters (fixture, "b", TRUE);
  uke_db_pool_open_async (fixture->pool, &config, make_table, NULL, NULL, NULL, opened_cb, fixture);
  for (unsigned i = 1; i <= 3; i++) {
    await_answers (fixture, i);
    g_assert_error (fixture->last_error, UKE_DB_ERROR, UKE_DB_ERROR_NOT_FOUND);
  }
  g_assert_null (uke_db_pool_write_sync (fixture->pool, insert_one, NULL, NULL, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_NOT_FOUND);
  g_assert_cmpstr (fixture->log->str, ==, "");
}

static gpointer
fail_setup (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_NEWER_SCHEMA, "newer");
  return NULL;
}

/* A set-up that fails is an opening that fails. */
static void
test_setup_fails (Fixture *fixture, gconstpointer is_opened)
{
  UkeDbConfig config = uke_test_folder_config (fixture->folder);
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_db_pool_open_sync (fixture->pool, &config, fail_setup, NULL, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_NEWER_SCHEMA);
}

static void
free_note (gpointer data)
{
  gboolean *is_freed = data;

  *is_freed = TRUE;
}

static gpointer
return_data (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return data;
}

static void
ignore_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  fixture->n_answers++;
}

/* A result that nobody takes is freed, and so is the data of work that never runs. */
static void
test_frees (Fixture *fixture, gconstpointer is_opened)
{
  gboolean is_result_freed = FALSE, is_data_freed = FALSE;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  uke_db_pool_write_async (fixture->pool, return_data, &is_result_freed, NULL, free_note, NULL,
                           ignore_cb, fixture);
  g_cancellable_cancel (cancellable);
  uke_db_pool_write_async (fixture->pool, insert_one, &is_data_freed, free_note, NULL, cancellable,
                           ignore_cb, fixture);
  await_answers (fixture, 2);
  g_assert_true (is_data_freed);
  g_assert_true (is_result_freed);
}

static gpointer
ask_where (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER (uke_db_pool_is_writer_thread (data));
}

/* The writer thread knows that it is the writer; readers and others are not. */
static void
test_writer_thread (Fixture *fixture, gconstpointer is_opened)
{
  UkeDbPool *pool = fixture->pool;

  g_assert_nonnull (uke_db_pool_write_sync (pool, ask_where, pool, NULL, NULL));
  g_assert_null (uke_db_pool_read_sync (pool, ask_where, pool, NULL, NULL));
  g_assert_false (uke_db_pool_is_writer_thread (pool));
}

static gpointer
write_inside (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return uke_db_pool_write_sync (data, insert_one, NULL, NULL, error);
}

/* A job that would wait for its own thread stops the program instead of hanging it. */
static void
test_no_self_wait (Fixture *fixture, gconstpointer is_opened)
{
  if (g_test_subprocess ()) {
    g_assert_null (uke_db_pool_write_sync (fixture->pool, write_inside, fixture->pool, NULL, NULL));
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*is_own_thread*");
}

/* A pool that is let go of without being closed ends its threads by itself. */
static void
test_let_go (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  UkeDbConfig config = uke_test_folder_config (folder);
  g_autoptr (UkeDb) db = NULL;
  int version = -1;

  for (int i = 0; i < 20; i++) {
    g_autoptr (UkeDbPool) pool = uke_db_pool_new (3);

    if (i % 2 == 0)
      g_assert_true (uke_db_pool_open_sync (pool, &config, NULL, NULL, NULL));
  }
  db = uke_test_folder_open (folder);
  g_assert_true (uke_db_get_schema_version (db, &version, NULL));
  g_assert_cmpint (version, ==, 0);
}

#define ADD(path, is_opened, func)                                                                 \
  g_test_add (path, Fixture, GINT_TO_POINTER (is_opened), set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/db/pool/let-go", test_let_go);
  ADD ("/db/pool/read-your-writes", TRUE, test_read_your_writes);
  ADD ("/db/pool/order", TRUE, test_order);
  ADD ("/db/pool/reads-beside-writes", TRUE, test_reads_beside_writes);
  ADD ("/db/pool/readers-only-read", TRUE, test_readers_only_read);
  ADD ("/db/pool/cancel-queued", TRUE, test_cancel_queued);
  ADD ("/db/pool/cancel-too-late", TRUE, test_cancel_too_late);
  ADD ("/db/pool/interrupt-read", TRUE, test_interrupt_read);
  ADD ("/db/pool/forgotten-transaction", TRUE, test_forgotten_transaction);
  ADD ("/db/pool/close", TRUE, test_close);
  ADD ("/db/pool/queue-before-open", FALSE, test_queue_before_open);
  ADD ("/db/pool/open-fails", FALSE, test_open_fails);
  ADD ("/db/pool/setup-fails", FALSE, test_setup_fails);
  ADD ("/db/pool/frees", TRUE, test_frees);
  ADD ("/db/pool/writer-thread", TRUE, test_writer_thread);
  ADD ("/db/pool/no-self-wait", TRUE, test_no_self_wait);
  return g_test_run ();
}
