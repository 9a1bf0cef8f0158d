/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-sync"

#include "sync/uke-sync-enrolment.h"

#include "db/uke-db-file.h"
#include "pki/uke-ca.h"
#include "pki/uke-six-words.h"
#include "sync/uke-sync-transport.h"
#include "vault/uke-durable-file.h"

#include <string.h>

#define MAX_ANSWER (64 * 1024)
#define DEADLINE_MS 20000
#define POLL_MS 2000

struct _UkeSyncEnrolment {
  GObject parent_instance;
  char *host; /* (owned) */
  unsigned enrol_port;
  UkeSyncHome *home;         /* (owned) (nullable): after it was stolen */
  UkeKeyPair *key;           /* (owned) (nullable) */
  UkeSecret *key_pem;        /* (owned) (nullable) */
  char *request;             /* (owned) (nullable): PEM */
  UkeWireEnrolBegun begun;   /* (owned) */
  UkeCertificate *authority; /* (owned) (nullable) */
  char *words;               /* (owned) (nullable) */
  unsigned tries_left;
  UkeSyncTransport *transport; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (UkeSyncEnrolment, uke_sync_enrolment, G_TYPE_OBJECT)
G_DEFINE_QUARK (uke - sync - enrol - error - quark, uke_sync_enrol_error)

static void
uke_sync_enrolment_dispose (GObject *object)
{
  UkeSyncEnrolment *self = UKE_SYNC_ENROLMENT (object);

  g_clear_object (&self->transport);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->home, uke_sync_home_free);
  g_clear_pointer (&self->key, uke_key_pair_free);
  g_clear_pointer (&self->key_pem, uke_secret_unref);
  g_clear_pointer (&self->request, g_free);
  uke_wire_enrol_begun_clear (&self->begun);
  g_clear_pointer (&self->authority, uke_certificate_unref);
  g_clear_pointer (&self->words, g_free);
  G_OBJECT_CLASS (uke_sync_enrolment_parent_class)->dispose (object);
}

static void
uke_sync_enrolment_class_init (UkeSyncEnrolmentClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_sync_enrolment_dispose;
}

static void
uke_sync_enrolment_init (UkeSyncEnrolment *self)
{
}

static char *
make_uri (const char *host, unsigned port)
{
  gboolean is_v6 = strchr (host, ':') != NULL;

  return g_strdup_printf (is_v6 ? "https://[%s]:%u" : "https://%s:%u", host, port);
}

/**
 * uke_sync_enrolment_new:
 * @data_dir: the clinic's data directory
 * @address: as a person types it: a host name or address, with the port of enrolment behind a colon
 *   when it is not the usual one
 * @device_name: what people call this desk
 * @error: return location
 *
 * Returns: (transfer full): an enrolment that has asked nothing yet
 * Errors: UKE_SYNC_ERROR: PROTOCOL when the address is none
 * Thread: main
 */
UkeSyncEnrolment *
uke_sync_enrolment_new (const char *data_dir,
                        const char *address,
                        const char *device_name,
                        GError **error)
{
  g_autoptr (GSocketConnectable) place
      = g_network_address_parse (address, UKE_SYNC_ENROL_PORT, NULL);
  UkeSyncEnrolment *self;

  if (place == NULL || strpbrk (address, "/ @?#") != NULL || *address == '\0') {
    g_set_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_PROTOCOL, "not an address");
    return NULL;
  }
  self = g_object_new (UKE_TYPE_SYNC_ENROLMENT, NULL);
  self->host = g_strdup (g_network_address_get_hostname (G_NETWORK_ADDRESS (place)));
  self->enrol_port = g_network_address_get_port (G_NETWORK_ADDRESS (place));
  self->home = uke_sync_home_new (data_dir);
  self->home->device_name = g_strdup (device_name);
  return self;
}

/* --- the code --------------------------------------------------------------------------------- */

static gboolean
make_key (UkeSyncEnrolment *self, GError **error)
{
  g_clear_pointer (&self->key, uke_key_pair_free);
  g_clear_pointer (&self->key_pem, uke_secret_unref);
  g_clear_pointer (&self->request, g_free);
  self->key = uke_key_pair_generate (error);
  if (self->key == NULL)
    return FALSE;
  self->key_pem = uke_key_pair_to_pem (self->key);
  self->request = uke_key_pair_make_request (self->key, self->home->device_name, error);
  return self->request != NULL;
}

static gboolean
fail_refused (UkeSyncEnrolment *self, const UkeSyncReply *reply, GError **error)
{
  size_t size;
  const char *json = g_bytes_get_data (reply->body, &size);
  UkeWireEnrolRefusal refusal
      = uke_wire_enrol_refusal_read (reply->status, json, size, &self->tries_left);

  /* An answer that says nothing of ours, and not that there is too much to do: another server. */
  if (refusal == UKE_WIRE_ENROL_BUSY && reply->status < 500 && reply->status != 429) {
    g_set_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_PROTOCOL, "the server answered %u",
                 reply->status);
    return FALSE;
  }
  g_set_error (error, UKE_SYNC_ENROL_ERROR, refusal, "the server answered %u", reply->status);
  return FALSE;
}

