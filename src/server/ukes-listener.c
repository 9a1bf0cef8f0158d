/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-listener.h"

#include "server/ukes-error.h"
#include "server/ukes-guard.h"
#include "server/ukes-log.h"
#include "server/ukes-request-private.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>

/* For header and body together; where strangers come in nothing is long. */
#define DEADLINE_MS 10000
#define STRANGERS_DEADLINE_MS 4000
#define BACKLOG 256

struct _UkesListener {
  UkesListenerKind kind;
  char *path;         /* (owned) */
  UkesRouter *router; /* not owned */
  SoupServer *server; /* (owned) */
  unsigned n_open;    /* requests whose answer is not on its way out yet */
};

/* Names under which a message carries what we know of it. */
#define GUARD_KEY "ukes-guard"
#define FINGERPRINT_KEY "ukes-fingerprint"
#define DEADLINE_KEY "ukes-deadline"

static void
end_deadline (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/* Whatever is slow is cut off at the socket, which is ours: never through the message, which may be
 * gone by then (security.md 7.1). */
static gboolean
too_slow_cb (gpointer socket)
{
  g_socket_shutdown (socket, TRUE, TRUE, NULL);
  return G_SOURCE_REMOVE;
}

static void
request_started_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  UkesListener *self = user_data;
  GSocket *socket = soup_server_message_get_socket (message);
  gboolean is_stranger = self->kind == UKES_LISTENER_ENROL || self->kind == UKES_LISTENER_PAGES;
  GSource *source = g_timeout_source_new (is_stranger ? STRANGERS_DEADLINE_MS : DEADLINE_MS);

  self->n_open++;
  if (socket == NULL) {
    g_source_unref (source);
    return;
  }
  g_source_set_callback (source, too_slow_cb, g_object_ref (socket), g_object_unref);
  g_source_attach (source, NULL);
  g_object_set_data_full (G_OBJECT (message), DEADLINE_KEY, source, end_deadline);
}

static void
request_ended_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  UkesListener *self = user_data;

  self->n_open--;
}

static void
set_answer (SoupServerMessage *message, const UkesAnswer *answer)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gsize size = 0;
  const char *body = answer->body != NULL ? g_bytes_get_data (answer->body, &size) : NULL;

  soup_server_message_set_status (message, answer->status, NULL);
  soup_server_message_set_response (message, answer->type, SOUP_MEMORY_COPY, body, size);
  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  if (answer->retry_after_s > 0) {
    g_autofree char *seconds = g_strdup_printf ("%u", answer->retry_after_s);

    soup_message_headers_replace (headers, "Retry-After", seconds);
  }
}

/* Refuses at the header: what follows is not kept, and a body that could hide a second request is
 * not even read. */
static void
refuse (UkesListener *self, SoupServerMessage *message, UkesGuard guard)
{
  g_autoptr (UkesAnswer) answer = ukes_answer_new_refusal (
      ukes_guard_get_status (guard), ukes_guard_get_name (guard), "refused at the door");
  GSocket *socket = soup_server_message_get_socket (message);

  ukes_metrics_count_refused (ukes_router_get_metrics (self->router),
                              ukes_listener_kind_get_name (self->kind),
                              ukes_guard_get_name (guard));
  ukes_log (UKES_EVENT_REFUSED, UKES_CODE (LISTENER, ukes_listener_kind_get_name (self->kind)),
            UKES_CODE (CODE, ukes_guard_get_name (guard)));
  set_answer (message, answer);
  g_object_set_data (G_OBJECT (message), GUARD_KEY, GINT_TO_POINTER (guard));
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  if (socket != NULL && (guard == UKES_GUARD_ENCODING || guard == UKES_GUARD_LENGTH))
    g_socket_shutdown (socket, TRUE, FALSE, NULL);
}

static UkesGuard
check_route (UkesListener *self, SoupServerMessage *message, size_t length)
{
  size_t max_body = 0;

  switch (ukes_router_find (self->router, self->kind, soup_server_message_get_method (message),
                            g_uri_get_path (soup_server_message_get_uri (message)), &max_body)) {
  case UKES_ROUTE_NO_PATH:
    return UKES_GUARD_NOT_FOUND;
  case UKES_ROUTE_NO_METHOD:
    return UKES_GUARD_NO_METHOD;
  case UKES_ROUTE_FOUND:
    break;
  }
  return length > max_body ? UKES_GUARD_TOO_LARGE : UKES_GUARD_GOOD;
}

