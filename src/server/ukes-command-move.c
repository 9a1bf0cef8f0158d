/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-commands-private.h"

#include "base/uke-hex.h"
#include "server/ukes-move.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

/* What was told last, so that a person is told no more than each hundredth. */
typedef struct {
  int percent;
  gboolean is_terminal;
} Telling;

static void
tell_cb (const char *table, int64_t done, int64_t total, gpointer data)
{
  Telling *telling = data;
  int percent = total > 0 ? (int)(done * 100 / total) : 0;

  if (percent == telling->percent)
    return;
  telling->percent = percent;
  fprintf (stderr, telling->is_terminal ? "\r%s %3d %%" : "%s %d %%\n",
           done * 2 < total ? _ ("Carrying …") : _ ("Comparing …"), percent);
  fflush (stderr);
}

static UkesExit
report (UkesCall *call, const UkesMoved *moved, const char *database)
{
  g_autofree char *epoch = uke_id_dup_hex (&moved->head.epoch);
  char root[2 * UKE_ROW_HASH_SIZE + 1], chain[2 * UKE_SHA256_SIZE + 1];

  uke_hex_write (moved->root, sizeof moved->root, root);
  uke_hex_write (moved->head.chain, sizeof moved->head.chain, chain);
  if (call->is_json) {
    ukes_command_print_json (json_pack ("{s:b, s:s, s:s, s:I, s:s, s:s, s:I, s:s?}", "ok", 1,
                                        "database", database != NULL ? "postgresql" : "sqlite",
                                        "epoch", epoch, "seq", (json_int_t)moved->head.seq, "chain",
                                        chain, "root", root, "rows", (json_int_t)moved->n_rows,
                                        "kept", moved->kept));
    return UKES_EXIT_DONE;
  }
  printf (_ ("The clinic was moved, and nothing changed: %lld rows, %lld entries of the log, sum "
             "%s.\n"),
          (long long)moved->n_rows, (long long)moved->head.seq, root);
  if (moved->kept != NULL)
    printf (_ ("The encrypted file that was used before lies in %s. Please delete it once the "
               "server works and a backup was made.\n"),
            moved->kept);
  else
    printf ("%s\n", _ ("The schema that was used before stays as it is, and is frozen."));
  printf ("%s\n", _ ("Start the server as usual. Desks need not be changed."));
  return UKES_EXIT_DONE;
}

/* uketsuke-server move --database URL --schema NAME, or --to-file */
UkesExit
ukes_command_move (UkesCall *call, int argc, char **argv)
{
  g_autofree char *database = NULL;
  g_autofree char *schema = NULL;
  gboolean to_file = FALSE;
  GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &database, N_ ("To this PostgreSQL database"),
      N_ ("URL") },
    { "schema", 0, 0, G_OPTION_ARG_STRING, &schema,
      N_ ("The clinic's schema there; uketsuke unless said otherwise"), N_ ("NAME") },
    { "to-file", 0, 0, G_OPTION_ARG_NONE, &to_file, N_ ("To an encrypted file in the folder"),
      NULL },
    { NULL },
  };
  g_auto (UkesMoved) moved = { 0 };
  g_autoptr (GError) error = NULL;
  Telling telling = { .percent = -1, .is_terminal = isatty (STDERR_FILENO) };
  gboolean is_moved;

  if (!ukes_command_parse (call, entries, _ ("- carry the clinic to another database"), &argc,
                           &argv))
    return UKES_EXIT_USAGE;
  if (to_file == (database != NULL))
    return ukes_command_usage (
        call,
        _ ("say where to: --database URL for PostgreSQL, or --to-file for an encrypted file"));
  is_moved = ukes_move (call->dir, database, schema != NULL ? schema : UKES_DEFAULT_SCHEMA, tell_cb,
                        &telling, &moved, &error);
  if (telling.is_terminal && telling.percent >= 0)
    fputc ('\n', stderr);
  return is_moved ? report (call, &moved, database) : ukes_command_fail (call, error);
}
