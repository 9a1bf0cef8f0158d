/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-replica-private.h"

#include "feed/uke-change-set-json.h"
#include "store/uke-store-error.h"

#include <string.h>

#define DAY_US (INT64_C (24) * 3600 * G_USEC_PER_SEC)
#define RETAIN_US (7 * DAY_US)

/* What a set in a push costs besides its bytes. */
#define SET_OVERHEAD 48

static gboolean
read_fixed (UkeStmt *stmt, int column, uint8_t *out_bytes, size_t n)
{
  size_t len;
  const void *bytes = uke_stmt_blob (stmt, column, &len);

  if (bytes == NULL || len != n)
    return FALSE;
  memcpy (out_bytes, bytes, n);
  return TRUE;
}

/**
 * uke_replica_read_facts:
 * @db: a connection
 * @out_facts: (out): what the desk knows of its server; is_replica is FALSE for a clinic by itself
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_replica_read_facts (UkeDb *db, UkeReplicaFacts *out_facts, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT public_key, sig, durable, last_contact_us, offset_us, own_seq FROM replica",
      error);
  gboolean has_row;

  *out_facts = (UkeReplicaFacts){ 0 };
  if (stmt == NULL || !uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  out_facts->is_replica = TRUE;
  if (!read_fixed (stmt, 0, out_facts->public_key, sizeof out_facts->public_key)) {
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "the key of the server");
    return FALSE;
  }
  out_facts->has_sig = read_fixed (stmt, 1, out_facts->sig, sizeof out_facts->sig);
  out_facts->durable = uke_stmt_int64 (stmt, 2);
  out_facts->last_contact_us = uke_stmt_int64 (stmt, 3);
  out_facts->offset_us = uke_stmt_int64 (stmt, 4);
  out_facts->own_seq = uke_stmt_int64 (stmt, 5);
  return TRUE;
}

/**
 * uke_replica_get_public_key:
 * @db: a connection
 * @out_key: (out): the server's key, which signs cursors
 * @error: return location
 *
 * Returns: whether the desk belongs to a server
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP, CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_replica_get_public_key (UkeDb *db, uint8_t out_key[UKE_CURSOR_PUBLIC_SIZE], GError **error)
{
  UkeReplicaFacts facts;

  if (!uke_replica_read_facts (db, &facts, error))
    return FALSE;
  if (!facts.is_replica) {
    g_set_error_literal (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_SET_UP, "no server's desk");
    return FALSE;
  }
  memcpy (out_key, facts.public_key, sizeof facts.public_key);
  return TRUE;
}

/**
 * uke_replica_write_facts:
 * @db: the writing connection, inside a transaction
 * @facts: what is to stand
 * @error: return location
 *
 * Returns: whether it was written
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_replica_write_facts (UkeDb *db, const UkeReplicaFacts *facts, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO replica (one, public_key, sig, durable, last_contact_us, offset_us, own_seq) "
      "VALUES (1, ?, ?, ?, ?, ?, ?) ON CONFLICT (one) DO UPDATE SET "
      "public_key = excluded.public_key, sig = excluded.sig, durable = excluded.durable, "
      "last_contact_us = excluded.last_contact_us, offset_us = excluded.offset_us, "
      "own_seq = excluded.own_seq",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_blob_at (stmt, 1, facts->public_key, sizeof facts->public_key);
  if (facts->has_sig)
    uke_stmt_bind_blob_at (stmt, 2, facts->sig, sizeof facts->sig);
  else
    uke_stmt_bind_null_at (stmt, 2);
  uke_stmt_bind_int64_at (stmt, 3, facts->durable);
  uke_stmt_bind_int64_at (stmt, 4, facts->last_contact_us);
  uke_stmt_bind_int64_at (stmt, 5, facts->offset_us);
  uke_stmt_bind_int64_at (stmt, 6, facts->own_seq);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_replica_get_time_us:
 * @facts: what the desk knows of its server
 * @now_us: the desk's own time
 *
 * Returns: the server's time, as far as the desk knows
 * Thread: any
 * Source: sync.md 2.4
 */
int64_t
uke_replica_get_time_us (const UkeReplicaFacts *facts, int64_t now_us)
{
  return facts->last_contact_us == 0 ? now_us : now_us + facts->offset_us;
}

