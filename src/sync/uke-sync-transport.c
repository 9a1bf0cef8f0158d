/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-sync"

#include "config.h"

#include "sync/uke-sync-transport.h"

#include <libsoup/soup.h>

#define CHUNK (64 * 1024)
#define MAX_RETRY_AFTER_S 3600
/* A connection that nobody uses is closed before the proxy closes it in the middle of a request. */
#define IDLE_S 50
#define MAX_CONNECTIONS 6

struct _UkeSyncTransport {
  GObject parent_instance;
  SoupSession *session;    /* (owned) */
  GUri *base;              /* (owned) */
  GTlsCertificate *device; /* (owned) (nullable): before enrolment there is none */
  gboolean trusts_anybody; /* while two people have not compared words yet */
};

G_DEFINE_FINAL_TYPE (UkeSyncTransport, uke_sync_transport, G_TYPE_OBJECT)

/** Exchange: one request on its way. */
typedef struct {
  SoupMessage *message; /* (owned) */
  GInputStream *stream; /* (owned) (nullable) */
  GByteArray *body;     /* (owned) */
  GCancellable *stop;   /* (owned): the caller's wish and the deadline both end it here */
  GCancellable *wish;   /* (owned) (nullable): the caller's */
  unsigned long wish_id;
  GSource *deadline; /* (owned) (nullable) */
  size_t max_bytes;
  int64_t sent_at_us;
  int64_t round_trip_us;
  gboolean is_late;
  gboolean trusts_anybody;
  gboolean is_untimely; /* the server's certificate is good, at another time than this */
} Exchange;

static void
exchange_free (Exchange *self)
{
  if (self->deadline != NULL)
    g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
  g_cancellable_disconnect (self->wish, self->wish_id);
  g_clear_object (&self->wish);
  g_clear_object (&self->stop);
  g_clear_object (&self->stream);
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_byte_array_unref (self->body);
  g_free (self);
}

/**
 * uke_sync_reply_free:
 * @self: (transfer full) (nullable): an answer
 *
 * Thread: any
 */
void
uke_sync_reply_free (UkeSyncReply *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

static void
uke_sync_transport_dispose (GObject *object)
{
  UkeSyncTransport *self = UKE_SYNC_TRANSPORT (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->base, g_uri_unref);
  g_clear_object (&self->device);
  G_OBJECT_CLASS (uke_sync_transport_parent_class)->dispose (object);
}

static void
uke_sync_transport_class_init (UkeSyncTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_sync_transport_dispose;
}

static void
uke_sync_transport_init (UkeSyncTransport *self)
{
}

static SoupSession *
make_session (GTlsDatabase *trusted)
{
  SoupSession *session = soup_session_new_with_options (
      "tls-database", trusted, "proxy-resolver", NULL, "max-conns", MAX_CONNECTIONS,
      "max-conns-per-host", MAX_CONNECTIONS, "idle-timeout", IDLE_S, "timeout", 0, "user-agent",
      "uketsuke/" UKE_VERSION, NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  return session;
}

/**
 * uke_sync_transport_new:
 * @base_uri: "https://HOST:PORT"
 * @authority_file: the certificate of the clinic's own authority, PEM
 * @device: (nullable): this device's certificate with its key; NULL before it has one
 * @error: return location
 *
 * Returns: (transfer full): a way to the server; nothing is sent yet
 * Errors: UKE_SYNC_ERROR: BAD_FILE, also for an address that is not https
 * Thread: the one that will use it
 * Source: security.md 7.2
 */
UkeSyncTransport *
uke_sync_transport_new (const char *base_uri,
                        const char *authority_file,
                        GTlsCertificate *device,
                        GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GUri) base = g_uri_parse (base_uri, SOUP_HTTP_URI_FLAGS, &local);
  g_autoptr (GTlsDatabase) trusted = NULL;
  UkeSyncTransport *self;

  if (base != NULL && g_strcmp0 (g_uri_get_scheme (base), "https") == 0)
    trusted = g_tls_file_database_new (authority_file, &local);
  if (trusted == NULL) {
    g_set_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_BAD_FILE, "%s",
                 local != NULL ? local->message : "the server's address is not https");
    return NULL;
  }
  self = g_object_new (UKE_TYPE_SYNC_TRANSPORT, NULL);
  self->session = make_session (trusted);
  self->base = g_steal_pointer (&base);
  self->device = device != NULL ? g_object_ref (device) : NULL;
  return self;
}

/**
 * uke_sync_transport_new_unverified:
 * @base_uri: "https://HOST:PORT"
 * @error: return location
 *
 * For the first question of a desk that joins, which cannot know whom to trust yet: nothing secret
 * but the code goes over it, and nothing that comes over it is believed before two people have
 * compared words.
 *
 * Returns: (transfer full): a way to whoever answers
 * Errors: UKE_SYNC_ERROR: BAD_FILE for an address that is not https
 * Thread: the one that will use it
 * Source: security.md 7.2
 */
