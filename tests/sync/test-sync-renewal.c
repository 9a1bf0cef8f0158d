/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/uke-sync-renewal.h"

#include "support/uke-test-log.h"
#include "support/uke-test-session.h"
#include "uke-test-server.h"

#include <string.h>

/*
 * A desk's certificate near its end: a server that was set up in the past, a real keyring, and the
 * desk stopped wherever it can be.
 */

#define NEAR_ITS_END_DAYS "320"
#define AFTER_ITS_END_DAYS "380"

/** Keeper: a desk as its program keeps it: what is on the disk and in the keyring, and an engine.
 */
typedef struct {
  UkeTestServer *server;
  UkeTestPlace *place;
  UkeKeyring *keyring;
  UkeId keyring_id;
  UkeSyncRenewal *renewal; /* (nullable): nobody renews */
} Keeper;

static GPtrArray *
look_up (Keeper *self)
{
  g_autoptr (GAsyncResult) found = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *secrets = NULL;

  uke_keyring_lookup_async (self->keyring, &self->keyring_id, UKE_KEYRING_QUIET, NULL,
                            uke_test_await_cb, &found);
  while (found == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (uke_keyring_lookup_finish (self->keyring, found, &secrets, &error), ==,
                   UKE_KEYRING_READY);
  return secrets;
}

static unsigned
count_keys (Keeper *self)
{
  g_autoptr (GPtrArray) secrets = look_up (self);

  return secrets->len;
}

static UkeSyncHome *
load (Keeper *self)
{
  g_autoptr (GError) error = NULL;
  UkeSyncHome *home = uke_sync_home_load_sync (self->place->clinic->dir, &error);

  g_assert_no_error (error);
  return home;
}

static void
engine_changed_cb (UkeSyncEngine *engine, Keeper *self)
{
  if (self->renewal != NULL)
    uke_sync_renewal_attend (self->renewal, self->place->home, self->place->key,
                             uke_sync_engine_get_facts (engine));
}

/* As a program that starts: all it knows is what lies on the disk and in the keyring. */
static void
start (Keeper *self)
{
  g_autoptr (GPtrArray) secrets = look_up (self);
  UkeSecret *key;

  if (self->place->engine != NULL)
    uke_test_place_stop (self->place);
  uke_sync_home_free (self->place->home);
  self->place->home = load (self);
  key = uke_sync_home_find_key (self->place->home, secrets);
  g_assert_nonnull (key);
  uke_secret_unref (self->place->key);
  self->place->key = uke_secret_ref (key);
  uke_test_place_start (self->place);
  g_signal_connect (self->place->engine, "changed", G_CALLBACK (engine_changed_cb), self);
}

static void
replaced_cb (UkeSyncRenewal *renewal, Keeper *self)
{
  start (self);
}

static UkeSyncRenewal *
make_renewal (Keeper *self)
{
  return uke_sync_renewal_new (self->place->clinic->dir, &self->keyring_id, self->keyring);
}

static void
attend (Keeper *self)
{
  self->renewal = make_renewal (self);
  g_signal_connect (self->renewal, "replaced", G_CALLBACK (replaced_cb), self);
}

/* A desk that joined so many days ago, and a server that is of today. */
static Keeper *
keeper_new (const char *days)
{
  Keeper *self = g_new0 (Keeper, 1);
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GError) error = NULL;

  self->server = uke_test_server_new_in_past (days);
  self->place = uke_test_place_new (self->server, "受付1");
  uke_test_place_stop (self->place);
  self->keyring = uke_keyring_new ();
  self->keyring_id = uke_sync_home_get_keyring_id (&self->place->clinic->database_id);
  uke_keyring_store_async (self->keyring, &self->keyring_id, &self->place->home->key_id,
                           self->place->key, UKE_KEYRING_QUIET, NULL, uke_test_await_cb, &stored);
  while (stored == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (uke_keyring_store_finish (self->keyring, stored, &error));
  g_assert_true (uke_sync_home_save_sync (self->place->home, NULL, &error));
  uke_test_server_tell (self->server, "today");
  return self;
}

static void
keeper_free (Keeper *self)
{
  g_clear_object (&self->renewal);
  uke_test_place_free (self->place);
  uke_test_server_free (self->server);
  g_object_unref (self->keyring);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keeper, keeper_free)

static UkeSyncHome *
run (Keeper *self, gboolean works)
{
  g_autoptr (UkeSyncRenewal) renewal = make_renewal (self);
  g_autoptr (GAsyncResult) ran = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSecret) key_pem = NULL;
  UkeSyncHome *home;

  uke_sync_renewal_run_async (renewal, self->place->key, uke_test_await_cb, &ran);
  while (ran == NULL)
    g_main_context_iteration (NULL, TRUE);
  home = uke_sync_renewal_run_finish (renewal, ran, &key_pem, &error);
  if (works)
    g_assert_no_error (error);
  g_assert_cmpint (home != NULL, ==, works);
  g_assert_cmpint (error == NULL, ==, works);
  return home;
}

static gboolean
is_settled (gpointer data)
{
  Keeper *self = data;
  g_autoptr (UkeSyncHome) home = load (self);

  return !uke_sync_renewal_is_due (home, g_get_real_time ()) && home->old_certificate == NULL
         && uke_id_is_none (&home->next_key_id) && count_keys (self) == 1
         && uke_test_place_facts (self->place)->state == UKE_SYNC_STAGE_LIVE;
}

