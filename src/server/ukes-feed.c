/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-feed-private.h"

#include "clinic/uke-clinic-store.h"
#include "feed/uke-change-set.h"
#include "feed/uke-wire-devices.h"
#include "feed/uke-wire.h"
#include "server/ukes-house.h"
#include "server/ukes-log.h"
#include "server/ukes-move.h"
#include "server/ukes-pushes.h"
#include "server/ukes-rate.h"
#include "server/ukes-repair.h"
#include "server/ukes-runs.h"
#include "server/ukes-snapshots.h"
#include "store/uke-authority.h"
#include "store/uke-digest.h"
#include "store/uke-hold.h"
#include "store/uke-log-store.h"
#include "store/uke-quarantine.h"

#include <string.h>

#define MAX_BODY (1024 * 1024)
#define MAX_WAIT_S 25
#define SNAPSHOT_RETRY_S 2
#define JSON "application/json"

struct _UkesFeed {
  UkesServer *server;       /* (not owned): outlives it */
  UkesSnapshots *snapshots; /* (owned) */
  UkesRuns *runs;           /* (owned) */
  UkesRate *rate;           /* (owned): of change-sets; the writer's thread */
  UkesHouse *house;         /* (owned) */
  gint is_recovering;       /* atomic: as the last hello was told */
  gint is_over;             /* atomic: it is not any more, and those that wait are to be told */
};

/* The place that each thread signed last: while nothing is written, all who ask are told the same
 * place, and it is signed once. */
static GPrivate last_signed = G_PRIVATE_INIT (g_free);

static UkeCursor *
get_last_signed (void)
{
  UkeCursor *cursor = g_private_get (&last_signed);

  if (cursor == NULL) {
    cursor = g_new0 (UkeCursor, 1);
    g_private_set (&last_signed, cursor);
  }
  return cursor;
}

static UkeAuthorityPeer
get_peer (const UkesFeed *self, const UkesRequest *request)
{
  const UkesKeys *keys = ukes_server_get_keys (self->server);

  return (UkeAuthorityPeer){
    .dev = ukes_request_get_dev (request),
    .secret = uke_secret_peek (keys->signing),
    .public_key = keys->signing_public,
    .last_signed = get_last_signed (),
  };
}

/**
 * ukes_feed_answer_json:
 * @json: (transfer full): an answer's body
 *
 * Returns: (transfer full): the answer
 * Thread: any
 */
UkesAnswer *
ukes_feed_answer_json (GString *json)
{
  return ukes_answer_new (200, JSON, g_string_free_to_bytes (json));
}

/**
 * ukes_feed_answer_refusal:
 * @refusal: why not
 *
 * Returns: (transfer full): the answer
 * Thread: any
 */
UkesAnswer *
ukes_feed_answer_refusal (const UkeWireRefusal *refusal)
{
  GString *json = g_string_new (NULL);
  UkesAnswer *answer;

  uke_wire_refusal_write (refusal, json);
  answer = ukes_answer_new (uke_wire_error_get_status (refusal->code), JSON,
                            g_string_free_to_bytes (json));
  answer->retry_after_s = refusal->retry_after_s;
  return answer;
}

/**
 * ukes_feed_answer_malformed:
 *
 * Returns: (transfer full): the answer to what is not of the form that doc/wire.md says
 * Thread: any
 */
UkesAnswer *
ukes_feed_answer_malformed (void)
{
  const UkeWireRefusal refusal = { .code = UKE_WIRE_MALFORMED };

  return ukes_feed_answer_refusal (&refusal);
}

static const char *
get_body (const UkesRequest *request, size_t *out_size)
{
  GBytes *body = ukes_request_get_body (request);

  *out_size = 0;
  return body == NULL ? "" : g_bytes_get_data (body, out_size);
}

static UkesAnswer *
answer_cloned (void)
{
  const UkeWireRefusal refusal = { .code = UKE_WIRE_CLONED };

  return ukes_feed_answer_refusal (&refusal);
}

