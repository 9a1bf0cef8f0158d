/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-device-run.h"

#include "support/uke-test-store.h"

static void
begin (UkeTestStore *store, uint64_t inc, uint64_t session, gboolean is_in, gboolean was_cloned)
{
  gboolean is = FALSE, was = FALSE;

  g_assert_true (uke_device_run_begin (store->db, 2, inc, session, &is, &was, NULL));
  g_assert_cmpint (is, ==, is_in);
  g_assert_cmpint (was, ==, was_cloned);
}

static void
look (UkeTestStore *store, uint64_t session, UkeDeviceRunState expected)
{
  UkeDeviceRunState state;

  g_assert_true (uke_device_run_look (store->db, 2, session, &state, NULL));
  g_assert_cmpint (state, ==, expected);
}

static void
hear (UkeTestStore *store, uint64_t session, gboolean finds)
{
  gboolean found = FALSE;

  g_assert_true (uke_device_run_hear (store->db, 2, session, &found, NULL));
  g_assert_cmpint (found, ==, finds);
}

/* A program that is started again is let in at once, and goes on: nobody speaks as its last run. */
static void
test_started_again (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();

  begin (store, 7, 1, TRUE, FALSE);
  look (store, 1, UKE_DEVICE_RUN_ALONE);
  begin (store, 7, 2, TRUE, FALSE);
  look (store, 2, UKE_DEVICE_RUN_ALONE);
  begin (store, 7, 2, TRUE, FALSE);
  look (store, 2, UKE_DEVICE_RUN_ALONE);
}

/* Two runs of one incarnation that both speak: the newer one is refused until it is another. */
static void
test_copied (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();

  begin (store, 7, 1, TRUE, FALSE);
  begin (store, 7, 2, TRUE, FALSE);
  look (store, 2, UKE_DEVICE_RUN_ALONE);
  look (store, 1, UKE_DEVICE_RUN_SUPERSEDED);
  hear (store, 1, TRUE);
  hear (store, 1, FALSE);
  look (store, 1, UKE_DEVICE_RUN_ALONE);
  look (store, 2, UKE_DEVICE_RUN_CLONED);
  begin (store, 7, 2, FALSE, FALSE);
  begin (store, 8, 2, TRUE, TRUE);
  look (store, 2, UKE_DEVICE_RUN_ALONE);
  look (store, 1, UKE_DEVICE_RUN_ALONE);
}

/* Who says nothing of a run, or was never heard of, is let in; no more than the newest are kept. */
static void
test_unknown (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  gboolean is_in, was_cloned;

  begin (store, 7, 0, TRUE, FALSE);
  look (store, 0, UKE_DEVICE_RUN_ALONE);
  look (store, 5, UKE_DEVICE_RUN_ALONE);
  hear (store, 5, FALSE);
  begin (store, 7, 1, TRUE, FALSE);
  g_assert_true (uke_device_run_begin (store->db, 3, 7, 9, &is_in, &was_cloned, NULL));
  look (store, 1, UKE_DEVICE_RUN_ALONE);
  for (uint64_t i = 100; i < 140; i++)
    begin (store, i, i, TRUE, FALSE);
  g_assert_cmpint (uke_test_query (store->db, "SELECT count(*) FROM server_run WHERE dev = 2"), ==,
                   16);
  g_assert_cmpint (uke_test_query (store->db, "SELECT count(*) FROM server_run WHERE dev = 3"), ==,
                   1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/device-run/started-again", test_started_again);
  g_test_add_func ("/store/device-run/copied", test_copied);
  g_test_add_func ("/store/device-run/unknown", test_unknown);
  return g_test_run ();
}
