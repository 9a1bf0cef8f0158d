/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-store-verify.h"

#include "db/uke-db-check.h"
#include "model/uke-slot.h"
#include "model/uke-status.h"
#include "store/uke-audit-log.h"
#include "store/uke-digest.h"
#include "store/uke-log-store.h"
#include "store/uke-projection.h"

#define CELL_US (INT64_C (60000000) * UKE_SLOT_CELL_MIN)

typedef gboolean (*CheckFunc) (UkeDb *db,
                               GPtrArray *problems,
                               GCancellable *cancellable,
                               GError **error);

static gboolean
check_part (UkeDb *db,
            UkeDbCheckPart part,
            GPtrArray *problems,
            GCancellable *cancellable,
            GError **error)
{
  g_auto (GStrv) found = NULL;

  if (!uke_db_check (db, part, &found, cancellable, error))
    return FALSE;
  for (unsigned i = 0; found[i] != NULL; i++)
    g_ptr_array_add (problems, g_strdup (found[i]));
  return TRUE;
}

static gboolean
check_cipher (UkeDb *db, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  return check_part (db, UKE_DB_CHECK_CIPHER, problems, cancellable, error);
}

static gboolean
check_integrity (UkeDb *db, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  return check_part (db, UKE_DB_CHECK_INTEGRITY, problems, cancellable, error);
}

/* The statuses that hold their time, as a list for SQL. */
static char *
list_slot_statuses (void)
{
  GString *list = g_string_new (NULL);

  for (int status = UKE_STATUS_BOOKED; status <= UKE_N_STATUSES; status++)
    if (uke_status_takes_slot ((UkeStatus)status))
      g_string_append_printf (list, "%s'%s'", list->len > 0 ? ", " : "",
                              uke_status_get_code ((UkeStatus)status));
  return g_string_free (list, FALSE);
}

static gboolean
count (UkeDb *db, const char *sql, const char *what, GPtrArray *problems, GError **error)
{
  int64_t n;

  if (!uke_db_query_int64 (db, sql, &n, error))
    return FALSE;
  if (n != 0)
    g_ptr_array_add (problems, g_strdup_printf ("%s: %" G_GINT64_FORMAT, what, n));
  return TRUE;
}

/* Claims of cells that no booking holds: of none, of one that does not hold its time, of another
 * resource or of other cells. */
static char *
make_stray_sql (const char *holds)
{
  return g_strdup_printf (
      "SELECT count(*) FROM slot_claim AS c LEFT JOIN appointment AS a ON a.id = c.appointment_id "
      "WHERE a.id IS NULL OR NOT %s OR (c.resource_id IS DISTINCT FROM a.provider_id AND "
      "c.resource_id IS DISTINCT FROM a.chair_id) OR c.cell < a.starts_at_us / %" G_GINT64_FORMAT
      " OR c.cell * %" G_GINT64_FORMAT " >= a.starts_at_us + a.length_min * 60000000",
      holds, CELL_US, CELL_US);
}

/* Bookings without all of their cells. One whose time had passed when it was last written down is
 * history, and may have none at all: time that has passed is not claimed. */
static char *
make_missing_sql (const char *holds)
{
  return g_strdup_printf (
      "SELECT count(*) FROM (SELECT a.*, a.starts_at_us + a.length_min * 60000000 AS ends_at_us "
      "FROM appointment AS a) AS a LEFT JOIN (SELECT appointment_id, count(*) AS n "
      "FROM slot_claim GROUP BY appointment_id) AS c ON c.appointment_id = a.id "
      "WHERE %s AND a.length_min > 0 AND a.starts_at_us IS NOT NULL AND coalesce (c.n, 0) <> "
      "((a.ends_at_us - 1) / %" G_GINT64_FORMAT " - a.starts_at_us / %" G_GINT64_FORMAT " + 1) * "
      "(CASE WHEN a.provider_id IS NULL THEN 0 ELSE 1 END + "
      "CASE WHEN a.chair_id IS NULL THEN 0 ELSE 1 END) AND NOT (c.n IS NULL AND EXISTS "
      "(SELECT 1 FROM flog AS l WHERE l.feed = (SELECT feed FROM feed) AND l.seq = a.rver AND "
      "l.at_us >= a.ends_at_us))",
      holds, CELL_US, CELL_US);
}