/* POST /v1/hello */
static UkesAnswer *
hello (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  UkesFeed *self = owner;
  gboolean is_in;
  const UkeAuthorityPeer peer = get_peer (owner, request);
  size_t size;
  const char *json = get_body (request, &size);
  g_autoptr (UkeWireHello) message = uke_wire_hello_read (json, size, NULL);
  UkeWireRefusal refusal = { 0 };
  UkeWireWelcome welcome;
  GString *answer;

  if (message == NULL)
    return ukes_feed_answer_malformed ();
  if (!ukes_runs_begin (self->runs, db, request, message, &is_in, error))
    return NULL;
  if (!is_in)
    return answer_cloned ();
  if (!uke_authority_hello (db, &peer, message, ukes_request_get_now_us (request), &welcome,
                            &refusal, error))
    return NULL;
  if (refusal.code != UKE_WIRE_OK)
    return ukes_feed_answer_refusal (&refusal);
  welcome.spread_s = ukes_server_get_config (self->server)->spread_s;
  if (welcome.state == UKE_FEED_RECOVERY)
    g_atomic_int_set (&self->is_recovering, TRUE);
  else if (g_atomic_int_compare_and_exchange (&self->is_recovering, TRUE, FALSE))
    g_atomic_int_set (&self->is_over, TRUE);
  answer = g_string_new (NULL);
  uke_wire_welcome_write (&welcome, answer);
  return ukes_feed_answer_json (answer);
}

/* A hello can be the last that a recovery waited for: what was kept is in the log then. */
static void
hello_after (const UkesRequest *request, const UkesAnswer *answer, gpointer owner)
{
  UkesFeed *self = owner;

  if (g_atomic_int_compare_and_exchange (&self->is_over, TRUE, FALSE))
    ukes_router_wake (ukes_server_get_router (self->server));
}

static UkesAnswer *
answer_push (UkesPush *push)
{
  GString *answer;

  if (push->refusal.code != UKE_WIRE_OK)
    return ukes_feed_answer_refusal (&push->refusal);
  answer = g_string_sized_new (4096);
  uke_wire_push_answer_write (push->answer, answer);
  return ukes_feed_answer_json (answer);
}

/* Of one device no more is taken than it may send; others are not made to wait for it. Returns:
 * NULL when it may. */
static UkesAnswer *
answer_too_much (UkesFeed *self, const UkesRequest *request, const UkeWirePush *message)
{
  UkeWireRefusal refusal = { .code = UKE_WIRE_BUSY };
  UkesAnswer *answer;

  refusal.retry_after_s = ukes_rate_take (self->rate, ukes_request_get_dev (request),
                                          message->sets->len, ukes_request_get_now_us (request));
  if (refusal.retry_after_s == 0)
    return NULL;
  answer = ukes_feed_answer_refusal (&refusal);
  answer->status = 429;
  return answer;
}

/* POST /v1/push, of several devices at once. */
static void
push (UkeDb *db,
      const UkesRequest *const *requests,
      unsigned n_requests,
      gpointer owner,
      UkesAnswer **answers,
      GError **errors)
{
  g_autoptr (GPtrArray) messages
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_wire_push_free);
  g_autofree UkesPush *pushes = g_new0 (UkesPush, n_requests);
  g_autofree unsigned *places = g_new0 (unsigned, n_requests);

  for (unsigned i = 0; i < n_requests; i++) {
    size_t size;
    const char *json = get_body (requests[i], &size);
    UkeWirePush *message = uke_wire_push_read (json, size, NULL);

    if (message == NULL) {
      answers[i] = ukes_feed_answer_malformed ();
      continue;
    }
    answers[i] = answer_too_much (owner, requests[i], message);
    if (answers[i] != NULL) {
      uke_wire_push_free (message);
      continue;
    }
    pushes[messages->len] = (UkesPush){
      .peer = get_peer (owner, requests[i]),
      .message = message,
      .now_us = ukes_request_get_now_us (requests[i]),
    };
    pushes[messages->len].peer.sv = message->sv;
    places[messages->len] = i;
    g_ptr_array_add (messages, message);
  }
  ukes_pushes_take (db, pushes, messages->len);
  for (unsigned i = 0; i < messages->len; i++) {
    if (pushes[i].error != NULL)
      errors[places[i]] = g_steal_pointer (&pushes[i].error);
    else
      answers[places[i]] = answer_push (&pushes[i]);
    ukes_push_clear (&pushes[i]);
  }
}

