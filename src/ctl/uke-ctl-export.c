/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-ctl"

#include "config.h"

#include "ctl/uke-ctl.h"

#include "exchange/uke-export.h"

#include <glib/gi18n.h>
#include <stdio.h>

/**
 * uke_ctl_export:
 * @ctl: the run
 * @argc: the command's words
 * @argv: the command's words
 *
 * uketsukectl export patients|appointments FILE [--reason TEXT]
 *
 * An export from the command line is recorded without a second person, as unverified.
 *
 * Returns: the exit status
 * Thread: main
 * Source: decision 27, decision 28
 */
UkeCtlExit
uke_ctl_export (UkeCtl *ctl, int argc, char **argv)
{
  g_autofree char *reason = NULL;
  GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why it is exported"), N_ ("TEXT") },
    { NULL },
  };
  UkeNote note = { .is_unattended = TRUE };
  g_autoptr (GAsyncResult) answer = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  unsigned n_rows = 0;

  if (!uke_ctl_parse (entries, _ ("Writes a list"), &argc, &argv))
    return UKE_CTL_USAGE;
  if (argc != 3 || (!g_str_equal (argv[1], "patients") && !g_str_equal (argv[1], "appointments")))
    return uke_ctl_usage (_ ("export takes a kind and a file: uketsukectl export "
                             "patients|appointments FILE"));
  if (!uke_ctl_open (ctl, &error))
    return uke_ctl_fail (ctl, error);
  note.reason = reason;
  uke_export_async (ctl->clinic, argv[1], argv[2], &note, NULL, uke_ctl_take_result, &result);
  answer = uke_ctl_wait (&result);
  if (!uke_export_finish (ctl->clinic, answer, &n_rows, &error))
    return uke_ctl_fail (ctl, error);
  if (ctl->is_json)
    uke_ctl_print_json (
        json_pack ("{s:s, s:s, s:i}", "kind", argv[1], "file", argv[2], "rows", (int)n_rows));
  else
    printf (_ ("%u rows written\n"), n_rows);
  return UKE_CTL_DONE;
}