UkeSyncTransport *
uke_sync_transport_new_unverified (const char *base_uri, GError **error)
{
  g_autoptr (GUri) base = g_uri_parse (base_uri, SOUP_HTTP_URI_FLAGS, NULL);
  UkeSyncTransport *self;

  if (base == NULL || g_strcmp0 (g_uri_get_scheme (base), "https") != 0) {
    g_set_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_BAD_FILE, "the address is not https");
    return NULL;
  }
  self = g_object_new (UKE_TYPE_SYNC_TRANSPORT, NULL);
  self->session = make_session (NULL);
  self->base = g_steal_pointer (&base);
  self->trusts_anybody = TRUE;
  return self;
}

/* What went wrong, named for what can be done about it. */
static GError *
translate (const Exchange *exchange, const GError *cause)
{
  int code = UKE_SYNC_ERROR_UNREACHABLE;

  if (exchange->is_late)
    code = UKE_SYNC_ERROR_TIMEOUT;
  else if (g_cancellable_is_cancelled (exchange->wish))
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, cause->message);
  else if (cause->domain == UKE_SYNC_ERROR)
    return g_error_copy (cause);
  else if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    code = exchange->is_untimely ? UKE_SYNC_ERROR_CLOCK : UKE_SYNC_ERROR_NOT_OURS;
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    code = UKE_SYNC_ERROR_TIMEOUT;
  else if (cause->domain == SOUP_SESSION_ERROR)
    code = UKE_SYNC_ERROR_PROTOCOL;
  if (code == UKE_SYNC_ERROR_CLOCK)
    return g_error_new_literal (
        UKE_SYNC_ERROR, code,
        "the server's certificate is good at another time than this computer's");
  return g_error_new_literal (UKE_SYNC_ERROR, code, cause->message);
}

static void
fail (GTask *task, GError *cause)
{
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) owned = cause;

  g_task_return_error (task, translate (exchange, cause));
}

static unsigned
read_retry_after (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *text = soup_message_headers_get_one (headers, "Retry-After");
  uint64_t seconds = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, MAX_RETRY_AFTER_S, &seconds, NULL))
    return 0;
  return (unsigned)seconds;
}

static int64_t
read_date_us (SoupMessage *message)
{
  const char *text
      = soup_message_headers_get_one (soup_message_get_response_headers (message), "Date");
  g_autoptr (GDateTime) date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  return date != NULL ? g_date_time_to_unix (date) * G_USEC_PER_SEC : 0;
}

static void
succeed (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  UkeSyncReply *reply = g_new0 (UkeSyncReply, 1);

  reply->status = soup_message_get_status (exchange->message);
  reply->body = g_bytes_new (exchange->body->data, exchange->body->len);
  reply->retry_after_s = read_retry_after (exchange->message);
  reply->round_trip_us = exchange->round_trip_us;
  reply->date_us = read_date_us (exchange->message);
  g_task_return_pointer (task, reply, (GDestroyNotify)uke_sync_reply_free);
}

static void read_more (GTask *task);

static void
chunk_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) chunk
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  size_t size;
  const void *bytes;

  if (chunk == NULL) {
    fail (task, error);
    return;
  }
  bytes = g_bytes_get_data (chunk, &size);
  if (size == 0) {
    succeed (task);
    return;
  }
  if (size > exchange->max_bytes - exchange->body->len) {
    g_cancellable_cancel (exchange->stop);
    fail (task, g_error_new (UKE_SYNC_ERROR, UKE_SYNC_ERROR_TOO_LARGE,
                             "the answer has more than %zu bytes", exchange->max_bytes));
    return;
  }
  g_byte_array_append (exchange->body, bytes, (unsigned)size);
  read_more (g_steal_pointer (&task));
}

static void
read_more (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (exchange->stream, CHUNK, G_PRIORITY_DEFAULT, exchange->stop,
                                   chunk_cb, task);
}

/* What an answer's head alone says against it. */
static GError *
judge_head (const Exchange *exchange)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (exchange->message);

  if (SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (exchange->message)))
    return g_error_new_literal (UKE_SYNC_ERROR, UKE_SYNC_ERROR_PROTOCOL,
                                "the answer points to another place");
  if (soup_message_headers_get_one (headers, "Content-Encoding") != NULL)
    return g_error_new_literal (UKE_SYNC_ERROR, UKE_SYNC_ERROR_PROTOCOL,
                                "the answer is packed in a way that was not asked for");
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
      && (uint64_t)soup_message_headers_get_content_length (headers) > exchange->max_bytes)
    return g_error_new (UKE_SYNC_ERROR, UKE_SYNC_ERROR_TOO_LARGE,
                        "the answer has more than %zu bytes", exchange->max_bytes);
  return NULL;
}

