/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-hold.h"

#include "model/uke-entities.h"
#include "model/uke-slot.h"
#include "store/uke-authority-private.h"
#include "store/uke-rows.h"

#include <string.h>

#define CELL_US (INT64_C (60000000) * UKE_SLOT_CELL_MIN)
#define MAX_LANES 64

/* What stands between a wish and its hold. */
typedef struct {
  UkeDb *db; /* (not owned) */
  uint32_t dev;
  const UkeWireHoldWish *wish; /* (not owned) */
  int64_t now_us;
  int64_t first_cell;
  unsigned n_cells;
} Taking;

static gboolean
is_sensible (const Taking *self)
{
  const UkeWireHoldWish *wish = self->wish;

  return wish->from_us < wish->to_us && wish->to_us - wish->from_us <= UKE_HOLD_MAX_LENGTH_US
         && wish->to_us > self->now_us && wish->for_s > 0 && wish->for_s <= UKE_HOLD_MAX_LEASE_S;
}

/**
 * uke_hold_get_allowance:
 * @db: a connection
 * @dev: a device
 * @out_n_hours: (out): how many hours a day and provider it may keep for times without the server
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.10
 */
gboolean
uke_hold_get_allowance (UkeDb *db, uint32_t dev, unsigned *out_n_hours, GError **error)
{
  g_autofree char *key = g_strdup_printf (UKE_LEASE_SETTING, dev);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT value FROM setting WHERE key = ? AND del_seq IS NULL", error);
  gboolean has_row;
  guint64 number;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_text_at (stmt, 1, key);
  if (!uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  *out_n_hours = has_row && !uke_stmt_is_null (stmt, 0)
                         && g_ascii_string_to_unsigned (uke_stmt_text (stmt, 0), 10, 0,
                                                        UKE_LEASE_MAX_HOURS, &number, NULL)
                     ? (unsigned)number
                     : 0;
  return TRUE;
}

static gboolean
check_allowed (const Taking *self, UkeWireRefusal *out_refusal, GError **error)
{
  unsigned n_hours = 0;

  if (self->wish->for_s <= UKE_HOLD_MAX_FOR_S)
    return TRUE;
  if (!uke_hold_get_allowance (self->db, self->dev, &n_hours, error))
    return FALSE;
  if (n_hours == 0)
    out_refusal->code = UKE_WIRE_NOT_ALLOWED;
  return TRUE;
}

/**
 * uke_hold_count:
 * @db: a connection
 * @but_dev: whose holds are not counted
 * @resource_id: a column
 * @first_cell: where to begin
 * @n_cells: how many cells
 * @now_us: the time; what ended before it holds nothing
 * @counts: (inout) (array length=n_cells): how many holds of others there are is added to each
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_hold_count (UkeDb *db,
                uint32_t but_dev,
                const UkeId *resource_id,
                int64_t first_cell,
                unsigned n_cells,
                int64_t now_us,
                unsigned *counts,
                GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT from_us, to_us FROM slot_hold WHERE resource_id = ? AND from_us < ? AND to_us > ? "
      "AND until_us > ? AND dev <> ?",
      error);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, resource_id);
  uke_stmt_bind_int64_at (stmt, 2, (first_cell + n_cells) * CELL_US);
  uke_stmt_bind_int64_at (stmt, 3, first_cell * CELL_US);
  uke_stmt_bind_int64_at (stmt, 4, now_us);
  uke_stmt_bind_int64_at (stmt, 5, but_dev);
  while (TRUE) {
    int64_t from_us, to_us;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    from_us = uke_stmt_int64 (stmt, 0);
    to_us = uke_stmt_int64 (stmt, 1);
    for (unsigned i = 0; i < n_cells; i++)
      if ((first_cell + i) * CELL_US < to_us && (first_cell + i + 1) * CELL_US > from_us)
        counts[i]++;
  }
}

/* Places below the capacity that bookings have. */
static gboolean
count_claims (const Taking *self, int capacity, unsigned *counts, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      self->db,
      "SELECT cell FROM slot_claim WHERE resource_id = ? AND cell >= ? AND cell < ? AND lane < ?",
      error);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &self->wish->resource_id);
  uke_stmt_bind_int64_at (stmt, 2, self->first_cell);
  uke_stmt_bind_int64_at (stmt, 3, self->first_cell + self->n_cells);
  uke_stmt_bind_int64_at (stmt, 4, capacity);
  while (TRUE) {
    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    counts[uke_stmt_int64 (stmt, 0) - self->first_cell]++;
  }
}