static void
expect_work_to_go_on (Keeper *self)
{
  uke_test_clinic_add_patient (self->place->clinic, "2001", "小柳", "花子", "こやなぎ", "はなこ",
                               NULL);
  uke_test_place_until_live (self->place);
}

/* Without anybody's doing anything the desk has a new certificate with a new key, and nothing of
 * the old one is left. */
static void
test_by_itself (void)
{
  g_autoptr (Keeper) desk = keeper_new (NEAR_ITS_END_DAYS);
  g_autofree char *before = g_strdup (desk->place->home->certificate);

  g_assert_true (uke_sync_renewal_is_due (desk->place->home, g_get_real_time ()));
  attend (desk);
  start (desk);
  uke_test_until (is_settled, desk, "the certificate to be renewed");
  g_assert_cmpstr (desk->place->home->certificate, !=, before);
  expect_work_to_go_on (desk);
}

/* Stopped after the new key is kept and before the server is asked: the old certificate has its key
 * still, and the next attempt uses the same place for its key. */
static void
test_stopped_before_asking (void)
{
  g_autoptr (Keeper) desk = keeper_new (NEAR_ITS_END_DAYS);
  g_autoptr (UkeSyncHome) renewed = NULL;

  uke_test_server_tell (desk->server, "stop");
  g_assert_null (run (desk, FALSE));
  g_assert_cmpuint (count_keys (desk), ==, 2);
  uke_test_server_tell (desk->server, "start");
  start (desk);
  uke_test_place_until_live (desk->place);
  renewed = run (desk, TRUE);
  g_assert_cmpuint (count_keys (desk), ==, 2);
  attend (desk);
  start (desk);
  uke_test_until (is_settled, desk, "the renewal to be ended");
}

/* Stopped after the server gave a certificate and before it is kept: the old one is good still. */
static void
test_stopped_before_keeping (void)
{
  g_autoptr (Keeper) desk = keeper_new (NEAR_ITS_END_DAYS);
  g_autoptr (UkeSyncHome) before = load (desk);
  g_autoptr (UkeSyncHome) lost = NULL;

  lost = run (desk, TRUE);
  /* The place of the new key was written down before it was asked for. */
  before->next_key_id = lost->key_id;
  g_assert_true (uke_sync_home_save_sync (before, NULL, NULL));
  start (desk);
  uke_test_place_until_live (desk->place);
  expect_work_to_go_on (desk);
  attend (desk);
  start (desk);
  uke_test_until (is_settled, desk, "another certificate");
  g_assert_cmpstr (desk->place->home->certificate, !=, lost->certificate);
}

/* Stopped after the new certificate is kept and before it was shown; then once more by a server
 * that was put back to before it gave it: the old one is taken again, and another one asked for. */
static void
test_server_put_back (void)
{
  g_autoptr (Keeper) desk = keeper_new (NEAR_ITS_END_DAYS);
  g_autoptr (UkeSyncHome) lost = NULL;

  uke_test_server_tell (desk->server, "stop");
  uke_test_server_tell (desk->server, "save");
  uke_test_server_tell (desk->server, "start");
  lost = run (desk, TRUE);
  uke_test_server_tell (desk->server, "stop");
  uke_test_server_tell (desk->server, "restore");
  uke_test_server_tell (desk->server, "start");
  attend (desk);
  start (desk);
  g_assert_cmpstr (desk->place->home->certificate, ==, lost->certificate);
  uke_test_until (is_settled, desk, "another certificate");
  g_assert_cmpstr (desk->place->home->certificate, !=, lost->certificate);
  expect_work_to_go_on (desk);
}

static gboolean
is_expired (gpointer data)
{
  return uke_test_place_facts (((Keeper *)data)->place)->state == UKE_SYNC_STAGE_EXPIRED;
}

/* A certificate that has ended is told apart from other refusals; work goes on at the desk. */
static void
test_ended (void)
{
  g_autoptr (Keeper) desk = keeper_new (AFTER_ITS_END_DAYS);

  g_assert_false (uke_sync_renewal_is_due (desk->place->home, g_get_real_time ()));
  attend (desk);
  start (desk);
  uke_test_until (is_expired, desk, "the desk to be told that its certificate has ended");
  uke_test_clinic_add_patient (desk->place->clinic, "2001", "小柳", "花子", "こやなぎ", "はなこ",
                               NULL);
  g_assert_cmpuint (count_keys (desk), ==, 1);
}

int
main (int argc, char **argv)
{
  g_autoptr (UkeTestSession) session = NULL;

  g_test_init (&argc, &argv, NULL);
  uke_test_log_begin ();
  if (!uke_test_session_is_possible ()) {
    g_print ("1..0 # SKIP gnome-keyring-daemon is not here\n");
    return 0;
  }
  /* The keyring's daemon warns when an item is replaced, and is not what is tested here. */
  g_unsetenv ("G_DEBUG");
  session = uke_test_session_new ();
  uke_test_session_start_keyring (session, "open sesame");
  g_test_add_func ("/sync/renewal/by-itself", test_by_itself);
  g_test_add_func ("/sync/renewal/stopped-before-asking", test_stopped_before_asking);
  g_test_add_func ("/sync/renewal/stopped-before-keeping", test_stopped_before_keeping);
  g_test_add_func ("/sync/renewal/server-put-back", test_server_put_back);
  g_test_add_func ("/sync/renewal/ended", test_ended);
  return g_test_run ();
}
