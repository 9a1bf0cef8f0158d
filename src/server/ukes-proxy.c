/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-proxy.h"

#include "server/ukes-log.h"
#include "server/ukes-nginx-conf.h"
#include "vault/uke-durable-file.h"

#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define CONF "nginx.conf"
#define FIRST_PAUSE_MS 500
#define MAX_PAUSE_MS 30000
/* Whoever ran so long before it ended has not failed at its start. */
#define GOOD_RUN_US (60 * (int64_t)1000000)

struct _UkesProxy {
  const UkesConfig *config; /* not owned */
  UkesMetrics *metrics;     /* not owned */
  GSubprocess *process;     /* (owned) (nullable) */
  GCancellable *ended;      /* (owned): nobody waits for the process any more */
  pid_t group;              /* of the master and its workers */
  int64_t started_us;
  unsigned pause_ms;
  unsigned timer;
  gboolean is_quitting;
};

/**
 * ukes_proxy_new:
 * @config: (transfer none): outlives the proxy; its ports are settled
 * @metrics: (transfer none): outlives the proxy
 *
 * Returns: (transfer full): a proxy that is not started
 * Thread: main
 */
UkesProxy *
ukes_proxy_new (const UkesConfig *config, UkesMetrics *metrics)
{
  UkesProxy *self = g_new0 (UkesProxy, 1);

  self->config = config;
  self->metrics = metrics;
  self->ended = g_cancellable_new ();
  self->pause_ms = FIRST_PAUSE_MS;
  return self;
}

/**
 * ukes_proxy_free:
 * @self: (nullable) (transfer full): a proxy
 *
 * Thread: main
 */
void
ukes_proxy_free (UkesProxy *self)
{
  if (self == NULL)
    return;
  ukes_proxy_kill (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->ended);
  g_clear_object (&self->ended);
  g_clear_object (&self->process);
  g_free (self);
}

/**
 * ukes_proxy_find_program:
 *
 * Returns: (transfer full) (nullable): where nginx is; system programs need not be on the path
 * Thread: any
 */
char *
ukes_proxy_find_program (void)
{
  char *program = g_find_program_in_path ("nginx");

  if (program == NULL && g_file_test ("/usr/sbin/nginx", G_FILE_TEST_IS_EXECUTABLE))
    program = g_strdup ("/usr/sbin/nginx");
  return program;
}

static gboolean
fail (GError **error, const char *what)
{
  g_set_error_literal (error, UKES_ERROR, UKES_ERROR_PROXY, what);
  return FALSE;
}

/* root's nginx gives its workers to "nobody", who may not enter the server's folders. */
static const char *
get_user (void)
{
  const struct passwd *user = geteuid () == 0 ? getpwuid (0) : NULL;

  return user != NULL ? user->pw_name : NULL;
}

static gboolean
write_conf (const UkesConfig *config, GError **error)
{
  g_autofree char *path = ukes_config_get_runtime_path (config, CONF);
  char *text = ukes_nginx_conf_render (config, get_user ());
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return uke_durable_file_replace_sync (path, bytes, error);
}

/* The words of a call of nginx on our own configuration. */
static GPtrArray *
make_words (const UkesConfig *config, gboolean is_test, GError **error)
{
  g_autofree char *program = ukes_proxy_find_program ();
  GPtrArray *words;

  if (program == NULL) {
    fail (error, "nginx is not installed");
    return NULL;
  }
  words = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (words, g_steal_pointer (&program));
  g_ptr_array_add (words, g_strdup ("-p"));
  g_ptr_array_add (words, ukes_config_get_runtime_path (config, ""));
  g_ptr_array_add (words, g_strdup ("-c"));
  g_ptr_array_add (words, ukes_config_get_runtime_path (config, CONF));
  g_ptr_array_add (words, g_strdup ("-e"));
  g_ptr_array_add (words, g_strdup ("stderr"));
  if (is_test)
    g_ptr_array_add (words, g_strdup ("-tq"));
  g_ptr_array_add (words, NULL);
  return words;
}

/**
 * ukes_proxy_check:
 * @config: the configuration; its runtime folder is there
 * @error: return location
 *
 * Writes the proxy's configuration and has nginx look it over.
 *
 * Returns: whether nginx takes it
 * Errors: %UKES_ERROR_PROXY with what nginx says, UKE_VAULT_ERROR
 * Thread: main
 */
gboolean
ukes_proxy_check (const UkesConfig *config, GError **error)
{
  g_autoptr (GPtrArray) words = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *said = NULL;

  if (!write_conf (config, error))
    return FALSE;
  words = make_words (config, TRUE, error);
  if (words == NULL)
    return FALSE;
  process = g_subprocess_newv ((const char *const *)words->pdata,
                               G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                               NULL);
  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &said, NULL))
    return fail (error, "nginx cannot be started");
  if (g_subprocess_get_successful (process))
    return TRUE;
  return fail (error, said);
}

