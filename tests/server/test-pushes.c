/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ukes-pushes.h"

#include "feed/uke-decide.h"
#include "store/uke-store-verify.h"
#include "support/uke-test-pusher.h"

#define N_DESKS 4

/* A server with four desks, each with a push of one new patient. */
typedef struct {
  UkeTestAuthority *server; /* (owned) */
  UkeTestPusher desks[N_DESKS];
  UkeWirePush *messages[N_DESKS]; /* (owned) */
  UkesPush pushes[N_DESKS];
} Office;

static void
set_up (Office *self)
{
  UkeDb *db;

  self->server = uke_test_authority_new ();
  db = self->server->store->db;
  g_assert_true (uke_db_begin (db, NULL));
  g_assert_true (uke_digest_keep (db, NULL));
  g_assert_true (uke_db_commit (db, NULL));
  for (unsigned i = 0; i < N_DESKS; i++) {
    if (i > 1)
      uke_test_authority_add_device (self->server, 2 + i);
    self->desks[i] = uke_test_pusher_make (self->server, 2 + i, 1);
  }
}

/* What desk @i pushes: a patient of this name. */
static void
prepare (Office *self, unsigned i, const char *family)
{
  UkeChangeSet *set = uke_test_pusher_set (&self->desks[i], UKE_INTENT_PATIENT_REGISTER);
  g_autofree char *given = g_strdup_printf ("%u", i);
  g_autoptr (UkeDraft) patient
      = uke_test_store_patient (self->server->store, NULL, family, given, NULL, NULL);

  uke_change_set_add_draft (set, patient);
  self->messages[i] = uke_test_pusher_push (&self->desks[i]);
  uke_test_pusher_add (&self->desks[i], self->messages[i], set, UKE_NO_CAP);
  uke_change_set_free (set);
  self->pushes[i] = (UkesPush){
    .peer = uke_test_authority_peer (self->server, self->desks[i].dev),
    .message = self->messages[i],
    .now_us = self->server->store->now_us,
  };
}

static void
clear_office (Office *self)
{
  for (unsigned i = 0; i < N_DESKS; i++) {
    ukes_push_clear (&self->pushes[i]);
    g_clear_pointer (&self->messages[i], uke_wire_push_free);
  }
  uke_test_authority_free (self->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Office, clear_office)

static void
assert_applied (Office *self, unsigned i)
{
  g_assert_no_error (self->pushes[i].error);
  g_assert_cmpint (self->pushes[i].refusal.code, ==, UKE_WIRE_OK);
  g_assert_cmpint (uke_test_result (self->pushes[i].answer, 0)->kind, ==, UKE_WIRE_RESULT_APPLIED);
}

static void
assert_in_order (Office *self)
{
  g_autoptr (GPtrArray) checks = uke_store_verify (self->server->store->db, NULL, NULL, NULL, NULL);

  g_assert_nonnull (checks);
  for (unsigned i = 0; i < checks->len; i++)
    g_assert_cmpuint (((UkeStoreCheck *)checks->pdata[i])->problems->len, ==, 0);
}

static int64_t
count (Office *self, const char *family)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT count(*) FROM patient WHERE family_name = '%s'", family);

  return uke_test_query (self->server->store->db, sql);
}

/* Pushes of several devices become entries in their order; each device is told of its own. */
static void
test_together (void)
{
  g_auto (Office) office = { 0 };
  int64_t head;

  set_up (&office);
  head = uke_test_query (office.server->store->db, "SELECT seq FROM feed");
  for (unsigned i = 0; i < N_DESKS; i++)
    prepare (&office, i, "山田");
  ukes_pushes_take (office.server->store->db, office.pushes, N_DESKS);
  for (unsigned i = 0; i < N_DESKS; i++) {
    assert_applied (&office, i);
    g_assert_cmpint (uke_test_result (office.pushes[i].answer, 0)->seq, ==, head + 1 + i);
  }
  g_assert_cmpint (count (&office, "山田"), ==, N_DESKS);
  assert_in_order (&office);
}

/* A push that the store cannot judge is told so alone; the others' stand, and so do the sums. */
static void
test_one_fails (void)
{
  g_auto (Office) office = { 0 };
  UkeDb *db;

  set_up (&office);
  db = office.server->store->db;
  office.desks[1].staff_id = uke_test_authority_add_staff (office.server, "reception", TRUE);
  for (unsigned i = 0; i < N_DESKS; i++)
    prepare (&office, i, i == 1 ? "川田" : "山田");
  uke_test_exec (db, "UPDATE staff SET fv = X'FFFFFF' WHERE role = 'reception'");
  ukes_pushes_take (db, office.pushes, N_DESKS);
  g_assert_nonnull (office.pushes[1].error);
  g_assert_null (office.pushes[1].answer);
  for (unsigned i = 0; i < N_DESKS; i++)
    if (i != 1)
      assert_applied (&office, i);
  g_assert_cmpint (count (&office, "山田"), ==, N_DESKS - 1);
  g_assert_cmpint (count (&office, "川田"), ==, 0);
}

/* What only the commit finds wrong takes none of the others with it. */
static void
test_commit_fails (void)
{
  g_auto (Office) office = { 0 };
  UkeDb *db;

  set_up (&office);
  db = office.server->store->db;
  uke_test_exec (db, "CREATE TABLE trap (x INTEGER REFERENCES feed (feed) DEFERRABLE INITIALLY "
                     "DEFERRED)");
  uke_test_exec (db,
                 "CREATE TRIGGER trap_set AFTER INSERT ON patient WHEN NEW.family_name = '川田' "
                 "BEGIN INSERT INTO trap VALUES (99); END");
  for (unsigned i = 0; i < N_DESKS; i++)
    prepare (&office, i, i == 2 ? "川田" : "山田");
  ukes_pushes_take (db, office.pushes, N_DESKS);
  g_assert_error (office.pushes[2].error, UKE_DB_ERROR, UKE_DB_ERROR_CONSTRAINT);
  for (unsigned i = 0; i < N_DESKS; i++)
    if (i != 2)
      assert_applied (&office, i);
  g_assert_cmpint (count (&office, "山田"), ==, N_DESKS - 1);
  g_assert_cmpint (count (&office, "川田"), ==, 0);
  assert_in_order (&office);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/pushes/together", test_together);
  g_test_add_func ("/server/pushes/one-fails", test_one_fails);
  g_test_add_func ("/server/pushes/commit-fails", test_commit_fails);
  return g_test_run ();
}
