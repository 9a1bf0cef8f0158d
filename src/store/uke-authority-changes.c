/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "feed/uke-change-set.h"
#include "store/uke-authority-private.h"
#include "store/uke-store-error.h"

#include <string.h>

/* What an entry takes on a page besides its texts: names, meta, chain. */
#define ENTRY_BYTES 400

/* A signed head is kept so often, whichever comes first (sync.md 2.16). */
#define HEAD_EVERY 256
#define HEAD_EVERY_US (60 * (int64_t)G_USEC_PER_SEC)

/* Filling a page. */
typedef struct {
  UkeWirePage *page; /* (not owned) */
  unsigned limit;
  size_t max_bytes, n_bytes;
} Fill;

/* A text as a JSON string. */
static size_t
measure (const char *text, size_t size)
{
  size_t n = size;

  for (size_t i = 0; text != NULL && i < size; i++)
    n += text[i] == '"' || text[i] == '\\' ? 1 : 0;
  return text != NULL ? n : 0;
}

static gboolean
add_entry (const UkeLogEntry *entry, const UkeLogTexts *texts, gpointer data)
{
  Fill *self = data;
  UkeWireEntry added = { .seq = entry->seq, .meta = entry->meta };
  uint8_t meta[UKE_LOG_META_SIZE];
  size_t n_bytes = ENTRY_BYTES + measure (texts->payload, texts->payload_size)
                   + measure (texts->effect, texts->effect_size);

  if (self->page->entries->len >= self->limit
      || (self->page->entries->len > 0 && self->n_bytes + n_bytes > self->max_bytes)) {
    self->page->more = TRUE;
    return FALSE;
  }
  self->n_bytes += n_bytes;
  uke_log_meta_write (&entry->meta, meta);
  uke_sha256 (meta, sizeof meta, added.meta_hash);
  memcpy (added.payload_hash, entry->payload_hash, UKE_SHA256_SIZE);
  memcpy (added.chain, entry->chain, UKE_SHA256_SIZE);
  if (texts->payload != NULL)
    added.payload = g_bytes_new (texts->payload, texts->payload_size);
  if (texts->effect != NULL)
    added.effect = g_bytes_new (texts->effect, texts->effect_size);
  g_array_append_val (self->page->entries, added);
  return TRUE;
}

static void
sign (const UkeAuthorityPeer *peer, UkeCursor *cursor)
{
  if (uke_cursor_is_start (cursor))
    return;
  if (peer->last_signed != NULL && peer->last_signed->is_signed
      && uke_cursor_same_place (peer->last_signed, cursor)) {
    *cursor = *peer->last_signed;
    return;
  }
  uke_cursor_sign (cursor, peer->secret);
  if (peer->last_signed != NULL)
    *peer->last_signed = *cursor;
}

/**
 * uke_authority_read_page:
 * @db: a connection, in a transaction
 * @feed: the feed, of the same transaction
 * @peer: who asks
 * @cursor: (nullable): where they stand, checked
 * @limit: how many entries at most
 * @max_bytes: how many bytes of JSON, about, unless one entry alone has more
 * @now_us: the time
 * @error: return location
 *
 * Returns: (transfer full): the entries that follow, with the signed place at their end
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 * Source: sync.md 2.7
 */
UkeWirePage *
uke_authority_read_page (UkeDb *db,
                         const UkeAuthorityFeed *feed,
                         const UkeAuthorityPeer *peer,
                         const UkeCursor *cursor,
                         unsigned limit,
                         size_t max_bytes,
                         int64_t now_us,
                         GError **error)
{
  g_autoptr (UkeWirePage) page = uke_wire_page_new ();
  Fill fill = { page, MIN (limit, UKE_WIRE_MAX_ENTRIES), max_bytes };

  page->epoch = feed->head.epoch;
  page->from = cursor != NULL ? cursor->seq : 0;
  page->head = feed->head.seq;
  page->durable = MIN (feed->backup_seq, page->from);
  page->at_us = now_us;
  page->cursor.epoch = feed->head.epoch;
  if (cursor != NULL)
    page->cursor = *cursor;
  if (!uke_log_store_list (db, page->from, fill.limit + 1, add_entry, &fill, error))
    return NULL;
  if (page->entries->len > 0) {
    const UkeWireEntry *last = &g_array_index (page->entries, UkeWireEntry, page->entries->len - 1);

    page->cursor.seq = last->seq;
    memcpy (page->cursor.chain, last->chain, UKE_SHA256_SIZE);
    page->cursor.is_signed = FALSE;
    sign (peer, &page->cursor);
    page->fields = peer->sv != 0 ? uke_new_fields_of (NULL, peer->sv) : NULL;
  }
  return g_steal_pointer (&page);
}

