/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-recovery-report.h"

/* More than anybody reads; what is left out ends in "...". */
#define MAX_MISSING 400

static void
free_device (gpointer data)
{
  UkeRecoveryDevice *self = data;

  g_free (self->missing);
  g_free (self);
}

/**
 * uke_recovery_report_free:
 * @self: (transfer full) (nullable): a report
 *
 * Thread: any
 */
void
uke_recovery_report_free (UkeRecoveryReport *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->devices);
  g_free (self);
}

/* Devices that were waited for, and those that came all the same. */
static gboolean
insert_devices (UkeDb *db, const UkeId *epoch, int64_t since_us, int64_t now_us, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO recovery (epoch, dev, ended_at_us, has_reported, n_rescued, n_conflicting, "
      "n_known, n_refused, missing) SELECT ?1, d.dev, ?2, "
      "CASE WHEN d.reported IS DISTINCT FROM ?1 THEN 0 ELSE 1 END, "
      "coalesce (sum (CASE WHEN r.outcome BETWEEN 1 AND 3 THEN 1 ELSE 0 END), 0), "
      "coalesce (sum (CASE WHEN r.outcome BETWEEN 2 AND 3 THEN 1 ELSE 0 END), 0), "
      "coalesce (sum (CASE WHEN r.outcome = 4 THEN 1 ELSE 0 END), 0), "
      "coalesce (sum (CASE WHEN r.outcome = 5 THEN 1 ELSE 0 END), 0), '' "
      "FROM server_device AS d LEFT JOIN rescue AS r ON r.dev = d.dev "
      "WHERE d.state = 0 AND (d.last_seen_us >= ?3 OR r.dev IS NOT NULL) "
      "GROUP BY d.dev, d.reported ON CONFLICT (epoch, dev) DO NOTHING",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, epoch);
  uke_stmt_bind_int64_at (stmt, 2, now_us);
  uke_stmt_bind_int64_at (stmt, 3, since_us);
  return uke_stmt_run (stmt, error);
}

static void
append_range (GString *text, int64_t from, int64_t to)
{
  if (from > to || text->len >= MAX_MISSING)
    return;
  if (text->len > 0)
    g_string_append_c (text, ',');
  g_string_append_printf (text, "%" G_GINT64_FORMAT, from);
  if (to > from)
    g_string_append_printf (text, "-%" G_GINT64_FORMAT, to);
  if (text->len >= MAX_MISSING)
    g_string_append (text, "...");
}

static gboolean
set_missing (UkeDb *db, const UkeId *epoch, int64_t dev, const char *missing, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "UPDATE recovery SET missing = ? WHERE epoch = ? AND dev = ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_text_at (stmt, 1, missing);
  uke_stmt_bind_id_at (stmt, 2, epoch);
  uke_stmt_bind_int64_at (stmt, 3, dev);
  return uke_stmt_run (stmt, error);
}

/* An incarnation's numbers have no gap: what is missing between those that this history has and
 * those that came back is lost, unless a server had refused it for good. */
static gboolean
find_missing (UkeDb *db, const UkeId *epoch, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT r.dev, r.was_inc, r.was_dseq, coalesce (p.last_dseq, 0) FROM rescue AS r "
      "LEFT JOIN devpos AS p ON p.feed = 1 AND p.dev = r.dev AND p.inc = r.was_inc "
      "WHERE r.was_dseq > coalesce (p.last_dseq, 0) ORDER BY r.dev, r.was_inc, r.was_dseq",
      error);
  g_autoptr (GString) missing = g_string_new (NULL);
  int64_t dev = 0, inc = 0, last = 0;

  while (stmt != NULL) {
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (missing->len > 0 && (!has_row || uke_stmt_int64 (stmt, 0) != dev)
        && !set_missing (db, epoch, dev, missing->str, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    if (uke_stmt_int64 (stmt, 0) != dev)
      g_string_truncate (missing, 0);
    if (uke_stmt_int64 (stmt, 0) != dev || uke_stmt_int64 (stmt, 1) != inc)
      last = uke_stmt_int64 (stmt, 3);
    dev = uke_stmt_int64 (stmt, 0);
    inc = uke_stmt_int64 (stmt, 1);
    append_range (missing, last + 1, uke_stmt_int64 (stmt, 2) - 1);
    last = uke_stmt_int64 (stmt, 2);
  }
  return FALSE;
}

/**
 * uke_recovery_report_write:
 * @db: the writing connection, inside a transaction: of a server whose recovery is over
 * @epoch: that it began with
 * @since_us: devices that were seen since then were waited for
 * @now_us: the time
 * @error: return location
 *
 * Returns: whether the report is kept
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.11
 */
gboolean
uke_recovery_report_write (UkeDb *db,
                           const UkeId *epoch,
                           int64_t since_us,
                           int64_t now_us,
                           GError **error)
{
  return insert_devices (db, epoch, since_us, now_us, error) && find_missing (db, epoch, error);
}

static UkeRecoveryDevice *
read_device (UkeStmt *stmt)
{
  UkeRecoveryDevice *device = g_new0 (UkeRecoveryDevice, 1);

  device->dev = (uint32_t)uke_stmt_int64 (stmt, 2);
  device->has_reported = uke_stmt_int64 (stmt, 3) != 0;
  device->n_rescued = (unsigned)uke_stmt_int64 (stmt, 4);
  device->n_conflicting = (unsigned)uke_stmt_int64 (stmt, 5);
  device->n_known = (unsigned)uke_stmt_int64 (stmt, 6);
  device->n_refused = (unsigned)uke_stmt_int64 (stmt, 7);
  device->missing = uke_stmt_dup_text (stmt, 8);
  return device;
}

/**
 * uke_recovery_report_read:
 * @db: a connection
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what came of the last recovery; NULL without an error when
 *   there was none
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
UkeRecoveryReport *
uke_recovery_report_read (UkeDb *db, GError **error)
{
  g_autoptr (UkeRecoveryReport) report = g_new0 (UkeRecoveryReport, 1);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT epoch, ended_at_us, dev, has_reported, n_rescued, n_conflicting, n_known, n_refused, "
      "missing FROM recovery WHERE epoch = (SELECT epoch FROM recovery ORDER BY ended_at_us DESC, "
      "epoch DESC LIMIT 1) ORDER BY dev",
      error);

  report->devices = g_ptr_array_new_with_free_func (free_device);
  while (stmt != NULL) {
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      return report->devices->len > 0 ? g_steal_pointer (&report) : NULL;
    report->epoch = uke_stmt_id (stmt, 0);
    report->ended_at_us = uke_stmt_int64 (stmt, 1);
    g_ptr_array_add (report->devices, read_device (stmt));
  }
  return NULL;
}