static gboolean
check_free (const Taking *self, int capacity, UkeWireRefusal *out_refusal, GError **error)
{
  g_autofree unsigned *counts = g_new0 (unsigned, self->n_cells);

  /* The holder's own other holds take places as well: 0 is nobody's number. */
  if (!count_claims (self, capacity, counts, error)
      || !uke_hold_count (self->db, 0, &self->wish->resource_id, self->first_cell, self->n_cells,
                          self->now_us, counts, error))
    return FALSE;
  for (unsigned i = 0; i < self->n_cells; i++)
    if (counts[i] >= (unsigned)capacity)
      out_refusal->code = UKE_WIRE_TAKEN;
  return TRUE;
}

static gboolean
check_few (const Taking *self, UkeWireRefusal *out_refusal, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      self->db, "SELECT count(*) FROM slot_hold WHERE dev = ? AND until_us > ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, self->dev);
  uke_stmt_bind_int64_at (stmt, 2, self->now_us);
  if (!uke_stmt_step_row (stmt, error))
    return FALSE;
  if (uke_stmt_int64 (stmt, 0) >= UKE_HOLD_MAX_PER_DEVICE)
    out_refusal->code = UKE_WIRE_TOO_LARGE;
  return TRUE;
}

/* The same time of the same column again: it is held for longer, and never for less long. */
static gboolean
renew (const Taking *self, UkeWireHold *hold, gboolean *out_is_renewed, GError **error)
{
  g_autoptr (UkeStmt) find
      = uke_db_prepare_cached (self->db,
                               "SELECT id, until_us FROM slot_hold WHERE resource_id = ? AND "
                               "from_us = ? AND to_us = ? AND dev = ? "
                               "AND until_us > ?",
                               error);
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (self->db, "UPDATE slot_hold SET until_us = ? WHERE id = ?", error);

  if (find == NULL || stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (find, 1, &hold->resource_id);
  uke_stmt_bind_int64_at (find, 2, hold->from_us);
  uke_stmt_bind_int64_at (find, 3, hold->to_us);
  uke_stmt_bind_int64_at (find, 4, hold->dev);
  uke_stmt_bind_int64_at (find, 5, self->now_us);
  if (!uke_stmt_step (find, out_is_renewed, error))
    return FALSE;
  if (!*out_is_renewed)
    return TRUE;
  hold->id = uke_stmt_id (find, 0);
  hold->until_us = MAX (hold->until_us, uke_stmt_int64 (find, 1));
  uke_stmt_bind_int64_at (stmt, 1, hold->until_us);
  uke_stmt_bind_id_at (stmt, 2, &hold->id);
  return uke_stmt_run (stmt, error);
}

static gboolean
insert (const Taking *self, const UkeWireHold *hold, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      self->db,
      "INSERT INTO slot_hold (id, dev, resource_id, from_us, to_us, until_us) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &hold->id);
  uke_stmt_bind_int64_at (stmt, 2, hold->dev);
  uke_stmt_bind_id_at (stmt, 3, &hold->resource_id);
  uke_stmt_bind_int64_at (stmt, 4, hold->from_us);
  uke_stmt_bind_int64_at (stmt, 5, hold->to_us);
  uke_stmt_bind_int64_at (stmt, 6, hold->until_us);
  return uke_stmt_run (stmt, error);
}

static gboolean
take_new (const Taking *self, const UkeWireHold *hold, UkeWireRefusal *out_refusal, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeRecord) resource
      = uke_rows_find (self->db, &UKE_ENTITY_RESOURCE, &hold->resource_id, &local);
  int capacity;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (resource == NULL) {
    out_refusal->code = UKE_WIRE_NOT_FOUND;
    return TRUE;
  }
  capacity = (int)CLAMP (uke_record_get_int (resource, UKE_RESOURCE_CAPACITY), 1, MAX_LANES);
  if (!check_few (self, out_refusal, error) || !check_free (self, capacity, out_refusal, error))
    return FALSE;
  return out_refusal->code != UKE_WIRE_OK || insert (self, hold, error);
}

