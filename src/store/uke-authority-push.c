/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "feed/uke-change-set-head.h"
#include "feed/uke-change-set-json.h"
#include "feed/uke-feed-error.h"
#include "store/uke-authority-private.h"
#include "store/uke-judge.h"
#include "store/uke-rescue.h"

#include <string.h>

/* A push that is not nearly full was all that its desk had waiting. */
#define NEARLY_FULL_BYTES (UKE_WIRE_MAX_BYTES / 2)

#define RETRY_AFTER_S 5
#define SAVEPOINT "one_set"
#define PUSH_SAVEPOINT "one_push"

/* So many change-sets are looked up in one question. */
#define ASK 16

/*
 * Numbered invariants of a push:
 * 1. A change-set that has a receipt is never judged again (P2).
 * 2. Every change-set that was looked at ends: in the log, as seen before, or refused for good;
 *    none stops those behind it, but one whose number does not follow (P15).
 * 3. A number is taken only inside the transaction that writes the entry (sync.md 2.6).
 * 4. While desks bring back what was lost, old change-sets are kept for later and new ones wait: a
 *    desk's old ones stand before its new ones, so who comes to a new one has no old one left.
 */
typedef struct {
  UkeDb *db;                    /* (not owned) */
  const UkeAuthorityPeer *peer; /* (not owned) */
  const UkeWirePush *push;      /* (not owned) */
  int64_t now_us;
  UkeAuthorityFeed feed;
  int64_t last_dseq;
  GPtrArray *sets; /* (owned) (element-type UkeChangeSet): NULL where it could not be read */
  UkeWirePushAnswer *answer; /* (owned) */
  UkeChanges *changes;       /* (owned): what was done so far */
  UkeDigest *sums;           /* (owned) (nullable): where they are kept: those of the push */
  GHashTable *known; /* (owned) (element-type UkeId): those of the push that have a receipt */
  UkeAuthorityAuthor author;
  UkeOpenNotes open_notes;
  gboolean is_careful; /* each change-set has a savepoint of its own */
  gboolean has_new;    /* a new one was met that has to wait */
} Push;

