/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-commands-private.h"

#include "server/ukes-ask.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* uketsuke-server export */
UkesExit
ukes_command_export (UkesCall *call, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  json_t *noted, *exported;

  if (!ukes_command_parse (call, NULL, _ ("- write everything the clinic has into a folder"), &argc,
                           &argv))
    return UKES_EXIT_USAGE;
  noted = ukes_ask (call->dir, "POST", "/export", &error);
  if (noted == NULL)
    return ukes_command_fail (call, error);
  path = g_strconcat ("/export/", json_string_value (json_object_get (noted, "id")), NULL);
  json_decref (noted);
  exported = ukes_ask (call->dir, "POST", path, &error);
  if (exported == NULL)
    return ukes_command_fail (call, error);
  if (call->is_json) {
    ukes_command_print_json (exported);
    return UKES_EXIT_DONE;
  }
  printf (_ ("Everything was written to %s (%lld rows). The files are not encrypted: please keep "
             "them as you keep the clinic's records, and delete them when they are not needed.\n"),
          json_string_value (json_object_get (exported, "folder")),
          (long long)json_integer_value (json_object_get (exported, "rows")));
  json_decref (exported);
  return UKES_EXIT_DONE;
}
