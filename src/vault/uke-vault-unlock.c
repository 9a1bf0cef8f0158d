/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-vault-call-private.h"
#include "vault/uke-vault-write-private.h"

static void
on_probed_empty_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  UkeVault *self = g_task_get_source_object (data);
  GError *error = NULL;

  self->keyring_state = uke_keyring_probe_finish (UKE_KEYRING (source), result, &error);
  uke_vault_call_end (data, error);
}

static void
on_probed_items_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  g_autoptr (UkeSecret) key = uke_vault_call_take_looked_up (data, result, &error);

  uke_vault_call_end (data, error);
}

static void
on_probe_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (!uke_vault_call_take_loaded (task, result, &error))
    uke_vault_call_end (task, error);
  else if (self->slots == NULL)
    uke_keyring_probe_async (self->keyring, cancellable, on_probed_empty_cb, task);
  else
    uke_vault_call_look_up (task, UKE_KEYRING_QUIET, cancellable, on_probed_items_cb);
}

/**
 * uke_vault_probe_async:
 * @self: a shut vault
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Looks what there is, in the directory and in the keyring, without asking anybody and without
 * changing anything.
 *
 * Thread: main
 */
void
uke_vault_probe_async (UkeVault *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task;

  g_return_if_fail (UKE_IS_VAULT (self));
  task = uke_vault_call_new (self, uke_vault_probe_async, UKE_KEYRING_QUIET, cancellable, callback,
                             user_data);
  if (task != NULL)
    uke_vault_call_load (task, on_probe_loaded_cb);
}

/**
 * uke_vault_probe_finish:
 * @self: a vault
 * @result: what the callback got
 * @out_presence: (out) (optional): what lies in the directory
 * @out_keyring: (out) (optional): what the keyring says
 * @error: return location
 *
 * Returns: whether it could be told
 * Errors: %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO, %UKE_VAULT_ERROR_STATE,
 * %G_IO_ERROR_CANCELLED
 * Thread: main
 */
gboolean
uke_vault_probe_finish (UkeVault *self,
                        GAsyncResult *result,
                        UkeVaultPresence *out_presence,
                        UkeKeyringState *out_keyring,
                        GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (out_presence != NULL)
    *out_presence = self->presence;
  if (out_keyring != NULL)
    *out_keyring = self->keyring_state;
  return TRUE;
}

/* Why what lies in the directory cannot be opened. Returns: FALSE with the error, or TRUE */
static gboolean
can_be_opened (UkeVaultPresence presence, GError **error)
{
  static const struct {
    UkeVaultPresence presence;
    UkeVaultError code;
    const char *message;
  } reasons[] = {
    { UKE_VAULT_EMPTY, UKE_VAULT_ERROR_EMPTY, "there is nothing here yet" },
    { UKE_VAULT_NO_SLOTS, UKE_VAULT_ERROR_NO_SLOTS, "the database has no slot file" },
    { UKE_VAULT_DAMAGED_SLOTS, UKE_VAULT_ERROR_DAMAGED_SLOTS, "both slot files are damaged" },
    { UKE_VAULT_NEWER_SLOTS, UKE_VAULT_ERROR_NEWER_SLOTS, "the slot file is of a newer format" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (reasons); i++) {
    if (reasons[i].presence == presence) {
      g_set_error_literal (error, UKE_VAULT_ERROR, (int)reasons[i].code, reasons[i].message);
      return FALSE;
    }
  }
  return TRUE;
}

static void
become_open (UkeVault *self, UkeSecret *data_key)
{
  g_assert (uke_secret_len (data_key) == UKE_DATA_KEY_BYTES);
  g_clear_pointer (&self->data_key, uke_secret_unref);
  self->data_key = data_key;
  self->state = UKE_VAULT_OPEN;
}

/* Takes over what lies in the directory, where it can be opened. Returns: whether it can, or the
 * call is ended */
static gboolean
take_openable (GTask *task, GAsyncResult *result)
{
  UkeVault *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (uke_vault_call_take_loaded (task, result, &error) && can_be_opened (self->presence, &error))
    return TRUE;
  uke_vault_call_end (task, error);
  return FALSE;
}

static void
on_keyring_looked_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  GError *error = NULL;
  UkeSecret *key = uke_vault_call_take_looked_up (task, result, &error);

  if (key != NULL)
    become_open (self, key);
  if (key != NULL || error != NULL)
    uke_vault_call_end (task, error);
  else
    uke_vault_call_end_with (task, uke_keyring_state_to_error (self->keyring_state),
                             "the keyring did not open it");
}

