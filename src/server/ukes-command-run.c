/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-commands-private.h"

#include "db/uke-db-self-test.h"
#include "server/ukes-ask.h"
#include "server/ukes-check.h"
#include "server/ukes-init.h"
#include "server/ukes-proxy.h"
#include "server/ukes-server.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

/* What the words of init are read into. */
typedef struct {
  char **hosts;
  char *clinic, *director, *kana, *zone, *listen, *enrol_listen, *pages_listen, *runtime, *database,
      *schema, *from, *code_file;
} InitWords;

static void
init_words_clear (InitWords *words)
{
  g_strfreev (words->hosts);
  g_free (words->clinic);
  g_free (words->director);
  g_free (words->kana);
  g_free (words->zone);
  g_free (words->listen);
  g_free (words->enrol_listen);
  g_free (words->pages_listen);
  g_free (words->runtime);
  g_free (words->database);
  g_free (words->schema);
  g_free (words->from);
  g_free (words->code_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InitWords, init_words_clear)

static UkesConfig *
make_config (const UkesCall *call, InitWords *words)
{
  UkesConfig *config = ukes_config_new (call->dir);

  config->hosts = g_steal_pointer (&words->hosts);
  config->database_id = uke_id_new (g_get_real_time ());
  config->runtime = words->runtime != NULL ? g_canonicalize_filename (words->runtime, NULL) : NULL;
  config->pages_listen = g_steal_pointer (&words->pages_listen);
  config->database = g_steal_pointer (&words->database);
  if (words->schema != NULL) {
    g_free (config->schema);
    config->schema = g_steal_pointer (&words->schema);
  }
  if (words->listen != NULL) {
    g_free (config->listen);
    config->listen = g_steal_pointer (&words->listen);
  }
  if (words->enrol_listen != NULL) {
    g_free (config->enrol_listen);
    config->enrol_listen = g_steal_pointer (&words->enrol_listen);
  }
  return config;
}

/* What follows once the server is there: nginx's opinion, and the first code. */
static UkesExit
report (UkesCall *call, UkesConfig *config)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) proxy_error = NULL;
  g_autofree char *recovery = ukes_config_get_path (config, UKES_RECOVERY_FILE);
  g_autofree char *runtime = ukes_config_get_runtime_path (config, "");
  gboolean has_proxy = g_mkdir_with_parents (runtime, 0750) == 0
                       && ukes_config_settle_ports (config, &proxy_error)
                       && ukes_proxy_check (config, &proxy_error);
  json_t *code = ukes_ask (config->dir, "POST", "/code", &error);

  if (code == NULL)
    return ukes_command_fail (call, error);
  if (call->is_json) {
    json_object_set_new (code, "ok", json_true ());
    json_object_set_new (code, "dir", json_string (config->dir));
    if (g_file_test (recovery, G_FILE_TEST_EXISTS))
      json_object_set_new (code, "recovery_code_file", json_string (recovery));
    json_object_set_new (code, "nginx", json_boolean (has_proxy));
    ukes_command_print_json (code);
    return UKES_EXIT_DONE;
  }
  printf (_ ("The server was made in %s.\n"), config->dir);
  if (g_file_test (recovery, G_FILE_TEST_EXISTS))
    printf (_ ("The recovery code stands in %s: print it, keep it apart from this computer, and "
               "delete the file.\n"),
            recovery);
  printf (_ ("Code for the first desk: %s (ten minutes; \"%s enrol-code\" makes another)\n"),
          json_string_value (json_object_get (code, "code")), call->program);
  json_decref (code);
  /* Where the service manager makes the runtime folder it is not there yet, and nginx has not been
   * asked. */
  if (proxy_error != NULL)
    ukes_command_fail (call, proxy_error);
  return UKES_EXIT_DONE;
}

