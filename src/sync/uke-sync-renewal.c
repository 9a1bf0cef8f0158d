/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-sync"

#include "sync/uke-sync-renewal.h"

#include "feed/uke-wire-enrol.h"
#include "pki/uke-certificate.h"
#include "sync/uke-sync-transport.h"

#include <string.h>

#define MAX_ANSWER (64 * 1024)
#define DEADLINE_MS 20000
#define RETRY_US (3600 * (int64_t)G_USEC_PER_SEC)

struct _UkeSyncRenewal {
  GObject parent_instance;
  char *data_dir; /* (owned) */
  UkeId keyring_id;
  UkeKeyring *keyring; /* (owned) */
  gboolean is_busy;
  int64_t next_try_us; /* monotonic */
};

enum { REPLACED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UkeSyncRenewal, uke_sync_renewal, G_TYPE_OBJECT)

static void
uke_sync_renewal_dispose (GObject *object)
{
  UkeSyncRenewal *self = UKE_SYNC_RENEWAL (object);

  g_clear_pointer (&self->data_dir, g_free);
  g_clear_object (&self->keyring);
  G_OBJECT_CLASS (uke_sync_renewal_parent_class)->dispose (object);
}

static void
uke_sync_renewal_class_init (UkeSyncRenewalClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_sync_renewal_dispose;
  signals[REPLACED] = g_signal_new ("replaced", UKE_TYPE_SYNC_RENEWAL, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
}

static void
uke_sync_renewal_init (UkeSyncRenewal *self)
{
}

/**
 * uke_sync_renewal_new:
 * @data_dir: the clinic's data directory
 * @keyring_id: where the desk's keys lie (uke_sync_home_get_keyring_id())
 * @keyring: the keyring
 *
 * Returns: (transfer full): a renewal that has not begun
 * Errors: none
 * Thread: main
 */
UkeSyncRenewal *
uke_sync_renewal_new (const char *data_dir, const UkeId *keyring_id, UkeKeyring *keyring)
{
  UkeSyncRenewal *self = g_object_new (UKE_TYPE_SYNC_RENEWAL, NULL);

  self->data_dir = g_strdup (data_dir);
  self->keyring_id = *keyring_id;
  self->keyring = g_object_ref (keyring);
  return self;
}

/**
 * uke_sync_renewal_get_end_us:
 * @home: where a desk belongs
 *
 * Returns: when its certificate ends; 0 when it cannot be read
 * Errors: none
 * Thread: any
 */
int64_t
uke_sync_renewal_get_end_us (const UkeSyncHome *home)
{
  g_autoptr (UkeCertificate) certificate
      = uke_certificate_new_from_pem (home->certificate, strlen (home->certificate), NULL);

  return certificate != NULL ? uke_certificate_get_to_us (certificate) : 0;
}

/**
 * uke_sync_renewal_is_due:
 * @home: where a desk belongs
 * @now_us: the server's time, which decides
 *
 * Returns: whether its certificate can and should be renewed: one that has ended can not
 * Errors: none
 * Thread: any
 */
gboolean
uke_sync_renewal_is_due (const UkeSyncHome *home, int64_t now_us)
{
  int64_t left_us = uke_sync_renewal_get_end_us (home) - now_us;

  return left_us > 0 && left_us <= UKE_SYNC_RENEW_US;
}

/* --- asking ----------------------------------------------------------------------------------- */

/** Run: one renewal on its way. */
typedef struct {
  UkeSyncHome *home;           /* (owned) (nullable): as it is on the disk */
  UkeSecret *old_key_pem;      /* (owned) */
  UkeKeyPair *key;             /* (owned) (nullable): the new one */
  UkeSecret *key_pem;          /* (owned) (nullable) */
  UkeSyncTransport *transport; /* (owned) (nullable) */
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_clear_pointer (&run->home, uke_sync_home_free);
  g_clear_pointer (&run->old_key_pem, uke_secret_unref);
  g_clear_pointer (&run->key, uke_key_pair_free);
  g_clear_pointer (&run->key_pem, uke_secret_unref);
  g_clear_object (&run->transport);
  g_free (run);
}

static gboolean
refuse (GError **error, UkeSyncError code, const char *why)
{
  g_set_error_literal (error, UKE_SYNC_ERROR, code, why);
  return FALSE;
}

/* The new certificate is of the clinic's authority and of the new key; the clock is the server's.
 */
static gboolean
check (const Run *run, const char *pem, GError **error)
{
  g_autofree char *authority_pem = NULL;
  size_t size;
  g_autoptr (UkeCertificate) authority = NULL;
  g_autoptr (UkeCertificate) certificate = NULL;

  if (!g_file_get_contents (run->home->authority_file, &authority_pem, &size, error))
    return FALSE;
  authority = uke_certificate_new_from_pem (authority_pem, size, error);
  certificate = authority != NULL ? uke_certificate_new_from_pem (pem, strlen (pem), error) : NULL;
  if (certificate == NULL
      || !uke_certificate_check (certificate, authority, uke_certificate_get_from_us (certificate),
                                 error))
    return FALSE;
  return uke_certificate_has_key (certificate, run->key)
         || refuse (error, UKE_SYNC_ERROR_NOT_OURS, "a certificate of another key");
}

static gboolean
take_certificate (Run *run, const UkeSyncReply *reply, GError **error)
{
  size_t size;
  const char *json = g_bytes_get_data (reply->body, &size);
  UkeSyncHome *home = run->home;
  g_autofree char *pem = NULL;

  if (reply->status != 200) {
    g_set_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_PROTOCOL, "the server answered %u",
                 reply->status);
    return FALSE;
  }
  if (!uke_wire_renewed_read (json, size, &pem, error) || !check (run, pem, error))
    return FALSE;
  home->old_certificate = g_steal_pointer (&home->certificate);
  home->old_key_id = home->key_id;
  home->certificate = g_steal_pointer (&pem);
  home->key_id = home->next_key_id;
  home->next_key_id = UKE_ID_NONE;
  return uke_sync_home_save_sync (home, NULL, error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (UkeSyncReply) reply
      = uke_sync_transport_send_finish (UKE_SYNC_TRANSPORT (source), result, &error);

  if (reply != NULL && take_certificate (run, reply, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
ask (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *request = uke_key_pair_make_request (run->key, run->home->device_name, &error);
  g_autoptr (GTlsCertificate) device
      = request != NULL ? uke_sync_home_make_tls (run->home, run->old_key_pem, &error) : NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GBytes) body = NULL;
  UkeSyncRequest message = { "POST", "/v1/renew", NULL, MAX_ANSWER, DEADLINE_MS };

  if (device != NULL)
    run->transport
        = uke_sync_transport_new (run->home->uri, run->home->authority_file, device, &error);
  if (run->transport == NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  uke_wire_renew_write (request, json);
  body = g_bytes_new (json->str, json->len);
  message.body = body;
  uke_sync_transport_send_async (run->transport, &message, NULL, answered_cb, task);
}

static void
key_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (uke_keyring_store_finish (UKE_KEYRING (source), result, &error)) {
    ask (task);
    return;
  }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* An attempt that was stopped left the name of a place: the same one is used again. */
static gboolean
prepare (UkeSyncRenewal *self, Run *run, GError **error)
{
  run->home = uke_sync_home_load_sync (self->data_dir, error);
  if (run->home == NULL)
    return FALSE;
  if (run->home->old_certificate != NULL)
    return refuse (error, UKE_SYNC_ERROR_PROTOCOL, "the last certificate was not shown yet");
  if (uke_id_is_none (&run->home->next_key_id)) {
    run->home->next_key_id = uke_id_new (g_get_real_time ());
    if (!uke_sync_home_save_sync (run->home, NULL, error))
      return FALSE;
  }
  run->key = uke_key_pair_generate (error);
  if (run->key == NULL)
    return FALSE;
  run->key_pem = uke_key_pair_to_pem (run->key);
  return TRUE;
}

/**
 * uke_sync_renewal_run_async:
 * @self: a renewal
 * @key_pem: the key of the certificate that is on the disk
 * @callback: called when there is another certificate, or not
 * @user_data: for @callback
 *
 * Errors: UKE_SYNC_ERROR: PROTOCOL also when the server does not renew now; UKE_VAULT_ERROR of the
 * keyring and the disk
 * Thread: main
 */
void
uke_sync_renewal_run_async (UkeSyncRenewal *self,
                            UkeSecret *key_pem,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Run *run = g_new0 (Run, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, uke_sync_renewal_run_async);
  g_task_set_task_data (task, run, run_free);
  run->old_key_pem = uke_secret_ref (key_pem);
  if (!prepare (self, run, &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  uke_keyring_store_async (self->keyring, &self->keyring_id, &run->home->next_key_id, run->key_pem,
                           UKE_KEYRING_QUIET, NULL, key_stored_cb, task);
}

/**
 * uke_sync_renewal_run_finish:
 * @self: a renewal
 * @result: what the callback was given
 * @out_key_pem: (out) (transfer full): the new certificate's key
 * @error: return location
 *
 * Returns: (transfer full): where this desk belongs, with the new certificate
 * Errors: as said there
 * Thread: main
 */
UkeSyncHome *
uke_sync_renewal_run_finish (UkeSyncRenewal *self,
                             GAsyncResult *result,
                             UkeSecret **out_key_pem,
                             GError **error)
{
  Run *run = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  *out_key_pem = g_steal_pointer (&run->key_pem);
  return g_steal_pointer (&run->home);
}

/* --- the new one was let in, or not ----------------------------------------------------------- */

static void
old_key_deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeSyncHome *home = g_task_get_task_data (task);
  GError *error = NULL;

  if (uke_keyring_delete_finish (UKE_KEYRING (source), result, &error)) {
    g_clear_pointer (&home->old_certificate, g_free);
    home->old_key_id = UKE_ID_NONE;
    if (uke_sync_home_save_sync (home, NULL, &error)) {
      g_task_return_boolean (task, TRUE);
      return;
    }
  }
  g_task_return_error (task, error);
}

/**
 * uke_sync_renewal_settle_async:
 * @self: a renewal
 * @callback: called when the old key and certificate are gone
 * @user_data: for @callback
 *
 * The server has let the desk in with the certificate that the home has. Does nothing when there is
 * no other.
 *
 * Errors: UKE_SYNC_ERROR: BAD_FILE; UKE_VAULT_ERROR of the keyring and the disk
 * Thread: main
 */
void
uke_sync_renewal_settle_async (UkeSyncRenewal *self,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  GError *error = NULL;
  UkeSyncHome *home = uke_sync_home_load_sync (self->data_dir, &error);

  g_task_set_source_tag (task, uke_sync_renewal_settle_async);
  if (home == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, home, (GDestroyNotify)uke_sync_home_free);
  if (home->old_certificate == NULL)
    g_task_return_boolean (task, TRUE);
  else
    uke_keyring_delete_async (self->keyring, &self->keyring_id, &home->old_key_id, NULL,
                              old_key_deleted_cb, g_steal_pointer (&task));
}

/**
 * uke_sync_renewal_settle_finish:
 * @self: a renewal
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether only one certificate is left
 * Errors: as said there
 * Thread: main
 */
gboolean
uke_sync_renewal_settle_finish (UkeSyncRenewal *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * uke_sync_renewal_go_back_sync:
 * @self: a renewal
 * @error: return location
 *
 * The server does not know the new certificate: the old one is taken again, as long as it is there.
 *
 * Returns: (transfer full): where this desk belongs
 * Errors: UKE_SYNC_ERROR: BAD_FILE, also when there is no old one; UKE_VAULT_ERROR of the disk
 * Thread: any that may wait for the disk
 */
UkeSyncHome *
uke_sync_renewal_go_back_sync (UkeSyncRenewal *self, GError **error)
{
  g_autoptr (UkeSyncHome) home = uke_sync_home_load_sync (self->data_dir, error);

  if (home == NULL)
    return NULL;
  if (home->old_certificate == NULL) {
    refuse (error, UKE_SYNC_ERROR_BAD_FILE, "there is no certificate before this one");
    return NULL;
  }
  g_free (home->certificate);
  home->certificate = g_steal_pointer (&home->old_certificate);
  home->next_key_id = home->key_id;
  home->key_id = home->old_key_id;
  home->old_key_id = UKE_ID_NONE;
  return uke_sync_home_save_sync (home, NULL, error) ? g_steal_pointer (&home) : NULL;
}

/* --- as the engine goes ----------------------------------------------------------------------- */

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  UkeSyncRenewal *self = UKE_SYNC_RENEWAL (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSecret) key_pem = NULL;
  g_autoptr (UkeSyncHome) home = uke_sync_renewal_run_finish (self, result, &key_pem, &error);

  self->is_busy = FALSE;
  if (home != NULL)
    g_signal_emit (self, signals[REPLACED], 0);
  else
    g_debug ("the certificate is not renewed yet: %s", error->message);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  UkeSyncRenewal *self = UKE_SYNC_RENEWAL (source);
  g_autoptr (GError) error = NULL;

  self->is_busy = FALSE;
  if (!uke_sync_renewal_settle_finish (self, result, &error))
    g_debug ("the certificate before stays a while: %s", error->message);
}

static gboolean
replaced_cb (gpointer data)
{
  g_signal_emit (data, signals[REPLACED], 0);
  return G_SOURCE_REMOVE;
}

/* Not from within what the engine says: its owner ends it. */
static void
go_back (UkeSyncRenewal *self, UkeSyncHome *home)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSyncHome) before = uke_sync_renewal_go_back_sync (self, &error);

  g_clear_pointer (&home->old_certificate, g_free);
  if (before == NULL)
    g_debug ("the certificate before cannot be taken again: %s", error->message);
  else
    g_idle_add_full (G_PRIORITY_DEFAULT, replaced_cb, g_object_ref (self), g_object_unref);
}

/**
 * uke_sync_renewal_attend:
 * @self: a renewal
 * @home: what the engine runs with; what is done with an old certificate is noted in it
 * @key_pem: its certificate's key
 * @facts: what the engine says
 *
 * Errors: none: what does not work is tried again later
 * Thread: main
 */
void
uke_sync_renewal_attend (UkeSyncRenewal *self,
                         UkeSyncHome *home,
                         UkeSecret *key_pem,
                         const UkeSyncFacts *facts)
{
  gboolean is_in = facts->state == UKE_SYNC_STAGE_LIVE || facts->state == UKE_SYNC_STAGE_CATCHUP;
  int64_t now_us = g_get_real_time () + facts->offset_us;

  if (self->is_busy || key_pem == NULL)
    return;
  if (home->old_certificate != NULL && facts->state == UKE_SYNC_STAGE_NOT_KNOWN) {
    go_back (self, home);
  } else if (home->old_certificate != NULL && is_in) {
    self->is_busy = TRUE;
    g_clear_pointer (&home->old_certificate, g_free);
    uke_sync_renewal_settle_async (self, settled_cb, NULL);
  } else if (is_in && g_get_monotonic_time () >= self->next_try_us
             && uke_sync_renewal_is_due (home, now_us)) {
    self->is_busy = TRUE;
    self->next_try_us = g_get_monotonic_time () + RETRY_US;
    uke_sync_renewal_run_async (self, key_pem, renewed_cb, NULL);
  }
}