/* Every booking that holds its time holds each of its cells once on each resource, and nothing else
 * does. */
static gboolean
check_claims (UkeDb *db, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  g_autofree char *statuses = list_slot_statuses ();
  g_autofree char *holds = g_strdup_printf (
      "(a.del_seq IS NULL AND a.status IN (%s) AND coalesce (a.needs_new_time, 0) = 0)", statuses);
  g_autofree char *stray = make_stray_sql (holds);
  g_autofree char *missing = make_missing_sql (holds);

  return count (db, stray, "claims of cells that no booking holds", problems, error)
         && count (db, missing, "bookings whose cells are not all claimed", problems, error);
}

/* Where one device writes, its audit says what every row must be. Where several do, each knows its
 * own part only: the sums of row hashes, which follow the log, stand in for it. */
static gboolean
check_rows (UkeDb *db, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  int64_t n;

  if (!uke_db_query_int64 (db,
                           "SELECT (SELECT count(*) FROM server_device) + (SELECT count(*) FROM "
                           "replica)",
                           &n, error))
    return FALSE;
  return n == 0 ? uke_audit_match_verify (db, problems, cancellable, error)
                : uke_digest_verify (db, problems, cancellable, error);
}

static const struct {
  const char *name;
  CheckFunc check;
} CHECKS[] = {
  { "cipher", check_cipher },      { "integrity", check_integrity },
  { "log", uke_log_store_verify }, { "audit", uke_audit_log_verify },
  { "rows", check_rows },          { "projections", uke_projection_verify },
  { "claims", check_claims },
};

/* One check; that there is nothing of ours to check is an answer too. */
static gboolean
run_check (UkeDb *db, size_t i, UkeStoreCheck *check, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) own_error = NULL;

  if (CHECKS[i].check (db, check->problems, cancellable, &own_error))
    return TRUE;
  check->is_elsewhere = g_error_matches (own_error, UKE_DB_ERROR, UKE_DB_ERROR_OTHER_ENGINE);
  if (check->is_elsewhere)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

/**
 * uke_store_check_free:
 * @self: (transfer full): what one check found
 *
 * Thread: any
 */
void
uke_store_check_free (UkeStoreCheck *self)
{
  g_ptr_array_unref (self->problems);
  g_free (self);
}

/**
 * uke_store_verify:
 * @db: a connection, best one for reading
 * @progress: (nullable): told before each check
 * @progress_data: for @progress
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Makes every check there is, in one state of the database, so that what is written meanwhile does
 * not look like damage.
 *
 * Returns: (transfer full) (element-type UkeStoreCheck): what each found; problems are success
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP; G_IO_ERROR_CANCELLED
 * Thread: the owner of @db
 * Source: architecture.md 1, security.md A8
 */
GPtrArray *
uke_store_verify (UkeDb *db,
                  UkeStoreVerifyProgress progress,
                  gpointer progress_data,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GPtrArray) checks
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_store_check_free);
  gboolean is_own = !uke_db_in_transaction (db);
  gboolean is_done = TRUE;

  if (is_own && !uke_db_begin_read (db, error))
    return NULL;
  if (!uke_db_allow_long (db, error)) {
    if (is_own)
      uke_db_end_read (db);
    return NULL;
  }
  for (unsigned i = 0; i < G_N_ELEMENTS (CHECKS) && is_done; i++) {
    UkeStoreCheck *check = g_new0 (UkeStoreCheck, 1);

    check->name = CHECKS[i].name;
    check->problems = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (checks, check);
    if (progress != NULL)
      progress (check->name, i, G_N_ELEMENTS (CHECKS), progress_data);
    is_done = run_check (db, i, check, cancellable, error);
  }
  if (is_own)
    uke_db_end_read (db);
  return is_done ? g_steal_pointer (&checks) : NULL;
}
