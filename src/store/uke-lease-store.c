/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-lease-store.h"

#include "model/uke-slot.h"
#include "store/uke-replica-private.h"

#define MINUTE_US (60 * (int64_t)G_USEC_PER_SEC)

static gboolean
save_lease (UkeDb *db, const UkeLease *lease, const UkeLeaseMoment *moment, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO lease (id, resource_id, from_us, to_us, ends_us, boot_id, noted_at_us) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &lease->hold.id);
  uke_stmt_bind_id_at (stmt, 2, &lease->hold.resource_id);
  uke_stmt_bind_int64_at (stmt, 3, lease->hold.from_us);
  uke_stmt_bind_int64_at (stmt, 4, lease->hold.to_us);
  uke_stmt_bind_int64_at (stmt, 5, lease->ends_us);
  uke_stmt_bind_text_at (stmt, 6, moment->boot_id);
  uke_stmt_bind_int64_at (stmt, 7, moment->wall_us);
  return uke_stmt_run (stmt, error);
}

static gboolean
save_uses (UkeDb *db, const UkeLeaseBook *book, const UkeLease *lease, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO lease_use (lease_id, appointment_id, from_us, to_us, is_certain) "
      "VALUES (?, ?, ?, ?, ?)",
      error);

  if (stmt == NULL)
    return FALSE;
  for (unsigned i = 0; i < lease->uses->len; i++) {
    const UkeLeaseUse *use = &g_array_index (lease->uses, UkeLeaseUse, i);

    uke_stmt_bind_id_at (stmt, 1, &lease->hold.id);
    uke_stmt_bind_id_at (stmt, 2, &use->appointment_id);
    uke_stmt_bind_int64_at (stmt, 3, use->from_us);
    uke_stmt_bind_int64_at (stmt, 4, use->to_us);
    uke_stmt_bind_int64_at (stmt, 5, uke_lease_book_is_certain (book, &use->appointment_id));
    if (!uke_stmt_run (stmt, error))
      return FALSE;
    uke_stmt_reset (stmt);
  }
  return TRUE;
}

/**
 * uke_lease_store_save:
 * @db: the writing connection, outside any transaction
 * @book: the desk's leases; those that the server did not have are left out
 * @moment: now
 * @error: return location
 *
 * What was written before is replaced.
 *
 * Returns: whether they are on the disk
 * Errors: UKE_DB_ERROR: FULL, IO, BUSY
 * Thread: the owner of @db
 * Source: sync.md 2.10
 */
gboolean
uke_lease_store_save (UkeDb *db,
                      const UkeLeaseBook *book,
                      const UkeLeaseMoment *moment,
                      GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  if (transaction == NULL || !uke_db_exec (db, "DELETE FROM lease_use", error)
      || !uke_db_exec (db, "DELETE FROM lease", error))
    return FALSE;
  for (unsigned i = 0; i < uke_lease_book_get_n (book); i++) {
    const UkeLease *lease = uke_lease_book_get (book, i);

    if (!lease->is_missing
        && (!save_lease (db, lease, moment, error) || !save_uses (db, book, lease, error)))
      return FALSE;
  }
  return uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/* Until when a lease is kept by the clock that runs now. Of another run of the computer only the
 * time of day is left: with what the server's clock was ahead, and not at all when it went back. */
static gboolean
find_end (UkeStmt *stmt, const UkeLeaseMoment *moment, int64_t offset_us, int64_t *out_ends_us)
{
  int64_t to_us = uke_stmt_int64 (stmt, 3);

  *out_ends_us = uke_stmt_int64 (stmt, 4);
  if (*moment->boot_id != '\0' && g_str_equal (uke_stmt_text (stmt, 5), moment->boot_id))
    return TRUE;
  *out_ends_us = moment->running_us + to_us - (moment->wall_us + offset_us);
  return moment->wall_us >= uke_stmt_int64 (stmt, 6);
}

static gboolean
load_leases (UkeDb *db,
             const UkeLeaseMoment *moment,
             int64_t offset_us,
             UkeLeaseBook *book,
             GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT id, resource_id, from_us, to_us, ends_us, boot_id, noted_at_us FROM lease "
      "ORDER BY id",
      error);
  gboolean has_row;

  while (stmt != NULL) {
    UkeWireHold hold = { 0 };
    int64_t ends_us;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    hold.id = uke_stmt_id (stmt, 0);
    hold.resource_id = uke_stmt_id (stmt, 1);
    hold.from_us = uke_stmt_int64 (stmt, 2);
    hold.to_us = uke_stmt_int64 (stmt, 3);
    hold.until_us = hold.to_us;
    if (find_end (stmt, moment, offset_us, &ends_us) && ends_us > moment->running_us)
      uke_lease_book_add (book, &hold, ends_us);
  }
  return FALSE;
}

