/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-commands-private.h"

#include "server/ukes-ask.h"
#include "server/ukes-config.h"
#include "server/ukes-restore.h"

#include <glib/gi18n.h>
#include <stdio.h>

static UkesExit
tell (const UkesCall *call, json_t *answer, const char *sentence)
{
  json_int_t seq = json_integer_value (json_object_get (answer, "seq"));
  const char *path = json_string_value (json_object_get (answer, "path"));

  if (call->is_json) {
    ukes_command_print_json (answer);
    return UKES_EXIT_DONE;
  }
  printf ("%s\n", sentence);
  if (path != NULL)
    printf ("%s\n", path);
  printf (_ ("Entries of the log in it: %lld\n"), (long long)seq);
  json_decref (answer);
  return UKES_EXIT_DONE;
}

/* uketsuke-server backup [--to FILE|FOLDER] */
UkesExit
ukes_command_backup (UkesCall *call, int argc, char **argv)
{
  g_autofree char *to = NULL, *path = NULL;
  GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &to,
      N_ ("The file, or an existing folder; the server's own backups unless said otherwise"),
      N_ ("PATH") },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  json_t *body = json_object (), *answer;

  if (!ukes_command_parse (call, entries, _ ("- make a backup and check it"), &argc, &argv)) {
    json_decref (body);
    return UKES_EXIT_USAGE;
  }
  path = to != NULL ? g_canonicalize_filename (to, NULL) : NULL;
  if (path != NULL)
    json_object_set_new (body, "to", json_string (path));
  answer = ukes_ask_long (call->dir, "/backup", body, &error);
  return answer != NULL ? tell (call, answer, _ ("The backup was made and checked."))
                        : ukes_command_fail (call, error);
}

/* uketsuke-server backup-verified --database URL [--schema NAME] */
UkesExit
ukes_command_backup_verified (UkesCall *call, int argc, char **argv)
{
  g_autofree char *database = NULL, *schema = NULL;
  GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &database,
      N_ ("The database into which the dump was restored to be looked at"), N_ ("URL") },
    { "schema", 0, 0, G_OPTION_ARG_STRING, &schema,
      N_ ("The clinic's schema in it; uketsuke unless said otherwise"), N_ ("NAME") },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  json_t *answer;

  if (!ukes_command_parse (call, entries, _ ("- check what PostgreSQL's own tools have restored"),
                           &argc, &argv))
    return UKES_EXIT_USAGE;
  if (database == NULL)
    return ukes_command_usage (
        call, _ ("backup-verified needs --database URL: where was the dump restored to?"));
  answer = ukes_ask_long (call->dir, "/backup/verified",
                          json_pack ("{s:s, s:s}", "database", database, "schema",
                                     schema != NULL ? schema : UKES_DEFAULT_SCHEMA),
                          &error);
  return answer != NULL ? tell (call, answer,
                                _ ("The restored data were checked: the dump is a "
                                   "backup."))
                        : ukes_command_fail (call, error);
}

/* uketsuke-server restore [--from FILE] */
UkesExit
ukes_command_restore (UkesCall *call, int argc, char **argv)
{
  g_autofree char *from = NULL, *aside = NULL;
  GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &from,
      N_ ("The backup; none with PostgreSQL, whose own tools put the data back"), N_ ("FILE") },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  int64_t seq;

  if (!ukes_command_parse (call, entries, _ ("- put a backup in the place of the data"), &argc,
                           &argv))
    return UKES_EXIT_USAGE;
  if (!ukes_restore (call->dir, from, &seq, &aside, &error))
    return ukes_command_fail (call, error);
  if (call->is_json) {
    ukes_command_print_json (
        json_pack ("{s:b, s:I, s:s*}", "ok", 1, "seq", (json_int_t)seq, "aside", aside));
    return UKES_EXIT_DONE;
  }
  printf ("%s\n", _ ("The data were put back. Start the server: every desk brings back by itself "
                     "what it has and the backup has not."));
  if (aside != NULL)
    printf (_ ("What was there before lies in %s.\n"), aside);
  return UKES_EXIT_DONE;
}
