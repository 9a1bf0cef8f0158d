/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/uke-vault.h"

G_BEGIN_DECLS

/* The vault's work on files, on a task thread. */

void uke_vault_files_load_async (const UkeDataDir *dir,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
UkeVaultPresence uke_vault_files_load_finish (GAsyncResult *result,
                                              UkeKeySlots **out_slots,
                                              UkeKeySlotsCondition *out_condition,
                                              GError **error);

void uke_vault_files_save_async (const UkeDataDir *dir,
                                 UkeKeySlots *slots,
                                 gboolean is_first,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean uke_vault_files_save_finish (GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_vault_files_forget_async (const UkeDataDir *dir,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean uke_vault_files_forget_finish (GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
