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

static json_int_t
number_of (json_t *object, const char *key)
{
  return json_integer_value (json_object_get (object, key));
}

/* A day and time for people, in the machine's zone. */
static char *
format_time (json_int_t us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return us > 0 && local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("-");
}

static void
print_enrolment (json_t *one)
{
  printf (_ ("%lld  %s  wants to join. Words: %s%s\n"), (long long)number_of (one, "dev"),
          text_of (one, "name"), text_of (one, "words"),
          json_is_true (json_object_get (one, "confirmed")) ? _ (" (the desk agrees)") : "");
}

static void
print_device (json_t *one)
{
  g_autofree char *expires = format_time (number_of (one, "expires_at_us"));
  g_autofree char *seen = format_time (number_of (one, "last_seen_us"));

  printf (_ ("%lld  %s  %s  certificate until %s  last seen %s  version %s\n"),
          (long long)number_of (one, "dev"), text_of (one, "name"),
          g_str_equal (text_of (one, "state"), "revoked") ? _ ("shut out") : _ ("enrolled"),
          expires, seen, *text_of (one, "version") != '\0' ? text_of (one, "version") : "-");
}

/* uketsuke-server devices */
UkesExit
ukes_command_devices (UkesCall *call, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  json_t *devices, *waiting, *one;
  size_t i;

  if (!ukes_command_parse (call, NULL, _ ("- list the devices"), &argc, &argv))
    return UKES_EXIT_USAGE;
  devices = ukes_ask (call->dir, "GET", "/devices", &error);
  if (devices == NULL)
    return ukes_command_fail (call, error);
  waiting = ukes_ask (call->dir, "GET", "/enrolments", &error);
  if (waiting == NULL) {
    json_decref (devices);
    return ukes_command_fail (call, error);
  }
  json_object_update (devices, waiting);
  json_decref (waiting);
  if (call->is_json) {
    ukes_command_print_json (devices);
    return UKES_EXIT_DONE;
  }
  json_array_foreach (json_object_get (devices, "devices"), i, one) print_device (one);
  json_array_foreach (json_object_get (devices, "enrolments"), i, one) print_enrolment (one);
  json_decref (devices);
  return UKES_EXIT_DONE;
}

/* What came of the last time that the server was put back, one line a device. */
static void
print_recovery (json_t *recovery)
{
  g_autofree char *ended = format_time (number_of (recovery, "ended_at_us"));
  json_t *one;
  size_t i;

  printf (_ ("put back; what came back of what it had lost, until %s:\n"), ended);
  json_array_foreach (json_object_get (recovery, "devices"), i, one)
  {
    printf (_ ("%lld  brought back: %lld, of these decided otherwise: %lld, not lost: %lld, "
               "refused: %lld%s\n"),
            (long long)number_of (one, "dev"), (long long)number_of (one, "rescued"),
            (long long)number_of (one, "conflicting"), (long long)number_of (one, "known"),
            (long long)number_of (one, "refused"),
            json_is_true (json_object_get (one, "reported")) ? "" : _ ("  has not come yet"));
    if (*text_of (one, "missing") != '\0')
      printf (_ ("%lld  nobody brought back its changes number %s\n"),
              (long long)number_of (one, "dev"), text_of (one, "missing"));
  }
}