static gboolean
load_uses (UkeDb *db, UkeLeaseBook *book, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT lease_id, appointment_id, from_us, to_us, is_certain FROM lease_use "
      "ORDER BY lease_id, appointment_id",
      error);
  gboolean has_row;

  while (stmt != NULL) {
    UkeId lease_id;
    UkeLeaseUse use;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    lease_id = uke_stmt_id (stmt, 0);
    use = (UkeLeaseUse){ uke_stmt_id (stmt, 1), uke_stmt_int64 (stmt, 2),
                         uke_stmt_int64 (stmt, 3) };
    uke_lease_book_note_use (book, &lease_id, &use, uke_stmt_boolean (stmt, 4));
  }
  return FALSE;
}

/* A booking that was committed when the desk ended, before it was noted: its place is used up, and
 * nothing was promised. */
static gboolean
load_others (UkeDb *db, UkeLeaseBook *book, const UkeLease *lease, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT DISTINCT a.id, a.starts_at_us, a.length_min FROM slot_claim AS c "
      "JOIN appointment AS a ON a.id = c.appointment_id "
      "WHERE c.resource_id = ? AND c.cell >= ? AND c.cell < ?",
      error);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &lease->hold.resource_id);
  uke_stmt_bind_int64_at (stmt, 2, uke_slot_first_cell (lease->hold.from_us));
  uke_stmt_bind_int64_at (stmt, 3, uke_slot_first_cell (lease->hold.to_us - 1) + 1);
  while (TRUE) {
    UkeLeaseUse use;
    gboolean is_known = FALSE;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    use.appointment_id = uke_stmt_id (stmt, 0);
    use.from_us = uke_stmt_int64 (stmt, 1);
    use.to_us = use.from_us + uke_stmt_int64 (stmt, 2) * MINUTE_US;
    for (unsigned i = 0; i < lease->uses->len; i++)
      is_known |= uke_id_equal (&g_array_index (lease->uses, UkeLeaseUse, i).appointment_id,
                                &use.appointment_id);
    if (!is_known)
      uke_lease_book_note_use (book, &lease->hold.id, &use, FALSE);
  }
}

/**
 * uke_lease_store_load:
 * @db: a connection
 * @moment: now
 * @book: an empty book, which gets the leases that are not over
 * @error: return location
 *
 * Returns: whether they could be read
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.4, 2.10
 */
gboolean
uke_lease_store_load (UkeDb *db, const UkeLeaseMoment *moment, UkeLeaseBook *book, GError **error)
{
  UkeReplicaFacts facts = { 0 };

  if (!uke_replica_read_facts (db, &facts, error)
      || !load_leases (db, moment, facts.offset_us, book, error) || !load_uses (db, book, error))
    return FALSE;
  for (unsigned i = 0; i < uke_lease_book_get_n (book); i++)
    if (!load_others (db, book, uke_lease_book_get (book, i), error))
      return FALSE;
  return TRUE;
}
