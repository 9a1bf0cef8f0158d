/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-log-store.h"

#include "db/uke-db-queries.h"
#include "feed/uke-change-set-head.h"
#include "store/uke-schema.h"
#include "store/uke-store-error.h"

#include <string.h>
#include <sys/random.h>

/* Verifying stops naming problems after so many: a broken chain breaks every link behind it. */
#define MAX_PROBLEMS 20

#define SELECT_ENTRY                                                                               \
  "SELECT seq, cs_id, dev, inc, dseq, usr, intent, outcome, hlc, clkq, at_us, sv, effect_hash, "   \
  "phash, chain, base"

enum {
  ENTRY_SEQ,
  ENTRY_CS_ID,
  ENTRY_DEV,
  ENTRY_INC,
  ENTRY_DSEQ,
  ENTRY_USR,
  ENTRY_INTENT,
  ENTRY_OUTCOME,
  ENTRY_HLC,
  ENTRY_CLKQ,
  ENTRY_AT_US,
  ENTRY_SV,
  ENTRY_EFFECT_HASH,
  ENTRY_PHASH,
  ENTRY_CHAIN,
  ENTRY_BASE,
  ENTRY_PAYLOAD,
  ENTRY_EFFECT,
};

/* 63 random bits (decision 4). */
static uint64_t
make_incarnation (void)
{
  uint64_t inc;

  if (getrandom (&inc, sizeof inc, 0) != sizeof inc)
    g_error ("the system gives no random bytes");
  return inc & INT64_MAX;
}

static gboolean
read_hash (UkeStmt *stmt, int column, uint8_t out_hash[UKE_SHA256_SIZE])
{
  size_t len;
  const void *bytes = uke_stmt_blob (stmt, column, &len);

  memset (out_hash, 0, UKE_SHA256_SIZE);
  if (bytes == NULL)
    return TRUE;
  if (len != UKE_SHA256_SIZE)
    return FALSE;
  memcpy (out_hash, bytes, UKE_SHA256_SIZE);
  return TRUE;
}

static gboolean
is_zero (const uint8_t hash[UKE_SHA256_SIZE])
{
  return memcmp (hash, UKE_CHAIN_START, UKE_SHA256_SIZE) == 0;
}

/**
 * uke_log_store_create:
 * @db: the writing connection, inside a transaction, its schema there and empty
 * @device_name: what the audit calls this program: "desk"
 * @now_us: the time
 * @error: return location
 *
 * Makes the feed with a new epoch and this program as device 1 (decision 5).
 *
 * Returns: whether it was made
 * Errors: UKE_DB_ERROR: CONSTRAINT when there is one already
 * Thread: the owner of @db
 */
gboolean
uke_log_store_create (UkeDb *db, const char *device_name, int64_t now_us, GError **error)
{
  UkeId epoch = uke_id_new (now_us);
  g_autoptr (UkeStmt) feed = uke_db_prepare (db,
                                             "INSERT INTO feed (feed, epoch, seq, chain, min_seq, "
                                             "backup_seq, state) VALUES (1, ?, 0, ?, 1, 0, 0)",
                                             error);
  g_autoptr (UkeStmt) line
      = uke_db_prepare (db, "INSERT INTO epoch_line VALUES (1, ?, NULL, 0, 0, ?)", error);
  g_autoptr (UkeStmt) device
      = uke_db_prepare (db, "INSERT INTO device VALUES (1, ?, ?, 1, 0, 0, ?)", error);
  g_autoptr (UkeStmt) position
      = uke_db_prepare (db, "INSERT INTO devpos VALUES (1, 1, ?, 0)", error);
  uint64_t inc = make_incarnation ();

  if (feed == NULL || line == NULL || device == NULL || position == NULL)
    return FALSE;
  uke_stmt_bind_id_at (feed, 1, &epoch);
  uke_stmt_bind_blob_at (feed, 2, UKE_CHAIN_START, UKE_SHA256_SIZE);
  uke_stmt_bind_id_at (line, 1, &epoch);
  uke_stmt_bind_int64_at (line, 2, now_us);
  uke_stmt_bind_int64_at (device, 1, (int64_t)inc);
  uke_stmt_bind_text_at (device, 2, device_name);
  uke_stmt_bind_blob_at (device, 3, UKE_CHAIN_START, UKE_SHA256_SIZE);
  uke_stmt_bind_int64_at (position, 1, (int64_t)inc);
  return uke_stmt_run (feed, error) && uke_stmt_run (line, error) && uke_stmt_run (device, error)
         && uke_stmt_run (position, error);
}

