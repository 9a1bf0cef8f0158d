/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-rescue.h"

#include "feed/uke-change-set-head.h"
#include "feed/uke-change-set-json.h"
#include "store/uke-judge.h"

#include <string.h>

#define SAVEPOINT "one_rescued"

/* So many are judged in one transaction; who finds more waiting goes on with the next. */
#define JUDGE_AT_ONCE 2000

/* `rescue.outcome` besides those of the log: a registry. */
#define WAITS 0
#define KNOWN 4
#define REFUSED 5

/* The place of those that never had one: behind every epoch. */
static const UkeId NO_EPOCH = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0xff } };

static gboolean
is_same (const void *one, size_t one_size, GBytes *other)
{
  uint8_t a[UKE_SHA256_SIZE], b[UKE_SHA256_SIZE];
  size_t size;
  const char *text = g_bytes_get_data (other, &size);

  uke_change_set_hash (one, one_size, a);
  uke_change_set_hash (text, size, b);
  return memcmp (a, b, sizeof a) == 0;
}

/**
 * uke_rescue_look_up:
 * @db: the writing connection, inside a transaction
 * @set: a change-set without a receipt
 * @pushed: as it was pushed
 * @out_what: (out): what is known of it
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_rescue_look_up (UkeDb *db,
                    const UkeChangeSet *set,
                    const UkeWireSet *pushed,
                    UkeRescued *out_what,
                    GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "SELECT outcome, body FROM rescue WHERE cs_id = ?", error);
  const void *body;
  gboolean has_row;
  size_t size;

  *out_what = UKE_RESCUED_NEW;
  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &set->id);
  if (!uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  if (uke_stmt_int64 (stmt, 0) == REFUSED) {
    *out_what = UKE_RESCUED_REFUSED;
    return TRUE;
  }
  body = uke_stmt_blob (stmt, 1, &size);
  *out_what = is_same (body, size, pushed->body) ? UKE_RESCUED_KEPT : UKE_RESCUED_OTHER;
  return TRUE;
}

static gboolean
insert (UkeDb *db,
        const UkeChangeSet *set,
        const UkeWireSet *pushed,
        int64_t outcome,
        GBytes *body,
        GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO rescue (cs_id, n, dev, inc, cap, was_epoch, was_seq, was_inc, was_dseq, "
      "outcome, body) SELECT ?1, coalesce (max (n), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 "
      "FROM rescue WHERE TRUE ON CONFLICT (cs_id) DO UPDATE SET inc = excluded.inc, "
      "cap = excluded.cap, was_epoch = excluded.was_epoch, was_seq = excluded.was_seq, "
      "was_inc = excluded.was_inc, was_dseq = excluded.was_dseq, body = excluded.body "
      "WHERE rescue.outcome = 0",
      error);
  const UkeWireWas *was = &pushed->was;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &set->id);
  uke_stmt_bind_int64_at (stmt, 2, set->dev);
  uke_stmt_bind_int64_at (stmt, 3, (int64_t)set->inc);
  uke_stmt_bind_int64_at (stmt, 4, pushed->cap);
  uke_stmt_bind_id_at (stmt, 5, was->is_known ? &was->epoch : &NO_EPOCH);
  uke_stmt_bind_int64_at (stmt, 6, was->seq);
  uke_stmt_bind_int64_at (stmt, 7, (int64_t)was->inc);
  uke_stmt_bind_int64_at (stmt, 8, was->dseq);
  uke_stmt_bind_int64_at (stmt, 9, outcome);
  if (body != NULL)
    uke_stmt_bind_blob_at (stmt, 10, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  else
    uke_stmt_bind_null_at (stmt, 10);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_rescue_keep:
 * @db: the writing connection, inside a transaction
 * @set: a change-set of a lost history
 * @pushed: as it was pushed
 * @error: return location
 *
 * Keeps it until it is its turn; one that is kept already takes the numbers that it has now.
 *
 * Returns: whether it is kept
 * Errors: UKE_DB_ERROR: FULL, IO
 * Thread: the owner of @db
 */
gboolean
uke_rescue_keep (UkeDb *db, const UkeChangeSet *set, const UkeWireSet *pushed, GError **error)
{
  return insert (db, set, pushed, WAITS, pushed->body, error);
}

/**
 * uke_rescue_note_known:
 * @db: the writing connection, inside a transaction
 * @set: a change-set of a lost history that has a receipt in this one too
 * @pushed: as it was pushed
 * @error: return location
 *
 * For the report: it was not lost.
 *
 * Returns: whether it was noted
 * Errors: UKE_DB_ERROR: FULL, IO
 * Thread: the owner of @db
 */
