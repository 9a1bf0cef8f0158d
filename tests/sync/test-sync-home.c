/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/uke-sync-home.h"

#include "support/uke-test-db.h"

#include <string.h>

static UkeSyncHome *
make_home (UkeTestFolder *folder)
{
  UkeSyncHome *home = uke_sync_home_new (folder->path);

  home->uri = g_strdup ("https://server.example:8443");
  home->device_name = g_strdup ("受付1");
  home->dev = 3;
  home->key_id = uke_id_new (INT64_C (1795482000000000));
  memset (home->public_key, 0xa5, sizeof home->public_key);
  home->certificate = g_strdup ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
  return home;
}

/* What was saved is read again, line ends and Japanese included. */
static void
test_round_trip (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeSyncHome) home = make_home (folder);
  g_autoptr (UkeSyncHome) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *authority = NULL;

  g_assert_false (uke_sync_home_exists (folder->path));
  g_assert_true (uke_sync_home_save_sync (home, "PEM of the authority\n", &error));
  g_assert_no_error (error);
  g_assert_true (uke_sync_home_exists (folder->path));
  again = uke_sync_home_load_sync (folder->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->uri, ==, home->uri);
  g_assert_cmpstr (again->device_name, ==, "受付1");
  g_assert_cmpuint (again->dev, ==, 3);
  g_assert_cmpmem (&again->key_id, sizeof again->key_id, &home->key_id, sizeof home->key_id);
  g_assert_cmpmem (again->public_key, sizeof again->public_key, home->public_key,
                   sizeof home->public_key);
  g_assert_cmpstr (again->certificate, ==, home->certificate);
  g_assert_true (g_file_get_contents (again->authority_file, &authority, NULL, NULL));
  g_assert_cmpstr (authority, ==, "PEM of the authority\n");
}

/* A renewed certificate replaces the old one; the authority stays. */
static void
test_renew (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeSyncHome) home = make_home (folder);
  g_autoptr (UkeSyncHome) again = NULL;
  g_autofree char *authority = NULL;

  g_assert_true (uke_sync_home_save_sync (home, "authority", NULL));
  g_free (home->certificate);
  home->certificate = g_strdup ("new\n-----END CERTIFICATE-----\n");
  g_assert_true (uke_sync_home_save_sync (home, NULL, NULL));
  again = uke_sync_home_load_sync (folder->path, NULL);
  g_assert_cmpstr (again->certificate, ==, "new\n-----END CERTIFICATE-----\n");
  g_assert_true (g_file_get_contents (again->authority_file, &authority, NULL, NULL));
  g_assert_cmpstr (authority, ==, "authority");
}

/* A missing or damaged description is an error that names it, never half a description. */
static void
test_damaged (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeSyncHome) home = make_home (folder);
  g_autofree char *path = g_build_filename (folder->path, "server", "server.conf", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (uke_sync_home_load_sync (folder->path, &error));
  g_assert_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_BAD_FILE);
  g_clear_error (&error);
  g_assert_true (uke_sync_home_save_sync (home, "authority", NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (unsigned cut = 0; cut < 5; cut++) {
    size_t len = strlen (text) * cut / 5;

    g_assert_true (g_file_set_contents (path, text, (ssize_t)len, NULL));
    g_assert_null (uke_sync_home_load_sync (folder->path, &error));
    g_assert_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_BAD_FILE);
    g_clear_error (&error);
  }
}

/* The certificate's key has a place in the keyring that is not the database's, and always the same.
 */
static void
test_keyring_id (void)
{
  const UkeId one = uke_id_new (1), two = uke_id_new (2);
  UkeId first = uke_sync_home_get_keyring_id (&one);
  UkeId again = uke_sync_home_get_keyring_id (&one);
  UkeId other = uke_sync_home_get_keyring_id (&two);

  g_assert_true (uke_id_equal (&first, &again));
  g_assert_false (uke_id_equal (&first, &one));
  g_assert_false (uke_id_equal (&first, &other));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/home/round-trip", test_round_trip);
  g_test_add_func ("/sync/home/renew", test_renew);
  g_test_add_func ("/sync/home/damaged", test_damaged);
  g_test_add_func ("/sync/home/keyring-id", test_keyring_id);
  return g_test_run ();
}
