/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/uke-test-session.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECRETS_NAME "org.freedesktop.secrets"
#define SECRETS_PATH "/org/freedesktop/secrets"
#define DEADLINE_US (20 * G_USEC_PER_SEC)

struct _UkeTestSession {
  char *root;
  GPid bus;                    /* or 0 */
  GPid keyring;                /* or 0 */
  GDBusConnection *connection; /* (owned) (nullable): the test's own, not the program's */
};

static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static char *
path_in (UkeTestSession *session, const char *name)
{
  return g_build_filename (session->root, name, NULL);
}

static void
end_process (GPid *pid)
{
  if (*pid == 0)
    return;
  kill (*pid, SIGKILL);
  waitpid (*pid, NULL, 0);
  g_spawn_close_pid (*pid);
  *pid = 0;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    struct stat info;

    if (lstat (child, &info) == 0 && S_ISDIR (info.st_mode))
      remove_tree (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

static void
set_folder (UkeTestSession *session, const char *variable, const char *name)
{
  g_autofree char *path = path_in (session, name);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  g_setenv (variable, path, TRUE);
}

/**
 * uke_test_session_is_possible:
 *
 * Returns: whether the machine has the programs; a test that needs them is skipped otherwise
 */
gboolean
uke_test_session_is_possible (void)
{
  g_autofree char *bus = g_find_program_in_path ("dbus-daemon");
  g_autofree char *keyring = g_find_program_in_path ("gnome-keyring-daemon");

  return bus != NULL && keyring != NULL;
}

/**
 * uke_test_session_new:
 *
 * Returns: (transfer full): a session with a bus and no secret service
 */
UkeTestSession *
uke_test_session_new (void)
{
  UkeTestSession *session = g_new0 (UkeTestSession, 1);

  session->root = g_dir_make_tmp ("uke-session-XXXXXX", NULL);
  g_assert_nonnull (session->root);
  set_folder (session, "XDG_DATA_HOME", "share");
  set_folder (session, "XDG_CONFIG_HOME", "config");
  set_folder (session, "XDG_CACHE_HOME", "cache");
  set_folder (session, "XDG_RUNTIME_DIR", "run");
  /* Without a display nothing can start a bus of its own accord, nor ask for a password. */
  g_unsetenv ("DISPLAY");
  g_unsetenv ("WAYLAND_DISPLAY");
  uke_test_session_start_bus (session, UKE_TEST_BUS_PLAIN);
  return session;
}

/**
 * uke_test_session_free:
 * @session: (nullable) (transfer full): a session
 *
 * Ends its processes and removes its folder.
 */
void
uke_test_session_free (UkeTestSession *session)
{
  if (session == NULL)
    return;
  uke_test_session_stop_keyring (session);
  uke_test_session_stop_bus (session);
  remove_tree (session->root);
  g_free (session->root);
  g_free (session);
}

/**
 * uke_test_session_get_root:
 * @session: a session
 *
 * Returns: (transfer none): its folder
 */
const char *
uke_test_session_get_root (UkeTestSession *session)
{
  return session->root;
}

/**
 * uke_test_session_get_data_dir:
 * @session: a session
 *
 * Returns: (transfer full): where the program keeps its data in this session
 */
char *
uke_test_session_get_data_dir (UkeTestSession *session)
{
  return g_build_filename (session->root, "share", "uketsuke", NULL);
}

static char *
write_bus_config (UkeTestSession *session, UkeTestBus kind)
{
  g_autofree char *path = path_in (session, "bus.conf");
  g_autofree char *text = g_strdup_printf (
      "<busconfig><type>session</type><listen>unix:dir=%s/run</listen>"
      "<auth>EXTERNAL</auth><policy context='default'><allow send_destination='*' "
      "eavesdrop='true'/>"
      "<allow eavesdrop='true'/><allow own='*'/>%s</policy></busconfig>",
      session->root,
      kind == UKE_TEST_BUS_DENIES_SECRETS ? "<deny send_destination='" SECRETS_NAME "'/>" : "");

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_steal_pointer (&path);
}

static char *
read_line (int fd)
{
  GString *line = g_string_new (NULL);
  char c;

  while (read (fd, &c, 1) == 1 && c != '\n')
    g_string_append_c (line, c);
  close (fd);
  return g_string_free (line, FALSE);
}

/**
 * uke_test_session_start_bus:
 * @session: a session without a bus
 * @kind: how the bus behaves
 *
 * Starts a bus that has no services to start by itself.
 */
void
uke_test_session_start_bus (UkeTestSession *session, UkeTestBus kind)
{
  g_autofree char *config = write_bus_config (session, kind);
  g_autofree char *option = g_strconcat ("--config-file=", config, NULL);
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;
  char *argv[]
      = { (char *)"dbus-daemon", option, (char *)"--nofork", (char *)"--print-address", NULL };
  int out = -1;

  g_assert_cmpint (session->bus, ==, 0);
  g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
                            die_with_parent, NULL, &session->bus, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  address = read_line (out);
  g_assert_true (g_str_has_prefix (address, "unix:"));
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
  session->connection = g_dbus_connection_new_for_address_sync (
      address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_assert_no_error (error);
}

/**
 * uke_test_session_stop_bus:
 * @session: a session
 *
 * Ends the bus; the address leads nowhere from now on.
 */
void
uke_test_session_stop_bus (UkeTestSession *session)
{
  if (session->connection != NULL)
    g_dbus_connection_close_sync (session->connection, NULL, NULL);
  g_clear_object (&session->connection);
  end_process (&session->bus);
}

static gboolean
secrets_have_owner (UkeTestSession *session)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      session->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "NameHasOwner", g_variant_new ("(s)", SECRETS_NAME), G_VARIANT_TYPE ("(b)"),
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  gboolean has_owner = FALSE;

  g_assert_nonnull (reply);
  g_variant_get (reply, "(b)", &has_owner);
  return has_owner;
}

static GVariant *
call_secrets (UkeTestSession *session,
              const char *path,
              const char *interface,
              const char *method,
              GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_sync (
      session->connection, SECRETS_NAME, path, interface, method, parameters, NULL,
      G_DBUS_CALL_FLAGS_NO_AUTO_START, 10000, NULL, &error);

  g_assert_no_error (error);
  return reply;
}

static gboolean
has_default_keyring (UkeTestSession *session)
{
  g_autoptr (GVariant) reply
      = call_secrets (session, SECRETS_PATH, "org.freedesktop.Secret.Service", "ReadAlias",
                      g_variant_new ("(s)", "default"));
  const char *path;

  g_variant_get (reply, "(&o)", &path);
  return strcmp (path, "/") != 0;
}

/**
 * uke_test_session_start_keyring:
 * @session: a session with a bus
 * @password: (nullable): unlocks the login keyring, making it if there is none; or %NULL to leave
 * it locked, or absent
 *
 * Starts the secret service and waits until it answers.
 */
void
uke_test_session_start_keyring (UkeTestSession *session, const char *password)
{
  g_autofree char *control = path_in (session, "control");
  g_autofree char *option = g_strconcat ("--control-directory=", control, NULL);
  g_autoptr (GError) error = NULL;
  char *argv[] = { (char *)"gnome-keyring-daemon",
                   (char *)"--foreground",
                   (char *)"--components=secrets",
                   option,
                   password != NULL ? (char *)"--unlock" : NULL,
                   NULL };
  int64_t deadline_us = g_get_monotonic_time () + DEADLINE_US;
  int in = -1;

  g_assert_cmpint (session->keyring, ==, 0);
  g_spawn_async_with_pipes (NULL, argv, NULL,
                            G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD
                                | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                            die_with_parent, NULL, &session->keyring, &in, NULL, NULL, &error);
  g_assert_no_error (error);
  if (password != NULL)
    g_assert_cmpint (write (in, password, strlen (password)), ==, (ssize_t)strlen (password));
  close (in);
  /* Each round is a call to the bus or the service, so this waits for them and not for a clock. */
  while (!secrets_have_owner (session) || (password != NULL && !has_default_keyring (session)))
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
}

/**
 * uke_test_session_stop_keyring:
 * @session: a session
 *
 * Ends the secret service; the keyring's files stay.
 */
void
uke_test_session_stop_keyring (UkeTestSession *session)
{
  end_process (&session->keyring);
  while (session->connection != NULL && secrets_have_owner (session))
    continue;
}

/**
 * uke_test_session_freeze_keyring:
 * @session: a session with a secret service
 *
 * Stops the service in its tracks: it is on the bus and never answers.
 */
void
uke_test_session_freeze_keyring (UkeTestSession *session)
{
  g_assert_cmpint (kill (session->keyring, SIGSTOP), ==, 0);
}

/**
 * uke_test_session_forget_keyring:
 * @session: a session without a secret service
 *
 * Removes the keyring's files.
 */
void
uke_test_session_forget_keyring (UkeTestSession *session)
{
  g_autofree char *path = g_build_filename (session->root, "share", "keyrings", NULL);

  g_assert_cmpint (session->keyring, ==, 0);
  remove_tree (path);
}

/**
 * uke_test_session_add_item:
 * @session: a session with an open keyring
 * @database: value of the attribute
 * @device: value of the attribute
 * @text: the secret
 *
 * Puts an item into the keyring as another program would.
 */
void
uke_test_session_add_item (UkeTestSession *session,
                           const char *database,
                           const char *device,
                           const char *text)
{
  g_autoptr (GVariant) opened
      = call_secrets (session, SECRETS_PATH, "org.freedesktop.Secret.Service", "OpenSession",
                      g_variant_new ("(sv)", "plain", g_variant_new_string ("")));
  GVariantBuilder attributes, properties;
  const char *session_path;
  g_autoptr (GVariant) made = NULL;

  g_variant_get (opened, "(v&o)", NULL, &session_path);
  g_variant_builder_init (&attributes, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&attributes, "{ss}", "application", "org.uketsuke.Uketsuke");
  g_variant_builder_add (&attributes, "{ss}", "database", database);
  g_variant_builder_add (&attributes, "{ss}", "device", device);
  g_variant_builder_init (&properties, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&properties, "{sv}", "org.freedesktop.Secret.Item.Label",
                         g_variant_new_string ("test"));
  g_variant_builder_add (&properties, "{sv}", "org.freedesktop.Secret.Item.Attributes",
                         g_variant_builder_end (&attributes));
  made = call_secrets (
      session, SECRETS_PATH "/aliases/default", "org.freedesktop.Secret.Collection", "CreateItem",
      g_variant_new ("(a{sv}(o@ay@ays)b)", &properties, session_path,
                     g_variant_new_from_data (G_VARIANT_TYPE_BYTESTRING, "", 0, TRUE, NULL, NULL),
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, text, strlen (text), 1),
                     "text/plain", TRUE));
}

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
hash_into (GChecksum *sum, const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (unsigned i = 0; i < names->len; i++) {
    g_autofree char *child = g_build_filename (path, g_ptr_array_index (names, i), NULL);
    g_autofree char *content = NULL;
    g_autofree char *facts = NULL;
    gsize len = 0;
    struct stat info;

    g_assert_cmpint (lstat (child, &info), ==, 0);
    facts
        = g_strdup_printf ("%s %o %lu %ld.%09ld\n", child, info.st_mode, (unsigned long)info.st_ino,
                           (long)info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
    g_checksum_update (sum, (const guchar *)facts, -1);
    if (S_ISDIR (info.st_mode))
      hash_into (sum, child);
    else if (g_file_get_contents (child, &content, &len, NULL))
      g_checksum_update (sum, (const guchar *)content, (gssize)len);
  }
}

/**
 * uke_test_session_hash_folder:
 * @path: a folder
 *
 * Returns: (transfer full): a digest of the names, kinds, inodes, times and contents of all in it,
 * so that a file put back as it was is noticed too
 */
char *
uke_test_session_hash_folder (const char *path)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  hash_into (sum, path);
  return g_strdup (g_checksum_get_string (sum));
}