/* What was pushed or held is told to those who wait before whoever did it is answered. */
static void
changed_after (const UkesRequest *request, const UkesAnswer *answer, gpointer owner)
{
  const UkesFeed *self = owner;

  ukes_router_wake (ukes_server_get_router (self->server));
}

/**
 * ukes_feed_get_number:
 * @request: what is asked
 * @name: of a part of its query
 * @fallback: what it is when it is not there, or none
 * @max: the largest that counts as one
 *
 * Returns: the number
 * Thread: any
 */
unsigned
ukes_feed_get_number (const UkesRequest *request, const char *name, unsigned fallback, unsigned max)
{
  const char *text = ukes_request_get_query (request, name);
  uint64_t number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, max, &number, NULL))
    return fallback;
  return (unsigned)number;
}

/* Whoever says which holds it knows is told of others. */
static gboolean
add_holds (UkeDb *db, const UkesRequest *request, UkeWirePage *page, GError **error)
{
  const char *text = ukes_request_get_query (request, "holds");
  uint64_t tag;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, UINT64_C (1) << 53, &tag, NULL))
    return TRUE;
  return uke_hold_show (db, (int64_t)tag, ukes_request_get_now_us (request), page, error);
}

/* GET /v1/changes: with nothing to tell, it waits. */
static UkesAnswer *
changes (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  UkeAuthorityPeer peer = get_peer (owner, request);
  const char *text = ukes_request_get_query (request, "cursor");
  unsigned limit
      = ukes_feed_get_number (request, "limit", UKE_WIRE_MAX_ENTRIES, UKE_WIRE_MAX_ENTRIES);
  unsigned wait_s = ukes_feed_get_number (request, "wait", 0, MAX_WAIT_S);
  g_autoptr (UkeWirePage) page = NULL;
  UkesFeed *self = owner;
  UkeWireRefusal refusal = { 0 };
  gboolean is_alone;
  UkeCursor cursor;
  GString *answer;

  if (text != NULL && !uke_cursor_from_text (text, &cursor))
    return ukes_feed_answer_malformed ();
  peer.sv = ukes_feed_get_number (request, "sv", UKE_SCHEMA_FIRST, UINT16_MAX);
  if (!ukes_runs_is_alone (self->runs, db, request, &is_alone, error))
    return NULL;
  if (!is_alone)
    return answer_cloned ();
  if (!uke_authority_changes (db, &peer, text != NULL ? &cursor : NULL, limit, UKE_WIRE_MAX_BYTES,
                              ukes_request_get_now_us (request), &page, &refusal, error))
    return NULL;
  if (refusal.code != UKE_WIRE_OK)
    return ukes_feed_answer_refusal (&refusal);
  if (!add_holds (db, request, page, error))
    return NULL;
  if (page->entries->len == 0 && !page->has_holds && wait_s > 0
      && !ukes_request_must_answer (request))
    return ukes_answer_new_wait (wait_s * 1000);
  page->is_bye = ukes_request_is_last (request);
  answer = g_string_sized_new (4096);
  uke_wire_page_write (page, answer);
  return ukes_feed_answer_json (answer);
}

