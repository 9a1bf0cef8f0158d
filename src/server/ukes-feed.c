/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-feed.h"

#include "feed/uke-change-set.h"
#include "feed/uke-wire.h"
#include "server/ukes-log.h"
#include "server/ukes-snapshots.h"
#include "store/uke-authority.h"

#include <string.h>

#define MAX_BODY (1024 * 1024)
#define MAX_WAIT_S 25
#define JSON "application/json"
#define TIDY_S 300

struct _UkesFeed {
  UkesServer *server;       /* (not owned): outlives it */
  UkesSnapshots *snapshots; /* (owned) */
  unsigned tidying;
};

static UkeAuthorityPeer
get_peer (const UkesFeed *self, const UkesRequest *request)
{
  const UkesKeys *keys = ukes_server_get_keys (self->server);

  return (UkeAuthorityPeer){
    .dev = ukes_request_get_dev (request),
    .secret = uke_secret_peek (keys->signing),
    .public_key = keys->signing_public,
  };
}

static UkesAnswer *
answer_json (GString *json)
{
  return ukes_answer_new (200, JSON, g_string_free_to_bytes (json));
}

static UkesAnswer *
answer_refusal (const UkeWireRefusal *refusal)
{
  GString *json = g_string_new (NULL);
  UkesAnswer *answer;

  uke_wire_refusal_write (refusal, json);
  answer = ukes_answer_new (uke_wire_error_get_status (refusal->code), JSON,
                            g_string_free_to_bytes (json));
  answer->retry_after_s = refusal->retry_after_s;
  return answer;
}

static UkesAnswer *
answer_malformed (void)
{
  const UkeWireRefusal refusal = { .code = UKE_WIRE_MALFORMED };

  return answer_refusal (&refusal);
}

static const char *
get_body (const UkesRequest *request, size_t *out_size)
{
  GBytes *body = ukes_request_get_body (request);

  *out_size = 0;
  return body == NULL ? "" : g_bytes_get_data (body, out_size);
}

/* POST /v1/hello */
static UkesAnswer *
hello (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkeAuthorityPeer peer = get_peer (owner, request);
  size_t size;
  const char *json = get_body (request, &size);
  g_autoptr (UkeWireHello) message = uke_wire_hello_read (json, size, NULL);
  UkeWireRefusal refusal = { 0 };
  UkeWireWelcome welcome;
  GString *answer;

  if (message == NULL)
    return answer_malformed ();
  if (!uke_authority_hello (db, &peer, message, ukes_request_get_now_us (request), &welcome,
                            &refusal, error))
    return NULL;
  if (refusal.code != UKE_WIRE_OK)
    return answer_refusal (&refusal);
  answer = g_string_new (NULL);
  uke_wire_welcome_write (&welcome, answer);
  return answer_json (answer);
}

/* POST /v1/push */
static UkesAnswer *
push (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkeAuthorityPeer peer = get_peer (owner, request);
  size_t size;
  const char *json = get_body (request, &size);
  g_autoptr (UkeWirePush) message = uke_wire_push_read (json, size, NULL);
  UkeWirePushAnswer *pushed = NULL;
  UkeWireRefusal refusal = { 0 };
  GString *answer;

  if (message == NULL)
    return answer_malformed ();
  if (!uke_authority_push (db, &peer, message, ukes_request_get_now_us (request), &pushed, NULL,
                           &refusal, error))
    return NULL;
  if (refusal.code != UKE_WIRE_OK)
    return answer_refusal (&refusal);
  answer = g_string_sized_new (4096);
  uke_wire_push_answer_write (pushed, answer);
  uke_wire_push_answer_free (pushed);
  return answer_json (answer);
}

/* What was pushed is told to those who wait before whoever pushed it is answered. */
static void
pushed_after (const UkesRequest *request, const UkesAnswer *answer, gpointer owner)
{
  const UkesFeed *self = owner;

  ukes_router_wake (ukes_server_get_router (self->server));
}

static unsigned
get_number (const UkesRequest *request, const char *name, unsigned fallback, unsigned max)
{
  const char *text = ukes_request_get_query (request, name);
  uint64_t number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, max, &number, NULL))
    return fallback;
  return (unsigned)number;
}

