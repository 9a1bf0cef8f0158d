/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-server.h"

#include "clinic/uke-clinic-store.h"
#include "server/ukes-audit.h"
#include "server/ukes-backups.h"
#include "server/ukes-clinic.h"
#include "server/ukes-control.h"
#include "server/ukes-devices.h"
#include "server/ukes-enrol.h"
#include "server/ukes-error.h"
#include "server/ukes-export.h"
#include "server/ukes-feed.h"
#include "server/ukes-listener.h"
#include "server/ukes-log.h"
#include "server/ukes-peers.h"
#include "server/ukes-proxy.h"
#include "server/ukes-quarantine.h"
#include "server/ukes-request-private.h"
#include "vault/uke-data-dir.h"
#include "vault/uke-durable-file.h"

#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define DRAIN_US (10 * (int64_t)1000000)
#define PROXY_START_US (15 * (int64_t)1000000)
#define POLL_MS 20
#define DAY_S 86400
/* How often another free port is looked for when somebody else was faster. */
#define PORT_TRIES 5

/* The doors: their sockets, and who may connect. Whoever may read the metrics belongs to the group.
 */
static const struct {
  const char *name;
  unsigned mode;
} doors[UKES_N_LISTENERS] = {
  [UKES_LISTENER_DESKS] = { "desks.sock", 0660 },
  [UKES_LISTENER_ENROL] = { "enrol.sock", 0660 },
  [UKES_LISTENER_PAGES] = { "pages.sock", 0660 },
  [UKES_LISTENER_CONTROL] = { "control.sock", 0600 },
  [UKES_LISTENER_METRICS] = { "metrics.sock", 0660 },
};

struct _UkesServer {
  UkesConfig *config;                        /* (owned) */
  UkesKeys *keys;                            /* (owned) */
  UkeDataLock *lock;                         /* (owned) */
  UkeClock *clock;                           /* (owned) */
  UkeClinic *clinic;                         /* (owned) (nullable): once it is open */
  UkesMetrics *metrics;                      /* (owned) */
  UkesRouter *router;                        /* (owned) (nullable) */
  UkesFeed *feed;                            /* (owned) (nullable) */
  UkesPeers *peers;                          /* (owned) (nullable): with a database server */
  UkesBackups *backups;                      /* (owned) (nullable) */
  UkesProxy *proxy;                          /* (owned) (nullable) */
  UkesListener *listeners[UKES_N_LISTENERS]; /* (owned) (nullable) */
  unsigned signals[2];
  unsigned renewal;
  gboolean is_stopping;
};

static gboolean
open_clinic (UkesServer *self, GError **error)
{
  g_autoptr (UkeClinic) clinic = ukes_clinic_new (self->config, self->config->dir, self->clock);

  if (!ukes_clinic_open (clinic, self->config, self->keys->data_key, error))
    return FALSE;
  self->clinic = g_steal_pointer (&clinic);
  return TRUE;
}

static void
close_clinic (UkesServer *self)
{
  if (self->clinic == NULL)
    return;
  if (!ukes_clinic_close (self->clinic, NULL))
    g_debug ("the clinic did not close in order");
  g_clear_object (&self->clinic);
}

/**
 * ukes_server_open:
 * @dir: the server's folder
 * @error: return location
 *
 * Reads configuration and keys, takes the folder for this process, and opens the data.
 *
 * Returns: (transfer full): a server that does not listen yet
 * Errors: UKES_ERROR, UKE_PKI_ERROR, UKE_VAULT_ERROR (IN_USE when another process has the data),
 * those of the clinic
 * Thread: main
 */
