/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/uke-application.h"
#include "vault/uke-secret.h"

#include <glib/gi18n.h>
#include <locale.h>

/*
 * Run from the build folder, the program finds its translations and its settings schema beside it.
 */
static gboolean
runs_uninstalled (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *build = g_path_get_dirname (UKE_BUILD_LOCALE_DIR);

  return self != NULL && g_str_has_prefix (self, build);
}

static void
set_up_language (gboolean is_uninstalled)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, is_uninstalled ? UKE_BUILD_LOCALE_DIR : UKE_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/*
 * Where GL is only software, GTK's GL renderer costs a second at the start and much memory; asking
 * GL itself would cost the same, so the presence of a render node decides (decision 24). GTK's X11
 * display loads GL even when nothing draws with it, so that is switched off too. In a browser there
 * is one renderer only: with any other the page stays white.
 */
static void
choose_renderer (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/dev/dri", 0, NULL);
  const char *backend = g_getenv ("GDK_BACKEND"), *name;

  if (backend != NULL && g_str_has_prefix (backend, "broadway"))
    return;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_prefix (name, "renderD"))
      return;
  }
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  if (g_str_equal (g_getenv ("GSK_RENDERER"), "cairo"))
    g_setenv (gtk_get_minor_version () < 16 ? "GDK_DEBUG" : "GDK_DISABLE",
              gtk_get_minor_version () < 16 ? "gl-disable" : "gl", FALSE);
}

int
main (int argc, char **argv)
{
  gboolean is_uninstalled = runs_uninstalled ();

  uke_secret_harden_process ();
  set_up_language (is_uninstalled);
  choose_renderer ();
  if (is_uninstalled) {
    g_autofree char *build = g_path_get_dirname (UKE_BUILD_LOCALE_DIR);
    g_autofree char *schemas = g_build_filename (build, "data", NULL);
    g_setenv ("GSETTINGS_SCHEMA_DIR", schemas, FALSE);
  }

  g_autoptr (UkeApplication) application = uke_application_new ();
  int status = g_application_run (G_APPLICATION (application), argc, argv);

  return status != 0 ? status : uke_application_get_exit_status (application);
}
