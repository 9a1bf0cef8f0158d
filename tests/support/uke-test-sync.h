/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/uke-replica.h"
#include "support/uke-test-store.h"

G_BEGIN_DECLS

/**
 * UkeTestServer:
 *
 * A clinic's server in this process: the real store and the real messages, written and read as
 * JSON, without a network. Its staff, columns and menu are those of @store.
 */
typedef struct {
  UkeTestStore *store; /* (owned) */
  uint8_t secret[UKE_CURSOR_SECRET_SIZE];
  uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE];
} UkeTestServer;

UkeTestServer *uke_test_server_new (void);
void uke_test_server_free (UkeTestServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeTestServer, uke_test_server_free)

void uke_test_server_enrol (UkeTestServer *self, unsigned dev);
UkeWirePushAnswer *
uke_test_server_push (UkeTestServer *self, unsigned dev, const UkeWirePush *push);
UkeWirePage *uke_test_server_changes (UkeTestServer *self,
                                      unsigned dev,
                                      const UkeCursor *cursor,
                                      unsigned limit);
int64_t uke_test_server_get_head (UkeTestServer *self);

/* A desk that belongs to the server, with an empty file: everything is still to come. Staff and
 * columns are the server's. */
UkeTestStore *uke_test_server_new_desk (UkeTestServer *self, unsigned dev);

/* What a desk does with its server: each is one exchange that arrives. */
UkeSyncTake uke_test_desk_pull (UkeTestStore *desk,
                                UkeTestServer *server,
                                unsigned dev,
                                unsigned limit,
                                UkeChanges *changes);
UkeSyncTake uke_test_desk_take (UkeTestStore *desk, const UkeWirePage *page, UkeChanges *changes);
UkeWirePush *uke_test_desk_take_push (UkeTestStore *desk, unsigned max_sets);
UkeSyncTake
uke_test_desk_answer (UkeTestStore *desk, const UkeWirePushAnswer *answer, UkeChanges *changes);
/* Pushes and pulls until nothing waits and nothing is left to fetch. */
void uke_test_desk_settle (UkeTestStore *desk, UkeTestServer *server, unsigned dev);
UkeReplicaStatus uke_test_desk_status (UkeTestStore *desk);

/* The server's content as it stands, loaded into a new file. */
void uke_test_server_load (UkeTestServer *self, UkeDb *fresh);

/* Every row of the base, the claims, the log and the notes, as text that can be compared. */
char *uke_test_dump_base (UkeDb *db);
/* The rows and claims alone: what a snapshot brings. */
char *uke_test_dump_rows (UkeDb *db);
/* Log, audit and projections agree with the rows. */
void uke_test_assert_sound (UkeDb *db);

G_END_DECLS
