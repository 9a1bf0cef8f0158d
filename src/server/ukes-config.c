/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-config.h"

#include "feed/uke-wire.h"
#include "vault/uke-durable-file.h"

#include <gio/gio.h>
#include <string.h>

#define GROUP "server"
#define MAX_HOSTS 16
#define MAX_BACKUP_HOURS 8760
#define MAX_BACKUPS 1000
#define MAX_SETS 1000000
#define MAX_SPREAD_S 120 /* no desk waits for longer */

/**
 * ukes_config_new:
 * @dir: the server's folder
 *
 * Returns: (transfer full): a configuration without hosts, with the usual ports
 * Thread: any
 */
UkesConfig *
ukes_config_new (const char *dir)
{
  UkesConfig *self = g_new0 (UkesConfig, 1);

  self->dir = g_canonicalize_filename (dir, NULL);
  self->listen = g_strdup (UKES_DEFAULT_LISTEN);
  self->enrol_listen = g_strdup (UKES_DEFAULT_ENROL_LISTEN);
  self->schema = g_strdup (UKES_DEFAULT_SCHEMA);
  self->backup_hours = UKES_DEFAULT_BACKUP_HOURS;
  self->backup_keep = UKES_DEFAULT_BACKUP_KEEP;
  self->spread_s = UKES_DEFAULT_SPREAD_S;
  self->sets_per_minute = UKES_DEFAULT_SETS_PER_MINUTE;
  self->sets_at_once = UKES_DEFAULT_SETS_AT_ONCE;
  return self;
}

/**
 * ukes_config_free:
 * @self: (nullable) (transfer full): a configuration
 *
 * Thread: any
 */
void
ukes_config_free (UkesConfig *self)
{
  if (self == NULL)
    return;
  g_free (self->dir);
  g_free (self->runtime);
  g_strfreev (self->hosts);
  g_free (self->listen);
  g_free (self->enrol_listen);
  g_free (self->pages_listen);
  g_free (self->database);
  g_free (self->schema);
  g_free (self->backup_dir);
  g_free (self);
}

static gboolean
bad (GError **error, const char *key)
{
  g_set_error (error, UKES_ERROR, UKES_ERROR_BAD_CONFIG, "%s", key);
  return FALSE;
}

static gboolean
read_number (GKeyFile *file, const char *key, unsigned max, unsigned *inout_number, GError **error)
{
  g_autofree char *text = g_key_file_get_string (file, GROUP, key, NULL);
  uint64_t number;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, max, &number, NULL))
    return bad (error, key);
  *inout_number = (unsigned)number;
  return TRUE;
}

/**
 * ukes_config_load:
 * @dir: the server's folder
 * @error: return location
 *
 * Returns: (transfer full): what server.ini in it says, checked
 * Errors: %UKES_ERROR_NOT_SET_UP when there is none; %UKES_ERROR_BAD_CONFIG, %UKES_ERROR_BAD_PATH:
 * the message names the key
 * Thread: any
 */
