/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-quarantine.h"

#include "feed/uke-decide.h"
#include "store/uke-store-error.h"
#include "support/uke-test-pusher.h"

/** Case: a device that was shut out with two patients unsent. */
typedef struct {
  UkeTestAuthority *server; /* (owned) */
  UkeTestPusher desk;
  UkeWirePush *push; /* (owned) */
} Case;

static void
add_patient (Case *self, const char *number)
{
  UkeChangeSet *set = uke_test_pusher_set (&self->desk, UKE_INTENT_PATIENT_REGISTER);
  g_autoptr (UkeDraft) patient
      = uke_test_store_patient (self->server->store, number, "山田", NULL, NULL, NULL);

  uke_change_set_add_draft (set, patient);
  uke_test_pusher_add (&self->desk, self->push, set, UKE_NO_CAP);
  uke_change_set_free (set);
}

static void
set_up (Case *self)
{
  self->server = uke_test_authority_new ();
  self->desk = uke_test_pusher_make (self->server, 2, 7);
  self->push = uke_test_pusher_push (&self->desk);
  add_patient (self, "1");
  add_patient (self, "2");
  g_assert_true (uke_device_registry_revoke (self->server->store->db, 2, NULL, NULL));
}

static void
clear_case (Case *self)
{
  uke_wire_push_free (self->push);
  uke_test_authority_free (self->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, clear_case)

static void
hand_in (Case *self)
{
  UkeWireRefusal refusal;

  g_assert_true (uke_quarantine_take (self->server->store->db, 2, self->push,
                                      self->server->store->now_us, &refusal, NULL));
  g_assert_cmpint (refusal.code, ==, UKE_WIRE_OK);
}

static unsigned
count_waiting (Case *self, uint32_t dev)
{
  g_autoptr (GPtrArray) list = uke_quarantine_list (self->server->store->db, dev, NULL);

  return list->len;
}

/* What is handed in twice waits once, and nothing of it is in the content; taken on, it is, with
 * the device shut out as before. */
static void
test_accept (void)
{
  g_auto (Case) self = { 0 };
  UkeAuthorityPeer peer;
  UkeDeviceNote note = { .version = "test" };
  UkeQuarantineResult result;
  UkeDb *db;

  set_up (&self);
  db = self.server->store->db;
  peer = uke_test_authority_peer (self.server, 2);
  note.now_us = self.server->store->now_us;
  hand_in (&self);
  hand_in (&self);
  g_assert_cmpuint (count_waiting (&self, 2), ==, 2);
  g_assert_cmpuint (count_waiting (&self, 3), ==, 0);
  g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM patient"), ==, 0);
  g_assert_true (uke_quarantine_accept (db, &peer, &note, &result, NULL));
  g_assert_cmpuint (result.n_sets, ==, 2);
  g_assert_cmpuint (result.n_applied, ==, 2);
  g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM patient"), ==, 2);
  g_assert_cmpint (uke_test_query (db, "SELECT state FROM server_device WHERE dev = 2"), ==, 1);
  g_assert_cmpuint (count_waiting (&self, 0), ==, 0);
  hand_in (&self);
  g_assert_true (uke_quarantine_accept (db, &peer, &note, &result, NULL));
  g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM patient"), ==, 2);
}

/* What nobody wants is thrown away; where nothing waits there is nothing to decide. */
static void
test_drop (void)
{
  g_auto (Case) self = { 0 };
  UkeQuarantineResult result;
  g_autoptr (GError) error = NULL;
  UkeDb *db;

  set_up (&self);
  db = self.server->store->db;
  hand_in (&self);
  g_assert_true (uke_quarantine_drop (db, 2, NULL, &result, NULL));
  g_assert_cmpuint (result.n_sets, ==, 2);
  g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM patient"), ==, 0);
  g_assert_false (uke_quarantine_drop (db, 2, NULL, &result, &error));
  g_assert_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/quarantine/accept", test_accept);
  g_test_add_func ("/store/quarantine/drop", test_drop);
  return g_test_run ();
}
