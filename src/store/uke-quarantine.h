/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/uke-authority.h"
#include "store/uke-device-registry.h"

G_BEGIN_DECLS

/**
 * What a device that was shut out still had to send (sync.md 2.12): it hands it in, and a person
 * decides over all of it. Nothing of it is in the clinic's content until then.
 */

#define UKE_QUARANTINE_MAX_PER_DEVICE 20000

/** UkeQuarantined: a change-set that waits for a decision. */
typedef struct {
  UkeId id;
  uint32_t dev;
  uint64_t inc;
  int64_t n, cap, received_at_us;
  GBytes *body; /* (owned): its exact bytes */
} UkeQuarantined;

void uke_quarantined_free (UkeQuarantined *self);

/** UkeQuarantineResult: what became of a device's change-sets when they were taken on. */
typedef struct {
  unsigned n_sets;    /* all of them */
  unsigned n_applied; /* as their authors meant it, or there already */
  unsigned n_others;  /* otherwise: what was decided instead is in the clinic's cards */
} UkeQuarantineResult;

gboolean uke_quarantine_take (UkeDb *db,
                              uint32_t dev,
                              const UkeWirePush *push,
                              int64_t now_us,
                              UkeWireRefusal *out_refusal,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type UkeQuarantined): of @dev, or of all devices with 0, in their order. */
GPtrArray *uke_quarantine_list (UkeDb *db, uint32_t dev, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_quarantine_accept (UkeDb *db,
                                const UkeAuthorityPeer *peer,
                                const UkeDeviceNote *note,
                                UkeQuarantineResult *out_result,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_quarantine_drop (UkeDb *db,
                              uint32_t dev,
                              const UkeDeviceNote *note,
                              UkeQuarantineResult *out_result,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
