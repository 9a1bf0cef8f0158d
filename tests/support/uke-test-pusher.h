/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/uke-authority.h"
#include "support/uke-test-store.h"

G_BEGIN_DECLS

/**
 * UkeTestAuthority:
 *
 * A clinic's server without a network: a store with a signing key and a register of devices, of
 * which 2 and 3 are enrolled.
 */
typedef struct {
  UkeTestStore *store; /* (owned) */
  uint8_t secret[UKE_CURSOR_SECRET_SIZE];
  uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE];
  UkeCursor last_signed;
} UkeTestAuthority;

/**
 * UkeTestPusher:
 *
 * A desk that only writes down what it pushes: it knows its numbers and where it stands.
 */
typedef struct {
  UkeTestAuthority *server; /* (not owned) */
  uint32_t dev;
  uint64_t inc;
  int64_t dseq;
  UkeId staff_id;
  gboolean has_cursor;
  UkeCursor cursor;
  UkeWireRefusal refusal; /* of the last call */
} UkeTestPusher;

UkeTestAuthority *uke_test_authority_new (void);
void uke_test_authority_free (UkeTestAuthority *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeTestAuthority, uke_test_authority_free)
void uke_test_authority_add_device (UkeTestAuthority *self, uint32_t dev);
UkeAuthorityPeer uke_test_authority_peer (UkeTestAuthority *self, uint32_t dev);
UkeId uke_test_authority_add_staff (UkeTestAuthority *self, const char *role, gboolean is_active);

UkeTestPusher uke_test_pusher_make (UkeTestAuthority *server, uint32_t dev, uint64_t inc);
UkeChangeSet *uke_test_pusher_set (UkeTestPusher *self, UkeIntent intent);
void uke_test_pusher_add (UkeTestPusher *self, UkeWirePush *push, UkeChangeSet *set, int64_t cap);
UkeWirePush *uke_test_pusher_push (UkeTestPusher *self);
UkeWirePushAnswer *uke_test_pusher_send (UkeTestPusher *self, const UkeWirePush *push);
UkeWirePushAnswer *uke_test_pusher_send_set (UkeTestPusher *self, UkeChangeSet *set);
UkeWirePage *uke_test_pusher_pull (UkeTestPusher *self);
UkeWireResult *uke_test_result (UkeWirePushAnswer *answer, unsigned index);

G_END_DECLS
