/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-postgresql.h"

#include "db/uke-db-postgresql-private.h"

#include <libpq-fe.h>
#include <poll.h>
#include <string.h>

/* What the server ends by itself: a job that waits for another one's row, a statement that does not
 * come to an end, a transaction whose owner has gone to sleep (sync.md 5.2). Long work lifts them
 * for its own transaction. */
#define LOCK_TIMEOUT_MS 2000
#define STATEMENT_TIMEOUT_MS 10000
#define IDLE_TIMEOUT_MS 5000

/* So many statements are taken back at a time. */
#define MAX_DOOMED 32

/* The one row of this table is what writers of a schema wait for each other at, as BEGIN IMMEDIATE
 * makes them wait on a file: what is read behind it stays true until the commit. */
#define LOCK_SQL "SELECT version FROM schema_version FOR UPDATE"

static void
ignore_notice_cb (void *unused, const PGresult *result)
{
}

/* Waits until an answer can be taken without waiting, or the caller's cancellable is cancelled:
 * then asks the server to stop, once, and waits for what it says to that. */
static void
await_answer (UkePgLink *link)
{
  gboolean is_asked = FALSE;
  GPollFD cancelled;

  if (link->cancellable == NULL || !g_cancellable_make_pollfd (link->cancellable, &cancelled))
    return;
  while (PQisBusy (link->conn) != 0) {
    GPollFD fds[2] = { { .fd = PQsocket (link->conn), .events = G_IO_IN }, cancelled };

    if (g_poll (fds, is_asked ? 1 : 2, -1) < 0)
      break;
    if (!is_asked && fds[1].revents != 0) {
      char text[256];

      is_asked = TRUE;
      PQcancel (link->cancel, text, sizeof text);
    }
    if (fds[0].revents != 0 && PQconsumeInput (link->conn) == 0)
      break;
  }
  g_cancellable_release_fd (link->cancellable);
}

/**
 * uke_pg_next_result:
 * @link: a connection that was asked something
 *
 * Returns: (transfer full) (nullable): the next part of the answer; %NULL at its end
 * Thread: the owner of the connection
 */
PGresult *
uke_pg_next_result (UkePgLink *link)
{
  await_answer (link);
  return PQgetResult (link->conn);
}

/**
 * uke_pg_check_alive:
 * @link: a connection
 * @doing: what is about to be done, for the message
 * @error: return location
 *
 * Returns: whether there is a server to be asked something
 * Errors: UNREACHABLE; CANCELLED when the caller's cancellable is cancelled
 * Thread: the owner of the connection
 */
gboolean
uke_pg_check_alive (UkePgLink *link, const char *doing, GError **error)
{
  if (link->conn == NULL || PQstatus (link->conn) != CONNECTION_OK)
    return uke_pg_fail_link (link, doing, error);
  g_atomic_int_set (&link->is_interrupted, 0);
  if (link->cancellable != NULL && g_cancellable_is_cancelled (link->cancellable)) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CANCELLED, "%s: stopped", doing);
    return FALSE;
  }
  return TRUE;
}

/**
 * uke_pg_check_link:
 * @link: a connection
 * @doing: what is about to be done, for the message
 * @error: return location
 *
 * Takes the answers of what was gathered, so that the server can be asked something else.
 *
 * Returns: whether the server can be asked something
 * Errors: those of uke_pg_check_alive(), and of what was gathered
 * Thread: the owner of the connection
 */
gboolean
uke_pg_check_link (UkePgLink *link, const char *doing, GError **error)
{
  return uke_pg_check_alive (link, doing, error) && uke_pg_drain (link, error);
}