gboolean
uke_rescue_note_known (UkeDb *db, const UkeChangeSet *set, const UkeWireSet *pushed, GError **error)
{
  return insert (db, set, pushed, KNOWN, NULL, error);
}

/* What a device brought that was struck off since waits for a person, as what it hands in does. */
static gboolean
put_struck_off_aside (UkeDb *db, int64_t now_us, GError **error)
{
  g_autoptr (UkeStmt) aside = uke_db_prepare_cached (
      db,
      "INSERT INTO quarantine (dev, cs_id, n, inc, cap, received_at_us, body) "
      "SELECT r.dev, r.cs_id, r.n + coalesce ((SELECT max (q.n) FROM quarantine AS q "
      "WHERE q.dev = r.dev), 0), r.inc, r.cap, ?, r.body FROM rescue AS r "
      "JOIN server_device AS d ON d.dev = r.dev WHERE d.state <> 0 AND r.outcome = 0 "
      "ON CONFLICT DO NOTHING",
      error);
  g_autoptr (UkeStmt) gone
      = uke_db_prepare_cached (db,
                               "DELETE FROM rescue WHERE outcome = 0 AND dev IN "
                               "(SELECT dev FROM server_device WHERE state <> 0)",
                               error);

  if (aside == NULL || gone == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (aside, 1, now_us);
  return uke_stmt_run (aside, error) && uke_stmt_run (gone, error);
}

/** Place: what the order of turns goes by. */
typedef struct {
  UkeId id; /* of the change-set */
  UkeId epoch;
  int64_t seq;
  unsigned n; /* how many came before it */
} Place;

/* In the lost histories alone. */
static int
compare_histories (const Place *a, const Place *b)
{
  int order = memcmp (a->epoch.bytes, b->epoch.bytes, sizeof a->epoch.bytes);

  return order != 0 ? order : (a->seq > b->seq) - (a->seq < b->seq);
}

static int
compare_places (gconstpointer one, gconstpointer other)
{
  const Place *a = one, *b = other;
  int order = compare_histories (a, b);

  return order != 0 ? order : (a->n > b->n) - (a->n < b->n);
}

/* A device's change-sets keep their own order: where two recoveries followed each other, some have
 * their place in one history and some in another, and what a device did later would be overwritten
 * by what it did before, which no card would tell. @lasts: of each device */
static void
follow_own_order (GHashTable *lasts, int64_t dev, Place *place)
{
  Place *last = g_hash_table_lookup (lasts, &dev);

  if (last == NULL) {
    last = g_new0 (Place, 1);
    g_hash_table_insert (lasts, g_memdup2 (&dev, sizeof dev), last);
  }
  if (compare_histories (place, last) < 0) {
    place->epoch = last->epoch;
    place->seq = last->seq;
  }
  *last = *place;
}

static GArray *
list_places (UkeDb *db, GError **error)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_autoptr (GHashTable) lasts
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT cs_id, dev, was_epoch, was_seq FROM rescue WHERE outcome = 0 ORDER BY n", error);

  while (stmt != NULL) {
    gboolean has_row;
    Place place;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row) {
      g_array_sort (places, compare_places);
      return g_steal_pointer (&places);
    }
    place = (Place){ uke_stmt_id (stmt, 0), uke_stmt_id (stmt, 2), uke_stmt_int64 (stmt, 3),
                     places->len };
    follow_own_order (lasts, uke_stmt_int64 (stmt, 1), &place);
    g_array_append_val (places, place);
  }
  return NULL;
}

/** Turn: a change-set whose turn has come. */
typedef struct {
  UkeId id;
  int64_t cap;
  GBytes *body; /* (owned) */
} Turn;

static void
clear_turn (Turn *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Turn, clear_turn)

static gboolean
read_turn (UkeDb *db, const UkeId *id, Turn *out_turn, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "SELECT cap, body FROM rescue WHERE cs_id = ?", error);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, id);
  if (!uke_stmt_step (stmt, &has_row, error))
    return FALSE;
  g_assert (has_row); /* listed in the same transaction */
  *out_turn = (Turn){ *id, uke_stmt_int64 (stmt, 0), uke_stmt_dup_bytes (stmt, 1) };
  return TRUE;
}

static gboolean
end_turn (UkeDb *db, const Turn *turn, int64_t outcome, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "UPDATE rescue SET outcome = ?, body = NULL WHERE cs_id = ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, outcome);
  uke_stmt_bind_id_at (stmt, 2, &turn->id);
  return uke_stmt_run (stmt, error);
}

