/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-ctl"

#include "config.h"

#include "ctl/uke-ctl.h"

#include "clinic/uke-verify.h"
#include "db/uke-db-self-test.h"

#include <glib/gi18n.h>
#include <stdio.h>

static void
print_check (const UkeVerifyCheck *check)
{
  printf ("%-14s %s\n", check->name,
          check->is_elsewhere         ? _ ("left to whoever runs the database server")
          : check->problems->len == 0 ? _ ("in order")
                                      : _ ("NOT in order"));
  for (unsigned i = 0; i < check->problems->len; i++)
    printf ("  %s\n", (const char *)g_ptr_array_index (check->problems, i));
}

static json_t *
check_to_json (const UkeVerifyCheck *check)
{
  json_t *problems = json_array ();

  for (unsigned i = 0; i < check->problems->len; i++)
    json_array_append_new (problems, json_string (g_ptr_array_index (check->problems, i)));
  return json_pack ("{s:s, s:b, s:b, s:o}", "name", check->name, "ok", check->problems->len == 0,
                    "elsewhere", check->is_elsewhere, "problems", problems);
}

/**
 * uke_ctl_verify:
 * @ctl: the run
 * @argc: the command's words
 * @argv: the command's words
 *
 * uketsukectl verify: every check by name, and whether all are in order.
 *
 * Returns: the exit status: 1 when a check finds something
 * Thread: main
 */
UkeCtlExit
uke_ctl_verify (UkeCtl *ctl, int argc, char **argv)
{
  g_autoptr (GPtrArray) checks = NULL;
  g_autoptr (GAsyncResult) answer = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_ok = TRUE;

  if (argc != 1)
    return uke_ctl_usage (_ ("verify takes no further words"));
  if (!uke_ctl_open (ctl, &error))
    return uke_ctl_fail (ctl, error);
  uke_clinic_verify_async (ctl->clinic, NULL, uke_ctl_take_result, &result);
  answer = uke_ctl_wait (&result);
  checks = uke_clinic_verify_finish (ctl->clinic, answer, &error);
  if (checks == NULL)
    return uke_ctl_fail (ctl, error);
  for (unsigned i = 0; i < checks->len; i++)
    is_ok = is_ok && ((const UkeVerifyCheck *)g_ptr_array_index (checks, i))->problems->len == 0;
  if (ctl->is_json) {
    json_t *array = json_array ();

    for (unsigned i = 0; i < checks->len; i++)
      json_array_append_new (array, check_to_json (g_ptr_array_index (checks, i)));
    uke_ctl_print_json (json_pack ("{s:b, s:o}", "ok", is_ok, "checks", array));
  } else {
    for (unsigned i = 0; i < checks->len; i++)
      print_check (g_ptr_array_index (checks, i));
  }
  return is_ok ? UKE_CTL_DONE : UKE_CTL_REFUSED;
}