/* Whether a result is what a script may answer with; a COPY would wait for us. */
static gboolean
take_script_result (UkePgLink *link, PGresult *result, GError **error)
{
  switch (PQresultStatus (result)) {
  case PGRES_EMPTY_QUERY:
  case PGRES_TUPLES_OK:
    return TRUE;
  case PGRES_COMMAND_OK:
    link->n_changes = g_ascii_strtoll (PQcmdTuples (result), NULL, 10);
    return TRUE;
  case PGRES_COPY_IN:
    PQputCopyEnd (link->conn, "not here");
    return TRUE;
  case PGRES_COPY_OUT:
  case PGRES_COPY_BOTH:
  case PGRES_BAD_RESPONSE:
  case PGRES_NONFATAL_ERROR:
  case PGRES_FATAL_ERROR:
  case PGRES_SINGLE_TUPLE:
  case PGRES_PIPELINE_SYNC:
  case PGRES_PIPELINE_ABORTED:
  default:
    return uke_pg_fail_result (link, result, "execute", error);
  }
}

/**
 * uke_pg_run_script:
 * @link: a connection
 * @sql: one or more statements for PostgreSQL
 * @error: return location
 *
 * Runs statements in one exchange. Outside a transaction they are one.
 *
 * Returns: whether all of it ran
 * Errors: every code but those of schema and key
 * Thread: the owner of the connection
 */
gboolean
uke_pg_run_script (UkePgLink *link, const char *sql, GError **error)
{
  gboolean is_done = TRUE;
  PGresult *result;

  if (!uke_pg_check_link (link, "execute", error))
    return FALSE;
  if (PQsendQuery (link->conn, sql) == 0)
    return uke_pg_fail_link (link, "execute", error);
  while ((result = uke_pg_next_result (link)) != NULL) {
    /* The first thing that went wrong is what is told. */
    if (is_done)
      is_done = take_script_result (link, result, error);
    /* A transaction in which something failed answers COMMIT with this, as if all were well. */
    if (is_done && strcmp (sql, "COMMIT") == 0 && strcmp (PQcmdStatus (result), "ROLLBACK") == 0) {
      g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_FAILED,
                   "something in the transaction had failed, so it was rolled back");
      is_done = FALSE;
    }
    PQclear (result);
    if (PQstatus (link->conn) != CONNECTION_OK)
      break;
  }
  if (PQstatus (link->conn) == CONNECTION_OK)
    return is_done;
  return !is_done ? FALSE : uke_pg_fail_link (link, "execute", error);
}

/* Plans are kept, and a table that was small when its plan was made would be read from end to end
 * when it no longer is: every query has its index, and only long work goes through whole tables. */
static char *
make_options (const UkeDbConfig *config)
{
  g_autoptr (GString) options = g_string_new (NULL);
  PQconninfoOption *known = PQconninfoParse (config->uri, NULL);
  unsigned lock_ms = config->busy_timeout_ms > 0 ? config->busy_timeout_ms : LOCK_TIMEOUT_MS;

  /* What the address brings along comes first, so that ours wins. */
  for (PQconninfoOption *one = known; one != NULL && one->keyword != NULL; one++)
    if (strcmp (one->keyword, "options") == 0 && one->val != NULL)
      g_string_append_printf (options, "%s ", one->val);
  PQconninfoFree (known);
  g_string_append_printf (options,
                          "-c search_path=%s -c lock_timeout=%u -c statement_timeout=%d "
                          "-c idle_in_transaction_session_timeout=%d -c jit=off "
                          "-c enable_seqscan=off "
                          "-c default_transaction_isolation=read\\ committed "
                          "-c default_transaction_read_only=%s -c client_min_messages=error",
                          config->schema, lock_ms, STATEMENT_TIMEOUT_MS, IDLE_TIMEOUT_MS,
                          config->read_only ? "on" : "off");
  return g_string_free (g_steal_pointer (&options), FALSE);
}