/**
 * uke_replica_get_clock_quality:
 * @facts: what the desk knows of its server
 * @now_us: the desk's own time
 *
 * Returns: how far uke_replica_get_time_us() may be trusted: a clock that went back since it was
 *   compared is not, and one that was not compared for a day may have drifted
 * Thread: any
 * Source: sync.md 2.4
 */
UkeClockQuality
uke_replica_get_clock_quality (const UkeReplicaFacts *facts, int64_t now_us)
{
  if (facts->last_contact_us == 0 || now_us < facts->last_contact_us)
    return UKE_CLOCK_UNKNOWN;
  return now_us - facts->last_contact_us < DAY_US ? UKE_CLOCK_SYNCED : UKE_CLOCK_DRIFTING;
}

/**
 * uke_replica_make_cursor:
 * @facts: what the desk knows of its server
 * @head: where its base rows stand
 *
 * Returns: the cursor that says so
 * Thread: any
 */
UkeCursor
uke_replica_make_cursor (const UkeReplicaFacts *facts, const UkeLogHead *head)
{
  UkeCursor cursor = { .epoch = head->epoch, .seq = head->seq, .is_signed = facts->has_sig };

  memcpy (cursor.chain, head->chain, sizeof cursor.chain);
  memcpy (cursor.sig, facts->sig, sizeof cursor.sig);
  return cursor;
}

/* As uke_db_query_int64(), of what is asked for again and again. */
static gboolean
read_number (UkeDb *db, const char *sql, int64_t *out_value, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, sql, error);

  if (stmt == NULL || !uke_stmt_step_row (stmt, error))
    return FALSE;
  *out_value = uke_stmt_int64 (stmt, 0);
  return TRUE;
}

/* A file that stands at the start and has people in it. */
static gboolean
read_partial (UkeDb *db, UkeReplicaStatus *out_status, GError **error)
{
  int64_t n_staff = 0;

  if (out_status->is_replica && out_status->cursor.seq == 0
      && !read_number (db, "SELECT count(*) FROM staff", &n_staff, error))
    return FALSE;
  out_status->is_partial = n_staff > 0;
  return TRUE;
}

static gboolean
count_outbox (UkeDb *db, UkeReplicaStatus *out_status, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT state, count(*), min(made_at_us) FROM outbox GROUP BY state", error);

  while (stmt != NULL) {
    gboolean has_row;
    UkeOutboxState state;
    unsigned n;
    int64_t oldest_us;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    state = (UkeOutboxState)uke_stmt_int64 (stmt, 0);
    n = (unsigned)uke_stmt_int64 (stmt, 1);
    oldest_us = uke_stmt_int64 (stmt, 2);
    if (state == UKE_OUTBOX_REFUSED) {
      out_status->n_refused += n;
      continue;
    }
    out_status->n_waiting += n;
    out_status->n_unsent += state == UKE_OUTBOX_QUEUED ? n : 0;
    out_status->n_later += state == UKE_OUTBOX_LATER ? n : 0;
    out_status->n_queued += state == UKE_OUTBOX_ACKED || state == UKE_OUTBOX_LATER ? 0 : n;
    if (out_status->oldest_us == 0 || oldest_us < out_status->oldest_us)
      out_status->oldest_us = oldest_us;
  }
  return FALSE;
}