/* Called once the header is there, before any of the body is kept. */
static void
header_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  UkesListener *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *certificate = soup_message_headers_get_one (headers, UKES_CERTIFICATE_HEADER);
  g_autofree uint8_t *fingerprint = g_malloc0 (32);
  size_t length;
  UkesGuard guard = ukes_guard_check_header (headers, &length);

  if (guard == UKES_GUARD_GOOD)
    guard = check_route (self, message, length);
  if (guard == UKES_GUARD_GOOD && certificate != NULL && self->kind == UKES_LISTENER_DESKS) {
    if (ukes_guard_read_certificate (certificate, fingerprint))
      g_object_set_data_full (G_OBJECT (message), FINGERPRINT_KEY, g_steal_pointer (&fingerprint),
                              g_free);
    else
      guard = UKES_GUARD_CERTIFICATE;
  }
  if (guard != UKES_GUARD_GOOD)
    refuse (self, message, guard);
}

static void
answer_cb (UkesRequest *request, const UkesAnswer *answer, gpointer data)
{
  g_autoptr (SoupServerMessage) message = data;

  set_answer (message, answer);
  soup_server_message_unpause (message);
}

static UkesRequest *
make_request (UkesListener *self, SoupServerMessage *message, GHashTable *query)
{
  UkesRequest *request = ukes_request_new (self->kind, soup_server_message_get_method (message),
                                           g_uri_get_path (soup_server_message_get_uri (message)));
  const uint8_t *fingerprint = g_object_get_data (G_OBJECT (message), FINGERPRINT_KEY);

  if (query != NULL)
    request->query = g_hash_table_ref (query);
  g_bytes_unref (request->body);
  request->body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  if (fingerprint != NULL) {
    memcpy (request->fingerprint, fingerprint, sizeof request->fingerprint);
    request->has_certificate = TRUE;
  }
  return request;
}

/* Called once the body is there. */
static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  UkesListener *self = user_data;

  /* From here on it is we who are slow. */
  g_object_set_data (G_OBJECT (message), DEADLINE_KEY, NULL);
  if (g_object_get_data (G_OBJECT (message), GUARD_KEY) != NULL)
    return;
  soup_server_message_pause (message);
  ukes_router_ask (self->router, make_request (self, message, query), answer_cb,
                   g_object_ref (message));
}

static GSocket *
bind_socket (const char *path, unsigned mode, GError **error)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  struct stat info;

  if (strlen (path) >= sizeof ((struct sockaddr_un *)NULL)->sun_path) {
    g_set_error_literal (error, UKES_ERROR, UKES_ERROR_LISTEN, "the path of a socket is too long");
    return NULL;
  }
  /* The data are locked by this process, so a socket that is there belongs to nobody any more. */
  if (lstat (path, &info) == 0 && S_ISSOCK (info.st_mode))
    g_unlink (path);
  socket
      = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  if (socket == NULL)
    return NULL;
  address = g_unix_socket_address_new (path);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, address, FALSE, error) || chmod (path, mode) != 0
      || !g_socket_listen (socket, error)) {
    g_clear_error (error);
    g_set_error_literal (error, UKES_ERROR, UKES_ERROR_LISTEN, "a socket cannot be listened on");
    return NULL;
  }
  return g_steal_pointer (&socket);
}

/**
 * ukes_listener_new:
 * @kind: which door
 * @path: where its socket is made; one that is left over is taken away
 * @mode: who may connect, as a file's mode
 * @router: (transfer none): outlives the listener
 * @error: return location
 *
 * Returns: (transfer full): a door that is open
 * Errors: %UKES_ERROR_LISTEN, G_IO_ERROR
 * Thread: main
 */
UkesListener *
ukes_listener_new (UkesListenerKind kind,
                   const char *path,
                   unsigned mode,
                   UkesRouter *router,
                   GError **error)
{
  g_autoptr (GSocket) socket = bind_socket (path, mode, error);
  g_autoptr (UkesListener) self = NULL;

  if (socket == NULL)
    return NULL;
  self = g_new0 (UkesListener, 1);
  self->kind = kind;
  self->path = g_strdup (path);
  self->router = router;
  self->server = soup_server_new ("raw-paths", TRUE, NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (request_started_cb), self);
  g_signal_connect (self->server, "request-finished", G_CALLBACK (request_ended_cb), self);
  g_signal_connect (self->server, "request-aborted", G_CALLBACK (request_ended_cb), self);
  soup_server_add_early_handler (self->server, NULL, header_cb, self, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  if (!soup_server_listen_socket (self->server, socket, 0, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ukes_listener_get_n_open:
 * @self: a door
 *
 * Returns: how many requests have come in whose answer has not gone out
 * Thread: main
 */
unsigned
ukes_listener_get_n_open (UkesListener *self)
{
  return self->n_open;
}

/**
 * ukes_listener_free:
 * @self: (nullable) (transfer full): a door
 *
 * Closes the door and takes its socket away.
 *
 * Thread: main
 */
void
ukes_listener_free (UkesListener *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->server, self);
  g_clear_object (&self->server);
  g_unlink (self->path);
  g_free (self->path);
  g_free (self);
}
