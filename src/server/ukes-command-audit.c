/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-commands-private.h"

#include "server/ukes-ask.h"

#include <glib/gi18n.h>
#include <stdio.h>

static void
print_entry (json_t *one)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (
      json_integer_value (json_object_get (one, "at_us")) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *when
      = local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S") : g_strdup ("-");
  const char *staff = json_string_value (json_object_get (one, "staff"));
  const char *entity = json_string_value (json_object_get (one, "entity"));
  json_t *device = json_object_get (one, "device");

  printf ("%lld  %s  %s", (long long)json_integer_value (json_object_get (one, "seq")), when,
          json_string_value (json_object_get (one, "kind")));
  if (device != NULL)
    printf (_ ("  device %lld"), (long long)json_integer_value (device));
  if (entity != NULL)
    printf ("  %s", entity);
  if (staff != NULL)
    printf ("  %s", staff);
  putchar ('\n');
}

/* uketsuke-server audit [--device N] [--limit N] */
UkesExit
ukes_command_audit (UkesCall *call, int argc, char **argv)
{
  int device = 0, limit = 100;
  GOptionEntry entries[] = {
    { "device", 0, 0, G_OPTION_ARG_INT, &device,
      N_ ("What was done at this desk, instead of what was done with devices"), N_ ("N") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("How many, the newest first (100)"), N_ ("N") },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  json_t *answer, *one;
  size_t i;

  if (!ukes_command_parse (call, entries, _ ("- show the audit, without any content"), &argc,
                           &argv))
    return UKES_EXIT_USAGE;
  path = device != 0 ? g_strdup_printf ("/audit?limit=%d&device=%d", limit, device)
                     : g_strdup_printf ("/audit?limit=%d", limit);
  answer = ukes_ask (call->dir, "GET", path, &error);
  if (answer == NULL)
    return ukes_command_fail (call, error);
  if (call->is_json) {
    ukes_command_print_json (answer);
    return UKES_EXIT_DONE;
  }
  json_array_foreach (json_object_get (answer, "entries"), i, one) print_entry (one);
  json_decref (answer);
  return UKES_EXIT_DONE;
}