/* uketsuke-server status */
UkesExit
ukes_command_status (UkesCall *call, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *ends = NULL, *backup = NULL;
  json_t *status;

  if (!ukes_command_parse (call, NULL, _ ("- say how the server is"), &argc, &argv))
    return UKES_EXIT_USAGE;
  status = ukes_ask (call->dir, "GET", "/status", &error);
  if (status == NULL)
    return ukes_command_fail (call, error);
  if (call->is_json) {
    ukes_command_print_json (status);
    return UKES_EXIT_DONE;
  }
  ends = format_time (number_of (status, "ca_expires_at_us"));
  printf (_ ("%s, version %s\ndesks: %s · joining: %s · data: %s\ndevices: %lld, shut out: %lld\n"
             "certificate authority until %s\nhistory %.8s, %lld entries\n"),
          text_of (status, "name"), text_of (status, "version"), text_of (status, "listen"),
          text_of (status, "enrol_listen"), text_of (status, "database"),
          (long long)number_of (status, "devices"), (long long)number_of (status, "revoked"), ends,
          text_of (status, "epoch"), (long long)number_of (status, "head"));
  if (g_str_equal (text_of (status, "state"), "frozen"))
    printf ("%s\n", _ ("Changes are not taken at the moment (frozen)."));
  if (g_str_equal (text_of (status, "state"), "recovery"))
    printf ("%s\n", _ ("The server was put back; desks bring back what it lost."));
  backup = format_time (number_of (status, "backup_at_us"));
  printf (_ ("last verified backup: %s\n"), backup);
  if (json_object_get (status, "recovery") != NULL)
    print_recovery (json_object_get (status, "recovery"));
  json_decref (status);
  return UKES_EXIT_DONE;
}

/* The enrolment of device @dev among those that wait. */
static char *
find_enrolment (const UkesCall *call, const char *dev, GError **error)
{
  json_t *waiting = ukes_ask (call->dir, "GET", "/enrolments", error);
  json_t *one;
  char *id = NULL;
  size_t i;

  if (waiting == NULL)
    return NULL;
  json_array_foreach (json_object_get (waiting, "enrolments"), i, one)
  {
    g_autofree char *number = g_strdup_printf ("%lld", (long long)number_of (one, "dev"));

    if (g_str_equal (number, dev))
      id = g_strdup (text_of (one, "id"));
  }
  json_decref (waiting);
  if (id == NULL)
    g_set_error_literal (error, UKES_ERROR, UKES_ERROR_REFUSED, "not_found");
  return id;
}

static UkesExit
finish (UkesCall *call, json_t *answer, GError **error, const char *sentence)
{
  if (answer == NULL)
    return ukes_command_fail (call, *error);
  if (call->is_json) {
    ukes_command_print_json (answer);
    return UKES_EXIT_DONE;
  }
  json_decref (answer);
  printf ("%s\n", sentence);
  return UKES_EXIT_DONE;
}

static json_t *
decide (const UkesCall *call, const char *dev, const char *what, GError **error)
{
  g_autofree char *id = find_enrolment (call, dev, error);
  g_autofree char *path = id != NULL ? g_strdup_printf ("/enrolments/%s/%s", id, what) : NULL;

  return path != NULL ? ukes_ask (call->dir, "POST", path, error) : NULL;
}

/* uketsuke-server accept N */
UkesExit
ukes_command_accept (UkesCall *call, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (!ukes_command_parse (call, NULL, _ ("N - let device N in"), &argc, &argv))
    return UKES_EXIT_USAGE;
  if (argc != 2)
    return ukes_command_usage (call, _ ("say the number of the device that wants to join"));
  return finish (call, decide (call, argv[1], "accept", &error), &error,
                 _ ("Accepted. The desk joins as soon as the person before it has agreed too."));
}

/* uketsuke-server refuse N */
UkesExit
ukes_command_refuse (UkesCall *call, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (!ukes_command_parse (call, NULL, _ ("N - do not let device N in"), &argc, &argv))
    return UKES_EXIT_USAGE;
  if (argc != 2)
    return ukes_command_usage (call, _ ("say the number of the device that wants to join"));
  return finish (call, decide (call, argv[1], "refuse", &error), &error, _ ("Not let in."));
}

