/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-commands.h"
#include "vault/uke-secret.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <sys/stat.h>

int
main (int argc, char **argv)
{
  UkesCall call = { .program = "uketsuke-server" };

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_file_test (UKE_BUILD_LOCALE_DIR, G_FILE_TEST_IS_DIR)
                                       ? UKE_BUILD_LOCALE_DIR
                                       : UKE_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  umask (077);
  uke_secret_harden_process ();
  return ukes_commands_run (&call, argc - 1, argv + 1);
}
