/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-decide.h"
#include "feed/uke-feed-log.h"
#include "feed/uke-sync-core-private.h"

#include <string.h>

/*
 * Whether this desk's rows are the server's: the digest of everything, then of each table, then the
 * rows of the buckets that differ (sync.md 2.16). It goes on beside pushes and pulls, when nothing
 * waits; answers of another place in the history are worth nothing, and it begins anew.
 */

#define SECOND_US ((int64_t)G_USEC_PER_SEC)
#define HOUR_US (3600 * SECOND_US)
#define SOON_US (2 * SECOND_US)
#define SPARE_US (600 * SECOND_US)
#define MISSED_US (5 * SECOND_US)
#define MAX_MISSED 7
#define MAX_BUCKETS 64
#define MAX_BYTES (16 * 1024 * 1024)
#define MAX_ROUNDS 64
/* Where so much differs, everything is fetched at once. */
#define MANY_BUCKETS 1024
#define FEW 256

/**
 * uke_sync_core_drop_check:
 * @self: an engine
 *
 * Gives up a check that is under way; it is begun anew when there is time.
 *
 * Thread: the engine's
 */
void
uke_sync_core_drop_check (UkeSyncCore *self)
{
  UkeSyncCheck *check = &self->check;

  uke_sync_core_cancel (self, &check->request_id);
  check->store_id = 0;
  check->phase = UKE_SYNC_CHECK_REST;
  g_clear_pointer (&check->sums, uke_sync_sums_unref);
  g_clear_pointer (&check->repair, uke_sync_repair_free);
}

static void
rest_until (UkeSyncCore *self, int64_t at_us)
{
  uke_sync_core_drop_check (self);
  self->check.at_us = at_us;
}

static const UkeEntity *
get_table (const UkeSyncCheck *check)
{
  unsigned n;

  return uke_entity_all (&n)[check->table];
}

/* The server went on meanwhile, or this desk did. */
static void
miss (UkeSyncCore *self)
{
  unsigned n = MIN (self->check.n_missed, MAX_MISSED);

  self->check.n_missed++;
  rest_until (self, self->now_us + (MISSED_US << n));
}

static void
give_up (UkeSyncCore *self, const char *why)
{
  uke_feed_log_refused ("rows are not compared with the server's: %s", why);
  self->check.n_rounds = 0;
  self->check.last_us = self->now_us;
  rest_until (self, self->now_us + HOUR_US);
}

static void
finish (UkeSyncCore *self)
{
  self->facts.checked_us = self->wall_us;
  self->facts.n_checks++;
  self->check.n_missed = 0;
  self->check.n_rounds = 0;
  self->check.last_us = self->now_us;
  rest_until (self, self->now_us + HOUR_US);
}

/**
 * uke_sync_core_begin_check:
 * @self: an engine that begins to push and pull
 *
 * Rows are compared after a start, after another base, and after what came while the desk was away;
 * otherwise every hour.
 *
 * Thread: the engine's
 */
void
uke_sync_core_begin_check (UkeSyncCore *self)
{
  UkeSyncCheck *check = &self->check;
  gboolean is_behind = self->facts.head > self->status.cursor.seq;

  if (check->last_us == 0)
    check->at_us = self->now_us + SOON_US;
  else if (is_behind)
    check->at_us = MIN (check->at_us, MAX (self->now_us + SOON_US, check->last_us + SPARE_US));
}

/**
 * uke_sync_core_want_check:
 * @self: an engine
 *
 * Somebody wants the rows compared now.
 *
 * Thread: the engine's
 */
void
uke_sync_core_want_check (UkeSyncCore *self)
{
  self->check.n_rounds = 0;
  self->check.n_missed = 0;
  if (self->check.phase == UKE_SYNC_CHECK_REST)
    self->check.at_us = self->now_us;
}

static gboolean
is_idle (const UkeSyncCore *self)
{
  return self->phase == UKE_SYNC_PHASE_RUN && self->facts.state == UKE_SYNC_STAGE_LIVE
         && self->store_id == 0 && self->page == NULL && self->answer == NULL && self->push_id == 0
         && self->status.n_queued == 0;
}

/* Also with a server of another version: fields that one of both does not know are in its sums all
 * the same. */
static gboolean
is_due (const UkeSyncCore *self)
{
  return self->now_us >= self->check.at_us && is_idle (self);
}

static void
ask_sums (UkeSyncCore *self)
{
  UkeSyncAction action
      = { .kind = UKE_SYNC_ACTION_STORE, .id = ++self->last_id, .store = UKE_SYNC_STORE_SUMS };

  self->check.phase = UKE_SYNC_CHECK_SUMS;
  self->check.store_id = action.id;
  g_array_append_val (self->actions, action);
}