static void
clear_push (Push *self)
{
  g_clear_pointer (&self->sets, g_ptr_array_unref);
  g_clear_pointer (&self->answer, uke_wire_push_answer_free);
  g_clear_pointer (&self->changes, uke_changes_unref);
  g_clear_pointer (&self->sums, uke_digest_free);
  g_clear_pointer (&self->known, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Push, clear_push)

static void
free_set (gpointer data)
{
  uke_change_set_free (data);
}

/* Reads every change-set before anything is written. One of a newer version keeps the whole push
 * from being looked at, so that it waits for a newer server and is not refused for good. */
static gboolean
read_sets (Push *self)
{
  self->sets = g_ptr_array_new_with_free_func (free_set);
  for (unsigned i = 0; i < self->push->sets->len; i++) {
    const UkeWireSet *given = &g_array_index (self->push->sets, UkeWireSet, i);
    size_t size;
    const char *text = g_bytes_get_data (given->body, &size);
    g_autoptr (GError) error = NULL;

    g_ptr_array_add (self->sets, uke_change_set_read_json (text, size, &error));
    if (g_error_matches (error, UKE_FEED_ERROR, UKE_FEED_ERROR_NEWER_SCHEMA))
      return FALSE;
  }
  return TRUE;
}

static UkeWireResult *
add_result (Push *self, UkeWireResultKind kind, const UkeId *id)
{
  UkeWireResult result = { .id = *id, .kind = kind };

  g_array_append_val (self->answer->results, result);
  return &g_array_index (self->answer->results, UkeWireResult, self->answer->results->len - 1);
}

/* Refused for good: its number counts as used, or those behind it would wait for ever. */
static void
refuse (Push *self, const UkeId *id, int64_t dseq, const char *message)
{
  add_result (self, UKE_WIRE_RESULT_REFUSED, id)->message = message;
  if (dseq == self->last_dseq + 1)
    self->last_dseq = dseq;
}

static void
refuse_unreadable (Push *self, const UkeWireSet *given)
{
  size_t size;
  const char *text = g_bytes_get_data (given->body, &size);
  UkeChangeSetHead head = { 0 };
  gboolean is_own = uke_change_set_read_head (text, size, &head) && head.dev == self->peer->dev
                    && head.inc == self->push->inc;

  refuse (self, &head.id, is_own ? head.dseq : 0, "not a change-set");
}

static gboolean
is_same_body (const void *bhash, size_t size, const char *text, size_t text_size)
{
  uint8_t hash[UKE_SHA256_SIZE];

  if (size != sizeof hash)
    return FALSE;
  uke_change_set_hash (text, text_size, hash);
  if (memcmp (bhash, hash, size) == 0)
    return TRUE;
  uke_sha256 (text, text_size, hash);
  return memcmp (bhash, hash, size) == 0;
}

/* One of many identities, as a list of them, is looked for by PostgreSQL in all receipts while it
 * takes these for few. */
static UkeStmt *
prepare_known (UkeDb *db, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  for (unsigned i = 0; i < ASK; i++)
    g_string_append_printf (sql, "%sSELECT cs_id FROM receipt WHERE feed = 1 AND cs_id = ?",
                            i > 0 ? " UNION ALL " : "");
  return uke_db_prepare_cached (db, sql->str, error);
}

/* Notes which of some change-sets have a receipt. Places that are not needed ask for the first one
 * again. */
static gboolean
ask_known (Push *self, unsigned first, unsigned n, GError **error)
{
  g_autoptr (UkeStmt) stmt = prepare_known (self->db, error);
  const UkeId *asked = &UKE_ID_NONE;

  if (stmt == NULL)
    return FALSE;
  for (unsigned i = 0; i < ASK; i++) {
    const UkeChangeSet *set = i < n ? self->sets->pdata[first + i] : NULL;

    if (set != NULL)
      asked = &set->id;
    uke_stmt_bind_id_at (stmt, (int)i + 1, asked);
  }
  while (TRUE) {
    UkeId id;
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    id = uke_stmt_id (stmt, 0);
    g_hash_table_add (self->known, g_memdup2 (&id, sizeof id));
  }
}

static gboolean
find_known (Push *self, GError **error)
{
  self->known = g_hash_table_new_full (uke_id_hash, uke_id_equal, g_free, NULL);
  for (unsigned i = 0; i < self->sets->len; i += ASK)
    if (!ask_known (self, i, MIN (self->sets->len - i, ASK), error))
      return FALSE;
  return TRUE;
}

/* @out_done: it has a receipt. */
static gboolean
find_receipt (Push *self,
              const UkeChangeSet *set,
              const char *text,
              size_t size,
              gboolean *out_done,
              GError **error)
{
  g_autoptr (UkeStmt) stmt = NULL;
  UkeWireResult *result;
  const void *bhash;
  size_t hash_size;

  *out_done = FALSE;
  if (!g_hash_table_contains (self->known, &set->id))
    return TRUE;
  stmt = uke_db_prepare_cached (
      self->db, "SELECT bhash, seq, outcome FROM receipt WHERE feed = 1 AND cs_id = ?", error);
  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &set->id);
  if (!uke_stmt_step (stmt, out_done, error))
    return FALSE;
  if (!*out_done)
    return TRUE;
  bhash = uke_stmt_blob (stmt, 0, &hash_size);
  if (is_same_body (bhash, hash_size, text, size)) {
    result = add_result (self, UKE_WIRE_RESULT_DUP, &set->id);
    result->seq = uke_stmt_int64 (stmt, 1);
    result->outcome = (UkeOutcome)uke_stmt_int64 (stmt, 2);
  } else {
    add_result (self, UKE_WIRE_RESULT_ID_REUSE, &set->id);
  }
  if (set->dseq == self->last_dseq + 1)
    self->last_dseq = set->dseq;
  return TRUE;
}

static void
add_changes (UkeChanges *to, UkeChanges *from)
{
  for (unsigned i = 0; i < uke_changes_get_n (from); i++) {
    const UkeChange *change = uke_changes_get (from, i);

    uke_changes_add (to, change->entity, &change->id, change->before, change->after);
  }
}