/**
 * uke_replica_get_status:
 * @db: a connection
 * @out_status: (out): how this desk stands with its server
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP, CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_replica_get_status (UkeDb *db, UkeReplicaStatus *out_status, GError **error)
{
  UkeReplicaFacts facts;
  UkeLogHead head;
  UkeLogDevice device;

  *out_status = (UkeReplicaStatus){ 0 };
  if (!uke_replica_read_facts (db, &facts, error) || !uke_log_store_get_head (db, &head, error)
      || !uke_log_store_get_device (db, &device, error) || !count_outbox (db, out_status, error)
      || !read_number (db, "SELECT coalesce (max (seq), 0) FROM audit_sent",
                       &out_status->audit_sent, error))
    return FALSE;
  out_status->is_replica = facts.is_replica;
  out_status->dev = device.dev;
  out_status->inc = device.inc;
  out_status->next_dseq = device.dseq + 1;
  out_status->cursor = uke_replica_make_cursor (&facts, &head);
  out_status->last_contact_us = facts.last_contact_us;
  out_status->durable = facts.durable;
  out_status->audit_last = device.audit_seq;
  out_status->own_seq = facts.own_seq;
  return read_partial (db, out_status, error);
}

/**
 * uke_replica_write_position:
 * @db: the writing connection, inside a transaction
 * @dev: a device
 * @inc: its incarnation
 * @dseq: how far it has counted
 * @error: return location
 *
 * Returns: whether it was written
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_replica_write_position (UkeDb *db, uint32_t dev, uint64_t inc, int64_t dseq, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO devpos (feed, dev, inc, last_dseq) VALUES (1, ?, ?, ?) "
      "ON CONFLICT (feed, dev, inc) DO UPDATE SET last_dseq = excluded.last_dseq",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  uke_stmt_bind_int64_at (stmt, 2, (int64_t)inc);
  uke_stmt_bind_int64_at (stmt, 3, dseq);
  return uke_stmt_run (stmt, error);
}

/* Its audit chain begins anew unless it is the device that this file was made with. */
static gboolean
write_device (UkeDb *db, uint32_t dev, uint64_t inc, const char *name, GError **error)
{
  static const uint8_t start[UKE_SHA256_SIZE];
  g_autoptr (UkeStmt) others
      = uke_db_prepare_cached (db, "UPDATE device SET is_self = 0 WHERE dev <> ?", error);
  g_autoptr (UkeStmt) own = uke_db_prepare_cached (
      db,
      "INSERT INTO device (dev, inc, name, is_self, hlc, audit_seq, audit_hash) "
      "SELECT ?, ?, ?, 1, coalesce (max (hlc), 0), 0, ? FROM device WHERE TRUE "
      "ON CONFLICT (dev) DO UPDATE SET inc = excluded.inc, name = excluded.name, is_self = 1",
      error);

  if (others == NULL || own == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (others, 1, dev);
  uke_stmt_bind_int64_at (own, 1, dev);
  uke_stmt_bind_int64_at (own, 2, (int64_t)inc);
  uke_stmt_bind_text_at (own, 3, name);
  uke_stmt_bind_blob_at (own, 4, start, sizeof start);
  return uke_stmt_run (others, error) && uke_stmt_run (own, error);
}

/**
 * uke_replica_find_signature:
 * @db: a connection
 * @facts: (inout): the signature of the place where the rows stand, when it came with them
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_replica_find_signature (UkeDb *db, UkeReplicaFacts *facts, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT s.sig FROM head_sig AS s JOIN feed AS f ON f.feed = s.feed AND f.seq = s.seq "
      "AND f.epoch = s.epoch AND f.chain = s.chain WHERE s.feed = 1",
      error);
  gboolean has_row;

  if (stmt == NULL || !uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  facts->has_sig = has_row && read_fixed (stmt, 0, facts->sig, sizeof facts->sig);
  return TRUE;
}

/* How many bytes a body takes as a JSON string. */
static size_t
measure (GBytes *body)
{
  size_t size, sum;
  const char *bytes = g_bytes_get_data (body, &size);

  sum = size + SET_OVERHEAD;
  for (size_t i = 0; i < size; i++)
    sum += bytes[i] == '"' || bytes[i] == '\\';
  return sum;
}

static gboolean
fill_push (UkeDb *db, UkeWirePush *push, unsigned max_sets, size_t max_bytes, GError **error)
{
  g_autoptr (GPtrArray) items = uke_outbox_list (db, error);
  size_t size = 0;

  if (items == NULL)
    return FALSE;
  for (unsigned i = 0; i < items->len && push->sets->len < max_sets; i++) {
    UkeOutboxItem *item = items->pdata[i];

    if (item->state != UKE_OUTBOX_QUEUED)
      continue;
    size += measure (item->body);
    if (size > max_bytes && push->sets->len > 0)
      return TRUE;
    item->state = UKE_OUTBOX_SENT;
    if (!uke_outbox_update (db, item, error))
      return FALSE;
    uke_wire_push_add_set (push, &(UkeWireSet){ item->body, item->cap, item->was });
  }
  return TRUE;
}

/**
 * uke_replica_take_push:
 * @db: the writing connection, outside any transaction
 * @max_sets: so many change-sets at most
 * @max_bytes: so many bytes of JSON at most, unless the first alone is larger
 * @error: return location
 *
 * One push may be on its way at a time; when it is lost, uke_replica_push_lost() comes first.
 *
 * Returns: (transfer full): the next change-sets to push, in their order; without sets when nothing
 *   waits
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP
 * Thread: the owner of @db
 */
UkeWirePush *
uke_replica_take_push (UkeDb *db, unsigned max_sets, size_t max_bytes, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeWirePush) push = uke_wire_push_new ();
  UkeReplicaFacts facts;
  UkeLogHead head;
  UkeLogDevice device;

  if (transaction == NULL || !uke_replica_read_facts (db, &facts, error)
      || !uke_log_store_get_head (db, &head, error)
      || !uke_log_store_get_device (db, &device, error)
      || !fill_push (db, push, max_sets, max_bytes, error)
      || !uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;
  push->cursor = uke_replica_make_cursor (&facts, &head);
  push->has_cursor = TRUE;
  push->inc = device.inc;
  push->sv = UKE_SCHEMA_VERSION;
  return g_steal_pointer (&push);
}

/**
 * uke_replica_push_lost:
 * @db: the writing connection, outside any transaction
 * @with_later: also what the server said that it keeps until it is its turn
 * @error: return location
 *
 * A push had no answer: what was in it may be sent again, which the server notices.
 *
 * Returns: whether it was noted
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_replica_push_lost (UkeDb *db, gboolean with_later, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("UPDATE outbox SET state = %d WHERE state IN (%d, %d)", UKE_OUTBOX_QUEUED,
                         UKE_OUTBOX_SENT, with_later ? UKE_OUTBOX_LATER : UKE_OUTBOX_SENT);

  return uke_db_exec (db, sql, error);
}

/**
 * uke_replica_number_item:
 * @item: (inout): an item
 * @dev: its device
 * @inc: its incarnation
 * @dseq: its number in it
 * @error: return location
 *
 * Writes its body anew; it waits to be sent, whatever was known of it.
 *
 * Returns: whether it could be read
 * Errors: those of uke_change_set_read_json()
 * Thread: any
 */
gboolean
uke_replica_number_item (UkeOutboxItem *item,
                         uint32_t dev,
                         uint64_t inc,
                         int64_t dseq,
                         GError **error)
{
  g_autoptr (UkeChangeSet) set = uke_outbox_item_read (item, error);
  GString *json;

  if (set == NULL)
    return FALSE;
  set->dev = dev;
  set->inc = inc;
  set->dseq = dseq;
  json = g_string_sized_new (g_bytes_get_size (item->body) + 16);
  uke_change_set_write_json (set, json);
  g_bytes_unref (item->body);
  item->body = g_string_free_to_bytes (json);
  item->dseq = dseq;
  item->state = UKE_OUTBOX_QUEUED;
  item->ack_seq = 0;
  return TRUE;
}

/* Numbers everything that waits anew from 1. */
static gboolean
number_outbox (UkeDb *db, uint32_t dev, uint64_t inc, GError **error)
{
  g_autoptr (GPtrArray) items = uke_outbox_list (db, error);
  int64_t dseq = 0;

  for (unsigned i = 0; items != NULL && i < items->len; i++) {
    UkeOutboxItem *item = items->pdata[i];

    if (item->state != UKE_OUTBOX_REFUSED
        && (!uke_replica_number_item (item, dev, inc, ++dseq, error)
            || !uke_outbox_update (db, item, error)))
      return FALSE;
  }
  return items != NULL && uke_replica_write_position (db, dev, inc, dseq, error);
}

/* What is known of a server whose key is another one is not known of this one. */
static gboolean
begin_facts (UkeDb *db,
             const UkeLogHead *head,
             const uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE],
             UkeReplicaFacts *out_facts,
             GError **error)
{
  UkeReplicaFacts before;
  UkeCursor place;

  if (!uke_replica_read_facts (db, &before, error))
    return FALSE;
  *out_facts = before;
  if (before.is_replica && memcmp (before.public_key, public_key, sizeof before.public_key) == 0)
    return TRUE;
  *out_facts = (UkeReplicaFacts){ .is_replica = TRUE, .own_seq = before.own_seq };
  if (!before.is_replica)
    out_facts->own_seq = head->seq;
  memcpy (out_facts->public_key, public_key, sizeof out_facts->public_key);
  if (!uke_replica_find_signature (db, out_facts, error))
    return FALSE;
  place = uke_replica_make_cursor (out_facts, head);
  out_facts->has_sig = place.is_signed && uke_cursor_verify (&place, public_key);
  if (out_facts->has_sig)
    out_facts->own_seq = 0;
  return TRUE;
}