/* @out_fit: NEW_EPOCH: nothing was answered; the history must be begun anew first. */
static gboolean
read_changes (UkeDb *db,
              const UkeAuthorityPeer *peer,
              const UkeCursor *cursor,
              unsigned limit,
              size_t max_bytes,
              int64_t now_us,
              UkeAuthorityFit *out_fit,
              UkeWirePage **out_page,
              UkeWireRefusal *out_refusal,
              GError **error)
{
  UkeAuthorityFeed feed;
  UkeEpochReason reason;

  *out_fit = UKE_AUTHORITY_REFUSED;
  if (!uke_authority_check_device (db, peer, out_refusal, error))
    return FALSE;
  if (out_refusal->code != UKE_WIRE_OK)
    return TRUE;
  if (!uke_authority_get_feed (db, &feed, error)
      || !uke_authority_fit_cursor (db, &feed, peer, cursor, out_fit, &reason, out_refusal, error))
    return FALSE;
  if (*out_fit != UKE_AUTHORITY_FITS)
    return TRUE;
  if ((cursor != NULL ? cursor->seq : 0) + 1 < feed.min_seq) {
    *out_refusal = (UkeWireRefusal){ .code = UKE_WIRE_TOO_OLD, .min_seq = feed.min_seq };
    return TRUE;
  }
  *out_page = uke_authority_read_page (db, &feed, peer, cursor, limit, max_bytes, now_us, error);
  return *out_page != NULL;
}

/* Looks again with the lock held: another device may have proven the same meanwhile. */
static gboolean
begin_anew (UkeDb *db,
            const UkeAuthorityPeer *peer,
            const UkeCursor *cursor,
            int64_t now_us,
            UkeWireRefusal *out_refusal,
            GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = NULL;
  UkeAuthorityFeed feed;

  if (uke_db_is_read_only (db) || uke_db_in_transaction (db)) {
    out_refusal->code = UKE_WIRE_BUSY;
    return TRUE;
  }
  transaction = uke_db_transaction_new (db, error);
  if (transaction == NULL || !uke_authority_get_feed (db, &feed, error)
      || !uke_authority_check_history (db, &feed, peer, cursor, now_us, out_refusal, error))
    return FALSE;
  if (out_refusal->code == UKE_WIRE_OK)
    out_refusal->code = UKE_WIRE_BUSY;
  return uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_authority_changes:
 * @db: a connection
 * @peer: which device
 * @cursor: (nullable): where it stands
 * @limit: how many entries at most
 * @max_bytes: how many bytes of JSON, about
 * @now_us: the time
 * @out_page: (out) (nullable): the entries that follow; NULL when it is refused
 * @out_refusal: (out): why it is refused
 * @error: return location
 *
 * All in one state of the database, so that a log that is cut meanwhile never leaves a gap (P17).
 *
 * Returns: whether the store did its part
 * Errors: UKE_DB_ERROR: IO, BUSY; UKE_STORE_ERROR: CORRUPT, NOT_SET_UP
 * Thread: the owner of @db
 * Source: sync.md 2.7
 */
gboolean
uke_authority_changes (UkeDb *db,
                       const UkeAuthorityPeer *peer,
                       const UkeCursor *cursor,
                       unsigned limit,
                       size_t max_bytes,
                       int64_t now_us,
                       UkeWirePage **out_page,
                       UkeWireRefusal *out_refusal,
                       GError **error)
{
  gboolean is_own = !uke_db_in_transaction (db);
  UkeAuthorityFit fit;
  gboolean is_done;

  *out_page = NULL;
  *out_refusal = (UkeWireRefusal){ .code = UKE_WIRE_OK };
  if (is_own && !uke_db_begin_read (db, error))
    return FALSE;
  is_done = read_changes (db, peer, cursor, limit, max_bytes, now_us, &fit, out_page, out_refusal,
                          error);
  if (is_own)
    uke_db_end_read (db);
  if (!is_done || fit != UKE_AUTHORITY_NEW_EPOCH)
    return is_done;
  return begin_anew (db, peer, cursor, now_us, out_refusal, error);
}

static gboolean
find_last_head (UkeDb *db, int64_t *out_seq, int64_t *out_at_us, GError **error)
{
  /* Joined, PostgreSQL reads the whole log while it takes it for a short one. */
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db,
                               "SELECT h.seq, (SELECT l.at_us FROM flog AS l WHERE l.feed = 1 AND "
                               "l.seq = h.seq) FROM head_sig AS h "
                               "WHERE h.feed = 1 ORDER BY h.seq DESC LIMIT 1",
                               error);
  gboolean has_row;

  if (stmt == NULL || !uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  *out_seq = has_row ? uke_stmt_int64 (stmt, 0) : 0;
  *out_at_us = has_row ? uke_stmt_int64 (stmt, 1) : INT64_MIN / 2;
  return TRUE;
}

/**
 * uke_authority_keep_head:
 * @db: the writing connection, inside a transaction
 * @head: where the log ends now
 * @secret: the signing key
 * @now_us: the time
 * @error: return location
 *
 * Keeps a signed head every 256 entries or 60 seconds, for ever: what the history once was can be
 * shown by them (P19).
 *
 * Returns: whether it was done, where it was due
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.16
 */
gboolean
uke_authority_keep_head (UkeDb *db,
                         const UkeLogHead *head,
                         const uint8_t *secret,
                         int64_t now_us,
                         GError **error)
{
  UkeCursor cursor = { .epoch = head->epoch, .seq = head->seq };
  g_autoptr (UkeStmt) stmt = NULL;
  int64_t last_seq, last_us;

  if (!find_last_head (db, &last_seq, &last_us, error))
    return FALSE;
  if (head->seq / HEAD_EVERY == last_seq / HEAD_EVERY && now_us - last_us < HEAD_EVERY_US)
    return TRUE;
  stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO head_sig (feed, seq, epoch, chain, sig) VALUES (1, ?, ?, ?, ?) "
      "ON CONFLICT (feed, seq) DO UPDATE SET epoch = excluded.epoch, chain = excluded.chain, "
      "sig = excluded.sig",
      error);
  if (stmt == NULL)
    return FALSE;
  memcpy (cursor.chain, head->chain, UKE_SHA256_SIZE);
  uke_cursor_sign (&cursor, secret);
  uke_stmt_bind_int64_at (stmt, 1, head->seq);
  uke_stmt_bind_id_at (stmt, 2, &head->epoch);
  uke_stmt_bind_blob_at (stmt, 3, cursor.chain, UKE_SHA256_SIZE);
  uke_stmt_bind_blob_at (stmt, 4, cursor.sig, UKE_CURSOR_SIG_SIZE);
  return uke_stmt_run (stmt, error);
}

