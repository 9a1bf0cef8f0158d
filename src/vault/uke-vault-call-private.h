/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/uke-vault-private.h"

G_BEGIN_DECLS

/* One call of a vault: its task, what every call begins and ends with, and the two looks that calls
 * share, one into the directory and one into the keyring. */

/* What a call knows while it runs; the data of its task. */
typedef struct {
  UkeKeyringFlags flags;
  int64_t now_us;
  UkeSecret *code;          /* (owned) (nullable): typed */
  UkeId slot_id;            /* of the device slot that is being made */
  UkeSecret *device_secret; /* (owned) (nullable) */
  gboolean must_write;      /* without having written, it has failed */
  GError *error;            /* (owned) (nullable): what is reported after cleaning up */
} UkeVaultOperation;

GTask *uke_vault_call_new (UkeVault *self,
                           gpointer tag,
                           UkeKeyringFlags flags,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
void uke_vault_call_end (GTask *task, GError *error);
void uke_vault_call_end_with (GTask *task, int code, const char *message);

gboolean
uke_vault_call_take_code (GTask *task, const char *typed, int64_t now_us) G_GNUC_WARN_UNUSED_RESULT;

void uke_vault_call_load (GTask *task, GAsyncReadyCallback loaded_cb);
gboolean uke_vault_call_take_loaded (GTask *task,
                                     GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_vault_call_look_up (GTask *task,
                             UkeKeyringFlags flags,
                             GCancellable *cancellable,
                             GAsyncReadyCallback looked_up_cb);
UkeSecret *uke_vault_call_take_looked_up (GTask *task, GAsyncResult *result, GError **error);

UkeId uke_vault_make_id (int64_t now_us);

G_END_DECLS
