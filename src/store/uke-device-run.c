/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-device-run.h"

#define MAX_RUNS 16 /* of one device, the newest */

/** Run: a row, or none. */
typedef struct {
  gboolean is_there, is_superseded, is_cloned;
  int64_t inc;
} Run;

static gboolean
find (UkeDb *db, uint32_t dev, uint64_t session, Run *out_run, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT inc, is_superseded, is_cloned FROM server_run WHERE dev = ? AND session = ?",
      error);

  *out_run = (Run){ 0 };
  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  uke_stmt_bind_int64_at (stmt, 2, (int64_t)session);
  if (!uke_stmt_step (stmt, &out_run->is_there, error))
    return FALSE;
  if (!out_run->is_there)
    return TRUE;
  out_run->inc = uke_stmt_int64 (stmt, 0);
  out_run->is_superseded = uke_stmt_int64 (stmt, 1) != 0;
  out_run->is_cloned = uke_stmt_int64 (stmt, 2) != 0;
  return TRUE;
}

/* A statement whose parameters are a device, a session and an incarnation, in this order. */
static gboolean
run_on (UkeDb *db, const char *sql, uint32_t dev, uint64_t session, int64_t inc, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  uke_stmt_bind_int64_at (stmt, 2, (int64_t)session);
  uke_stmt_bind_int64_at (stmt, 3, inc);
  return uke_stmt_run (stmt, error);
}

static gboolean
forget_oldest (UkeDb *db, uint32_t dev, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db,
                               "DELETE FROM server_run WHERE dev = ?1 AND n <= (SELECT max (n) "
                               "FROM server_run WHERE dev = ?1) - ?2",
                               error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  uke_stmt_bind_int64_at (stmt, 2, MAX_RUNS);
  return uke_stmt_run (stmt, error);
}

/* It is the newest, the others of its incarnation are superseded, and the oldest are forgotten. */
static gboolean
put (UkeDb *db, uint32_t dev, uint64_t session, int64_t inc, GError **error)
{
  return run_on (
             db,
             "INSERT INTO server_run (dev, session, inc, n, is_superseded, is_cloned) "
             "SELECT ?1, ?2, ?3, coalesce (max (n), 0) + 1, 0, 0 FROM server_run WHERE dev = ?1 "
             "ON CONFLICT (dev, session) DO UPDATE SET inc = excluded.inc, n = excluded.n, "
             "is_superseded = 0, is_cloned = 0",
             dev, session, inc, error)
         && run_on (db,
                    "UPDATE server_run SET is_superseded = 1 WHERE dev = ?1 AND session <> ?2 "
                    "AND inc = ?3",
                    dev, session, inc, error)
         && forget_oldest (db, dev, error);
}

/**
 * uke_device_run_begin:
 * @db: the writing connection
 * @dev: a device
 * @inc: the incarnation that it says it is
 * @session: which run of it
 * @out_is_in: (out): whether it is let in; not as an incarnation whose other run is alive
 * @out_was_cloned: (out): whether it was found to be a copy, and comes with another incarnation now
 * @error: return location
 *
 * A run says hello.
 *
 * Returns: whether that could be written down
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_device_run_begin (UkeDb *db,
                      uint32_t dev,
                      uint64_t inc,
                      uint64_t session,
                      gboolean *out_is_in,
                      gboolean *out_was_cloned,
                      GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = NULL;
  Run run;

  *out_is_in = TRUE;
  *out_was_cloned = FALSE;
  if (session == 0)
    return TRUE;
  transaction = uke_db_transaction_new (db, error);
  if (transaction == NULL || !find (db, dev, session, &run, error))
    return FALSE;
  if (run.is_cloned && run.inc == (int64_t)inc) {
    *out_is_in = FALSE;
    return TRUE;
  }
  *out_was_cloned = run.is_cloned;
  return put (db, dev, session, (int64_t)inc, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_device_run_look:
 * @db: a connection
 * @dev: a device
 * @session: which run of it asks for something
 * @out_state: (out): what is known of it
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_device_run_look (UkeDb *db,
                     uint32_t dev,
                     uint64_t session,
                     UkeDeviceRunState *out_state,
                     GError **error)
{
  Run run;

  *out_state = UKE_DEVICE_RUN_ALONE;
  if (session == 0)
    return TRUE;
  if (!find (db, dev, session, &run, error))
    return FALSE;
  if (run.is_cloned)
    *out_state = UKE_DEVICE_RUN_CLONED;
  else if (run.is_superseded)
    *out_state = UKE_DEVICE_RUN_SUPERSEDED;
  return TRUE;
}

/**
 * uke_device_run_hear:
 * @db: the writing connection
 * @dev: a device
 * @session: a run of it that asked for something although another has superseded it
 * @out_found: (out): whether the device was found to be there twice by this
 * @error: return location
 *
 * Both are alive, so the newer one is a copy, or this one is; either way they have to be two.
 *
 * Returns: whether that could be written down
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_device_run_hear (UkeDb *db, uint32_t dev, uint64_t session, gboolean *out_found, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  Run run;

  *out_found = FALSE;
  if (transaction == NULL || !find (db, dev, session, &run, error))
    return FALSE;
  if (!run.is_superseded || run.is_cloned)
    return TRUE;
  if (!run_on (db,
               "UPDATE server_run SET is_cloned = 1 WHERE dev = ?1 AND session <> ?2 AND inc = ?3 "
               "AND is_superseded = 0 AND is_cloned = 0",
               dev, session, run.inc, error))
    return FALSE;
  *out_found = uke_db_changes (db) > 0;
  return run_on (db,
                 "UPDATE server_run SET is_superseded = 0 WHERE dev = ?1 AND session = ?2 "
                 "AND inc = ?3",
                 dev, session, run.inc, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}
