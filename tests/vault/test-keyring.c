/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/uke-test-session.h"
#include "vault/uke-keyring.h"
#include "vault/uke-vault-error.h"

#include <string.h>

/* Every case runs in a process of its own, because a process has one session bus for life. */

typedef struct {
  UkeTestSession *session;
  UkeKeyring *keyring;
  GAsyncResult *result;
  UkeId db_uuid;
  UkeId slot_id;
} Case;

static void
take_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Case *)data)->result = g_object_ref (result);
}

static GAsyncResult *
await (Case *c)
{
  while (c->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&c->result);
}

static UkeKeyringState
probe (Case *c)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UkeKeyringState state;

  uke_keyring_probe_async (c->keyring, NULL, take_result_cb, c);
  result = await (c);
  state = uke_keyring_probe_finish (c->keyring, result, &error);
  g_assert_no_error (error);
  return state;
}

static UkeKeyringState
look_up (Case *c, UkeKeyringFlags flags, GPtrArray **out_secrets)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UkeKeyringState state;

  uke_keyring_lookup_async (c->keyring, &c->db_uuid, flags, NULL, take_result_cb, c);
  result = await (c);
  state = uke_keyring_lookup_finish (c->keyring, result, out_secrets, &error);
  g_assert_no_error (error);
  return state;
}

static void
store_with (Case *c, UkeSecret *secret, UkeKeyringFlags flags, int expected_error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_stored;

  uke_keyring_store_async (c->keyring, &c->db_uuid, &c->slot_id, secret, UKE_KEYRING_QUIET, NULL,
                           take_result_cb, c);
  result = await (c);
  is_stored = uke_keyring_store_finish (c->keyring, result, &error);
  g_assert_cmpint (is_stored, ==, expected_error < 0);
  if (expected_error >= 0)
    g_assert_error (error, UKE_VAULT_ERROR, expected_error);
}

static void
store (Case *c, UkeSecret *secret, int expected_error)
{
  store_with (c, secret, UKE_KEYRING_QUIET, expected_error);
}

