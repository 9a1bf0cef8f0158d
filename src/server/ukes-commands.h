/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** UkesExit: what the shell sees (architecture.md 1). */
typedef enum {
  UKES_EXIT_DONE = 0,
  UKES_EXIT_REFUSED = 1, /* refused, or it could not be done */
  UKES_EXIT_USAGE = 2,   /* the words of the call are off */
} UkesExit;

/**
 * UkesCall:
 * @program: how the program is called in what it prints
 * @dir: (nullable): the server's folder, unless --dir says otherwise
 * @is_json: answer in JSON
 *
 * One call of a command of the server's, from uketsuke-server or from `uketsukectl server`.
 */
typedef struct {
  const char *program;
  const char *dir;
  gboolean is_json;
} UkesCall;

UkesExit ukes_commands_run (UkesCall *call, int argc, char **argv);

G_END_DECLS