static gboolean
step_to_row (UkeStmt *stmt, const char *what, GError **error)
{
  gboolean has_row;

  if (!uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_SET_UP, "there is no %s", what);
  return has_row;
}

/**
 * uke_log_store_get_head:
 * @db: a connection
 * @out_head: (out): where the log ends
 * @error: return location
 *
 * Returns: whether there is a feed
 * Errors: UKE_STORE_ERROR: NOT_SET_UP, CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_log_store_get_head (UkeDb *db, UkeLogHead *out_head, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "SELECT epoch, seq, chain FROM feed WHERE feed = 1", error);

  if (stmt == NULL || !step_to_row (stmt, "feed", error))
    return FALSE;
  out_head->epoch = uke_stmt_id (stmt, 0);
  out_head->seq = uke_stmt_int64 (stmt, 1);
  if (!read_hash (stmt, 2, out_head->chain)) {
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "the head of the log");
    return FALSE;
  }
  return TRUE;
}

/**
 * uke_log_store_get_device:
 * @db: a connection
 * @out_device: (out): this program's own device
 * @error: return location
 *
 * Returns: whether there is one
 * Errors: UKE_STORE_ERROR: NOT_SET_UP, CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_log_store_get_device (UkeDb *db, UkeLogDevice *out_device, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT d.dev, d.inc, p.last_dseq, d.hlc, d.audit_seq, d.audit_hash FROM device AS d "
      "JOIN devpos AS p ON p.feed = 1 AND p.dev = d.dev AND p.inc = d.inc WHERE d.is_self = 1",
      error);

  if (stmt == NULL || !step_to_row (stmt, "device", error))
    return FALSE;
  out_device->dev = (uint32_t)uke_stmt_int64 (stmt, 0);
  out_device->inc = (uint64_t)uke_stmt_int64 (stmt, 1);
  out_device->dseq = uke_stmt_int64 (stmt, 2);
  out_device->hlc = (UkeHlc)uke_stmt_int64 (stmt, 3);
  out_device->audit_seq = uke_stmt_int64 (stmt, 4);
  if (!read_hash (stmt, 5, out_device->audit_hash)) {
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "the head of the audit");
    return FALSE;
  }
  return TRUE;
}

/**
 * uke_log_store_set_device:
 * @db: the writing connection, inside a transaction
 * @device: how far this program has come
 * @error: return location
 *
 * Returns: whether it was written
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_log_store_set_device (UkeDb *db, const UkeLogDevice *device, GError **error)
{
  g_autoptr (UkeStmt) own = uke_db_prepare_cached (
      db, "UPDATE device SET hlc = ?, audit_seq = ?, audit_hash = ? WHERE dev = ?", error);
  g_autoptr (UkeStmt) position = uke_db_prepare_cached (
      db, "UPDATE devpos SET last_dseq = ? WHERE feed = 1 AND dev = ? AND inc = ?", error);

  if (own == NULL || position == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (own, 1, (int64_t)device->hlc);
  uke_stmt_bind_int64_at (own, 2, device->audit_seq);
  uke_stmt_bind_blob_at (own, 3, device->audit_hash, UKE_SHA256_SIZE);
  uke_stmt_bind_int64_at (own, 4, device->dev);
  uke_stmt_bind_int64_at (position, 1, device->dseq);
  uke_stmt_bind_int64_at (position, 2, device->dev);
  uke_stmt_bind_int64_at (position, 3, (int64_t)device->inc);
  return uke_stmt_run (own, error) && uke_stmt_run (position, error);
}

static gboolean
insert_entry (UkeDb *db,
              const UkeLogHead *head,
              const UkeLogMeta *meta,
              int64_t base,
              const UkeLogTexts *texts,
              const uint8_t phash[UKE_SHA256_SIZE],
              GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO flog (feed, seq, cs_id, dev, inc, dseq, usr, intent, outcome, hlc, clkq, at_us, "
      "sv, effect_hash, phash, chain, payload, base, effect) "
      "VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, head->seq);
  uke_stmt_bind_id_at (stmt, 2, &meta->change_set_id);
  uke_stmt_bind_int64_at (stmt, 3, meta->dev);
  uke_stmt_bind_int64_at (stmt, 4, (int64_t)meta->inc);
  uke_stmt_bind_int64_at (stmt, 5, meta->dseq);
  uke_stmt_bind_id_at (stmt, 6, &meta->usr);
  uke_stmt_bind_int64_at (stmt, 7, meta->intent);
  uke_stmt_bind_int64_at (stmt, 8, meta->outcome);
  uke_stmt_bind_int64_at (stmt, 9, (int64_t)meta->hlc);
  uke_stmt_bind_int64_at (stmt, 10, meta->clkq);
  uke_stmt_bind_int64_at (stmt, 11, meta->at_us);
  uke_stmt_bind_int64_at (stmt, 12, meta->sv);
  if (!is_zero (meta->effect_hash))
    uke_stmt_bind_blob_at (stmt, 13, meta->effect_hash, UKE_SHA256_SIZE);
  uke_stmt_bind_blob_at (stmt, 14, phash, UKE_SHA256_SIZE);
  uke_stmt_bind_blob_at (stmt, 15, head->chain, UKE_SHA256_SIZE);
  uke_stmt_bind_blob_static_at (stmt, 16, texts->payload, texts->payload_size);
  uke_stmt_bind_int64_at (stmt, 17, base);
  if (texts->effect != NULL)
    uke_stmt_bind_blob_static_at (stmt, 18, texts->effect, texts->effect_size);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_log_store_append:
 * @db: the writing connection, inside a transaction
 * @head: (inout): where the log ended, and ends now
 * @meta: what the entry says
 * @base: the last entry that its author knew
 * @texts: the exact bytes of its change-set, and what it did
 * @error: return location
 *
 * Adds an entry, its receipt and the feed's new head.
 *
 * Returns: whether it was added
 * Errors: UKE_DB_ERROR: CONSTRAINT when the change-set is in the log already
 * Thread: the owner of @db
 * Source: sync.md 2.6
 */