static void
head_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;

  exchange->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (exchange->stream == NULL) {
    fail (task, error);
    return;
  }
  exchange->round_trip_us = g_get_monotonic_time () - exchange->sent_at_us;
  error = judge_head (exchange);
  if (error != NULL) {
    g_cancellable_cancel (exchange->stop);
    fail (task, error);
    return;
  }
  read_more (g_steal_pointer (&task));
}

static gboolean
deadline_cb (gpointer data)
{
  Exchange *exchange = data;

  exchange->is_late = TRUE;
  g_cancellable_cancel (exchange->stop);
  return G_SOURCE_REMOVE;
}

static void
wish_cb (GCancellable *wish, GCancellable *stop)
{
  g_cancellable_cancel (stop);
}

static void
start_deadline (Exchange *exchange, unsigned deadline_ms)
{
  exchange->deadline = g_timeout_source_new (deadline_ms);
  g_source_set_static_name (exchange->deadline, "sync-deadline");
  g_source_set_callback (exchange->deadline, deadline_cb, exchange, NULL);
  g_source_attach (exchange->deadline, g_main_context_get_thread_default ());
}

static gboolean
accept_cb (SoupMessage *message,
           GTlsCertificate *certificate,
           GTlsCertificateFlags flags,
           gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->is_untimely
      = (flags & ~(G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED)) == 0;
  return exchange->trusts_anybody;
}

/* Each connection asks, also the second one of a message. soup_message_set_tls_client_certificate
 * () beforehand is good for one connection only: when that was closed meanwhile, as by a server
 * that starts again, libsoup sends the message once more on another one, without the certificate,
 * and the proxy answers 400 (libsoup 3.2 to 3.6, soup_message_set_connection ()). */
static gboolean
request_certificate_cb (SoupMessage *message, GTlsClientConnection *connection, gpointer user_data)
{
  soup_message_set_tls_client_certificate (message, G_TLS_CERTIFICATE (user_data));
  return TRUE;
}

static SoupMessage *
make_message (UkeSyncTransport *self, const UkeSyncRequest *request)
{
  g_autoptr (GUri) uri
      = g_uri_parse_relative (self->base, request->path, SOUP_HTTP_URI_FLAGS, NULL);
  SoupMessage *message;

  g_return_val_if_fail (uri != NULL, NULL);
  message = soup_message_new_from_uri (request->method, uri);
  /* Without IDEMPOTENT each POST would open a connection of its own; every request of ours may be
   * sent twice. */
  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_IDEMPOTENT);
  if (self->device != NULL)
    g_signal_connect_object (message, "request-certificate", G_CALLBACK (request_certificate_cb),
                             self->device, 0);
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", request->body);
  return message;
}

/**
 * uke_sync_transport_send_async:
 * @self: a transport
 * @request: what to ask; copied
 * @cancellable: (nullable): ends it
 * @callback: called when the whole answer is there, or is not to be had
 * @user_data: for @callback
 *
 * Any HTTP status but a redirect is an answer.
 *
 * Errors: UKE_SYNC_ERROR; G_IO_ERROR_CANCELLED
 * Thread: the transport's
 */
void
uke_sync_transport_send_async (UkeSyncTransport *self,
                               const UkeSyncRequest *request,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Exchange *exchange = g_new0 (Exchange, 1);

  g_task_set_source_tag (task, uke_sync_transport_send_async);
  g_task_set_task_data (task, exchange, (GDestroyNotify)exchange_free);
  exchange->message = make_message (self, request);
  exchange->trusts_anybody = self->trusts_anybody;
  g_signal_connect (exchange->message, "accept-certificate", G_CALLBACK (accept_cb), exchange);
  exchange->body = g_byte_array_new ();
  exchange->stop = g_cancellable_new ();
  exchange->max_bytes = request->max_bytes;
  exchange->sent_at_us = g_get_monotonic_time ();
  if (cancellable != NULL) {
    exchange->wish = g_object_ref (cancellable);
    exchange->wish_id = g_cancellable_connect (cancellable, G_CALLBACK (wish_cb),
                                               g_object_ref (exchange->stop), g_object_unref);
  }
  start_deadline (exchange, request->deadline_ms);
  soup_session_send_async (self->session, exchange->message, G_PRIORITY_DEFAULT, exchange->stop,
                           head_cb, task);
}

/**
 * uke_sync_transport_send_finish:
 * @self: a transport
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): the answer
 * Errors: as said there
 * Thread: the transport's
 */
UkeSyncReply *
uke_sync_transport_send_finish (UkeSyncTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
