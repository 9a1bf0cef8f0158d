/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-ctl"

#include "config.h"

#include "ctl/uke-ctl.h"

#include "db/uke-db-self-test.h"
#include "vault/uke-secret.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>

#define USUAL_WAIT_S 10

static const struct {
  const char *name;
  UkeCtlCommand run;
  const char *what;
} commands[] = {
  { "init", uke_ctl_init, N_ ("make a new clinic") },
  { "demo", uke_ctl_demo, N_ ("make a demo clinic with invented patients") },
  { "import", uke_ctl_import, N_ ("take a list of patients or bookings over") },
  { "export", uke_ctl_export, N_ ("write a list of patients or bookings") },
  { "search", uke_ctl_search, N_ ("find patients") },
  { "verify", uke_ctl_verify, N_ ("check integrity, cipher, log and audit") },
  { "server", uke_ctl_server, N_ ("run, look at and manage the clinic's server") },
  { "doctor", uke_ctl_doctor, N_ ("say what state this machine and its data are in") },
};

static void
print_help (FILE *to)
{
  fprintf (to, "%s\n\n",
           _ ("Usage: uketsukectl [--data DIR] [--as STAFF] [--wait SECONDS] [--json] COMMAND …"));
  for (unsigned i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (to, "  %-8s %s\n", commands[i].name, _ (commands[i].what));
}

static void
close_clinic (UkeCtl *ctl)
{
  g_autoptr (GAsyncResult) answer = NULL;
  GAsyncResult *result = NULL;

  if (ctl->clinic == NULL)
    return;
  if (uke_clinic_is_open (ctl->clinic)) {
    uke_clinic_close_async (ctl->clinic, uke_ctl_take_result, &result);
    answer = uke_ctl_wait (&result);
    if (!uke_clinic_close_finish (ctl->clinic, answer, NULL))
      g_debug ("the clinic did not close cleanly");
  }
  g_clear_object (&ctl->clinic);
}

static UkeCtlExit
run (UkeCtl *ctl, int argc, char **argv)
{
  if (argc < 2) {
    print_help (stderr);
    return UKE_CTL_USAGE;
  }
  for (unsigned i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (ctl, argc - 1, argv + 1);
  print_help (stderr);
  return UKE_CTL_USAGE;
}

/* Options may stand before and after the command: those every command has are taken out first. */
static gboolean
take_common_options (UkeCtl *ctl, int *argc, char ***argv)
{
  GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &ctl->data_path,
      N_ ("Folder that holds the clinic's data"), N_ ("DIR") },
    { "as", 0, 0, G_OPTION_ARG_STRING, &ctl->staff,
      N_ ("Who does it; the director unless said otherwise"), N_ ("STAFF") },
    { "recovery-code-file", 0, 0, G_OPTION_ARG_FILENAME, &ctl->recovery_code_file,
      N_ ("Open with the recovery code in this file"), N_ ("FILE") },
    { "wait", 0, 0, G_OPTION_ARG_INT, &ctl->wait_s,
      N_ ("How long to wait while the desk has the data open; 10 unless said otherwise"),
      N_ ("SECONDS") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &ctl->is_json, N_ ("Answer in JSON"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND …"));
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_ignore_unknown_options (context, TRUE);
  g_option_context_set_help_enabled (context, FALSE);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;
  fprintf (stderr, "uketsukectl: %s\n", error->message);
  return FALSE;
}

int
main (int argc, char **argv)
{
  UkeCtl ctl = { .wait_s = USUAL_WAIT_S };
  UkeCtlExit status = UKE_CTL_USAGE;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_file_test (UKE_BUILD_LOCALE_DIR, G_FILE_TEST_IS_DIR)
                                       ? UKE_BUILD_LOCALE_DIR
                                       : UKE_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  uke_secret_harden_process ();
  ctl.clock = uke_clock_new_system ();
  if (take_common_options (&ctl, &argc, &argv)) {
    if (ctl.data_path == NULL)
      ctl.data_path = uke_data_dir_default_path ();
    status = run (&ctl, argc, argv);
  }
  close_clinic (&ctl);
  g_clear_pointer (&ctl.lock, uke_data_lock_free);
  g_clear_object (&ctl.clock);
  g_free (ctl.data_path);
  g_free (ctl.staff);
  g_free (ctl.recovery_code_file);
  return status;
}
