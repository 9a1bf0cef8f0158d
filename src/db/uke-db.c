/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db.h"

#include "db/uke-db-driver-private.h"

#include <string.h>

/* What opens a URI, where the program has such a thing. */
static const UkeDbDriver *server_driver;

/**
 * uke_db_set_server_driver:
 * @driver: what opens a configuration with a URI; stays for good
 *
 * Thread: any
 */
void
uke_db_set_server_driver (const UkeDbDriver *driver)
{
  g_atomic_pointer_set (&server_driver, driver);
}

/**
 * uke_db_schema_is_valid:
 * @schema: (nullable): a name
 *
 * Returns: whether it can name a tenant's schema: `[a-z_][a-z0-9_]{0,62}`, and none of the names
 *   that PostgreSQL keeps for itself
 * Thread: any
 */
gboolean
uke_db_schema_is_valid (const char *schema)
{
  static const char first[] = "abcdefghijklmnopqrstuvwxyz_";
  static const char others[] = "abcdefghijklmnopqrstuvwxyz_0123456789";

  return schema != NULL && schema[0] != '\0' && strlen (schema) <= 63
         && strchr (first, schema[0]) != NULL && strspn (schema, others) == strlen (schema)
         && !g_str_has_prefix (schema, "pg_") && strcmp (schema, "information_schema") != 0;
}

/* SQL is long, and every statement of the cache is looked for by its text: eight bytes at a time.
 */
static unsigned
hash_sql (gconstpointer sql)
{
  size_t len = strlen (sql);
  uint64_t hash = len, word;

  for (size_t at = 0; at < len; at += sizeof word) {
    word = 0;
    memcpy (&word, (const char *)sql + at, MIN (sizeof word, len - at));
    hash = (hash ^ word) * UINT64_C (0x9e3779b97f4a7c15);
    hash ^= hash >> 32;
  }
  return (unsigned)hash;
}

/**
 * uke_db_open:
 * @config: what to open; nothing of it is kept
 * @error: return location
 *
 * Opens an encrypted database, or a schema of a PostgreSQL database, or makes one when @config says
 * so, and forces and asserts the settings that the promises of this layer rest on. The calling
 * thread owns the connection.
 *
 * Returns: (transfer full): the connection
 * Errors: NOT_FOUND, NOT_ENCRYPTED, WRONG_KEY, CORRUPT, READ_ONLY, FULL, BUSY, IO, UNREACHABLE;
 *   OTHER_ENGINE when this program has no driver for it
 * Thread: any; the caller's from then on
 * Source: security.md 3.1
 */