/* Runs in the child: nginx must not outlive a server that was killed, and its workers are found by
 * their group. */
static void
die_with_parent (gpointer data)
{
  setpgid (0, 0);
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static gboolean
start_again_cb (gpointer data)
{
  UkesProxy *self = data;
  g_autoptr (GError) error = NULL;

  self->timer = 0;
  if (!ukes_proxy_start (self, &error))
    ukes_log (UKES_EVENT_PROXY_ENDED, UKES_NUM (CODE, error->code));
  return G_SOURCE_REMOVE;
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  UkesProxy *self = user_data;
  g_autoptr (GError) error = NULL;
  int64_t ran_us;

  if (!g_subprocess_wait_finish (G_SUBPROCESS (source), result, &error))
    return;
  /* Workers whose master was killed would go on, and keep the addresses from the next one. */
  if (self->group > 1)
    kill (-self->group, SIGKILL);
  ran_us = g_get_monotonic_time () - self->started_us;
  g_clear_object (&self->process);
  if (self->is_quitting)
    return;
  ukes_log (UKES_EVENT_PROXY_ENDED, UKES_NUM (US, ran_us));
  self->pause_ms = ran_us > GOOD_RUN_US ? FIRST_PAUSE_MS : MIN (self->pause_ms * 2, MAX_PAUSE_MS);
  self->timer = g_timeout_add (self->pause_ms, start_again_cb, self);
}

/**
 * ukes_proxy_start:
 * @self: a proxy that does not run
 * @error: return location
 *
 * Returns: whether it was started; whether it answers is another question
 * Errors: %UKES_ERROR_PROXY, UKE_VAULT_ERROR
 * Thread: main
 */
gboolean
ukes_proxy_start (UkesProxy *self, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GPtrArray) words = NULL;

  if (!write_conf (self->config, error))
    return FALSE;
  words = make_words (self->config, FALSE, error);
  if (words == NULL)
    return FALSE;
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *)words->pdata, NULL);
  if (self->process == NULL)
    return fail (error, "nginx cannot be started");
  self->group = (pid_t)g_ascii_strtoll (g_subprocess_get_identifier (self->process), NULL, 10);
  self->started_us = g_get_monotonic_time ();
  ukes_metrics_count (self->metrics, "uketsuke_proxy_starts_total");
  ukes_log (UKES_EVENT_PROXY_STARTED, { 0 });
  g_subprocess_wait_async (self->process, self->ended, ended_cb, self);
  return TRUE;
}

/* Whether somebody takes connections at one of the proxy's addresses. */
static gboolean
is_open (const char *listen)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *address = NULL;
  uint16_t port = 0;

  if (!ukes_config_read_listen (listen, &address, &port, NULL))
    return FALSE;
  if (g_str_equal (address, "0.0.0.0") || g_str_equal (address, "::")) {
    gboolean is_v6 = *address == ':';

    g_free (address);
    address = g_strdup (is_v6 ? "::1" : "127.0.0.1");
  }
  g_socket_client_set_timeout (client, 1);
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, address, port, NULL, NULL);
  return connection != NULL;
}

/**
 * ukes_proxy_answers:
 * @self: a proxy
 *
 * Returns: whether every door of it takes connections
 * Thread: main
 */
gboolean
ukes_proxy_answers (UkesProxy *self)
{
  return self->process != NULL && is_open (self->config->listen)
         && is_open (self->config->enrol_listen)
         && (self->config->pages_listen == NULL || is_open (self->config->pages_listen));
}

/**
 * ukes_proxy_reload:
 * @self: a proxy
 *
 * Has it read certificates and configuration again; nobody is cut off.
 *
 * Thread: main
 */
void
ukes_proxy_reload (UkesProxy *self)
{
  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGHUP);
}

/**
 * ukes_proxy_quit:
 * @self: a proxy
 *
 * Takes no more connections, and ends once every request has its answer.
 *
 * Thread: main
 */
void
ukes_proxy_quit (UkesProxy *self)
{
  self->is_quitting = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGQUIT);
}

/**
 * ukes_proxy_is_running:
 * @self: a proxy
 *
 * Returns: whether the process is there
 * Thread: main
 */
gboolean
ukes_proxy_is_running (UkesProxy *self)
{
  return self->process != NULL;
}

/**
 * ukes_proxy_kill:
 * @self: a proxy
 *
 * Ends it now.
 *
 * Thread: main
 */
void
ukes_proxy_kill (UkesProxy *self)
{
  self->is_quitting = TRUE;
  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
}