/* Behind the address what must be as we say, before it what it may say otherwise. */
static gboolean
connect_link (UkePgLink *link, GError **error)
{
  const char *keywords[] = { "connect_timeout",
                             "keepalives_idle",
                             "keepalives_interval",
                             "keepalives_count",
                             "tcp_user_timeout",
                             "fallback_application_name",
                             "dbname",
                             "client_encoding",
                             "options",
                             NULL };
  const char *values[]
      = { "10", "15", "5", "3", "30000", "uketsuke", link->uri, "UTF8", link->options, NULL };

  G_STATIC_ASSERT (G_N_ELEMENTS (keywords) == G_N_ELEMENTS (values));
  link->conn = PQconnectdbParams (keywords, values, 1);
  if (link->conn == NULL || PQstatus (link->conn) != CONNECTION_OK)
    return uke_pg_fail_link (link, "connect", error);
  PQsetNoticeReceiver (link->conn, ignore_notice_cb, NULL);
  g_mutex_lock (&link->mutex);
  link->cancel = PQgetCancel (link->conn);
  g_mutex_unlock (&link->mutex);
  return TRUE;
}

static void
disconnect_link (UkePgLink *link)
{
  g_mutex_lock (&link->mutex);
  PQfreeCancel (g_steal_pointer (&link->cancel));
  g_mutex_unlock (&link->mutex);
  PQfinish (g_steal_pointer (&link->conn));
  link->gather_depth = link->n_gathered = 0;
  link->must_change_one = 0;
  g_clear_error (&link->gather_error);
}

/* The first column of the one row that @sql answers. */
static char *
ask (UkePgLink *link, const char *sql, GError **error)
{
  PGresult *result = PQexec (link->conn, sql);
  char *answer = NULL;

  if (PQresultStatus (result) == PGRES_TUPLES_OK && PQntuples (result) == 1)
    answer = g_strdup (PQgetvalue (result, 0, 0));
  else
    uke_pg_fail_result (link, result, "look at the server", error);
  PQclear (result);
  return answer;
}

/* Settings that a pooler or the host may have lost, and without which nothing here is true. */
static gboolean
check_session (UkePgLink *link, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *durable = NULL;

  if (g_strcmp0 (PQparameterStatus (link->conn, "server_encoding"), "UTF8") != 0) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_FAILED, "the database does not keep UTF-8");
    return FALSE;
  }
  path = ask (link, "SELECT current_setting ('search_path')", error);
  if (path == NULL)
    return FALSE;
  if (strcmp (path, link->schema) != 0) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_FAILED,
                 "the session is not in the schema %s: something on the way drops its options",
                 link->schema);
    return FALSE;
  }
  durable = ask (link, "SELECT current_setting ('synchronous_commit')", error);
  if (durable == NULL)
    return FALSE;
  if (strcmp (durable, "off") == 0) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_FAILED,
                 "the server may lose what it has acknowledged (synchronous_commit is off)");
    return FALSE;
  }
  return TRUE;
}

/* Several programs may do this at once, and two that make one schema would stumble over each other:
 * the lock is the transaction's. */
static gboolean
make_schema (UkePgLink *link, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT pg_advisory_xact_lock (hashtext ('uketsuke schema %s'));"
      "CREATE SCHEMA IF NOT EXISTS \"%s\";"
      "CREATE TABLE IF NOT EXISTS schema_version (one BOOLEAN NOT NULL PRIMARY KEY DEFAULT TRUE "
      "CHECK (one), version BIGINT NOT NULL, application_id BIGINT NOT NULL) WITH (fillfactor = "
      "50);"
      "INSERT INTO schema_version (version, application_id) VALUES (0, 0) ON CONFLICT DO NOTHING",
      link->schema, link->schema);

  return uke_pg_run_script (link, sql, error);
}

static gboolean
find_schema (UkePgLink *link, const UkeDbConfig *config, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT to_regclass ('\"%s\".schema_version') IS NOT NULL", link->schema);
  g_autofree char *is_there = ask (link, sql, error);

  if (is_there == NULL)
    return FALSE;
  if (strcmp (is_there, "t") == 0)
    return TRUE;
  if (config->create && !config->read_only)
    return make_schema (link, error);
  g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_NOT_FOUND, "there is no schema %s", link->schema);
  return FALSE;
}