gboolean
uke_log_store_append (UkeDb *db,
                      UkeLogHead *head,
                      const UkeLogMeta *meta,
                      int64_t base,
                      const UkeLogTexts *texts,
                      GError **error)
{
  g_autoptr (UkeStmt) receipt = uke_db_prepare_cached (
      db, "INSERT INTO receipt (feed, cs_id, bhash, seq, outcome) VALUES (1, ?, ?, ?, ?)", error);
  g_autoptr (UkeStmt) feed
      = uke_db_prepare_cached (db, "UPDATE feed SET seq = ?, chain = ? WHERE feed = 1", error);
  uint8_t phash[UKE_SHA256_SIZE], bhash[UKE_SHA256_SIZE];

  if (receipt == NULL || feed == NULL)
    return FALSE;
  uke_change_set_hash (texts->payload, texts->payload_size, bhash);
  uke_sha256 (texts->payload, texts->payload_size, phash);
  head->seq++;
  uke_chain_next (head->chain, head->seq, meta, phash, head->chain);
  if (!insert_entry (db, head, meta, base, texts, phash, error))
    return FALSE;
  uke_stmt_bind_id_at (receipt, 1, &meta->change_set_id);
  uke_stmt_bind_blob_at (receipt, 2, bhash, UKE_SHA256_SIZE);
  uke_stmt_bind_int64_at (receipt, 3, head->seq);
  uke_stmt_bind_int64_at (receipt, 4, meta->outcome);
  uke_stmt_bind_int64_at (feed, 1, head->seq);
  uke_stmt_bind_blob_at (feed, 2, head->chain, UKE_SHA256_SIZE);
  return uke_stmt_run (receipt, error) && uke_stmt_run (feed, error);
}

static gboolean
read_entry (UkeStmt *stmt, UkeLogEntry *out_entry)
{
  UkeLogMeta *meta = &out_entry->meta;

  out_entry->seq = uke_stmt_int64 (stmt, ENTRY_SEQ);
  meta->change_set_id = uke_stmt_id (stmt, ENTRY_CS_ID);
  meta->dev = (uint32_t)uke_stmt_int64 (stmt, ENTRY_DEV);
  meta->inc = (uint64_t)uke_stmt_int64 (stmt, ENTRY_INC);
  meta->dseq = uke_stmt_int64 (stmt, ENTRY_DSEQ);
  meta->usr = uke_stmt_is_null (stmt, ENTRY_USR) ? UKE_ID_NONE : uke_stmt_id (stmt, ENTRY_USR);
  meta->intent = (unsigned)uke_stmt_int64 (stmt, ENTRY_INTENT);
  meta->outcome = (UkeOutcome)uke_stmt_int64 (stmt, ENTRY_OUTCOME);
  meta->hlc = (UkeHlc)uke_stmt_int64 (stmt, ENTRY_HLC);
  meta->clkq = (UkeClockQuality)uke_stmt_int64 (stmt, ENTRY_CLKQ);
  meta->at_us = uke_stmt_int64 (stmt, ENTRY_AT_US);
  meta->sv = (unsigned)uke_stmt_int64 (stmt, ENTRY_SV);
  out_entry->intent = meta->intent;
  out_entry->base = uke_stmt_int64 (stmt, ENTRY_BASE);
  return read_hash (stmt, ENTRY_EFFECT_HASH, meta->effect_hash)
         && read_hash (stmt, ENTRY_PHASH, out_entry->payload_hash)
         && read_hash (stmt, ENTRY_CHAIN, out_entry->chain);
}