/* uketsuke-server revoke N */
UkesExit
ukes_command_revoke (UkesCall *call, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  uint64_t dev;

  if (!ukes_command_parse (call, NULL, _ ("N - shut device N out for good"), &argc, &argv))
    return UKES_EXIT_USAGE;
  if (argc != 2 || !g_ascii_string_to_unsigned (argv[1], 10, 1, INT32_MAX, &dev, NULL))
    return ukes_command_usage (call, _ ("say the number of the device"));
  path = g_strdup_printf ("/devices/%u/revoke", (unsigned)dev);
  return finish (call, ukes_ask (call->dir, "POST", path, &error), &error,
                 _ ("Shut out. What that device asks from now on is refused."));
}

static gboolean
tick_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
pause_a_second (void)
{
  gboolean is_over = FALSE;

  g_timeout_add_seconds (1, tick_cb, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

/* Shows the words of the device that came with the code, and asks whether they are the same. */
static UkesExit
wait_for_device (UkesCall *call, json_int_t until_us)
{
  char line[16] = "";

  while (g_get_real_time () < until_us) {
    g_autoptr (GError) error = NULL;
    json_t *waiting = ukes_ask (call->dir, "GET", "/enrolments", &error);
    json_t *one = json_array_get (json_object_get (waiting, "enrolments"), 0);
    g_autofree char *dev = g_strdup_printf ("%lld", (long long)number_of (one, "dev"));
    gboolean is_same;

    if (waiting == NULL)
      return ukes_command_fail (call, error);
    if (one == NULL) {
      json_decref (waiting);
      pause_a_second ();
      continue;
    }
    print_enrolment (one);
    json_decref (waiting);
    printf ("%s ", _ ("Are they the same as on the desk's screen? (y/n)"));
    fflush (stdout);
    if (fgets (line, sizeof line, stdin) == NULL)
      return UKES_EXIT_REFUSED;
    is_same = line[0] == 'y' || line[0] == 'Y';
    return finish (call, decide (call, dev, is_same ? "accept" : "refuse", &error), &error,
                   is_same ? _ ("Accepted. The desk joins as soon as the person before it has "
                                "agreed too.")
                           : _ ("Not let in."));
  }
  return UKES_EXIT_REFUSED;
}

/* uketsuke-server enrol-code [--wait] */
UkesExit
ukes_command_code (UkesCall *call, int argc, char **argv)
{
  gboolean waits = FALSE;
  GOptionEntry entries[] = {
    { "wait", 0, 0, G_OPTION_ARG_NONE, &waits,
      N_ ("Wait for the device, show its words and ask whether they are the same"), NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  json_int_t until_us;
  json_t *answer;

  if (!ukes_command_parse (call, entries, _ ("- make a code for one device"), &argc, &argv))
    return UKES_EXIT_USAGE;
  answer = ukes_ask (call->dir, "POST", "/code", &error);
  if (answer == NULL)
    return ukes_command_fail (call, error);
  until_us = number_of (answer, "expires_at_us");
  if (call->is_json) {
    ukes_command_print_json (answer);
  } else {
    printf (_ ("Code: %.4s %.4s (good for ten minutes, for one device)\n"),
            text_of (answer, "code"), text_of (answer, "code") + 4);
    json_decref (answer);
  }
  fflush (stdout);
  return waits ? wait_for_device (call, until_us) : UKES_EXIT_DONE;
}

/* uketsuke-server freeze */
UkesExit
ukes_command_freeze (UkesCall *call, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (!ukes_command_parse (call, NULL, _ ("- take no changes for the time being"), &argc, &argv))
    return UKES_EXIT_USAGE;
  return finish (call, ukes_ask (call->dir, "POST", "/freeze", &error), &error,
                 _ ("The server takes no changes any more. Desks go on working and keep what they "
                    "have until it is thawed."));
}

/* uketsuke-server thaw */
UkesExit
ukes_command_thaw (UkesCall *call, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (!ukes_command_parse (call, NULL, _ ("- take changes again"), &argc, &argv))
    return UKES_EXIT_USAGE;
  return finish (call, ukes_ask (call->dir, "POST", "/thaw", &error), &error,
                 _ ("The server takes changes again."));
}
