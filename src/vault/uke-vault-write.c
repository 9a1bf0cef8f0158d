/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-vault-write-private.h"

#include "vault/uke-vault-files.h"

#define DEVICE_SECRET_BYTES 32
/* A person who alternates between two desktops keeps a device slot for each keyring. */
#define MAX_DEVICE_SLOTS 4

static void
on_item_withdrawn_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVaultOperation *operation = g_task_get_task_data (task);

  /* An item that could not be taken back opens nothing: no slot was written for it. */
  if (!uke_keyring_delete_finish (UKE_KEYRING (source), result, NULL))
    g_debug ("an unused keyring item is left over");
  uke_vault_call_end (task, g_steal_pointer (&operation->error));
}

/* The slots could not be written: the device slot in memory and its secret in the keyring go. */
static void
withdraw_device (GTask *task)
{
  UkeVault *self = g_task_get_source_object (task);
  UkeVaultOperation *operation = g_task_get_task_data (task);

  self->has_device_slot = FALSE;
  uke_key_slots_remove (self->slots, &operation->slot_id);
  uke_keyring_delete_async (self->keyring, uke_key_slots_get_db_uuid (self->slots),
                            &operation->slot_id, NULL, on_item_withdrawn_cb, task);
}

/* The new recovery code could not be written: what counts is what the files say. */
static void
on_restored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  UkeVaultOperation *operation = g_task_get_task_data (data);
  UkeKeySlots *slots = NULL;
  UkeKeySlotsCondition condition;

  (void)uke_vault_files_load_finish (result, &slots, &condition, NULL);
  if (slots != NULL) {
    UkeVault *self = g_task_get_source_object (data);

    uke_key_slots_free (self->slots);
    self->slots = slots;
  }
  uke_vault_call_end (data, g_steal_pointer (&operation->error));
}

static void
on_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  UkeVaultOperation *operation = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (uke_vault_files_save_finish (result, &error)) {
    self->condition = UKE_KEY_SLOTS_GOOD;
    g_clear_pointer (&self->shown_code, uke_secret_unref);
    self->state = UKE_VAULT_OPEN;
    uke_vault_call_end (task, NULL);
    return;
  }
  /* An open vault stays open without its new device slot: the code will be asked for next time. */
  if (operation->must_write)
    operation->error = g_steal_pointer (&error);
  if (operation->device_secret != NULL)
    withdraw_device (task);
  else
    uke_vault_files_load_async (self->dir, NULL, on_restored_cb, task);
}

void
uke_vault_save (GTask *task)
{
  UkeVault *self = g_task_get_source_object (task);
  gboolean is_first = self->state == UKE_VAULT_UNCONFIRMED;

  /* Invariant 1: only after the code was typed, and invariant 3. */
  g_assert (self->data_key != NULL);
  g_assert (uke_key_slots_count (self->slots, UKE_KEY_SLOT_RECOVERY) > 0);
  uke_vault_files_save_async (self->dir, self->slots, is_first, on_saved_cb, task);
}

/* Makes room by dropping the oldest device slot, and adds the new one. */
static gboolean
add_device_slot (UkeVault *self, UkeVaultOperation *operation, GError **error)
{
  while (uke_key_slots_count (self->slots, UKE_KEY_SLOT_DEVICE) >= MAX_DEVICE_SLOTS) {
    unsigned oldest = 0;

    while (uke_key_slots_get_type_at (self->slots, oldest) != UKE_KEY_SLOT_DEVICE)
      oldest++;
    uke_key_slots_remove (self->slots, uke_key_slots_get_id_at (self->slots, oldest));
  }
  return uke_key_slots_add (self->slots, UKE_KEY_SLOT_DEVICE, &operation->slot_id,
                            operation->now_us, operation->device_secret, self->data_key, error);
}

static void
on_device_stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  UkeVaultOperation *operation = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  self->has_device_slot = uke_keyring_store_finish (UKE_KEYRING (source), result, &error)
                          && add_device_slot (self, operation, &error);
  if (self->has_device_slot)
    self->keyring_state = UKE_KEYRING_READY;
  else
    g_clear_pointer (&operation->device_secret, uke_secret_unref);
  /* Without a usable keyring the recovery slot alone is written, or nothing has changed. */
  if (self->has_device_slot || self->state == UKE_VAULT_UNCONFIRMED)
    uke_vault_save (task);
  else
    uke_vault_call_end (task, NULL);
}

void
uke_vault_make_device_slot (GTask *task)
{
  UkeVault *self = g_task_get_source_object (task);
  UkeVaultOperation *operation = g_task_get_task_data (task);

  operation->slot_id = uke_vault_make_id (operation->now_us);
  operation->device_secret = uke_secret_new_random (DEVICE_SECRET_BYTES);
  uke_keyring_store_async (self->keyring, uke_key_slots_get_db_uuid (self->slots),
                           &operation->slot_id, operation->device_secret, operation->flags, NULL,
                           on_device_stored_cb, task);
}
