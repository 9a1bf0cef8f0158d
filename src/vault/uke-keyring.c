/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-keyring.h"

#include "vault/uke-keyring-job.h"
#include "vault/uke-vault-error.h"

/* A service that lives answers in milliseconds. */
#define TIMEOUT_MS 10000

struct _UkeKeyring {
  GObject parent_instance;
  unsigned timeout_ms;
};

G_DEFINE_FINAL_TYPE (UkeKeyring, uke_keyring, G_TYPE_OBJECT)

static gboolean
finish (GAsyncResult *result, UkeKeyringState wanted, GError **error)
{
  GError *own = NULL;
  gssize state = g_task_propagate_int (G_TASK (result), &own);

  if (own != NULL) {
    g_propagate_error (error, own);
    return FALSE;
  }
  if (state != (gssize)wanted) {
    g_set_error_literal (error, UKE_VAULT_ERROR,
                         uke_keyring_state_to_error ((UkeKeyringState)state),
                         "the keyring could not be used");
    return FALSE;
  }
  return TRUE;
}

static void
uke_keyring_class_init (UkeKeyringClass *klass)
{
}

static void
uke_keyring_init (UkeKeyring *self)
{
  self->timeout_ms = TIMEOUT_MS;
}

/**
 * uke_keyring_new:
 *
 * Returns: (transfer full): the way to the keyring of this session; nothing is connected yet
 * Thread: main
 */
UkeKeyring *
uke_keyring_new (void)
{
  return g_object_new (UKE_TYPE_KEYRING, NULL);
}

/**
 * uke_keyring_set_timeout_ms:
 * @self: a keyring
 * @timeout_ms: how long the service may take to answer, in milliseconds; 10,000 at first
 *
 * Thread: main
 */
void
uke_keyring_set_timeout_ms (UkeKeyring *self, unsigned timeout_ms)
{
  g_return_if_fail (UKE_IS_KEYRING (self));
  self->timeout_ms = timeout_ms;
}

/**
 * uke_keyring_probe_async:
 * @self: a keyring
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Looks whether there is a keyring in which an item could be kept, without asking anybody.
 *
 * Thread: main
 */
void
uke_keyring_probe_async (UkeKeyring *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, uke_keyring_probe_async);
  uke_keyring_job_run (UKE_KEYRING_JOB_PROBE, UKE_KEYRING_QUIET, self->timeout_ms, NULL, NULL, NULL,
                       task);
}

/**
 * uke_keyring_probe_finish:
 * @self: a keyring
 * @result: what the callback got
 * @error: return location
 *
 * Returns: %UKE_KEYRING_READY when an item could be kept; %UKE_KEYRING_UNKNOWN with @error set
 * Errors: %G_IO_ERROR_CANCELLED
 * Thread: main
 */
UkeKeyringState
uke_keyring_probe_finish (UkeKeyring *self, GAsyncResult *result, GError **error)
{
  gssize state;

  g_return_val_if_fail (g_task_is_valid (result, self), UKE_KEYRING_UNKNOWN);
  state = g_task_propagate_int (G_TASK (result), error);
  return state < 0 ? UKE_KEYRING_UNKNOWN : (UkeKeyringState)state;
}

/**
 * uke_keyring_lookup_async:
 * @self: a keyring
 * @db_uuid: the database whose device secret is wanted
 * @flags: whether the service may ask for a password
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the items for this database, of whatever device: after a recovery there may be several.
 *
 * Thread: main
 * Source: security.md 3.4
 */
void
uke_keyring_lookup_async (UkeKeyring *self,
                          const UkeId *db_uuid,
                          UkeKeyringFlags flags,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, uke_keyring_lookup_async);
  uke_keyring_job_run (UKE_KEYRING_JOB_LOOKUP, flags, self->timeout_ms, db_uuid, NULL, NULL, task);
}

/**
 * uke_keyring_lookup_finish:
 * @self: a keyring
 * @result: what the callback got
 * @out_secrets: (out) (transfer full) (element-type UkeSecret): the secrets that were read; empty
 * unless the state is %UKE_KEYRING_READY
 * @error: return location
 *
 * Returns: what the keyring says; %UKE_KEYRING_UNKNOWN with @error set
 * Errors: %G_IO_ERROR_CANCELLED
 * Thread: main
 */