UkesConfig *
ukes_config_load (const char *dir, GError **error)
{
  g_autoptr (UkesConfig) self = ukes_config_new (dir);
  g_autofree char *path = ukes_config_get_path (self, "server.ini");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *id = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error_literal (error, UKES_ERROR, UKES_ERROR_NOT_SET_UP, "no server.ini");
    return NULL;
  }
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL)) {
    bad (error, "server.ini");
    return NULL;
  }
  g_clear_pointer (&self->listen, g_free);
  g_clear_pointer (&self->enrol_listen, g_free);
  g_clear_pointer (&self->schema, g_free);
  self->runtime = g_key_file_get_string (file, GROUP, "runtime", NULL);
  self->hosts = g_key_file_get_string_list (file, GROUP, "hosts", NULL, NULL);
  self->listen = g_key_file_get_string (file, GROUP, "listen", NULL);
  self->enrol_listen = g_key_file_get_string (file, GROUP, "enrol-listen", NULL);
  self->pages_listen = g_key_file_get_string (file, GROUP, "pages-listen", NULL);
  self->database = g_key_file_get_string (file, GROUP, "database", NULL);
  self->schema = g_key_file_get_string (file, GROUP, "schema", NULL);
  if (self->schema == NULL)
    self->schema = g_strdup (UKES_DEFAULT_SCHEMA);
  self->backup_dir = g_key_file_get_string (file, GROUP, "backup-dir", NULL);
  if (!read_number (file, "backup-hours", MAX_BACKUP_HOURS, &self->backup_hours, error)
      || !read_number (file, "backup-keep", MAX_BACKUPS, &self->backup_keep, error)
      || !read_number (file, "spread-seconds", MAX_SPREAD_S, &self->spread_s, error)
      || !read_number (file, "sets-per-minute", MAX_SETS, &self->sets_per_minute, error)
      || !read_number (file, "sets-at-once", MAX_SETS, &self->sets_at_once, error))
    return NULL;
  id = g_key_file_get_string (file, GROUP, "database-id", NULL);
  if (id == NULL || !uke_id_from_hex (id, &self->database_id)) {
    bad (error, "database-id");
    return NULL;
  }
  return ukes_config_check (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * ukes_config_read_listen:
 * @listen: "ADDRESS:PORT" with an IPv4 address, or an IPv6 one in brackets; port 0 is any that is
 * free
 * @out_address: (out) (optional) (transfer full): the address without brackets
 * @out_port: (out) (optional): the port
 * @error: return location
 *
 * Returns: whether it is one
 * Errors: %UKES_ERROR_BAD_CONFIG
 * Thread: any
 */
gboolean
ukes_config_read_listen (const char *listen, char **out_address, uint16_t *out_port, GError **error)
{
  const char *colon = listen != NULL ? strrchr (listen, ':') : NULL;
  g_autofree char *address = NULL;
  uint64_t port;

  if (colon == NULL || colon == listen
      || !g_ascii_string_to_unsigned (colon + 1, 10, 0, UINT16_MAX, &port, NULL))
    return bad (error, "listen");
  if (*listen == '[' && colon[-1] == ']')
    address = g_strndup (listen + 1, (size_t)(colon - listen - 2));
  else
    address = g_strndup (listen, (size_t)(colon - listen));
  if (!g_hostname_is_ip_address (address) || strchr (address, '%') != NULL
      || (strchr (address, ':') != NULL) != (*listen == '['))
    return bad (error, "listen");
  if (out_address != NULL)
    *out_address = g_steal_pointer (&address);
  if (out_port != NULL)
    *out_port = (uint16_t)port;
  return TRUE;
}

/* Port 0 in the configuration is any that is free: it has to be known before nginx is told. */
static gboolean
settle_port (char **listen, GError **error)
{
  g_autofree char *address = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) any = NULL;
  g_autoptr (GSocketAddress) bound = NULL;
  uint16_t port = 0;

  if (*listen == NULL)
    return TRUE;
  if (!ukes_config_read_listen (*listen, &address, &port, error))
    return FALSE;
  if (port != 0)
    return TRUE;
  any = g_inet_socket_address_new_from_string (address, 0);
  socket = g_socket_new (g_socket_address_get_family (any), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_DEFAULT, error);
  if (socket == NULL || !g_socket_bind (socket, any, TRUE, error))
    return FALSE;
  bound = g_socket_get_local_address (socket, error);
  if (bound == NULL)
    return FALSE;
  port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_free (*listen);
  *listen = strchr (address, ':') != NULL ? g_strdup_printf ("[%s]:%u", address, port)
                                          : g_strdup_printf ("%s:%u", address, port);
  return TRUE;
}

/**
 * ukes_config_settle_ports:
 * @self: a configuration
 * @error: return location
 *
 * Gives each door whose port is 0 one that is free at the moment.
 *
 * Returns: whether all doors have a port
 * Errors: G_IO_ERROR when an address is not this machine's
 * Thread: main
 */
gboolean
ukes_config_settle_ports (UkesConfig *self, GError **error)
{
  return settle_port (&self->listen, error) && settle_port (&self->enrol_listen, error)
         && settle_port (&self->pages_listen, error);
}

/* What may stand in the proxy's configuration without being read as something else. */
static gboolean
is_plain_path (const char *path)
{
  for (const char *c = path; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("/._-@+", *c) == NULL)
      return FALSE;
  return g_path_is_absolute (path);
}

static gboolean
is_host (const char *host)
{
  if (g_hostname_is_ip_address (host))
    return strchr (host, '%') == NULL;
  return *host != '\0' && strlen (host) <= 253
         && strspn (host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
                == strlen (host);
}

/* Where a PostgreSQL database is. A password has no place in a configuration or on a command line:
 * libpq finds it in PGPASSFILE, or none is needed on a UNIX socket. */
static gboolean
is_database (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_HAS_PASSWORD, NULL);

  return parsed != NULL && g_str_equal (g_uri_get_scheme (parsed), "postgresql")
         && g_uri_get_password (parsed) == NULL && strstr (uri, "password=") == NULL;
}

