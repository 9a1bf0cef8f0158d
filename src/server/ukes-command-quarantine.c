/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-commands-private.h"

#include "server/ukes-ask.h"

#include <glib/gi18n.h>
#include <stdint.h>
#include <stdio.h>

static const char *
text_of (json_t *object, const char *key)
{
  const char *text = json_string_value (json_object_get (object, key));

  return text != NULL ? text : "";
}

static void
print_set (json_t *one)
{
  json_int_t at_us = json_integer_value (json_object_get (one, "at_us"));
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (at_us / G_USEC_PER_SEC);
  g_autofree char *when = at != NULL ? g_date_time_format (at, "%Y-%m-%d %H:%M") : g_strdup ("-");
  json_t *op;
  size_t i;

  printf ("%lld  %s  %s  %s\n", (long long)json_integer_value (json_object_get (one, "dev")), when,
          text_of (one, "staff"), text_of (one, "intent"));
  json_array_foreach (json_object_get (json_object_get (one, "body"), "ops"), i, op)
  {
    char *fields = json_dumps (json_object_get (op, "f"), JSON_COMPACT | JSON_ENCODE_ANY);

    printf ("    %s %s\n", text_of (op, "t"), fields != NULL ? fields : "");
    free (fields);
  }
}

static UkesExit
list (UkesCall *call)
{
  g_autoptr (GError) error = NULL;
  json_t *all = ukes_ask (call->dir, "GET", "/quarantine", &error), *one;
  size_t i;

  if (all == NULL)
    return ukes_command_fail (call, error);
  if (call->is_json) {
    ukes_command_print_json (all);
    return UKES_EXIT_DONE;
  }
  if (json_array_size (json_object_get (all, "sets")) == 0)
    printf ("%s\n", _ ("Nothing waits."));
  json_array_foreach (json_object_get (all, "sets"), i, one) print_set (one);
  json_decref (all);
  return UKES_EXIT_DONE;
}

/* uketsuke-server quarantine [accept|drop N] */
UkesExit
ukes_command_quarantine (UkesCall *call, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  json_t *answer;
  uint64_t dev;

  if (!ukes_command_parse (
          call, NULL,
          _ ("[accept N|drop N] - show what devices that were shut out handed in, or decide over "
             "all that device N did"),
          &argc, &argv))
    return UKES_EXIT_USAGE;
  if (argc == 1)
    return list (call);
  if (argc != 3 || (!g_str_equal (argv[1], "accept") && !g_str_equal (argv[1], "drop"))
      || !g_ascii_string_to_unsigned (argv[2], 10, 1, INT32_MAX, &dev, NULL))
    return ukes_command_usage (call, _ ("say accept or drop, and the number of the device"));
  path = g_strdup_printf ("/quarantine/%u/%s", (unsigned)dev, argv[1]);
  answer = ukes_ask (call->dir, "POST", path, &error);
  if (answer == NULL)
    return ukes_command_fail (call, error);
  if (call->is_json) {
    ukes_command_print_json (answer);
    return UKES_EXIT_DONE;
  }
  if (g_str_equal (argv[1], "accept"))
    printf (_ ("Taken on: %lld of %lld as they were meant; the others are among what needs a "
               "decision.\n"),
            (long long)json_integer_value (json_object_get (answer, "applied")),
            (long long)json_integer_value (json_object_get (answer, "sets")));
  else
    printf (_ ("Thrown away: %lld.\n"),
            (long long)json_integer_value (json_object_get (answer, "sets")));
  json_decref (answer);
  return UKES_EXIT_DONE;
}