static gboolean
take_entry (UkeStmt *stmt, UkeLogEntry *out_entry, GError **error)
{
  gboolean has_row;

  if (!uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row) {
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND, "no such entry of the log");
    return FALSE;
  }
  if (!read_entry (stmt, out_entry)) {
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "an entry of the log");
    return FALSE;
  }
  return TRUE;
}

/**
 * uke_log_store_find:
 * @db: a connection
 * @seq: number of an entry
 * @out_entry: (out): the entry
 * @error: return location
 *
 * Returns: whether it is there
 * Errors: UKE_STORE_ERROR: NOT_FOUND, CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_log_store_find (UkeDb *db, int64_t seq, UkeLogEntry *out_entry, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, SELECT_ENTRY " FROM flog WHERE feed = 1 AND seq = ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, seq);
  return take_entry (stmt, out_entry, error);
}

/**
 * uke_log_store_find_change_set:
 * @db: a connection
 * @change_set_id: id of a change-set
 * @out_entry: (out): its entry
 * @error: return location
 *
 * Returns: whether it is there
 * Errors: UKE_STORE_ERROR: NOT_FOUND, CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_log_store_find_change_set (UkeDb *db,
                               const UkeId *change_set_id,
                               UkeLogEntry *out_entry,
                               GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      SELECT_ENTRY " FROM flog WHERE feed = 1 AND seq = "
                   "(SELECT seq FROM receipt WHERE feed = 1 AND cs_id = ?)",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, change_set_id);
  return take_entry (stmt, out_entry, error);
}

/**
 * uke_log_store_get_payload:
 * @db: a connection
 * @seq: number of an entry
 * @error: return location
 *
 * Returns: (transfer full): the exact bytes of its change-set
 * Errors: UKE_STORE_ERROR: NOT_FOUND, also when they were erased
 * Thread: the owner of @db
 */
GBytes *
uke_log_store_get_payload (UkeDb *db, int64_t seq, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "SELECT payload FROM flog WHERE feed = 1 AND seq = ?", error);
  gboolean has_row;

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_int64_at (stmt, 1, seq);
  if (!uke_stmt_step (stmt, &has_row, error))
    return NULL;
  if (has_row && !uke_stmt_is_null (stmt, 0))
    return uke_stmt_dup_bytes (stmt, 0);
  g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND, "no payload of that entry");
  return NULL;
}

/**
 * uke_log_store_list:
 * @db: a connection
 * @after_seq: entries behind this one
 * @limit: how many at most
 * @func: called for each, in order
 * @data: for @func
 * @error: return location
 *
 * Returns: whether they could be read
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_log_store_list (UkeDb *db,
                    int64_t after_seq,
                    unsigned limit,
                    UkeLogFunc func,
                    gpointer data,
                    GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      SELECT_ENTRY ", payload, effect FROM flog WHERE feed = 1 AND seq > ? ORDER BY seq LIMIT ?",
      error);
  gboolean has_row, goes_on = TRUE;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, after_seq);
  uke_stmt_bind_int64_at (stmt, 2, limit);
  while (goes_on) {
    UkeLogEntry entry;
    UkeLogTexts texts;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    if (!read_entry (stmt, &entry)) {
      g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "an entry of the log");
      return FALSE;
    }
    texts.payload = uke_stmt_blob (stmt, ENTRY_PAYLOAD, &texts.payload_size);
    texts.effect = uke_stmt_blob (stmt, ENTRY_EFFECT, &texts.effect_size);
    goes_on = func (&entry, &texts, data);
  }
  return TRUE;
}

static void G_GNUC_PRINTF (2, 3) add_problem (GPtrArray *problems, const char *format, ...)
{
  va_list arguments;

  if (problems->len >= MAX_PROBLEMS)
    return;
  va_start (arguments, format);
  g_ptr_array_add (problems, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/* Holds one entry to the one before; @chain is what the chain must have come to. */