UkeKeyringState
uke_keyring_lookup_finish (UkeKeyring *self,
                           GAsyncResult *result,
                           GPtrArray **out_secrets,
                           GError **error)
{
  UkeKeyringState state;

  g_return_val_if_fail (g_task_is_valid (result, self), UKE_KEYRING_UNKNOWN);
  state = uke_keyring_probe_finish (self, result, error);
  if (out_secrets != NULL && state != UKE_KEYRING_UNKNOWN)
    *out_secrets = g_ptr_array_ref (uke_keyring_job_get_found (G_TASK (result)));
  return state;
}

/**
 * uke_keyring_store_async:
 * @self: a keyring
 * @db_uuid: the database
 * @slot_id: the device slot that the secret opens
 * @secret: at most UKE_KEYRING_MAX_BYTES bytes
 * @flags: whether the service may ask for a password, or for one for a new keyring
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Keeps a device secret in the default keyring and reads it back to be sure.
 *
 * Thread: main
 */
void
uke_keyring_store_async (UkeKeyring *self,
                         const UkeId *db_uuid,
                         const UkeId *slot_id,
                         UkeSecret *secret,
                         UkeKeyringFlags flags,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;

  g_return_if_fail (uke_secret_len (secret) <= UKE_KEYRING_MAX_BYTES);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, uke_keyring_store_async);
  uke_keyring_job_run (UKE_KEYRING_JOB_STORE, flags, self->timeout_ms, db_uuid, slot_id, secret,
                       task);
}

/**
 * uke_keyring_store_finish:
 * @self: a keyring
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether the secret lies in the keyring
 * Errors: the codes of #UkeVaultError up to %UKE_VAULT_ERROR_DENIED, %G_IO_ERROR_CANCELLED
 * Thread: main
 */
gboolean
uke_keyring_store_finish (UkeKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return finish (result, UKE_KEYRING_READY, error);
}

/**
 * uke_keyring_delete_async:
 * @self: a keyring
 * @db_uuid: the database
 * @slot_id: (nullable): the device slot whose secret is to go; NULL for all of the database
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Takes them out of the keyring; what is not there is gone already.
 *
 * Thread: main
 */
void
uke_keyring_delete_async (UkeKeyring *self,
                          const UkeId *db_uuid,
                          const UkeId *slot_id,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, uke_keyring_delete_async);
  uke_keyring_job_run (UKE_KEYRING_JOB_DELETE, UKE_KEYRING_QUIET, self->timeout_ms, db_uuid,
                       slot_id, NULL, task);
}

/**
 * uke_keyring_delete_finish:
 * @self: a keyring
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether no such item is left
 * Errors: the codes of #UkeVaultError up to %UKE_VAULT_ERROR_DENIED, %G_IO_ERROR_CANCELLED
 * Thread: main
 */
gboolean
uke_keyring_delete_finish (UkeKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return finish (result, UKE_KEYRING_ABSENT, error);
}

/**
 * uke_keyring_state_to_error:
 * @state: a state other than %UKE_KEYRING_READY
 *
 * Returns: the #UkeVaultError code of the same name
 * Thread: any
 */
int
uke_keyring_state_to_error (UkeKeyringState state)
{
  switch (state) {
  case UKE_KEYRING_NO_BUS:
    return UKE_VAULT_ERROR_NO_BUS;
  case UKE_KEYRING_NO_SERVICE:
    return UKE_VAULT_ERROR_NO_SERVICE;
  case UKE_KEYRING_NO_COLLECTION:
    return UKE_VAULT_ERROR_NO_COLLECTION;
  case UKE_KEYRING_LOCKED:
    return UKE_VAULT_ERROR_LOCKED;
  case UKE_KEYRING_ABSENT:
    return UKE_VAULT_ERROR_ABSENT;
  case UKE_KEYRING_FOREIGN:
    return UKE_VAULT_ERROR_FOREIGN;
  case UKE_KEYRING_TIMEOUT:
    return UKE_VAULT_ERROR_TIMEOUT;
  case UKE_KEYRING_DENIED:
    return UKE_VAULT_ERROR_DENIED;
  case UKE_KEYRING_READY:
  case UKE_KEYRING_UNKNOWN:
    break;
  }
  return UKE_VAULT_ERROR_STATE;
}