static void
asked_after (const UkesRequest *request, const UkesAnswer *answer, gpointer owner)
{
  ukes_runs_tell (((UkesFeed *)owner)->runs);
}

/* POST /v1/resync */
static UkesAnswer *
resync (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkeAuthorityPeer peer = get_peer (owner, request);
  size_t size;
  const char *json = get_body (request, &size);
  g_autoptr (UkeWireResync) message = uke_wire_resync_read (json, size, NULL);
  UkeWireRefusal refusal = { 0 };
  UkeWireFork fork;
  GString *answer;

  if (message == NULL)
    return ukes_feed_answer_malformed ();
  if (!uke_authority_resync (db, &peer, message, ukes_request_get_now_us (request), &fork, &refusal,
                             error))
    return NULL;
  if (refusal.code != UKE_WIRE_OK)
    return ukes_feed_answer_refusal (&refusal);
  answer = g_string_new (NULL);
  uke_wire_fork_write (&fork, answer);
  return ukes_feed_answer_json (answer);
}

/* Which record it was, and by what: the first half of each hash tells any two apart. */
static void
log_problem (const UkesRequest *request, const UkeAuditProblem *problem)
{
  UkeId given, expected;

  memcpy (given.bytes, problem->given, sizeof given.bytes);
  memcpy (expected.bytes, problem->expected, sizeof expected.bytes);
  ukes_log (UKES_EVENT_AUDIT_BROKEN, UKES_NUM (DEV, ukes_request_get_dev (request)),
            UKES_NUM (SEQ, problem->seq),
            UKES_CODE (CODE, uke_audit_problem_get_code (problem->kind)), UKES_ID (GIVEN, &given),
            UKES_ID (EXPECTED, &expected));
}

/* POST /v1/audit */
static UkesAnswer *
audit (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkeAuthorityPeer peer = get_peer (owner, request);
  size_t size;
  const char *json = get_body (request, &size);
  g_autoptr (UkeWireAudit) message = uke_wire_audit_read (json, size, NULL);
  UkeWireRefusal refusal = { 0 };
  UkeAuditProblem problem;
  GString *answer;
  int64_t last = 0;

  if (message == NULL)
    return ukes_feed_answer_malformed ();
  if (!uke_authority_take_audit (db, &peer, message, &last, &problem, &refusal, error))
    return NULL;
  if (refusal.code == UKE_WIRE_AUDIT_BROKEN)
    log_problem (request, &problem);
  if (refusal.code != UKE_WIRE_OK)
    return ukes_feed_answer_refusal (&refusal);
  answer = g_string_new (NULL);
  uke_wire_audit_answer_write (last, answer);
  return ukes_feed_answer_json (answer);
}

/* POST /v1/quarantine: what a device that was shut out would have pushed. */
static UkesAnswer *
quarantine (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  size_t size;
  const char *json = get_body (request, &size);
  g_autoptr (UkeWirePush) message = uke_wire_push_read (json, size, NULL);
  UkeWireRefusal refusal = { 0 };
  GString *answer;

  if (message == NULL)
    return ukes_feed_answer_malformed ();
  if (!uke_quarantine_take (db, ukes_request_get_dev (request), message,
                            ukes_request_get_now_us (request), &refusal, error))
    return NULL;
  if (refusal.code != UKE_WIRE_OK)
    return ukes_feed_answer_refusal (&refusal);
  ukes_log (UKES_EVENT_QUARANTINE, UKES_NUM (DEV, ukes_request_get_dev (request)),
            UKES_NUM (COUNT, message->sets->len));
  answer = g_string_new (NULL);
  uke_wire_done_write (ukes_request_get_dev (request), answer);
  return ukes_feed_answer_json (answer);
}