static gboolean
open_postgresql (UkeDb *db, const UkeDbConfig *config, GError **error)
{
  UkePgLink *link;

  if (!uke_db_schema_is_valid (config->schema)) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "not a name of a schema");
    return FALSE;
  }
  link = g_new0 (UkePgLink, 1);
  db->handle = link;
  g_mutex_init (&link->mutex);
  link->uri = g_strdup (config->uri);
  link->schema = g_strdup (config->schema);
  link->options = make_options (config);
  link->doomed = g_ptr_array_new_with_free_func (g_free);
  return connect_link (link, error) && check_session (link, error)
         && find_schema (link, config, error);
}

static gboolean
close_postgresql (UkeDb *db, GError **error)
{
  UkePgLink *link = g_steal_pointer (&db->handle);

  disconnect_link (link);
  g_mutex_clear (&link->mutex);
  /* It may hold a password. */
  explicit_bzero (link->uri, strlen (link->uri));
  g_free (link->uri);
  g_free (link->schema);
  g_free (link->options);
  g_ptr_array_unref (link->doomed);
  g_free (link);
  return TRUE;
}

/* A server that went away meanwhile has said so, which can be seen without asking it. */
static gboolean
is_lost (UkePgLink *link)
{
  struct pollfd end;

  if (link->conn == NULL || PQstatus (link->conn) != CONNECTION_OK)
    return TRUE;
  end = (struct pollfd){ .fd = PQsocket (link->conn), .events = POLLIN };
  /* Nobody has asked anything, and yet there is something to be heard: a farewell, most likely. */
  if (poll (&end, 1, 0) > 0)
    PQclear (PQexec (link->conn, ""));
  return PQstatus (link->conn) != CONNECTION_OK;
}

static gboolean
revive_postgresql (UkeDb *db, GError **error)
{
  UkePgLink *link = db->handle;

  if (!is_lost (link))
    return TRUE;
  disconnect_link (link);
  /* Statements were the former session's. */
  g_hash_table_remove_all (db->idle);
  g_ptr_array_set_size (link->doomed, 0);
  if (connect_link (link, error) && check_session (link, error))
    return TRUE;
  disconnect_link (link);
  return FALSE;
}

static gboolean
is_in_transaction (UkeDb *db)
{
  UkePgLink *link = db->handle;

  if (link->conn == NULL || PQstatus (link->conn) != CONNECTION_OK)
    return FALSE;
  return PQtransactionStatus (link->conn) != PQTRANS_IDLE;
}

/* Statements that were kept and are no more, because there was another one of the same text. Taken
 * back where no transaction can be hurt by it. */
static void
forget_doomed (UkePgLink *link)
{
  for (unsigned i = 0; i < link->doomed->len; i++) {
    g_autofree char *sql = g_strconcat ("DEALLOCATE ", link->doomed->pdata[i], NULL);
    g_autoptr (GError) error = NULL;

    if (!uke_pg_run_script (link, sql, &error))
      g_debug ("%s", error->message);
  }
  g_ptr_array_set_size (link->doomed, 0);
}

static gboolean
exec_postgresql (UkeDb *db, const char *sql, GError **error)
{
  UkePgLink *link = db->handle;
  g_auto (UkePgSql) translated = { 0 };

  if (db->is_migrating && uke_pg_sql_ends_transaction (sql)) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE,
                 "a script that ends the transaction it runs in");
    return FALSE;
  }
  if (uke_pg_sql_count (sql) == 0)
    return TRUE;
  if (!uke_pg_sql_translate (sql, &translated, error))
    return FALSE;
  /* What is taken back need not have worked. */
  if (g_str_has_prefix (sql, "ROLLBACK"))
    uke_pg_abandon (link);
  if (g_str_has_prefix (sql, "BEGIN")) {
    link->n_begun++;
    if (link->doomed->len >= MAX_DOOMED && !is_in_transaction (db))
      forget_doomed (link);
  }
  return uke_pg_run_script (link, translated.text, error);
}

