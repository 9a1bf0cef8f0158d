/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-ctl"

#include "config.h"

#include "ctl/uke-ctl.h"

#include "clinic/uke-set-up-commands.h"
#include "ctl/demo/uke-demo.h"

#include <glib/gi18n.h>
#include <stdio.h>

enum { USUAL_PATIENTS = 2000, USUAL_SEED = 1, USUAL_NOW_MIN = 10 * 60 + 42 };

static gboolean
read_today (UkeCtl *ctl, const char *text, UkeDate *out_today)
{
  g_autoptr (UkeZone) zone = NULL;

  if (text != NULL)
    return uke_date_from_iso (text, out_today);
  zone = uke_zone_new ("Asia/Tokyo", NULL);
  *out_today = uke_zone_date_of (zone, uke_clock_now_us (ctl->clock));
  return TRUE;
}

static UkeCtlExit
make_demo (UkeCtl *ctl, const UkeDemoOptions *options, const char *code_file)
{
  UkeClinicSetup setup = { "そよぎ台クリニック", NULL, "青柳", "昭彦", "あおやぎ あきひこ" };
  g_autoptr (UkeReceipt) marked = NULL;
  g_autoptr (GError) error = NULL;
  UkeDemoCounts counts;

  if (!uke_ctl_create (ctl, &setup, code_file, &error))
    return uke_ctl_fail (ctl, error);
  /* Only a clinic that is marked so lets itself be opened at another time than now (decision 29).
   */
  marked = uke_ctl_execute (ctl, uke_command_save_setting ("demo.is_demo", "true"), &error);
  if (marked == NULL || !uke_demo_fill (ctl, options, &counts, &error))
    return uke_ctl_fail (ctl, error);
  if (ctl->is_json)
    uke_ctl_print_json (json_pack ("{s:b, s:s, s:i, s:i, s:i}", "ok", 1, "data", ctl->data_path,
                                   "patients", counts.n_patients, "appointments",
                                   counts.n_appointments, "follow_ups", counts.n_follow_ups));
  else
    printf (_ ("A demo clinic was made in %s: %u patients, %u appointments, %u calls.\n"),
            ctl->data_path, counts.n_patients, counts.n_appointments, counts.n_follow_ups);
  return UKE_CTL_DONE;
}

/**
 * uke_ctl_demo:
 * @ctl: the run
 * @argc: the command's words
 * @argv: the command's words
 *
 * uketsukectl demo [--patients N] [--seed S] [--today DATE] [--recovery-code-out FILE]
 *
 * Returns: the exit status
 * Thread: main
 */
UkeCtlExit
uke_ctl_demo (UkeCtl *ctl, int argc, char **argv)
{
  int n_patients = USUAL_PATIENTS, seed = USUAL_SEED;
  g_autofree char *today = NULL, *code_file = NULL;
  GOptionEntry entries[] = {
    { "patients", 0, 0, G_OPTION_ARG_INT, &n_patients, N_ ("How many patients"), N_ ("N") },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, N_ ("The same seed makes the same clinic"), N_ ("S") },
    { "today", 0, 0, G_OPTION_ARG_STRING, &today, N_ ("The clinic's day, as 2026-11-24"),
      N_ ("DATE") },
    { "recovery-code-out", 0, 0, G_OPTION_ARG_FILENAME, &code_file,
      N_ ("Write the recovery code to this file"), N_ ("FILE") },
    { NULL },
  };
  UkeDemoOptions options = { .now_min = USUAL_NOW_MIN };

  if (!uke_ctl_parse (entries, _ ("- make a demo clinic with invented patients"), &argc, &argv))
    return UKE_CTL_USAGE;
  if (n_patients < 1 || n_patients > 1000000)
    return uke_ctl_usage (_ ("--patients takes a number from 1 to 1000000"));
  if (!read_today (ctl, today, &options.today))
    return uke_ctl_usage (_ ("--today takes a date as 2026-11-24"));
  options.n_patients = (unsigned)n_patients;
  options.seed = (unsigned)seed;
  if (code_file == NULL)
    code_file = g_build_filename (ctl->data_path, "recovery-code.txt", NULL);
  return make_demo (ctl, &options, code_file);
}