static void
ask_digest (UkeSyncCore *self, const char *table)
{
  char *path = table == NULL ? g_strdup_printf ("/v1/digest?sv=%u", self->sv)
                             : g_strdup_printf ("/v1/digest/%s?sv=%u", table, self->sv);

  self->check.request_id = uke_sync_core_send (self, UKE_SYNC_REQUEST_DIGEST, "GET", path, NULL,
                                               UKE_WIRE_MAX_BYTES, 30);
}

static void
ask_rows (UkeSyncCore *self)
{
  const UkeSyncBucket *bucket
      = &g_array_index (self->check.repair->buckets, UkeSyncBucket, self->check.bucket);

  self->check.request_id = uke_sync_core_send (
      self, UKE_SYNC_REQUEST_ROWS, "GET",
      g_strdup_printf ("/v1/rows/%s?bucket=%u", bucket->entity->name, bucket->bucket), NULL,
      UKE_SYNC_MAX_ANSWER, 60);
}

/**
 * uke_sync_core_check_advance:
 * @self: an engine that is connected
 *
 * Asks for what is to be compared next.
 *
 * Thread: the engine's
 */
void
uke_sync_core_check_advance (UkeSyncCore *self)
{
  UkeSyncCheck *check = &self->check;

  if (check->request_id != 0)
    return;
  switch (check->phase) {
  case UKE_SYNC_CHECK_REST:
    if (is_due (self))
      ask_sums (self);
    break;
  case UKE_SYNC_CHECK_ROOT:
    ask_digest (self, NULL);
    break;
  case UKE_SYNC_CHECK_TABLES:
    ask_digest (self, get_table (check)->name);
    break;
  case UKE_SYNC_CHECK_ROWS:
    ask_rows (self);
    break;
  case UKE_SYNC_CHECK_SUMS:
  case UKE_SYNC_CHECK_REPAIR:
    break;
  }
}

/**
 * uke_sync_core_check_wants_store:
 * @self: an engine whose store rests
 *
 * Returns: whether something was asked of the store
 * Thread: the engine's
 */
gboolean
uke_sync_core_check_wants_store (UkeSyncCore *self)
{
  UkeSyncAction *action;

  if (self->check.phase != UKE_SYNC_CHECK_REPAIR || self->check.repair == NULL)
    return FALSE;
  action = uke_sync_core_ask_store (self, UKE_SYNC_STORE_REPAIR);
  action->repair = g_steal_pointer (&self->check.repair);
  return TRUE;
}

/**
 * uke_sync_core_check_stored:
 * @self: an engine
 * @event: what the store answered
 *
 * Returns: whether it was this desk's own digest, or a repair that came to nothing
 * Thread: the engine's
 */
gboolean
uke_sync_core_check_stored (UkeSyncCore *self, const UkeSyncEvent *event)
{
  UkeSyncCheck *check = &self->check;

  /* What a repair cannot put right does not keep the desk from its server. */
  if (event->id == self->store_id && self->store == UKE_SYNC_STORE_REPAIR
      && event->stored != UKE_SYNC_STORED_OK && event->stored != UKE_SYNC_STORED_FULL) {
    self->store_id = 0;
    uke_sync_core_check_repaired (self, event);
    return TRUE;
  }
  if (check->store_id == 0 || event->id != check->store_id)
    return FALSE;
  check->store_id = 0;
  if (event->stored != UKE_SYNC_STORED_OK || event->sums == NULL) {
    give_up (self, "the desk's own could not be read");
    return TRUE;
  }
  check->sums = uke_sync_sums_ref (event->sums);
  check->phase = UKE_SYNC_CHECK_ROOT;
  return TRUE;
}

/**
 * uke_sync_core_check_repaired:
 * @self: an engine
 * @event: what became of a repair
 *
 * Thread: the engine's
 */
void
uke_sync_core_check_repaired (UkeSyncCore *self, const UkeSyncEvent *event)
{
  if (event->take == UKE_SYNC_TAKE_STALE) {
    miss (self);
    return;
  }
  if (event->stored != UKE_SYNC_STORED_OK || event->take != UKE_SYNC_TAKE_DONE
      || event->n_repaired == 0) {
    give_up (self, "what it sent could not be used");
    return;
  }
  self->facts.n_repaired += event->n_repaired;
  if (++self->check.n_rounds < MAX_ROUNDS)
    rest_until (self, self->now_us);
  else
    give_up (self, "they differ again and again");
}

static gboolean
is_same_place (const UkeSyncCore *self, const UkeId *epoch, int64_t seq)
{
  return uke_id_equal (&self->check.sums->epoch, epoch) && self->check.sums->seq == seq;
}

static void
take_root (UkeSyncCore *self, const UkeWireDigest *digest)
{
  UkeSyncCheck *check = &self->check;

  if (digest->buckets != NULL) {
    give_up (self, "not the digest of everything");
  } else if (!is_same_place (self, &digest->epoch, digest->seq)) {
    miss (self);
  } else if (memcmp (digest->root, check->sums->root, sizeof digest->root) == 0) {
    finish (self);
  } else {
    check->repair = uke_sync_repair_new (check->sums);
    check->table = 0;
    check->phase = UKE_SYNC_CHECK_TABLES;
  }
}