/* What the words stand for: the authority that was offered, and the request that was sent. */
static gboolean
make_words (UkeSyncEnrolment *self, GError **error)
{
  uint8_t request[UKE_FINGERPRINT_SIZE];

  g_clear_pointer (&self->authority, uke_certificate_unref);
  self->authority = uke_certificate_new_from_pem (self->begun.ca, strlen (self->begun.ca), error);
  if (self->authority == NULL || !uke_ca_read_request (self->request, request, error))
    return FALSE;
  g_free (self->words);
  self->words = uke_six_words (uke_certificate_get_fingerprint (self->authority), self->begun.nonce,
                               request);
  return TRUE;
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeSyncEnrolment *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (UkeSyncReply) reply
      = uke_sync_transport_send_finish (UKE_SYNC_TRANSPORT (source), result, &error);
  const char *json;
  size_t size;

  g_clear_object (&self->transport);
  if (reply == NULL) {
    g_task_return_error (task, error);
    return;
  }
  json = g_bytes_get_data (reply->body, &size);
  uke_wire_enrol_begun_clear (&self->begun);
  if (reply->status == 202 ? uke_wire_enrol_begun_read (json, size, &self->begun, &error)
                                 && make_words (self, &error)
                           : fail_refused (self, reply, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * uke_sync_enrolment_begin_async:
 * @self: an enrolment
 * @code: the eight digits, as typed: spaces and hyphens are passed over
 * @cancellable: (nullable): ends it
 * @callback: called when there are words to compare
 * @user_data: for @callback
 *
 * Errors: UKE_SYNC_ENROL_ERROR: WRONG_CODE, NO_CODE, MALFORMED, BUSY; UKE_SYNC_ERROR: PROTOCOL when
 * whoever answers is no such server, and all others
 * Thread: main
 */
void
uke_sync_enrolment_begin_async (UkeSyncEnrolment *self,
                                const char *code,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *uri = make_uri (self->host, self->enrol_port);
  g_autoptr (GString) digits = g_string_new (NULL);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GBytes) body = NULL;
  UkeSyncRequest request = { "POST", "/v1/enrol", NULL, MAX_ANSWER, DEADLINE_MS };
  GError *error = NULL;

  g_task_set_source_tag (task, uke_sync_enrolment_begin_async);
  for (const char *at = code; *at != '\0'; at++)
    if (strchr (" -", *at) == NULL)
      g_string_append_c (digits, *at);
  self->tries_left = 0;
  if (!make_key (self, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_clear_object (&self->transport);
  self->transport = uke_sync_transport_new_unverified (uri, &error);
  if (self->transport == NULL) {
    g_task_return_error (task, error);
    return;
  }
  uke_wire_enrol_write (digits->str, self->request, self->home->device_name, json);
  body = g_bytes_new (json->str, json->len);
  request.body = body;
  uke_sync_transport_send_async (self->transport, &request, cancellable, begun_cb,
                                 g_steal_pointer (&task));
}

/**
 * uke_sync_enrolment_begin_finish:
 * @self: an enrolment
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether there are words to compare
 * Errors: as said there
 * Thread: main
 */
gboolean
uke_sync_enrolment_begin_finish (UkeSyncEnrolment *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * uke_sync_enrolment_get_words:
 * @self: an enrolment that has begun
 *
 * Returns: (transfer none) (nullable): the six words
 * Errors: none
 * Thread: main
 */
const char *
uke_sync_enrolment_get_words (UkeSyncEnrolment *self)
{
  return self->words;
}

/**
 * uke_sync_enrolment_get_tries_left:
 * @self: an enrolment whose code was wrong
 *
 * Returns: how often one may still try
 * Errors: none
 * Thread: main
 */
unsigned
uke_sync_enrolment_get_tries_left (UkeSyncEnrolment *self)
{
  return self->tries_left;
}

/**
 * uke_sync_enrolment_knows_epoch:
 * @self: an enrolment that has begun
 * @epoch: of this desk's content
 *
 * Returns: whether the server's content has the same history; FALSE also when it does not say
 * Errors: none
 * Thread: main
 */
gboolean
uke_sync_enrolment_knows_epoch (UkeSyncEnrolment *self, const UkeId *epoch)
{
  for (unsigned i = 0; i < self->begun.n_epochs; i++)
    if (uke_id_equal (&self->begun.epochs[i], epoch))
      return TRUE;
  return FALSE;
}

/* --- the words agree -------------------------------------------------------------------------- */

static void ask_again (GTask *task);

static gboolean
poll_cb (gpointer user_data)
{
  ask_again (g_object_ref (user_data));
  return G_SOURCE_REMOVE;
}

static gboolean
take_certificate (UkeSyncEnrolment *self, const UkeSyncReply *reply, GError **error)
{
  g_auto (UkeWireEnrolled) enrolled = { 0 };
  g_autoptr (UkeCertificate) certificate = NULL;
  size_t size;
  const char *json = g_bytes_get_data (reply->body, &size);

  if (!uke_wire_enrolled_read (json, size, &enrolled, error))
    return FALSE;
  certificate
      = uke_certificate_new_from_pem (enrolled.certificate, strlen (enrolled.certificate), error);
  /* The server's clock made it; this one may be off, and is not asked. */
  if (certificate == NULL
      || !uke_certificate_check (certificate, self->authority,
                                 uke_certificate_get_from_us (certificate), error))
    return FALSE;
  if (!uke_certificate_has_key (certificate, self->key)) {
    g_set_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_NOT_OURS, "a certificate of another key");
    return FALSE;
  }
  self->home->dev = enrolled.dev;
  self->home->certificate = g_steal_pointer (&enrolled.certificate);
  memcpy (self->home->public_key, enrolled.signing_key, sizeof self->home->public_key);
  self->home->uri = enrolled.uri != NULL ? g_steal_pointer (&enrolled.uri)
                                         : make_uri (self->host, UKE_SYNC_DESK_PORT);
  self->home->key_id = self->begun.id;
  return TRUE;
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeSyncEnrolment *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (UkeSyncReply) reply
      = uke_sync_transport_send_finish (UKE_SYNC_TRANSPORT (source), result, &error);
  g_autoptr (GSource) later = NULL;

  if (reply == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (reply->status == 200) {
    if (take_certificate (self, reply, &error))
      g_task_return_boolean (task, TRUE);
    else
      g_task_return_error (task, error);
    return;
  }
  if (reply->status != 202 && reply->status != 429 && reply->status != 503) {
    fail_refused (self, reply, &error);
    g_task_return_error (task, error);
    return;
  }
  later = g_timeout_source_new (POLL_MS);
  g_task_attach_source (task, later, poll_cb);
}

static void
ask_again (GTask *task)
{
  UkeSyncEnrolment *self = g_task_get_source_object (task);
  g_autofree char *id = uke_id_dup_hex (&self->begun.id);
  g_autofree char *path = g_strdup_printf ("/v1/enrol/%s", id);
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"confirmed\":true}", 18);
  const UkeSyncRequest request = { "POST", path, body, MAX_ANSWER, DEADLINE_MS };

  if (g_task_return_error_if_cancelled (task)) {
    g_object_unref (task);
    return;
  }
  uke_sync_transport_send_async (self->transport, &request, g_task_get_cancellable (task),
                                 confirmed_cb, task);
}

static gboolean
save_authority (UkeSyncEnrolment *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->home->authority_file);
  g_autoptr (GBytes) pem = g_bytes_new (self->begun.ca, strlen (self->begun.ca));

  return uke_db_file_ensure_private_folder (folder, error)
         && uke_durable_file_replace_sync (self->home->authority_file, pem, error);
}

/**
 * uke_sync_enrolment_confirm_async:
 * @self: an enrolment whose words a person has compared
 * @cancellable: (nullable): ends the waiting
 * @callback: called when the administrator has agreed too, or not
 * @user_data: for @callback
 *
 * Errors: UKE_SYNC_ENROL_ERROR: REFUSED, OVER; UKE_SYNC_ERROR: NOT_OURS when the words were
 * compared with another server's, and all others Thread: main
 */
void
uke_sync_enrolment_confirm_async (UkeSyncEnrolment *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *uri = make_uri (self->host, self->enrol_port);
  GError *error = NULL;

  g_task_set_source_tag (task, uke_sync_enrolment_confirm_async);
  g_clear_object (&self->transport);
  if (save_authority (self, &error))
    self->transport = uke_sync_transport_new (uri, self->home->authority_file, NULL, &error);
  if (self->transport == NULL) {
    g_task_return_error (task, error);
    return;
  }
  ask_again (g_steal_pointer (&task));
}

/**
 * uke_sync_enrolment_confirm_finish:
 * @self: an enrolment
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether this desk has a certificate now
 * Errors: as said there
 * Thread: main
 */
gboolean
uke_sync_enrolment_confirm_finish (UkeSyncEnrolment *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * uke_sync_enrolment_steal_home:
 * @self: an enrolment that was confirmed
 *
 * Returns: (transfer full): where this desk belongs, to be saved
 * Errors: none
 * Thread: main
 */
UkeSyncHome *
uke_sync_enrolment_steal_home (UkeSyncEnrolment *self)
{
  return g_steal_pointer (&self->home);
}

/**
 * uke_sync_enrolment_get_key:
 * @self: an enrolment that has begun
 *
 * Returns: (transfer none): the certificate's key, PEM
 * Errors: none
 * Thread: main
 */
UkeSecret *
uke_sync_enrolment_get_key (UkeSyncEnrolment *self)
{
  return self->key_pem;
}

/**
 * uke_sync_enrolment_get_authority:
 * @self: an enrolment that has begun
 *
 * Returns: (transfer none): the authority's certificate, PEM
 * Errors: none
 * Thread: main
 */
const char *
uke_sync_enrolment_get_authority (UkeSyncEnrolment *self)
{
  return self->begun.ca;
}