/* Until when is never further than until the held time itself is over. */
static gboolean
take (Taking *self,
      const UkeAuthorityPeer *peer,
      UkeWireHold *out_hold,
      UkeWireRefusal *out_refusal,
      GError **error)
{
  const UkeWireHoldWish *wish = self->wish;
  UkeWireHold hold
      = { uke_id_new (self->now_us), self->dev, wish->resource_id, wish->from_us, wish->to_us };
  gboolean is_renewed;

  if (!uke_authority_check_device (self->db, peer, out_refusal, error))
    return FALSE;
  if (out_refusal->code == UKE_WIRE_OK && !is_sensible (self))
    out_refusal->code = UKE_WIRE_MALFORMED;
  if (out_refusal->code == UKE_WIRE_OK && !check_allowed (self, out_refusal, error))
    return FALSE;
  if (out_refusal->code != UKE_WIRE_OK)
    return TRUE;
  hold.until_us = MIN (self->now_us + wish->for_s * G_USEC_PER_SEC, wish->to_us);
  self->first_cell = uke_slot_first_cell (wish->from_us);
  self->n_cells = (unsigned)((wish->to_us + CELL_US - 1) / CELL_US - self->first_cell);
  if (!renew (self, &hold, &is_renewed, error)
      || (!is_renewed && !take_new (self, &hold, out_refusal, error)))
    return FALSE;
  if (out_refusal->code == UKE_WIRE_OK)
    *out_hold = hold;
  return TRUE;
}

/**
 * uke_hold_take:
 * @db: the writing connection, outside any transaction
 * @peer: which device
 * @wish: which time of which column, and for how long
 * @now_us: the time
 * @out_hold: (out): what it holds now, unless it is refused
 * @out_refusal: (out): TAKEN when a booking or somebody's hold is there; NOT_ALLOWED when it is for
 *   longer than a conversation and the clinic's settings do not say that this device may
 * @error: return location
 *
 * The same wish again, before it has ended, makes the hold last longer.
 *
 * Returns: whether the store did its part
 * Errors: UKE_DB_ERROR: FULL, IO, BUSY
 * Thread: the owner of @db
 * Source: sync.md 2.10, P24
 */