static void
check_entry (UkeStmt *stmt, int64_t expected, uint8_t chain[UKE_SHA256_SIZE], GPtrArray *problems)
{
  UkeLogEntry entry;
  uint8_t hash[UKE_SHA256_SIZE];
  size_t len;
  const void *payload = uke_stmt_blob (stmt, ENTRY_PAYLOAD, &len);

  if (!read_entry (stmt, &entry)) {
    add_problem (problems, "log entry %" G_GINT64_FORMAT ": a hash of wrong length", expected);
    return;
  }
  if (entry.seq != expected)
    add_problem (problems, "log entry %" G_GINT64_FORMAT ": missing", expected);
  if (payload != NULL) {
    uke_sha256 (payload, len, hash);
    if (memcmp (hash, entry.payload_hash, sizeof hash) != 0)
      add_problem (problems, "log entry %" G_GINT64_FORMAT ": its payload was changed", entry.seq);
  }
  uke_chain_next (chain, entry.seq, &entry.meta, entry.payload_hash, chain);
  if (memcmp (chain, entry.chain, UKE_SHA256_SIZE) != 0) {
    add_problem (problems, "log entry %" G_GINT64_FORMAT ": the chain is broken", entry.seq);
    memcpy (chain, entry.chain, UKE_SHA256_SIZE);
  }
}

/* Where the log begins: at its first entry, or on a desk behind the snapshot that it started from,
 * whose signed place was kept. */
static gboolean
find_start (UkeDb *db, int64_t *out_seq, uint8_t out_chain[UKE_SHA256_SIZE], GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare (
      db,
      "SELECT s.seq, s.chain FROM feed AS f JOIN head_sig AS s ON s.feed = 1 "
      "AND s.seq = f.min_seq - 1 WHERE f.feed = 1 "
      "AND NOT EXISTS (SELECT 1 FROM flog AS l WHERE l.feed = 1 AND l.seq < f.min_seq)",
      error);
  gboolean has_row;

  *out_seq = 0;
  memset (out_chain, 0, UKE_SHA256_SIZE);
  if (stmt == NULL || !uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  *out_seq = uke_stmt_int64 (stmt, 0);
  if (read_hash (stmt, 1, out_chain))
    return TRUE;
  g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "a signed head of the log");
  return FALSE;
}

/**
 * uke_log_store_verify:
 * @db: a connection
 * @problems: (element-type utf8): what is wrong is added, without any content
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Goes through the whole log, or on a desk what came after its snapshot: numbers without gaps,
 * payloads as hashed, the chain unbroken, and the feed's head where it ends.
 *
 * Returns: whether it could be checked to the end
 * Errors: UKE_DB_ERROR; G_IO_ERROR_CANCELLED
 * Thread: the owner of @db
 */
gboolean
uke_log_store_verify (UkeDb *db, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare (db, SELECT_ENTRY ", payload FROM flog WHERE feed = 1 ORDER BY seq", error);
  uint8_t chain[UKE_SHA256_SIZE];
  UkeLogHead head;
  int64_t seq;

  if (stmt == NULL || !uke_log_store_get_head (db, &head, error)
      || !find_start (db, &seq, chain, error))
    return FALSE;
  while (TRUE) {
    gboolean has_row;

    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      break;
    check_entry (stmt, seq + 1, chain, problems);
    seq = uke_stmt_int64 (stmt, ENTRY_SEQ);
  }
  if (seq != head.seq || memcmp (chain, head.chain, sizeof chain) != 0)
    add_problem (problems, "the log ends at %" G_GINT64_FORMAT ", its head says %" G_GINT64_FORMAT,
                 seq, head.seq);
  return TRUE;
}

/**
 * uke_log_store_get_time_after:
 * @db: any connection
 * @seq: a place in the log
 * @out_at_us: (out): when the first entry behind it was taken; 0 where there is none
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_log_store_get_time_after (UkeDb *db, int64_t seq, int64_t *out_at_us, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("log-time-after"), error);
  gboolean has_row;

  *out_at_us = 0;
  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64 (stmt, ":seq", seq);
  if (!uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (has_row)
    *out_at_us = uke_stmt_int64 (stmt, 0);
  return TRUE;
}

/**
 * uke_log_store_count_since:
 * @db: any connection
 * @since_us: a moment, by the clock of whoever decides
 * @dev: a device
 * @out_n: (out): how many entries were taken since then that are not of @dev
 * @error: return location
 *
 * Returns: whether it could be counted
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_log_store_count_since (UkeDb *db,
                           int64_t since_us,
                           uint32_t dev,
                           unsigned *out_n,
                           GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("log-since"), error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64 (stmt, ":since_us", since_us);
  uke_stmt_bind_int64 (stmt, ":dev", dev);
  if (!uke_stmt_step_row (stmt, error))
    return FALSE;
  *out_n = (unsigned)uke_stmt_int64 (stmt, 0);
  return TRUE;
}
