/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "feed/uke-sync-core.h"

G_BEGIN_DECLS

/**
 * What the engine asks of the store (feed/uke-sync-core.h), done on the clinic's writer thread as
 * background work. What changes for people is signalled as for a command: lists and search follow,
 * then `changed`.
 */

/**
 * UkeReplicated:
 * @stored: how it ended
 * @take: what became of an answer or page
 * @held: what would be deleted, when it is HELD
 * @push: (owned) (nullable): what is to be pushed
 * @audit: (owned) (nullable): what is to be sent of this desk's audit
 * @heads: (owned) (nullable): where this desk stands and stood
 * @parts: (owned) (nullable) (element-type UkeSyncPart): what is still to be fetched
 * @sums: (owned) (nullable): the digest of this desk's base rows
 * @n_repaired: rows that were put right
 * @status: where the store stands now
 * @reason: (owned) (nullable): for the log, when it failed
 */
typedef struct {
  UkeSyncStored stored;
  UkeSyncTake take;
  UkeSyncHeld held;
  UkeWirePush *push;
  UkeWireAudit *audit;
  UkeWireResync *heads;
  GArray *parts;
  UkeSyncSums *sums;
  unsigned n_repaired;
  UkeSyncStatus status;
  char *reason;
} UkeReplicated;

void uke_replicated_free (UkeReplicated *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeReplicated, uke_replicated_free)

/* @action: its contents are taken over. An action of kind 0 asks where the store stands. */
void uke_clinic_replicate_async (UkeClinic *self,
                                 UkeSyncAction *action,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
UkeReplicated *uke_clinic_replicate_finish (UkeClinic *self, GAsyncResult *result);

/* A desk that has content: from now on it is one of the server's, as the device @dev, and its
 * commits wait for it; what waits goes out as that device's. A desk that is so already is left as
 * it is. */
void uke_clinic_join_async (UkeClinic *self,
                            uint32_t dev,
                            uint64_t inc,
                            const char *device_name,
                            const uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE],
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean uke_clinic_join_finish (UkeClinic *self,
                                 GAsyncResult *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A new desk: makes an empty file that belongs to the server. Replicating works on it; the clinic
 * is open once its first content is there. */
void uke_clinic_create_replica_async (UkeClinic *self,
                                      UkeSecret *key,
                                      const UkeId *database_id,
                                      uint32_t dev,
                                      uint64_t inc,
                                      const char *device_name,
                                      const uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE],
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean uke_clinic_create_replica_finish (UkeClinic *self,
                                           GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