gboolean
uke_hold_take (UkeDb *db,
               const UkeAuthorityPeer *peer,
               const UkeWireHoldWish *wish,
               int64_t now_us,
               UkeWireHold *out_hold,
               UkeWireRefusal *out_refusal,
               GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  Taking self = { db, peer->dev, wish, now_us };

  *out_refusal = (UkeWireRefusal){ .code = UKE_WIRE_OK };
  return transaction != NULL && take (&self, peer, out_hold, out_refusal, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
give_up (UkeDb *db,
         const UkeAuthorityPeer *peer,
         const UkeId *id,
         UkeWireRefusal *out_refusal,
         GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "DELETE FROM slot_hold WHERE id = ? AND dev = ?", error);

  if (stmt == NULL || !uke_authority_check_device (db, peer, out_refusal, error))
    return FALSE;
  if (out_refusal->code != UKE_WIRE_OK)
    return TRUE;
  uke_stmt_bind_id_at (stmt, 1, id);
  uke_stmt_bind_int64_at (stmt, 2, peer->dev);
  if (!uke_stmt_run (stmt, error))
    return FALSE;
  if (uke_db_changes (db) == 0)
    out_refusal->code = UKE_WIRE_NOT_FOUND;
  return TRUE;
}

/**
 * uke_hold_give_up:
 * @db: the writing connection, outside any transaction
 * @peer: which device
 * @id: of a hold of its own
 * @out_refusal: (out): NOT_FOUND when it has none of that id
 * @error: return location
 *
 * Returns: whether the store did its part
 * Errors: UKE_DB_ERROR: FULL, IO, BUSY
 * Thread: the owner of @db
 */
gboolean
uke_hold_give_up (UkeDb *db,
                  const UkeAuthorityPeer *peer,
                  const UkeId *id,
                  UkeWireRefusal *out_refusal,
                  GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  *out_refusal = (UkeWireRefusal){ .code = UKE_WIRE_OK };
  return transaction != NULL && give_up (db, peer, id, out_refusal, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_hold_drop_device:
 * @db: the writing connection, inside the transaction that shuts the device out
 * @dev: whose holds end, and whose leases are worth nothing any more
 * @error: return location
 *
 * Returns: whether they are gone
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_hold_drop_device (UkeDb *db, uint32_t dev, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "DELETE FROM slot_hold WHERE dev = ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  return uke_stmt_run (stmt, error);
}

/* A long name is cut where a character begins. */
static void
put_name (UkeWireHold *hold, const char *name)
{
  const char *end;

  memset (hold->name, 0, sizeof hold->name);
  g_strlcpy (hold->name, name, sizeof hold->name);
  if (g_utf8_validate (hold->name, -1, &end))
    return;
  hold->name[end - hold->name] = '\0';
}

/**
 * uke_hold_list:
 * @db: a connection
 * @now_us: the time
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeWireHold): every hold that has not ended, in the order
 *   of their ids
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
GArray *
uke_hold_list (UkeDb *db, int64_t now_us, GError **error)
{
  g_autoptr (GArray) holds = g_array_new (FALSE, FALSE, sizeof (UkeWireHold));
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT h.id, h.dev, h.resource_id, h.from_us, h.to_us, h.until_us, d.name FROM slot_hold AS "
      "h "
      "LEFT JOIN server_device AS d ON d.dev = h.dev WHERE h.until_us > ? ORDER BY h.id",
      error);
  gboolean has_row;

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_int64_at (stmt, 1, now_us);
  while (TRUE) {
    UkeWireHold hold;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      return g_steal_pointer (&holds);
    hold.id = uke_stmt_id (stmt, 0);
    hold.dev = (uint32_t)uke_stmt_int64 (stmt, 1);
    hold.resource_id = uke_stmt_id (stmt, 2);
    hold.from_us = uke_stmt_int64 (stmt, 3);
    hold.to_us = uke_stmt_int64 (stmt, 4);
    hold.until_us = uke_stmt_int64 (stmt, 5);
    put_name (&hold, uke_stmt_is_null (stmt, 6) ? "" : uke_stmt_text (stmt, 6));
    g_array_append_val (holds, hold);
  }
}

/* What is told of each hold, and nothing else, makes the tag. */
static int64_t
make_tag (const GArray *holds)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  uint8_t hash[UKE_SHA256_SIZE];
  uint64_t tag = 0;

  if (holds->len == 0)
    return 0;
  for (unsigned i = 0; i < holds->len; i++) {
    const UkeWireHold *hold = &g_array_index (holds, UkeWireHold, i);

    g_byte_array_append (bytes, hold->id.bytes, sizeof hold->id.bytes);
    g_byte_array_append (bytes, (const uint8_t *)&hold->until_us, sizeof hold->until_us);
  }
  uke_sha256 (bytes->data, bytes->len, hash);
  for (unsigned i = 0; i < 6; i++)
    tag = tag << 8 | hash[i];
  return (int64_t)(tag | 1);
}

/**
 * uke_hold_show:
 * @db: a connection
 * @known_tag: of the holds that the device knows, 0 for none
 * @now_us: the time
 * @page: (inout): gets all holds that have not ended, when they are not those
 * @error: return location
 *
 * The device says what it knows, so that the server keeps nothing about it, and any of several
 * server processes can answer.
 *
 * Returns: whether they could be read
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.10
 */
gboolean
uke_hold_show (UkeDb *db, int64_t known_tag, int64_t now_us, UkeWirePage *page, GError **error)
{
  g_autoptr (GArray) holds = uke_hold_list (db, now_us, error);
  int64_t tag;

  if (holds == NULL)
    return FALSE;
  tag = make_tag (holds);
  if (tag == known_tag)
    return TRUE;
  page->has_holds = TRUE;
  page->holds_tag = tag;
  g_array_set_size (page->holds, 0);
  g_array_append_vals (page->holds, holds->data, MIN (holds->len, UKE_WIRE_MAX_HOLDS));
  return TRUE;
}

/**
 * uke_hold_expire:
 * @db: the writing connection, outside any transaction
 * @now_us: the time
 * @out_n_ended: (out): how many there were
 * @error: return location
 *
 * Forgets holds that have ended; they held nothing any more before this as well.
 *
 * Returns: whether it could be done
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_hold_expire (UkeDb *db, int64_t now_us, unsigned *out_n_ended, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "DELETE FROM slot_hold WHERE until_us <= ?", error);

  if (transaction == NULL || stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, now_us);
  if (!uke_stmt_run (stmt, error))
    return FALSE;
  *out_n_ended = (unsigned)uke_db_changes (db);
  return uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}