static gboolean
note_hello (UkeDb *db, uint32_t dev, const UkeWireHello *hello, int64_t now_us, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "UPDATE server_device SET last_seen_us = ?, last_inc = ?, last_seq = ?, version = ? "
      "WHERE dev = ?",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, now_us);
  uke_stmt_bind_int64_at (stmt, 2, (int64_t)hello->inc);
  uke_stmt_bind_int64_at (stmt, 3, hello->has_cursor ? hello->cursor.seq : 0);
  uke_stmt_bind_text_at (stmt, 4, hello->version);
  uke_stmt_bind_int64_at (stmt, 5, dev);
  return uke_stmt_run (stmt, error);
}

static void
fill_welcome (const UkeAuthorityFeed *feed,
              const UkeWireHello *hello,
              int64_t now_us,
              UkeWireWelcome *out_welcome)
{
  out_welcome->proto = UKE_WIRE_PROTO;
  out_welcome->sv_min = UKE_AUTHORITY_SV_MIN;
  out_welcome->sv_max = UKE_SCHEMA_VERSION;
  out_welcome->epoch = feed->head.epoch;
  out_welcome->head = feed->head.seq;
  out_welcome->min_seq = feed->min_seq;
  out_welcome->durable = hello->has_cursor ? MIN (feed->backup_seq, hello->cursor.seq) : 0;
  out_welcome->at_us = now_us;
  out_welcome->state = feed->state;
}

static gboolean
answer_hello (UkeDb *db,
              const UkeAuthorityPeer *peer,
              const UkeWireHello *hello,
              int64_t now_us,
              UkeWireWelcome *out_welcome,
              UkeWireRefusal *out_refusal,
              GError **error)
{
  const UkeCursor *cursor = hello->has_cursor ? &hello->cursor : NULL;
  UkeAuthorityFeed feed;

  if (!uke_authority_check_device (db, peer, out_refusal, error))
    return FALSE;
  if (out_refusal->code != UKE_WIRE_OK)
    return TRUE;
  if (hello->proto != UKE_WIRE_PROTO) {
    *out_refusal = (UkeWireRefusal){ .code = UKE_WIRE_SCHEMA, .sv_min = UKE_AUTHORITY_SV_MIN };
    return TRUE;
  }
  if (!uke_authority_get_feed (db, &feed, error)
      || !note_hello (db, peer->dev, hello, now_us, error)
      || !uke_authority_check_history (db, &feed, peer, cursor, now_us, out_refusal, error))
    return FALSE;
  if (out_refusal->code != UKE_WIRE_OK)
    return TRUE;
  *out_welcome = (UkeWireWelcome){ .dev = peer->dev };
  if (!uke_authority_get_last_dseq (db, peer->dev, hello->inc, &out_welcome->last_dseq, error))
    return FALSE;
  if (cursor != NULL && hello->next_dseq == out_welcome->last_dseq + 1
      && !uke_authority_note_reported (db, &feed, peer->dev, error))
    return FALSE;
  if (!uke_authority_settle_recovery (db, &feed, now_us, error))
    return FALSE;
  fill_welcome (&feed, hello, now_us, out_welcome);
  return TRUE;
}

