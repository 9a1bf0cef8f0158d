/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "vault/uke-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UkeKeyringState:
 * @UKE_KEYRING_UNKNOWN: not looked at yet
 * @UKE_KEYRING_READY: the item is there and could be read
 * @UKE_KEYRING_NO_BUS: no session bus
 * @UKE_KEYRING_NO_SERVICE: a bus without a secret service
 * @UKE_KEYRING_NO_COLLECTION: a secret service without a default keyring
 * @UKE_KEYRING_LOCKED: the keyring is locked, so that nothing can be said about the item
 * @UKE_KEYRING_ABSENT: the keyring is open and certainly holds no item for this database
 * @UKE_KEYRING_FOREIGN: items for this database are there, and none opens a slot
 * @UKE_KEYRING_TIMEOUT: the service did not answer in time
 * @UKE_KEYRING_DENIED: the service refused
 *
 * What the OS keyring says. "Locked" and "absent" are never confused: only an open keyring can say
 * that an item is absent.
 */
typedef enum {
  UKE_KEYRING_UNKNOWN,
  UKE_KEYRING_READY,
  UKE_KEYRING_NO_BUS,
  UKE_KEYRING_NO_SERVICE,
  UKE_KEYRING_NO_COLLECTION,
  UKE_KEYRING_LOCKED,
  UKE_KEYRING_ABSENT,
  UKE_KEYRING_FOREIGN,
  UKE_KEYRING_TIMEOUT,
  UKE_KEYRING_DENIED,
} UkeKeyringState;

/**
 * UkeKeyringFlags:
 * @UKE_KEYRING_QUIET: never ask the person anything
 * @UKE_KEYRING_MAY_ASK: the service may show its own dialog to unlock or make a keyring
 */
typedef enum {
  UKE_KEYRING_QUIET = 0,
  UKE_KEYRING_MAY_ASK = 1 << 0,
} UkeKeyringFlags;

/** UKE_KEYRING_MAX_BYTES: of one secret: the key of a slot has 32, a certificate's some hundred. */
#define UKE_KEYRING_MAX_BYTES 4096

/**
 * UkeKeyring:
 *
 * The way to the OS keyring through the secret service. It keeps no connection between calls, so
 * that trying again after the service was started or restarted finds the new one. Main thread.
 */
#define UKE_TYPE_KEYRING (uke_keyring_get_type ())
G_DECLARE_FINAL_TYPE (UkeKeyring, uke_keyring, UKE, KEYRING, GObject)

UkeKeyring *uke_keyring_new (void);
void uke_keyring_set_timeout_ms (UkeKeyring *self, unsigned timeout_ms);

void uke_keyring_probe_async (UkeKeyring *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
UkeKeyringState uke_keyring_probe_finish (UkeKeyring *self, GAsyncResult *result, GError **error);

void uke_keyring_lookup_async (UkeKeyring *self,
                               const UkeId *db_uuid,
                               UkeKeyringFlags flags,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
UkeKeyringState uke_keyring_lookup_finish (UkeKeyring *self,
                                           GAsyncResult *result,
                                           GPtrArray **out_secrets,
                                           GError **error);

void uke_keyring_store_async (UkeKeyring *self,
                              const UkeId *db_uuid,
                              const UkeId *slot_id,
                              UkeSecret *secret,
                              UkeKeyringFlags flags,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean uke_keyring_store_finish (UkeKeyring *self,
                                   GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_keyring_delete_async (UkeKeyring *self,
                               const UkeId *db_uuid,
                               const UkeId *slot_id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean uke_keyring_delete_finish (UkeKeyring *self,
                                    GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

int uke_keyring_state_to_error (UkeKeyringState state);

G_END_DECLS
