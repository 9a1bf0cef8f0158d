/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-pulse.h"

#include <string.h>

/**
 * uke_pulse_read:
 * @db: a connection
 * @out_pulse: (out): what there is now
 * @error: return location
 *
 * Asks for a few numbers, so that it may be done every second.
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR; NOT_FOUND where there is no feed
 * Thread: the owner of @db
 * Source: sync.md, Settled 4
 */
gboolean
uke_pulse_read (UkeDb *db, UkePulse *out_pulse, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT f.epoch, f.seq, f.state, (SELECT count(*) FROM server_device WHERE state = 1), "
      "(SELECT count(*) FROM slot_hold), (SELECT coalesce (max (until_us), 0) FROM slot_hold) "
      "FROM feed AS f WHERE f.feed = 1",
      error);

  if (stmt == NULL || !uke_stmt_step_row (stmt, error))
    return FALSE;
  *out_pulse = (UkePulse){
    .epoch = uke_stmt_id (stmt, 0),
    .seq = uke_stmt_int64 (stmt, 1),
    .state = uke_stmt_int64 (stmt, 2),
    .n_revoked = uke_stmt_int64 (stmt, 3),
    .holds = { uke_stmt_int64 (stmt, 4), uke_stmt_int64 (stmt, 5) },
  };
  return TRUE;
}

/**
 * uke_pulse_equal:
 * @one: what there was
 * @other: what there is
 *
 * Returns: whether nobody has to be told anything
 * Errors: none
 * Thread: any
 */
gboolean
uke_pulse_equal (const UkePulse *one, const UkePulse *other)
{
  return memcmp (one, other, sizeof *one) == 0;
}
