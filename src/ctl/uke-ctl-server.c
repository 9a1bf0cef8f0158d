/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-ctl"

#include "config.h"

#include "ctl/uke-ctl.h"

#include "server/ukes-commands.h"

G_STATIC_ASSERT ((int)UKE_CTL_DONE == (int)UKES_EXIT_DONE);
G_STATIC_ASSERT ((int)UKE_CTL_REFUSED == (int)UKES_EXIT_REFUSED);
G_STATIC_ASSERT ((int)UKE_CTL_USAGE == (int)UKES_EXIT_USAGE);

/**
 * uke_ctl_server:
 * @ctl: the run
 * @argc: the command's words
 * @argv: the command's words
 *
 * uketsukectl server COMMAND: the commands of uketsuke-server, on the folder of --data or --dir.
 *
 * Returns: the exit status
 * Thread: main
 */
UkeCtlExit
uke_ctl_server (UkeCtl *ctl, int argc, char **argv)
{
  UkesCall call
      = { .program = "uketsukectl server", .dir = ctl->data_path, .is_json = ctl->is_json };

  return (UkeCtlExit)ukes_commands_run (&call, argc - 1, argv + 1);
}
