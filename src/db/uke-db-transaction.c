/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db.h"

#include "db/uke-db-driver-private.h"

#include <string.h>

/* Where what is written becomes one: transactions and savepoints. */

static gboolean
run_cached (UkeDb *db, const char *sql, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, sql, error);

  return stmt != NULL && uke_stmt_run (stmt, error);
}

/* BEGIN, COMMIT. */
static gboolean
run_control (UkeDb *db, const char *sql, GError **error)
{
  if (db->driver->prepares_control)
    return run_cached (db, sql, error);
  return db->driver->exec (db, sql, error);
}

/**
 * uke_db_begin:
 * @db: a connection without a transaction
 * @error: return location
 *
 * Begins a write transaction and takes the write lock at once, so that what is read in it cannot
 * be changed by another process before it is written.
 *
 * Returns: whether it began
 * Errors: BUSY, READ_ONLY, IO, FULL; MISUSE when one is open already
 * Thread: the owner of @db
 */
gboolean
uke_db_begin (UkeDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  UKE_DB_ASSERT_OWNER (db);
  if (db->driver->in_transaction (db)) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "a transaction is open already");
    return FALSE;
  }
  if (run_control (db, db->driver->begin_sql, error))
    return TRUE;
  /* It may have begun, and then waited for the lock in vain. */
  uke_db_rollback (db);
  return FALSE;
}

/**
 * uke_db_commit:
 * @db: a connection with a transaction
 * @error: return location
 *
 * Commits. When this returns %TRUE the changes survive a loss of power; when it returns %FALSE the
 * transaction has been rolled back. The one exception is UNREACHABLE: the server went away with the
 * question, and only looking tells what became of it (a change-set is told by its receipt).
 *
 * Returns: whether it was committed
 * Errors: CONSTRAINT for a deferred one, FULL, IO, BUSY, UNREACHABLE; MISUSE when the transaction
 * is gone Thread: the owner of @db
 */
gboolean
uke_db_commit (UkeDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  UKE_DB_ASSERT_OWNER (db);
  if (!db->driver->in_transaction (db)) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "the transaction is gone");
    return FALSE;
  }
  if (run_control (db, "COMMIT", error))
    return TRUE;
  uke_db_rollback (db);
  return FALSE;
}

/**
 * uke_db_rollback:
 * @db: a connection
 *
 * Rolls the open transaction back; does nothing when there is none, because the engine ends a
 * transaction by itself after some errors.
 *
 * Thread: the owner of @db
 */
void
uke_db_rollback (UkeDb *db)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (db != NULL);
  UKE_DB_ASSERT_OWNER (db);
  if (db->driver->in_transaction (db) && !db->driver->exec (db, "ROLLBACK", &error))
    g_debug ("%s", error->message);
}

/**
 * uke_db_allow_long:
 * @db: a connection in a transaction
 * @error: return location
 *
 * Lifts, for this transaction, the limits that end a statement that runs for too long or a
 * transaction that sleeps: for migrations, checks and bulk work.
 *
 * Returns: whether they were lifted
 * Errors: those of uke_db_exec()
 * Thread: the owner of @db
 */
gboolean
uke_db_allow_long (UkeDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  UKE_DB_ASSERT_OWNER (db);
  return db->driver->long_sql == NULL || db->driver->exec (db, db->driver->long_sql, error);
}

static gboolean
is_plain_name (const char *name)
{
  return name[0] != '\0' && strspn (name, "abcdefghijklmnopqrstuvwxyz_") == strlen (name);
}

static gboolean
run_savepoint (UkeDb *db, const char *verb, const char *name, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("%s %s", verb, name);

  g_assert (is_plain_name (name));
  return db->driver->exec (db, sql, error);
}

/**
 * uke_db_savepoint:
 * @db: a connection in a transaction
 * @name: lowercase letters and `_`
 * @error: return location
 *
 * Marks a point that uke_db_rollback_to() can go back to.
 *
 * Returns: whether it was set
 * Errors: MISUSE outside a transaction; those of uke_db_exec()
 * Thread: the owner of @db
 */