/* GET /v1/changes: with nothing to tell, it waits. */
static UkesAnswer *
changes (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkeAuthorityPeer peer = get_peer (owner, request);
  const char *text = ukes_request_get_query (request, "cursor");
  unsigned limit = get_number (request, "limit", UKE_WIRE_MAX_ENTRIES, UKE_WIRE_MAX_ENTRIES);
  unsigned wait_s = get_number (request, "wait", 0, MAX_WAIT_S);
  g_autoptr (UkeWirePage) page = NULL;
  UkeWireRefusal refusal = { 0 };
  UkeCursor cursor;
  GString *answer;

  if (text != NULL && !uke_cursor_from_text (text, &cursor))
    return answer_malformed ();
  if (!uke_authority_changes (db, &peer, text != NULL ? &cursor : NULL, limit, UKE_WIRE_MAX_BYTES,
                              ukes_request_get_now_us (request), &page, &refusal, error))
    return NULL;
  if (refusal.code != UKE_WIRE_OK)
    return answer_refusal (&refusal);
  if (page->entries->len == 0 && wait_s > 0 && !ukes_request_must_answer (request))
    return ukes_answer_new_wait (wait_s * 1000);
  answer = g_string_sized_new (4096);
  uke_wire_page_write (page, answer);
  return answer_json (answer);
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
    return answer_malformed ();
  if (!uke_authority_resync (db, &peer, message, ukes_request_get_now_us (request), &fork, &refusal,
                             error))
    return NULL;
  if (refusal.code != UKE_WIRE_OK)
    return answer_refusal (&refusal);
  answer = g_string_new (NULL);
  uke_wire_fork_write (&fork, answer);
  return answer_json (answer);
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
  g_autofree char *problem = NULL;
  GString *answer;
  int64_t last = 0;

  if (message == NULL)
    return answer_malformed ();
  if (!uke_authority_take_audit (db, &peer, message, &last, &problem, &refusal, error))
    return NULL;
  if (refusal.code != UKE_WIRE_OK)
    return answer_refusal (&refusal);
  answer = g_string_new (NULL);
  uke_wire_audit_answer_write (last, answer);
  return answer_json (answer);
}

/* GET /v1/ping: how far away the server is, without anything else. */
static UkesAnswer *
ping (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  return answer_json (g_string_new ("{}"));
}

/* GET /v1/snapshot */
static UkesAnswer *
snapshot (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  UkesFeed *self = owner;
  GBytes *manifest
      = ukes_snapshots_get_manifest (self->snapshots, db, ukes_request_get_now_us (request), error);

  return manifest == NULL ? NULL : ukes_answer_new (200, JSON, manifest);
}

/* GET /v1/parts/SHA256 */
static UkesAnswer *
part (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  UkesFeed *self = owner;
  const UkeWireRefusal refusal = { .code = UKE_WIRE_NOT_FOUND };
  GBytes *bytes = ukes_snapshots_get_part (self->snapshots, ukes_request_get_parameter (request, 0),
                                           ukes_request_get_now_us (request));

  return bytes == NULL ? answer_refusal (&refusal)
                       : ukes_answer_new (200, "application/zstd", bytes);
}

static const UkesRoute routes[] = {
  { "hello", UKES_LISTENER_DESKS, "POST", "/v1/hello", MAX_BODY, UKES_WORK_WRITE, hello, NULL },
  { "push", UKES_LISTENER_DESKS, "POST", "/v1/push", MAX_BODY, UKES_WORK_WRITE, push,
    pushed_after },
  { "changes", UKES_LISTENER_DESKS, "GET", "/v1/changes", 0, UKES_WORK_READ, changes, NULL },
  { "resync", UKES_LISTENER_DESKS, "POST", "/v1/resync", MAX_BODY, UKES_WORK_WRITE, resync, NULL },
  { "audit", UKES_LISTENER_DESKS, "POST", "/v1/audit", MAX_BODY, UKES_WORK_WRITE, audit, NULL },
  { "ping", UKES_LISTENER_DESKS, "GET", "/v1/ping", 0, UKES_WORK_HERE, ping, NULL },
  { "snapshot", UKES_LISTENER_DESKS, "GET", "/v1/snapshot", 0, UKES_WORK_READ, snapshot, NULL },
  { "part", UKES_LISTENER_DESKS, "GET", "/v1/parts/{}", 0, UKES_WORK_READ, part, NULL },
};

static gboolean
tidy_cb (gpointer data)
{
  UkesFeed *self = data;

  ukes_snapshots_drop_idle (self->snapshots, g_get_real_time ());
  return G_SOURCE_CONTINUE;
}

/**
 * ukes_feed_new:
 * @server: a server whose clinic is open
 *
 * Adds the feed's routes to the server's router.
 *
 * Returns: (transfer full): what the routes share
 * Errors: none
 * Thread: main
 */
UkesFeed *
ukes_feed_new (UkesServer *server)
{
  UkesFeed *self = g_new0 (UkesFeed, 1);

  self->server = server;
  self->snapshots = ukes_snapshots_new (uke_secret_peek (ukes_server_get_keys (server)->signing));
  ukes_router_add (ukes_server_get_router (server), routes, G_N_ELEMENTS (routes), self);
  self->tidying = g_timeout_add_seconds (TIDY_S, tidy_cb, self);
  return self;
}

/**
 * ukes_feed_free:
 * @self: (transfer full) (nullable): what the routes share; no handler runs any more
 *
 * Errors: none
 * Thread: main
 */
void
ukes_feed_free (UkesFeed *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->tidying, g_source_remove);
  ukes_snapshots_free (self->snapshots);
  g_free (self);
}