/* POST /v1/holds */
static UkesAnswer *
hold (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkeAuthorityPeer peer = get_peer (owner, request);
  size_t size;
  const char *json = get_body (request, &size);
  UkeWireHoldWish wish;
  UkeWireHold held;
  UkeWireRefusal refusal = { 0 };
  GString *answer;

  if (!uke_wire_hold_wish_read (json, size, &wish, NULL))
    return ukes_feed_answer_malformed ();
  if (!uke_hold_take (db, &peer, &wish, ukes_request_get_now_us (request), &held, &refusal, error))
    return NULL;
  if (refusal.code != UKE_WIRE_OK)
    return ukes_feed_answer_refusal (&refusal);
  answer = g_string_new (NULL);
  uke_wire_hold_answer_write (&held.id, held.until_us, answer);
  return ukes_feed_answer_json (answer);
}

/* DELETE /v1/holds/ID */
static UkesAnswer *
give_up_hold (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkeAuthorityPeer peer = get_peer (owner, request);
  UkeWireRefusal refusal = { .code = UKE_WIRE_NOT_FOUND };
  UkeId id;

  if (!uke_id_from_hex (ukes_request_get_parameter (request, 0), &id))
    return ukes_feed_answer_refusal (&refusal);
  refusal.code = UKE_WIRE_OK;
  if (!uke_hold_give_up (db, &peer, &id, &refusal, error))
    return NULL;
  return refusal.code != UKE_WIRE_OK ? ukes_feed_answer_refusal (&refusal)
                                     : ukes_feed_answer_json (g_string_new ("{}"));
}

/* GET /v1/ping: how far away the server is, without anything else. */
static UkesAnswer *
ping (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  return ukes_feed_answer_json (g_string_new ("{}"));
}

/* GET /v1/snapshot: who comes while one is made waits for it, and holds no thread meanwhile. */
static UkesAnswer *
snapshot (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkeWireRefusal busy = { .code = UKE_WIRE_BUSY, .retry_after_s = SNAPSHOT_RETRY_S };
  UkesFeed *self = owner;
  GError *local = NULL;
  GBytes *manifest = ukes_snapshots_get_manifest (self->snapshots, db,
                                                  ukes_request_get_now_us (request), &local);

  if (manifest != NULL)
    return ukes_answer_new (200, JSON, manifest);
  if (local != NULL) {
    g_propagate_error (error, local);
    return NULL;
  }
  return ukes_request_must_answer (request) ? ukes_feed_answer_refusal (&busy)
                                            : ukes_answer_new_wait (MAX_WAIT_S * 1000);
}

/* Who waits for what was made now gets it. */
static void
snapshot_after (const UkesRequest *request, const UkesAnswer *answer, gpointer owner)
{
  const UkesFeed *self = owner;

  ukes_router_ask_again (ukes_server_get_router (self->server));
}

/* GET /v1/parts/SHA256 */
static UkesAnswer *
part (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  UkesFeed *self = owner;
  const UkeWireRefusal refusal = { .code = UKE_WIRE_NOT_FOUND };
  GBytes *bytes = ukes_snapshots_get_part (self->snapshots, ukes_request_get_parameter (request, 0),
                                           ukes_request_get_now_us (request));

  return bytes == NULL ? ukes_feed_answer_refusal (&refusal)
                       : ukes_answer_new (200, "application/zstd", bytes);
}