/* uketsuke-server init --dir DIR --name HOST … */
UkesExit
ukes_command_init (UkesCall *call, int argc, char **argv)
{
  g_auto (InitWords) words = { 0 };
  GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING_ARRAY, &words.hosts,
      N_ ("Name or address by which desks reach the server; may be said several times"),
      N_ ("HOST") },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &words.listen,
      N_ ("Where desks are listened for; 0.0.0.0:8443 unless said otherwise"),
      N_ ("ADDRESS:PORT") },
    { "enrol-listen", 0, 0, G_OPTION_ARG_STRING, &words.enrol_listen,
      N_ ("Where desks join; 0.0.0.0:8444 unless said otherwise"), N_ ("ADDRESS:PORT") },
    { "pages-listen", 0, 0, G_OPTION_ARG_STRING, &words.pages_listen,
      N_ ("Where patients' pages and webhooks are; nowhere unless said"), N_ ("ADDRESS:PORT") },
    { "runtime", 0, 0, G_OPTION_ARG_FILENAME, &words.runtime,
      N_ ("Folder of the sockets; \"run\" in the server's folder unless said otherwise"),
      N_ ("DIR") },
    { "database", 0, 0, G_OPTION_ARG_STRING, &words.database,
      N_ ("Use PostgreSQL instead of an encrypted file"), N_ ("URL") },
    { "schema", 0, 0, G_OPTION_ARG_STRING, &words.schema,
      N_ ("The clinic's schema in PostgreSQL; uketsuke unless said otherwise"), N_ ("NAME") },
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &words.from,
      N_ ("Take over the clinic of this desk's data folder"), N_ ("DIR") },
    { "recovery-code-file", 0, 0, G_OPTION_ARG_FILENAME, &words.code_file,
      N_ ("The recovery code of that clinic"), N_ ("FILE") },
    { "clinic", 0, 0, G_OPTION_ARG_STRING, &words.clinic, N_ ("The clinic's name"), N_ ("NAME") },
    { "director", 0, 0, G_OPTION_ARG_STRING, &words.director,
      N_ ("The director, who is the first administrator: family and given name"), N_ ("NAME") },
    { "director-kana", 0, 0, G_OPTION_ARG_STRING, &words.kana, N_ ("The director's furigana"),
      N_ ("KANA") },
    { "zone", 0, 0, G_OPTION_ARG_STRING, &words.zone,
      N_ ("The clinic's time zone, Asia/Tokyo unless said otherwise"), N_ ("ZONE") },
    { NULL },
  };
  UkesContent content = { .setup.hours = &UKE_OPENING_HOURS_USUAL };
  g_autoptr (GError) error = NULL;
  g_autoptr (UkesConfig) config = NULL;
  g_auto (GStrv) parts = NULL;

  if (!ukes_command_parse (call, entries, _ ("- make a new server"), &argc, &argv))
    return UKES_EXIT_USAGE;
  if (words.hosts == NULL)
    return ukes_command_usage (
        call, _ ("init needs --name HOST: by which name or address do desks reach this server?"));
  if (words.from != NULL && (words.code_file == NULL || words.database != NULL))
    return ukes_command_usage (
        call, _ ("--from needs --recovery-code-file FILE, and goes into an encrypted file only"));
  content.from = words.from;
  content.code_file = words.code_file;
  parts = g_strsplit (words.director != NULL ? words.director : _ ("Director"), " ", 2);
  content.setup.clinic_name = words.clinic != NULL ? words.clinic : _ ("Clinic");
  content.setup.zone = words.zone;
  content.setup.director_family = parts[0];
  content.setup.director_given = parts[0] != NULL ? parts[1] : NULL;
  content.setup.director_kana = words.kana;
  config = make_config (call, &words);
  if (!ukes_init (config, &content, &error))
    return ukes_command_fail (call, error);
  return report (call, config);
}

static UkesExit
print_check (UkesCall *call)
{
  g_autoptr (GPtrArray) notes = NULL;
  g_autoptr (GPtrArray) findings = ukes_check (call->dir, &notes);
  json_t *problems = json_array (), *hints = json_array ();

  for (unsigned i = 0; i < findings->len; i++)
    json_array_append_new (problems, json_string (g_ptr_array_index (findings, i)));
  for (unsigned i = 0; i < notes->len; i++)
    json_array_append_new (hints, json_string (g_ptr_array_index (notes, i)));
  if (call->is_json) {
    ukes_command_print_json (json_pack ("{s:b, s:o, s:o}", "ok", findings->len == 0, "problems",
                                        problems, "notes", hints));
  } else {
    for (unsigned i = 0; i < findings->len; i++)
      printf ("%s\n", (const char *)g_ptr_array_index (findings, i));
    for (unsigned i = 0; i < notes->len; i++)
      printf (_ ("Note: %s\n"), (const char *)g_ptr_array_index (notes, i));
    if (findings->len == 0)
      printf ("%s\n", _ ("All is in order."));
    json_decref (problems);
    json_decref (hints);
  }
  return findings->len == 0 ? UKES_EXIT_DONE : UKES_EXIT_REFUSED;
}

/* libsoup brings the system's SQLite into the process: whoever answers must be the one that
 * encrypts (security.md finding 1). */
static gboolean
passes_self_test (const UkesCall *call)
{
  UkeDbSelfTest result = uke_db_self_test (call->dir);

  if (result == UKE_DB_SELF_TEST_OK)
    return TRUE;
  fprintf (stderr,
           _ ("%s: the database library does not encrypt as it should (%s). The data were not "
              "touched.\n"),
           call->program, uke_db_self_test_to_string (result));
  return FALSE;
}

/* uketsuke-server run */
UkesExit
ukes_command_run (UkesCall *call, int argc, char **argv)
{
  gboolean has_proxy = FALSE, only_checks = FALSE;
  g_autofree char *port_file = NULL;
  GOptionEntry entries[] = {
    { "with-proxy", 0, 0, G_OPTION_ARG_NONE, &has_proxy, N_ ("Start nginx too"), NULL },
    { "check", 0, 0, G_OPTION_ARG_NONE, &only_checks,
      N_ ("Only say what is wrong with configuration, keys and proxy"), NULL },
    { "port-file", 0, 0, G_OPTION_ARG_FILENAME, &port_file,
      N_ ("Write the addresses that are listened on to this file"), N_ ("FILE") },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (UkesServer) server = NULL;

  if (!ukes_command_parse (call, entries, _ ("- run the server"), &argc, &argv))
    return UKES_EXIT_USAGE;
  if (only_checks)
    return print_check (call);
  if (!g_file_test (call->dir, G_FILE_TEST_IS_DIR)) {
    g_set_error_literal (&error, UKES_ERROR, UKES_ERROR_NOT_SET_UP, "no folder");
    return ukes_command_fail (call, error);
  }
  if (!passes_self_test (call))
    return UKE_DB_SELF_TEST_EXIT_STATUS;
  server = ukes_server_open (call->dir, &error);
  if (server == NULL
      || !ukes_server_listen (server, has_proxy ? UKES_SERVER_WITH_PROXY : UKES_SERVER_PLAIN,
                              port_file, &error))
    return ukes_command_fail (call, error);
  ukes_server_run (server);
  return UKES_EXIT_DONE;
}