static int64_t
count_changes (UkeDb *db)
{
  UkePgLink *link = db->handle;

  /* Nobody can be told here; the next who asks something is. */
  if (link->n_gathered > 0 && !uke_pg_drain (link, &link->gather_error))
    return 0;
  return link->n_changes;
}

static void
gather_postgresql (UkeDb *db)
{
  ((UkePgLink *)db->handle)->gather_depth++;
}

static gboolean
expect_one_postgresql (UkeDb *db)
{
  UkePgLink *link = db->handle;

  if (link->n_gathered == 0)
    return FALSE;
  link->must_change_one |= UINT64_C (1) << (link->n_gathered - 1);
  return TRUE;
}

static gboolean
settle_postgresql (UkeDb *db, GError **error)
{
  UkePgLink *link = db->handle;

  if (link->gather_depth > 0)
    link->gather_depth--;
  return link->gather_depth > 0 || uke_pg_drain (link, error);
}

static void
interrupt_postgresql (UkeDb *db)
{
  UkePgLink *link = db->handle;
  char text[256];

  g_mutex_lock (&link->mutex);
  g_atomic_int_set (&link->is_interrupted, 1);
  if (link->cancel != NULL)
    PQcancel (link->cancel, text, sizeof text);
  g_mutex_unlock (&link->mutex);
}

static void
set_cancellable (UkeDb *db, GCancellable *cancellable)
{
  ((UkePgLink *)db->handle)->cancellable = cancellable;
}

static const UkeDbDriver driver = {
  .dialect = UKE_DB_DIALECT_POSTGRESQL,
  .begin_sql = "BEGIN; " LOCK_SQL,
  .begin_read_sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1",
  .version_sql = "SELECT version FROM schema_version",
  .set_version_sql = "UPDATE schema_version SET version = ",
  .application_sql = "SELECT application_id FROM schema_version",
  .set_application_sql = "UPDATE schema_version SET application_id = ",
  .long_sql = "SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = 0; "
              "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL enable_seqscan = on",
  .open = open_postgresql,
  .close = close_postgresql,
  .revive = revive_postgresql,
  .exec = exec_postgresql,
  .in_transaction = is_in_transaction,
  .changes = count_changes,
  .gather = gather_postgresql,
  .expect_one = expect_one_postgresql,
  .settle = settle_postgresql,
  .interrupt = interrupt_postgresql,
  .set_cancellable = set_cancellable,
  .prepare = uke_pg_stmt_prepare,
  .finalize = uke_pg_stmt_finalize,
  .step = uke_pg_stmt_step,
  .reset = uke_pg_stmt_reset,
  .clear_bindings = uke_pg_stmt_clear,
  .parameter = uke_pg_stmt_find_parameter,
  .n_parameters = uke_pg_stmt_count_parameters,
  .parameter_name = uke_pg_stmt_name_parameter,
  .bind_null = uke_pg_stmt_bind_null,
  .bind_int64 = uke_pg_stmt_bind_int64,
  .bind_text = uke_pg_stmt_bind_text,
  .bind_blob = uke_pg_stmt_bind_blob,
  .n_columns = uke_pg_stmt_count_columns,
  .column_name = uke_pg_stmt_name_column,
  .is_null = uke_pg_stmt_is_null,
  .int64 = uke_pg_stmt_int64,
  .text = uke_pg_stmt_text,
  .blob = uke_pg_stmt_blob,
};

/**
 * uke_db_postgresql_register:
 *
 * Lets uke_db_open() open configurations with a URI. Programs that want it call it once, before
 * they open anything; those that do not are not linked with libpq.
 *
 * Thread: any
 */
void
uke_db_postgresql_register (void)
{
  uke_db_set_server_driver (&driver);
}