UkeDb *
uke_db_open (const UkeDbConfig *config, GError **error)
{
  g_autoptr (UkeDb) self = NULL;

  g_return_val_if_fail (config != NULL, NULL);
  g_return_val_if_fail (config->uri != NULL || (config->path != NULL && config->key != NULL), NULL);
  self = g_new0 (UkeDb, 1);
  self->driver = config->uri != NULL ? g_atomic_pointer_get (&server_driver) : &UKE_DB_SQLCIPHER;
  self->owner = pthread_self ();
  self->path = config->uri != NULL ? NULL : g_strdup (config->path);
  self->is_read_only = config->read_only;
  self->idle
      = g_hash_table_new_full (hash_sql, g_str_equal, NULL, (GDestroyNotify)uke_stmt_finalize);
  if (self->driver == NULL) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_OTHER_ENGINE,
                 "this program has no driver for PostgreSQL");
    return NULL;
  }
  if (!self->driver->open (self, config, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * uke_db_close:
 * @db: (transfer full): a connection, no statement of which is held
 * @error: return location
 *
 * Closes the connection; the last one of a file folds its log back into it. The connection is gone
 * whatever this returns. A transaction that is open is rolled back.
 *
 * Returns: whether the file was closed in order
 * Errors: IO, FULL; BUSY when a statement is still held
 * Thread: the owner of @db
 */
gboolean
uke_db_close (UkeDb *db, GError **error)
{
  gboolean is_closed = TRUE;

  g_return_val_if_fail (db != NULL, FALSE);
  UKE_DB_ASSERT_OWNER (db);
  if (db->n_statements > 0)
    g_critical ("%u statements are still held", db->n_statements);
  g_clear_pointer (&db->idle, g_hash_table_unref);
  if (db->handle != NULL)
    is_closed = db->driver->close (db, error);
  g_free (db->path);
  g_free (db);
  return is_closed;
}

/**
 * uke_db_free:
 * @db: (transfer full): a connection
 *
 * As uke_db_close(), for those who cannot do anything about a failure.
 *
 * Thread: the owner of @db
 */
void
uke_db_free (UkeDb *db)
{
  g_autoptr (GError) error = NULL;

  if (db != NULL && !uke_db_close (db, &error))
    g_debug ("%s", error->message);
}

/**
 * uke_db_revive:
 * @db: a connection without a transaction, no statement of which is held
 * @error: return location
 *
 * Connects anew when the server went away, which a connection does not do by itself: whoever was in
 * the middle of something has to know. The pool calls this before each job.
 *
 * Returns: whether there is a connection
 * Errors: UNREACHABLE; those of uke_db_open()
 * Thread: the owner of @db
 */
gboolean
uke_db_revive (UkeDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  UKE_DB_ASSERT_OWNER (db);
  return db->driver->revive == NULL || db->driver->revive (db, error);
}

/**
 * uke_db_claim_thread:
 * @db: a connection that no other thread is using
 *
 * Makes the calling thread the owner. The one who hands the connection over sees to it that the
 * former owner has finished with it.
 *
 * Thread: any
 * Source: decision 32
 */
void
uke_db_claim_thread (UkeDb *db)
{
  g_return_if_fail (db != NULL);
  db->owner = pthread_self ();
}

/**
 * uke_db_get_dialect:
 * @db: a connection
 *
 * Returns: which engine's SQL it takes
 * Thread: the owner of @db
 */
UkeDbDialect
uke_db_get_dialect (UkeDb *db)
{
  UKE_DB_ASSERT_OWNER (db);
  return db->driver->dialect;
}

/**
 * uke_db_get_path:
 * @db: a connection
 *
 * Returns: (transfer none) (nullable): its file, as it was given; %NULL on PostgreSQL
 * Thread: the owner of @db
 */
const char *
uke_db_get_path (UkeDb *db)
{
  UKE_DB_ASSERT_OWNER (db);
  return db->path;
}

/**
 * uke_db_is_read_only:
 * @db: a connection
 *
 * Returns: whether it was opened for reading only
 * Thread: the owner of @db
 */
gboolean
uke_db_is_read_only (UkeDb *db)
{
  UKE_DB_ASSERT_OWNER (db);
  return db->is_read_only;
}

/**
 * uke_db_in_transaction:
 * @db: a connection
 *
 * Asks the engine, which may have rolled back by itself after an error.
 *
 * Returns: whether a transaction is open
 * Thread: the owner of @db
 */
gboolean
uke_db_in_transaction (UkeDb *db)
{
  UKE_DB_ASSERT_OWNER (db);
  return db->driver->in_transaction (db);
}

/**
 * uke_db_exec:
 * @db: a connection
 * @sql: one or more statements without parameters
 * @error: return location
 *
 * Runs SQL text that the program carries with it. Never build @sql from values: bind them.
 *
 * Returns: whether all of it ran; what ran before a failure stays, unless in a transaction (on
 *   PostgreSQL the statements of one call are one)
 * Errors: every code but those of schema and key
 * Thread: the owner of @db
 */
gboolean
uke_db_exec (UkeDb *db, const char *sql, GError **error)
{
  g_return_val_if_fail (db != NULL && sql != NULL, FALSE);
  UKE_DB_ASSERT_OWNER (db);
  return db->driver->exec (db, sql, error);
}

/**
 * uke_db_query_int64:
 * @db: a connection
 * @sql: one statement without parameters
 * @out_value: (out): first column of its first row
 * @error: return location
 *
 * Returns: whether there was a row
 * Errors: NOT_FOUND when there is no row; those of uke_stmt_step()
 * Thread: the owner of @db
 */
gboolean
uke_db_query_int64 (UkeDb *db, const char *sql, int64_t *out_value, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, sql, error);

  if (stmt == NULL || !uke_stmt_step_row (stmt, error))
    return FALSE;
  *out_value = uke_stmt_int64 (stmt, 0);
  return TRUE;
}

/**
 * uke_db_changes:
 * @db: a connection
 *
 * Between uke_db_gather() and uke_db_settle() this waits, and whoever asks next is told the errors;
 * uke_stmt_run_one() does not wait.
 *
 * Returns: how many rows the last INSERT, UPDATE or DELETE changed
 * Thread: the owner of @db
 */
int64_t
uke_db_changes (UkeDb *db)
{
  UKE_DB_ASSERT_OWNER (db);
  return db->driver->changes (db);
}

/**
 * uke_db_gather:
 * @db: a connection in a write transaction
 *
 * From here to uke_db_settle() a statement that answers nothing need not be waited for: it may go
 * to the server together with the next one that does. Whether it worked is then told by that one,
 * at the latest by uke_db_settle(), so whoever gathers takes every error for one of the whole.
 * Gathering can be nested; only the outermost counts. Going back (uke_db_rollback(),
 * uke_db_rollback_to()) ends it. On SQLite nothing changes: there is nobody to wait for.
 *
 * Thread: the owner of @db
 */
void
uke_db_gather (UkeDb *db)
{
  g_return_if_fail (db != NULL);
  UKE_DB_ASSERT_OWNER (db);
  if (db->driver->gather != NULL)
    db->driver->gather (db);
}

/**
 * uke_db_settle:
 * @db: a connection that gathers
 * @error: return location
 *
 * Ends what uke_db_gather() began; the outermost waits for everything that was gathered.
 *
 * Returns: whether all of it worked
 * Errors: those of uke_stmt_step()
 * Thread: the owner of @db
 */
gboolean
uke_db_settle (UkeDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  UKE_DB_ASSERT_OWNER (db);
  return db->driver->settle == NULL || db->driver->settle (db, error);
}

/**
 * uke_db_interrupt:
 * @db: a connection that is not being closed
 *
 * Makes the statement that is running, if any, fail with CANCELLED.
 *
 * Thread: any
 */
void
uke_db_interrupt (UkeDb *db)
{
  g_return_if_fail (db != NULL);
  db->driver->interrupt (db);
}

/**
 * uke_db_set_cancellable:
 * @db: a connection
 * @cancellable: (nullable): what ends its statements, kept by the caller until it sets another
 *
 * From now on every statement looks at @cancellable while it runs, and fails with CANCELLED once
 * it is cancelled. Unlike uke_db_interrupt() this also ends what begins after the cancelling.
 *
 * Thread: the owner of @db
 */
void
uke_db_set_cancellable (UkeDb *db, GCancellable *cancellable)
{
  g_return_if_fail (db != NULL);
  UKE_DB_ASSERT_OWNER (db);
  db->driver->set_cancellable (db, cancellable);
}