static void
compare_table (UkeSyncCore *self, const UkeWireDigest *digest)
{
  UkeSyncCheck *check = &self->check;
  UkeSyncBucket bucket
      = { .entity = get_table (check), .n_buckets = digest->buckets->len / UKE_WIRE_DIGEST_SIZE };
  g_autoptr (GByteArray) ours = uke_sync_sums_fold (check->sums, check->table, bucket.n_buckets);

  for (; bucket.bucket < bucket.n_buckets; bucket.bucket++) {
    const uint8_t *theirs = digest->buckets->data + bucket.bucket * UKE_WIRE_DIGEST_SIZE;

    if (memcmp (theirs, ours->data + bucket.bucket * UKE_WIRE_DIGEST_SIZE, UKE_WIRE_DIGEST_SIZE)
        == 0)
      continue;
    memcpy (bucket.digest, theirs, sizeof bucket.digest);
    g_array_append_val (check->repair->buckets, bucket);
  }
}

static void
end_tables (UkeSyncCore *self)
{
  UkeSyncCheck *check = &self->check;

  if (check->repair->buckets->len == 0) {
    give_up (self, "its digest is not that of its tables");
  } else if (check->repair->buckets->len > MANY_BUCKETS) {
    uke_feed_log_refused ("%u buckets of rows are not the server's: everything is fetched anew",
                          check->repair->buckets->len);
    uke_sync_core_hang_up (self);
    uke_sync_core_begin_snapshot (self, UKE_NO_CAP, FALSE);
  } else {
    check->bucket = 0;
    check->n_bytes = 0;
    check->phase = UKE_SYNC_CHECK_ROWS;
  }
}

static void
take_table (UkeSyncCore *self, const UkeWireDigest *digest)
{
  UkeSyncCheck *check = &self->check;
  unsigned n_tables;

  uke_entity_all (&n_tables);
  if (digest->buckets == NULL
      || (digest->buckets->len != FEW * UKE_WIRE_DIGEST_SIZE
          && digest->buckets->len != UKE_SYNC_SUMS_BUCKETS * UKE_WIRE_DIGEST_SIZE)) {
    give_up (self, "not the digest of a table");
    return;
  }
  if (!is_same_place (self, &digest->epoch, digest->seq)) {
    miss (self);
    return;
  }
  compare_table (self, digest);
  if (++check->table == n_tables)
    end_tables (self);
}

/* As many at once as go well into one piece; the others come with the next round. */
static void
take_rows (UkeSyncCore *self, const char *json, size_t size)
{
  UkeSyncCheck *check = &self->check;
  UkeSyncBucket *bucket = &g_array_index (check->repair->buckets, UkeSyncBucket, check->bucket);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeWireRows) rows = uke_wire_rows_read (json, size, &error);

  if (rows == NULL) {
    give_up (self, error->message);
    return;
  }
  if (!is_same_place (self, &rows->epoch, rows->seq) || rows->n_buckets != bucket->n_buckets) {
    miss (self);
    return;
  }
  bucket->rows = g_steal_pointer (&rows);
  check->n_bytes += size;
  if (++check->bucket < check->repair->buckets->len && check->bucket < MAX_BUCKETS
      && check->n_bytes < MAX_BYTES)
    return;
  g_array_set_size (check->repair->buckets, check->bucket);
  check->phase = UKE_SYNC_CHECK_REPAIR;
}

/**
 * uke_sync_core_check_response:
 * @self: an engine
 * @event: an answer of the server
 *
 * Returns: whether it was the answer to something that was asked here
 * Thread: the engine's
 */
gboolean
uke_sync_core_check_response (UkeSyncCore *self, const UkeSyncEvent *event)
{
  UkeSyncCheck *check = &self->check;
  g_autoptr (UkeWireDigest) digest = NULL;
  g_autoptr (GError) error = NULL;
  size_t size;
  const char *json;

  if (check->request_id == 0 || event->id != check->request_id)
    return FALSE;
  check->request_id = 0;
  json = g_bytes_get_data (event->body, &size);
  if (event->status_code == 403) {
    uke_sync_core_refused (self, event);
  } else if (event->status_code != 200) {
    miss (self);
  } else if (check->phase == UKE_SYNC_CHECK_ROWS) {
    take_rows (self, json, size);
  } else {
    digest = uke_wire_digest_read (json, size, &error);
    if (digest == NULL)
      give_up (self, error->message);
    else if (check->phase == UKE_SYNC_CHECK_ROOT)
      take_root (self, digest);
    else
      take_table (self, digest);
  }
  return TRUE;
}