/**
 * uke_replica_join:
 * @db: the writing connection, outside any transaction: a file with the clinic's rows
 * @dev: the number that the server gave this desk
 * @inc: an incarnation that was never used, 63 random bits
 * @device_name: what the audit calls it
 * @public_key: the server's key, which signs cursors
 * @error: return location
 *
 * From now on commits wait for the server. The rows, the log and the ids that the file has are the
 * base; a signature of their place is taken from `head_sig` when it is there. What waits goes out
 * as the new device's. Entries that were made before the first joining are offered to the server
 * once it has said how far it has them (`own_seq`).
 *
 * Returns: whether the desk belongs to the server now
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP
 * Thread: the owner of @db
 * Source: decision 5
 */
gboolean
uke_replica_join (UkeDb *db,
                  uint32_t dev,
                  uint64_t inc,
                  const char *device_name,
                  const uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE],
                  GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  UkeReplicaFacts facts;
  UkeLogHead head;

  if (transaction == NULL || !uke_log_store_get_head (db, &head, error)
      || !begin_facts (db, &head, public_key, &facts, error)
      || !uke_replica_write_facts (db, &facts, error)
      || !write_device (db, dev, inc, device_name, error) || !number_outbox (db, dev, inc, error)
      || !uke_db_exec (db, "DELETE FROM audit_sent", error)
      || !uke_db_exec (db, "DELETE FROM lease_use", error)
      || !uke_db_exec (db, "DELETE FROM lease", error))
    return FALSE;
  return uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_replica_new_inc:
 * @db: the writing connection, outside any transaction
 * @inc: an incarnation that was never used, 63 random bits
 * @error: return location
 *
 * For a desk that was copied or put back: what waits is numbered anew from 1. Ids stay, so that the
 * server knows those that it has.
 *
 * Returns: whether the desk has it now
 * Errors: UKE_DB_ERROR; those of uke_change_set_read_json()
 * Thread: the owner of @db
 * Source: sync.md 2.11
 */
