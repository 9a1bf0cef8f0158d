/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ukes-server.h"

#include "clinic/uke-clinic-store.h"
#include "server/ukes-init.h"
#include "support/uke-test-db.h"

static UkesServer *
open_server (const char *dir)
{
  g_autoptr (UkesConfig) config = ukes_config_new (dir);
  UkesContent content = {
    .setup = { .clinic_name = "医院", .director_family = "院長", .hours = &UKE_OPENING_HOURS_USUAL }
  };
  g_autoptr (GError) error = NULL;
  UkesServer *server;

  g_strfreev (config->hosts);
  config->hosts = g_strsplit ("localhost", ",", -1);
  config->database_id = uke_id_new (g_get_real_time ());
  g_assert_true (ukes_init (config, &content, &error));
  server = ukes_server_open (dir, &error);
  g_assert_no_error (error);
  return server;
}

/* In how many milliseconds the main context acts by itself; -1: never. */
static int
get_next_ms (void)
{
  GMainContext *context = g_main_context_default ();
  GPollFD fds[16];
  int priority, wait_ms = -1;

  while (g_main_context_iteration (context, FALSE))
    continue;
  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  g_main_context_query (context, G_MAXINT, &wait_ms, fds, G_N_ELEMENTS (fds));
  g_main_context_release (context);
  return wait_ms;
}

/* A first backup would be begun after so long, with what GLib adds to whole seconds. */
#define FIRST_LOOK_MS 31000

/* None is where a server was opened for one command: it would be in the way of its end. */
static void
test_opened (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autofree char *dir = uke_test_folder_child (folder, "server");
  UkesServer *server = open_server (dir);

  g_assert_cmpint (ukes_server_get_config (server)->backup_hours, >, 0);
  g_assert_cmpint (get_next_ms (), >, FIRST_LOOK_MS);
  ukes_server_close (server);
  g_assert_cmpint (get_next_ms (), ==, -1);
}

/* One that serves does, until it stops. */
static void
test_served (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autofree char *dir = uke_test_folder_child (folder, "server");
  UkesServer *server = open_server (dir);
  g_autoptr (GError) error = NULL;

  g_assert_true (ukes_server_listen (server, 0, NULL, &error));
  g_assert_cmpint (get_next_ms (), <=, FIRST_LOOK_MS);
  ukes_server_stop (server);
  ukes_server_run (server);
  g_assert_cmpint (get_next_ms (), >, FIRST_LOOK_MS);
  ukes_server_close (server);
  g_assert_cmpint (get_next_ms (), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/server/opened", test_opened);
  g_test_add_func ("/server/server/served", test_served);
  return g_test_run ();
}