static const UkesRoute routes[] = {
  { "hello", UKES_LISTENER_DESKS, "POST", "/v1/hello", MAX_BODY, UKES_WORK_WRITE, hello,
    hello_after },
  { "push", UKES_LISTENER_DESKS, "POST", "/v1/push", MAX_BODY, UKES_WORK_TOGETHER, NULL,
    changed_after, FALSE, push },
  { "changes", UKES_LISTENER_DESKS, "GET", "/v1/changes", 0, UKES_WORK_READ, changes, asked_after,
    TRUE },
  { "resync", UKES_LISTENER_DESKS, "POST", "/v1/resync", MAX_BODY, UKES_WORK_READ, resync, NULL },
  { "audit", UKES_LISTENER_DESKS, "POST", "/v1/audit", MAX_BODY, UKES_WORK_WRITE, audit, NULL },
  { "quarantine", UKES_LISTENER_DESKS, "POST", "/v1/quarantine", MAX_BODY, UKES_WORK_WRITE,
    quarantine, NULL, FALSE, NULL, TRUE },
  { "hold", UKES_LISTENER_DESKS, "POST", "/v1/holds", 4096, UKES_WORK_WRITE, hold, changed_after },
  { "hold_end", UKES_LISTENER_DESKS, "DELETE", "/v1/holds/{}", 0, UKES_WORK_WRITE, give_up_hold,
    changed_after },
  { "ping", UKES_LISTENER_DESKS, "GET", "/v1/ping", 0, UKES_WORK_HERE, ping, NULL },
  { "snapshot", UKES_LISTENER_DESKS, "GET", "/v1/snapshot", 0, UKES_WORK_READ, snapshot,
    snapshot_after },
  { "part", UKES_LISTENER_DESKS, "GET", "/v1/parts/{}", 0, UKES_WORK_HERE, part, NULL },
};

/* Sums of row hashes are kept from the first start on: desks hold their content against them. */
static gpointer
keep_digest (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = NULL;
  gboolean is_kept = FALSE;

  if (!uke_digest_is_kept (db, &is_kept, error))
    return NULL;
  if (is_kept)
    return data;
  transaction = uke_db_transaction_new (db, error);
  if (transaction == NULL || !uke_digest_keep (db, error)
      || !uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;
  return data;
}

/* Before anybody is let in. */
static gpointer
begin (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const UkesConfig *config = data;

  return ukes_move_settle (config, db, error)
                 && ukes_house_settle_revoked (db, config, g_get_real_time (), error)
             ? keep_digest (db, data, cancellable, error)
             : NULL;
}

/**
 * ukes_feed_new:
 * @server: a server whose clinic is open
 *
 * @error: return location
 *
 * Adds the feed's routes to the server's router.
 *
 * Returns: (transfer full): what the routes share
 * Errors: those of the store
 * Thread: main
 */
UkesFeed *
ukes_feed_new (UkesServer *server, GError **error)
{
  UkesFeed *self;

  if (uke_db_pool_write_sync (uke_clinic_get_pool (ukes_server_get_clinic (server)), begin,
                              (gpointer)ukes_server_get_config (server), NULL, error)
      == NULL)
    return NULL;
  self = g_new0 (UkesFeed, 1);
  self->server = server;
  self->runs = ukes_runs_new (uke_clinic_get_pool (ukes_server_get_clinic (server)),
                              ukes_server_get_config (server)->database != NULL);
  self->rate = ukes_rate_new (ukes_server_get_config (server)->sets_per_minute,
                              ukes_server_get_config (server)->sets_at_once);
  self->snapshots = ukes_snapshots_new (uke_secret_peek (ukes_server_get_keys (server)->signing));
  ukes_router_add (ukes_server_get_router (server), routes, G_N_ELEMENTS (routes), self);
  ukes_repair_add_routes (ukes_server_get_router (server));
  self->house = ukes_house_new (server, self->snapshots);
  return self;
}

/**
 * ukes_feed_stop:
 * @self: what the routes share
 *
 * Ends what it does by itself, and waits for it; while the router and the clinic are there.
 *
 * Thread: main
 */
void
ukes_feed_stop (UkesFeed *self)
{
  g_clear_pointer (&self->house, ukes_house_free);
}

/**
 * ukes_feed_free:
 * @self: (transfer full) (nullable): what the routes share; stopped, and no handler runs any more
 *
 * Errors: none
 * Thread: main
 */
void
ukes_feed_free (UkesFeed *self)
{
  if (self == NULL)
    return;
  ukes_snapshots_free (self->snapshots);
  ukes_runs_free (self->runs);
  ukes_rate_free (self->rate);
  g_free (self);
}
