/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "vault/uke-data-dir.h"
#include "vault/uke-key-slots.h"
#include "vault/uke-keyring.h"
#include "vault/uke-vault-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UkeVaultPresence:
 * @UKE_VAULT_EMPTY: neither database nor slot file: the first run
 * @UKE_VAULT_COMPLETE: a database and a readable slot file
 * @UKE_VAULT_NO_DATABASE: a readable slot file, and no database yet or any more
 * @UKE_VAULT_NO_SLOTS: a database that nothing here can open
 * @UKE_VAULT_DAMAGED_SLOTS: the slot file and its copy are unreadable
 * @UKE_VAULT_NEWER_SLOTS: the slot file is of a newer version of the program
 *
 * What lies in the data directory.
 */
typedef enum {
  UKE_VAULT_EMPTY,
  UKE_VAULT_COMPLETE,
  UKE_VAULT_NO_DATABASE,
  UKE_VAULT_NO_SLOTS,
  UKE_VAULT_DAMAGED_SLOTS,
  UKE_VAULT_NEWER_SLOTS,
} UkeVaultPresence;

/**
 * UkeVaultState:
 * @UKE_VAULT_SHUT: the data key is not in memory
 * @UKE_VAULT_UNCONFIRMED: a new key and recovery code were made; the code was not typed back yet,
 * and nothing is written
 * @UKE_VAULT_OPEN: the data key is in memory
 */
typedef enum {
  UKE_VAULT_SHUT,
  UKE_VAULT_UNCONFIRMED,
  UKE_VAULT_OPEN,
} UkeVaultState;

/**
 * UkeVault:
 *
 * The keys of one data directory. Main thread; file work happens on a task thread.
 *
 * 1. In no state is a database or slot file made, renamed, truncated or deleted, except by
 *    uke_vault_confirm_recovery_async() after the code was typed back, and by
 *    uke_vault_unlock_with_recovery_async() after it opened the data key; and by
 *    uke_vault_forget_async(), which is there to take all of it away.
 * 2. A new data key is never made while a database or slot file exists.
 * 3. A recovery slot always exists; a device slot only while its secret lies in a keyring.
 */
#define UKE_TYPE_VAULT (uke_vault_get_type ())
G_DECLARE_FINAL_TYPE (UkeVault, uke_vault, UKE, VAULT, GObject)

UkeVault *uke_vault_new (const char *data_dir, UkeKeyring *keyring);
const UkeDataDir *uke_vault_get_data_dir (UkeVault *self);
UkeVaultState uke_vault_get_state (UkeVault *self);
UkeSecret *uke_vault_get_data_key (UkeVault *self);
const UkeId *uke_vault_get_db_uuid (UkeVault *self);
UkeKeyringState uke_vault_get_keyring_state (UkeVault *self);
UkeKeySlotsCondition uke_vault_get_slots_condition (UkeVault *self);
gboolean uke_vault_get_has_device_slot (UkeVault *self);
int64_t uke_vault_get_recovery_made_at_us (UkeVault *self);

void uke_vault_probe_async (UkeVault *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean uke_vault_probe_finish (UkeVault *self,
                                 GAsyncResult *result,
                                 UkeVaultPresence *out_presence,
                                 UkeKeyringState *out_keyring,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_vault_create_async (UkeVault *self,
                             int64_t now_us,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
UkeSecret *uke_vault_create_finish (UkeVault *self,
                                    GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_vault_confirm_recovery_async (UkeVault *self,
                                       const char *typed,
                                       UkeKeyringFlags flags,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean uke_vault_confirm_recovery_finish (UkeVault *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_vault_unlock_with_keyring_async (UkeVault *self,
                                          UkeKeyringFlags flags,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean uke_vault_unlock_with_keyring_finish (UkeVault *self,
                                               GAsyncResult *result,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_vault_unlock_with_recovery_async (UkeVault *self,
                                           const char *typed,
                                           int64_t now_us,
                                           UkeKeyringFlags flags,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean uke_vault_unlock_with_recovery_finish (UkeVault *self,
                                                GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

UkeSecret *uke_vault_renew_recovery (UkeVault *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_vault_shut (UkeVault *self);

void uke_vault_forget_async (UkeVault *self,
                             const UkeId *also,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean uke_vault_forget_finish (UkeVault *self,
                                  GAsyncResult *result,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