/* What is stored is found, deleted, and then certainly absent. */
static void
round_trip (Case *c)
{
  g_autoptr (UkeSecret) secret = uke_secret_new_random (32);
  g_autoptr (GPtrArray) secrets = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_test_session_start_keyring (c->session, "pass");
  g_assert_cmpint (probe (c), ==, UKE_KEYRING_READY);
  g_assert_cmpint (look_up (c, UKE_KEYRING_QUIET, NULL), ==, UKE_KEYRING_ABSENT);
  store (c, secret, -1);
  g_assert_cmpint (look_up (c, UKE_KEYRING_QUIET, &secrets), ==, UKE_KEYRING_READY);
  g_assert_cmpuint (secrets->len, ==, 1);
  g_assert_true (uke_secret_equal (g_ptr_array_index (secrets, 0), secret));
  uke_keyring_delete_async (c->keyring, &c->db_uuid, &c->slot_id, NULL, take_result_cb, c);
  result = await (c);
  g_assert_true (uke_keyring_delete_finish (c->keyring, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (look_up (c, UKE_KEYRING_QUIET, NULL), ==, UKE_KEYRING_ABSENT);
}

/* A certificate's key is a text of some hundred bytes: it comes back as it went in. */
static void
long_secret (Case *c)
{
  g_autoptr (UkeSecret) secret = uke_secret_new_random (UKE_KEYRING_MAX_BYTES);
  g_autoptr (GPtrArray) secrets = NULL;

  uke_test_session_start_keyring (c->session, "pass");
  store (c, secret, -1);
  g_assert_cmpint (look_up (c, UKE_KEYRING_QUIET, &secrets), ==, UKE_KEYRING_READY);
  g_assert_cmpuint (secrets->len, ==, 1);
  g_assert_true (uke_secret_equal (g_ptr_array_index (secrets, 0), secret));
}

/* Another database's item is not taken for this one's. */
static void
other_database (Case *c)
{
  g_autoptr (UkeSecret) secret = uke_secret_new_random (32);

  uke_test_session_start_keyring (c->session, "pass");
  store (c, secret, -1);
  c->db_uuid.bytes[15] ^= 1;
  g_assert_cmpint (look_up (c, UKE_KEYRING_QUIET, NULL), ==, UKE_KEYRING_ABSENT);
}

/* A bus without a secret service is told from no bus. */
static void
no_service (Case *c)
{
  g_autoptr (UkeSecret) secret = uke_secret_new_random (32);

  g_assert_cmpint (probe (c), ==, UKE_KEYRING_NO_SERVICE);
  g_assert_cmpint (look_up (c, UKE_KEYRING_MAY_ASK, NULL), ==, UKE_KEYRING_NO_SERVICE);
  store (c, secret, UKE_VAULT_ERROR_NO_SERVICE);
}

/* No bus at all. */
static void
no_bus (Case *c)
{
  uke_test_session_stop_bus (c->session);
  g_assert_cmpint (probe (c), ==, UKE_KEYRING_NO_BUS);
  g_assert_cmpint (look_up (c, UKE_KEYRING_MAY_ASK, NULL), ==, UKE_KEYRING_NO_BUS);
}

/* A service without a login keyring: nothing is absent, there is nowhere to look. */
static void
no_collection (Case *c)
{
  g_autoptr (UkeSecret) secret = uke_secret_new_random (32);

  uke_test_session_start_keyring (c->session, NULL);
  g_assert_cmpint (probe (c), ==, UKE_KEYRING_NO_COLLECTION);
  g_assert_cmpint (look_up (c, UKE_KEYRING_QUIET, NULL), ==, UKE_KEYRING_NO_COLLECTION);
  store (c, secret, UKE_VAULT_ERROR_NO_COLLECTION);
  /* The service cannot show its dialog for a new keyring here, and that is an answer too. */
  store_with (c, secret, UKE_KEYRING_MAY_ASK, UKE_VAULT_ERROR_NO_COLLECTION);
}

/* A locked keyring is never taken for an empty one, whether it holds the item or not. */
static void
locked (Case *c)
{
  g_autoptr (UkeSecret) secret = uke_secret_new_random (32);
  g_autoptr (GPtrArray) secrets = NULL;
  UkeKeyringState state;

  uke_test_session_start_keyring (c->session, "pass");
  uke_test_session_stop_keyring (c->session);
  uke_test_session_start_keyring (c->session, NULL);
  g_assert_cmpint (probe (c), ==, UKE_KEYRING_LOCKED);
  g_assert_cmpint (look_up (c, UKE_KEYRING_QUIET, NULL), ==, UKE_KEYRING_LOCKED);
  store (c, secret, UKE_VAULT_ERROR_LOCKED);

  uke_test_session_stop_keyring (c->session);
  uke_test_session_start_keyring (c->session, "pass");
  store (c, secret, -1);
  uke_test_session_stop_keyring (c->session);
  uke_test_session_start_keyring (c->session, NULL);
  g_assert_cmpint (look_up (c, UKE_KEYRING_QUIET, NULL), ==, UKE_KEYRING_LOCKED);
  /* Nothing can show the service's dialog here: some versions give up, others fall over it. */
  state = look_up (c, UKE_KEYRING_MAY_ASK, &secrets);
  g_assert_true (state == UKE_KEYRING_LOCKED || state == UKE_KEYRING_NO_SERVICE);
  g_assert_cmpuint (secrets->len, ==, 0);
}

/* A service that hangs is given up on in time, and its answer when it wakes does no harm. */
static void
hanging (Case *c)
{
  int64_t start_us;

  uke_test_session_start_keyring (c->session, "pass");
  uke_test_session_freeze_keyring (c->session);
  uke_keyring_set_timeout_ms (c->keyring, 200);
  start_us = g_get_monotonic_time ();
  g_assert_cmpint (look_up (c, UKE_KEYRING_MAY_ASK, NULL), ==, UKE_KEYRING_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 200000);
  uke_test_session_stop_keyring (c->session);
  uke_test_session_start_keyring (c->session, "pass");
  uke_keyring_set_timeout_ms (c->keyring, 10000);
  g_assert_cmpint (look_up (c, UKE_KEYRING_QUIET, NULL), ==, UKE_KEYRING_ABSENT);
}

/* A bus that forbids the call says so, which is not the same as having no service. */
static void
denied (Case *c)
{
  uke_test_session_stop_bus (c->session);
  uke_test_session_start_bus (c->session, UKE_TEST_BUS_DENIES_SECRETS);
  uke_test_session_start_keyring (c->session, NULL);
  g_assert_cmpint (look_up (c, UKE_KEYRING_QUIET, NULL), ==, UKE_KEYRING_DENIED);
}

/* An item that no version of this program wrote is foreign, not absent. */
static void
foreign (Case *c)
{
  g_autofree char *database = uke_id_dup_hex (&c->db_uuid);

  uke_test_session_start_keyring (c->session, "pass");
  uke_test_session_add_item (c->session, database, "0", "not a device secret");
  g_assert_cmpint (look_up (c, UKE_KEYRING_QUIET, NULL), ==, UKE_KEYRING_FOREIGN);
}

/* A caller that gives up is told that it did, and nothing else. */
static void
cancelled (Case *c)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_test_session_start_keyring (c->session, "pass");
  uke_test_session_freeze_keyring (c->session);
  uke_keyring_probe_async (c->keyring, cancellable, take_result_cb, c);
  g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  result = await (c);
  g_assert_cmpint (uke_keyring_probe_finish (c->keyring, result, &error), ==, UKE_KEYRING_UNKNOWN);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
run_case (const void *data)
{
  void (*body) (Case *) = data;
  Case c = { 0 };

  if (!uke_test_session_is_possible ()) {
    g_test_skip ("needs dbus-daemon and gnome-keyring-daemon");
    return;
  }
  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed ();
    return;
  }
  c.session = uke_test_session_new ();
  c.keyring = uke_keyring_new ();
  c.db_uuid = uke_id_new (1700000000000000);
  c.slot_id = uke_id_new (1700000000000000);
  body (&c);
  g_assert_finalize_object (c.keyring);
  uke_test_session_free (c.session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/vault/keyring/round-trip", round_trip, run_case);
  g_test_add_data_func ("/vault/keyring/long-secret", long_secret, run_case);
  g_test_add_data_func ("/vault/keyring/other-database", other_database, run_case);
  g_test_add_data_func ("/vault/keyring/no-bus", no_bus, run_case);
  g_test_add_data_func ("/vault/keyring/no-service", no_service, run_case);
  g_test_add_data_func ("/vault/keyring/no-collection", no_collection, run_case);
  g_test_add_data_func ("/vault/keyring/locked", locked, run_case);
  g_test_add_data_func ("/vault/keyring/hanging", hanging, run_case);
  g_test_add_data_func ("/vault/keyring/denied", denied, run_case);
  g_test_add_data_func ("/vault/keyring/foreign", foreign, run_case);
  g_test_add_data_func ("/vault/keyring/cancelled", cancelled, run_case);
  return g_test_run ();
}
