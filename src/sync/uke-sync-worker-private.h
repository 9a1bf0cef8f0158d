/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-sync-core.h"
#include "sync/uke-sync-home.h"
#include "vault/uke-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UkeSyncWorker:
 *
 * The thread on which the engine thinks, and speaks to the server: TLS and the reading of what
 * comes cost the main thread nothing. It knows no clinic: what the engine wants of the store is
 * handed to the main thread, and the answer comes back as an event.
 */
typedef struct _UkeSyncWorker UkeSyncWorker;

/**
 * UkeSyncWorkerCalls: called on the main context.
 * @store: a store operation; its answer is posted as an event; contents of the action may be taken
 * @facts: what can be shown has changed
 * @holds: HELD or HOLDS; contents of the action may be taken
 */
typedef struct {
  void (*store) (UkeSyncAction *action, gpointer data);
  void (*facts) (const UkeSyncFacts *facts, gpointer data);
  void (*holds) (UkeSyncAction *action, gpointer data);
} UkeSyncWorkerCalls;

UkeSyncWorker *uke_sync_worker_new (const UkeSyncHome *home,
                                    UkeSecret *key_pem,
                                    const UkeSyncWorkerCalls *calls,
                                    gpointer data);
void uke_sync_worker_free (UkeSyncWorker *self);
void uke_sync_worker_post (UkeSyncWorker *self, const UkeSyncEvent *event);
void uke_sync_worker_ask (UkeSyncWorker *self,
                          const char *method,
                          const char *path,
                          GBytes *body,
                          GTask *task);

G_END_DECLS