gboolean
uke_db_savepoint (UkeDb *db, const char *name, GError **error)
{
  g_return_val_if_fail (db != NULL && name != NULL, FALSE);
  UKE_DB_ASSERT_OWNER (db);
  /* SQLite would begin a transaction of its own, and releasing the savepoint would commit it. */
  if (!db->driver->in_transaction (db)) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "a savepoint outside a transaction");
    return FALSE;
  }
  return run_savepoint (db, "SAVEPOINT", name, error);
}

/**
 * uke_db_release:
 * @db: a connection
 * @name: of a savepoint
 * @error: return location
 *
 * Keeps what was done since the savepoint, as part of the transaction.
 *
 * Returns: whether it was released
 * Errors: those of uke_db_exec()
 * Thread: the owner of @db
 */
gboolean
uke_db_release (UkeDb *db, const char *name, GError **error)
{
  g_return_val_if_fail (db != NULL && name != NULL, FALSE);
  UKE_DB_ASSERT_OWNER (db);
  return run_savepoint (db, "RELEASE", name, error);
}

/**
 * uke_db_rollback_to:
 * @db: a connection
 * @name: of a savepoint
 * @error: return location
 *
 * Undoes what was done since the savepoint and removes it; the transaction goes on.
 *
 * Returns: whether it was undone
 * Errors: those of uke_db_exec()
 * Thread: the owner of @db
 */
gboolean
uke_db_rollback_to (UkeDb *db, const char *name, GError **error)
{
  g_return_val_if_fail (db != NULL && name != NULL, FALSE);
  UKE_DB_ASSERT_OWNER (db);
  return run_savepoint (db, "ROLLBACK TO", name, error)
         && run_savepoint (db, "RELEASE", name, error);
}

/**
 * uke_db_begin_read:
 * @db: a connection without a transaction
 * @error: return location
 *
 * Begins a read transaction: until uke_db_end_read() every query sees the state of now.
 *
 * Returns: whether it began
 * Errors: BUSY, IO, CORRUPT; MISUSE when a transaction is open already
 * Thread: the owner of @db
 */
gboolean
uke_db_begin_read (UkeDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);
  UKE_DB_ASSERT_OWNER (db);
  if (db->driver->in_transaction (db)) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "a transaction is open already");
    return FALSE;
  }
  if (run_control (db, db->driver->begin_read_sql, error)
      && (db->driver->snapshot_sql == NULL || run_cached (db, db->driver->snapshot_sql, error)))
    return TRUE;
  uke_db_rollback (db);
  return FALSE;
}

/**
 * uke_db_end_read:
 * @db: a connection with a read transaction
 *
 * Lets go of the state that uke_db_begin_read() held.
 *
 * Thread: the owner of @db
 */
void
uke_db_end_read (UkeDb *db)
{
  uke_db_rollback (db);
}

/**
 * uke_db_transaction_new:
 * @db: a connection without a transaction
 * @error: return location
 *
 * As uke_db_begin(), for a transaction that ends with its scope.
 *
 * Returns: (transfer full): the transaction
 * Errors: those of uke_db_begin()
 * Thread: the owner of @db
 */
UkeDbTransaction *
uke_db_transaction_new (UkeDb *db, GError **error)
{
  /* It has nothing of its own: the type exists to tell the compiler what ends with the scope. */
  return uke_db_begin (db, error) ? (UkeDbTransaction *)db : NULL;
}

/**
 * uke_db_transaction_commit:
 * @transaction: (transfer full): an open transaction
 * @error: return location
 *
 * As uke_db_commit().
 *
 * Returns: whether it was committed
 * Errors: those of uke_db_commit()
 * Thread: the owner of the connection
 */
gboolean
uke_db_transaction_commit (UkeDbTransaction *transaction, GError **error)
{
  return uke_db_commit ((UkeDb *)transaction, error);
}

/**
 * uke_db_transaction_free:
 * @transaction: (transfer full) (nullable): an open transaction
 *
 * Rolls it back.
 *
 * Thread: the owner of the connection
 */
void
uke_db_transaction_free (UkeDbTransaction *transaction)
{
  if (transaction != NULL)
    uke_db_rollback ((UkeDb *)transaction);
}