UkesServer *
ukes_server_open (const char *dir, GError **error)
{
  g_autoptr (UkesServer) self = g_new0 (UkesServer, 1);
  g_autoptr (UkeDataDir) data = NULL;

  self->config = ukes_config_load (dir, error);
  if (self->config == NULL)
    return NULL;
  data = uke_data_dir_new (self->config->dir);
  self->lock = uke_data_dir_lock_sync (data, "uketsuke-server", NULL, error);
  if (self->lock == NULL)
    return NULL;
  self->keys = ukes_keys_load (self->config, error);
  if (self->keys == NULL)
    return NULL;
  self->clock = uke_clock_new_system ();
  self->metrics = ukes_metrics_new ();
  if (!open_clinic (self, error))
    return NULL;
  self->router = ukes_router_new (uke_clinic_get_pool (self->clinic), self->clock, self->metrics);
  ukes_enrol_add_routes (self);
  ukes_control_add_routes (self);
  ukes_export_add_routes (self);
  ukes_devices_add_routes (self);
  ukes_quarantine_add_routes (self);
  ukes_audit_add_routes (self);
  self->feed = ukes_feed_new (self, error);
  if (self->feed == NULL)
    return NULL;
  self->backups = ukes_backups_new (self, error);
  if (self->backups == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

static void
close_doors (UkesServer *self)
{
  for (unsigned i = 0; i < UKES_N_LISTENERS; i++)
    g_clear_pointer (&self->listeners[i], ukes_listener_free);
}

/**
 * ukes_server_close:
 * @self: (nullable) (transfer full): a server that has answered everything
 *
 * Thread: main
 */
void
ukes_server_close (UkesServer *self)
{
  if (self == NULL)
    return;
  for (unsigned i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_clear_handle_id (&self->signals[i], g_source_remove);
  g_clear_handle_id (&self->renewal, g_source_remove);
  g_clear_pointer (&self->proxy, ukes_proxy_free);
  close_doors (self);
  g_clear_pointer (&self->peers, ukes_peers_free);
  if (self->feed != NULL)
    ukes_feed_stop (self->feed);
  /* Nobody asks the router after this. */
  g_clear_pointer (&self->backups, ukes_backups_free);
  g_clear_pointer (&self->router, ukes_router_free);
  close_clinic (self);
  g_clear_pointer (&self->feed, ukes_feed_free);
  g_clear_pointer (&self->metrics, ukes_metrics_free);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->keys, ukes_keys_free);
  g_clear_pointer (&self->lock, uke_data_lock_free);
  g_clear_pointer (&self->config, ukes_config_free);
  g_free (self);
}

/**
 * ukes_server_get_config:
 * @self: a server
 *
 * Returns: (transfer none): its configuration
 * Thread: any
 */
const UkesConfig *
ukes_server_get_config (UkesServer *self)
{
  return self->config;
}

/**
 * ukes_server_get_keys:
 * @self: a server
 *
 * Returns: (transfer none): its secrets
 * Thread: any
 */
const UkesKeys *
ukes_server_get_keys (UkesServer *self)
{
  return self->keys;
}

/**
 * ukes_server_get_router:
 * @self: a server
 *
 * Returns: (transfer none): its router: whoever has routes adds them before it listens
 * Thread: main
 */
UkesRouter *
ukes_server_get_router (UkesServer *self)
{
  return self->router;
}

/**
 * ukes_server_get_metrics:
 * @self: a server
 *
 * Returns: (transfer none): its numbers
 * Thread: main
 */
UkesMetrics *
ukes_server_get_metrics (UkesServer *self)
{
  return self->metrics;
}

/**
 * ukes_server_get_clinic:
 * @self: a server
 *
 * Returns: (transfer none): its clinic
 * Thread: main
 */
UkeClinic *
ukes_server_get_clinic (UkesServer *self)
{
  return self->clinic;
}

static void
take_answer_cb (UkesRequest *request, const UkesAnswer *answer, gpointer data)
{
  UkesAnswer *copy = ukes_answer_new (answer->status, answer->type, NULL);

  copy->body = answer->body != NULL ? g_bytes_ref (answer->body) : NULL;
  *(UkesAnswer **)data = copy;
}

/**
 * ukes_server_ask:
 * @self: a server
 * @listener: a door
 * @method: a method
 * @path: a path
 * @body: (nullable) (transfer full): the body
 *
 * Asks without any socket, as a command does on a server that does not run.
 *
 * Returns: (transfer full): the answer
 * Thread: main
 */
UkesAnswer *
ukes_server_ask (UkesServer *self,
                 UkesListenerKind listener,
                 const char *method,
                 const char *path,
                 json_t *body)
{
  UkesRequest *request;
  UkesAnswer *answer = NULL;
  size_t max_body;

  if (ukes_router_find (self->router, listener, method, path, &max_body) != UKES_ROUTE_FOUND) {
    json_decref (body);
    return ukes_answer_new_refusal (404, "not_found", "no such path");
  }
  request = ukes_request_new (listener, method, path);
  if (body != NULL) {
    char *text = json_dumps (body, JSON_COMPACT);

    g_bytes_unref (request->body);
    request->body = g_bytes_new (text, strlen (text));
    free (text);
    json_decref (body);
  }
  ukes_router_ask (self->router, request, take_answer_cb, &answer);
  while (answer == NULL)
    g_main_context_iteration (NULL, TRUE);
  return answer;
}

static gboolean
stop_cb (gpointer data)
{
  ukes_server_stop (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
tick_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

/* One turn of the main context, of at most POLL_MS. */
static void
turn (void)
{
  gboolean is_over = FALSE;
  unsigned timer = g_timeout_add (POLL_MS, tick_cb, &is_over);

  g_main_context_iteration (NULL, TRUE);
  if (!is_over)
    g_source_remove (timer);
}

static gboolean
start_proxy (UkesServer *self, GError **error)
{
  int64_t until_us = g_get_monotonic_time () + PROXY_START_US;

  g_clear_pointer (&self->proxy, ukes_proxy_free);
  if (!ukes_config_settle_ports (self->config, error) || !ukes_proxy_check (self->config, error))
    return FALSE;
  self->proxy = ukes_proxy_new (self->config, self->metrics);
  if (!ukes_proxy_start (self->proxy, error))
    return FALSE;
  while (!ukes_proxy_answers (self->proxy)) {
    if (g_get_monotonic_time () > until_us || self->is_stopping) {
      g_set_error_literal (error, UKES_ERROR, UKES_ERROR_PROXY, "nginx does not answer");
      return FALSE;
    }
    turn ();
  }
  return TRUE;
}

/* A port that was free may be taken by the time that nginx asks for it. */
static gboolean
start_proxy_on_free_ports (UkesServer *self, GError **error)
{
  g_autofree char *listen = g_strdup (self->config->listen);
  g_autofree char *enrol = g_strdup (self->config->enrol_listen);
  g_autofree char *pages = g_strdup (self->config->pages_listen);
  unsigned n_tries = g_str_has_suffix (listen, ":0") ? PORT_TRIES : 1;

  for (unsigned i = 1; i <= n_tries; i++) {
    g_clear_error (error);
    if (start_proxy (self, error))
      return TRUE;
    g_free (self->config->listen);
    g_free (self->config->enrol_listen);
    g_free (self->config->pages_listen);
    self->config->listen = g_strdup (listen);
    self->config->enrol_listen = g_strdup (enrol);
    self->config->pages_listen = g_strdup (pages);
  }
  return FALSE;
}

static gboolean
write_port_file (UkesServer *self, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  g_string_append_printf (text, "desks %s\nenrol %s\n", self->config->listen,
                          self->config->enrol_listen);
  if (self->config->pages_listen != NULL)
    g_string_append_printf (text, "pages %s\n", self->config->pages_listen);
  bytes = g_bytes_new (text->str, text->len);
  return uke_durable_file_replace_sync (path, bytes, error);
}

/* Tells the service manager, when there is one, in its own words (sd_notify). */
static void
notify_manager (const char *what)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) address = NULL;

  if (path == NULL || (*path != '/' && *path != '@'))
    return;
  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT,
                         NULL);
  address = *path == '@'
                ? g_unix_socket_address_new_with_type (path + 1, -1, G_UNIX_SOCKET_ADDRESS_ABSTRACT)
                : g_unix_socket_address_new (path);
  if (socket != NULL)
    g_socket_send_to (socket, address, what, strlen (what), NULL, NULL);
}

/* The server's own certificate is looked at once a day. */
static gboolean
renew_cb (gpointer data)
{
  UkesServer *self = data;
  gboolean is_renewed = FALSE;
  g_autoptr (GError) error = NULL;

  if (!ukes_keys_renew_server (self->keys, self->config, uke_clock_now_us (self->clock),
                               &is_renewed, &error))
    ukes_log (UKES_EVENT_STORE_FAILED, UKES_CODE (ROUTE, "renewal"), UKES_NUM (CODE, error->code));
  if (!is_renewed)
    return G_SOURCE_CONTINUE;
  ukes_log (UKES_EVENT_CERTIFICATE_RENEWED, { 0 });
  if (self->proxy != NULL)
    ukes_proxy_reload (self->proxy);
  return G_SOURCE_CONTINUE;
}

static gboolean
open_doors (UkesServer *self, GError **error)
{
  g_autofree char *runtime = ukes_config_get_runtime_path (self->config, "");

  if (g_mkdir_with_parents (runtime, 0750) != 0) {
    g_set_error_literal (error, UKES_ERROR, UKES_ERROR_LISTEN, "the runtime folder cannot be made");
    return FALSE;
  }
  for (unsigned i = 0; i < UKES_N_LISTENERS; i++) {
    g_autofree char *path = ukes_config_get_runtime_path (self->config, doors[i].name);

    self->listeners[i]
        = ukes_listener_new ((UkesListenerKind)i, path, doors[i].mode, self->router, error);
    if (self->listeners[i] == NULL)
      return FALSE;
  }
  return TRUE;
}

/**
 * ukes_server_listen:
 * @self: a server
 * @flags: whether to start the proxy too
 * @port_file: (nullable): where the addresses are written, one "door ADDRESS:PORT" a line
 * @error: return location
 *
 * Opens the doors; with the proxy it returns once that one takes connections. From then on SIGTERM
 * and SIGINT stop the server.
 *
 * Returns: whether it listens
 * Errors: UKES_ERROR: LISTEN, PROXY; UKE_PKI_ERROR, UKE_VAULT_ERROR
 * Thread: main
 */
gboolean
ukes_server_listen (UkesServer *self, UkesServerFlags flags, const char *port_file, GError **error)
{
  gboolean is_renewed;

  self->signals[0] = g_unix_signal_add (SIGTERM, stop_cb, self);
  self->signals[1] = g_unix_signal_add (SIGINT, stop_cb, self);
  if (!ukes_keys_renew_server (self->keys, self->config, uke_clock_now_us (self->clock),
                               &is_renewed, error)
      || !open_doors (self, error))
    return FALSE;
  if ((flags & UKES_SERVER_WITH_PROXY) != 0 && !start_proxy_on_free_ports (self, error))
    return FALSE;
  if (port_file != NULL && !write_port_file (self, port_file, error))
    return FALSE;
  if (self->config->database != NULL)
    self->peers = ukes_peers_new (self->config, uke_clinic_get_pool (self->clinic), self->router,
                                  self->metrics);
  self->renewal = g_timeout_add_seconds (DAY_S, renew_cb, self);
  ukes_backups_start (self->backups);
  ukes_metrics_set (self->metrics, "uketsuke_started_seconds",
                    uke_clock_now_us (self->clock) / G_USEC_PER_SEC);
  ukes_log_open ();
  ukes_log (UKES_EVENT_STARTED, UKES_NUM (PID, getpid ()));
  notify_manager ("READY=1");
  return TRUE;
}

/**
 * ukes_server_stop:
 * @self: a server
 *
 * Has ukes_server_run() end the server in order.
 *
 * Thread: main
 */
void
ukes_server_stop (UkesServer *self)
{
  self->is_stopping = TRUE;
  g_main_context_wakeup (NULL);
}

/* Requests that are under way, at the doors or behind them. */
static unsigned
count_open (UkesServer *self)
{
  unsigned n = ukes_router_get_n_open (self->router);

  for (unsigned i = 0; i < UKES_N_LISTENERS; i++)
    n += self->listeners[i] != NULL ? ukes_listener_get_n_open (self->listeners[i]) : 0;
  return n;
}

/* The proxy takes no more, what is under way is answered, who waits gets an empty answer; all of it
 * within ten seconds. */
static void
drain (UkesServer *self)
{
  int64_t until_us = g_get_monotonic_time () + DRAIN_US;

  ukes_log (UKES_EVENT_STOPPING, UKES_NUM (COUNT, ukes_router_get_n_open (self->router)));
  notify_manager ("STOPPING=1");
  ukes_backups_stop (self->backups);
  if (self->proxy != NULL)
    ukes_proxy_quit (self->proxy);
  ukes_router_drain (self->router);
  while (g_get_monotonic_time () < until_us
         && (count_open (self) > 0 || (self->proxy != NULL && ukes_proxy_is_running (self->proxy))))
    turn ();
  if (self->proxy != NULL)
    ukes_proxy_kill (self->proxy);
  /* What is left is work of the store's, which always ends; its answers may find nobody. */
  while (ukes_router_get_n_open (self->router) > 0)
    turn ();
  close_doors (self);
}

/**
 * ukes_server_run:
 * @self: a server that listens
 *
 * Serves until it is told to stop, then drains.
 *
 * Thread: main
 */
void
ukes_server_run (UkesServer *self)
{
  while (!self->is_stopping)
    g_main_context_iteration (NULL, TRUE);
  drain (self);
  ukes_log (UKES_EVENT_STOPPED, UKES_NUM (PID, getpid ()));
}