static void
add_changes (UkeChanges *to, UkeChanges *from)
{
  for (unsigned i = 0; to != NULL && i < uke_changes_get_n (from); i++) {
    const UkeChange *change = uke_changes_get (from, i);

    uke_changes_add (to, change->entity, &change->id, change->before, change->after);
  }
}

/** Bench: what all turns of one transaction share. */
typedef struct {
  UkeDb *db;              /* (not owned) */
  UkeAuthorityFeed *feed; /* (not owned) */
  int64_t now_us;
  UkeDigest *sums;     /* (not owned) (nullable) */
  UkeChanges *changes; /* (not owned) (nullable) */
  UkeAuthorityAuthor author;
} Bench;

/* By itself: what the tables refuse of it is taken back, and hurts no other. */
static gboolean
judge (Bench *self, const Turn *turn, const UkeChangeSet *set, int64_t *out_outcome, GError **error)
{
  g_autoptr (UkeCommitted) committed = uke_committed_new ();
  g_autoptr (UkeDigest) sums = uke_digest_new (self->db);
  g_autoptr (GError) local = NULL;
  UkeLogHead head = self->feed->head;
  UkeCase given = { .now_us = self->now_us, .cap = turn->cap, .has_sums = TRUE };
  gboolean may;

  given.payload = g_bytes_get_data (turn->body, &given.payload_size);
  given.sums = self->sums != NULL ? sums : NULL;
  if (!uke_authority_may (self->db, set, &self->author, &may, error)
      || !uke_db_savepoint (self->db, SAVEPOINT, error))
    return FALSE;
  given.is_forbidden = !may;
  if (uke_judge (self->db, &head, set, &given, committed, &local)) {
    self->feed->head = head;
    *out_outcome = committed->outcome;
    if (self->sums != NULL)
      uke_digest_merge (self->sums, sums);
    add_changes (self->changes, committed->changes);
    return uke_db_release (self->db, SAVEPOINT, error);
  }
  *out_outcome = REFUSED;
  if (g_error_matches (local, UKE_DB_ERROR, UKE_DB_ERROR_CONSTRAINT))
    return uke_db_rollback_to (self->db, SAVEPOINT, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
take_turn (Bench *self, const Turn *turn, GError **error)
{
  size_t size;
  const char *text = g_bytes_get_data (turn->body, &size);
  g_autoptr (UkeChangeSet) set = uke_change_set_read_json (text, size, NULL);
  int64_t outcome = REFUSED;

  if (set != NULL && !judge (self, turn, set, &outcome, error))
    return FALSE;
  return end_turn (self->db, turn, outcome, error);
}

/**
 * uke_rescue_judge:
 * @db: the writing connection, inside a transaction
 * @feed: (inout): the feed
 * @now_us: the time
 * @sums: (nullable): takes the changes of the sums of row hashes, where they are kept
 * @changes: (nullable): every record that changed is added
 * @out_is_done: (out): whether none waits any more
 * @error: return location
 *
 * Judges what is kept, in the order of its old places, those of one device in their own order; a
 * few thousand at a time.
 *
 * Returns: whether the store did its part
 * Errors: UKE_DB_ERROR: FULL, IO; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 * Source: sync.md 2.11
 */
gboolean
uke_rescue_judge (UkeDb *db,
                  UkeAuthorityFeed *feed,
                  int64_t now_us,
                  UkeDigest *sums,
                  UkeChanges *changes,
                  gboolean *out_is_done,
                  GError **error)
{
  Bench self = { .db = db, .feed = feed, .now_us = now_us, .sums = sums, .changes = changes };
  g_autoptr (GArray) places = NULL;

  if (!put_struck_off_aside (db, now_us, error))
    return FALSE;
  places = list_places (db, error);
  for (unsigned i = 0; places != NULL && i < MIN (places->len, JUDGE_AT_ONCE); i++) {
    g_auto (Turn) turn = { 0 };

    if (!read_turn (db, &g_array_index (places, Place, i).id, &turn, error)
        || !take_turn (&self, &turn, error))
      return FALSE;
  }
  *out_is_done = places != NULL && places->len < JUDGE_AT_ONCE;
  return places != NULL;
}

/**
 * uke_rescue_forget:
 * @db: the writing connection, inside a transaction
 * @error: return location
 *
 * Forgets what came of those whose turn is over: their recovery is, or another one begins. What
 * waits stays: its history up to its cap is that of the file in which it lies.
 *
 * Returns: whether it was done
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_rescue_forget (UkeDb *db, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "DELETE FROM rescue WHERE outcome <> 0", error);

  return stmt != NULL && uke_stmt_run (stmt, error);
}