static void
on_unlock_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVaultOperation *operation = g_task_get_task_data (task);

  if (take_openable (task, result))
    uke_vault_call_look_up (task, operation->flags, g_task_get_cancellable (task),
                            on_keyring_looked_up_cb);
}

/**
 * uke_vault_unlock_with_keyring_async:
 * @self: a shut vault
 * @flags: whether the keyring may ask for a password
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Opens the vault with this computer's keyring. Changes nothing.
 *
 * Thread: main
 * Source: security.md 3.4
 */
void
uke_vault_unlock_with_keyring_async (UkeVault *self,
                                     UkeKeyringFlags flags,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task;

  g_return_if_fail (UKE_IS_VAULT (self));
  task = uke_vault_call_new (self, uke_vault_unlock_with_keyring_async, flags, cancellable,
                             callback, user_data);
  if (task != NULL)
    uke_vault_call_load (task, on_unlock_loaded_cb);
}

/**
 * uke_vault_unlock_with_keyring_finish:
 * @self: a vault
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether the vault is open
 * Errors: a keyring state by name (%UKE_VAULT_ERROR_NO_BUS to %UKE_VAULT_ERROR_DENIED),
 * %UKE_VAULT_ERROR_EMPTY, %UKE_VAULT_ERROR_NO_SLOTS, %UKE_VAULT_ERROR_DAMAGED_SLOTS,
 * %UKE_VAULT_ERROR_NEWER_SLOTS, %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO,
 * %UKE_VAULT_ERROR_STATE, %G_IO_ERROR_CANCELLED
 * Thread: main
 */
gboolean
uke_vault_unlock_with_keyring_finish (UkeVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* After a recovery: what the keyring holds now decides whether this device gets a new slot. */
static void
on_recovered_looked_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  g_autoptr (UkeSecret) key = uke_vault_call_take_looked_up (task, result, NULL);

  /* A foreign item is kept, beside the new one: it may be another database's only key. */
  if (self->keyring_state == UKE_KEYRING_ABSENT || self->keyring_state == UKE_KEYRING_FOREIGN)
    uke_vault_make_device_slot (task);
  else
    uke_vault_call_end (task, NULL);
}

static void
on_recovery_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  UkeVaultOperation *operation = g_task_get_task_data (task);
  UkeSecret *key;

  if (!take_openable (task, result))
    return;
  key = uke_key_slots_open (self->slots, UKE_KEY_SLOT_RECOVERY, operation->code, NULL);
  if (key == NULL) {
    uke_vault_call_end_with (task, UKE_VAULT_ERROR_WRONG_CODE, "the code opens no recovery slot");
    return;
  }
  become_open (self, key);
  uke_vault_call_look_up (task, operation->flags, NULL, on_recovered_looked_up_cb);
}

/**
 * uke_vault_unlock_with_recovery_async:
 * @self: a shut vault
 * @typed: the code as typed
 * @now_us: UTC microseconds
 * @flags: whether the keyring may ask for a password
 * @cancellable: (nullable): to give up before the code was tried
 * @callback: called when done
 * @user_data: for @callback
 *
 * Opens the vault with the recovery code. Where the keyring is open and does not open the vault, it
 * gets a new device secret and the slot file a new device slot; where there is no keyring, nothing
 * is written. The vault is open either way.
 *
 * Thread: main
 * Source: security.md 3.5
 */
void
uke_vault_unlock_with_recovery_async (UkeVault *self,
                                      const char *typed,
                                      int64_t now_us,
                                      UkeKeyringFlags flags,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  GTask *task;

  g_return_if_fail (UKE_IS_VAULT (self) && typed != NULL);
  task = uke_vault_call_new (self, uke_vault_unlock_with_recovery_async, flags, cancellable,
                             callback, user_data);
  if (task != NULL && uke_vault_call_take_code (task, typed, now_us))
    uke_vault_call_load (task, on_recovery_loaded_cb);
}

/**
 * uke_vault_unlock_with_recovery_finish:
 * @self: a vault
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether the vault is open
 * Errors: %UKE_VAULT_ERROR_MALFORMED_CODE, %UKE_VAULT_ERROR_WRONG_CODE, %UKE_VAULT_ERROR_EMPTY,
 * %UKE_VAULT_ERROR_NO_SLOTS, %UKE_VAULT_ERROR_DAMAGED_SLOTS, %UKE_VAULT_ERROR_NEWER_SLOTS,
 * %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO, %UKE_VAULT_ERROR_STATE, %G_IO_ERROR_CANCELLED
 * Thread: main
 */
gboolean
uke_vault_unlock_with_recovery_finish (UkeVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
