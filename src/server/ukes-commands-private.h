/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-commands.h"

#include <jansson.h>

G_BEGIN_DECLS

UkesExit ukes_command_fail (const UkesCall *call, const GError *error);
UkesExit ukes_command_usage (const UkesCall *call, const char *text);
void ukes_command_print_json (json_t *root);
gboolean ukes_command_parse (UkesCall *call,
                             GOptionEntry *entries,
                             const char *summary,
                             int *argc,
                             char ***argv);

UkesExit ukes_command_init (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_run (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_status (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_devices (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_code (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_accept (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_refuse (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_backup (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_backup_verified (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_restore (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_revoke (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_quarantine (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_audit (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_freeze (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_thaw (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_export (UkesCall *call, int argc, char **argv);
UkesExit ukes_command_move (UkesCall *call, int argc, char **argv);

G_END_DECLS
