/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-wire.h"
#include "model/uke-changes.h"

G_BEGIN_DECLS

/**
 * The server's side of the feed: judges change-sets once, in the order of its lock, and tells every
 * desk what they did (sync.md, Settled 1). No clock, socket or thread of its own: each function is
 * one transaction on the caller's connection, with the time passed in, so that the server and the
 * simulator run the same code. Each returns FALSE with @error only when the store failed (the
 * caller answers 503 and the desk asks again); what is wrong with the request is in @out_refusal.
 */

/**
 * UkeAuthorityPeer:
 * @dev: the device that its certificate says it is
 * @secret: the tenant's signing key, of the caller's secure memory
 * @public_key: its public half
 */
typedef struct {
  uint32_t dev;
  const uint8_t *secret;
  const uint8_t *public_key;
} UkeAuthorityPeer;

gboolean uke_authority_hello (UkeDb *db,
                              const UkeAuthorityPeer *peer,
                              const UkeWireHello *hello,
                              int64_t now_us,
                              UkeWireWelcome *out_welcome,
                              UkeWireRefusal *out_refusal,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @changes: (nullable): every record that changed is added, for whoever shows them. */
gboolean uke_authority_push (UkeDb *db,
                             const UkeAuthorityPeer *peer,
                             const UkeWirePush *push,
                             int64_t now_us,
                             UkeWirePushAnswer **out_answer,
                             UkeChanges *changes,
                             UkeWireRefusal *out_refusal,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* On any connection, in a read transaction of its own unless history has to be begun anew. */
gboolean uke_authority_changes (UkeDb *db,
                                const UkeAuthorityPeer *peer,
                                const UkeCursor *cursor,
                                unsigned limit,
                                size_t max_bytes,
                                int64_t now_us,
                                UkeWirePage **out_page,
                                UkeWireRefusal *out_refusal,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_authority_resync (UkeDb *db,
                               const UkeAuthorityPeer *peer,
                               const UkeWireResync *resync,
                               int64_t now_us,
                               UkeWireFork *out_fork,
                               UkeWireRefusal *out_refusal,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** UkeEpochReason: why a history was begun anew; stored in `epoch_line.reason`: a registry. */
typedef enum {
  UKE_EPOCH_MADE = 0,             /* the feed's first */
  UKE_EPOCH_UNKNOWN_EPOCH = 1,    /* a signed cursor of an epoch that this server never had */
  UKE_EPOCH_HISTORY_MISMATCH = 2, /* a signed cursor beyond, or beside, this history */
  UKE_EPOCH_RESTORED = 3,         /* said by whoever put a backup back */
} UkeEpochReason;

gboolean uke_authority_new_epoch (UkeDb *db, UkeEpochReason reason, int64_t now_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_authority_end_recovery (UkeDb *db, int64_t now_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_authority_set_backup (UkeDb *db, int64_t seq, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_authority_raise_min_seq (UkeDb *db, int64_t min_seq, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How far a device's audit has come, and more of it. */
gboolean uke_authority_take_audit (UkeDb *db,
                                   const UkeAuthorityPeer *peer,
                                   const char *json,
                                   size_t size,
                                   int64_t *out_last,
                                   UkeWireRefusal *out_refusal,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