/**
 * uke_authority_hello:
 * @db: the writing connection, outside any transaction
 * @peer: which device
 * @hello: what it says of itself
 * @now_us: the time
 * @out_welcome: (out): the answer, unless it is refused
 * @out_refusal: (out): why it is refused
 * @error: return location
 *
 * Returns: whether the store did its part
 * Errors: UKE_DB_ERROR: FULL, IO, BUSY; UKE_STORE_ERROR: CORRUPT, NOT_SET_UP
 * Thread: the owner of @db
 * Source: sync.md 2.11, 2.13
 */
gboolean
uke_authority_hello (UkeDb *db,
                     const UkeAuthorityPeer *peer,
                     const UkeWireHello *hello,
                     int64_t now_us,
                     UkeWireWelcome *out_welcome,
                     UkeWireRefusal *out_refusal,
                     GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  *out_refusal = (UkeWireRefusal){ .code = UKE_WIRE_OK };
  return transaction != NULL
         && answer_hello (db, peer, hello, now_us, out_welcome, out_refusal, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
find_fork (UkeDb *db,
           const UkeAuthorityPeer *peer,
           const UkeWireResync *resync,
           UkeWireFork *out_fork,
           UkeWireRefusal *out_refusal,
           GError **error)
{
  UkeAuthorityFeed feed;

  if (!uke_authority_check_device (db, peer, out_refusal, error))
    return FALSE;
  if (out_refusal->code != UKE_WIRE_OK)
    return TRUE;
  if (!uke_authority_get_feed (db, &feed, error))
    return FALSE;
  *out_fork = (UkeWireFork){ .epoch = feed.head.epoch, .head = feed.head.seq };
  for (unsigned i = 0; i < resync->heads->len; i++) {
    const UkeCursor *head = &g_array_index (resync->heads, UkeCursor, i);
    uint8_t chain[UKE_SHA256_SIZE];
    gboolean is_known;

    if (head->seq <= out_fork->fork_seq || head->seq > feed.head.seq)
      continue;
    if (!uke_authority_find_chain (db, head->seq, chain, &is_known, error))
      return FALSE;
    if (!is_known || memcmp (chain, head->chain, sizeof chain) != 0)
      continue;
    out_fork->fork_seq = head->seq;
    out_fork->has_cursor = TRUE;
    out_fork->cursor = *head;
  }
  /* Also a desk for whose history no server ever signed: the one from whose content this server was
   * made. */
  out_fork->cursor.epoch = feed.head.epoch;
  if (out_fork->has_cursor)
    uke_cursor_sign (&out_fork->cursor, peer->secret);
  return TRUE;
}

/**
 * uke_authority_resync:
 * @db: a connection
 * @peer: which device
 * @resync: heads that it holds
 * @now_us: the time
 * @out_fork: (out): the newest of them that is in this history too, unless it is refused
 * @out_refusal: (out): why it is refused
 * @error: return location
 *
 * A chain value proves all that is before it, so the epoch under which a head was taken says
 * nothing here.
 *
 * Returns: whether the store did its part
 * Errors: UKE_DB_ERROR: IO, BUSY; UKE_STORE_ERROR: CORRUPT, NOT_SET_UP
 * Thread: the owner of @db
 * Source: sync.md 2.11
 */
gboolean
uke_authority_resync (UkeDb *db,
                      const UkeAuthorityPeer *peer,
                      const UkeWireResync *resync,
                      int64_t now_us,
                      UkeWireFork *out_fork,
                      UkeWireRefusal *out_refusal,
                      GError **error)
{
  gboolean is_own = !uke_db_in_transaction (db);
  gboolean is_done;

  *out_refusal = (UkeWireRefusal){ .code = UKE_WIRE_OK };
  if (is_own && !uke_db_begin_read (db, error))
    return FALSE;
  is_done = find_fork (db, peer, resync, out_fork, out_refusal, error);
  if (is_own)
    uke_db_end_read (db);
  return is_done;
}
