/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-ctl"

#include "config.h"

#include "ctl/uke-ctl.h"

#include <glib/gi18n.h>
#include <stdio.h>

/**
 * uke_ctl_init:
 * @ctl: the run
 * @argc: the command's words
 * @argv: the command's words
 *
 * uketsukectl init --name NAME --director "姓 名" --recovery-code-out FILE
 *
 * Returns: the exit status
 * Thread: main
 */
UkeCtlExit
uke_ctl_init (UkeCtl *ctl, int argc, char **argv)
{
  g_autofree char *name = NULL, *director = NULL, *kana = NULL, *zone = NULL, *code_file = NULL;
  g_auto (GStrv) parts = NULL;
  GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("The clinic's name"), N_ ("NAME") },
    { "director", 0, 0, G_OPTION_ARG_STRING, &director, N_ ("The director: family and given name"),
      N_ ("NAME") },
    { "director-kana", 0, 0, G_OPTION_ARG_STRING, &kana, N_ ("The director's furigana"),
      N_ ("KANA") },
    { "zone", 0, 0, G_OPTION_ARG_STRING, &zone,
      N_ ("The clinic's time zone, Asia/Tokyo unless said otherwise"), N_ ("ZONE") },
    { "recovery-code-out", 0, 0, G_OPTION_ARG_FILENAME, &code_file,
      N_ ("Write the recovery code to this file"), N_ ("FILE") },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  UkeClinicSetup setup = { 0 };

  if (!uke_ctl_parse (entries, _ ("- make a new clinic"), &argc, &argv))
    return UKE_CTL_USAGE;
  if (code_file == NULL)
    return uke_ctl_usage (_ ("init needs --recovery-code-out FILE: whoever loses the keyring opens "
                             "the data with that code"));
  parts = g_strsplit (director != NULL ? director : _ ("Director"), " ", 2);
  setup.clinic_name = name != NULL ? name : _ ("Clinic");
  setup.zone = zone;
  setup.director_family = parts[0];
  setup.director_given = parts[1];
  setup.director_kana = kana;
  setup.hours = &UKE_OPENING_HOURS_USUAL;
  if (!uke_ctl_create (ctl, &setup, code_file, &error))
    return uke_ctl_fail (ctl, error);
  if (ctl->is_json)
    uke_ctl_print_json (json_pack ("{s:b, s:s, s:s}", "ok", 1, "data", ctl->data_path,
                                   "recovery_code_file", code_file));
  else
    printf (_ ("The clinic was made in %s. The recovery code stands in %s: print it and keep it "
               "apart from this computer.\n"),
            ctl->data_path, code_file);
  return UKE_CTL_DONE;
}
