/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-vault-private.h"

G_DEFINE_FINAL_TYPE (UkeVault, uke_vault, G_TYPE_OBJECT)

static void
uke_vault_finalize (GObject *object)
{
  UkeVault *self = UKE_VAULT (object);

  g_clear_pointer (&self->data_key, uke_secret_unref);
  g_clear_pointer (&self->shown_code, uke_secret_unref);
  g_clear_pointer (&self->slots, uke_key_slots_free);
  g_clear_pointer (&self->dir, uke_data_dir_free);
  g_clear_object (&self->keyring);
  G_OBJECT_CLASS (uke_vault_parent_class)->finalize (object);
}

static void
uke_vault_class_init (UkeVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_vault_finalize;
}

static void
uke_vault_init (UkeVault *self)
{
}

/**
 * uke_vault_new:
 * @data_dir: (nullable): the data directory, or %NULL for the default one; need not exist
 * @keyring: (transfer none): the way to the keyring
 *
 * Returns: (transfer full): the vault of that directory, shut; nothing is read yet
 * Thread: main
 */
UkeVault *
uke_vault_new (const char *data_dir, UkeKeyring *keyring)
{
  UkeVault *self = g_object_new (UKE_TYPE_VAULT, NULL);

  self->dir = uke_data_dir_new (data_dir);
  self->keyring = g_object_ref (keyring);
  return self;
}

/**
 * uke_vault_get_data_dir:
 * @self: a vault
 *
 * Returns: (transfer none): the paths
 * Thread: main
 */
const UkeDataDir *
uke_vault_get_data_dir (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), NULL);
  return self->dir;
}

/**
 * uke_vault_get_state:
 * @self: a vault
 *
 * Returns: its state
 * Thread: main
 */
UkeVaultState
uke_vault_get_state (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), UKE_VAULT_SHUT);
  return self->state;
}

/**
 * uke_vault_get_data_key:
 * @self: a vault
 *
 * Returns: (transfer none) (nullable): the key of the database, %UKE_DATA_KEY_BYTES long, while the
 * vault is open
 * Thread: main
 */
UkeSecret *
uke_vault_get_data_key (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), NULL);
  return self->state == UKE_VAULT_OPEN ? self->data_key : NULL;
}

/**
 * uke_vault_get_db_uuid:
 * @self: a vault
 *
 * Returns: (transfer none) (nullable): the id of the database, once the slots were read or made
 * Thread: main
 */
const UkeId *
uke_vault_get_db_uuid (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), NULL);
  return self->slots != NULL ? uke_key_slots_get_db_uuid (self->slots) : NULL;
}

/**
 * uke_vault_get_keyring_state:
 * @self: a vault
 *
 * Returns: what the keyring said last
 * Thread: main
 */
UkeKeyringState
uke_vault_get_keyring_state (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), UKE_KEYRING_UNKNOWN);
  return self->keyring_state;
}

/**
 * uke_vault_get_slots_condition:
 * @self: a vault
 *
 * Returns: whether the slot file and its copy were both good when they were read
 * Thread: main
 */
UkeKeySlotsCondition
uke_vault_get_slots_condition (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), UKE_KEY_SLOTS_GOOD);
  return self->condition;
}

/**
 * uke_vault_get_has_device_slot:
 * @self: a vault
 *
 * Returns: whether this computer's keyring opens the database without the recovery code
 * Thread: main
 */
gboolean
uke_vault_get_has_device_slot (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), FALSE);
  return self->has_device_slot;
}

/**
 * uke_vault_get_recovery_made_at_us:
 * @self: a vault
 *
 * Returns: when the recovery code that opens the data was made, in UTC microseconds; 0 while no
 * slots were read
 * Thread: main
 */
int64_t
uke_vault_get_recovery_made_at_us (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), 0);
  for (unsigned i = 0; self->slots != NULL && i < uke_key_slots_get_n (self->slots); i++) {
    if (uke_key_slots_get_type_at (self->slots, i) == UKE_KEY_SLOT_RECOVERY)
      return uke_key_slots_get_made_at_us (self->slots, i);
  }
  return 0;
}

/**
 * uke_vault_shut:
 * @self: a vault at rest
 *
 * Forgets the data key and any code that was not confirmed.
 *
 * Thread: main
 */
void
uke_vault_shut (UkeVault *self)
{
  g_return_if_fail (UKE_IS_VAULT (self) && !self->is_busy);
  g_clear_pointer (&self->data_key, uke_secret_unref);
  g_clear_pointer (&self->shown_code, uke_secret_unref);
  g_clear_pointer (&self->slots, uke_key_slots_free);
  self->state = UKE_VAULT_SHUT;
}