static gboolean
is_schema (const char *schema)
{
  return *schema != '\0' && strlen (schema) <= 63
         && strspn (schema, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen (schema);
}

/**
 * ukes_config_check_database:
 * @database: (nullable): where a PostgreSQL database is, as a URI; %NULL for an encrypted file
 * @schema: the clinic's schema there
 * @error: return location
 *
 * Returns: whether a configuration may say so
 * Errors: %UKES_ERROR_BAD_CONFIG: the message names the key
 * Thread: any
 */
gboolean
ukes_config_check_database (const char *database, const char *schema, GError **error)
{
  if (database != NULL && !is_database (database))
    return bad (error, "database");
  return is_schema (schema) || bad (error, "schema");
}

/**
 * ukes_config_set_database:
 * @self: a configuration that was loaded
 * @database: (nullable): where the clinic's data are from now on; %NULL for an encrypted file
 * @schema: the clinic's schema there
 * @error: return location
 *
 * Changes these two lines of server.ini, in one step, and leaves all others as somebody wrote them.
 *
 * Returns: whether it says so now
 * Errors: %UKES_ERROR_BAD_CONFIG; UKE_VAULT_ERROR
 * Thread: main
 */
gboolean
ukes_config_set_database (UkesConfig *self,
                          const char *database,
                          const char *schema,
                          GError **error)
{
  g_autofree char *path = ukes_config_get_path (self, "server.ini");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, NULL))
    return bad (error, "server.ini");
  g_key_file_remove_key (file, GROUP, "database", NULL);
  g_key_file_remove_key (file, GROUP, "schema", NULL);
  if (database != NULL) {
    g_key_file_set_string (file, GROUP, "database", database);
    g_key_file_set_string (file, GROUP, "schema", schema);
  }
  text = g_key_file_to_data (file, NULL, NULL);
  bytes = g_bytes_new_take (text, strlen (text));
  if (!uke_durable_file_replace_sync (path, bytes, error))
    return FALSE;
  g_free (self->database);
  g_free (self->schema);
  self->database = g_strdup (database);
  self->schema = g_strdup (schema);
  return TRUE;
}

/**
 * ukes_config_check:
 * @self: a configuration
 * @error: return location
 *
 * Returns: whether a server could go by it
 * Errors: %UKES_ERROR_BAD_CONFIG, %UKES_ERROR_BAD_PATH: the message names the key
 * Thread: any
 */
gboolean
ukes_config_check (const UkesConfig *self, GError **error)
{
  if (!is_plain_path (self->dir) || (self->runtime != NULL && !is_plain_path (self->runtime))) {
    g_set_error_literal (error, UKES_ERROR, UKES_ERROR_BAD_PATH, "a path");
    return FALSE;
  }
  if (self->hosts == NULL || self->hosts[0] == NULL || g_strv_length (self->hosts) > MAX_HOSTS)
    return bad (error, "hosts");
  for (int i = 0; self->hosts[i] != NULL; i++)
    if (!is_host (self->hosts[i]))
      return bad (error, "hosts");
  if (!ukes_config_read_listen (self->listen, NULL, NULL, NULL))
    return bad (error, "listen");
  if (!ukes_config_read_listen (self->enrol_listen, NULL, NULL, NULL))
    return bad (error, "enrol-listen");
  if (self->pages_listen != NULL && !ukes_config_read_listen (self->pages_listen, NULL, NULL, NULL))
    return bad (error, "pages-listen");
  if (self->backup_dir != NULL && !g_path_is_absolute (self->backup_dir))
    return bad (error, "backup-dir");
  if (self->backup_keep == 0)
    return bad (error, "backup-keep");
  if (self->sets_per_minute == 0)
    return bad (error, "sets-per-minute");
  if (self->sets_at_once < UKE_WIRE_MAX_SETS) /* or a whole push could never be taken */
    return bad (error, "sets-at-once");
  return ukes_config_check_database (self->database, self->schema, error);
}

/**
 * ukes_config_write:
 * @self: a configuration
 *
 * Returns: (transfer full): the text of its server.ini
 * Thread: any
 */
char *
ukes_config_write (const UkesConfig *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *id = uke_id_dup_hex (&self->database_id);

  g_key_file_set_comment (file, NULL, NULL,
                          " Made by uketsuke-server init. doc/server.md says what each line means.",
                          NULL);
  g_key_file_set_string_list (file, GROUP, "hosts", (const char *const *)self->hosts,
                              g_strv_length (self->hosts));
  g_key_file_set_string (file, GROUP, "listen", self->listen);
  g_key_file_set_string (file, GROUP, "enrol-listen", self->enrol_listen);
  if (self->pages_listen != NULL)
    g_key_file_set_string (file, GROUP, "pages-listen", self->pages_listen);
  if (self->runtime != NULL)
    g_key_file_set_string (file, GROUP, "runtime", self->runtime);
  if (self->database != NULL)
    g_key_file_set_string (file, GROUP, "database", self->database);
  if (self->database != NULL)
    g_key_file_set_string (file, GROUP, "schema", self->schema);
  g_key_file_set_string (file, GROUP, "database-id", id);
  return g_key_file_to_data (file, NULL, NULL);
}

/**
 * ukes_config_get_path:
 * @self: a configuration
 * @name: a file in the server's folder
 *
 * Returns: (transfer full): its path
 * Thread: any
 */
char *
ukes_config_get_path (const UkesConfig *self, const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

/**
 * ukes_config_get_runtime_path:
 * @self: a configuration
 * @name: a file among the sockets; "" for the folder itself
 *
 * Returns: (transfer full): its path
 * Thread: any
 */
char *
ukes_config_get_runtime_path (const UkesConfig *self, const char *name)
{
  if (self->runtime != NULL)
    return g_build_filename (self->runtime, *name != '\0' ? name : NULL, NULL);
  return g_build_filename (self->dir, "run", *name != '\0' ? name : NULL, NULL);
}
