/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-recovery-code.h"
#include "vault/uke-vault-call-private.h"
#include "vault/uke-vault-write-private.h"

static void
on_create_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  UkeVaultOperation *operation = g_task_get_task_data (task);
  g_autoptr (UkeSecret) code = NULL;
  GError *error = NULL;
  UkeId db_uuid = uke_vault_make_id (operation->now_us),
        slot_id = uke_vault_make_id (operation->now_us);

  if (!uke_vault_call_take_loaded (task, result, &error)) {
    uke_vault_call_end (task, error);
    return;
  }
  if (self->presence != UKE_VAULT_EMPTY) {
    uke_vault_call_end_with (task, UKE_VAULT_ERROR_EXISTS,
                             "a database or slot file is already there");
    return;
  }
  /* Invariant 2: from here on nothing exists, and nothing is written before the code came back. */
  g_assert (self->slots == NULL && self->data_key == NULL);
  code = uke_recovery_code_generate ();
  self->data_key = uke_secret_new_random (UKE_DATA_KEY_BYTES);
  self->slots = uke_key_slots_new (&db_uuid);
  if (!uke_key_slots_add (self->slots, UKE_KEY_SLOT_RECOVERY, &slot_id, operation->now_us, code,
                          self->data_key, &error)) {
    uke_vault_call_end (task, error);
    return;
  }
  self->shown_code = g_steal_pointer (&code);
  self->state = UKE_VAULT_UNCONFIRMED;
  uke_vault_call_end (task, NULL);
}

/**
 * uke_vault_create_async:
 * @self: a shut vault of an empty directory
 * @now_us: UTC microseconds
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Makes a new data key and recovery code, in memory only. They come to be with
 * uke_vault_confirm_recovery_async().
 *
 * Thread: main
 */
void
uke_vault_create_async (UkeVault *self,
                        int64_t now_us,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (UKE_IS_VAULT (self));
  task = uke_vault_call_new (self, uke_vault_create_async, UKE_KEYRING_QUIET, cancellable, callback,
                             user_data);
  if (task == NULL)
    return;
  ((UkeVaultOperation *)g_task_get_task_data (task))->now_us = now_us;
  uke_vault_call_load (task, on_create_loaded_cb);
}

/**
 * uke_vault_create_finish:
 * @self: a vault
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): the recovery code to show, of %UKE_RECOVERY_CODE_BYTES bytes
 * Errors: %UKE_VAULT_ERROR_EXISTS, %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO,
 * %UKE_VAULT_ERROR_STATE, %G_IO_ERROR_CANCELLED
 * Thread: main
 */
UkeSecret *
uke_vault_create_finish (UkeVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return uke_secret_ref (self->shown_code);
}

/**
 * uke_vault_renew_recovery:
 * @self: an open vault
 * @error: return location
 *
 * Makes a new recovery code to show. The old one stays good until the new one was typed back with
 * uke_vault_confirm_recovery_async(), and is worth nothing from then on.
 *
 * Returns: (transfer full): the new code
 * Errors: %UKE_VAULT_ERROR_STATE when the vault is not open
 * Thread: main
 * Source: security.md 3.5
 */
UkeSecret *
uke_vault_renew_recovery (UkeVault *self, GError **error)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), NULL);
  if (self->state != UKE_VAULT_OPEN || self->is_busy) {
    g_set_error_literal (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_STATE,
                         "the vault is not open and at rest");
    return NULL;
  }
  g_clear_pointer (&self->shown_code, uke_secret_unref);
  self->shown_code = uke_recovery_code_generate ();
  return uke_secret_ref (self->shown_code);
}

/* Puts the new recovery code in the place of the old one. */
static gboolean
replace_recovery_slot (UkeVault *self, int64_t now_us, GError **error)
{
  UkeId slot_id = uke_vault_make_id (now_us);

  if (!uke_key_slots_add (self->slots, UKE_KEY_SLOT_RECOVERY, &slot_id, now_us, self->shown_code,
                          self->data_key, error))
    return FALSE;
  for (unsigned i = uke_key_slots_get_n (self->slots); i > 0; i--) {
    const UkeId *id = uke_key_slots_get_id_at (self->slots, i - 1);

    if (uke_key_slots_get_type_at (self->slots, i - 1) == UKE_KEY_SLOT_RECOVERY
        && !uke_id_equal (id, &slot_id))
      uke_key_slots_remove (self->slots, id);
  }
  return TRUE;
}

/**
 * uke_vault_confirm_recovery_async:
 * @self: a vault that showed a recovery code
 * @typed: the code as the person typed it back
 * @flags: whether the keyring may ask for a password
 * @cancellable: (nullable): to give up before anything is written
 * @callback: called when done
 * @user_data: for @callback
 *
 * The code was written down: keeps a device secret in the keyring, where there is one, and writes
 * the slot file. A vault that was made without a keyring opens with the code alone; that is told by
 * uke_vault_get_has_device_slot() and is no error.
 *
 * Thread: main
 */
void
uke_vault_confirm_recovery_async (UkeVault *self,
                                  const char *typed,
                                  UkeKeyringFlags flags,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;
  UkeVaultOperation *operation;
  GError *error = NULL;

  g_return_if_fail (UKE_IS_VAULT (self) && typed != NULL);
  task = uke_vault_call_new (self, uke_vault_confirm_recovery_async, flags, cancellable, callback,
                             user_data);
  if (task == NULL || !uke_vault_call_take_code (task, typed, g_get_real_time ()))
    return;
  operation = g_task_get_task_data (task);
  operation->must_write = TRUE;
  if (self->shown_code == NULL)
    uke_vault_call_end_with (task, UKE_VAULT_ERROR_STATE, "no code was shown");
  else if (!uke_secret_equal (operation->code, self->shown_code))
    uke_vault_call_end_with (task, UKE_VAULT_ERROR_WRONG_CODE, "not the code that was shown");
  else if (self->state == UKE_VAULT_UNCONFIRMED)
    uke_vault_make_device_slot (task);
  else if (!replace_recovery_slot (self, operation->now_us, &error))
    uke_vault_call_end (task, error);
  else
    uke_vault_save (task);
}

/**
 * uke_vault_confirm_recovery_finish:
 * @self: a vault
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether the slot file is written and the vault open; after a failure nothing is, and it
 * may be tried again
 * Errors: %UKE_VAULT_ERROR_MALFORMED_CODE, %UKE_VAULT_ERROR_WRONG_CODE, %UKE_VAULT_ERROR_EXISTS,
 * %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_NO_SPACE, %UKE_VAULT_ERROR_IO,
 * %UKE_VAULT_ERROR_STATE
 * Thread: main
 */
gboolean
uke_vault_confirm_recovery_finish (UkeVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
