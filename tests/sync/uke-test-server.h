/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/uke-test-clinic.h"
#include "sync/uke-sync-engine.h"

G_BEGIN_DECLS

/** UkeTestServer: the real server behind the real proxy, as processes. */
typedef struct {
  GSubprocess *process;
  GDataInputStream *lines;
} UkeTestServer;

UkeTestServer *uke_test_server_new (void);
UkeTestServer *uke_test_server_new_from (const char *data_dir, const char *code_file);
UkeTestServer *uke_test_server_new_from_desk (UkeTestClinic *clinic);
UkeTestServer *uke_test_server_new_in_past (const char *days);
void uke_test_server_free (UkeTestServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeTestServer, uke_test_server_free)

char *uke_test_server_ask (UkeTestServer *self, const char *order);
void uke_test_server_tell (UkeTestServer *self, const char *order);

/**
 * UkeTestPlace:
 * @clinic: a desk's clinic: its commands are those of any test clinic
 * @home: where it belongs
 * @key: its certificate's
 * @engine: (nullable): while it runs
 *
 * A desk that has joined.
 */
typedef struct {
  UkeTestClinic *clinic;
  UkeSyncHome *home;
  UkeSecret *key;
  UkeSyncEngine *engine;
} UkeTestPlace;

UkeTestPlace *uke_test_place_new (UkeTestServer *server, const char *name);
UkeTestPlace *uke_test_place_new_first (UkeTestServer *server, const char *name);
/* A clinic that is open, takes it over, becomes one of the server's in place; its engine runs. */
UkeTestPlace *
uke_test_place_new_in_place (UkeTestServer *server, UkeTestClinic *clinic, const char *name);
/* Once more, as another device; its engine runs. */
void uke_test_place_join_again (UkeTestPlace *self, UkeTestServer *server);
UkeTestPlace *uke_test_place_join (UkeTestServer *server, const char *name);
void uke_test_place_free (UkeTestPlace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeTestPlace, uke_test_place_free)
void uke_test_place_start (UkeTestPlace *self);
void uke_test_place_stop (UkeTestPlace *self);
const UkeSyncFacts *uke_test_place_facts (UkeTestPlace *self);

/* Turns the main loop until @condition holds; fails the test after a minute. */
typedef gboolean (*UkeTestCondition) (gpointer data);
void uke_test_until (UkeTestCondition condition, gpointer data, const char *what);
void uke_test_place_until_open (UkeTestPlace *self);
void uke_test_place_until_live (UkeTestPlace *self);
gboolean uke_test_place_is_live (UkeTestPlace *self);
void uke_test_place_until_sees (UkeTestPlace *self, const UkeId *patient_id, const char *family);

G_END_DECLS
