/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-replicate.h"
#include "sync/uke-sync-home.h"
#include "sync/uke-sync-transport.h"
#include "vault/uke-secret.h"

G_BEGIN_DECLS

#define UKE_TYPE_SYNC_ENGINE (uke_sync_engine_get_type ())
G_DECLARE_FINAL_TYPE (UkeSyncEngine, uke_sync_engine, UKE, SYNC_ENGINE, GObject)

/**
 * UkeSyncEngine:
 *
 * Keeps a clinic's desk and its server alike, in the background: what people do here goes out, what
 * others did comes in. It is never in the way: commands and queries go on whatever the server does.
 *
 * Signals:
 * `changed`: uke_sync_engine_get_facts() has something new.
 */
UkeSyncEngine *uke_sync_engine_new (UkeClinic *clinic, const UkeSyncHome *home, UkeSecret *key_pem);

void uke_sync_engine_start (UkeSyncEngine *self);
void uke_sync_engine_stop (UkeSyncEngine *self);
void uke_sync_engine_sync_now (UkeSyncEngine *self);
void uke_sync_engine_check_now (UkeSyncEngine *self);
void uke_sync_engine_allow_deletions (UkeSyncEngine *self);
const UkeSyncFacts *uke_sync_engine_get_facts (UkeSyncEngine *self);

void uke_sync_engine_ask_async (UkeSyncEngine *self,
                                const char *method,
                                const char *path,
                                GBytes *body,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
UkeSyncReply *uke_sync_engine_ask_finish (UkeSyncEngine *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