static void
add_judged (Push *self, const UkeCommitted *committed, const UkeId *id)
{
  UkeWireResultKind kind = UKE_WIRE_RESULT_PARKED;
  UkeWireResult *result;

  if (committed->outcome == UKE_OUTCOME_APPLIED)
    kind = UKE_WIRE_RESULT_APPLIED;
  else if (committed->outcome == UKE_OUTCOME_MERGED)
    kind = UKE_WIRE_RESULT_MERGED;
  result = add_result (self, kind, id);
  result->seq = committed->seq;
  result->outcome = committed->outcome;
}

static void
take_judged (Push *self, const UkeChangeSet *set, const UkeCommitted *committed, UkeDigest *sums)
{
  self->last_dseq = set->dseq;
  add_judged (self, committed, &set->id);
  add_changes (self->changes, committed->changes);
  if (self->sums != NULL)
    uke_digest_merge (self->sums, sums);
  /* The same change-set may stand in the push once more. */
  g_hash_table_add (self->known, g_memdup2 (&set->id, sizeof set->id));
}

/* Where care is taken, in a savepoint: what the tables themselves refuse is taken back and refused
 * for good, and the queue goes on. */
static gboolean
judge (Push *self, const UkeChangeSet *set, UkeCase *given, GError **error)
{
  g_autoptr (UkeCommitted) committed = uke_committed_new ();
  g_autoptr (UkeDigest) sums = uke_digest_new (self->db);
  g_autoptr (GError) local = NULL;
  UkeLogHead head = self->feed.head;

  given->has_sums = TRUE;
  given->sums = self->sums != NULL ? sums : NULL;
  given->open_notes = &self->open_notes;
  if (self->is_careful && !uke_db_savepoint (self->db, SAVEPOINT, error))
    return FALSE;
  if (uke_judge (self->db, &head, set, given, committed, &local)) {
    self->feed.head = head;
    take_judged (self, set, committed, sums);
    return !self->is_careful || uke_db_release (self->db, SAVEPOINT, error);
  }
  if (!self->is_careful || !g_error_matches (local, UKE_DB_ERROR, UKE_DB_ERROR_CONSTRAINT)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  self->open_notes = UKE_OPEN_NOTES_UNKNOWN;
  refuse (self, &set->id, set->dseq, "the tables do not take it");
  return uke_db_rollback_to (self->db, SAVEPOINT, error);
}

/* @out_done: it was brought before, and what becomes of it is said. */
static gboolean
find_rescued (Push *self,
              const UkeChangeSet *set,
              const UkeWireSet *pushed,
              gboolean *out_done,
              GError **error)
{
  UkeRescued what;

  if (!uke_rescue_look_up (self->db, set, pushed, &what, error))
    return FALSE;
  *out_done = what != UKE_RESCUED_NEW;
  if (what == UKE_RESCUED_REFUSED)
    add_result (self, UKE_WIRE_RESULT_REFUSED, &set->id)->message = "the tables do not take it";
  else if (what != UKE_RESCUED_NEW)
    add_result (self, what == UKE_RESCUED_KEPT ? UKE_WIRE_RESULT_LATER : UKE_WIRE_RESULT_ID_REUSE,
                &set->id);
  if (*out_done && set->dseq == self->last_dseq + 1)
    self->last_dseq = set->dseq;
  return what != UKE_RESCUED_KEPT || uke_rescue_keep (self->db, set, pushed, error);
}

static gboolean
rescue (Push *self, const UkeChangeSet *set, const UkeWireSet *pushed, GError **error)
{
  add_result (self, UKE_WIRE_RESULT_LATER, &set->id);
  self->last_dseq = set->dseq;
  return uke_rescue_keep (self->db, set, pushed, error);
}

/* @out_stop: nothing behind it is looked at. */
static gboolean
take_readable (Push *self,
               const UkeChangeSet *set,
               const UkeWireSet *pushed,
               gboolean *out_stop,
               GError **error)
{
  UkeCase given = { .now_us = self->now_us, .cap = pushed->cap };
  gboolean is_old = self->feed.state == UKE_FEED_RECOVERY && pushed->cap != UKE_NO_CAP;
  gboolean is_done, may;

  given.payload = g_bytes_get_data (pushed->body, &given.payload_size);
  if (!find_receipt (self, set, given.payload, given.payload_size, &is_done, error))
    return FALSE;
  if (is_done)
    return !is_old || uke_rescue_note_known (self->db, set, pushed, error);
  if (is_old && !find_rescued (self, set, pushed, &is_done, error))
    return FALSE;
  if (is_done)
    return TRUE;
  if (set->dseq <= self->last_dseq) {
    add_result (self, UKE_WIRE_RESULT_FORKED, &set->id);
    *out_stop = TRUE;
    return TRUE;
  }
  if (set->dseq > self->last_dseq + 1) {
    add_result (self, UKE_WIRE_RESULT_GAP, &set->id)->expected = self->last_dseq + 1;
    *out_stop = TRUE;
    return TRUE;
  }
  if (is_old)
    return rescue (self, set, pushed, error);
  if (self->feed.state == UKE_FEED_RECOVERY) {
    *out_stop = self->has_new = TRUE;
    return TRUE;
  }
  if (!uke_authority_may (self->db, set, &self->author, &may, error))
    return FALSE;
  given.is_forbidden = !may;
  return judge (self, set, &given, error);
}

static gboolean
take_sets (Push *self, GError **error)
{
  gboolean stops = FALSE;

  for (unsigned i = 0; i < self->sets->len && !stops; i++) {
    const UkeWireSet *pushed = &g_array_index (self->push->sets, UkeWireSet, i);
    const UkeChangeSet *set = self->sets->pdata[i];

    if (set == NULL)
      refuse_unreadable (self, pushed);
    else if (set->dev != self->peer->dev || set->inc != self->push->inc)
      refuse (self, &set->id, 0, "of another device or incarnation");
    else if (!take_readable (self, set, pushed, &stops, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * uke_authority_get_last_dseq:
 * @db: a connection
 * @dev: a device
 * @inc: one of its incarnations
 * @out_last: (out): the last of its numbers that was used; 0 for none
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_authority_get_last_dseq (UkeDb *db,
                             uint32_t dev,
                             uint64_t inc,
                             int64_t *out_last,
                             GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT last_dseq FROM devpos WHERE feed = 1 AND dev = ? AND inc = ?", error);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  uke_stmt_bind_int64_at (stmt, 2, (int64_t)inc);
  if (!uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  *out_last = has_row ? uke_stmt_int64 (stmt, 0) : 0;
  return TRUE;
}

static gboolean
set_last_dseq (Push *self, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      self->db,
      "INSERT INTO devpos (feed, dev, inc, last_dseq) VALUES (1, ?, ?, ?) "
      "ON CONFLICT (feed, dev, inc) DO UPDATE SET last_dseq = excluded.last_dseq",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, self->peer->dev);
  uke_stmt_bind_int64_at (stmt, 2, (int64_t)self->push->inc);
  uke_stmt_bind_int64_at (stmt, 3, self->last_dseq);
  return uke_stmt_run (stmt, error);
}

static gboolean
is_nearly_full (const UkeWirePush *push)
{
  size_t size = 0;

  for (unsigned i = 0; i < push->sets->len; i++)
    size += g_bytes_get_size (g_array_index (push->sets, UkeWireSet, i).body);
  return push->sets->len >= UKE_WIRE_MAX_SETS || size >= NEARLY_FULL_BYTES;
}

static const UkeCursor *
get_cursor (const UkeWirePush *push)
{
  return push->has_cursor ? &push->cursor : NULL;
}

/* What follows the caller's cursor, when all of it is small. */
static gboolean
add_page (Push *self, GError **error)
{
  const UkeCursor *cursor = get_cursor (self->push);
  g_autoptr (UkeWirePage) page = NULL;

  if (cursor == NULL || cursor->seq + 1 < self->feed.min_seq)
    return TRUE;
  page = uke_authority_read_page (self->db, &self->feed, self->peer, cursor, UKE_WIRE_MAX_ENTRIES,
                                  UKE_WIRE_SMALL_PAGE, self->now_us, error);
  if (page == NULL)
    return FALSE;
  if (!page->more)
    self->answer->page = g_steal_pointer (&page);
  return TRUE;
}

static gboolean
answer_push (Push *self, GError **error)
{
  const UkeCursor *cursor = get_cursor (self->push);
  UkeWirePushAnswer *answer = self->answer;

  answer->epoch = self->feed.head.epoch;
  answer->head = self->feed.head.seq;
  answer->durable = cursor != NULL ? MIN (self->feed.backup_seq, cursor->seq) : 0;
  answer->at_us = self->now_us;
  return add_page (self, error);
}

static gboolean
is_refused_before (Push *self, UkeWireRefusal *out_refusal, GError **error)
{
  if (!uke_authority_check_device (self->db, self->peer, out_refusal, error))
    return TRUE;
  if (out_refusal->code != UKE_WIRE_OK)
    return TRUE;
  if (self->push->sv < UKE_AUTHORITY_SV_MIN || self->push->sv > UKE_SCHEMA_VERSION
      || !read_sets (self)) {
    out_refusal->code = UKE_WIRE_SCHEMA;
    out_refusal->sv_min = UKE_AUTHORITY_SV_MIN;
    return TRUE;
  }
  if (!uke_authority_get_feed (self->db, &self->feed, error)
      || !uke_authority_check_history (self->db, &self->feed, self->peer, get_cursor (self->push),
                                       self->now_us, out_refusal, error)
      || out_refusal->code != UKE_WIRE_OK)
    return TRUE;
  if (self->feed.state != UKE_FEED_FROZEN)
    return FALSE;
  *out_refusal = (UkeWireRefusal){ .code = UKE_WIRE_BUSY, .retry_after_s = RETRY_AFTER_S };
  return TRUE;
}

/* All change-sets as one, which costs least; what the tables refuse of one is found by going
 * through them once more, each by itself. */
static gboolean
take_sets_together (Push *self, GError **error)
{
  const UkeLogHead head = self->feed.head;
  int64_t last_dseq = self->last_dseq;
  g_autoptr (GError) local = NULL;

  if (!uke_db_savepoint (self->db, PUSH_SAVEPOINT, error))
    return FALSE;
  uke_db_gather (self->db);
  if (take_sets (self, &local) && uke_db_settle (self->db, &local))
    return uke_db_release (self->db, PUSH_SAVEPOINT, error);
  if (!g_error_matches (local, UKE_DB_ERROR, UKE_DB_ERROR_CONSTRAINT)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!uke_db_rollback_to (self->db, PUSH_SAVEPOINT, error))
    return FALSE;
  self->feed.head = head;
  self->last_dseq = last_dseq;
  self->is_careful = TRUE;
  self->has_new = FALSE;
  self->open_notes = UKE_OPEN_NOTES_UNKNOWN;
  self->author.is_known = FALSE;
  g_array_set_size (self->answer->results, 0);
  g_clear_pointer (&self->changes, uke_changes_unref);
  self->changes = uke_changes_new ();
  g_clear_pointer (&self->known, g_hash_table_unref);
  if (self->sums != NULL) {
    uke_digest_free (self->sums);
    self->sums = uke_digest_new (self->db);
  }
  return find_known (self, error) && take_sets (self, error);
}

static gboolean
settle_recovery (Push *self, GError **error)
{
  return uke_authority_settle_recovery_in (self->db, &self->feed, self->now_us, self->sums,
                                           self->changes, error);
}

static gboolean
has_reported (const Push *self)
{
  return self->push->has_cursor
         && (self->has_new
             || (self->answer->results->len == self->push->sets->len
                 && !is_nearly_full (self->push)));
}

/* Everything that a push writes, but for the sums. */
static gboolean
take_push (Push *self, GError **error)
{
  int64_t head_seq = self->feed.head.seq, last_dseq;

  if (!settle_recovery (self, error)
      || !uke_authority_get_last_dseq (self->db, self->peer->dev, self->push->inc, &self->last_dseq,
                                       error)
      || !find_known (self, error))
    return FALSE;
  last_dseq = self->last_dseq;
  if (!take_sets_together (self, error))
    return FALSE;
  if (self->last_dseq != last_dseq && !set_last_dseq (self, error))
    return FALSE;
  if (has_reported (self)
      && (!uke_authority_note_reported (self->db, &self->feed, self->peer->dev, error)
          || !settle_recovery (self, error)))
    return FALSE;
  return self->feed.head.seq == head_seq
         || uke_authority_keep_head (self->db, &self->feed.head, self->peer->secret, self->now_us,
                                     error);
}

static gboolean
begin_sums (Push *self, gboolean is_kept, GError **error)
{
  if (!is_kept && !uke_digest_is_kept (self->db, &is_kept, error))
    return FALSE;
  if (is_kept)
    self->sums = uke_digest_new (self->db);
  return TRUE;
}

static gboolean
end_sums (Push *self, UkeDigest *sums, GError **error)
{
  if (sums == NULL)
    return self->sums == NULL || uke_digest_write (self->sums, error);
  uke_digest_merge (sums, self->sums);
  return TRUE;
}

/**
 * uke_authority_push_in:
 * @db: the writing connection, inside a transaction
 * @peer: which device
 * @push: what it pushes
 * @now_us: the time
 * @sums: (nullable): takes the changes of the sums of row hashes, which the caller writes before
 * its commit; without it they are written here, where they are kept
 * @out_answer: (out) (nullable): what became of it; NULL when it is refused
 * @changes: (nullable): every record that changed is added
 * @out_refusal: (out): why it is refused as a whole
 * @error: return location
 *
 * As uke_authority_push(), in the caller's transaction. A refusal may have written something too:
 * the transaction is to be committed all the same.
 *
 * Returns: whether the store did its part; otherwise the caller rolls back
 * Errors: UKE_DB_ERROR: FULL, IO, BUSY; UKE_STORE_ERROR: CORRUPT, NOT_SET_UP
 * Thread: the owner of @db
 * Source: sync.md 2.5, 2.6
 */
gboolean
uke_authority_push_in (UkeDb *db,
                       const UkeAuthorityPeer *peer,
                       const UkeWirePush *push,
                       int64_t now_us,
                       UkeDigest *sums,
                       UkeWirePushAnswer **out_answer,
                       UkeChanges *changes,
                       UkeWireRefusal *out_refusal,
                       GError **error)
{
  g_auto (Push) self = { .db = db, .peer = peer, .push = push, .now_us = now_us };
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (uke_db_in_transaction (db), FALSE);
  *out_answer = NULL;
  *out_refusal = (UkeWireRefusal){ .code = UKE_WIRE_OK };
  self.changes = uke_changes_new ();
  self.answer = uke_wire_push_answer_new ();
  if (is_refused_before (&self, out_refusal, &local)) {
    if (local == NULL)
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!begin_sums (&self, sums != NULL, error) || !take_push (&self, error)
      || !end_sums (&self, sums, error))
    return FALSE;
  if (changes != NULL)
    add_changes (changes, self.changes);
  if (self.answer->results->len == 0 && push->sets->len > 0) {
    *out_refusal = (UkeWireRefusal){ .code = UKE_WIRE_BUSY, .retry_after_s = RETRY_AFTER_S };
    return TRUE;
  }
  if (!answer_push (&self, error))
    return FALSE;
  *out_answer = g_steal_pointer (&self.answer);
  return TRUE;
}

/**
 * uke_authority_push:
 * @db: the writing connection, outside any transaction
 * @peer: which device
 * @push: what it pushes
 * @now_us: the time
 * @out_answer: (out) (nullable): what became of it; NULL when it is refused
 * @changes: (nullable): every record that changed is added
 * @out_refusal: (out): why it is refused as a whole
 * @error: return location
 *
 * Judges change-sets in their order: each ends as an entry of the log, as one that was there
 * already, or refused for good; one whose number does not follow stops those behind it.
 *
 * Returns: whether the store did its part; nothing was changed otherwise
 * Errors: UKE_DB_ERROR: FULL, IO, BUSY; UKE_STORE_ERROR: CORRUPT, NOT_SET_UP
 * Thread: the owner of @db
 * Source: sync.md 2.5
 */
gboolean
uke_authority_push (UkeDb *db,
                    const UkeAuthorityPeer *peer,
                    const UkeWirePush *push,
                    int64_t now_us,
                    UkeWirePushAnswer **out_answer,
                    UkeChanges *changes,
                    UkeWireRefusal *out_refusal,
                    GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeWirePushAnswer) answer = NULL;

  if (transaction == NULL
      || !uke_authority_push_in (db, peer, push, now_us, NULL, &answer, changes, out_refusal, error)
      || !uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return FALSE;
  *out_answer = g_steal_pointer (&answer);
  return TRUE;
}
