/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-vault-call-private.h"

#include "vault/uke-recovery-code.h"
#include "vault/uke-vault-files.h"

static void
operation_free (UkeVaultOperation *operation)
{
  g_clear_pointer (&operation->code, uke_secret_unref);
  g_clear_pointer (&operation->device_secret, uke_secret_unref);
  g_clear_error (&operation->error);
  g_free (operation);
}

/* Returns: (transfer full) (nullable): the task, or NULL after @callback was told that the vault
 * is busy */
GTask *
uke_vault_call_new (UkeVault *self,
                    gpointer tag,
                    UkeKeyringFlags flags,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  UkeVaultOperation *operation = g_new0 (UkeVaultOperation, 1);

  operation->flags = flags;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, operation, (GDestroyNotify)operation_free);
  if (self->is_busy) {
    g_task_return_new_error (task, UKE_VAULT_ERROR, UKE_VAULT_ERROR_STATE,
                             "another call is under way");
    return NULL;
  }
  self->is_busy = TRUE;
  return g_steal_pointer (&task);
}

/* Ends the operation. Takes @task and @error over. */
void
uke_vault_call_end (GTask *task, GError *error)
{
  UkeVault *self = g_task_get_source_object (task);

  self->is_busy = FALSE;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

void
uke_vault_call_end_with (GTask *task, int code, const char *message)
{
  uke_vault_call_end (task, g_error_new_literal (UKE_VAULT_ERROR, code, message));
}

UkeId
uke_vault_make_id (int64_t now_us)
{
  return uke_id_new (now_us > 0 ? now_us : g_get_real_time ());
}

/* Reads the code that was typed. Returns: whether it is one; else the call is ended */
gboolean
uke_vault_call_take_code (GTask *task, const char *typed, int64_t now_us)
{
  UkeVaultOperation *operation = g_task_get_task_data (task);
  GError *error = NULL;

  operation->now_us = now_us;
  operation->code = uke_recovery_code_parse (typed, NULL, &error);
  if (operation->code != NULL)
    return TRUE;
  uke_vault_call_end (task, error);
  return FALSE;
}

/* Looks into the directory of a vault that is shut, or ends the call. */
void
uke_vault_call_load (GTask *task, GAsyncReadyCallback loaded_cb)
{
  UkeVault *self = g_task_get_source_object (task);

  if (self->state != UKE_VAULT_SHUT)
    uke_vault_call_end_with (task, UKE_VAULT_ERROR_STATE, "the vault is not shut");
  else
    uke_vault_files_load_async (self->dir, g_task_get_cancellable (task), loaded_cb, task);
}

/* Takes over what the look into the directory found. Returns: whether there was no error */
gboolean
uke_vault_call_take_loaded (GTask *task, GAsyncResult *result, GError **error)
{
  UkeVault *self = g_task_get_source_object (task);
  GError *own = NULL;
  UkeKeySlots *slots = NULL;
  UkeKeySlotsCondition condition = UKE_KEY_SLOTS_GOOD;
  UkeVaultPresence presence = uke_vault_files_load_finish (result, &slots, &condition, &own);

  if (own != NULL) {
    g_propagate_error (error, own);
    return FALSE;
  }
  g_clear_pointer (&self->slots, uke_key_slots_free);
  self->slots = slots;
  self->condition = condition;
  self->presence = presence;
  return TRUE;
}

/* Looks into the keyring for this vault's secrets. Its slots are read. */
void
uke_vault_call_look_up (GTask *task,
                        UkeKeyringFlags flags,
                        GCancellable *cancellable,
                        GAsyncReadyCallback looked_up_cb)
{
  UkeVault *self = g_task_get_source_object (task);

  uke_keyring_lookup_async (self->keyring, uke_key_slots_get_db_uuid (self->slots), flags,
                            cancellable, looked_up_cb, task);
}

/* Returns: (transfer full) (nullable): the data key that one of @secrets opens */
static UkeSecret *
open_with_any (UkeVault *self, GPtrArray *secrets)
{
  for (unsigned i = 0; secrets != NULL && i < secrets->len; i++) {
    UkeSecret *key = uke_key_slots_open (self->slots, UKE_KEY_SLOT_DEVICE,
                                         g_ptr_array_index (secrets, i), NULL);

    if (key != NULL)
      return key;
  }
  return NULL;
}

/* Takes over what the keyring said: a keyring whose secrets open nothing is a foreign one.
 * Returns: (transfer full) (nullable): the data key that it opens */
UkeSecret *
uke_vault_call_take_looked_up (GTask *task, GAsyncResult *result, GError **error)
{
  UkeVault *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) secrets = NULL;
  UkeSecret *key;

  self->keyring_state = uke_keyring_lookup_finish (self->keyring, result, &secrets, error);
  if (self->keyring_state != UKE_KEYRING_READY)
    return NULL;
  key = open_with_any (self, secrets);
  self->has_device_slot = key != NULL;
  if (key == NULL)
    self->keyring_state = UKE_KEYRING_FOREIGN;
  return key;
}
