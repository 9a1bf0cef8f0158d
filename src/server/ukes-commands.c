/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-commands-private.h"

#include "server/ukes-words.h"

#include <glib/gi18n.h>
#include <stdio.h>

static const struct {
  const char *name;
  UkesExit (*run) (UkesCall *call, int argc, char **argv);
  const char *what;
} commands[] = {
  { "init", ukes_command_init, N_ ("make a new server") },
  { "run", ukes_command_run, N_ ("run the server, or check with --check whether it could") },
  { "status", ukes_command_status, N_ ("say how the server is") },
  { "devices", ukes_command_devices, N_ ("list the devices, and those that want to join") },
  { "enrol-code", ukes_command_code, N_ ("make a code with which one device may join") },
  { "accept", ukes_command_accept, N_ ("let a device in whose words are the same on both sides") },
  { "refuse", ukes_command_refuse, N_ ("do not let a device in") },
  { "revoke", ukes_command_revoke, N_ ("shut a device out for good") },
  { "quarantine", ukes_command_quarantine,
    N_ ("show what a device that was shut out still had to send, and decide over it") },
  { "audit", ukes_command_audit, N_ ("show what was done with devices, or at one desk") },
  { "freeze", ukes_command_freeze, N_ ("take no changes for the time being; desks keep theirs") },
  { "thaw", ukes_command_thaw, N_ ("take changes again") },
  { "export", ukes_command_export,
    N_ ("write everything the clinic has into a folder, for the owner to take along") },
  { "move", ukes_command_move,
    N_ ("carry the clinic to PostgreSQL, or back to an encrypted file") },
  { "backup", ukes_command_backup, N_ ("make a backup and check it") },
  { "backup-verified", ukes_command_backup_verified,
    N_ ("check what was restored from a dump of PostgreSQL") },
  { "restore", ukes_command_restore, N_ ("put a backup in the place of the data") },
};

/* Says in one sentence what is wrong and what to do; with --json also the stable code. */
UkesExit
ukes_command_fail (const UkesCall *call, const GError *error)
{
  g_autofree char *sentence = ukes_words_for_error (error);

  fprintf (stderr, "%s: %s\n", call->program, sentence);
  if (call->is_json)
    ukes_command_print_json (json_pack ("{s:b, s:s, s:s, s:i}", "ok", 0, "reason", sentence,
                                        "domain", g_quark_to_string (error->domain), "code",
                                        error->code));
  return UKES_EXIT_REFUSED;
}

UkesExit
ukes_command_usage (const UkesCall *call, const char *text)
{
  fprintf (stderr, "%s: %s\n", call->program, text);
  return UKES_EXIT_USAGE;
}

/* Takes @root over. */
void
ukes_command_print_json (json_t *root)
{
  json_dumpf (root, stdout, JSON_INDENT (2) | JSON_PRESERVE_ORDER);
  fputc ('\n', stdout);
  fflush (stdout);
  json_decref (root);
}

/* The command's own options, and those that every command has. */
gboolean
ukes_command_parse (UkesCall *call,
                    GOptionEntry *entries,
                    const char *summary,
                    int *argc,
                    char ***argv)
{
  static char *dir = NULL;
  GOptionEntry common[] = {
    { "dir", 0, 0, G_OPTION_ARG_FILENAME, &dir, N_ ("The server's folder"), N_ ("DIR") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &call->is_json, N_ ("Answer in JSON"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (summary);
  g_autoptr (GError) error = NULL;

  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error)) {
    fprintf (stderr, "%s: %s\n", call->program, error->message);
    return FALSE;
  }
  if (dir != NULL)
    call->dir = dir;
  if (call->dir != NULL)
    return TRUE;
  fprintf (stderr, "%s: %s\n", call->program, _ ("say with --dir where the server's folder is"));
  return FALSE;
}

static UkesExit
print_help (const UkesCall *call)
{
  fprintf (stderr, _ ("Usage: %s COMMAND --dir DIR …\n\n"), call->program);
  for (unsigned i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (stderr, "  %-15s %s\n", commands[i].name, _ (commands[i].what));
  return UKES_EXIT_USAGE;
}

/**
 * ukes_commands_run:
 * @call: who calls
 * @argc: the words after the program's name
 * @argv: the words, the command's name first
 *
 * Returns: the exit status
 * Thread: main
 */
UkesExit
ukes_commands_run (UkesCall *call, int argc, char **argv)
{
  for (unsigned i = 0; argc > 0 && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[0], commands[i].name))
      return commands[i].run (call, argc, argv);
  return print_help (call);
}