gboolean
uke_replica_new_inc (UkeDb *db, uint64_t inc, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "UPDATE device SET inc = ? WHERE is_self = 1", error);
  UkeLogDevice device;

  if (transaction == NULL || stmt == NULL || !uke_log_store_get_device (db, &device, error))
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, (int64_t)inc);
  if (!uke_stmt_run (stmt, error) || !number_outbox (db, device.dev, inc, error))
    return FALSE;
  return uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_replica_prune:
 * @db: the writing connection, outside any transaction
 * @now_us: the time
 * @error: return location
 *
 * Lets go of own change-sets that the server has had in a verified backup for so long that no older
 * backup will be put back.
 *
 * Returns: whether it was done
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.8
 */
gboolean
uke_replica_prune (UkeDb *db, int64_t now_us, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "DELETE FROM retained WHERE epoch = ? AND seq <= ? AND seen_at_us <= ?", error);
  UkeReplicaFacts facts;
  UkeLogHead head;

  if (stmt == NULL || !uke_replica_read_facts (db, &facts, error)
      || !uke_log_store_get_head (db, &head, error))
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &head.epoch);
  uke_stmt_bind_int64_at (stmt, 2, facts.durable);
  uke_stmt_bind_int64_at (stmt, 3, now_us - RETAIN_US);
  return uke_stmt_run (stmt, error);
}
