/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/uke-authority.h"

G_BEGIN_DECLS

/**
 * Times of a column that are kept for one device (sync.md 2.10): while it holds one, only its own
 * bookings get a place there, also when they reach the server later. The server's side: each
 * function is one transaction, the time is passed in. Holds are not in the log: what they did to
 * somebody's booking is.
 */

#define UKE_HOLD_MAX_LENGTH_US (24 * 3600 * (int64_t)G_USEC_PER_SEC)
#define UKE_HOLD_MAX_PER_DEVICE 100

/* What keeps a time for longer than this is for a desk that the clinic's settings allow it to. */
#define UKE_HOLD_MAX_FOR_S 900
#define UKE_HOLD_MAX_LEASE_S (72 * 3600)

/** UKE_LEASE_SETTING: with a device's number: how many hours a day and provider it may keep. */
#define UKE_LEASE_SETTING "lease.%u"
#define UKE_LEASE_MAX_HOURS 3

gboolean uke_hold_get_allowance (UkeDb *db, uint32_t dev, unsigned *out_n_hours, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_hold_take (UkeDb *db,
                        const UkeAuthorityPeer *peer,
                        const UkeWireHoldWish *wish,
                        int64_t now_us,
                        UkeWireHold *out_hold,
                        UkeWireRefusal *out_refusal,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_hold_give_up (UkeDb *db,
                           const UkeAuthorityPeer *peer,
                           const UkeId *id,
                           UkeWireRefusal *out_refusal,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_hold_drop_device (UkeDb *db, uint32_t dev, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GArray *uke_hold_list (UkeDb *db, int64_t now_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_hold_show (UkeDb *db,
                        int64_t known_tag,
                        int64_t now_us,
                        UkeWirePage *page,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_hold_expire (UkeDb *db, int64_t now_us, unsigned *out_n_ended, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_hold_count (UkeDb *db,
                         uint32_t but_dev,
                         const UkeId *resource_id,
                         int64_t first_cell,
                         unsigned n_cells,
                         int64_t now_us,
                         unsigned *counts,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
